"""Reading the calendars of the sides as the slot finder takes them."""

import datetime as dt
from collections.abc import Mapping

from kakehashi.governance.models import BlockedTime, OfficeHours
from kakehashi.governance.slots import Office, Pattern
from kakehashi.people.calendars import closed_days
from kakehashi.people.selectors import sides

DAY_END = 24 * 60
USUAL = ("09:00", "17:00")
"""Hours of a side whose profile says none."""

_MARGIN = dt.timedelta(days=7)


def hours_of_sides() -> dict[str, tuple[str, str]]:
    """Return when the offices of each side open and close, by the side's code."""
    said = {one.side_id: (one.opens, one.closes) for one in OfficeHours.objects.all()}
    return {side.code: said.get(side.code, USUAL) for side in sides()}


def blocked_times() -> list[BlockedTime]:
    """Return every pattern of taken times, side by side."""
    return list(BlockedTime.objects.select_related("side").order_by("side__position", "position"))


def offices(
    first: dt.date, last: dt.date, hours: Mapping[str, tuple[str, str]] | None = None
) -> list[Office]:
    """Return the office of every side for some days, in three queries.

    Args:
        first: first day.
        last: last day, inclusive.
        hours: opening and closing hour as ``09:30`` by side, in place of the usual ones.
    """
    usual, taken = hours_of_sides(), blocked_times()
    return [
        Office(
            side=side.code,
            zone=side.zone,
            opens=minute_of_day((hours or {}).get(side.code, usual[side.code])[0]),
            closes=minute_of_day((hours or {}).get(side.code, usual[side.code])[1]) or DAY_END,
            holidays=closed_days(first - _MARGIN, last + _MARGIN, side.calendar),
            patterns=tuple(_pattern(one) for one in taken if one.side_id == side.code),
        )
        for side in sides()
    ]


def _pattern(row: BlockedTime) -> Pattern:
    return Pattern(
        code=row.code,
        names={"en": row.name_en, "ja": row.name_ja},
        weekdays=frozenset(row.weekdays),
        first=row.first,
        last=row.last,
        starts=minute_of_day(row.starts) if row.starts else 0,
        ends=minute_of_day(row.ends) if row.ends else DAY_END,
        never=row.never,
    )


def minute_of_day(hour: str) -> int:
    """Return the minute of the day that an hour as ``09:30`` is."""
    hours, _colon, minutes = hour.partition(":")
    return int(hours) * 60 + int(minutes)
