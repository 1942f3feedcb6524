"""A grid: lines by columns, a number in each cell, and what is to be said of a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

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
    wrapped,
)
from kakehashi.look.charts.tones import AI, BENI, STONE

CELL = 24
_MANY = 4  # from so many on, a cell is filled


@dataclass(frozen=True)
class Line:
    """One line: its label, a number a column, and remarks that call for a look."""

    label: str
    numbers: Sequence[int]
    remarks: Sequence[str] = ()


def grid(lines: Sequence[Line], columns: Sequence[str], frame: Frame) -> SafeString:
    """Return a picture of cells; an empty one is a dashed box, a remark stands under its line."""
    drawn, y = [], float(SIZE)
    share = 1 / max(len(columns), 1)
    for line in lines:
        for words in wrapped(line.label, NARROW):
            drawn.append(text(words, "0", y, font_weight="bold"))
            y += LEADING
        for at, number in enumerate(line.numbers):
            drawn.append(_cell(number, columns[at], at * share, share, y - SIZE + 2))
        y += CELL + LEADING - 6
        for remark in line.remarks:
            for words in wrapped(f"◆ {remark}", NARROW):
                drawn.append(text(words, "0", y, fill=BENI))
                y += LEADING
        y += 8
    return picture(frame, drawn, y - SIZE)


def _cell(number: int, column: str, start: float, share: float, y: float) -> str:
    full = number >= _MANY
    box = element(
        "rect",
        x=percent(start + 0.004),
        width=percent(share - 0.008),
        y=y,
        height=CELL,
        fill=AI if full else PAPER,
        stroke=AI if number else STONE,
        stroke_width=2 if number else 1,
        stroke_dasharray=None if number else "3 2",
    )
    ink = PAPER if full else SOFT
    middle = percent(start + share / 2)
    words = f"{column}: {number}" if number else column
    return box + text(
        words,
        middle,
        y + CELL / 2 + 4,
        fill=ink,
        text_anchor="middle",
        font_size=12,
        font_weight="bold" if number else None,
    )
