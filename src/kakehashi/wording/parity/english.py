"""Reading the values of an English paragraph."""

import re
from fractions import Fraction
from functools import cache
from typing import Final

from kakehashi.wording.needles import Sought
from kakehashi.wording.parity.limits import bound_of
from kakehashi.wording.parity.measures import (
    ENGLISH_MEASURE,
    ENGLISH_MEASURE_IN_WORDS,
    SPELLED_UNITS,
    read_english_measure,
)
from kakehashi.wording.parity.numerals import (
    DIGITS,
    ENGLISH,
    ENGLISH_WORDS,
    FIGURE,
    FIRST,
    ORDINAL_WORDS,
    read_english,
    read_ordinal,
)
from kakehashi.wording.parity.scanning import CURRENCIES, Read, Scanner, clock, day, plain
from kakehashi.wording.parity.seasons import (
    ENGLISH_SEASON,
    ENGLISH_WEEKDAY,
    SEASON_NEEDLES,
    WEEKDAY_NEEDLES,
    read_season,
    read_weekday,
)
from kakehashi.wording.parity.values import Sort, Value

_FLAGS: Final = re.IGNORECASE
_MONTHS: Final = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
]  # fmt: skip
_MONTH: Final = (
    r"(?-i:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.|Jul\.|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAY: Final = r"(?:[0-3]?[0-9])(?:st|nd|rd|th)?"
_Y: Final = r"(?:19|20)[0-9]{2}"
_TO: Final = r" ?(?:[-–~〜]|to|until|through|and) ?"
_DATES_RANGE = re.compile(
    rf"\b(?:from )?(?P<from>{_DAY})(?:{_TO})(?P<to>{_DAY}) "
    rf"(?P<month>{_MONTH})(?:,? (?P<year>{_Y}))?\b"
    rf"|\b(?P<month2>{_MONTH}) (?P<from2>{_DAY})(?:{_TO})(?P<to2>{_DAY})\b(?:,? (?P<year2>{_Y}))?",
    _FLAGS,
)
_DATE = re.compile(
    rf"\b(?:the )?(?P<day>{_DAY})(?: of)? (?P<month>{_MONTH})(?:,? (?P<year>{_Y}))?(?![0-9])"
    rf"|\b(?P<month2>{_MONTH}) (?P<day2>{_DAY})\b(?:,? (?P<year2>{_Y}))?"
    rf"|\b(?P<month3>{_MONTH}),? (?:of )?(?P<year3>{_Y})\b"
    r"|\b(?P<iso>(?:19|20)[0-9]{2})-(?P<isom>[01][0-9])-(?P<isod>[0-3][0-9])\b"
    r"|\b(?P<bd>[0-3]?[0-9])/(?P<bm>[01]?[0-9])/(?P<by>(?:19|20)[0-9]{2})\b"
    r"|(?:\b(?:in|of|by|since|until|till|early|late|mid|mid-|next|last|this|from|to|and|during"
    r"|every|each|before|"
    r"after|through|between|for|end) |^(?!May (?!(?:and|or|to|is|was|will|until)\b)(?-i:[a-z])))"
    r"(?P<month4>(?-i:January|February|March|April|May|June"
    r"|July|"
    r"August|September|October|November|December))\b(?!,? (?:of )?(?:19"
    r"|20)[0-9])(?! (?:[a-z]+ )?(?:be|not|have)\b)",
    _FLAGS,
)
_YEARS = re.compile(
    rf"\b(?:from |between )?(?P<a>{_Y})(?:{_TO})(?P<b>{_Y})\b(?! ?(?:yen|pounds|people|companies))",
    _FLAGS,
)
_YEAR = re.compile(
    rf"(?<![\d.,£$€¥])\b(?P<y>{_Y})\b(?![,.]\d|%| ?(?:yen|pounds|people|companies|per|million"
    rf"|billion))"
)
_FISCAL = re.compile(
    rf"\b(?:FY|fiscal(?: year)?|financial year) ?(?P<y>{_Y})(?:[/–-](?:[0-9]{{4}}|[0-9]{{2}}))?\b"
    rf"|\b(?P<y2>{_Y})(?:[/–-][0-9]{{2}})? (?:fiscal|financial) year\b"
    rf"|\bFY ?(?P<short>[0-9]{{2}})\b",
    _FLAGS,
)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_QUARTER = re.compile(
    rf"\b(?:the )?(?P<q>first|second|third|fourth|last|1st|2nd|3rd"
    rf"|4th) quarter(?: of (?:the )?(?:FY ?|fiscal year |financial year )?(?P<y>{_Y}))?"
    rf"|\bQ(?P<n>[1-4])(?:,? (?:of )?(?P<y2>{_Y}))?\b|\b(?P<y3>{_Y}) Q(?P<n3>[1-4])\b"
    rf"|\b(?P<months>January (?:to|–|-) March|April (?:to|–|-) June|July (?:to|–|-) September"
    rf"|October (?:to|–|-) December)(?: (?P<y4>{_Y}))?\b",
    _FLAGS,
)
_ONE_REF: Final = r"[0-9]{1,3}(?: ?\(?[a-z]\)?(?![a-z])(?: ?\(?[ivx]{1,5}\)?(?![a-z]))?)?"
_REFERENCE = re.compile(
    rf"\b(?:paragraphs?|paras?\.?) (?P<a>{_ONE_REF})(?P<rest>(?:(?:, | and |,? or | to "
    rf"| through |[-–]){_ONE_REF})*)"
    r"|\b(?:items?|sub-?paragraphs?|point) \(?(?P<item>[ivx]{1,5}|[0-9]{1,2}|[a-z])\)?(?![a-z0-9])"
    r"|\b(?:annex|appendix|schedule|attachment) (?P<annex>(?-i:[A-Z])|[0-9]{1,2}|[ivx]{1,4})\b"
    r"|\b(?P<last2>(?:preceding|previous) two paragraphs)\b"
    r"|\b(?P<prev>(?:preceding|previous|foregoing) paragraph|paragraph above)\b"
    r"|\b(?P<next>(?:following|next) paragraph|paragraph below)\b",
    _FLAGS,
)
_REF_PARTS = re.compile(
    r"(?P<sep>, | and |,? or | to | through "
    r"|[-–])?(?P<n>[0-9]{1,3})"
    r"(?: ?\(?(?P<l>[a-z])\)?(?![a-z])(?: ?\(?(?P<r>[ivx]{1,5})\)?(?![a-z]))?)?",
    _FLAGS,
)
_ZONES = {
    "jst": "JST", "japan time": "JST", "japan standard time": "JST", "japanese time": "JST",
    "tokyo time": "JST", "gmt": "GMT", "greenwich mean time": "GMT", "utc": "GMT", "bst": "BST",
    "british summer time": "BST", "uk time": "UK", "london time": "UK", "british time": "UK",
    "local time": "local", "cet": "CET", "est": "EST",
}  # fmt: skip
_ZONE = "|".join(sorted(_ZONES, key=len, reverse=True))
_TIME = re.compile(
    rf"\b(?:(?P<h>[0-2]?[0-9])(?:[:.](?P<m>[0-5][0-9]))? ?(?P<half>am|pm|a\.m\.?|p\.m\.?)(?![a-z])"
    rf"|(?P<h2>[0-2]?[0-9]):(?P<m2>[0-5][0-9])(?![0-9])|(?P<noon>noon|midday)"
    rf"|(?P<clock>[0-9]{{1,2}}) o'clock)"
    rf"(?:,? ?\(?(?:in )?(?P<zone>{_ZONE})\b\)?)?",
    _FLAGS,
)
_ZONE_BEHIND = re.compile(
    rf",? on (?:\w+,? )?(?:the )?(?:{_DAY}(?: {_MONTH})?|{_MONTH} {_DAY})(?:,? {_Y})?,?"
    rf" \(?(?:in )?(?P<zone>{_ZONE})\b",
    _FLAGS,
)
_UNIT: Final = r"(?:us dollars|dollars?|yen|pounds?(?: sterling)?|euros?)\b"
_SIGN: Final = r"(?:US\$|\$|£|¥|€|\b(?:JPY|GBP|USD|EUR) ?)"
_MONEY = re.compile(
    rf"(?P<sign>{_SIGN})(?P<a>{DIGITS})(?P<s1> ?(?:thousand|million|billion|trillion)\b|(?:k"
    rf"|mn?|bn|tn)\b)?(?:{_TO}(?:{_SIGN})?"
    rf"(?P<b>{DIGITS}(?: ?(?:thousand|million|billion|trillion)\b|(?:k|mn?|bn|tn)\b)?))?"
    rf"|\b(?P<ra>{ENGLISH})(?:{_TO})(?P<rb>{ENGLISH}) (?P<runit>{_UNIT})"
    rf"|\b(?P<half>half a|a) (?P<scale>million|billion|trillion) (?P<hunit>{_UNIT})"
    rf"|\b(?P<number>{ENGLISH}) ?(?P<unit>{_UNIT}|(?:JPY|GBP|USD|EUR)\b)",
    _FLAGS,
)
_PERCENT = re.compile(
    rf"(?P<a>{DIGITS})(?:%| per ?cent)?{_TO}(?P<b>{DIGITS}) ?(?:%|per ?cent\b|percentage points?)"
    rf"|\b(?P<number>{DIGITS}|{ENGLISH_WORDS})[ -]?(?:%|per ?cent\b"
    rf"|(?P<points>(?:percentage|percent|per cent|%)[- ]points?\b))",
    _FLAGS,
)
_BELOW = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "tenth": 10, "tenths": 10, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8,
}  # fmt: skip
_FRACTION = re.compile(
    r"\b(?P<above>one|two|three|four|five|seven|nine|a|[0-9])[- ](?P<below>thirds?|quarters?"
    r"|fifths?|tenths?|sixths?|eighths?)\b(?! (?:country|countries|party|parties|meeting|round"
    r"|time|of (?:19|20)))"
    r"|\b(?P<n>[0-9]{1,3})/(?P<d>[0-9]{1,3})\b|(?P<half>(?<!\band a )(?:(?<!\band )\ba "
    r"|\bone )?\bhalf\b(?! an? (?:million|billion|year|hour))(?![- ]year)(?!-yearly))"
    r"|\b(?P<majority>majority)\b",
    _FLAGS,
)
_SPANS = {
    "year": ("month", 12), "month": ("month", 1), "week": ("day", 7), "fortnight": ("day", 14),
    "day": ("day", 1), "hour": ("hour", 1), "minute": ("minute", 1), "second": ("second", 1),
    "decade": ("month", 120), "km": ("metre", 1000), "kilometre": ("metre", 1000),
    "times": ("times", 1), "fold": ("times", 1),
}  # fmt: skip
_SPAN = (
    r"(?:years?|months?|weeks?|fortnights?|days?|hours?|minutes?|seconds?|decades?|km"
    r"|kilometres?)\b(?![- ]olds?)"
)
_NUMBER = re.compile(
    rf"\b{FIRST}(?:(?:between |from )?(?P<ra>{ENGLISH})(?: (?:{_SPAN}))?(?: ?[–~〜-] ?| to | and "
    rf"| or )(?P<rb>{ENGLISH})[- ](?:\w+ )?(?P<runit>{_SPAN})"
    rf"|(?:between (?P<ba>{ENGLISH}) and (?P<bb>{ENGLISH})|(?:from )?(?P<xa>{ENGLISH})(?: to "
    rf"|[–~])(?P<xb>{ENGLISH}))\b"
    rf"|(?P<yh>(?P<hnum>{ENGLISH}|a|an) (?P<hunit>year|hour|month|week|day)s? and a half)\b"
    rf"|(?P<halfof>half(?: an? |[- ])(?P<ofunit>year|hour))\b"
    rf"|(?P<number>{ENGLISH})(?P<half> and a half|\.5)?(?:(?: or (?:more|over"
    r"|fewer|less))?[- ](?:calendar |working |further "
    rf"|more |full )?(?P<unit>{_SPAN}))?(?P<fold>-?fold| times(?= (?:as|more|higher|larger"
    rf"|the)))?)",
    _FLAGS,
)
_WORDS_FOR_NUMBERS = re.compile(
    r"\b(?P<twice>twice)\b|\b(?P<dozen>(?:a )?dozen)\b|\b(?P<decade>a decade)\b"
    r"|\b(?P<fortnight>a fortnight)\b|\b(?P<once>once)\b"
    r"|\b(?P<doubled>doubl(?:e|es|ed|ing))\b|\b(?P<pair>(?:a )?pair)\b|\b(?P<three>trilateral)\b"
    r"|\b(?P<tripled>tripl(?:e|es|ed|ing))\b|\b(?P<fourfold>quadrupl(?:e|es|ed|ing))\b",
    _FLAGS,
)
_ORDINAL = re.compile(
    rf"\b(?P<figures>[0-9]{{1,3}}(?:st|nd|rd|th))\b|\b(?P<word>{ORDINAL_WORDS})(?:ly)?\b", _FLAGS
)
_NOT_NUMBERS = re.compile(
    r"\b(?:one another|no one|one of|each one|one side|one or more|at one|one-stop|one-off"
    r"|someone|anyone|this one|"
    r"first of all|first-hand|at first|second-hand|in the first place|second to none|one-sided"
    r"|the one|not one|"
    r"on the one hand|one-way|per second|zero[- ]trust|zero[- ]day|two-way|two-sided"
    r"|in second(?:s)?|24/7|"
    r"(?:the|both|of the) two (?:sides|countries|governments|ministries|languages|ministers"
    r"|nations|parties|participants)|"
    r"between the two|the two(?= (?:\w+ )?(?:sides|countries|governments)))\b",
    _FLAGS,
)
_CODE = re.compile(
    r"\b(?:[A-Za-z]+[-+/ ]?(?<!FY)(?<=[A-Z])[0-9]+[A-Za-z0-9]*|[A-Za-z]{1,12}[-+][0-9]+"
    r"|[A-Z][A-Za-z]{1,12} [0-9]+\.[0-9]+|[0-9]+(?!(?:st|nd|rd|th|k|m|mn|bn|tn|am|pm"
    r"|s)\b)[A-Za-z]+[0-9]*)\b"
)

