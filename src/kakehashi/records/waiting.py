"""What waits for a side, computed from state in a fixed number of queries."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kakehashi.people.models import Side
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import all_kinds
from kakehashi.records.models import Confirmation, Entry, Item, Proposal, Version
from kakehashi.records.offers import Waiting, waiting
from kakehashi.records.services.pen import TAKE_AFTER, free_day
from kakehashi.records.services.plans import fields_changed

MOST = 200
"""How many texts are looked into one by one; of what waits beyond, only the first count."""

LINKS = "links"
SETTLED = ("confirmed", "published", "imported")


@dataclass(frozen=True)
class ToConfirm:
    """A shared text that the reader's side has not confirmed."""

    waiting: Waiting
    base: int | None
    """Number of the version it is held against: what the side confirmed, else what was settled."""
    fields: Sequence[str]
    """What differs from there, ``title.ja`` where it is wording; empty where nothing does."""

    @property
    def entry(self) -> Entry:
        """The text itself."""
        return self.waiting.entry

    @property
    def unchanged(self) -> bool:
        """Whether it says what the side confirmed, or what both published, before."""
        return self.base is not None and not self.fields


def to_confirm(viewer: Viewer) -> tuple[list[ToConfirm], bool]:
    """Return the texts that wait for the reader's side, oldest first, and whether there are more.

    Six queries, whatever waits.
    """
    texts, more = waiting(viewer, MOST)
    bases = _bases(texts, visible_audiences(viewer))
    return [_held_against(one, bases.get(one.entry.item_id)) for one in texts], more


def _bases(texts: Sequence[Waiting], visible: Sequence[int]) -> dict[uuid.UUID, Version]:
    before = {one.entry.item_id: one.before for one in texts}
    newest = {one.entry.item_id: one.entry.version.number for one in texts}
    chosen: dict[uuid.UUID, tuple[bool, int, int]] = {}
    for pk, item, number, state in Version.objects.filter(
        item_id__in=list(before), audience_id__in=visible
    ).values_list("pk", "item_id", "number", "state"):
        confirmed = number == before[item]
        if number < newest[item] and (confirmed or state in SETTLED):
            chosen[item] = max((confirmed, number, pk), chosen.get(item, (False, 0, 0)))
    return {
        version.item_id: version
        for version in Version.objects.filter(pk__in=[pk for _, _, pk in chosen.values()])
    }


def _held_against(one: Waiting, base: Version | None) -> ToConfirm:
    if base is None:
        return ToConfirm(one, None, ())
    now, then = one.entry.version, base
    changed = fields_changed(
        now.body.get("wording", {}), then.body.get("wording", {}), languages=True
    )
    return ToConfirm(
        one, then.number, [*changed, *fields_changed(now.facts, then.facts, languages=False)]
    )


@dataclass(frozen=True)
class PenWaiting:
    """A record whose pen the reader's side holds, and what waits there."""

    entry: Entry
    proposals: int
    since: dt.datetime | None
    """When the oldest open proposal was made."""
    asked_by: Side | None
    asked_at: dt.datetime | None
    free: dt.date | None
    """The day from which the side that asked may take the pen."""


def _proposals_to(side: str, visible: Sequence[int]) -> QuerySet[Proposal]:
    return (
        Proposal.objects.filter(
            item_id=OuterRef("item_id"), state="open", audience_id__in=list(visible)
        )
        .exclude(side_id=side)
        .order_by()
    )


