"""Follow-ups in a text: lines that begin with a mark, and the day by which each is due."""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST = 20
"""Of one note; what comes after stays in the text only."""

_LONGEST = 300

_MARK = re.compile(
    r"^[\s・\-*•●○]*"
    r"(?:→|⇒|->|=>|(?:TO[- ]?DO|AP|Action(?: point)?|Follow[- ]?up)\s*[:：]"
    r"|【?(?:要対応|宿題|対応事項)】?\s*[:：]?)\s*",
    re.IGNORECASE,
)
"""What a follow-up's line begins with."""

_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): at for at, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAYS = {name.lower(): at for at, name in enumerate(calendar.day_name)}
_YOUBI = {name: at for at, name in enumerate("月火水木金土日")}
_REIWA = 2018

Reader = Callable[[re.Match[str], dt.date], dt.date | None]


@dataclass(frozen=True)
class FollowUp:
    """One follow-up: its words without the mark, and when it is due where the line says so."""

    words: str
    due: dt.date | None = None


def follow_ups(text: str, on: dt.date) -> list[FollowUp]:
    r"""Return the follow-ups of ``text``, in its order.

    Args:
        text: a note, one follow-up a line.
        on: the day of the note; days without a year are the next such day from then on.

    >>> follow_ups("They will think.\n→ Send the list by 4 December", dt.date(2026, 11, 23))
    [FollowUp(words='Send the list by 4 December', due=datetime.date(2026, 12, 4))]
    """
    found: list[FollowUp] = []
    for line in text.splitlines():
        mark = _MARK.match(line)
        words = line[mark.end() :].strip() if mark else ""
        if words and len(found) < MOST:
            found.append(FollowUp(words[:_LONGEST], due_in(words, on)))
    return found


def due_in(words: str, on: dt.date) -> dt.date | None:
    """Return the day by which ``words`` want something; None where they name none.

    Of several days the one said to be a limit counts (*by*, *until*, まで), else the last.
    """
    plain = unicodedata.normalize("NFKC", words)
    found: list[tuple[bool, int, dt.date]] = []
    taken: list[tuple[int, int]] = []
    for pattern, read in _READERS:
        for one in pattern.finditer(plain):
            if any(one.start() < end and start < one.end() for start, end in taken):
                continue
            day = read(one, on)
            if day is not None:
                taken.append(one.span())
                before, after = plain[: one.start()].lower(), plain[one.end() :]
                limit = bool(_BEFORE.search(before) or _AFTER.match(after))
                found.append((limit, one.start(), day))
    return max(found)[2] if found else None


_BEFORE = re.compile(
    r"(?:\b(?:by|until|before|due|no later than|deadline)(?: on| the)?|期限|〆切?|締切)[:\s]*$"
)
_AFTER = re.compile(r"\s*(?:\([月火水木金土日]\))?\s*(?:まで|迄|中|〆|締切|期限)")


def _full(one: re.Match[str], on: dt.date) -> dt.date | None:
    del on
    return _day(int(one["year"]), int(one["month"]), int(one["day"]))


def _era(one: re.Match[str], on: dt.date) -> dt.date | None:
    del on
    year = 1 if one["year"] == "元" else int(one["year"])
    return _day(_REIWA + year, int(one["month"]), int(one["day"]))


def _named(one: re.Match[str], on: dt.date) -> dt.date | None:
    month = _MONTHS[one["month"].lower()]
    if one["year"]:
        return _day(int(one["year"]), month, int(one["day"]))
    return _next(month, int(one["day"]), on)


def _numbers(one: re.Match[str], on: dt.date) -> dt.date | None:
    return _next(int(one["month"]), int(one["day"]), on)


def _weekday(one: re.Match[str], on: dt.date) -> dt.date | None:
    wanted = _DAYS[one["name"].lower()]
    later = 7 if one["next"] else 0
    return on + dt.timedelta(days=(wanted - on.weekday() - 1) % 7 + 1 + later)


def _youbi(one: re.Match[str], on: dt.date) -> dt.date | None:
    wanted = _YOUBI[one["name"]]
    monday = on - dt.timedelta(days=on.weekday())
    if one["week"]:
        weeks = {"今週": 0, "来週": 1, "翌週": 1, "再来週": 2}[one["week"]]
        return monday + dt.timedelta(days=7 * weeks + wanted)
    return on + dt.timedelta(days=(wanted - on.weekday() - 1) % 7 + 1)


def _spoken(one: re.Match[str], on: dt.date) -> dt.date | None:
    said = one.group().lower()
    friday = on + dt.timedelta(days=4 - on.weekday())
    last = calendar.monthrange(on.year, on.month)[1]
    after = _next_month(on)
    return {
        "tomorrow": on + dt.timedelta(days=1),
        "today": on,
        "this week": max(friday, on),
        "next week": friday + dt.timedelta(days=7),
        "end of the month": on.replace(day=last),
        "end of next month": after,
        "明日": on + dt.timedelta(days=1),
        "本日": on,
        "今週": max(friday, on),
        "来週": friday + dt.timedelta(days=7),
        "月末": on.replace(day=last),
        "今月末": on.replace(day=last),
        "来月末": after,
        "翌月末": after,
    }[" ".join(said.split())]


def _next_month(on: dt.date) -> dt.date:
    year, month = (on.year + 1, 1) if on.month == 12 else (on.year, on.month + 1)  # noqa: PLR2004
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _next(month: int, day: int, on: dt.date) -> dt.date | None:
    """Return the next such day from ``on``; 29 February may be some years off."""
    coming = (_day(year, month, day) for year in range(on.year, on.year + 9))
    return next((one for one in coming if one is not None and one >= on), None)


_READERS: Sequence[tuple[re.Pattern[str], Reader]] = (
    (re.compile(r"(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"), _full),
    (re.compile(r"(?P<year>20\d\d)年\s*(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日"), _full),
    (re.compile(r"令和(?P<year>\d{1,2}|元)年\s*(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日"), _era),
    (
        re.compile(
            rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b\.?,?"
            r"(?: (?P<year>20\d\d))?",
            re.IGNORECASE,
        ),
        _named,
    ),
    (
        re.compile(
            rf"\b(?P<month>{_MONTH})\b\.? (?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?"
            r"(?:,? (?P<year>20\d\d))?",
            re.IGNORECASE,
        ),
        _named,
    ),
    (re.compile(r"(?<!\d)(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日"), _numbers),
    (
        re.compile(
            r"(?<![\d/])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=\s*(?:\([月火水木金土日]\))?\s*(?:まで|迄|〆))"
        ),
        _numbers,
    ),
    (re.compile(rf"\b(?P<next>next )?(?P<name>{'|'.join(_DAYS)})\b", re.IGNORECASE), _weekday),
    (re.compile(r"(?P<week>今週|来週|翌週|再来週)?の?(?P<name>[月火水木金土日])曜日?"), _youbi),
    (
        re.compile(
            r"\b(?:tomorrow|today|(?:this|next) week|end of (?:the|next) month)\b"
            r"|明日|本日|今週|来週|[今来翌]?月末",
            re.IGNORECASE,
        ),
        _spoken,
    ),
)
"""Days as they are written, the most exact first: what one has read no other reads again."""
