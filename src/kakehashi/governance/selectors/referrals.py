"""Reading what was raised in treaty bodies, and the way home of each answer."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kakehashi.framework.selectors import partnership
from kakehashi.governance.models import Body, Referral
from kakehashi.governance.review_rules import ANSWERED, CLOSED, RAISED, TO_RAISE, TREATY_BODY
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Link
from kakehashi.records.services.plans import PUBLIC_FACE, SHARED_FACE

ENDED = ("withdrawn", "overtaken")


@dataclass(frozen=True)
class Raised:
    """A matter raised, with the record that asked."""

    referral: Referral
    asked: Entry | None
    """None for a record that the reader does not see."""

    @property
    def reply(self) -> Mapping[str, str]:
        """What was said, per language; empty while no answer came."""
        words: Mapping[str, str] = self.referral.entry.version.wording.get("reply", {})
        return words


def referrals(viewer: Viewer, body: str = "") -> list[Raised]:
    """Return what was raised, in three queries: answered first, then raised, to be raised, closed.

    Args:
        viewer: for whom.
        body: reference of a body; of all where empty.
    """
    found = Referral.objects.filter(audience_id__in=visible_audiences(viewer))
    if body:
        found = found.filter(body=body)
    rows = list(found.exclude(state__in=ENDED).select_related("entry__version", "item__owner"))
    order = [ANSWERED, RAISED, TO_RAISE, CLOSED]
    rows.sort(key=lambda row: (order.index(row.standing), row.date is None, row.reference))
    return with_askers(rows, viewer)


def with_askers(rows: Sequence[Referral], viewer: Viewer) -> list[Raised]:
    """Return matters each with the record that asked: two queries."""
    links = dict(
        Link.objects.filter(
            entry_id__in=[row.pk for row in rows], relation="raised_from"
        ).values_list("entry_id", "to_id")
    )
    asked = {
        entry.item_id: entry
        for entry in Entry.objects.filter(
            item_id__in=set(links.values()), audience_id__in=visible_audiences(viewer)
        ).select_related("item")
    }
    return [Raised(row, asked.get(links.get(row.pk, uuid.UUID(int=0)))) for row in rows]


def raised_from(item: uuid.UUID, viewer: Viewer) -> list[Raised]:
    """Return what was raised from a record, with what was said: three queries."""
    visible = visible_audiences(viewer)
    entries = Link.objects.filter(
        to_id=item, relation="raised_from", kind="referral", audience_id__in=visible
    ).values("entry_id")
    rows = list(
        Referral.objects.filter(pk__in=entries)
        .exclude(state__in=ENDED)
        .select_related("entry__version", "item__owner")
        .order_by("-date", "-pk")
    )
    return with_askers(rows, viewer)


def answers_for(viewer: Viewer, post: str) -> list[Raised]:
    """Return answered matters of a post: it raised them, or owns the record that asked."""
    if not post:
        return []
    rows = list(
        Referral.objects.filter(audience_id__in=visible_audiences(viewer), standing=ANSWERED)
        .exclude(state__in=ENDED)
        .select_related("entry__version", "item__owner")
        .order_by("reply_date", "pk")
    )
    return [
        one
        for one in with_askers(rows, viewer)
        if one.referral.item.owner_id == post
        or (one.asked is not None and one.asked.item.owner_id == post)
    ]


def comes_back_to() -> uuid.UUID | None:
    """Return the body whose every meeting comes back to what is raised: the one that steers.

    The profile names it as the one that proposes scope; None where it names none.
    """
    known = partnership()
    steering = str(known.settings.get("scope_proposed_by", "")) if known else ""
    return Body.objects.filter(reference=f"body-{steering}").values_list("item", flat=True).first()


def open_pairs(bodies: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return body and referral of all that both sides have and that is not closed: three queries.

    Each comes to the body that steers, and to the treaty body it is raised in.

    Args:
        bodies: for which bodies, by item.
    """
    rows = (
        Referral.objects.filter(entry__face__in=(SHARED_FACE, PUBLIC_FACE))
        .exclude(state__in=ENDED)
        .exclude(standing=CLOSED)
        .order_by("date", "sort_key", "pk")
    )
    treaty = dict(
        Link.objects.filter(kind="referral", relation="of_body").values_list("item_id", "to_id")
    )
    steering = comes_back_to()
    return [
        (body, item)
        for item in dict.fromkeys(row.item_id for row in rows)
        for body in (steering, treaty.get(item))
        if body is not None and body in bodies
    ]


def treaty_bodies(viewer: Viewer) -> list[Body]:
    """Return the bodies that matters are raised in."""
    return list(
        Body.objects.filter(
            audience_id__in=visible_audiences(viewer), body_kind=TREATY_BODY
        ).order_by("sort_key", "pk")
    )