def pens(viewer: Viewer, limit: int = 5) -> tuple[list[PenWaiting], int]:
    """Return records whose pen the reader's side holds while something waits, and how many.

    Where the pen is asked for stands first, by the clock; then the oldest proposal. Five queries.
    """
    visible = visible_audiences(viewer)
    by_item = _proposals_to(viewer.side, visible).values("item_id")
    proposed = Proposal.objects.filter(state="open").exclude(side_id=viewer.side)
    asked = Item.objects.filter(pen_asked_by__isnull=False).exclude(pen_asked_by_id=viewer.side)
    # Read first, because few wait and many hold a pen.
    waited = {
        *proposed.filter(audience_id__in=visible).values_list("item_id", flat=True),
        *asked.values_list("pk", flat=True),
    }
    found = Entry.objects.filter(
        item_id__in=waited, item__pen_id=viewer.side, audience_id__in=visible
    )
    total = found.count()
    rows = (
        found.select_related("item", "item__pen_asked_by")
        .annotate(
            proposals_open=Coalesce(
                Subquery(by_item.annotate(total=Count("pk")).values("total")), 0
            ),
            proposed_at=Subquery(by_item.annotate(first=Min("at")).values("first")),
        )
        .order_by(
            F("item__pen_asked_at").asc(nulls_last=True),
            F("proposed_at").asc(nulls_last=True),
            "pk",
        )[:limit]
    )
    sides = list(Side.objects.all())
    return [
        PenWaiting(
            entry=row,
            proposals=row.proposals_open,
            since=row.proposed_at,
            asked_by=row.item.pen_asked_by,
            asked_at=row.item.pen_asked_at,
            free=free_day(row.item.pen_asked_at, TAKE_AFTER, sides)
            if row.item.pen_asked_at
            else None,
        )
        for row in rows
    ], total


@dataclass(frozen=True)
class Behind:
    """A record of which a language has not followed."""

    entry: Entry
    fields: Sequence[str]
    """What has not followed, as ``title.ja``."""


def behind(viewer: Viewer, limit: int = 5) -> tuple[list[Behind], int]:
    """Return records of which a language has not followed the other, and how many.

    What both sides read stands before drafts, then the newest change. Two queries.
    """
    found = Entry.objects.filter(audience_id__in=visible_audiences(viewer), stale=True)
    rows = found.select_related("version").order_by("-face", "-updated_at", "-pk")
    return [
        Behind(row, _not_followed(row.version.language_states))
        for row in rows.defer("version__content", "version__header")[:limit]
    ], found.count()


def _not_followed(states: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [
        f"{name}.{language}"
        for name, by_language in states.items()
        for language, state in by_language.items()
        if state in ("stale", "missing")
    ]


def drafts(viewer: Viewer, limit: int = 5) -> tuple[list[Entry], int]:
    """Return drafts of the reader's side, the one left longest first, and how many.

    Without what ordinarily stays with its side: it is no draft of anything.
    """
    staying = [one.code for one in all_kinds() if one.stays]
    found = Entry.objects.filter(audience_id__in=visible_audiences(viewer), state="draft").exclude(
        kind__in=staying
    )
    return list(found.order_by("updated_at", "pk")[:limit]), found.count()


@dataclass(frozen=True)
class Unconfirmed:
    """A shared text and the sides that have not confirmed it."""

    entry: Entry
    sides: Sequence[Side]


def unconfirmed(viewer: Viewer, limit: int = 5) -> tuple[list[Unconfirmed], dict[str, int]]:
    """Return shared texts that some side has not confirmed, oldest first, and how many a side.

    For those who read how things stand without confirming themselves. Three queries.
    """
    sides = list(Side.objects.all())
    shared = Entry.objects.filter(
        audience_id__in=visible_audiences(viewer), state="shared", item__lane="shared"
    )
    rows = list(
        shared.select_related("item", "version")
        .defer("version__content", "version__header")
        .order_by("updated_at", "pk")[:MOST]
    )
    given = set(
        Confirmation.objects.filter(item_id__in=[row.item_id for row in rows]).values_list(
            "content_digest", "side_id"
        )
    )
    open_to = [
        Unconfirmed(
            row,
            [
                side
                for side in sides
                if side.code in row.item.sides
                and (row.version.content_digest, side.code) not in given
            ],
        )
        for row in rows
    ]
    return open_to[:limit], {side.code: sum(side in one.sides for one in open_to) for side in sides}
