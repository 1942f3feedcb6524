"""When every office is open, and at which minutes a meeting may start."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kakehashi.governance.slots.offices import DAY, Office

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_MINUTE = dt.timedelta(minutes=1)


class Span(NamedTuple):
    """From a minute until a minute, the latter exclusive."""

    start: int
    end: int


def moment_of(minute: int) -> dt.datetime:
    """Return the moment at which a minute of UTC since 1970 begins."""
    return _EPOCH + minute * _MINUTE


def free(offices: Sequence[Office], first: dt.date, last: dt.date) -> list[Span]:
    """Return when every one of ``offices`` is open, in order, none touching the next.

    Args:
        offices: who must attend; none leaves nothing free.
        first: first day, on the calendar of each office.
        last: last day, inclusive.
    """
    found: list[Span] | None = None
    for office in offices:
        opened = open_times(office, first, last)
        found = opened if found is None else _both(found, opened)
    return found or []


def find(
    offices: Sequence[Office], first: dt.date, last: dt.date, *, length: int, step: int = 15
) -> list[int]:
    """Return every minute of UTC at which a meeting may start, in order.

    Args:
        offices: who must attend.
        first: first day, on the calendar of each office.
        last: last day, inclusive.
        length: minutes that the meeting takes, all of them inside the hours of everybody.
        step: starts are whole multiples of so many minutes, counted in UTC.
    """
    if length <= 0 or step <= 0:
        return []
    return [
        start
        for span in free(offices, first, last)
        for start in range(-(-span.start // step) * step, span.end - length + 1, step)
    ]


def open_times(office: Office, first: dt.date, last: dt.date) -> list[Span]:
    """Return when one office is open from ``first`` to ``last`` on its own calendar."""
    opened: list[Span] = []
    for piece, offset in _pieces(office.zone, first, last):
        for span in _in_piece(office, first, last, piece, offset):
            if opened and opened[-1].end == span.start:
                opened[-1] = Span(opened[-1].start, span.end)
            else:
                opened.append(span)
    return opened


def _in_piece(
    office: Office, first: dt.date, last: dt.date, piece: Span, offset: int
) -> Iterator[Span]:
    """Yield what is open while clocks stay ``offset`` minutes ahead of UTC."""
    begin = max((piece.start + offset) // DAY + _EPOCH_DAY, first.toordinal())
    end = min((piece.end + offset - 1) // DAY + _EPOCH_DAY, last.toordinal())
    for ordinal in range(begin, end + 1):
        midnight = (ordinal - _EPOCH_DAY) * DAY - offset
        for start, until in _open_on(office, dt.date.fromordinal(ordinal)):
            span = Span(max(midnight + start, piece.start), min(midnight + until, piece.end))
            if span.start < span.end:
                yield span


def _open_on(office: Office, day: dt.date) -> list[Span]:
    """Return the hours of a day on the clock, without what is taken."""
    if office.opens >= office.closes or not office.works_on(day):
        return []
    left = [Span(office.opens, office.closes)]
    for pattern in office.patterns:
        if pattern.never and pattern.on(day):
            left = list(_without(left, Span(pattern.starts, pattern.ends)))
    return left


def _without(spans: Iterable[Span], taken: Span) -> Iterator[Span]:
    for span in spans:
        if taken.start >= taken.end or taken.end <= span.start or span.end <= taken.start:
            yield span
            continue
        if span.start < taken.start:
            yield Span(span.start, taken.start)
        if taken.end < span.end:
            yield Span(taken.end, span.end)


def _both(ones: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    found, at, other_at = [], 0, 0
    while at < len(ones) and other_at < len(others):
        one, other = ones[at], others[other_at]
        start, end = max(one.start, other.start), min(one.end, other.end)
        if start < end:
            found.append(Span(start, end))
        if one.end <= other.end:
            at += 1
        else:
            other_at += 1
    return found


def _pieces(zone: str, first: dt.date, last: dt.date) -> Iterator[tuple[Span, int]]:
    """Yield stretches of UTC with the minutes that clocks in ``zone`` are ahead meanwhile."""
    clock = ZoneInfo(zone)
    start = (first.toordinal() - _EPOCH_DAY - 1) * DAY
    end = (last.toordinal() - _EPOCH_DAY + 2) * DAY
    begun, ahead = start, _ahead(clock, start)
    for noon in range(start, end, DAY):
        then = _ahead(clock, min(noon + DAY, end))
        if then != ahead:
            change = _change(clock, noon, min(noon + DAY, end), ahead)
            yield Span(begun, change), ahead
            begun, ahead = change, then
    yield Span(begun, end), ahead


def _change(clock: ZoneInfo, low: int, high: int, ahead: int) -> int:
    """Return the first minute after ``low`` at which clocks are no longer ``ahead``."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _ahead(clock, middle) == ahead else (low, middle)
    return high


def _ahead(clock: ZoneInfo, minute: int) -> int:
    offset = moment_of(minute).astimezone(clock).utcoffset()
    assert offset is not None
    return offset // _MINUTE
