"""Dates and times as each reader expects them: 22 January 2025, 令和7年1月22日(水).

Pure functions over dates; no clock, no Django. English follows British official use; Japanese
uses eras (元号) from Meiji 6 (1873), when Japan took up the Gregorian calendar, and Western years
before that.
"""

import calendar
import datetime as dt
import functools
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

LONDON = "Europe/London"

_ERAS = (
    ("令和", "R", dt.date(2019, 5, 1)),
    ("平成", "H", dt.date(1989, 1, 8)),
    ("昭和", "S", dt.date(1926, 12, 25)),
    ("大正", "T", dt.date(1912, 7, 30)),
    ("明治", "M", dt.date(1868, 1, 25)),
)
"""Era, its letter on forms, and its first day, newest first. The change-over day belongs to the
new era, as the law of each change has it."""

_GREGORIAN_SINCE = dt.date(1873, 1, 1)
# Written out: the library's names follow the locale of the process.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS_JA = "月火水木金土日"
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

_ZONES_JA = {
    "JST": "日本時間",
    "GMT": "英国時間",
    "BST": "英国夏時間",
    "KST": "韓国時間",
    "UTC": "協定世界時",
}
"""Names of zones by their letters; 現地時間 for those of other places."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment as clocks and calendars in one place show it."""

    place: str
    """The city, in the reader's language."""
    day: str
    """The date there with its weekday."""
    time: str
    """Hours and minutes there, 24-hour clock."""
    zone: str
    """The zone's name, e.g. ``JST`` or 日本時間."""
    date: dt.date
    """The calendar day there."""


def era_year(day: dt.date) -> tuple[str, int] | None:
    """Return era and year in it of ``day``, or None before 1873."""
    if day < _GREGORIAN_SINCE:
        return None
    for era, _letter, first in _ERAS:
        if day >= first:
            return era, day.year - first.year + 1
    return None


def western_year(era: str, year: int) -> int | None:
    """Return the Western year of ``year`` in ``era`` (令和 or R), or None for an unknown era."""
    for name, letter, first in _ERAS:
        if era in (name, letter, letter.lower()):
            return first.year + year - 1
    return None


def say_day(day: dt.date, language: str, *, weekday: bool | None = None) -> str:
    """Return ``day`` in full.

    Args:
        day: The day; of a datetime the date as it stands, without moving zones.
        language: ``ja`` for Japanese, anything else for English.
        weekday: Whether to name the weekday. Japanese names it unless told not to, English only
            when told to.
    """
    if language == "ja":
        text = f"{_japanese_year(day)}{day.month}月{day.day}日"
        return text if weekday is False else f"{text}({_WEEKDAYS_JA[day.weekday()]})"
    text = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {text}" if weekday else text


NO_DAY = {"en": "what was entered", "ja": "入力された内容"}
"""Stands in a refusal for a day that could not be read."""


def day_words(day: dt.date | None) -> dict[str, str]:
    """Return ``day`` in full in each language of the pages: a fact of a refusal.

    None and the first and last day there are stand for what was no day.
    """
    if day is None or day in (dt.date.min, dt.date.max):
        return NO_DAY
    return {language: say_day(day, language) for language in ("en", "ja")}


def say_day_briefly(day: dt.date, language: str) -> str:
    """Return ``day`` for a narrow column: ``22 Jan 2025``, ``R7.1.22``."""
    if language != "ja":
        return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"
    named = era_year(day)
    if named is None:
        return f"{day.year}.{day.month}.{day.day}"
    letter = next(letter for era, letter, _first in _ERAS if era == named[0])
    return f"{letter}{named[1]}.{day.month}.{day.day}"


def say_partial(text: str, language: str, *, weekday: bool | None = None) -> str:
    """Return a date of which perhaps only the year or the month is known.

    ``2025-01-22``, ``2024-05`` and ``2019`` become ``22 January 2025``, ``May 2024`` and ``2019``,
    or 令和7年1月22日(水), 令和6年5月 and 平成31年・令和元年(2019年). What is not such a date, or
    is no day of the calendar, comes back as it was.
    """
    span = _span(text)
    if span is None:
        return text
    first, last = span
    if first == last:
        return say_day(first, language, weekday=weekday)
    whole_year = first.month != last.month
    if language == "ja":
        eras = _japanese_years(first, last)
        if not whole_year:
            return f"{eras}{first.month}月"
        western = f"{first.year}年"
        return eras if eras == western else f"{eras}({western})"
    return f"{first.year}" if whole_year else f"{_MONTHS[first.month - 1]} {first.year}"


