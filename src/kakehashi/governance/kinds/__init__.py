"""The kinds of record of the governance room."""

from kakehashi.governance.kinds.bodies import BODY
from kakehashi.governance.kinds.decisions import DECISION, FOLLOW_UP
from kakehashi.governance.kinds.meetings import CONTACT, MEETING

__all__ = ["BODY", "CONTACT", "DECISION", "FOLLOW_UP", "MEETING"]
