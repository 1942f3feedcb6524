"""Writing governance: meetings, decisions, and what became of them."""

from kakehashi.governance.services.decisions import (
    ReplacementMissing,
    ReplacementUnknown,
    WhyMissing,
    say_what_became,
)
from kakehashi.governance.services.meetings import MeetingInThePast, set_meeting

__all__ = [
    "MeetingInThePast",
    "ReplacementMissing",
    "ReplacementUnknown",
    "WhyMissing",
    "say_what_became",
    "set_meeting",
]
