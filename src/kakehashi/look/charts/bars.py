"""Bars made of stacked parts: a whole picture with labels and key, or one strip in a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from kakehashi.look.charts.drawing import (
    LEADING,
    NARROW,
    PAPER,
    SIZE,
    SOFT,
    Frame,
    element,
    percent,
    picture,
    text,
    width_of,
    wrapped,
)
from kakehashi.look.charts.tones import part

HEIGHT, GAP = 24, 16
_MARGIN = 0.003  # so that no outline is cut off


@dataclass(frozen=True)
class Bar:
    """One bar: what it counts, and its parts as tone and number, in order."""

    label: str
    parts: Sequence[tuple[str, int]]

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(number for _tone, number in self.parts)


def bars(rows: Sequence[Bar], key: Sequence[tuple[str, str]], frame: Frame) -> SafeString:
    """Return a picture of bars on one scale, each number in or beside its part.

    Args:
        rows: the bars, from the top.
        key: tone and what it means, in the order of the parts.
        frame: what the picture says of itself.
    """
    longest = max((row.total for row in rows), default=0)
    drawn, y = [], float(SIZE)
    for row in rows:
        total = str(row.total)
        for at, line in enumerate(wrapped(row.label, NARROW - width_of(total) - 12)):
            if not at:
                drawn.append(text(total, "100%", y, text_anchor="end", font_weight="bold"))
            drawn.append(text(line, "0", y))
            y += LEADING
        if row.total:
            drawn.append(_parts(row.parts, longest, y - SIZE + 4, HEIGHT, numbers=True))
            y += HEIGHT
        y += GAP
    shown = {tone for row in rows for tone, number in row.parts if number}
    for tone, words in key:
        if tone in shown:
            drawn.append(key_line(tone, words, y))
            y += LEADING + 2
    return picture(frame, drawn, y - SIZE + 8)


def key_line(tone: str, words: str, y: float) -> str:
    """Return one line of a key: the tone, and what it means."""
    box = element("svg", part(tone, 0.04, 0.96, 1, 12), x=0, y=y - 12, width=26, height=14)
    return box + text(words, "34", y, fill=SOFT)


def strip(parts: Sequence[tuple[str, int]], longest: int) -> SafeString:
    """Return one bar alone, hidden from screen readers: its numbers stand beside it.

    Args:
        parts: tone and number, in order.
        longest: the number that would fill the whole width.
    """
    return mark_safe(  # noqa: S308 - made of numbers and our own colours
        element(
            "svg",
            _parts(parts, longest, 1, 14, numbers=False),
            width="100%",
            height=16,
            aria_hidden="true",
            focusable="false",
        )
    )


def bar_of(
    parts: Sequence[tuple[str, int]], longest: int, y: float, height: float, *, room: float
) -> str:
    """Return one bar across the whole width, the number in each part that has the room for it.

    Args:
        parts: tone and number, in order.
        longest: the number that would fill the whole width.
        y: its upper edge.
        height: in pixels.
        room: the least width in pixels that it may have.
    """
    return _parts(parts, longest, y, height, numbers=True, room=room)


def _parts(
    parts: Sequence[tuple[str, int]],
    longest: int,
    y: float,
    height: float,
    *,
    numbers: bool,
    room: float = NARROW,
) -> str:
    drawn, start = [], _MARGIN
    for tone, number in parts:
        if not number:
            continue
        share = (1 - 2 * _MARGIN) * number / max(longest, 1)
        drawn.append(part(tone, start, start + max(share - 0.004, 0.004), y, height))
        if numbers and share * room > width_of(str(number)) + 10:
            drawn.append(
                text(
                    str(number),
                    percent(start + share / 2),
                    y + height / 2 + 5,
                    text_anchor="middle",
                    font_weight="bold",
                    stroke=PAPER,
                    stroke_width=5,
                    stroke_linejoin="round",
                    paint_order="stroke",
                )
            )
        start += share
    return "".join(drawn)
