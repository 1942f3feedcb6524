"""Writing meetings: setting the next one of a body."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.governance.services.agendas import check_minutes
from kakehashi.governance.services.carrying import gather
from kakehashi.governance.services.seeing import seen
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import sides, viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of


class MeetingInThePast(Refused):
    """A meeting to come was given a day that has passed."""

    code = "meeting-in-the-past"
    message = {
        "en": "{day} has passed.",
        "ja": "{day}は過去の日付です。",
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
            raise MeetingInThePast(day=day_words(date))
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


class NotAnAlternate(Refused):
    """A time was taken for a meeting that is not, or no longer, kept for it."""

    code = "not-an-alternate"
    status = 409
    message = {
        "en": "That time is no longer kept as an alternative for {reference}.",
        "ja": "その時刻は、{reference} の代替候補ではなくなっています。",
    }
    hint = {
        "en": "Somebody may have changed the meeting. Look at its page again and choose anew.",
        "ja": "会合の内容が変更された可能性があります。画面を開き直して選択してください。",
    }


def take_alternate(*, meeting: str, start: dt.datetime, by: Account, at: dt.datetime) -> Item:
    """Move a meeting to a time kept as an alternative; the time it leaves is kept in its place.

    A draft of one's own side until it is shared. Taking the former time back undoes it.

    Args:
        meeting: its reference.
        start: the alternative, aware.
        by: whose side moves it.
        at: now.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourPen, NotInThisState: when it may not be.
        NotAnAlternate: for a time that is not kept for it.
        MeetingInThePast: for a time that has passed.
    """
    check_side(viewer_of(by), ["manage_meetings"])
    with transaction.atomic():
        found = seen(meeting, by, "meeting")
        records.take_free_pen(item=found.item_id, by=by, at=at)
        entry = Entry.objects.select_related("version").get(pk=seen(meeting, by, "meeting").pk)
        text = text_of(entry.version)
        moment = start.astimezone(dt.UTC)
        given = text.facts.get("alternates")
        kept = [dt.datetime.fromisoformat(one) for one in given] if isinstance(given, list) else []
        if moment not in kept:
            raise NotAnAlternate(reference=meeting)
        if moment < at:
            raise MeetingInThePast(day=day_words(moment.date()))
        left = str(text.facts.get("starts_at") or "")
        if left:
            kept.append(dt.datetime.fromisoformat(left))
        facts = {
            **text.facts,
            "starts_at": moment.isoformat(),
            "date": moment.astimezone(ZoneInfo(sides()[0].zone)).date().isoformat(),
            "alternates": [one.isoformat() for one in sorted({*kept} - {moment})],
        }
        return records.save(
            item=entry.item_id,
            base=entry.version.number,
            text=replace(text, facts=facts),
            by=by,
            at=at,
        )