_DOTTED = re.compile(r"\b(?:[A-Z]{2,6}|[0-9]{1,3})\.[a-z](?:\.[ivx]{1,5})?\b")
_QUICK: Final = {
    _DOTTED: r"\.[a-z]",
    _NUMBER: FIGURE,
    _MONEY: "[$£¥€]|jpy|gbp|usd|eur|dollar|yen|pound",
}
"""What stands wherever these fit, in small letters."""
_NEEDLES: Final = {
    ENGLISH_SEASON: SEASON_NEEDLES,
    ENGLISH_WEEKDAY: WEEKDAY_NEEDLES,
    ENGLISH_MEASURE_IN_WORDS: SPELLED_UNITS,
}


def read_values(text: str, claimed: list[tuple[int, int]]) -> list[Value]:
    """Return the values of a clean English paragraph, in their order.

    Args:
        text: The paragraph.
        claimed: Places that hold names, where no value is read.
    """
    scanner = Scanner(text)
    scanner.claim_all(claimed)
    for sought, read in _readers():
        if sought.may_stand_in(scanner.flat):
            scanner.scan(sought.pattern, read)
    return sorted(scanner.values, key=lambda one: one.start)


def _claim(on: Scanner, found: re.Match[str]) -> None:
    on.claim(*found.span())


