"""Bars of parts, one below the other for each period, in groups: how something moved over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from kakehashi.look.charts.bars import bar_of, key_line
from kakehashi.look.charts.drawing import (
    LEADING,
    NARROW,
    RULE,
    SIZE,
    SOFT,
    Frame,
    element,
    percent,
    picture,
    text,
    wrapped,
)

_LEFT = 0.46  # share of the width that the names of periods take
_ROW, _HIGH, _GAP = 22, 16, 14


@dataclass(frozen=True)
class Period:
    """One period of a group: its name and its parts as tone and number; none where nothing was.

    A period without parts is a gap and drawn as one: it is not a row of zeros.
    """

    label: str
    parts: Sequence[tuple[str, int]] | None = None


@dataclass(frozen=True)
class Group:
    """What is followed over time, and its periods, the oldest first."""

    label: str
    periods: Sequence[Period]


def periods(
    groups: Sequence[Group], key: Sequence[tuple[str, str]], gap: str, frame: Frame
) -> SafeString:
    """Return a picture of groups of bars on one scale.

    Args:
        groups: from the top.
        key: tone and what it means, in the order of the parts.
        gap: what is said of a period in which nothing was.
        frame: what the picture says of itself.
    """
    longest = max(
        (
            sum(number for _tone, number in one.parts or ())
            for group in groups
            for one in group.periods
        ),
        default=0,
    )
    drawn, y = [], float(SIZE)
    for group in groups:
        for line in wrapped(group.label, NARROW):
            drawn.append(text(line, "0", y, font_weight="bold"))
            y += LEADING
        for one in group.periods:
            drawn.append(text(one.label, "0", y, fill=SOFT))
            drawn.append(_gap(gap, y) if one.parts is None else _bar(one.parts, longest, y))
            y += _ROW
        y += _GAP
    shown = {
        tone
        for group in groups
        for one in group.periods
        for tone, number in one.parts or ()
        if number
    }
    for tone, words in key:
        if tone in shown:
            drawn.append(key_line(tone, words, y))
            y += LEADING + 2
    return picture(frame, drawn, y - SIZE + 8)


def _bar(parts: Sequence[tuple[str, int]], longest: int, y: float) -> str:
    return element(
        "svg",
        bar_of(parts, longest, 1, _HIGH - 2, room=NARROW * (1 - _LEFT)),
        x=percent(_LEFT),
        y=y - _HIGH + 3,
        width=percent(1 - _LEFT),
        height=_HIGH,
    )


def _gap(words: str, y: float) -> str:
    line = element(
        "line",
        x1=percent(_LEFT),
        x2="100%",
        y1=y + 5,
        y2=y + 5,
        stroke=RULE,
        stroke_width=1,
        stroke_dasharray="2 4",
    )
    return text(words, percent(_LEFT), y, fill=SOFT) + line
