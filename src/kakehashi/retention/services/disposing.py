"""Disposal by two officials: proposed, approved under an authority, carried out, certified."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import OWN_SIDE, effective_reach
from kakehashi.people.selectors import circles, viewer_of, visible_audiences
from kakehashi.records.models import Entry, Item, Publication, Version
from kakehashi.records.services import Remains, dispose
from kakehashi.retention.models import Disposal, Disposed, Hold
from kakehashi.retention.rules import (
    CARRIED_OUT,
    DECLINED,
    DESTROYED,
    HELD_BY_OTHER,
    MOVED,
    OF_BOTH,
    ON_HOLD,
    PLANNED,
    PROPOSED,
    PUBLISHED,
    STAYS,
    WAITS,
    WITHDRAWN,
)
from kakehashi.retention.selectors import entries, file_of
from kakehashi.retention.services.filing import because, keeps, note, own_audience
from kakehashi.retention.services.refusals import (
    LONGEST,
    LONGEST_NUMBER,
    AuthorityMissing,
    DisposalNotDue,
    DisposalSettled,
    SecondOfficialNeeded,
)


def propose(
    *,
    file_class: str,
    year: int,
    note_: str = "",
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Disposal:
    """Propose to destroy a file whose retention is over; what it has now is what is proposed.

    Args:
        file_class: its class.
        year: its year.
        note_: what the approver ought to know.
        by: who proposes.
        at: when.
        id: drawn beforehand; sent a second time it gives the proposal that the first made.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        DisposalNotDue: when it is not due, is held, or is proposed already.
    """
    schedule, viewer = keeps(by), viewer_of(by)
    with transaction.atomic():
        home = Side.objects.select_for_update().get(pk=schedule.side)
        made = Disposal.objects.filter(pk=id, side_id=schedule.side).first() if id else None
        if made is not None:
            return made
        file = file_of(file_class, year, viewer, _today(home, at))
        if not file.may_propose:
            raise DisposalNotDue
        disposal = Disposal(
            side_id=schedule.side,
            file_class=file_class,
            year=year,
            until=file.until,
            basis={
                "names": dict(file.file_class.names),
                "year": file.year_words,
                "years": file.file_class.years,
                "then": file.file_class.then,
                "basis": dict(schedule.basis),
                "receipt": file.transferred.receipt if file.transferred else "",
            },
            note=note_.strip()[:LONGEST],
            by=by,
            at=at,
            audience_id=own_audience(schedule.side),
        )
        if id is not None:
            disposal.id = id
        disposal.save(force_insert=True)
        Disposed.objects.bulk_create(
            [
                Disposed(disposal=disposal, item_id=item)
                for item in entries(file, viewer).values_list("item_id", flat=True)
            ],
            batch_size=500,
        )
        _note(disposal, "disposal_proposed", by=by, at=at)
    return disposal


def approve(*, disposal: uuid.UUID, authority: str, by: Account, at: dt.datetime) -> Disposal:
    """Approve a disposal as second official and carry it out, all of it or nothing.

    What must stay is kept, each with its reason. What the other side keeps on this node waits for
    the other side's disposal: the second of the two destroys it.

    Args:
        disposal: the proposal.
        authority: number of the consent or decision.
        by: who approves; not who proposed.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        SecondOfficialNeeded, DisposalSettled, AuthorityMissing, DisposalNotDue: as they say.
    """
    schedule, authority = keeps(by, "approve_disposal"), authority.strip()
    with transaction.atomic():
        found = _open(disposal, by)
        if found.by_id == by.pk:
            raise SecondOfficialNeeded(approver=schedule.approver)
        if not 0 < len(authority) <= LONGEST_NUMBER:
            raise AuthorityMissing
        if _today(found.side, at) <= found.until or _file_held(found):
            raise DisposalNotDue
        Disposal.objects.filter(pk=found.pk).update(
            state=CARRIED_OUT, authority=authority, settled_by=by, settled_at=at
        )
        rows = list(found.records.select_related("item"))
        why = _reasons(found, [one.item for one in rows], visible_audiences(viewer_of(by)))
        waiting = _others(found.side_id, [one.item for one in rows if one.item_id not in why])
        gone = [one.item_id for one in rows if one.item_id not in why and not waiting[one.item_id]]
        remains = dispose(
            items=gone, certificate=str(found.pk), audience=found.audience_id, by=by, at=at
        )
        for one in rows:
            if one.item_id in why:
                one.outcome, one.why = STAYS, why[one.item_id]
            elif waiting[one.item_id]:
                one.outcome, one.why = WAITS, HELD_BY_OTHER
            else:
                _certify(one, remains.get(one.item_id), found.side_id, at)
        fields = ["outcome", "why", "versions", "attachments", "destroyed_at"]
        Disposed.objects.bulk_update(rows, fields, batch_size=200)
        others = list(
            Disposed.objects.filter(item__in=gone, outcome=WAITS).select_related("disposal")
        )
        for one in others:
            _certify(one, remains.get(one.item_id), one.disposal.side_id, at)
        Disposed.objects.bulk_update(others, fields, batch_size=200)
        _note(found, "disposal_approved", by=by, at=at)
    return Disposal.objects.get(pk=found.pk)


def decline(*, disposal: uuid.UUID, answer: str, by: Account, at: dt.datetime) -> Disposal:
    """Decline a proposal, saying why. Nothing is destroyed.

    Raises:
        NoSide, NotYourRole, NotHere, DisposalSettled: when it may not be.
        RetentionReasonMissing: without a reason.
    """
    keeps(by, "approve_disposal")
    return _settle(disposal, DECLINED, "disposal_declined", because(answer), by=by, at=at)


def withdraw(*, disposal: uuid.UUID, by: Account, at: dt.datetime) -> Disposal:
    """Take a proposal back. Nothing is destroyed.

    Raises:
        NoSide, NotYourRole, NotHere, DisposalSettled: when it may not be.
    """
    keeps(by)
    return _settle(disposal, WITHDRAWN, "disposal_withdrawn", "", by=by, at=at)


def _settle(
    key: uuid.UUID, state: str, event: str, answer: str, *, by: Account, at: dt.datetime
) -> Disposal:
    with transaction.atomic():
        found = _open(key, by)
        found.state, found.answer, found.settled_by, found.settled_at = state, answer, by, at
        found.save(update_fields=["state", "answer", "settled_by", "settled_at"])
        found.records.update(outcome=STAYS)
        _note(found, event, by=by, at=at)
    return found


def _open(key: uuid.UUID, by: Account) -> Disposal:
    found = (
        Disposal.objects.select_for_update(of=("self",))
        .select_related("side")
        .filter(pk=key, side_id=by.side_id, audience_id__in=visible_audiences(viewer_of(by)))
        .first()
    )
    if found is None:
        raise NotHere
    if found.state != PROPOSED:
        raise DisposalSettled
    return found


def _today(side: Side, at: dt.datetime) -> dt.date:
    return at.astimezone(ZoneInfo(side.zone)).date()


def _file_held(disposal: Disposal) -> bool:
    return Hold.objects.filter(
        side_id=disposal.side_id,
        file_class=disposal.file_class,
        year=disposal.year,
        released_at=None,
    ).exists()


def _reasons(
    disposal: Disposal, items: Sequence[Item], visible: Sequence[int]
) -> dict[uuid.UUID, str]:
    """Return why some of ``items`` must be kept. Five queries."""
    keys = [one.pk for one in items]
    found = {one.pk: OF_BOTH for one in items if one.origin_id is None}
    changed = Entry.objects.filter(
        item__in=keys, audience_id__in=visible, updated_at__gt=disposal.at
    )
    found |= dict.fromkeys(changed.values_list("item_id", flat=True), MOVED)
    planned = Publication.objects.filter(item__in=keys, state__in=("planned", "held"))
    found |= dict.fromkeys(planned.values_list("item_id", flat=True), PLANNED)
    public = Entry.objects.filter(item__in=keys, state="published")
    found |= dict.fromkeys(public.values_list("item_id", flat=True), PUBLISHED)
    held = Hold.objects.filter(item__in=keys, side_id=disposal.side_id, released_at=None)
    found |= dict.fromkeys(held.values_list("item_id", flat=True), ON_HOLD)
    return {one: why for one, why in found.items() if one is not None}


def _others(side: str, items: Sequence[Item]) -> Mapping[uuid.UUID, set[str]]:
    """Return which other sides still keep a text of each item on this node.

    A side whose officials sign in elsewhere keeps its own copy there. One that has itself disposed
    of the record waits only for us.
    """
    waits: dict[uuid.UUID, set[str]] = defaultdict(set)
    here = set(
        Account.objects.filter(is_active=True, side__isnull=False)
        .exclude(side_id=side)
        .values_list("side_id", flat=True)
    )
    keys = [one.pk for one in items]
    if not here or not keys:
        return waits
    wide = {number for number, one in circles().items() if effective_reach(one) != OWN_SIDE}
    shared = set(
        Version.objects.filter(item__in=keys, audience_id__in=wide).values_list(
            "item_id", flat=True
        )
    )
    stopped = set(
        Hold.objects.filter(item__in=keys, released_at=None)
        .exclude(side_id=side)
        .values_list("item_id", "side_id")
    )
    done = {
        (item, other)
        for item, other in Disposed.objects.filter(
            item__in=keys, outcome=WAITS, disposal__state=CARRIED_OUT
        ).values_list("item_id", "disposal__side_id")
        if (item, other) not in stopped
    }
    for one in items:
        holders = here & set(one.sides) if one.pk in shared else here & {one.origin_id or ""}
        waits[one.pk] = {other for other in holders if (one.pk, other) not in done}
    return waits


def _certify(row: Disposed, remains: Remains | None, side: str, at: dt.datetime) -> None:
    row.outcome, row.why, row.destroyed_at = DESTROYED, "", at
    if remains is not None:
        row.versions = [
            [one.number, one.content, one.version]
            for one in remains.versions
            if one.side == side or not one.draft
        ]
        row.attachments = list(remains.attachments)


def _note(disposal: Disposal, event: str, *, by: Account, at: dt.datetime) -> None:
    note(
        event,
        subject=disposal.side_id,
        side=disposal.side_id,
        by=by,
        at=at,
        facts={
            "disposal": str(disposal.pk),
            "class": disposal.file_class,
            "year": disposal.year,
        },
    )
