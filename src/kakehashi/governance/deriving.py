"""What rows derive from records as they are written: papers in hand, meetings held or off."""

import uuid
from collections.abc import Sequence

from kakehashi.governance.models import Meeting, Paper, Sitting
from kakehashi.governance.rules import TO_COME
from kakehashi.records.models import Item

SEEN_BY_BOTH = ("shared", "public")
"""Faces that the other side reads."""


def settle_papers(items: Sequence[Item]) -> None:
    """Say of papers whether the other side has them: a text or an address has been shared."""
    rows = list(
        Paper.objects.filter(item__in=[item.pk for item in items]).select_related("entry__version")
    )
    has = {
        row.item_id
        for row in rows
        if row.entry.face in SEEN_BY_BOTH
        and row.state != "withdrawn"
        and (row.entry.version.wording.get("body") or row.entry.version.facts.get("addresses"))
    }
    changed = [row for row in rows if row.in_hand != (row.item_id in has)]
    for row in changed:
        row.in_hand = row.item_id in has
    Paper.objects.bulk_update(changed, ["in_hand"])


def settle_meetings(items: Sequence[Item]) -> None:
    """Bring meetings in step with their sittings, and free the agendas of those called off.

    One that its text says was held, and that nobody opened here, frees its agenda, too.

    What waits for a meeting joins it once both sides see it.

    A meeting that was closed counts as held on every face but the public one: what the public
    reads changes only by publication.
    """
    from kakehashi.governance.services.carrying import free, gather, is_off

    closed = Sitting.objects.filter(
        meeting__in=[item.pk for item in items], closed_at__isnull=False
    ).values("meeting_id")
    Meeting.objects.filter(item_id__in=closed, entry__face__in=["own", "shared"]).exclude(
        standing="held"
    ).update(standing="held")
    stands: dict[uuid.UUID, Meeting] = {}
    # By name the faces come as own, public, shared: what both read decides over a draft on top.
    for row in (
        Meeting.objects.filter(item__in=[item.pk for item in items])
        .select_related("item", "entry__version__author")
        .order_by("entry__face")
    ):
        stands[row.item_id] = row
    opened = set(
        Sitting.objects.filter(meeting__in=stands, opened_at__isnull=False).values_list(
            "meeting_id", flat=True
        )
    )
    alive = {
        key
        for key, row in stands.items()
        if not is_off(row) and (row.standing in TO_COME or key in opened)
    }
    free([item for item in items if item.pk not in alive])
    for key in alive:
        row = stands[key]
        if row.standing in TO_COME and row.entry.face in SEEN_BY_BOTH:
            version = row.entry.version
            gather(meeting=row.item, by=version.author, at=version.at)
