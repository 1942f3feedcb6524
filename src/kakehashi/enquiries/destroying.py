"""What is known of an enquiry goes with a record that is destroyed."""

import uuid
from collections.abc import Sequence

from kakehashi.enquiries.models import ClockChange, Consulting, Course, Document, Requester
from kakehashi.records.disposal import also_destroys


def _destroy(items: Sequence[uuid.UUID]) -> int:
    Requester.objects.filter(item__in=items).update(name="", contact="")
    ClockChange.objects.filter(item__in=items).update(why="")
    Consulting.objects.filter(item__in=items).update(words="")
    Document.objects.filter(enquiry__in=items).update(title="", held="", note="")
    return Course.objects.filter(item__in=items).update(why="")


also_destroys("enquiries", _destroy)
