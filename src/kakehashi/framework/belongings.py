"""What posts own of the framework: the areas that they lead for their side."""

import datetime as dt
from collections.abc import Iterable, Sequence

from kakehashi.framework.models import AreaLead
from kakehashi.framework.services import hand_lead_over
from kakehashi.people.belongings import Thing, belongs, stays
from kakehashi.people.models import Account
from kakehashi.people.openings import WHO_DID_IT


def _led(posts: Sequence[str]) -> Iterable[Thing]:
    for lead in AreaLead.objects.filter(post_id__in=posts, until=None).order_by("item__reference"):
        yield Thing(lead.post_id, str(lead.item_id), item=lead.item_id)


def _hand_over(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    for one in things:
        if one.item is not None:
            hand_lead_over(area=one.item, before=one.post, to=to, by=by, at=at)


belongs(
    "area_lead",
    {"en": "Areas led", "ja": "主担当の分野"},
    open_things=_led,
    hand_over=_hand_over,
    fields=("framework.AreaLead.post",),
)
stays(WHO_DID_IT, "framework.AreaLead.named_by")
