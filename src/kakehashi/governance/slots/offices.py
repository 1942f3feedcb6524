"""A side's office as a calendar: its zone and hours, closed days, and times that are taken."""

import datetime as dt
from dataclasses import dataclass

from kakehashi.errors import Words

DAY = 24 * 60
"""Minutes of a day on the clock."""

WORKING_WEEK = frozenset(range(5))
"""Monday to Friday, as :meth:`datetime.date.weekday` counts."""

_YEARLY = len("MM-DD")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Times at which a side cannot meet, or had better not, as they come round."""

    code: str
    names: Words
    weekdays: frozenset[int] = frozenset()
    """0 is Monday; empty for every day."""
    first: str = ""
    """First day: ``MM-DD`` of every year or ``YYYY-MM-DD``; empty for ever."""
    last: str = ""
    """Last day, inclusive. Where both are yearly it may stand before ``first``: over New Year."""
    starts: int = 0
    """Minute of the local day from which on it is taken."""
    ends: int = DAY
    """Minute of the local day until which it is taken, exclusive."""
    never: bool = True
    """Whether nothing may be proposed then; else it is proposed last, saying why."""

    def on(self, day: dt.date) -> bool:
        """Say whether it holds on ``day``."""
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        whole, yearly = day.isoformat(), f"{day:%m-%d}"
        after = not self.first or _of(self.first, whole, yearly) >= self.first
        before = not self.last or _of(self.last, whole, yearly) <= self.last
        if len(self.first) == len(self.last) == _YEARLY and self.last < self.first:
            return after or before
        return after and before


def _of(bound: str, whole: str, yearly: str) -> str:
    return yearly if len(bound) == _YEARLY else whole


@dataclass(frozen=True, slots=True)
class Office:
    """When one side can meet."""

    side: str
    zone: str
    """IANA name, as ``Asia/Tokyo``."""
    opens: int
    """Minute of the local day, as 570 for 09:30."""
    closes: int
    """Minute of the local day, exclusive."""
    holidays: frozenset[dt.date] = frozenset()
    patterns: tuple[Pattern, ...] = ()
    week: frozenset[int] = WORKING_WEEK

    def works_on(self, day: dt.date) -> bool:
        """Say whether it opens on ``day`` at all, patterns aside."""
        return day.weekday() in self.week and day not in self.holidays
