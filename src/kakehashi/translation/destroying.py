"""What translators were given and gave back goes with a record that is destroyed."""

import uuid
from collections.abc import Sequence

from django.db.models import Q

from kakehashi.records.disposal import also_destroys
from kakehashi.translation.models import Delivery, Job, Passage


def _destroy(items: Sequence[uuid.UUID]) -> int:
    jobs = list(
        Job.objects.filter(Q(item__in=items) | Q(of__in=items)).values_list("pk", flat=True)
    )
    Delivery.objects.filter(job__in=jobs).update(name="", words={}, remarks={}, before={})
    Passage.objects.filter(job__in=jobs).update(source="", before="", words="", comment="")
    return Job.objects.filter(pk__in=jobs).update(why="", translator_name="")


also_destroys("translations", _destroy)
