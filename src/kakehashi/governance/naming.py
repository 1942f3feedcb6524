"""What the next meeting of a body is called: the last one's title with the next number."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kakehashi.governance.models import Body, Meeting

ORDINALS = (
    *("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth"),
    *("Tenth", "Eleventh", "Twelfth"),
)

_COUNTED = {
    "en": re.compile(rf"\b(?:{'|'.join(ORDINALS)}|\d+(?:st|nd|rd|th))\b", re.IGNORECASE),
    "ja": re.compile(r"第\s*\d+\s*回"),
}

_TEENS = (11, 12, 13)


@dataclass(frozen=True)
class Named:
    """Number and titles that a meeting to come may bear."""

    number: int | None
    title: Mapping[str, str]
    """By language, ``en`` and ``ja``."""


def next_name(body: Body, meetings: Sequence[Meeting], year: int) -> Named:
    """Return what the next meeting of ``body`` may be called.

    Where the last one's title counts, the next number stands in its place; else the body's name
    with the year.

    Args:
        body: whose meeting it is.
        meetings: those of any body.
        year: of the Western calendar.
    """
    own = [one for one in meetings if one.body == body.reference and one.number]
    last = max(own, key=lambda one: one.number or 0, default=None)
    names = {"en": body.title_en or body.title_ja, "ja": body.title_ja or body.title_en}
    plain = {"en": f"{names['en']} {year}", "ja": f"{names['ja']}（{year}年）"}
    if last is None or last.number is None:
        return Named(None, plain)
    number = last.number + 1
    before = {"en": last.title_en, "ja": last.title_ja}
    counted = {"en": english_ordinal(number), "ja": f"第{number}回"}
    return Named(
        number,
        {
            code: pattern.sub(counted[code], before[code], count=1)
            if pattern.search(before[code])
            else plain[code]
            for code, pattern in _COUNTED.items()
        },
    )


def english_ordinal(number: int) -> str:
    """Return an ordinal as titles write it: *Fourth*, *13th*."""
    if 1 <= number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
