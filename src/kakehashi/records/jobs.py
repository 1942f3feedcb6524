"""Background work on records, computed from state: publishing what is planned and due."""

import datetime as dt

from kakehashi.records.models import Publication
from kakehashi.records.publications import PLANNED
from kakehashi.records.services import carry_out


def publish_due(*, at: dt.datetime) -> int:
    """Publish what is planned for ``at`` or before, oldest first; return how many went out.

    Reads without a transaction; each is claimed and published in its own. What falls into a pause
    is left for later; what is refused is held, and stops nothing else.
    """
    due = (
        Publication.objects.filter(state=PLANNED, publish_at__lte=at)
        .order_by("publish_at", "pk")
        .values_list("pk", flat=True)
    )
    return sum(carry_out(publication=one, at=at) for one in list(due))
