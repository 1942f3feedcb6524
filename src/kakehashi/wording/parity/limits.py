"""Limits: whether an English figure is a least, a most, about so much, or more or less than it."""

import re
from typing import Final

from kakehashi.wording.parity.scanning import Scanner

_FLAGS: Final = re.IGNORECASE
_BOUNDS_BEFORE: Final = (
    (
        re.compile(
            r"\b(?:at least|no (?:fewer|less) than|not less than|a minimum of|minimum"
            r"|not (?:fall|drop|be) below|not be (?:less|fewer) than) (?:the )?$",
            _FLAGS,
        ),
        "min",
    ),
    (
        re.compile(
            r"\b(?:at most|no more than|not more than|up to|within|a maximum of|maximum"
            r"|not (?:to )?exceed(?:ing)?|not be more than|limited to) (?:the )?$",
            _FLAGS,
        ),
        "max",
    ),
    (
        re.compile(
            r"\b(?:more than|over|above|exceeding|exceeds?|exceeded|in excess of|upwards of"
            r"|beyond) (?:the )?$",
            _FLAGS,
        ),
        "over",
    ),
    (re.compile(r"\b(?:less than|fewer than|under|below) (?:the )?$", _FLAGS), "under"),
    (
        re.compile(
            r"\b(?:about|around|approximately|roughly|some|nearly|almost|circa|an estimated"
            r"|approx\.) (?:the )?$",
            _FLAGS,
        ),
        "about",
    ),
)
_BOUNDS_AFTER: Final = (
    (re.compile(r"(?: \w+){0,2} or (?:more|over|above|higher|longer|greater)\b", _FLAGS), "min"),
    (re.compile(r"(?: \w+){0,2} or (?:less|fewer|under|below|lower)\b", _FLAGS), "max"),
    (re.compile(r"(?: \w+){0,2} at (?:least)\b", _FLAGS), "min"),
    (re.compile(r"(?: \w+){0,2} at (?:most|the latest)\b", _FLAGS), "max"),
)


_AHEAD = re.compile(r"(?: \w+){0,2} (?:before|prior to|in advance|ahead|beforehand)\b", _FLAGS)


def bound_of(on: Scanner, start: int, end: int) -> str:
    """Return ``min``, ``max``, ``over``, ``under`` or ``about`` by the words beside a figure."""
    before, after = on.text[max(0, start - 26) : start], on.text[end : end + 40]
    for pattern, said in _BOUNDS_BEFORE:
        if pattern.search(before):
            # At least a week before: Japanese says 1週間前まで of both.
            return "" if said == "min" and _AHEAD.match(after) else said
    return next((said for pattern, said in _BOUNDS_AFTER if pattern.match(after)), "")
