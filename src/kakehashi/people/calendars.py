"""Working days: days on which every side of a partnership works."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache

import holidays

WEEKEND = 5

HOLIDAYS_AHEAD = 20
"""Years for which public holidays are looked up in counting days."""


def _observed(
    calendar: str, year: int | None = None, language: str | None = None
) -> Mapping[dt.date, str] | None:
    """Return the public holidays of a calendar; None for an invented country's."""
    country, _, subdivision = calendar.partition("-")
    try:
        return holidays.country_holidays(
            country, subdiv=subdivision or None, years=year, language=language
        )
    except NotImplementedError:  # how the library says that it does not know the country
        return None


@lru_cache(maxsize=128)
def _closed(calendar: str, year: int) -> frozenset[dt.date]:
    return frozenset(_observed(calendar, year) or ())


def is_calendar(code: str) -> bool:
    """Say whether public holidays are known for ``code``, a country or country-subdivision."""
    return _observed(code) is not None


def is_working_day(day: dt.date, calendars: Iterable[str]) -> bool:
    """Say whether ``day`` is a working day in every one of ``calendars``.

    Args:
        day: the day.
        calendars: codes of countries or their parts, as ``JP`` and ``GB-ENG``.
    """
    return day.weekday() < WEEKEND and not any(
        day in _closed(calendar, day.year) for calendar in calendars if calendar
    )


def working_days_until(today: dt.date, day: dt.date, calendars: Iterable[str]) -> int:
    """Return how many working days are left after ``today`` up to ``day``, that day included.

    Args:
        today: the reader's day.
        day: the day something falls due; a day that has passed leaves none. Public holidays are
            left out for ``HOLIDAYS_AHEAD`` years; nobody counts days any further.
        calendars: codes of countries or their parts, as ``JP`` and ``GB-ENG``.
    """
    codes = tuple(filter(None, calendars))
    weeks, rest = divmod(max((day - today).days, 0), 7)
    weekdays = weeks * WEEKEND + sum(
        (today.weekday() + ahead) % 7 < WEEKEND for ahead in range(1, rest + 1)
    )
    years = range(today.year, min(day.year, today.year + HOLIDAYS_AHEAD) + 1)
    closed = {one for year in years for code in codes for one in _closed(code, year)}
    return weekdays - sum(today < one <= day and one.weekday() < WEEKEND for one in closed)


def after_working_days(day: dt.date, count: int, calendars: Iterable[str]) -> dt.date:
    """Return the last of the ``count`` working days that follow ``day``.

    Args:
        day: the day from which is counted, itself not counted.
        count: how many working days, at least one.
        calendars: codes of countries or their parts, as ``JP`` and ``GB-ENG``.
    """
    return working_day_from(day, count, calendars)


def working_day_from(day: dt.date, offset: int, calendars: Iterable[str]) -> dt.date:
    """Return the day that lies so many working days after ``day``, before it where negative.

    Args:
        day: where to count from, itself not counted; given back as it is for an offset of 0.
        offset: days on which every calendar works.
        calendars: codes of countries or their parts, as ``JP`` and ``GB-ENG``.
    """
    codes, one = tuple(calendars), dt.timedelta(days=1 if offset > 0 else -1)
    left = abs(offset)
    while left:
        day += one
        left -= is_working_day(day, codes)
    return day


def holiday_on(day: dt.date, calendar: str, language: str) -> str:
    """Return the name of the public holiday on ``day`` in one calendar, empty where it is none.

    Args:
        day: the day.
        calendar: code of a country or its part.
        language: ``ja`` or ``en``, where the calendar has its names in both; else its own.
    """
    name = _named(calendar, day.year, language).get(day, "")
    return in_japanese(name) if language == "ja" and calendar.startswith("GB") else name


_BRITISH_DAYS: Mapping[str, str] = {
    "Battle of the Boyne": "ボイン川の戦い記念日",
    "Boxing Day": "ボクシング・デー",
    "Christmas Day": "クリスマス",
    "Coronation of Charles III": "チャールズ3世戴冠記念祝日",
    "Easter Monday": "復活祭月曜日（イースターマンデー）",
    "Good Friday": "聖金曜日（グッドフライデー）",
    "Late Summer Bank Holiday": "夏季バンクホリデー",
    "May Day": "メーデー（アーリー・メイ・バンクホリデー）",
    "New Year Holiday": "新年休日",
    "New Year's Day": "元日",
    "Platinum Jubilee of Elizabeth II": "エリザベス2世即位70周年祝日",
    "Saint Andrew's Day": "聖アンドリューの日",
    "Saint Patrick's Day": "聖パトリックの日",
    "Scotland's participation in the FIFA World Cup final": "スコットランドのW杯出場記念祝日",
    "Spring Bank Holiday": "春季バンクホリデー",
    "State Funeral of Queen Elizabeth II": "エリザベス2世国葬",
    "Summer Bank Holiday": "夏季バンクホリデー",
}
"""Bank holidays as the library names them; it has no Japanese names for them."""

_OBSERVED = " (observed)"


def in_japanese(name: str) -> str:
    """Return the Japanese name of a British bank holiday, days put off said so; else as it was."""
    said = [
        _BRITISH_DAYS.get(one.removesuffix(_OBSERVED), one)
        + (
            "（振替）"
            if one.endswith(_OBSERVED) and one.removesuffix(_OBSERVED) in _BRITISH_DAYS
            else ""
        )
        for one in name.split("; ")
    ]
    return "、".join(said)


@lru_cache(maxsize=64)
def _named(calendar: str, year: int, language: str) -> Mapping[dt.date, str]:
    spoken = {"ja": "ja", "en": "en_US"}.get(language)
    return dict(_observed(calendar, year, spoken) or {})


def closed_days(first: dt.date, last: dt.date, calendar: str) -> frozenset[dt.date]:
    """Return the public holidays of a calendar from ``first`` to ``last``, both included."""
    return frozenset(
        day
        for year in range(first.year, last.year + 1)
        for day in _closed(calendar, year)
        if calendar and first <= day <= last
    )
