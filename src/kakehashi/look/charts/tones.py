"""Tones: what tells parts of a picture apart, each a colour and a pattern of its own.

Patterns are dashed lines as thick as the part is high: they need no ids, are cut off where the
part ends, and look the same on paper without colour.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from kakehashi.look.charts.drawing import PAPER, element, percent


@dataclass(frozen=True)
class Tone:
    """A colour of at least 3:1 on paper, and how a part of it is filled."""

    colour: str
    solid: bool = False
    across: str = ""
    """Dashes of one line as thick as the part: upright stripes."""
    along: tuple[float, ...] = ()
    """Heights of thin lines along the part, as shares of its height."""
    dotted: str = ""
    """Dashes of the thin lines."""
    edge: str = ""
    """Dashes of the outline; a whole line where empty."""


AI, MATSU, BENI, STONE = "#35508c", "#1e6547", "#a3142e", "#6b6758"

TONES: Mapping[str, Tone] = {
    "empty": Tone(STONE, edge="3 2"),
    "ahead": Tone(AI, along=(0.33, 0.67), dotted="2 5"),
    "going": Tone(AI, across="3 4"),
    "far": Tone(AI, across="7 2"),
    "resting": Tone(STONE, along=(0.25, 0.5, 0.75)),
    "done": Tone(MATSU, solid=True),
    "otherwise": Tone(BENI, across="2 6", along=(0.5,)),
    "result": Tone(AI, across="4 12"),
    "firm": Tone(AI, solid=True),  # for points, whose lanes bear their names
    "ended": Tone(STONE, across="1 3"),
}
"""Every tone there is. Which one something has is said by whoever draws it."""


def part(tone: str, start: float, end: float, y: float, height: float) -> str:
    """Return one part of a bar from ``start`` to ``end``, shares of the width.

    An unknown tone is drawn as empty, never left out.
    """
    one = TONES.get(tone, TONES["empty"])
    box = {"x": percent(start), "width": percent(end - start), "y": y, "height": height}
    lines = []
    if one.across:
        lines.append(_line(one, (start, end), y + height / 2, height, one.across))
    lines += [
        _line(one, (start, end), y + height * share, 1.5, one.dotted or None) for share in one.along
    ]
    return "".join(
        (
            element("rect", **box, fill=one.colour if one.solid else PAPER),
            *lines,
            element(
                "rect", **box, fill="none", stroke=one.colour, stroke_dasharray=one.edge or None
            ),
        )
    )


def _line(tone: Tone, ends: tuple[float, float], y: float, width: float, dashes: str | None) -> str:
    return element(
        "line",
        x1=percent(ends[0]),
        x2=percent(ends[1]),
        y1=y,
        y2=y,
        stroke=tone.colour,
        stroke_width=width,
        stroke_dasharray=dashes,
    )


def swatch(tone: str) -> SafeString:
    """Return a tone as a small square before its word, hidden from screen readers."""
    return mark_safe(  # noqa: S308 - made of numbers and our own colours
        element(
            "svg",
            part(tone, 0.04, 0.96, 1, 12),
            class_="k-glyph",
            width=14,
            height=14,
            aria_hidden="true",
            focusable="false",
        )
    )
