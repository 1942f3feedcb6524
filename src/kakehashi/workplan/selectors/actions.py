"""Reading joint actions: sums over them, and what hangs on them.

The register itself is in :mod:`kakehashi.workplan.register`.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Count, Q, Window

from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Facet, Link
from kakehashi.workplan.models import JointAction, Milestone, Result, Update
from kakehashi.workplan.rules import ENDED


def counts(viewer: Viewer) -> dict[str, dict[str, int]]:
    """Return how many joint actions there are by nature and progress: one query."""
    found: dict[str, dict[str, int]] = {}
    for row in (
        JointAction.objects.filter(audience_id__in=visible_audiences(viewer))
        .values("nature", "progress")
        .annotate(total=Count("*"))
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
        .annotate(total=Window(Count("*")))
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


def natures_of(items: Sequence[uuid.UUID], viewer: Viewer) -> set[str]:
    """Return the natures of those of ``items`` that are joint actions the viewer may see."""
    return set(
        JointAction.objects.filter(
            item_id__in=list(items), audience_id__in=visible_audiences(viewer)
        ).values_list("nature", flat=True)
    )


def latest_results(viewer: Viewer, limit: int = 10, area: str = "") -> list[Result]:
    """Return the newest results the viewer may see, of one area where given."""
    found = Result.objects.filter(audience_id__in=visible_audiences(viewer))
    if area:
        found = found.filter(area=area)
    return list(found.order_by("-date", "pk")[:limit])


def due(
    viewer: Viewer, *, until: dt.date, limit: int = 20, area: str = ""
) -> tuple[list[JointAction | Milestone], int]:
    """Return joint actions and milestones due up to ``until`` and not done, and how many.

    The longest overdue first; those of one area where given. Four queries.
    """
    visible = visible_audiences(viewer)
    actions = JointAction.objects.filter(audience_id__in=visible, due_date__lte=until).exclude(
        progress__in=list(ENDED)
    )
    milestones = Milestone.objects.filter(
        audience_id__in=visible, due_date__lte=until, standing__in=["planned", ""]
    ).exclude(state__in=["withdrawn", "overtaken"])
    if area:
        of_area = Link.objects.filter(relation="of_area", to__reference=f"area-{area}")
        actions = actions.filter(area=area)
        milestones = milestones.filter(pk__in=of_area.values("entry_id"))
    first: list[JointAction | Milestone] = [
        *actions.exclude(state__in=["withdrawn", "overtaken"]).order_by("due_date", "pk")[:limit],
        *milestones.order_by("due_date", "pk")[:limit],
    ]
    first.sort(key=lambda row: (row.due_date, row.sort_key, row.pk))
    total = actions.exclude(state__in=["withdrawn", "overtaken"]).count() + milestones.count()
    return first[:limit], total


def owned(
    viewer: Viewer, post: str, *, areas: Sequence[str] = (), limit: int = 20
) -> tuple[list[JointAction], int]:
    """Return joint actions that a post leads, itself or through an area, and how many.

    What has ended stands last. Two queries.
    """
    named = Facet.objects.filter(name="owners", value=post).values("entry_id")
    found = JointAction.objects.filter(
        Q(pk__in=named) | Q(area__in=list(areas)), audience_id__in=visible_audiences(viewer)
    )
    rows = found.annotate(ended=Q(progress__in=list(ENDED))).order_by("ended", "sort_key", "pk")
    return list(rows[:limit]), found.count()


def updates_about(entry: Entry, viewer: Viewer, limit: int = 20) -> list[Update]:
    """Return updates about the record of ``entry``, newest first."""
    return list(
        Update.objects.filter(
            audience_id__in=visible_audiences(viewer),
            entry__links__to_id=entry.item_id,
            entry__links__relation="about",
        )
        .select_related("entry", "entry__version", "entry__version__side")
        .order_by("-date", "-updated_at", "-pk")[:limit]
    )


TOLD = ("shared", "published")
"""States of an update that its side has told the other."""


def latest_updates(viewer: Viewer, area: str, limit: int = 10) -> list[Update]:
    """Return the newest updates about joint actions of an area, drafts left out: one query."""
    visible = visible_audiences(viewer)
    actions = JointAction.objects.filter(area=area, audience_id__in=visible)
    about = Link.objects.filter(relation="about", to_id__in=actions.values("item_id"))
    return list(
        Update.objects.filter(
            audience_id__in=visible, state__in=TOLD, pk__in=about.values("entry_id")
        )
        .select_related("entry", "entry__version", "entry__version__side")
        .order_by("-date", "-updated_at", "-pk")[:limit]
    )


def progress_column(viewer: Viewer) -> str:
    """Return the column that says progress as far as ``viewer`` may know: the public's, or all."""
    inside = (viewer.side and viewer.may("read_participants")) or viewer.may("operate")
    return "progress" if inside else "progress_public"


def with_progress(progress: str, viewer: Viewer) -> Q:
    """Return the condition for faces of joint actions and updates that say ``progress``."""
    actions = JointAction.objects.filter(**{progress_column(viewer): progress})
    updates = Update.objects.filter(progress=progress)
    return Q(pk__in=actions.values("pk")) | Q(pk__in=updates.values("pk"))
