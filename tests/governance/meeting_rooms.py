"""Bodies, meetings and agendas made through the services, for the tests of the yearly cycle."""

import datetime as dt
import uuid

from kakehashi.governance import services
from kakehashi.governance.services import NewItem
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW, Cast

DAY = dt.timedelta(days=1)


def make_body(cast: Cast, reference: str = "body-council") -> Item:
    """Make a body that both sides see."""
    return records.load(
        [
            Loaded(
                "body",
                reference,
                NewText(
                    wording={"title": {"en": "The Council", "ja": "評議会"}},
                    facts={"body_kind": "council"},
                    marking=Marking(reach="participants"),
                ),
                state="shared",
                origin="JP",
            )
        ],
        by=cast.olga,
        at=NOW,
    )[0]


def make_meeting(
    by: Account,
    *,
    body: str = "body-council",
    days: int = 20,
    title: str = "A meeting",
    share: bool = True,
    at: dt.datetime = NOW,
) -> str:
    """Set a meeting so many days ahead, and share it; returns its reference."""
    item = services.set_meeting(
        body=body,
        date=(at + days * DAY).date(),
        standing="fixed",
        title={"en": title, "ja": title},
        place={},
        mode="online",
        starts_at=at + days * DAY,
        minutes=60,
        by=by,
        at=at,
    )
    if share:
        records.share(item=item.pk, by=by, at=at)
    return item.reference


def bring(
    by: Account,
    meeting: str,
    title: str,
    *,
    share: bool = True,
    minutes: int | None = 10,
    at: dt.datetime = NOW,
    id: uuid.UUID | None = None,  # noqa: A002 - as the service names it
) -> Item:
    """Bring an item to a meeting."""
    return services.add_item(
        meeting=meeting,
        new=NewItem(title={"en": title, "ja": title}, minutes=minutes),
        share=share,
        by=by,
        at=at,
        id=id,
    )
