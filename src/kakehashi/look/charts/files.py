"""Pictures as files: SVG that stands alone, and PNG made from it."""

import functools
import re
from pathlib import Path

from kakehashi.look.charts.drawing import PAPER, element

WIDTH = 760
"""Pixels; percentages in the picture are of this."""

FONTS = Path(__file__).resolve().parent.parent / "static" / "look" / "built" / "fonts"
"""Where the fonts lie that are not the reader's: for files made here."""

_FAMILY = "'BIZ UDPGothic', 'Source Sans 3', 'Noto Sans JP', 'Noto Sans CJK JP', sans-serif"
_OPENING = re.compile(r'<svg [^>]*?width="100%" height="([0-9.]+)"')
_KEPT = 64
_SCALE = 2


def as_file(drawing: str) -> str:
    """Return a picture of a page as an SVG file: with a size, a ground and a font of its own."""
    found = _OPENING.match(drawing)
    assert found is not None
    opening = found[0].replace('width="100%"', f'width="{WIDTH}"')
    ground = element("rect", width="100%", height="100%", fill=PAPER)
    head = f'{opening} font-family="{_FAMILY}"'
    rest = drawing[found.end() :]
    before, _end, after = rest.partition(">")
    place = after.index("</desc>") + len("</desc>")
    return f"{head}{before}>{after[:place]}{ground}{after[place:]}"


@functools.lru_cache(maxsize=_KEPT)
def as_png(drawing: str) -> bytes:
    """Return a picture of a page as PNG, twice as fine; the same drawing is made once.

    Text is set in the fonts that ``tools/build_look.py`` brings, so that Japanese is there on any
    machine.
    """
    import vl_convert  # costs a third of a second; only downloads need it

    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))
    made: bytes = vl_convert.svg_to_png(as_file(drawing), scale=_SCALE)
    return made
