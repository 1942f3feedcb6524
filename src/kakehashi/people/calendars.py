"""Working days: days on which every side of a partnership works."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

import holidays

WEEKEND = 5


@lru_cache(maxsize=32)
def _closed(calendar: str, year: int) -> frozenset[dt.date]:
    country, _, subdivision = calendar.partition("-")
    try:
        days = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:  # an invented country of a practice partnership
        return frozenset()
    return frozenset(days)


def is_working_day(day: dt.date, calendars: Iterable[str]) -> bool:
    """Say whether ``day`` is a working day in every one of ``calendars``.

    Args:
        day: the day.
        calendars: codes of countries or their parts, as ``JP`` and ``GB-ENG``.
    """
    return day.weekday() < WEEKEND and not any(
        day in _closed(calendar, day.year) for calendar in calendars if calendar
    )
