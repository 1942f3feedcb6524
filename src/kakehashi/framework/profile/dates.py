"""Dates as a profile writes them: a day, a month, a year, or so long from the day of loading.

A relative date is a sign, a number and a unit: ``-30d`` days, ``+15wd`` working days, ``-2w``
weeks, ``+3m`` months, ``-1y`` years. Working days are those of both sides' calendars.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FIXED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_RELATIVE = re.compile(r"([+-])(\d{1,4})(wd|d|w|m|y)", re.ASCII)
_EARLIEST: Final = 1800
_LATEST: Final = 2200
_DAY_PRECISION: Final = 10


def is_day(text: str) -> bool:
    """Say whether ``text`` is one day: ``2022-12-07``."""
    return len(text) == _DAY_PRECISION and is_date(text)


def is_date(text: str) -> bool:
    """Say whether ``text`` is a day, a month or a year that exists."""
    found = _FIXED.fullmatch(text)
    if not found or not _EARLIEST <= int(found[1]) <= _LATEST:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


def is_relative(text: str) -> bool:
    """Say whether ``text`` is a date, fixed or relative to the day of loading."""
    return _RELATIVE.fullmatch(text) is not None or is_date(text)


def first_day(text: str) -> date:
    """Return the first day of a fixed date: ``2024-05`` gives 1 May 2024.

    Raises:
        ValueError: ``text`` is no fixed date.
    """
    if not is_date(text):
        raise ValueError(text)
    year, month, day = [*map(int, text.split("-")), 1, 1][:3]
    return date(year, month, day)


def resolve(text: str, today: date, works: Callable[[date], bool]) -> str:
    """Return ``text`` as a fixed date.

    Args:
        text: a date, fixed or relative.
        today: day that a relative date counts from.
        works: whether a day is a working day.

    Returns:
        A fixed date unchanged, with the precision it was written in; a relative one as a day.

    Raises:
        ValueError: ``text`` is no date.
    """
    found = _RELATIVE.fullmatch(text)
    if not found:
        first_day(text)
        return text
    count = int(found[2]) * (1 if found[1] == "+" else -1)
    return _moved(today, count, found[3], works).isoformat()


def is_zone(name: str) -> bool:
    """Say whether ``name`` is a time zone this machine knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _moved(day: date, count: int, unit: str, works: Callable[[date], bool]) -> date:
    if unit == "wd":
        step = timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= works(day)
        return day
    if unit in {"d", "w"}:
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
