"""Finding a time: slots inside the office hours of every side, ranked, each with its reasons.

Pure functions over calendars that are data: no Django, no clock, no network. All reckoning is in
whole minutes of UTC since 1970, so that summer time, missing hours and repeated hours need no
rule of their own (docs/adr/0020).
"""

from kakehashi.governance.slots.finding import Span, find, free, open_times
from kakehashi.governance.slots.loosening import Loosened, loosen
from kakehashi.governance.slots.offices import Office, Pattern
from kakehashi.governance.slots.ranking import REASONS, Reason, Slot, rank

__all__ = [
    "REASONS",
    "Loosened",
    "Office",
    "Pattern",
    "Reason",
    "Slot",
    "Span",
    "find",
    "free",
    "loosen",
    "open_times",
    "rank",
]
