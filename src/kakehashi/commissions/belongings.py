"""What posts own of commissions: those that they sent, and requests that name them."""

import datetime as dt
from collections.abc import Iterable, Sequence

from kakehashi.commissions.models import Asked, Course
from kakehashi.commissions.rules import OPEN, STATES
from kakehashi.people.belongings import Thing, belongs, stays
from kakehashi.people.models import Account
from kakehashi.people.openings import WHO_DID_IT
from kakehashi.records.belongings import give_items


def _sent(posts: Sequence[str]) -> Iterable[Thing]:
    for one in Course.objects.filter(post_id__in=posts, state=OPEN).order_by("due_date", "at"):
        yield Thing(
            one.post_id or "",
            str(one.item_id),
            item=one.item_id,
            note=STATES[OPEN],
            due=one.outer_date,
        )


def _give_sent(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    items = [one.item for one in things if one.item]
    Course.objects.filter(pk__in=items).update(post_id=to)
    give_items(items, to=to, by=by, at=at)


def _asked(posts: Sequence[str]) -> Iterable[Thing]:
    """Return requests to ``posts`` that nobody answered; by mailbox or on the desk. One query."""
    for one in Asked.objects.filter(
        post_id__in=posts, answer="", moved_to=None, commission__course__state=OPEN
    ).order_by("due_date", "pk"):
        yield Thing(one.post_id or "", str(one.pk), item=one.commission_id, due=one.due_date)


def _give_asked(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    del by, at
    Asked.objects.filter(pk__in=[int(one.id) for one in things]).update(post_id=to)


belongs(
    "commission",
    {"en": "Commissions sent", "ja": "発出した作業依頼"},
    open_things=_sent,
    hand_over=_give_sent,
    kinds=("commission",),
    fields=("commissions.Course.post",),
)
belongs(
    "commission_asked",
    {"en": "Requests to answer", "ja": "回答すべき作業依頼"},
    open_things=_asked,
    hand_over=_give_asked,
    fields=("commissions.Asked.post",),
)
stays(
    WHO_DID_IT,
    "commissions.Course.by",
    "commissions.Given.account",
)
stays(
    "a link goes to the mailbox of an office, whoever sent it; who commissions revokes it",
    "commissions.AnswerLink.made_by",
)
