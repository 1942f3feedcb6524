"""Background work on clearance, computed from state: silence that counts as cleared."""

import datetime as dt

from kakehashi.clearance.models import Clearance
from kakehashi.clearance.rules import OPEN
from kakehashi.clearance.services import take_silence


def count_silence(*, at: dt.datetime) -> int:
    """Count as cleared what nobody answered in time; return in how many clearances.

    Each in a transaction of its own. A day is over when it is over where the side is.
    """
    due = Clearance.objects.filter(
        state=OPEN,
        silence=True,
        due_date__lte=(at + dt.timedelta(hours=14)).date(),
        offices__answer="",
    ).distinct()
    return sum(take_silence(clearance=one, at=at) for one in due.values_list("pk", flat=True))
