"""Reading clearance: of one record, and what waits for an office. Own side only."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from kakehashi.clearance.models import Clearance, ClearanceRule, OfficeAsked
from kakehashi.clearance.rules import COMPLETE, OPEN, whose_turn
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry


@dataclass(frozen=True)
class Asked:
    """One office as the page shows it."""

    office: OfficeAsked
    turn: bool
    """Whether it is asked now."""
    may_answer: bool


@dataclass(frozen=True)
class Round:
    """One clearance as the page shows it."""

    clearance: Clearance
    offices: list[Asked]

    @property
    def answered(self) -> int:
        """How many offices answered."""
        return sum(bool(one.office.answer) for one in self.offices)


def of_item(item: uuid.UUID, viewer: Viewer) -> list[Round]:
    """Return the clearances of a record that ``viewer`` may see, newest first. Two queries."""
    found = (
        Clearance.objects.filter(item_id=item, audience_id__in=visible_audiences(viewer))
        .select_related("by", "post", "version")
        .prefetch_related(
            Prefetch(
                "offices",
                queryset=OfficeAsked.objects.select_related("organisation", "by").order_by(
                    "position"
                ),
            )
        )
        .order_by("-at", "-number")
    )
    return [_round(one, viewer) for one in found]


def _round(clearance: Clearance, viewer: Viewer) -> Round:
    offices = list(clearance.offices.all())
    turns = whose_turn([one.answer for one in offices], in_order=clearance.in_order)
    open_now = clearance.state == OPEN
    return Round(
        clearance,
        [
            Asked(
                one,
                turn=open_now and place in turns,
                may_answer=open_now
                and (place in turns or bool(one.answer))
                and viewer.may("comment")
                and (one.organisation_id == viewer.organisation or viewer.may("share")),
            )
            for place, one in enumerate(offices)
        ],
    )


def waiting_for(viewer: Viewer, limit: int = 20) -> list[Round]:
    """Return the open clearances that wait for the viewer's own office, soonest due first."""
    if not viewer.organisation or not viewer.may("comment"):
        return []
    found = (
        Clearance.objects.filter(
            audience_id__in=visible_audiences(viewer),
            state=OPEN,
            offices__organisation_id=viewer.organisation,
        )
        .select_related("item", "version", "by", "post")
        .prefetch_related(
            Prefetch(
                "offices",
                queryset=OfficeAsked.objects.select_related("organisation", "by").order_by(
                    "position"
                ),
            )
        )
        .order_by("due_date", "at")
        .distinct()
    )
    rounds = [_round(one, viewer) for one in found[: limit * 2]]
    return [
        one
        for one in rounds
        if any(
            asked.turn and asked.office.organisation_id == viewer.organisation
            for asked in one.offices
        )
    ][:limit]


def faces_of(items: Sequence[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, Entry]:
    """Return the faces of records that ``viewer`` sees, by item. One query."""
    return {
        one.item_id: one
        for one in Entry.objects.filter(
            item_id__in=items, audience_id__in=visible_audiences(viewer)
        )
    }


def completed(items: Collection[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, Clearance]:
    """Return the last complete clearance of each record, with its offices: two queries.

    It is of the text it was asked about: compare ``version``.
    """
    found: dict[uuid.UUID, Clearance] = {}
    for one in (
        Clearance.objects.filter(
            item_id__in=items, state=COMPLETE, audience_id__in=visible_audiences(viewer)
        )
        .select_related("version")
        .prefetch_related(
            Prefetch("offices", queryset=OfficeAsked.objects.select_related("organisation"))
        )
        .order_by("settled_at", "number")
    ):
        found[one.item_id] = one
    return found


def rule_of(side: str) -> ClearanceRule | None:
    """Return what a side wants of clearance, where it has said so."""
    return ClearanceRule.objects.filter(side_id=side).first()


def listing(viewer: Viewer, state: str = "") -> QuerySet[Clearance]:
    """Return the clearances of the viewer's own side, those due first first, lazily.

    Each bears ``asked`` and ``given``: how many offices were asked and how many answered.

    Args:
        viewer: who reads.
        state: ``open``, ``complete`` or ``closed``; empty for all.
    """
    found = Clearance.objects.filter(audience_id__in=visible_audiences(viewer))
    if state:
        found = found.filter(state=state)
    return (
        found.select_related("by", "post", "version")
        .annotate(asked=Count("offices"), given=Count("offices", filter=~Q(offices__answer="")))
        .order_by(F("due_date").asc(nulls_last=True), "-at", "pk")
    )


def counted(viewer: Viewer) -> dict[str, int]:
    """Return how many clearances of the viewer's side there are, by state. One query."""
    rows = (
        Clearance.objects.filter(audience_id__in=visible_audiences(viewer))
        .values("state")
        .annotate(number=Count("pk"))
        .order_by("state")
    )
    return {row["state"]: row["number"] for row in rows}
