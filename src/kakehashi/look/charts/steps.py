"""Steps of two hands: a numbered mark for each, in the lane of whoever took it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from kakehashi.look.charts.drawing import (
    LEADING,
    NARROW,
    PAPER,
    RULE,
    SIZE,
    Frame,
    element,
    percent,
    picture,
    text,
)
from kakehashi.look.charts.tones import TONES

_DOT = 11
_SMALL = 12
MOST = NARROW // (2 * _DOT + 4)
"""How many marks fit beside each other on a phone."""


@dataclass(frozen=True)
class Mark:
    """One step; its number leads to the table beside the picture."""

    number: int
    lane: int
    """Whose hand it was, counted from the top."""
    tone: str


def steps(marks: Sequence[Mark], lanes: Sequence[str], frame: Frame) -> SafeString:
    """Return the marks from left to right, each in its lane, with the way between them.

    Where there are more than :data:`MOST` the way goes on in a further row.

    Args:
        marks: in the order the steps were taken.
        lanes: names of the lanes, from the top.
        frame: what the picture says of itself.
    """
    drawn: list[str] = []
    y = float(SIZE)
    for start in range(0, max(len(marks), 1), MOST):
        row = marks[start : start + MOST]
        middles = []
        for name in lanes:
            drawn.append(text(name, "0", y, font_weight="bold"))
            middles.append(y + 10 + _DOT)
            y += 10 + 2 * _DOT + LEADING
        drawn += _lines(middles)
        drawn += _way(row, middles)
    return picture(frame, drawn, y - LEADING + 6)


def _place(at: int) -> str:
    return percent((at + 0.5) / MOST)


def _lines(middles: Sequence[float]) -> list[str]:
    return [
        element("line", x1="0", x2="100%", y1=middle, y2=middle, stroke=RULE) for middle in middles
    ]


def _way(row: Sequence[Mark], middles: Sequence[float]) -> list[str]:
    ways = [
        element(
            "line",
            x1=_place(at),
            x2=_place(at + 1),
            y1=middles[one.lane],
            y2=middles[other.lane],
            stroke=TONES["firm"].colour,
            stroke_width=2,
        )
        for at, (one, other) in enumerate(pairwise(row))
    ]
    dots = []
    for at, one in enumerate(row):
        tone = TONES[one.tone]
        dots.append(
            element(
                "circle",
                cx=_place(at),
                cy=middles[one.lane],
                r=_DOT,
                fill=tone.colour if tone.solid else PAPER,
                stroke=tone.colour,
                stroke_width=2,
            )
        )
        dots.append(
            text(
                str(one.number),
                _place(at),
                middles[one.lane] + 4,
                text_anchor="middle",
                font_size=_SMALL,
                font_weight="bold",
                fill=PAPER if tone.solid else tone.colour,
            )
        )
    return [*ways, *dots]
