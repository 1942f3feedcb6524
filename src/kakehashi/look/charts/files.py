"""Pictures as files: SVG that stands alone, and PNG made from it."""

import functools
import re
from pathlib import Path

from kakehashi.look.charts.drawing import PAPER, element, text

WIDTH, MARGIN, HEAD = 760, 20, 28
"""Pixels: of the picture, around it, and of each line over it."""

FONTS = Path(__file__).resolve().parent.parent / "static" / "look" / "built" / "fonts"
"""Where the fonts lie that are not the reader's: for files made here."""

_FAMILY = "'BIZ UDPGothic', 'Source Sans 3', 'Noto Sans JP', 'Noto Sans CJK JP', sans-serif"
_OPENING = re.compile(r'<svg ([^>]*?)width="100%" height="([0-9.]+)"')
_KEPT = 64
_SCALE = 2


def as_file(drawing: str, heads: tuple[str, ...] = ()) -> str:
    """Return a picture of a page as an SVG file: with a size, a ground and a font of its own.

    Args:
        drawing: as it stands on the page.
        heads: lines over it: its title, and its marking where it has one.
    """
    found = _OPENING.match(drawing)
    assert found is not None
    over = HEAD * len(heads)
    inner = (
        f'<svg {found[1]}x="{MARGIN}" y="{MARGIN + over}" width="{WIDTH}" height="{found[2]}"'
        + drawing[found.end() :]
    )
    lines = [
        text(words, str(MARGIN), MARGIN + HEAD * at + 14, font_size=16, font_weight="bold")
        for at, words in enumerate(heads)
    ]
    return element(
        "svg",
        "".join((element("rect", width="100%", height="100%", fill=PAPER), *lines, inner)),
        xmlns="http://www.w3.org/2000/svg",
        width=WIDTH + 2 * MARGIN,
        height=float(found[2]) + over + 2 * MARGIN,
        font_family=_FAMILY,
    )


@functools.lru_cache(maxsize=_KEPT)
def as_png(drawing: str, heads: tuple[str, ...] = ()) -> bytes:
    """Return a picture of a page as PNG, twice as fine; the same drawing is made once.

    Text is set in the fonts that ``tools/build_look.py`` brings, so that Japanese is there on any
    machine.
    """
    import vl_convert  # costs a third of a second; only downloads need it

    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))
    made: bytes = vl_convert.svg_to_png(as_file(drawing, heads), scale=_SCALE)
    return made
