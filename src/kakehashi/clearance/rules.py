"""What an office can answer, and when clearance is complete: tables."""

from collections.abc import Mapping, Sequence

from kakehashi.errors import Words

CLEARED, SUBJECT, COMMENTS, NIL = "cleared", "subject", "comments", "nil"

ANSWERS: Mapping[str, Words] = {
    CLEARED: {"en": "Cleared", "ja": "異議なし（了）"},
    SUBJECT: {"en": "Cleared, subject to", "ja": "条件付きで了"},
    COMMENTS: {"en": "Comments", "ja": "意見あり"},
    NIL: {"en": "Nil return", "ja": "意見なし（所掌外を含む。）"},
}

SILENT = "silent"
SILENT_WORDS: Words = {
    "en": "No answer in time: taken as cleared, by your side's rule",
    "ja": "期限までに回答なし（自国側の規則により異議なしとみなす。）",
}
"""What stands for an office that did not answer. Nobody can choose it."""

NEEDS_WORDS = frozenset({SUBJECT, COMMENTS})
"""Answers that say nothing without words."""

SETTLES = frozenset({CLEARED, SUBJECT, NIL, SILENT})
"""Answers after which nothing more is wanted of an office; comments are to be dealt with first."""

OPEN, COMPLETE, CLOSED = "open", "complete", "closed"

STATES: Mapping[str, Words] = {
    OPEN: {"en": "under way", "ja": "合議・協議中"},
    COMPLETE: {"en": "complete", "ja": "合議・協議済み"},
    CLOSED: {"en": "closed before it was complete", "ja": "途中終了"},
}


def is_complete(answers: Sequence[str]) -> bool:
    """Say whether every office gave an answer that settles."""
    return bool(answers) and all(one in SETTLES for one in answers)


def whose_turn(answers: Sequence[str], *, in_order: bool) -> set[int]:
    """Return the places of the offices that are asked now."""
    waiting = [place for place, one in enumerate(answers) if one not in SETTLES]
    return set(waiting[:1] if in_order else waiting)


def silence_counts(given: int, wanted: int) -> bool:
    """Say whether silence counts as cleared: only by the side's rule, and with time to answer.

    Args:
        given: working days from asking to the day by which answers are wanted.
        wanted: the least the side's rule asks for; 0 where silence never counts.
    """
    return wanted > 0 and given >= wanted
