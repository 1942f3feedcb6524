"""What the public may see of the workplan: published updates and results, progress from them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences
from kakehashi.workplan import selectors
from kakehashi.workplan.models import JointAction, Result
from kakehashi.workplan.rules import BENEFICIARIES, NOT_YET, PROGRESS, RESULT_KINDS

__all__ = [
    "BENEFICIARIES",
    "NOT_YET",
    "PROGRESS",
    "RESULT_KINDS",
    "JointAction",
    "Result",
    "Tally",
    "actions",
    "actions_by_area",
    "actions_of",
    "counts",
    "progress_by_provision",
    "results",
    "tally",
]


def actions_of(provision: str) -> list[JointAction]:
    """Return the published joint actions of a provision; read ``progress_public`` of them."""
    return selectors.actions_of(provision, PUBLIC_VIEWER)


def results(limit: int = 10) -> list[Result]:
    """Return the newest published results, each with its text."""
    return list(
        Result.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .select_related("entry__version")
        .order_by("-date", "pk")[:limit]
    )


def counts() -> dict[str, dict[str, int]]:
    """Return how many published joint actions there are by nature and published progress."""
    found: dict[str, dict[str, int]] = {}
    for row in (
        JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("nature", "progress_public")
        .annotate(total=Count("pk"))
    ):
        found.setdefault(row["nature"], {})[row["progress_public"]] = row["total"]
    return found


def actions_by_area() -> dict[str, int]:
    """Return how many published joint actions each area has."""
    return {
        row["area"]: row["total"]
        for row in JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("area")
        .annotate(total=Count("pk"))
    }


@dataclass(frozen=True)
class Tally:
    """How many published joint actions share nature, strength and published progress."""

    nature: str
    strength: int
    progress: str
    total: int


def tally() -> list[Tally]:
    """Return the published joint actions counted by nature, strength and published progress.

    Progress is never shown without how firm the promises are: one query gives both.
    """
    return [
        Tally(row["nature"], row["strength"], row["progress_public"], row["total"])
        for row in JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("nature", "strength", "progress_public")
        .annotate(total=Count("pk"))
        .order_by("nature", "strength", "progress_public")
    ]


def progress_by_provision() -> dict[str, dict[str, int]]:
    """Return published progress and how many joint actions have it, by provision: one query."""
    found: dict[str, dict[str, int]] = {}
    for row in (
        JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("provision", "progress_public")
        .annotate(total=Count("pk"))
        .order_by("provision", "progress_public")
    ):
        found.setdefault(row["provision"], {})[row["progress_public"]] = row["total"]
    return found


def actions(entries: Iterable[int]) -> dict[int, JointAction]:
    """Return published joint actions by the key of their face."""
    return {
        row.pk: row
        for row in JointAction.objects.filter(
            pk__in=list(entries), audience_id__in=visible_audiences(PUBLIC_VIEWER)
        )
    }