def _dotted(on: Scanner, found: re.Match[str]) -> None:
    on.add(Sort.REFERENCE, found.group(), found.group(), found.span(), weak=True)
    on.claim(*found.span())


def _month_number(said: str) -> int:
    start = said.lower().rstrip(".")[:3]
    return next(index for index, name in enumerate(_MONTHS, 1) if name.startswith(start))


def _date_number(said: str) -> int:
    digits = re.match("[0-9]+", said)
    assert digits
    return int(digits.group())


def _date_range(on: Scanner, found: re.Match[str]) -> None:
    tail = "" if found["month"] else "2"
    month = _month_number(found[f"month{tail}"])
    year = int(found[f"year{tail}"]) if found[f"year{tail}"] else None
    for name in ("from", "to"):
        date = _date_number(found[f"{name}{tail}"])
        on.add(Sort.DATE, (year, month, date), day(year, month, date), found.span(), ranged=True)
    on.claim(*found.span())


def _date(on: Scanner, found: re.Match[str]) -> None:
    said = found.groupdict()
    span = found.span()
    year: int | None
    date: int | None
    if said["iso"]:
        year, month, date = int(said["iso"]), int(said["isom"]), int(said["isod"])
    elif said["by"]:
        year, month, date = int(said["by"]), int(said["bm"]), int(said["bd"])
    elif said["month4"]:
        year, month, date = None, _month_number(said["month4"]), None
        span = found.span("month4")
    elif said["month3"]:
        year, month, date = int(said["year3"]), _month_number(said["month3"]), None
    else:
        tail = "" if said["month"] else "2"
        month = _month_number(str(said[f"month{tail}"]))
        date = _date_number(str(said[f"day{tail}"]))
        year = int(said[f"year{tail}"]) if said[f"year{tail}"] else None
    on.add(Sort.DATE, (year, month, date), day(year, month, date), span)
    on.claim(*span)


