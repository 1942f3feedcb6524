"""Deadlines, standings and reminders of commissions: tables and pure functions."""

import datetime as dt
from collections.abc import Iterable, Mapping

from kakehashi.errors import Words
from kakehashi.people.calendars import is_working_day, working_day_from, working_days_until

OPEN, CLOSED, WITHDRAWN = "open", "closed", "withdrawn"

STATES: Mapping[str, Words] = {
    OPEN: {"en": "Open", "ja": "回答受付中"},
    CLOSED: {"en": "Closed", "ja": "締切済み"},
    WITHDRAWN: {"en": "Withdrawn", "ja": "取下げ"},
}

TEXT, NIL = "text", "nil"

GIVEN: Mapping[str, Words] = {
    TEXT: {"en": "Text", "ja": "回答"},
    NIL: {"en": "Nil return", "ja": "該当なし"},
}

ASKED, GRANTED, REFUSED = "asked", "granted", "refused"

EXTENSIONS: Mapping[str, Words] = {
    ASKED: {"en": "More time asked", "ja": "期限延長の依頼あり"},
    GRANTED: {"en": "More time granted", "ja": "期限延長を承認"},
    REFUSED: {"en": "More time refused", "ja": "期限延長を不承認"},
}

ANSWERED, NIL_RETURN, LATE_ANSWER, RIVALS, MOVED = "answered", "nil", "late", "rivals", "moved"
OVERDUE, EXTENSION_ASKED, PASSED_ON, WAITING = "overdue", "extension", "passed_on", "waiting"
NONE_GIVEN = "none"

STANDINGS: Mapping[str, Words] = {
    RIVALS: {"en": "Two answers: choose one", "ja": "回答が複数（選択が必要）"},
    EXTENSION_ASKED: {"en": "More time asked", "ja": "期限延長の依頼あり"},
    OVERDUE: {"en": "Overdue", "ja": "期限超過"},
    PASSED_ON: {"en": "Passed on", "ja": "再依頼中"},
    WAITING: {"en": "Waiting", "ja": "回答待ち"},
    ANSWERED: {"en": "Answered", "ja": "回答済み"},
    LATE_ANSWER: {"en": "Answered late", "ja": "期限後に回答"},
    NIL_RETURN: {"en": "Nil return", "ja": "該当なし"},
    MOVED: {"en": "Passed to the successor", "ja": "承継組織へ引継ぎ"},
    NONE_GIVEN: {"en": "No return", "ja": "回答なし"},
}
"""How an office stands, what presses most first."""

PENDING = frozenset({EXTENSION_ASKED, OVERDUE, PASSED_ON, WAITING})
"""Standings of an office whose return is still wanted."""

MORE_TIME = 3
"""Working days that a request for more time proposes."""

SOON = 2
"""Working days before a deadline on which an office is reminded."""

WEEK = 7

LINK_LIFE = dt.timedelta(days=21)
"""How long after the deadline a link still works, while the commission is open."""


def standing_of(
    *,
    state: str,
    answer: str,
    late: bool,
    rivals: bool,
    moved: bool,
    extension: str,
    passed_on: bool,
    due: dt.date,
    today: dt.date,
) -> str:
    """Return how one office stands: a key of :data:`STANDINGS`.

    Args:
        state: of the commission.
        answer: what the office gave.
        late: whether that came after its deadline.
        rivals: whether several people answered and none was chosen.
        moved: whether its work passed to a successor.
        extension: where its request for more time stands.
        passed_on: whether it asked offices of its own.
        due: its deadline.
        today: the side's day.
    """
    given = NIL_RETURN if answer == NIL else LATE_ANSWER if late else ANSWERED
    for holds, standing in (
        (moved, MOVED),
        (rivals, RIVALS),
        (bool(answer), given),
        (state != OPEN, NONE_GIVEN),
        (extension == ASKED, EXTENSION_ASKED),
        (due < today, OVERDUE),
        (passed_on, PASSED_ON),
    ):
        if holds:
            return standing
    return WAITING


def deadline_after(today: dt.date, days: int, calendars: Iterable[str]) -> dt.date:
    """Return the day ``days`` working days after ``today``."""
    return working_day_from(today, max(days, 1), calendars)


def latest_inner(outer: dt.date, calendars: Iterable[str]) -> dt.date:
    """Return the last working day before ``outer``: the latest deadline of who is passed on to."""
    return working_day_from(outer, -1, calendars)


def working_day_at_or_before(day: dt.date, calendars: Iterable[str]) -> dt.date:
    """Return ``day`` where it is a working day, else the last one before it."""
    codes = tuple(calendars)
    return day if is_working_day(day, codes) else working_day_from(day, -1, codes)


def proposed_extension(
    due: dt.date, today: dt.date, outer: dt.date, calendars: Iterable[str]
) -> dt.date | None:
    """Return the deadline that a request for more time proposes; None where there is no room.

    Counted from the deadline, from today where that has passed, and never after ``outer``.
    """
    codes = tuple(calendars)
    wanted = min(
        working_day_from(max(due, today), MORE_TIME, codes), working_day_at_or_before(outer, codes)
    )
    return wanted if wanted > due and wanted >= today else None


def told_now(due: dt.date, today: dt.date, calendars: Iterable[str]) -> str:
    """Return the key of what an office that has not answered is told today; empty for nothing.

    Before the deadline, on it, and after it each week: a key is told once. What fell out while no
    mail could go is told as it stands now.
    """
    if today > due:
        return f"late:{due}:{(today - due).days // WEEK}"
    if today == due:
        return f"due:{due}"
    left = working_days_until(today, due, calendars)
    return f"soon:{due}" if left <= SOON else ""
