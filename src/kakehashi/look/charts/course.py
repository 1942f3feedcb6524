"""The course of things: points on lanes along the years, numbered as in the list beside it."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from kakehashi.look.charts.drawing import (
    LEADING,
    NARROW,
    PAPER,
    RULE,
    SIZE,
    SOFT,
    Frame,
    element,
    percent,
    picture,
    text,
)
from kakehashi.look.charts.tones import TONES

_DOT = 11
_SMALL = 12


@dataclass(frozen=True)
class Point:
    """Something that happened, or is to happen, on a day; its number leads to the list."""

    day: dt.date
    number: int
    coming: bool = False


@dataclass(frozen=True)
class Lane:
    """Points of one kind, with the tone that tells the kind."""

    label: str
    tone: str
    points: Sequence[Point]


def course(
    lanes: Sequence[Lane], years: Sequence[tuple[int, Sequence[str]]], frame: Frame
) -> SafeString:
    """Return lanes along the years; points that would touch on a phone stand below each other.

    Args:
        lanes: from the top.
        years: each year of the picture, in order, with its names in the calendars.
        frame: what the picture says of itself.
    """
    count = max(len(years), 1)
    first = years[0][0] if years else 0
    drawn, y = [], float(SIZE)
    names = max((len(said) for _year, said in years), default=0)
    top = y + names * 16
    for at, (_year, said) in enumerate(years):
        for place, words in enumerate(said):
            x = percent((at + 0.5) / count)
            drawn.append(
                text(words, x, y + 16 * place, text_anchor="middle", font_size=_SMALL, fill=SOFT)
            )
    lines_from, y = top - 10, top + 10
    for lane in lanes:
        drawn.append(text(lane.label, "0", y, font_weight="bold"))
        y += 8
        rows = _in_rows(lane.points, first, count)
        for row in rows:
            middle = y + _DOT + 2
            drawn += [_dot(one, lane.tone, _share(one.day, first, count), middle) for one in row]
            y += 2 * _DOT + 4
        y += LEADING + 2
    bottom = y - LEADING
    rules = [
        element(
            "line",
            x1=percent(at / count),
            x2=percent(at / count),
            y1=lines_from,
            y2=bottom,
            stroke=RULE,
        )
        for at in range(1, count)
    ]
    return picture(frame, [*rules, *drawn], bottom + 4)


def _share(day: dt.date, first: int, count: int) -> float:
    whole = 366 if calendar.isleap(day.year) else 365
    place = (day.year - first + (day.timetuple().tm_yday - 1) / whole) / count
    edge = (_DOT + 2) / NARROW
    return min(max(place, edge), 1 - edge)


def _in_rows(points: Sequence[Point], first: int, count: int) -> list[list[Point]]:
    rows: list[list[Point]] = []
    for point in sorted(points, key=lambda one: (one.day, one.number)):
        place = _share(point.day, first, count) * NARROW
        for row in rows:
            if place - _share(row[-1].day, first, count) * NARROW > 2 * _DOT + 1:
                row.append(point)
                break
        else:
            rows.append([point])
    return rows


def _dot(point: Point, tone: str, share: float, y: float) -> str:
    colour = TONES[tone].colour
    solid = TONES[tone].solid and not point.coming
    circle = element(
        "circle",
        cx=percent(share),
        cy=y,
        r=_DOT,
        fill=colour if solid else PAPER,
        stroke=colour,
        stroke_width=2,
        stroke_dasharray="3 2" if point.coming else None,
    )
    return circle + text(
        str(point.number),
        percent(share),
        y + 4,
        text_anchor="middle",
        font_size=_SMALL,
        font_weight="bold",
        fill=PAPER if solid else colour,
    )
