"""Which step of an action point may be taken by which side in which standing.

Tables, from which the code, the diagram in the documentation and the buttons on the page all come.
The course is replayed from the steps that the Participants see: nothing else decides where an
action point stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kakehashi.errors import Refused, Words
from kakehashi.people.rules import Viewer, check_side

DRAFT, PROPOSED, OPEN = "draft", "proposed", "open"
REPORTED, RETURNED, REOPENED = "done_reported", "returned", "reopened"
DONE, NOT_DONE, REPLACED = "done", "not_done", "replaced"
OVERTAKEN, WITHDRAWN = "overtaken", "withdrawn"

STANDINGS: Mapping[str, Words] = {
    DRAFT: {"en": "draft", "ja": "案"},
    PROPOSED: {"en": "not yet accepted", "ja": "受入れ前"},
    OPEN: {"en": "open", "ja": "対応中"},
    REPORTED: {"en": "done: to be verified", "ja": "完了報告済み・確認待ち"},
    RETURNED: {"en": "returned", "ja": "差戻し"},
    REOPENED: {"en": "reopened", "ja": "再開"},
    DONE: {"en": "done", "ja": "完了"},
    NOT_DONE: {"en": "not done", "ja": "実施せず"},
    REPLACED: {"en": "replaced", "ja": "他の事項に置換え"},
    OVERTAKEN: {"en": "overtaken by events", "ja": "前提変更により終了"},
    WITHDRAWN: {"en": "withdrawn", "ja": "取下げ"},
}

WORKED_ON = (PROPOSED, OPEN, RETURNED, REOPENED)
"""Standings in which the owner has something to do."""

STILL_OPEN = (*WORKED_ON, REPORTED)
"""Standings in which an action point is still somebody's work."""

ENDED = (DONE, NOT_DONE, REPLACED, OVERTAKEN, WITHDRAWN)
"""Standings after which nothing more is owed."""

ACCEPT_DUE, PROPOSE_DUE, REPORT_DONE = "accept_due", "propose_due", "report_done"
VERIFY, RETURN, REOPEN = "verify", "return", "reopen"
HAND_OVER, NOTE = "hand_over", "note"
WAS_DONE, WAS_NOT_DONE, WAS_REPLACED = "was_done", "was_not_done", "was_replaced"

STEPS: Mapping[str, Words] = {
    ACCEPT_DUE: {"en": "accept the due date", "ja": "期限を受け入れる"},
    PROPOSE_DUE: {"en": "propose another due date", "ja": "別の期限を提案する"},
    REPORT_DONE: {"en": "report it done", "ja": "完了を報告する"},
    VERIFY: {"en": "verify that it is done", "ja": "完了を確認する"},
    RETURN: {"en": "return it", "ja": "差し戻す"},
    REOPEN: {"en": "reopen it", "ja": "再開する"},
    HAND_OVER: {"en": "hand it over", "ja": "担当を引き継ぐ"},
    NOTE: {"en": "add a note", "ja": "経過を記入する"},
    WAS_DONE: {"en": "record that it was done", "ja": "実施済みと記録する"},
    WAS_NOT_DONE: {"en": "record that it was not done", "ja": "実施しなかったと記録する"},
    WAS_REPLACED: {"en": "record what replaced it", "ja": "置き換えた事項を記録する"},
}

TAKEN: Mapping[str, Words] = {
    ACCEPT_DUE: {"en": "due date accepted", "ja": "期限の受入れ"},
    PROPOSE_DUE: {"en": "due date proposed", "ja": "期限の提案"},
    REPORT_DONE: {"en": "reported done", "ja": "完了の報告"},
    VERIFY: {"en": "verified", "ja": "完了の確認"},
    RETURN: {"en": "returned", "ja": "差戻し"},
    REOPEN: {"en": "reopened", "ja": "再開"},
    HAND_OVER: {"en": "handed over", "ja": "担当の引継ぎ"},
    NOTE: {"en": "note", "ja": "経過の記入"},
    WAS_DONE: {"en": "recorded as done", "ja": "実施済みの記録"},
    WAS_NOT_DONE: {"en": "recorded as not done", "ja": "実施しなかったことの記録"},
    WAS_REPLACED: {"en": "recorded as replaced", "ja": "置換えの記録"},
}
"""What is said of a step once it was taken."""

OWNERS, OTHERS, EITHERS = "owner", "other", "either"
BY: Mapping[str, Words] = {
    OWNERS: {"en": "the owner's side", "ja": "担当側"},
    OTHERS: {"en": "the other side", "ja": "相手側"},
    EITHERS: {"en": "either side", "ja": "双方"},
}


@dataclass(frozen=True)
class Move:
    """Whose step it is, and the standing that it leads to."""

    by: str
    to: str


