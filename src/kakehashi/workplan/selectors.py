"""Reading the workplan: the register of joint actions, and sums over it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet, Window

from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Facet
from kakehashi.workplan.models import JointAction, Result, Update
from kakehashi.workplan.rules import ENDED

PAGE_SIZE = 25

SORTS: Mapping[str, tuple[str, ...]] = {
    "reference": ("sort_key", "pk"),
    "-reference": ("-sort_key", "-pk"),
    "updated": ("updated_at", "pk"),
    "-updated": ("-updated_at", "-pk"),
    "due": ("due_date", "sort_key", "pk"),
    "-due": ("-due_date", "sort_key", "pk"),
    "progress": ("progress", "sort_key", "pk"),
    "-progress": ("-progress", "sort_key", "pk"),
    "strength": ("strength", "sort_key", "pk"),
    "-strength": ("-strength", "sort_key", "pk"),
    "title": ("title_en", "pk"),
    "-title": ("-title_en", "-pk"),
}
"""What the register can be sorted by; each ends in the key, so that pages never overlap."""

COLUMNS = ("pillar", "area", "nature", "progress", "state", "strength")
"""Filters that are columns of the kind's table."""

FACETS = ("owners", "beneficiaries", "acts")
"""Filters that are facets."""


@dataclass(frozen=True)
class Asked:
    """What the register was asked for: filters, order, page."""

    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Column or facet name to the values any of which will do."""
    due: str = ""
    """``overdue``, ``set`` or ``none``."""
    sort: str = "reference"
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class Listed:
    """One page of the register."""

    rows: Sequence[JointAction]
    total: int
    page: int
    pages: int
    asked: Asked


def _filtered(asked: Asked, visible: Sequence[int], today: dt.date) -> QuerySet[JointAction]:
    found = JointAction.objects.filter(audience_id__in=visible)
    for name in COLUMNS:
        values = asked.filters.get(name)
        if values:
            found = found.filter(**{f"{name}__in": list(values)})
    for name in FACETS:
        values = asked.filters.get(name)
        if values:
            found = found.filter(
                pk__in=Facet.objects.filter(name=name, value__in=list(values)).values("entry_id")
            )
    if asked.due == "overdue":
        found = found.filter(due_date__lt=today).exclude(progress__in=list(ENDED))
    elif asked.due == "set":
        found = found.filter(due_date__isnull=False)
    elif asked.due == "none":
        found = found.filter(due_date__isnull=True)
    return found


def register(asked: Asked, viewer: Viewer, *, today: dt.date) -> Listed:
    """Return one page of the register of joint actions, in two queries.

    A page past the end gives the last one; an unknown order gives the order of the text.
    """
    found = _filtered(asked, visible_audiences(viewer), today)
    total = found.count()
    pages = max(1, -(-total // asked.size))
    page = min(max(1, asked.page), pages)
    order = SORTS.get(asked.sort, SORTS["reference"])
    start = (page - 1) * asked.size
    keys = list(found.order_by(*order).values_list("pk", flat=True)[start : start + asked.size])
    by_key = JointAction.objects.in_bulk(keys)
    return Listed([by_key[key] for key in keys], total, page, pages, asked)


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
