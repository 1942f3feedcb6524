"""What offices were asked and answered goes with a record that is destroyed."""

import uuid
from collections.abc import Sequence

from kakehashi.clearance.models import Clearance, OfficeAsked
from kakehashi.records.disposal import also_destroys


def _destroy(items: Sequence[uuid.UUID]) -> int:
    OfficeAsked.objects.filter(clearance__item__in=items).update(words="")
    return Clearance.objects.filter(item__in=items).update(note="")


also_destroys("clearance", _destroy)
