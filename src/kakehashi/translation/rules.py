"""Where a translation job stands and which step leads where: tables and pure functions."""

import datetime as dt
from collections.abc import Iterable, Mapping

from kakehashi.errors import Words
from kakehashi.people.calendars import working_day_from

ASKED, WITH, RETURNED, REVIEWED = "asked", "with", "returned", "reviewed"
PUT_IN, KEPT, CANCELLED, DECLINED = "put_in", "kept", "cancelled", "declined"

STATES: Mapping[str, Words] = {
    ASKED: {"en": "asked for", "ja": "依頼済み"},
    WITH: {"en": "with the translator", "ja": "翻訳中"},
    RETURNED: {"en": "returned, to be reviewed", "ja": "納品済み・確認待ち"},
    REVIEWED: {"en": "reviewed", "ja": "確認済み"},
    PUT_IN: {"en": "put into the record", "ja": "反映済み"},
    KEPT: {"en": "reviewed and kept here", "ja": "確認の上保存（反映なし）"},
    CANCELLED: {"en": "cancelled", "ja": "取消し"},
    DECLINED: {"en": "declined by the translator", "ja": "翻訳担当者が辞退"},
}

OPEN_STATES = (ASKED, WITH, RETURNED, REVIEWED)
"""States of a job on which somebody still has something to do."""

HAND_OUT, DECLINE, CANCEL, RENEW = "hand-out", "decline", "cancel", "renew"
TAKE_IN, UNDO, SEND_BACK, REVIEW = "take-in", "undo", "send-back", "review"
PUT, KEEP = "put-in", "keep"

MOVES: Mapping[str, Mapping[str, str]] = {
    # state -> step -> state it leads to
    ASKED: {
        HAND_OUT: WITH,
        TAKE_IN: RETURNED,
        DECLINE: DECLINED,
        CANCEL: CANCELLED,
        RENEW: ASKED,
    },
    WITH: {TAKE_IN: RETURNED, DECLINE: DECLINED, CANCEL: CANCELLED, RENEW: WITH},
    RETURNED: {
        REVIEW: RETURNED,
        TAKE_IN: RETURNED,
        SEND_BACK: WITH,
        UNDO: WITH,
        CANCEL: CANCELLED,
    },
    REVIEWED: {
        REVIEW: RETURNED,
        PUT: PUT_IN,
        KEEP: KEPT,
        TAKE_IN: RETURNED,
        SEND_BACK: WITH,
        UNDO: WITH,
        CANCEL: CANCELLED,
    },
}

TRANSLATING = frozenset({TAKE_IN, DECLINE, UNDO})
"""Steps of the translator, or of whoever asked in the name of one without an account."""
REVIEWING = frozenset({REVIEW, SEND_BACK, PUT, KEEP})
"""Steps of the reviewer; where none is named, of whoever asked."""

EMPTY, GIVEN, ACCEPTED, BACK = "empty", "given", "accepted", "back"

PASSAGES: Mapping[str, Words] = {
    EMPTY: {"en": "not translated yet", "ja": "未訳"},
    GIVEN: {"en": "to be reviewed", "ja": "確認待ち"},
    ACCEPTED: {"en": "accepted", "ja": "採用"},
    BACK: {"en": "returned to the translator", "ja": "差戻し"},
}
"""How one paragraph of a job stands."""

SEEN, TAKEN, UNDONE = "seen", "taken", "undone"
"""A file that came back: looked at, taken, taken back out."""

XLIFF, XLIFF_OLD, DOCX, TYPED = "xliff", "xliff12", "docx", "typed"
FORMS = (XLIFF, XLIFF_OLD, DOCX)

LANGUAGES = ("ja", "en")
USUAL_DAYS = 5
"""Working days that a job proposes."""


def next_state(state: str, step: str) -> str | None:
    """Return the state that ``step`` leads to, None where it cannot be taken."""
    return MOVES.get(state, {}).get(step)


def due_after(today: dt.date, days: int, calendars: Iterable[str]) -> dt.date:
    """Return the day ``days`` working days after ``today``, at least the next one."""
    return working_day_from(today, max(days, 1), calendars)


def is_late(state: str, due: dt.date, today: dt.date) -> bool:
    """Say whether a job is past its day with its translation not returned."""
    return state in (ASKED, WITH) and due < today
