"""Whether a biography is still to be relied on: a table and one decision."""

import datetime as dt
from collections.abc import Mapping

from kakehashi.errors import Words

CURRENT, STALE, LEFT = "current", "stale", "left"

STANDINGS: Mapping[str, Words] = {
    LEFT: {"en": "no longer in the post", "ja": "離任"},
    STALE: {"en": "not checked for six months", "ja": "6か月間未確認"},
    CURRENT: {"en": "checked", "ja": "確認済み"},
}

MONTHS = 6
"""Months after which a biography that nobody checked again is said to be stale."""

_YEAR = 12


def stale_from(as_of: dt.date) -> dt.date:
    """Return the first day on which what was right on ``as_of`` counts as stale.

    >>> stale_from(dt.date(2026, 8, 31))
    datetime.date(2027, 3, 1)
    """
    month = as_of.month + MONTHS
    year, month = as_of.year + (month - 1) // _YEAR, (month - 1) % _YEAR + 1
    try:
        return dt.date(year, month, as_of.day) + dt.timedelta(days=1)
    except ValueError:  # there is no such day in that month
        return dt.date(year + month // _YEAR, month % _YEAR + 1, 1)


def standing(as_of: dt.date | None, today: dt.date, *, holds: bool) -> str:
    """Say whether a biography is still to be relied on.

    Args:
        as_of: the day it is as of; one without a day is stale.
        today: the reader's day.
        holds: whether the person still holds the post, as far as is on record.
    """
    if not holds:
        return LEFT
    return CURRENT if as_of is not None and today < stale_from(as_of) else STALE
