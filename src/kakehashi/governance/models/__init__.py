"""The governance room's tables."""

from kakehashi.governance.models.actions import (
    ActionEntry,
    ActionPoint,
)
from kakehashi.governance.models.agendas import (
    AgendaItem,
    AgendaPlace,
    MeetingNote,
    Paper,
    Sitting,
)
from kakehashi.governance.models.bodies import (
    Body,
    BodyName,
)
from kakehashi.governance.models.calendars import (
    CalendarFeed,
)
from kakehashi.governance.models.cycles import (
    BlockedTime,
    Cycle,
    CycleStep,
    OfficeHours,
    YearStep,
)
from kakehashi.governance.models.decisions import (
    Decision,
    FollowUp,
)
from kakehashi.governance.models.mail import (
    Digest,
    Reminder,
)
from kakehashi.governance.models.meetings import (
    Attendance,
    Contact,
    Meeting,
)
from kakehashi.governance.models.reviews import (
    ProvisionChange,
    Referral,
    Review,
)

__all__ = [
    "ActionEntry",
    "ActionPoint",
    "AgendaItem",
    "AgendaPlace",
    "Attendance",
    "BlockedTime",
    "Body",
    "BodyName",
    "CalendarFeed",
    "Contact",
    "Cycle",
    "CycleStep",
    "Decision",
    "Digest",
    "FollowUp",
    "Meeting",
    "MeetingNote",
    "OfficeHours",
    "Paper",
    "ProvisionChange",
    "Referral",
    "Reminder",
    "Review",
    "Sitting",
    "YearStep",
]
