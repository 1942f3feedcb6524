"""The governance room's tables."""

from kakehashi.governance.models.actions import ActionEntry, ActionPoint
from kakehashi.governance.models.bodies import Body, BodyName
from kakehashi.governance.models.decisions import Decision, FollowUp
from kakehashi.governance.models.meetings import Attendance, Contact, Meeting

__all__ = [
    "ActionEntry",
    "ActionPoint",
    "Attendance",
    "Body",
    "BodyName",
    "Contact",
    "Decision",
    "FollowUp",
    "Meeting",
]
