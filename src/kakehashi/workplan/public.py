"""What the public may see of the workplan: published updates and results, progress from them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences
from kakehashi.workplan import selectors
from kakehashi.workplan.models import JointAction, Result
from kakehashi.workplan.rules import BENEFICIARIES, NOT_YET, PROGRESS, RESULT_KINDS

__all__ = [
    "BENEFICIARIES",
    "ENDED_STATES",
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
    "progress_of",
    "results",
    "tally",
]


MOST_ACTIONS = 1000
"""More than any provision has: a page of it stays one that a browser can show."""


def actions_of(provision: str) -> list[JointAction]:
    """Return the published joint actions of a provision; read ``progress_public`` of them."""
    return selectors.actions_of(provision, PUBLIC_VIEWER, limit=MOST_ACTIONS)[0]


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


ENDED_STATES = ("withdrawn", "overtaken")
"""States of a joint action that stand in place of its progress: it stays listed, saying so."""


def progress_of(action: JointAction) -> str:
    """Return the published progress of a joint action, or how it ended."""
    return action.state if action.state in ENDED_STATES else action.progress_public


def tally() -> list[Tally]:
    """Return the published joint actions counted by nature, strength and published progress.

    Progress is never shown without how firm the promises are: one query gives both. What was
    withdrawn or overtaken by events counts as that.
    """
    found: Counter[tuple[str, int, str]] = Counter()
    for row in (
        _published()
        .values("nature", "strength", "progress_public", "state")
        .annotate(total=Count("pk"))
        .order_by("nature", "strength", "progress_public", "state")
    ):
        found[row["nature"], row["strength"], _progress(row)] += row["total"]
    return [Tally(*key, total) for key, total in found.items()]


def progress_by_provision() -> dict[str, dict[str, int]]:
    """Return published progress and how many joint actions have it, by provision: one query."""
    found: dict[str, dict[str, int]] = {}
    for row in (
        _published()
        .values("provision", "progress_public", "state")
        .annotate(total=Count("pk"))
        .order_by("provision", "progress_public", "state")
    ):
        by_progress = found.setdefault(row["provision"], {})
        by_progress[_progress(row)] = by_progress.get(_progress(row), 0) + row["total"]
    return found


def actions(entries: Iterable[int]) -> dict[int, JointAction]:
    """Return published joint actions by the key of their face."""
    return {row.pk: row for row in _published().filter(pk__in=list(entries))}


def _published() -> QuerySet[JointAction]:
    return JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))


def _progress(row: Mapping[str, Any]) -> str:
    return str(row["state"] if row["state"] in ENDED_STATES else row["progress_public"])
