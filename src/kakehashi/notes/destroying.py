"""What files of a note goes with a record that is destroyed."""

import uuid
from collections.abc import Sequence

from kakehashi.notes.models import KeptFile
from kakehashi.records.disposal import also_destroys


def _destroy(items: Sequence[uuid.UUID]) -> int:
    return KeptFile.objects.filter(item__in=items).update(content=b"", name="")


also_destroys("files of notes", _destroy)