def _years(on: Scanner, found: re.Match[str]) -> None:
    for name in ("a", "b"):
        year = int(found[name])
        on.add(Sort.DATE, (year, None, None), str(year), found.span(name), ranged=True)
    on.claim(*found.span())


def _year(on: Scanner, found: re.Match[str]) -> None:
    year = int(found["y"])
    on.add(Sort.DATE, (year, None, None), str(year), found.span("y"))
    on.claim(*found.span())


def _fiscal(on: Scanner, found: re.Match[str]) -> None:
    said = found["y"] or found["y2"]
    year = int(said) if said else 2000 + int(found["short"])
    on.add(Sort.PERIOD, ("fiscal", year, None), f"FY{year}", found.span())
    on.claim(*found.span())


def _quarter(on: Scanner, found: re.Match[str]) -> None:
    groups = found.groupdict()
    if groups["months"]:
        starts = ("January", "April", "July", "October")
        quarter = starts.index(groups["months"].split()[0].capitalize()) + 1
    elif groups["q"]:
        quarter = _QUARTERS.get(groups["q"].lower()) or int(groups["q"][0])
    else:
        quarter = int(groups["n"] or groups["n3"])
    said = groups["y"] or groups["y2"] or groups["y3"] or groups["y4"]
    year = int(said) if said else None
    shown = f"{'' if year is None else f'{year} '}Q{quarter}"
    on.add(Sort.PERIOD, ("quarter", year, quarter), shown, found.span())
    on.claim(*found.span())


