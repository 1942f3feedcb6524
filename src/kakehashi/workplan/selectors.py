"""Reading the workplan: sums over joint actions, and what hangs on them.

The register itself is in :mod:`kakehashi.workplan.register`.
"""

import datetime as dt

from django.db.models import Count, Q, Window

from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Facet
from kakehashi.workplan.models import JointAction, Result, Update
from kakehashi.workplan.rules import ENDED


def counts(viewer: Viewer) -> dict[str, dict[str, int]]:
    """Return how many joint actions there are by nature and progress: one query."""
    found: dict[str, dict[str, int]] = {}
    for row in (
        JointAction.objects.filter(audience_id__in=visible_audiences(viewer))
        .values("nature", "progress")
        .annotate(total=Count("pk"))
    ):
        found.setdefault(row["nature"], {})[row["progress"]] = row["total"]
    return found


ACTIONS_A_PROVISION = 25


def actions_of(
    provision: str, viewer: Viewer, limit: int = ACTIONS_A_PROVISION
) -> tuple[list[JointAction], int]:
    """Return the first joint actions made from a provision, and how many there are.

    In the order of its promises, in one query.
    """
    found = list(
        JointAction.objects.filter(provision=provision, audience_id__in=visible_audiences(viewer))
        .annotate(total=Window(Count("pk")))
        .order_by("sort_key", "pk")[:limit]
    )
    return [*found], int(found[0].total) if found else 0


def progress_by_provision(viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    """Return nature and progress of every joint action by its provision: one query."""
    found: dict[str, list[tuple[str, str]]] = {}
    for provision, nature, progress in (
        JointAction.objects.filter(audience_id__in=visible_audiences(viewer))
        .order_by("sort_key")
        .values_list("provision", "nature", "progress")
    ):
        found.setdefault(provision, []).append((nature, progress))
    return found


def latest_results(viewer: Viewer, limit: int = 10) -> list[Result]:
    """Return the newest results the viewer may see."""
    return list(
        Result.objects.filter(audience_id__in=visible_audiences(viewer)).order_by("-date", "pk")[
            :limit
        ]
    )


def overdue(viewer: Viewer, *, today: dt.date, limit: int = 20) -> list[JointAction]:
    """Return joint actions whose due date has passed and that have not ended."""
    return list(
        JointAction.objects.filter(audience_id__in=visible_audiences(viewer), due_date__lt=today)
        .exclude(progress__in=list(ENDED))
        .order_by("due_date", "pk")[:limit]
    )


def due_soon(
    viewer: Viewer, *, today: dt.date, days: int = 30, limit: int = 20
) -> list[JointAction]:
    """Return joint actions due within ``days``."""
    return list(
        JointAction.objects.filter(
            audience_id__in=visible_audiences(viewer),
            due_date__gte=today,
            due_date__lte=today + dt.timedelta(days=days),
        )
        .exclude(progress__in=list(ENDED))
        .order_by("due_date", "pk")[:limit]
    )


def owned(viewer: Viewer, post: str, limit: int = 20) -> list[JointAction]:
    """Return joint actions that a post leads."""
    return list(
        JointAction.objects.filter(
            Q(pk__in=Facet.objects.filter(name="owners", value=post).values("entry_id")),
            audience_id__in=visible_audiences(viewer),
        ).order_by("sort_key", "pk")[:limit]
    )


def updates_about(entry: Entry, viewer: Viewer, limit: int = 20) -> list[Update]:
    """Return updates about the record of ``entry``, newest first."""
    return list(
        Update.objects.filter(
            audience_id__in=visible_audiences(viewer),
            entry__links__to_id=entry.item_id,
        )
        .select_related("entry", "entry__version", "entry__version__side")
        .order_by("-date", "-updated_at", "-pk")[:limit]
    )
