"""The kinds of record of the governance room."""

from kakehashi.governance.kinds.actions import (
    ACTION_ENTRY,
    ACTION_POINT,
)
from kakehashi.governance.kinds.agendas import (
    AGENDA_ITEM,
    PAPER,
)
from kakehashi.governance.kinds.bodies import (
    BODY,
)
from kakehashi.governance.kinds.cycles import (
    CYCLE,
)
from kakehashi.governance.kinds.decisions import (
    DECISION,
    FOLLOW_UP,
)
from kakehashi.governance.kinds.meetings import (
    CONTACT,
    MEETING,
)
from kakehashi.governance.kinds.notes import (
    MEETING_NOTE,
)
from kakehashi.governance.kinds.reviews import (
    PROVISION_CHANGE,
    REFERRAL,
    REVIEW,
)

__all__ = [
    "ACTION_ENTRY",
    "ACTION_POINT",
    "AGENDA_ITEM",
    "BODY",
    "CONTACT",
    "CYCLE",
    "DECISION",
    "FOLLOW_UP",
    "MEETING",
    "MEETING_NOTE",
    "PAPER",
    "PROVISION_CHANGE",
    "REFERRAL",
    "REVIEW",
]
