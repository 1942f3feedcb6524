"""Hours of the day on both sides: what a clock change does to a time, and whose office is shut."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kakehashi.governance.models import OfficeHours
from kakehashi.people.models import Side
from kakehashi.people.selectors import sides

OPENS, CLOSES = dt.time(9), dt.time(18)
"""Office hours on a side's own clock, where none are recorded."""


def readings(day: dt.date, time: dt.time, zone: str) -> list[dt.datetime]:
    """Return the moments that ``time`` on ``day`` may mean in ``zone``, the earlier first.

    One on almost every day. Two where clocks go back over it, so that it comes twice; and two where
    they go forward over it, so that it never comes: by the clock after, and by the clock before.
    """
    local = dt.datetime.combine(day, time, ZoneInfo(zone))
    found = {one.astimezone(dt.UTC) for one in (local, local.replace(fold=1))}
    return sorted(found)


def is_skipped(day: dt.date, time: dt.time, zone: str) -> bool:
    """Say whether clocks in ``zone`` go forward over ``time`` on ``day``."""
    local = dt.datetime.combine(day, time, ZoneInfo(zone))
    return local.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != (
        local.replace(tzinfo=None)
    )


@dataclass(frozen=True)
class Hours:
    """Office hours of a side on its own clock."""

    side: Side
    opens: dt.time
    closes: dt.time

    def hold(self, begins: dt.datetime, ends: dt.datetime) -> bool:
        """Say whether a meeting begins and ends within them, on one day."""
        zone = ZoneInfo(self.side.zone)
        first, last = begins.astimezone(zone), ends.astimezone(zone)
        return (
            first.date() == last.date()
            and first.time() >= self.opens
            and last.time() <= self.closes
        )


def office_hours() -> list[Hours]:
    """Return the office hours of every side, the usual ones where none are recorded."""
    known = {one.side_id: one for one in OfficeHours.objects.all()}
    return [
        Hours(
            side,
            dt.time.fromisoformat(known[side.code].opens) if side.code in known else OPENS,
            dt.time.fromisoformat(known[side.code].closes) if side.code in known else CLOSES,
        )
        for side in sides()
    ]


def outside_hours(
    starts_at: dt.datetime, minutes: int | None, hours: Sequence[Hours]
) -> list[Hours]:
    """Return those whose office is shut at some time of a meeting."""
    ends_at = starts_at + dt.timedelta(minutes=minutes or 0)
    return [one for one in hours if not one.hold(starts_at, ends_at)]


def has_common_hours(day: dt.date, hours: Sequence[Hours]) -> bool:
    """Say whether the office hours of all sides meet at any moment of ``day``."""
    opens = max(dt.datetime.combine(day, one.opens, ZoneInfo(one.side.zone)) for one in hours)
    closes = min(dt.datetime.combine(day, one.closes, ZoneInfo(one.side.zone)) for one in hours)
    return opens < closes
