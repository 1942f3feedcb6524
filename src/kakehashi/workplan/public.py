"""What the public may see of the workplan: published updates and results, progress from them."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import RowNumber

from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Facet, Link
from kakehashi.workplan import selectors
from kakehashi.workplan.models import JointAction, Result, Round, Update
from kakehashi.workplan.rounds import reading
from kakehashi.workplan.rounds.reading import Said
from kakehashi.workplan.rounds.rules import ENDINGS
from kakehashi.workplan.rules import (
    BENEFICIARIES,
    ENDED_STATES,
    NOT_YET,
    PROGRESS,
    PROGRESS_WORDS,
    RESULT_KINDS,
)

__all__ = [
    "BENEFICIARIES",
    "ENDED_STATES",
    "ENDINGS",
    "NOT_YET",
    "PROGRESS",
    "PROGRESS_WORDS",
    "RESULT_KINDS",
    "JointAction",
    "Result",
    "Said",
    "Served",
    "Tally",
    "Update",
    "actions",
    "actions_by_area",
    "actions_of",
    "all_results",
    "counts",
    "newest_results",
    "newest_updates",
    "of_same_origin",
    "progress_by_provision",
    "progress_of",
    "progress_of_objectives",
    "results",
    "said_of",
    "tally",
    "telling_result",
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


_CONCRETE = ("outcome", "output", "activity")
"""Kinds of result, the one that changes most for somebody first."""
_ORIGIN = ("arises_from", "under")
"""Relations of a result to the text that it comes from."""


def all_results() -> QuerySet[Result]:
    """Return every published result that stands, newest first, each with its text."""
    return (
        Result.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .exclude(state="withdrawn")
        .select_related("entry__version")
        .order_by("-date", "pk")
    )


def telling_result() -> Result | None:
    """Return the published result that says most to a citizen.

    It names whom it helps; an outcome comes before an output, an output before an activity, and
    then the newest.
    """
    helps = Facet.objects.filter(name="beneficiaries").values("entry_id")
    place = Case(
        *(When(result_kind=code, then=Value(at)) for at, code in enumerate(_CONCRETE)),
        default=Value(len(_CONCRETE)),
    )
    return all_results().filter(pk__in=helps).order_by(place, "-date", "pk").first()


def of_same_origin(result: Result, limit: int = 5) -> list[Result]:
    """Return the other published results that come from the same text as ``result``."""
    origins = Link.objects.filter(entry_id=result.pk, relation__in=_ORIGIN).values("to_id")
    made = Link.objects.filter(
        to_id__in=origins,
        relation__in=_ORIGIN,
        kind="result",
        audience_id__in=visible_audiences(PUBLIC_VIEWER),
    )
    found = all_results().filter(pk__in=made.values("entry_id")).exclude(pk=result.pk)
    return list(found[:limit])


def newest_results() -> dict[str, Result]:
    """Return the newest published result of each area that has one: one query."""
    numbered = (
        all_results()
        .exclude(area="")
        .annotate(
            place=Window(
                RowNumber(), partition_by=[F("area")], order_by=[F("date").desc(), F("pk").asc()]
            )
        )
    )
    return {row.area: row for row in numbered.filter(place=1)}


def newest_updates() -> dict[str, Update]:
    """Return the newest published update on a joint action of each area that has one."""
    visible = visible_audiences(PUBLIC_VIEWER)
    area = JointAction.objects.filter(item_id=OuterRef("to_id"), audience_id__in=visible)
    numbered = (
        Link.objects.filter(kind="update", relation="about", audience_id__in=visible)
        .exclude(entry__state="withdrawn")
        .annotate(area=Subquery(area.values("area")[:1]))
        .filter(area__gt="")
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=[F("area")],
                order_by=[F("entry__update__date").desc(), F("entry_id").desc()],
            )
        )
        .filter(place=1)
        .values_list("entry_id", "area")
    )
    areas = dict(numbered)
    return {areas[row.pk]: row for row in Update.objects.filter(pk__in=areas)}


def counts() -> dict[str, dict[str, int]]:
    """Return how many published joint actions there are by nature and published progress."""
    found: dict[str, dict[str, int]] = {}
    for row in (
        JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("nature", "progress_public")
        .annotate(total=Count("*"))
    ):
        found.setdefault(row["nature"], {})[row["progress_public"]] = row["total"]
    return found


def actions_by_area() -> dict[str, int]:
    """Return how many published joint actions each area has."""
    return {
        row["area"]: row["total"]
        for row in JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("area")
        .annotate(total=Count("*"))
    }


@dataclass(frozen=True)
class Tally:
    """How many published joint actions share nature, strength and published progress."""

    nature: str
    strength: int
    progress: str
    total: int


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
        .annotate(total=Count("*"))
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
        .annotate(total=Count("*"))
        .order_by("provision", "progress_public", "state")
    ):
        by_progress = found.setdefault(row["provision"], {})
        by_progress[_progress(row)] = by_progress.get(_progress(row), 0) + row["total"]
    return found


def actions(entries: Iterable[int]) -> dict[int, JointAction]:
    """Return published joint actions by the key of their face."""
    return {row.pk: row for row in _published().filter(pk__in=list(entries))}


def said_of(action: uuid.UUID) -> list[Said]:
    """Return what each published period says of a joint action, the newest first: three queries."""
    return reading.said_of(action, PUBLIC_VIEWER)


@dataclass(frozen=True)
class Served:
    """What the newest published period says of the joint actions that serve objectives."""

    round: Round
    by_objective: Mapping[str, Mapping[str, int]]
    """Reference of the objective, to progress (or how it ended), to how many."""


def progress_of_objectives() -> Served | None:
    """Return what the newest published period says by objective; None before there is one."""
    newest = next((row for row in reading.rounds(PUBLIC_VIEWER) if row.standing == "locked"), None)
    if newest is None:
        return None
    sums = reading.tally(PUBLIC_VIEWER, "objective", [newest.item_id])
    by_objective = sums.get(newest.item_id, {})
    return Served(newest, {reference: dict(one) for reference, one in by_objective.items()})


def _published() -> QuerySet[JointAction]:
    return JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))


def _progress(row: Mapping[str, Any]) -> str:
    return str(row["state"] if row["state"] in ENDED_STATES else row["progress_public"])
