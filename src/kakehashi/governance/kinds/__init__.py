"""The kinds of record of the governance room."""

from kakehashi.governance.kinds.actions import ACTION_ENTRY, ACTION_POINT
from kakehashi.governance.kinds.bodies import BODY
from kakehashi.governance.kinds.decisions import DECISION, FOLLOW_UP
from kakehashi.governance.kinds.meetings import CONTACT, MEETING

__all__ = ["ACTION_ENTRY", "ACTION_POINT", "BODY", "CONTACT", "DECISION", "FOLLOW_UP", "MEETING"]
