"""Writing meetings: setting the next one of a body."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.governance.services.agendas import check_minutes
from kakehashi.governance.services.carrying import gather
from kakehashi.governance.services.seeing import seen
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText


class MeetingInThePast(Refused):
    """A meeting to come was given a day that has passed."""

    code = "meeting-in-the-past"
    message = {
        "en": "{day} has passed.",
        "ja": "{day} は過去の日付です。",
    }
    hint = {
        "en": "Choose a day to come; record a meeting that was held with “held” as its standing.",
        "ja": "今後の日付を選択するか、開催済みの会合の場合は日程を「開催済み」としてください。",
    }


def set_meeting(
    *,
    body: str,
    date: dt.date,
    standing: str,
    title: Mapping[str, str],
    place: Mapping[str, str],
    mode: str,
    starts_at: dt.datetime | None,
    number: int | None = None,
    minutes: int | None = None,
    alternates: Sequence[dt.datetime] = (),
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Set the next meeting of a body: a shared wording, drafted on one's own side.

    What waits for the body's next meeting, and all that is open for that body, comes to its agenda.

    Raises:
        NoSide, NotYourRole: when the account may not set meetings.
        NotHere: for a body the account does not see.
        MeetingInThePast: for a day that has passed, unless it was held.
        FactWrong, TextMissing, MinutesWrong: for what is entered.
    """
    check_side(viewer_of(by), ["manage_meetings"])
    with transaction.atomic():
        found = seen(body, by, "body")
        if date < at.date() and standing != "held":
            raise MeetingInThePast(day=date.isoformat())
        check_minutes(minutes)
        item = records.create(
            kind="meeting",
            text=NewText(
                wording={"title": title, "place": place},
                facts={
                    "body": body,
                    "number": number,
                    "date": date.isoformat(),
                    "standing": standing,
                    "mode": mode,
                    "minutes": minutes,
                    "starts_at": starts_at.astimezone(dt.UTC).isoformat() if starts_at else "",
                    "alternates": [one.astimezone(dt.UTC).isoformat() for one in alternates],
                },
                links=[LinkTo("of_body", found.item_id)],
            ),
            by=by,
            at=at,
            id=id,
        )
        gather(meeting=item, by=by, at=at)
    return item
