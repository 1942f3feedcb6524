"""Calendars that other programs read: what happens when, and how RFC 5545 says it."""

from kakehashi.governance.calendars.gathering import Scope, gather, of_meeting
from kakehashi.governance.calendars.happenings import Happening, Party
from kakehashi.governance.calendars.writing import written

__all__ = ["Happening", "Party", "Scope", "gather", "of_meeting", "written"]
