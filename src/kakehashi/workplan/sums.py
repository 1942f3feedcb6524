"""Sums over the workplan: joint actions by pillar, nature and objective; what moved, and when.

Each is a fixed number of queries; the public's sums are of published progress only.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Count
from django.db.models.functions import Substr

from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Link
from kakehashi.workplan.models import JointAction, Result
from kakehashi.workplan.rules import ENDED_STATES

Months = dict[str, Counter[str]]
"""Area to month or year (``2024-05``, ``2024``) to how many things bear that date."""


def progress_column(viewer: Viewer) -> str:
    """Return the column that holds progress as ``viewer`` may know it."""
    return "progress" if viewer.account else "progress_public"


def progress_by(column: str, viewer: Viewer) -> dict[str, Counter[str]]:
    """Return how many joint actions have which progress, by pillar or nature: one query.

    Args:
        column: ``pillar`` or ``nature``.
        viewer: for whom.

    Returns:
        Value of the column, to progress (or how it ended), to how many.
    """
    shown = progress_column(viewer)
    found: dict[str, Counter[str]] = {}
    for row in (
        JointAction.objects.filter(audience_id__in=visible_audiences(viewer))
        .values(column, shown, "state")
        .annotate(total=Count("*"))
        .order_by(column, shown, "state")
    ):
        found.setdefault(row[column], Counter())[_progress(row, shown)] += row["total"]
    return found


def progress_in(area: str, viewer: Viewer) -> Counter[str]:
    """Return how many joint actions of an area, or of all where it is empty, have which progress.

    One query.
    """
    shown = progress_column(viewer)
    found = JointAction.objects.filter(audience_id__in=visible_audiences(viewer))
    if area:
        found = found.filter(area=area)
    return Counter(
        {
            row[shown]: row["total"]
            for row in found.values(shown).annotate(total=Count("pk")).order_by(shown)
        }
    )


def progress_by_objective(
    objectives: Iterable[uuid.UUID], viewer: Viewer
) -> dict[uuid.UUID, Counter[str]]:
    """Return how many joint actions that serve an objective have which progress: one query."""
    shown = progress_column(viewer)
    names = {"progress": f"entry__jointaction__{shown}", "state": "entry__state"}
    found: dict[uuid.UUID, Counter[str]] = {}
    for row in (
        Link.objects.filter(
            kind="joint_action",
            relation="serves",
            to_id__in=list(objectives),
            audience_id__in=visible_audiences(viewer),
        )
        .values("to_id", *names.values())
        .annotate(total=Count("item_id", distinct=True))
        .order_by("to_id", *names.values())
    ):
        said = {key: row[name] for key, name in names.items()}
        found.setdefault(row["to_id"], Counter())[_progress(said, "progress")] += row["total"]
    return found


def results_by_objective(objectives: Iterable[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, int]:
    """Return how many results serve each objective: one query."""
    return {
        row["to_id"]: row["total"]
        for row in Link.objects.filter(
            kind="result",
            relation="serves",
            to_id__in=list(objectives),
            audience_id__in=visible_audiences(viewer),
        )
        .values("to_id")
        .annotate(total=Count("item_id", distinct=True))
        .order_by("to_id")
    }


def moved(viewer: Viewer) -> Months:
    """Return when results and reports of progress moved each area: three queries."""
    visible = visible_audiences(viewer)
    found: Months = {}
    for row in (
        Result.objects.filter(audience_id__in=visible)
        .exclude(date="")
        .values("area", month=Substr("date", 1, 7))
        .annotate(total=Count("*"))
        .order_by("area", "month")
    ):
        found.setdefault(row["area"], Counter())[row["month"]] += row["total"]
    areas: Mapping[uuid.UUID, str] = dict(
        JointAction.objects.filter(audience_id__in=visible).values_list("item_id", "area")
    )
    for told in (
        Link.objects.filter(
            kind="update", relation="about", audience_id__in=visible, entry__update__date__gt=""
        )
        .values("to_id", month=Substr("entry__update__date", 1, 7))
        .annotate(total=Count("item_id", distinct=True))
        .order_by("to_id", "month")
    ):
        area = areas.get(told["to_id"], "")
        found.setdefault(area, Counter())[told["month"]] += told["total"]
    return found


def _progress(row: Mapping[str, object], shown: str) -> str:
    return str(row["state"] if row["state"] in ENDED_STATES else row[shown])
