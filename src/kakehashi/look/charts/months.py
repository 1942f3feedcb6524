"""A year in months: numbered stops on rows, each leading to its line of the table beside it."""

import datetime as dt
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
    SOFT,
    Frame,
    element,
    percent,
    picture,
    text,
    width_of,
)
from kakehashi.look.charts.tones import TONES

_HALF = 11
_SMALL = 12


@dataclass(frozen=True)
class Stop:
    """Something on a day; its number leads to the table."""

    day: dt.date
    number: str
    tone: str
    square: bool = False
    """Whether it is drawn as a square: what the other stops lead to."""


@dataclass(frozen=True)
class Track:
    """Stops that belong together, under their name."""

    label: str
    stops: Sequence[Stop]


@dataclass(frozen=True)
class Span:
    """The days of the picture, the names of its months, and the reader's day in it."""

    first: dt.date
    last: dt.date
    months: Sequence[tuple[dt.date, str]]
    """First day of each month, and what it is called, briefly."""
    today: dt.date | None = None
    today_said: str = ""

    def share(self, day: dt.date) -> float:
        """Return where ``day`` stands, from 0 to 1; what lies outside stands at the edge."""
        whole = max((self.last - self.first).days, 1)
        return min(max((day - self.first).days / whole, 0.0), 1.0)


def months(tracks: Sequence[Track], span: Span, frame: Frame) -> SafeString:
    """Return tracks along the months; stops that would touch on a phone stand below each other."""
    drawn, y = _names_of_months(span), float(SIZE + 10)
    top = y
    for track in tracks:
        y += LEADING
        drawn.append(text(track.label, "0", y - 4, font_weight="bold"))
        y += 2
        for row in _in_rows(track.stops, span):
            middle = y + _HALF + 2
            drawn += [_stop(one, _place(one.day, span), middle) for one in row]
            y += 2 * _HALF + 4
        y += 4
    lines = [_line(span.share(day), top, y, RULE) for day, _said in span.months]
    if span.today is not None and span.first <= span.today <= span.last:
        share = span.share(span.today)
        lines.append(_line(share, top, y, TONES["otherwise"].colour, "4 3"))
        anchor = "start" if share < 0.5 else "end"  # noqa: PLR2004 - the side with more room
        drawn.append(
            text(
                span.today_said,
                percent(share),
                y + SIZE,
                text_anchor=anchor,
                font_size=_SMALL,
                fill=TONES["otherwise"].colour,
            )
        )
        y += LEADING
    return picture(frame, [*lines, *drawn], y + 4)


def _names_of_months(span: Span) -> list[str]:
    """Name every month, or every second, third … one: as many as have room, evenly apart."""
    steps = range(1, len(span.months) + 1)
    named = next(
        (span.months[::step] for step in steps if _has_room(span.months[::step], span)), []
    )
    return [
        text(said, percent(span.share(day)), SIZE - 2, font_size=_SMALL, fill=SOFT)
        for day, said in named
        if span.share(day) + _wide(said) <= 1
    ]


def _has_room(named: Sequence[tuple[dt.date, str]], span: Span) -> bool:
    return all(
        span.share(day) + _wide(said) + 0.01 <= span.share(after)
        for (day, said), (after, _said) in pairwise(named)
    )


def _wide(said: str) -> float:
    return width_of(said, _SMALL) / NARROW


def _line(share: float, top: float, bottom: float, colour: str, dashes: str | None = None) -> str:
    at = percent(share)
    return element("line", x1=at, x2=at, y1=top, y2=bottom, stroke=colour, stroke_dasharray=dashes)


def _place(day: dt.date, span: Span) -> float:
    edge = (_HALF + 2) / NARROW
    return min(max(span.share(day), edge), 1 - edge)


def _in_rows(stops: Sequence[Stop], span: Span) -> list[list[Stop]]:
    rows: list[list[Stop]] = []
    for stop in sorted(stops, key=lambda one: (one.day, one.number)):
        place = _place(stop.day, span) * NARROW
        for row in rows:
            if place - _place(row[-1].day, span) * NARROW > 2 * _HALF + 1:
                row.append(stop)
                break
        else:
            rows.append([stop])
    return rows


def _stop(stop: Stop, share: float, y: float) -> str:
    tone = TONES.get(stop.tone, TONES["empty"])
    paint = {
        "fill": tone.colour if tone.solid else PAPER,
        "stroke": tone.colour,
        "stroke_width": 2,
        "stroke_dasharray": None if tone.solid or stop.tone == "otherwise" else "3 2",
    }
    if stop.square:  # a path has no shares of the width: a short thick line has
        body = element(
            "line",
            x1=percent(share),
            x2=percent(share),
            y1=y - _HALF,
            y2=y + _HALF,
            stroke=tone.colour,
            stroke_width=2 * _HALF,
        )
    else:
        body = element("circle", cx=percent(share), cy=y, r=_HALF, **paint)
    return body + text(
        stop.number,
        percent(share),
        y + 4,
        text_anchor="middle",
        font_size=_SMALL,
        font_weight="bold",
        fill=PAPER if tone.solid or stop.square else tone.colour,
    )
