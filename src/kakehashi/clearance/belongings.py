"""What posts own of clearance: the rounds that they opened and that are under way."""

import datetime as dt
from collections.abc import Iterable, Sequence

from kakehashi.clearance.models import Clearance
from kakehashi.clearance.rules import OPEN, STATES
from kakehashi.clearance.services import give
from kakehashi.people.belongings import Thing, belongs, stays
from kakehashi.people.models import Account
from kakehashi.people.openings import WHO_DID_IT


def _open(posts: Sequence[str]) -> Iterable[Thing]:
    for one in Clearance.objects.filter(post_id__in=posts, state=OPEN).order_by("due_date", "at"):
        yield Thing(
            one.post_id or "",
            str(one.pk),
            item=one.item_id,
            note=STATES[OPEN],
            due=one.due_date,
        )


def _hand_over(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    give([one.id for one in things], to=to, by=by, at=at)


belongs(
    "clearance",
    {"en": "Clearance under way", "ja": "合議・協議中の案件"},
    open_things=_open,
    hand_over=_hand_over,
    fields=("clearance.Clearance.post",),
)
stays(
    WHO_DID_IT,
    "clearance.Clearance.by",
    "clearance.OfficeAsked.by",
    "clearance.ClearanceRule.by",
)
