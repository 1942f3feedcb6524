"""Seasons: weekdays, parts of months and years, and how often, which stand beside dates."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kakehashi.errors import Words
from kakehashi.wording.parity.scanning import Scanner
from kakehashi.wording.parity.values import Sort, Value

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_JA: Final = "月火水木金土日"
_SHORT: Final = "Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun"
_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_TIME_WORD: Final = (
    rf"(?:(?-i:{_MONTHS})\b|(?:19|20)[0-9]{{2}}\b(?!s)|FY ?[0-9]|(?:the |this |next |last |that "
    r"|each |every )?(?:calendar |fiscal |financial )?(?:year|month)\b)"
)

JAPANESE_WEEKDAY = re.compile(
    r"(?<=日) ?\((?P<beside>[月火水木金土日])(?:曜日?)?(?:[・、]祝日?)?\)"
    "|(?P<said>[月火水木金土日])曜"
)
ENGLISH_WEEKDAY = re.compile(
    rf"\b(?P<said>{'|'.join(WEEKDAYS)})s?\b|\b(?P<short>{_SHORT})\.?,? (?=[0-3]?[0-9](?:st|nd|rd"
    rf"|th)? [A-Z])|(?<=[0-9]) ?\((?P<beside>{_SHORT})\.?\)"
)
JAPANESE_SEASON = re.compile(
    r"(?=[の上初始は早中半下末終前後春夏秋冬来翌次今本昨去先年月週毎日四])(?:(?<=[年月度])の?(?:(?P<early>上旬|初旬|初頭|初め(?!て)|始め|はじめ(?!て)|早々)"
    r"|(?P<mid>中旬|半ば|中頃)|(?P<late>下旬|末(?![期端])|終わり))"
    r"|(?<!年代)(?<!世紀)(?:(?P<half1>上半期|上期|前半(?![部戦]))|(?P<half2>下半期|下期|後半(?![部戦])))"
    r"|(?:(?<=年)|(?<=年の)|(?<=今)|(?<=来)|(?<=昨)|(?<=翌))(?P<season>[春夏秋冬])(?![季学川山])"
    r"|(?P<next>来|翌|次)(?P<nextunit>年|月|週)(?!次|[0-9])|(?<!当)(?P<this>今|本)(?P<thisunit>年|月|週)"
    r"|(?P<last>昨|去|先|前)(?P<lastunit>年|月|週)(?![0-9])"
    r"|(?<![0-9元〇一二三四五六七八九十昨今本来同前])(?P<per>年|月|週)に?(?=[0-9一二三四五六]{1,2}[回度](?!目))"
    r"|毎(?P<every>年|月|週|日)|(?<!第)(?<![0-9一二三四五六])(?P<by>年|月|週)次|(?P<each>四半期|[年月週日])ごと)"
)
ENGLISH_SEASON = re.compile(
    rf"\b(?:(?P<early>early(?: in)?|(?:beginning|start) of) |(?P<mid>mid[- ]|middle of )"
    rf"|(?P<late>late(?: in)?|end of) )(?={_TIME_WORD})|\b(?P<yearend>year[- ]end)\b"
    r"|\b(?:the )?(?:(?P<half1>first|former)|(?P<half2>second|latter)) half\b(?! of (?:the )?"
    r"(?:(?:19|20)[0-9]0s|decade|century))"
    r"|\b(?:in|by|during|until|since|of|this|next|last|early|late|each|every)(?: the)?"
    r"(?: early| late| following)? (?P<season>spring|summer|autumn|winter)\b"
    r"(?! (?:school|olympic|games|statement|budget|break|time))"
    r"|\b(?:(?P<next>next|following|coming)|(?P<this>this|current)|(?P<last>last|previous"
    r"|preceding)) (?:calendar |fiscal |financial )?(?P<unit>year|month|week)\b"
    r"|\b(?:once|twice|times) (?:a|per|each|every) (?P<per>year|month|week|day)\b"
    r"|\b(?:every|each) (?P<every>year|quarter|month|week|day)\b"
    r"|\b(?P<by>annual|year|quarter|month|week|dai)ly\b|\b(?P<annual>annual)\b",
    re.IGNORECASE,
)

SEASON_NEEDLES: Final = (
    "year", "month", "week", "quarter", " half", "early ", "mid-", "mid ", "late ", "late in",
    "end of ", "beginning of ", "start of ", "middle of ", "spring", "summer", "autumn", "winter",
    "annual", "daily", " day",
)  # fmt: skip
"""In small letters, of what one stands in any English text with a season."""

SEASON_NEEDLES_JA: Final = (
    "年", "週", "毎", "ごと", "上期", "下期", "半期", "前半", "後半", "月末", "月上", "月中",
    "月下", "月初", "月の", "月に", "月半", "月はじめ", "月始", "今月", "本月", "来月", "翌月",
    "先月", "前月", "次月", "月次", "回", "度末", "度初", "度の", "度半",
)  # fmt: skip
"""The same of a Japanese text."""
WEEKDAY_NEEDLES: Final = (
    "nday", "sday", "iday", "rday", "mon ", "mon,", "mon.", "tue ", "tue,", "tues", "wed ", "wed,",
    "thu ", "thu,", "thur", "fri ", "fri,", "sat ", "sat,", "sun ", "sun,", "(mon", "(tue", "(wed",
    "(thu", "(fri", "(sat", "(sun",
)  # fmt: skip
"""In small letters, of what one stands in any English text with a weekday."""

_STEPS: Final = {"early": 1, "mid": 2, "late": 3}
_SHOWN: Final[dict[object, Words]] = {
    ("part", 1): {"en": "beginning", "ja": "初め"},
    ("part", 2): {"en": "middle", "ja": "半ば"},
    ("part", 3): {"en": "end", "ja": "末"},
    ("half", 1): {"en": "first half", "ja": "前半"},
    ("half", 2): {"en": "second half", "ja": "後半"},
    ("season", "spring"): {"en": "spring", "ja": "春"},
    ("season", "summer"): {"en": "summer", "ja": "夏"},
    ("season", "autumn"): {"en": "autumn", "ja": "秋"},
    ("season", "winter"): {"en": "winter", "ja": "冬"},
    ("year", -1): {"en": "last year", "ja": "前年"},
    ("year", 0): {"en": "this year", "ja": "本年"},
    ("year", 1): {"en": "next year", "ja": "翌年"},
    ("month", -1): {"en": "last month", "ja": "前月"},
    ("month", 0): {"en": "this month", "ja": "今月"},
    ("month", 1): {"en": "next month", "ja": "翌月"},
    ("week", -1): {"en": "last week", "ja": "前週"},
    ("week", 0): {"en": "this week", "ja": "今週"},
    ("week", 1): {"en": "next week", "ja": "翌週"},
    ("every", "year"): {"en": "every year", "ja": "毎年"},
    ("every", "quarter"): {"en": "every quarter", "ja": "四半期ごと"},
    ("every", "month"): {"en": "every month", "ja": "毎月"},
    ("every", "week"): {"en": "every week", "ja": "毎週"},
    ("every", "day"): {"en": "every day", "ja": "毎日"},
}
_TURNS: Final = {"last": -1, "this": 0, "next": 1}
_UNITS: Final = {
    "年": "year", "月": "month", "週": "week", "日": "day", "四半期": "quarter",
    "annual": "year", "dai": "day",
}  # fmt: skip
_SEASONS: Final = {
    "春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter",
}  # fmt: skip


def words_of(value: Value) -> Words:
    """Return what a value says, in the words of both languages where it has such.

    >>> words_of(Value(Sort.WEEKDAY, 1, "Tuesday", 0, 7))
    {'en': 'Tuesday', 'ja': '火曜日'}
    """
    if value.sort is Sort.WEEKDAY and isinstance(value.key, int):
        return weekday_words(value.key)
    if value.sort is Sort.PERIOD and isinstance(value.key, tuple):
        words = _SHOWN.get((value.key[0], value.key[2]))
        if words is not None:
            return words
    return {"en": value.shown, "ja": value.shown}


def weekday_words(number: int) -> Words:
    """Return the name of a day of the week, from Monday as 0."""
    return {"en": WEEKDAYS[number], "ja": f"{WEEKDAYS_JA[number]}曜日"}


def read_weekday(on: Scanner, found: re.Match[str]) -> None:
    """Note a day of the week, which is compared only with another day of the week."""
    said = next(one for one in found.groups() if one)
    if said in WEEKDAYS_JA:
        number = WEEKDAYS_JA.index(said)
    else:
        number = next(index for index, one in enumerate(WEEKDAYS) if one.startswith(said[:3]))
    on.add(Sort.WEEKDAY, number, WEEKDAYS[number], found.span(), weak=True)


def read_season(on: Scanner, found: re.Match[str]) -> None:
    """Note a part of a month or year, a half, a season, next or last year, or how often."""
    span = found.span()
    for name, said in found.groupdict().items():
        if said is None or name in {"unit", "nextunit", "thisunit", "lastunit"}:
            continue
        if name in _STEPS or name == "yearend":
            step = _STEPS.get(name, 3)
            on.add(Sort.PERIOD, ("part", None, step), name, span)
        elif name in {"half1", "half2"}:
            half = int(name[-1])
            on.add(Sort.PERIOD, ("half", None, half), f"half {half}", span)
            on.claim(*span)
        elif name == "season":
            season = _SEASONS.get(said, said.lower())
            on.add(Sort.PERIOD, ("season", None, season), season, span, weak=True)
        elif name in _TURNS:
            groups = found.groupdict()
            unit = groups.get(f"{name}unit") or groups.get("unit") or ""
            unit = _UNITS.get(unit, unit).lower()
            turn = _TURNS[name]
            shown = f"{name} {unit}"
            on.add(Sort.PERIOD, (unit, None, turn), shown, span, weak=True)
        else:
            unit = _UNITS.get(said.lower(), said.lower())
            on.add(Sort.PERIOD, ("every", None, unit), f"every {unit}", span, weak=True)
        return


def wrong_weekdays(values: Sequence[Value]) -> Iterator[tuple[Value, Value, int]]:
    """Yield weekdays that the calendar does not give the date they stand beside.

    Args:
        values: The values of a paragraph, in their order.

    Yields:
        The weekday, the date, and which weekday that date is, from Monday as 0.
    """
    for index, one in enumerate(values):
        if one.sort is not Sort.WEEKDAY:
            continue
        for other in (*values[max(0, index - 1) : index], *values[index + 1 : index + 2]):
            right = _weekday_of(other)
            near = max(one.start, other.start) - min(one.end, other.end)
            if right is not None and near <= _BESIDE and right != one.key:
                yield one, other, right


_BESIDE = 2  # characters between a weekday and its date


def _weekday_of(value: Value) -> int | None:
    """Return the weekday of a whole date that stands alone; None for anything else."""
    if value.sort is not Sort.DATE or value.ranged or not isinstance(value.key, tuple):
        return None
    year: int | None
    year, month, date = value.key
    if year is None or month is None or date is None:
        return None
    # Gauss: a year from March on, so that a leap day is its last.
    year, month = (year - 1, month + 12) if month <= 2 else (year, month)  # noqa: PLR2004
    weekday: int = (
        date + 13 * (month + 1) // 5 + year + year // 4 - year // 100 + year // 400 - 2
    ) % 7
    return weekday
