"""Records that a post owns: whatever has an owner and no entry of its own, pens included."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from kakehashi.errors import Words
from kakehashi.people.belongings import EVERY_RECORD, Thing, belongs, covered_kinds, stays
from kakehashi.people.models import Account, Organisation, Side
from kakehashi.people.openings import OWN_TO_THE_PERSON, WHO_DID_IT
from kakehashi.records.kinds import OWN, all_kinds
from kakehashi.records.models import Entry, Item
from kakehashi.records.rules import CONFIRMED, DRAFT, PUBLISHED, SHARED_STATE
from kakehashi.records.services.plans import BATCH, note_event

LASTING = {"joint_action", "initiative", "instrument", "programme", "body"}
"""Kinds that are somebody's work for as long as they are in force, published or not."""

_WORK = (DRAFT, SHARED_STATE, CONFIRMED)
"""States in which a wording is still being worked on; an own entry is only as a draft."""


def lasts(kind: str) -> None:
    """Enter that records of ``kind`` stay somebody's work as long as they are in force.

    That holds after they were published, and for those that stay with their own side.
    """
    LASTING.add(kind)


def open_items(posts: Sequence[str]) -> list[Item]:
    """Return the records owned by ``posts`` that are somebody's work now, the oldest first.

    One query. Kinds with an entry of their own in the register are left to it.
    """
    return list(
        _worked_on(Item.objects.filter(owner_id__in=posts)).exclude(kind__in=covered_kinds())
    )


def ownerless(side: str) -> list[Item]:
    """Return the records of ``side`` that are somebody's work now and that no post owns.

    One query. They come from accounts without a post.
    """
    return list(_worked_on(Item.objects.filter(origin_id=side, owner=None)))


def _worked_on(items: QuerySet[Item]) -> QuerySet[Item]:
    faces = Entry.objects.filter(item_id=OuterRef("pk"))
    working = Q(Exists(faces.filter(state=DRAFT))) | (
        ~Q(lane=OWN) & Q(Exists(faces.filter(state__in=_WORK)))
    )
    lasting = Q(kind__in=LASTING) & Q(Exists(faces.filter(state__in=(*_WORK, PUBLISHED))))
    staying = [one.code for one in all_kinds() if one.stays and one.code not in LASTING]
    return items.exclude(kind__in=staying).filter(working | lasting).order_by("created_at", "pk")


def _open(posts: Sequence[str]) -> Iterable[Thing]:
    own = dict(
        Organisation.objects.filter(posts__in=posts).values_list("posts", "side_id").distinct()
    )
    sides = {one.code: one for one in Side.objects.all()}
    for item in open_items(posts):
        side = own.get(item.owner_id or "", "")
        yield Thing(
            post=item.owner_id or "",
            id=str(item.pk),
            item=item.pk,
            note=_pen(item, side, sides),
            waits=(item.pen_asked_by_id or "") if item.pen_id == side else "",
        )


def _pen(item: Item, side: str, sides: dict[str, Side]) -> Words:
    """Say where the pen of a shared wording is, as its owner's side sees it."""
    if item.lane == OWN or not item.pen_id:
        return {}
    asking = sides.get(item.pen_asked_by_id or "")
    if item.pen_id == side:
        if asking is not None:
            return {
                "en": f"the pen is held, and {asking.name_en} asks for it",
                "ja": f"起草担当（{asking.name_ja}から引渡しの依頼あり）",
            }
        return {"en": "the pen is held", "ja": "起草担当"}
    holder = sides[item.pen_id]
    if item.pen_asked_by_id == side:
        return {
            "en": f"the pen is asked of {holder.name_en}",
            "ja": f"{holder.name_ja}に起草の引渡しを依頼中",
        }
    return {"en": f"{holder.name_en} holds the pen", "ja": f"{holder.name_ja}が起草担当"}


def _hand_over(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    give_items([one.item for one in things if one.item], to=to, by=by, at=at)


def give_items(items: Sequence[uuid.UUID], *, to: str, by: Account, at: dt.datetime) -> None:
    """Make ``to`` the owner of records, each with its event; the texts are not touched."""
    known = list(items)
    for start in range(0, len(known), BATCH):
        part = known[start : start + BATCH]
        faces: dict[uuid.UUID, int] = {}
        for item, audience in (
            Entry.objects.filter(item_id__in=part)
            .order_by("-version__number")
            .values_list("item_id", "audience_id")
        ):
            faces.setdefault(item, audience)
        for one in Item.objects.filter(pk__in=part):
            note_event(
                one,
                "owner_changed",
                by=by,
                at=at,
                audience=faces.get(one.pk, 0),
                facts={"post": to, "before": one.owner_id or ""},
            )
        Item.objects.filter(pk__in=part).update(owner_id=to)


belongs(
    EVERY_RECORD,
    {"en": "Records", "ja": "案件"},
    open_things=_open,
    hand_over=_hand_over,
    fields=("records.Item.owner",),
)
stays(
    WHO_DID_IT,
    "records.Version.author",
    "records.Version.author_post",
    "records.Confirmation.by",
    "records.Confirmation.post",
    "records.Consent.by",
    "records.Proposal.by",
    "records.Proposal.answered_by",
    "records.Publication.by",
    "records.Pause.by",
    "records.PublishedName.by",
    "glossary.Change.by",
)
stays(OWN_TO_THE_PERSON, "glossary.BroughtFile.account")
