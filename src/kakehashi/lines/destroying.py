"""What is kept of the use of a line goes with a record that is destroyed."""

import uuid
from collections.abc import Sequence

from kakehashi.lines.models import LineUse
from kakehashi.records.disposal import also_destroys


def _destroy(items: Sequence[uuid.UUID]) -> int:
    return LineUse.objects.filter(item__in=items).update(where="")


also_destroys("uses of lines", _destroy)
