"""Reading governance: bodies, meetings, decisions and what became of them, action points."""

from kakehashi.governance.selectors.actions import (
    open_for_body,
)
from kakehashi.governance.selectors.agendas import (
    Agenda,
    OnAgenda,
    PaperHere,
    Placed,
    agenda,
    agendas_of,
    meeting_for,
    meetings_soon,
    meetings_unclosed,
    of_meeting,
    papers_late,
    waiting,
)
from kakehashi.governance.selectors.bodies import (
    BodyBranch,
    bodies,
    body_tree,
    names_of,
)
from kakehashi.governance.selectors.cycles import (
    Step,
    Year,
    current_cycle,
    cycles,
    steps_ahead,
    year_of,
    years,
)
from kakehashi.governance.selectors.decisions import (
    Followed,
    decided_in,
    decisions,
    decisions_due,
    unfollowed,
    unrecorded_of,
    with_follow_ups,
)
from kakehashi.governance.selectors.feeds import (
    feeds_of,
)
from kakehashi.governance.selectors.meetings import (
    attendance,
    meetings,
    next_and_last,
    prepares,
)
from kakehashi.governance.selectors.offices import (
    blocked_times,
    hours_of_sides,
    offices,
)
from kakehashi.governance.selectors.owners import (
    Owner,
    owners_of,
)

__all__ = [
    "Agenda",
    "BodyBranch",
    "Followed",
    "OnAgenda",
    "Owner",
    "PaperHere",
    "Placed",
    "Step",
    "Year",
    "agenda",
    "agendas_of",
    "attendance",
    "blocked_times",
    "bodies",
    "body_tree",
    "current_cycle",
    "cycles",
    "decided_in",
    "decisions",
    "decisions_due",
    "feeds_of",
    "hours_of_sides",
    "meeting_for",
    "meetings",
    "meetings_soon",
    "meetings_unclosed",
    "names_of",
    "next_and_last",
    "of_meeting",
    "offices",
    "open_for_body",
    "owners_of",
    "papers_late",
    "prepares",
    "steps_ahead",
    "unfollowed",
    "unrecorded_of",
    "waiting",
    "with_follow_ups",
    "year_of",
    "years",
]