def _working(standing: str, *, done: str, taken: str, given: str) -> dict[str, Move]:
    """Return the steps of a standing in which the owner is at work.

    Args:
        standing: the standing.
        done: where reporting it done leads.
        taken: where accepting the due date leads.
        given: where handing it over leads.
    """
    return {
        ACCEPT_DUE: Move(EITHERS, taken),
        PROPOSE_DUE: Move(EITHERS, standing),
        REPORT_DONE: Move(OWNERS, done),
        HAND_OVER: Move(OWNERS, given),
        NOTE: Move(EITHERS, standing),
    }


ORDINARY, PRIORITY = "ordinary", "priority"

COURSE: Mapping[str, Mapping[str, Mapping[str, Move]]] = {
    # weight -> standing -> step -> whose it is, and where it leads
    ORDINARY: {
        PROPOSED: {
            **_working(PROPOSED, done=DONE, taken=OPEN, given=PROPOSED),
            WAS_DONE: Move(EITHERS, DONE),
            WAS_NOT_DONE: Move(EITHERS, NOT_DONE),
            WAS_REPLACED: Move(EITHERS, REPLACED),
        },
        OPEN: _working(OPEN, done=DONE, taken=OPEN, given=PROPOSED),
        REOPENED: _working(REOPENED, done=DONE, taken=REOPENED, given=REOPENED),
        DONE: {REOPEN: Move(OTHERS, REOPENED), NOTE: Move(EITHERS, DONE)},
        NOT_DONE: {NOTE: Move(EITHERS, NOT_DONE)},
        REPLACED: {NOTE: Move(EITHERS, REPLACED)},
    },
    PRIORITY: {
        PROPOSED: {
            **_working(PROPOSED, done=REPORTED, taken=OPEN, given=PROPOSED),
            WAS_DONE: Move(OTHERS, DONE),
            WAS_NOT_DONE: Move(EITHERS, NOT_DONE),
            WAS_REPLACED: Move(EITHERS, REPLACED),
        },
        OPEN: _working(OPEN, done=REPORTED, taken=OPEN, given=PROPOSED),
        REPORTED: {
            VERIFY: Move(OTHERS, DONE),
            RETURN: Move(OTHERS, RETURNED),
            REPORT_DONE: Move(OWNERS, REPORTED),
            NOTE: Move(EITHERS, REPORTED),
        },
        RETURNED: _working(RETURNED, done=REPORTED, taken=RETURNED, given=RETURNED),
        DONE: {NOTE: Move(EITHERS, DONE)},
        NOT_DONE: {NOTE: Move(EITHERS, NOT_DONE)},
        REPLACED: {NOTE: Move(EITHERS, REPLACED)},
    },
}

UNDATED, ASKED, COUNTERED, ACCEPTED = "undated", "asked", "countered", "accepted"

DUE_STANDINGS: Mapping[str, Words] = {
    UNDATED: {"en": "no due date", "ja": "期限なし"},
    ASKED: {"en": "the owner has not accepted the due date", "ja": "担当側の受入れ待ち"},
    COUNTERED: {"en": "the owner proposed another date", "ja": "担当側から別の期限を提案中"},
    ACCEPTED: {"en": "accepted by the owner", "ja": "担当側が受入れ済み"},
}