def _reference(on: Scanner, found: re.Match[str]) -> None:
    groups = found.groupdict()
    span = found.span()
    if groups["a"]:
        last = 0
        for part in _REF_PARTS.finditer(groups["a"] + (groups["rest"] or "")):
            number = int(part["n"])
            if (part["sep"] or "").strip() in {"to", "through", "-", "–"} and last < number < 999:  # noqa: PLR2004
                for between in range(last + 1, number):
                    on.add(Sort.REFERENCE, (between,), str(between), span)
            path: tuple[int | str, ...] = (number,)
            path += tuple(part[name].lower() for name in ("l", "r") if part[name])
            on.add(Sort.REFERENCE, path, " ".join(map(str, path)), span)
            last = number
    elif groups["item"]:
        on.add(Sort.REFERENCE, ("item", groups["item"]), f"item {groups['item']}", span)
    elif groups["annex"]:
        on.add(Sort.REFERENCE, ("annex", groups["annex"].upper()), f"annex {groups['annex']}", span)
    elif groups["last2"]:
        on.add(Sort.REFERENCE, "last two", "-2", span)
    elif groups["prev"]:
        on.add(Sort.REFERENCE, "previous", "-1", span)
    else:
        on.add(Sort.REFERENCE, "next", "+1", span)
    on.claim(*span)


