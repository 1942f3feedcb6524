"""Receiving an enquiry; and who asked, kept apart and erased when it is no longer needed."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.enquiries.models import Course, Requester
from kakehashi.enquiries.rules import OPEN, procedure_of
from kakehashi.enquiries.services.refusals import DayAskedMissing, SortUnknown
from kakehashi.enquiries.services.standing import check_day, held, note, own_audience, settle
from kakehashi.errors import NotHere
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText

LONGEST_NAME = 200
FARTHEST = dt.timedelta(days=1100)
"""How far off a day asked for may lie."""


@dataclass(frozen=True)
class NewEnquiry:
    """What is entered of an enquiry."""

    sort: str
    title: Mapping[str, str]
    received_date: dt.date
    question: Mapping[str, str] = field(default_factory=dict)
    asked_for: dt.date | None = None
    number: str = ""
    area: str = ""
    """Code of an area."""
    about: Sequence[str] = ()
    """References of records or provisions."""
    requester: str = ""
    contact: str = ""


def receive(
    *,
    enquiry: NewEnquiry,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Enter an enquiry of one's own side and start its clock.

    Args:
        enquiry: what is entered.
        by: who enters it; it is their post's.
        at: now.
        id: an id drawn beforehand; sent a second time it gives the enquiry the first made.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        SortUnknown, DayAskedMissing, DayWrong, TextMissing, TooLong: for what is entered.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["read_own_side", "write"])
    sort = procedure_of(side).sorts.get(enquiry.sort)
    if sort is None:
        raise SortUnknown
    today = at.astimezone(ZoneInfo(Side.objects.get(pk=side).zone)).date()
    check_day(enquiry.received_date, today - FARTHEST, today)
    if sort.clock.given and enquiry.asked_for is None:
        raise DayAskedMissing
    if enquiry.asked_for is not None:
        check_day(enquiry.asked_for, enquiry.received_date, enquiry.received_date + FARTHEST)
    with transaction.atomic():
        made = Item.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.kind, made.origin_id) != ("enquiry", side):
                raise NotHere
            return made
        item = records.create(kind="enquiry", text=_text(enquiry, by), by=by, at=at, id=id)
        audience = own_audience(side)
        Course.objects.create(
            item=item,
            side_id=side,
            sort=sort.code,
            post_id=by.post_id,
            by=by,
            at=at,
            audience_id=audience,
        )
        name, contact = enquiry.requester.strip(), enquiry.contact.strip()
        if name or contact:
            Requester.objects.create(
                item=item,
                name=name[:LONGEST_NAME],
                contact=contact[:LONGEST_NAME],
                audience_id=audience,
            )
        settle([item.pk])
    return item


def erase_requester(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Erase who asked, when the enquiry is over; that it was erased stays.

    Raises:
        NoSide, NotYourRole: when it may not be.
        NotHere: also while the enquiry is open; its answer still needs the name.
    """
    with transaction.atomic():
        found = held(item, by)
        if found.course.state == OPEN:
            raise NotHere
        changed = Requester.objects.filter(pk=item, erased_at=None).update(
            name="", contact="", erased_at=at
        )
        if changed:
            note(found, "requester_erased", by=by, at=at)


def _text(enquiry: NewEnquiry, by: Account) -> NewText:
    wanted = [one for one in enquiry.about if one]
    if enquiry.area:
        wanted.append(f"area-{enquiry.area}")
    seen = {
        one.reference: one.item_id
        for one in Entry.objects.filter(
            reference__in=wanted, audience_id__in=visible_audiences(viewer_of(by))
        )
    }
    if set(wanted) - set(seen):
        raise NotHere
    links = [LinkTo("about", seen[one]) for one in enquiry.about if one]
    if enquiry.area:
        links.append(LinkTo("of_area", seen[f"area-{enquiry.area}"]))
    facts: dict[str, object] = {
        "sort": enquiry.sort,
        "received_date": enquiry.received_date.isoformat(),
        "area": enquiry.area,
        "number": enquiry.number.strip()[:80],
    }
    if enquiry.asked_for is not None:
        facts["asked_for"] = enquiry.asked_for.isoformat()
    return NewText(
        wording={"title": dict(enquiry.title), "question": dict(enquiry.question)},
        facts=facts,
        links=links,
    )
