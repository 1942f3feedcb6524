"""Background work on joint texts, computed from state: confirming by silence what is due."""

import datetime as dt

from kakehashi.drafting.models import Silence
from kakehashi.drafting.services.silence import carry_out


def confirm_due(*, at: dt.datetime) -> int:
    """Confirm what nobody objected to by ``at``; return how many texts were confirmed.

    Reads without a transaction; each is claimed and confirmed in its own.
    """
    due = Silence.objects.filter(state="open", until__lte=at).order_by("until", "pk")
    return sum(carry_out(silence=one, at=at) for one in list(due.values_list("pk", flat=True)))