def _time(on: Scanner, found: re.Match[str]) -> None:
    groups = found.groupdict()
    if groups["noon"]:
        minutes = 720
    else:
        hour = int(groups["h"] or groups["h2"] or groups["clock"])
        minutes = hour * 60 + int(groups["m"] or groups["m2"] or 0)
    half = (groups["half"] or "").lower()
    if half.startswith("p") and minutes < 720:  # noqa: PLR2004 - noon
        minutes += 720
    if half.startswith("a") and minutes >= 720:  # noqa: PLR2004 - noon
        minutes -= 720
    behind = _ZONE_BEHIND.match(on.text, found.end())
    zone = _ZONES.get((groups["zone"] or (behind["zone"] if behind else "")).lower(), "")
    on.add(Sort.TIME, (minutes, zone), clock(minutes, zone), found.span())
    on.claim(*found.span())


def _currency(said: str) -> str:
    said = " ".join(said.lower().split())
    return CURRENCIES.get(said) or CURRENCIES[said.removesuffix(" sterling").strip()]


def _money(on: Scanner, found: re.Match[str]) -> None:
    groups = found.groupdict()
    span = found.span()
    amounts: list[Fraction | None]
    if groups["sign"]:
        unit = groups["sign"].strip()
        first = groups["a"] + (groups["s1"] or "")
        amounts = [read_english(first)]
        if groups["b"]:
            scale = re.search(r"[a-z]+$", groups["b"], re.IGNORECASE)
            if scale and not groups["s1"]:
                amounts = [read_english(f"{groups['a']} {scale.group()}")]
            amounts.append(read_english(groups["b"]))
    elif groups["ra"]:
        unit = groups["runit"]
        scale = re.search(r" (?:thousand|million|billion|trillion)$", groups["rb"], re.IGNORECASE)
        low = groups["ra"] + (scale.group() if scale and groups["ra"][-1].isdigit() else "")
        amounts = [read_english(low), read_english(groups["rb"])]
    elif groups["scale"]:
        unit = groups["hunit"]
        whole = read_english(f"1 {groups['scale']}") or Fraction(0)
        amounts = [whole / 2 if groups["half"].lower().startswith("half") else whole]
    else:
        unit = groups["unit"]
        amounts = [read_english(groups["number"])]
    currency = _currency(unit)
    for amount in amounts:
        if amount is not None:
            on.add(
                Sort.MONEY,
                (currency, amount),
                f"{currency} {plain(amount)}",
                span,
                bound="" if len(amounts) > 1 else bound_of(on, *span),
                ranged=len(amounts) > 1,
            )
    on.claim(*span)


def _percent(on: Scanner, found: re.Match[str]) -> None:
    span = found.span()
    said = [found["a"], found["b"]] if found["a"] else [found["number"]]
    for one in said:
        share = read_english(one)
        if share is not None:
            on.add(
                Sort.PERCENT,
                ("points", share) if found["points"] else share / 100,
                f"{plain(share)}{' points' if found['points'] else '%'}",
                span,
                bound=bound_of(on, *span) if len(said) == 1 else "",
                ranged=len(said) > 1,
            )
    on.claim(*span)


def _measure(on: Scanner, found: re.Match[str]) -> None:
    read_english_measure(on, found, bound_of)


def _fraction(on: Scanner, found: re.Match[str]) -> None:
    span = found.span()
    bound = bound_of(on, *span)
    if found["majority"]:
        on.add(Sort.FRACTION, Fraction(1, 2), "1/2", span, weak=True, bound="over")
        on.claim(*span)
        return
    if found["half"]:
        share = Fraction(1, 2)
    elif found["n"]:
        if not int(found["d"]):
            return
        share = Fraction(int(found["n"]), int(found["d"]))
    else:
        above = 1 if found["above"].lower() == "a" else int(read_english(found["above"]) or 0)
        share = Fraction(above, _BELOW[found["below"].lower()])
    on.add(Sort.FRACTION, share, plain(share), span, bound=bound)
    on.claim(*span)


def _word_for_number(on: Scanner, found: re.Match[str]) -> None:
    numbers: dict[str, tuple[int, str, bool]] = {
        "twice": (2, "", False),
        "dozen": (12, "", False),
        "decade": (120, "month", False),
        "fortnight": (14, "day", False),
        "once": (1, "", True),
        "doubled": (2, "times", True),
        "pair": (2, "", True),
        "three": (3, "", True),
        "tripled": (3, "times", True),
        "fourfold": (4, "times", True),
    }
    number, unit, weak = numbers[found.lastgroup or ""]
    shown = f"{number} {unit}".strip()
    span = found.span()
    bound = bound_of(on, *span)
    on.add(Sort.NUMBER, (Fraction(number), unit), shown, span, weak=weak, bound=bound)
    on.claim(*found.span())