def say_partial_briefly(text: str, language: str) -> str:
    """Return a perhaps partial date for a narrow column: ``May 2024``, ``R6.5``, 2019年."""
    span = _span(text)
    if span is None:
        return text
    first, last = span
    if first == last:
        return say_day_briefly(first, language)
    if first.month != last.month:
        return f"{first.year}年" if language == "ja" else f"{first.year}"
    # Of a month with a change of era, the era it ended in.
    whole = say_day_briefly(last, language)
    return whole.rpartition(".")[0] if language == "ja" else whole.partition(" ")[2]


def moment_at(at: dt.datetime, zone: str, language: str) -> Moment:
    """Return how ``at`` reads on clock and calendar in ``zone``.

    Args:
        at: A moment that knows its zone.
        zone: An IANA name, e.g. ``Asia/Tokyo``.
        language: ``ja`` or ``en``.

    Raises:
        ValueError: ``at`` does not know its zone, so it is no moment.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    there = at.astimezone(ZoneInfo(zone))
    return Moment(
        place=_place(zone, language),
        day=say_day(there.date(), language, weekday=True),
        time=f"{there:%H:%M}",
        zone=_zone_name(there, zone, language),
        date=there.date(),
    )


def say_moment(at: dt.datetime, zone: str, language: str, *, weekday: bool | None = None) -> str:
    """Return date, time and the zone's name: ``22 January 2025, 10:00 GMT``.

    Raises:
        ValueError: ``at`` does not know its zone.
    """
    moment = moment_at(at, zone, language)
    day = say_day(moment.date, language, weekday=weekday)
    if language == "ja":
        return f"{day} {moment.time}({moment.zone})"
    return f"{day}, {moment.time} {moment.zone}"


def moments_at(at: dt.datetime, zones: tuple[str, ...], language: str) -> tuple[Moment, ...]:
    """Return how ``at`` reads in each of ``zones``, in that order.

    Raises:
        ValueError: ``at`` does not know its zone.
    """
    return tuple(moment_at(at, zone, language) for zone in zones)


def dates_differ(moments: tuple[Moment, ...]) -> bool:
    """Return whether it is not the same day everywhere: the thing people get wrong."""
    return len({moment.date for moment in moments}) > 1


def say_moments(at: dt.datetime, zones: tuple[str, ...], language: str) -> str:
    """Return ``at`` in each of ``zones`` with weekdays, saying so when the date differs.

    Raises:
        ValueError: ``at`` does not know its zone.
    """
    moments = moments_at(at, zones, language)
    differ = dates_differ(moments)
    if language == "ja":
        if differ:
            each = "、".join(f"{m.place} {m.day} {m.time}({m.zone})" for m in moments)
            return f"{each}(日付が異なります)"
        times = "、".join(f"{m.place} {m.time}({m.zone})" for m in moments)
        return f"{moments[0].day} {times}"
    if differ:
        each = "; ".join(f"{m.place} {m.day}, {m.time} {m.zone}" for m in moments)
        return f"{each} (the date differs)"
    times = "; ".join(f"{m.place} {m.time} {m.zone}" for m in moments)
    return f"{moments[0].day}: {times}"


@functools.cache
def _place(zone: str, language: str) -> str:
    from babel.dates import get_timezone_location

    said = get_timezone_location(zone, locale="ja" if language == "ja" else "en", return_city=True)
    return str(said).rsplit("/", 1)[-1]


def _japanese_year(day: dt.date) -> str:
    named = era_year(day)
    if named is None:
        return f"{day.year}年"
    era, year = named
    return f"{era}{'元' if year == 1 else year}年"


def _japanese_years(first: dt.date, last: dt.date) -> str:
    start, end = _japanese_year(first), _japanese_year(last)
    return start if start == end else f"{start}・{end}"


def _span(text: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of a perhaps partial date, or None for what is none."""
    found = _PARTIAL.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, dt.date(year, last_month, calendar.monthrange(year, last_month)[1])


def _zone_name(there: dt.datetime, zone: str, language: str) -> str:
    short = there.tzname() or ""
    if short[:1] in "+-":  # zones without letters of their own
        return f"UTC{there:%z}"[:6] + ":" + f"{there:%z}"[3:5]
    if language != "ja":
        return short
    of_london = short in ("GMT", "BST") and zone != LONDON
    return "現地時間" if of_london else _ZONES_JA.get(short, "現地時間")
