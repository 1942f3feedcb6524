"""Sums over governance: when decisions and meetings moved each area."""

import uuid
from collections import Counter
from collections.abc import Mapping

from django.db.models import Count

from kakehashi.governance.models import Decision
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Link


def moved(areas: Mapping[uuid.UUID, str], viewer: Viewer) -> dict[str, Counter[str]]:
    """Return how many decisions and held meetings bear on each area, by month: two queries.

    Args:
        areas: identity of each area to its code.
        viewer: for whom.
    """
    visible = visible_audiences(viewer)
    found: dict[str, Counter[str]] = {}
    for row in (
        Decision.objects.filter(audience_id__in=visible, date__isnull=False)
        .exclude(area="")
        .values("area", "date")
        .annotate(total=Count("*"))
        .order_by("area", "date")
    ):
        found.setdefault(row["area"], Counter())[f"{row['date']:%Y-%m}"] += row["total"]
    for met in (
        Link.objects.filter(
            kind="meeting",
            to_id__in=list(areas),
            audience_id__in=visible,
            entry__meeting__standing="held",
            entry__meeting__date__isnull=False,
        )
        .values("to_id", "entry__meeting__date")
        .annotate(total=Count("item_id", distinct=True))
        .order_by("to_id", "entry__meeting__date")
    ):
        month = f"{met['entry__meeting__date']:%Y-%m}"
        found.setdefault(areas[met["to_id"]], Counter())[month] += met["total"]
    return found
