"""Making a package of a file for the archive, and recording that the archive took it in."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.ledger.selectors import head
from kakehashi.people.models import Account
from kakehashi.people.rules import NAMED, PUBLIC, effective_reach
from kakehashi.people.selectors import circles, viewer_of, visible_audiences
from kakehashi.records.kinds import SHARED
from kakehashi.records.models import Entry, Item, Version
from kakehashi.retention.models import Transfer
from kakehashi.retention.packages import listing
from kakehashi.retention.rules import GIVEN, NAMED_ONLY
from kakehashi.retention.selectors import entries, file_of
from kakehashi.retention.services.filing import keeps, note, own_audience
from kakehashi.retention.services.refusals import LONGEST_NUMBER, AuthorityMissing, NotForArchive


def withheld_for(entry: Entry, side: str) -> str:
    """Return why a record may not go to the archive of a side; empty where it may.

    What both sides worded is a record of each. What the other side alone wrote is not ours to
    give further, unless it is public. What is for named people waits for its originator.
    """
    if entry.reach == NAMED:
        return NAMED_ONLY
    public = entry.reach == PUBLIC and entry.state == "published"
    return GIVEN if _is_theirs(entry.item, side) and not public else ""


def _is_theirs(item: Item, side: str) -> bool:
    return item.origin_id not in (None, side) and item.lane != SHARED


def make_transfer(
    *,
    file_class: str,
    year: int,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Transfer:
    """Fix what goes into a package of a file: records, versions, timeline up to now.

    Args:
        file_class: its class.
        year: its year.
        by: who makes it.
        at: when.
        id: drawn beforehand; sent a second time it gives the package that the first made.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        NotForArchive: when it is not transferred, or nothing in it may be.
    """
    schedule, viewer = keeps(by), viewer_of(by)
    with transaction.atomic():
        made = Transfer.objects.filter(pk=id, side_id=schedule.side).first() if id else None
        if made is not None:
            return made
        file = file_of(file_class, year, viewer, at.date())
        if not file.may_transfer:
            raise NotForArchive
        found = [(one, withheld_for(one, schedule.side)) for one in entries(file, viewer)]
        taken = [one.item for one, why in found if not why]
        if not taken:
            raise NotForArchive
        visible = visible_audiences(viewer)
        transfer = Transfer(
            side_id=schedule.side,
            file_class=file_class,
            year=year,
            items=[str(one.pk) for one in taken],
            withheld=[[one.reference, why] for one, why in found if why],
            versions=_versions(taken, visible, schedule.side),
            event_before=head().size,
            audiences=list(visible),
            by=by,
            at=at,
            audience_id=own_audience(schedule.side),
        )
        if id is not None:
            transfer.id = id
        transfer.manifest_digest, transfer.files, transfer.size = listing(transfer)
        transfer.save(force_insert=True)
        note(
            "transfer_made",
            subject=schedule.side,
            side=schedule.side,
            by=by,
            at=at,
            facts={
                "transfer": str(transfer.pk),
                "class": file_class,
                "year": year,
                "manifest": transfer.manifest_digest,
            },
        )
    return transfer


def _versions(items: Sequence[Item], visible: Sequence[int], side: str) -> list[int]:
    """Return the versions that go with records: what the reader sees of each, in their order.

    Of what the other side alone wrote, only what is public; nothing that is for named people.
    """
    theirs = {one.pk for one in items if _is_theirs(one, side)}
    reaches = {number: effective_reach(one) for number, one in circles().items()}
    found: dict[uuid.UUID, list[int]] = {}
    keys = [one.pk for one in items]
    for start in range(0, len(keys), 500):
        for item, key, audience in (
            Version.objects.filter(
                item__in=keys[start : start + 500], audience_id__in=visible, disposed_at=None
            )
            .order_by("item_id", "number")
            .values_list("item_id", "pk", "audience_id")
        ):
            reach = reaches[audience]
            if reach != NAMED and (reach == PUBLIC or item not in theirs):
                found.setdefault(item, []).append(key)
    return [key for item in keys for key in found.get(item, ())]


def record_receipt(
    *, transfer: uuid.UUID, number: str, date: dt.date | None, by: Account, at: dt.datetime
) -> Transfer:
    """Record the number under which the archive took a package in; or correct it.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        AuthorityMissing: for a number that is empty or too long.
    """
    schedule, number = keeps(by), number.strip()
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise AuthorityMissing
    with transaction.atomic():
        found = (
            Transfer.objects.select_for_update(of=("self",))
            .filter(
                pk=transfer,
                side_id=schedule.side,
                audience_id__in=visible_audiences(viewer_of(by)),
            )
            .first()
        )
        if found is None:
            raise NotHere
        found.receipt, found.receipt_date, found.receipt_by = number, date, by
        found.save(update_fields=["receipt", "receipt_date", "receipt_by"])
        note(
            "transfer_received",
            subject=schedule.side,
            side=schedule.side,
            by=by,
            at=at,
            facts={"transfer": str(found.pk), "class": found.file_class, "year": found.year},
        )
    return found