def _code(on: Scanner, found: re.Match[str]) -> None:
    key = re.sub(r"[-+/ ]", "", found.group()).upper()
    on.add(Sort.NAME, ("code", key), found.group(), found.span())
    on.claim(*found.span())


def _unit(said: str | None) -> tuple[str, int]:
    name = (said or "").lower()
    return _SPANS.get(name) or _SPANS.get(name.removesuffix("s")) or ("", 1)


def _number(on: Scanner, found: re.Match[str]) -> None:
    groups = found.groupdict()
    span = found.span()
    first = next((name for name in ("ra", "xa", "ba") if groups[name]), "")
    if first:
        unit, factor = _unit(groups["runit"])
        pair = (first, f"{first[0]}b")
        for name in pair:
            number = read_english(groups[name])
            if number is not None:
                _add(on, number * factor, unit, found.span(name), ranged=True)
    elif groups["yh"]:
        said = groups["hnum"].lower()
        number = Fraction(1) if said in {"a", "an"} else read_english(said) or Fraction(0)
        unit, factor = _unit(groups["hunit"])
        _add(on, (number + Fraction(1, 2)) * factor, unit, span)
    elif groups["halfof"]:
        unit, factor = _unit(groups["ofunit"])
        _add(on, Fraction(factor, 2), unit, span)
    else:
        number = read_english(groups["number"])
        if number is None:
            return
        unit, factor = ("times", 1) if groups["fold"] else _unit(groups["unit"])
        number += Fraction(1, 2) if groups["half"] and "half" in groups["half"] else 0
        weak = number == 1 and not unit
        said = " or " in found.group().lower()
        bound = bound_of(on, span[0], found.end("number") if said else span[1])
        if unit and bound == "over" and on.text[: span[0]].lower().endswith("over "):
            bound = ""  # over three years: for as long as that
        _add(on, number * factor, unit, span, weak=weak, bound=bound)
    on.claim(*span)


def _add(
    on: Scanner,
    number: Fraction,
    unit: str,
    span: tuple[int, int],
    *,
    weak: bool = False,
    bound: str = "",
    ranged: bool = False,
) -> None:
    shown = plain(number) + (f" {unit}" if unit else "")
    on.add(Sort.NUMBER, (number, unit), shown, span, weak=weak, bound=bound, ranged=ranged)


def _ordinal(on: Scanner, found: re.Match[str]) -> None:
    number = read_ordinal((found["figures"] or found["word"]).lower())
    weak = number == 1
    on.add(Sort.ORDINAL, (Fraction(number), ""), str(number), found.span(), weak=weak)
    on.claim(*found.span())


@cache
def _readers() -> tuple[tuple[Sought, Read], ...]:
    """Return every sort of value in the order in which they are looked for."""
    return tuple(
        (Sought(pattern, quick=_QUICK.get(pattern, ""), needles=_NEEDLES.get(pattern, ())), read)
        for pattern, read in (
            (ENGLISH_WEEKDAY, read_weekday),
            (ENGLISH_SEASON, read_season),
            (_DOTTED, _dotted),
            (_REFERENCE, _reference),
            (_QUARTER, _quarter),
            (_FISCAL, _fiscal),
            (_DATES_RANGE, _date_range),
            (_DATE, _date),
            (_TIME, _time),
            (_YEARS, _years),
            (_MONEY, _money),
            (_PERCENT, _percent),
            (ENGLISH_MEASURE, _measure),
            (ENGLISH_MEASURE_IN_WORDS, _measure),
            (_YEAR, _year),
            (_CODE, _code),
            (_NOT_NUMBERS, _claim),
            (_FRACTION, _fraction),
            (_WORDS_FOR_NUMBERS, _word_for_number),
            (_NUMBER, _number),
            (_ORDINAL, _ordinal),
        )
    )
