"""Reading governance: bodies, meetings, decisions, and what became of them."""

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
    "Followed",
    "attendance",
    "bodies",
    "decided_in",
    "decisions",
    "decisions_due",
    "meetings",
    "names_of",
    "next_and_last",
    "unfollowed",
    "with_follow_ups",
]
