"""A day as a reader types it: 令和9年3月31日, R9.3.31, 2027年3月31日, 31 March 2027, 2027-03-31.

A pure function over text; no clock, no Django. What could be two days is none: 31/3/2027 and
3/4/2027 are days only to a reader of English, who writes the day first, and no year has two
figures but that of an era.
"""

import calendar
import datetime as dt
import re
import unicodedata

from kakehashi.look.dates import western_year

YEARS = range(1868, 2200)
"""Years that a date may have: a slip of the pen is asked about, and days can be counted from it."""

MOST = 60
"""Characters of the longest text that is read at all."""

_MONTHS = {
    name[:size]: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ),
        1,
    )
    for size in (3, 4 if name == "september" else 3, len(name))
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS_JA = "月火水木金土日"

_ERA = r"(?P<era>令和|平成|昭和|大正|明治|[rhstm])\s?(?P<inera>元|[0-9]{1,3})"
_YEAR = rf"(?:{_ERA}|(?P<year>[0-9]{{4}}))"
_SHORT = r"(?P<month>[0-9]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_ENGLISH_DAY = rf"{_DAY}(?:st|nd|rd|th)?"

_YEAR_FIRST = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}\s?年\s?{_SHORT}\s?月\s?{_DAY}\s?日",
        rf"{_YEAR}(?P<mark>[-/.])\s?{_SHORT}(?P=mark)\s?{_DAY}",
    )
)
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ENGLISH_DAY}(?:\s|-|\sof\s)?{_NAME}(?:\s|,\s?|-)?{_YEAR}",
        rf"{_NAME}\s?{_ENGLISH_DAY}(?:,\s?|\s){_YEAR}",
    )
)
_DAY_FIRST = re.compile(rf"{_DAY}(?P<mark>[-/. ]){_SHORT}(?P=mark)(?P<year>[0-9]{{4}})")
_WEEKDAY_JA = re.compile(r"\s?\(?([月火水木金土日])(?:曜日?)?\)?$")
_WEEKDAY = re.compile(rf"^({'|'.join(f'{one[:3]}(?:{one[3:]})?' for one in _WEEKDAYS)})[.,]?\s")


def read_day(text: str, language: str, years: range = YEARS) -> dt.date | None:
    """Return the day that ``text`` says to a reader of ``language``, or None where it says none.

    A weekday may stand with it and must be that of the day. The form of a browser's own date
    field, 2027-03-31, is read in every language.

    Args:
        text: What was typed, of any width.
        language: ``en`` for who writes the day first, anything else for who writes the year first.
        years: Those that a day may have.

    >>> read_day("令和９年３月３１日(水)", "ja") == read_day("31 March 2027", "en")
    True
    >>> read_day("31/3/2027", "en"), read_day("31/3/2027", "ja")
    (datetime.date(2027, 3, 31), None)
    """
    if len(text) > MOST:
        return None
    said = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    said, weekday = _without_weekday(said)
    patterns = (*_YEAR_FIRST, *_NAMED, *((_DAY_FIRST,) if language == "en" else ()))
    found = next(filter(None, (one.fullmatch(said) for one in patterns)), None)
    day = _day_of(found.groupdict(), years) if found else None
    if day is None or (weekday is not None and day.weekday() != weekday):
        return None
    return day


def month_of(text: str) -> int | None:
    """Return the month that an English name of it means, whole or its first letters, or None."""
    return _MONTHS.get(text.strip().rstrip(".").lower())


def _without_weekday(said: str) -> tuple[str, int | None]:
    """Return what is said without its weekday, and the weekday's number from Monday."""
    found = _WEEKDAY_JA.search(said)
    # 2027年3月31日 ends in a letter that is a weekday, too.
    if found and ("(" in found[0] or said[: found.start()].endswith("日")):
        return said[: found.start()], _WEEKDAYS_JA.index(found[1])
    found = _WEEKDAY.search(said)
    if found:
        number = next(at for at, one in enumerate(_WEEKDAYS) if one.startswith(found[1][:3]))
        return said[found.end() :], number
    return said, None


def _day_of(parts: dict[str, str | None], years: range) -> dt.date | None:
    named = parts.get("name")
    month = month_of(named) if named else int(parts.get("month") or 0)
    year: int | None
    if parts.get("era"):
        inera = parts["inera"] or ""
        number = 1 if inera == "元" else int(inera)
        year = western_year((parts["era"] or "").upper(), number) if number else None
    else:
        year = int(parts.get("year") or 0)
    day = int(parts["day"] or 0)
    if year is None or month is None or year not in years or not 0 < month <= _MONTHS["dec"]:
        return None
    return dt.date(year, month, day) if 0 < day <= calendar.monthrange(year, month)[1] else None
