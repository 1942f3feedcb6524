"""Forms of a line, whether it still holds, what the other side can say of one: tables."""

import datetime as dt
from collections.abc import Mapping

from kakehashi.errors import Words

LINE, ANSWER = "line", "qa"

FORMS: Mapping[str, Words] = {
    LINE: {"en": "Line to take", "ja": "応答要領"},
    ANSWER: {"en": "Question and answer", "ja": "想定問答"},
}

NO_OBJECTION, SUGGESTS, OBJECTS = "no_objection", "suggests", "objects"

VIEWS: Mapping[str, Words] = {
    NO_OBJECTION: {"en": "No objection", "ja": "異存なし"},
    SUGGESTS: {"en": "Suggests other words", "ja": "表現の修正を希望"},
    OBJECTS: {"en": "Asks not to use it", "ja": "使用を控えるよう要望"},
}
"""What one side says of the other's line before it is used."""

NEEDS_WORDS = frozenset({SUGGESTS, OBJECTS})

HOLDS, SOON, EXPIRED = "holds", "soon", "expired"

STANDINGS: Mapping[str, Words] = {
    EXPIRED: {"en": "expired", "ja": "期限切れ"},
    SOON: {"en": "expires within 14 days", "ja": "14日以内に期限"},
    HOLDS: {"en": "valid", "ja": "有効"},
}

WARNED = 14
"""Days before its end from which a line is said to expire soon."""

USUALLY = 90
"""Days for which a new line, or one that is made valid again, holds where nothing else is said."""

LONGEST = 366
"""Days for which a line may be made valid at the most: words that nobody looks at grow stale."""


def standing(valid_until: dt.date | None, today: dt.date) -> str:
    """Say whether a line still holds on a day; one without an end does not.

    >>> standing(dt.date(2026, 3, 31), dt.date(2026, 3, 31))
    'soon'
    >>> standing(dt.date(2026, 3, 31), dt.date(2026, 4, 1))
    'expired'
    """
    if valid_until is None or valid_until < today:
        return EXPIRED
    return SOON if (valid_until - today).days <= WARNED else HOLDS
