"""Reading governance: bodies, meetings, decisions, and what became of them."""

from kakehashi.governance.selectors.agendas import (
    Agenda,
    PaperHere,
    Placed,
    agenda,
    meeting_for,
    meetings_soon,
    meetings_unclosed,
    of_meeting,
    papers_late,
    waiting,
)
from kakehashi.governance.selectors.bodies import bodies, names_of
from kakehashi.governance.selectors.decisions import (
    Followed,
    decided_in,
    decisions,
    decisions_due,
    unfollowed,
    with_follow_ups,
)
from kakehashi.governance.selectors.meetings import attendance, meetings, next_and_last

__all__ = [
    "Agenda",
    "Followed",
    "PaperHere",
    "Placed",
    "agenda",
    "attendance",
    "bodies",
    "decided_in",
    "decisions",
    "decisions_due",
    "meeting_for",
    "meetings",
    "meetings_soon",
    "meetings_unclosed",
    "names_of",
    "next_and_last",
    "of_meeting",
    "papers_late",
    "unfollowed",
    "waiting",
    "with_follow_ups",
]
