"""What offices wrote to a commission goes with a record that is destroyed."""

import uuid
from collections.abc import Sequence

from kakehashi.commissions.models import Asked, Course, Draft, Given
from kakehashi.records.disposal import also_destroys


def _destroy(items: Sequence[uuid.UUID]) -> int:
    Draft.objects.filter(asked__commission__in=items).update(text="", name="")
    Asked.objects.filter(commission__in=items).update(extension_why="", extension_reply="")
    Given.objects.filter(item__in=items).update(name="")
    return Course.objects.filter(item__in=items).update(why="")


also_destroys("commissions", _destroy)