DUES: Mapping[str, Mapping[str, tuple[Move, ...]]] = {
    # standing of the due date -> step -> whose it is, and where it leads
    UNDATED: {PROPOSE_DUE: (Move(OWNERS, COUNTERED), Move(OTHERS, ASKED))},
    ASKED: {
        ACCEPT_DUE: (Move(OWNERS, ACCEPTED),),
        PROPOSE_DUE: (Move(OWNERS, COUNTERED), Move(OTHERS, ASKED)),
    },
    COUNTERED: {
        ACCEPT_DUE: (Move(OTHERS, ACCEPTED),),
        PROPOSE_DUE: (Move(OWNERS, COUNTERED), Move(OTHERS, ASKED)),
    },
    ACCEPTED: {PROPOSE_DUE: (Move(OWNERS, COUNTERED), Move(OTHERS, ASKED))},
}
"""The due date has a course of its own: a date is firm when its owner's side stands behind it."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    # step -> permissions; each is shared with the other side as it is taken
    ACCEPT_DUE: ("write", "share"),
    PROPOSE_DUE: ("write", "share"),
    REPORT_DONE: ("write", "share"),
    VERIFY: ("write", "share", "confirm"),
    RETURN: ("write", "share", "confirm"),
    REOPEN: ("write", "share", "confirm"),
    HAND_OVER: ("write", "share"),
    NOTE: ("write", "share"),
    WAS_DONE: ("write", "share", "record_decisions"),
    WAS_NOT_DONE: ("write", "share", "record_decisions"),
    WAS_REPLACED: ("write", "share", "record_decisions"),
}

REOPEN_WITHIN = 10
"""Working days, in the calendars of both sides, in which what was closed may be reopened."""


class StepNotOpen(Refused):
    """The step does not go from where the action point stands."""

    code = "action-step-not-open"
    status = 409
    message = {
        "en": "This cannot be done now: the action point is “{standing}”.",
        "ja": "現在の状況（{standing}）では、この操作はできません。",
    }
    hint = {
        "en": "Open the action point again; its page shows what can be done.",
        "ja": "対応事項を開き直してください。可能な操作が表示されます。",
    }


class StepOfOtherSide(Refused):
    """The step belongs to the other side."""

    code = "action-step-of-other-side"
    status = 409
    message = {
        "en": "This is for {whose} to do.",
        "ja": "この操作は、{whose}が行うものです。",
    }
    hint = {
        "en": "Add a note, so that the other side knows what you are waiting for.",
        "ja": "経過を記入し、待っている内容を相手側に伝えてください。",
    }


@dataclass(frozen=True)
class Standing:
    """What the rules read of an action point."""

    standing: str
    due: str
    priority: bool
    side: str
    """Of the owner; empty where nobody owns it, and then either side may take it on."""

    @property
    def weight(self) -> str:
        """The row of :data:`COURSE` that holds for it."""
        return PRIORITY if self.priority else ORDINARY

    def role_of(self, side: str) -> str:
        """Say whether ``side`` is the owner's or another."""
        return OWNERS if side == self.side or not self.side else OTHERS


def move_of(standing: Standing, step: str, side: str) -> Move:
    """Return where ``step`` leads when ``side`` takes it.

    Raises:
        StepNotOpen: when the tables have no such move.
        StepOfOtherSide: when it is the other side's.
    """
    words = STANDINGS[standing.standing]
    move = COURSE[standing.weight].get(standing.standing, {}).get(step)
    if move is None:
        raise StepNotOpen(standing=words)
    role = standing.role_of(side)
    if move.by not in (EITHERS, role):
        raise StepOfOtherSide(whose=BY[move.by])
    if step in (ACCEPT_DUE, PROPOSE_DUE):
        due_after(standing, step, side)
    return move


def due_after(standing: Standing, step: str, side: str) -> str:
    """Return where the due date stands after ``side`` took ``step``.

    Raises:
        StepNotOpen: when there is no date to accept.
        StepOfOtherSide: when it is the other side's to accept.
    """
    moves = DUES[standing.due].get(step, ())
    if not moves:
        raise StepNotOpen(standing=DUE_STANDINGS[standing.due])
    role = standing.role_of(side)
    for move in moves:
        if move.by == role:
            return move.to
    raise StepOfOtherSide(whose=BY[moves[0].by])


def check_step(viewer: Viewer, standing: Standing, step: str) -> str:
    """Return the standing that ``step`` leads to when ``viewer`` takes it.

    Raises:
        NoSide, NotYourRole: as :func:`kakehashi.people.rules.check_side`.
        StepNotOpen, StepOfOtherSide: as :func:`move_of`.
    """
    side = check_side(viewer, NEEDS[step])
    return move_of(standing, step, side).to


def steps_for(viewer: Viewer, standing: Standing) -> tuple[str, ...]:
    """Return the steps that ``viewer`` may take now, for the buttons on the page."""
    return tuple(step for step in STEPS if _may(viewer, standing, step))


def _may(viewer: Viewer, standing: Standing, step: str) -> bool:
    try:
        check_step(viewer, standing, step)
    except Refused:
        return False
    return True


def diagram(weight: str) -> str:
    """Return the course of ``weight`` as a Mermaid state diagram for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {PROPOSED}"]
    for standing, moves in COURSE[weight].items():
        lines += [
            f"    {standing} --> {move.to}: {step} ({move.by})"
            for step, move in moves.items()
            if move.to != standing
        ]
    return "\n".join(lines) + "\n"


def due_diagram() -> str:
    """Return the course of a due date as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {UNDATED}", f"    [*] --> {ASKED}"]
    for standing, steps in DUES.items():
        lines += [
            f"    {standing} --> {move.to}: {step} ({move.by})"
            for step, moves in steps.items()
            for move in moves
            if move.to != standing
        ]
    return "\n".join(lines) + "\n"


def truth_table() -> Iterable[tuple[str, str, str, str, str]]:
    """Yield weight, standing, step, whose it is, and where it leads, for the documentation."""
    for weight, standings in COURSE.items():
        for standing, moves in standings.items():
            for step, move in moves.items():
                yield weight, standing, step, move.by, move.to
