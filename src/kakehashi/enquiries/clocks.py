"""Counting: until when an enquiry is to be answered. Tables of days, no database, no time of day.

>>> working = Clock(count=20, calendars=("GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR"))
>>> due(working, dt.date(2014, 12, 1)).date  # 2 January is a bank holiday in Scotland
datetime.date(2014, 12, 31)
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kakehashi.people.calendars import is_working_day

WORKING, CALENDAR = "working", "calendar"
RESTART, DISREGARD = "restart", "disregard"

LONGEST = 3660
"""Days after which counting is given up: a clock that never ends is a fault of its data."""


@dataclass(frozen=True)
class Clock:
    """How a kind of enquiry is counted."""

    count: int = 0
    """Days; 0 where the day is given by whoever asks."""
    unit: str = WORKING
    begins: str = "after"
    """The first day counted: ``receipt`` itself, or the day ``after``."""
    calendars: tuple[str, ...] = ()
    """Public holidays on any of which nobody works."""
    closed: frozenset[str] = frozenset()
    """Further days of every year, as ``12-29``, on which nobody works."""
    moves: bool = False
    """Whether a last day on which nobody works moves to the next on which somebody does."""
    given: bool = False

    def works(self, day: dt.date) -> bool:
        """Say whether ``day`` is a working day by this clock."""
        return is_working_day(day, self.calendars) and f"{day:%m-%d}" not in self.closed


@dataclass(frozen=True)
class Stop:
    """A time during which the clock stood still, or after which it began anew."""

    effect: str
    start: dt.date
    end: dt.date | None = None
    """The day on which what was waited for came; None while it is waited for."""
    whole: bool = False
    """Whether the first day too is left out; else the clock stops on the day after."""

    def leaves_out(self, day: dt.date) -> bool:
        """Say whether a clock that goes on afterwards does not count ``day``."""
        if self.effect != DISREGARD or self.end is None:
            return False
        return (self.start if self.whole else self.start + dt.timedelta(days=1)) <= day <= self.end


@dataclass(frozen=True)
class Due:
    """Where a clock stands."""

    date: dt.date | None
    """None while it is stopped, or while no day was given."""
    stopped: bool = False
    received: dt.date | None = None
    """The day counted from: of receipt, or of the clarification."""


def due(
    clock: Clock,
    received: dt.date,
    *,
    given: dt.date | None = None,
    stops: Sequence[Stop] = (),
    more: int = 0,
) -> Due:
    """Return the last day for an answer, extensions by a named day aside.

    Args:
        clock: of the kind of enquiry.
        received: when it came.
        given: the day asked for, where the clock is given one.
        stops: in the order in which they happened.
        more: days added to the count by an extension.
    """
    if any(one.end is None for one in stops):
        return Due(None, stopped=True, received=received)
    start = max(
        [received, *(one.end for one in stops if one.effect == RESTART and one.end is not None)]
    )
    if clock.given:
        return Due(given, received=start)
    return Due(_last(clock, start, clock.count + more, stops), received=start)


def _last(clock: Clock, start: dt.date, count: int, stops: Sequence[Stop]) -> dt.date:
    day = start if clock.begins == "receipt" else start + dt.timedelta(days=1)
    left = count
    for _ in range(LONGEST):
        counts = clock.unit == CALENDAR or clock.works(day)
        if counts and not any(one.leaves_out(day) for one in stops):
            left -= 1
        if left <= 0:
            break
        day += dt.timedelta(days=1)
    while clock.moves and not clock.works(day):
        day += dt.timedelta(days=1)
    return day


def days_late(due_date: dt.date | None, day: dt.date) -> int:
    """Return by how many days ``day`` is after the last one; 0 in time.

    >>> days_late(dt.date(2026, 3, 31), dt.date(2026, 4, 2))
    2
    """
    return max((day - due_date).days, 0) if due_date else 0
