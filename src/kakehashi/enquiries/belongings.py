"""What posts own of enquiries: those that are open."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import F

from kakehashi.enquiries.models import Course
from kakehashi.enquiries.rules import OPEN, STANDINGS, STOPPED, WAITING
from kakehashi.people.belongings import Thing, belongs, stays
from kakehashi.people.models import Account
from kakehashi.people.openings import WHO_DID_IT
from kakehashi.records.belongings import give_items


def _open(posts: Sequence[str]) -> Iterable[Thing]:
    for one in Course.objects.filter(post_id__in=posts, state=OPEN).order_by(
        F("due_date").asc(nulls_last=True), "at"
    ):
        yield Thing(
            one.post_id or "",
            str(one.item_id),
            item=one.item_id,
            note=STANDINGS[STOPPED if one.stopped else WAITING],
            due=one.due_date,
        )


def _hand_over(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    items = [one.item for one in things if one.item]
    Course.objects.filter(pk__in=items).update(post_id=to)
    give_items(items, to=to, by=by, at=at)


belongs(
    "enquiry",
    {"en": "Enquiries to answer", "ja": "回答すべき照会"},
    open_things=_open,
    hand_over=_hand_over,
    kinds=("enquiry",),
    fields=("enquiries.Course.post",),
)
stays(
    WHO_DID_IT,
    "enquiries.Course.by",
    "enquiries.ClockChange.by",
    "enquiries.Consulting.by",
    "enquiries.Document.decided_by",
)
