"""Progress rounds of a practice partnership: periods, what was reported in them, statements."""

from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.framework.profile.pieces import NO_WORDS


@dataclass(frozen=True, slots=True)
class ReportGiven:
    """What one side reported of one joint action, and how far that came."""

    action: str
    by: str
    at: str
    stands: str
    """``draft``, ``shared``, ``confirmed`` or ``left`` (not agreed when the period was locked)."""
    progress: str
    done: Words = NO_WORDS
    conclusion: Words = NO_WORDS
    reason: Words = NO_WORDS
    activity: str = ""
    activity_kind: str = ""
    result_kind: str = ""
    ending: str = ""


@dataclass(frozen=True, slots=True)
class StatementGiven:
    """What a side's security officer stated."""

    by: str
    at: str
    title: Words
    body: Words
    shared: bool


@dataclass(frozen=True, slots=True)
class RoundHeld:
    """One progress round."""

    id: str
    title: Words
    start: str
    until: str
    by: str
    other: str
    freeze: str = ""
    remarks: Words = NO_WORDS
    locked: str = ""
    """Day on which it was locked; empty for one that is open."""
    published: bool = False
    reports: tuple[ReportGiven, ...] = ()
    statements: tuple[StatementGiven, ...] = ()
