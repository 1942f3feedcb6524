"""Filing a record in another class than its kind's, and holds that stop disposal."""

import datetime as dt
import uuid

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account
from kakehashi.people.rules import OWN_SIDE, Circle, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.people.services import Interner
from kakehashi.records.models import Entry
from kakehashi.retention.models import Filing, Hold
from kakehashi.retention.rules import GROUNDS
from kakehashi.retention.schedules import Schedule, schedule_of
from kakehashi.retention.selectors import file_of
from kakehashi.retention.services.refusals import (
    LONGEST,
    FileClassUnknown,
    RetentionReasonMissing,
)


def keeps(by: Account, permission: str = "manage_records") -> Schedule:
    """Return the schedule of the account's side, where it may keep records.

    Raises:
        NoSide, NotYourRole: when it may not.
        NotHere: for a side without a schedule.
    """
    side = check_side(viewer_of(by), ["read_own_side", permission])
    schedule = schedule_of(side)
    if schedule is None:
        raise NotHere
    return schedule


def own_audience(side: str) -> int:
    """Return the audience of what one side keeps to itself."""
    return Interner().number(Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,)))


def because(reason: str) -> str:
    """Return a reason as it is kept.

    Raises:
        RetentionReasonMissing: for none, or one that is too long.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST:
        raise RetentionReasonMissing
    return reason


def note(
    event: str,
    *,
    subject: object,
    side: str,
    by: Account,
    at: dt.datetime,
    facts: dict[str, object],
) -> None:
    """Append an event of this room that the side alone reads."""
    ledger.append(
        [
            ledger.Entry(
                name=f"retention.file.{event}",
                actor=str(by.pk),
                side=side,
                subject=str(subject),
                facts=facts,
                audience_id=own_audience(side),
            )
        ],
        at=at,
    )


def file_record(
    *, item: uuid.UUID, file_class: str, reason: str, by: Account, at: dt.datetime
) -> Filing | None:
    """File a record in a class; in that of its kind, what was said before is taken away.

    Returns:
        The filing; None where the record is in the class of its kind again.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        FileClassUnknown, RetentionReasonMissing: for what is entered.
    """
    schedule, reason = keeps(by), because(reason)
    if file_class not in schedule.classes:
        raise FileClassUnknown
    with transaction.atomic():
        entry = _entry(item, by)
        if schedule.of_kind(entry.kind).code == file_class:
            gone, _by_table = Filing.objects.filter(item=item, side_id=schedule.side).delete()
            if gone:
                note("filed_by_kind", subject=item, side=schedule.side, by=by, at=at, facts={})
            return None
        filing, _made = Filing.objects.update_or_create(
            item_id=item,
            side_id=schedule.side,
            defaults={
                "file_class": file_class,
                "reason": reason,
                "by": by,
                "at": at,
                "audience_id": own_audience(schedule.side),
            },
        )
        note("filed", subject=item, side=schedule.side, by=by, at=at, facts={"class": file_class})
    return filing


def hold(
    *,
    item: uuid.UUID | None = None,
    file: tuple[str, int] | None = None,
    ground: str,
    reason: str,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Hold:
    """Stop the disposal of a record or of a file, until it is released.

    Args:
        item: the record; None for a file.
        file: class and year; None for a record.
        ground: a key of :data:`kakehashi.retention.rules.GROUNDS`.
        reason: in the official's words.
        by: who stops it.
        at: when.
        id: drawn beforehand; sent a second time it gives the hold that the first made.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        RetentionReasonMissing: for what is entered.
    """
    schedule, reason = keeps(by), because(reason)
    if ground not in GROUNDS or (item is None) == (file is None):
        raise NotHere
    with transaction.atomic():
        made = Hold.objects.filter(pk=id, side_id=schedule.side).first() if id else None
        if made is not None:
            return made
        if item is not None:
            _entry(item, by)
        elif file is not None:
            file_of(*file, viewer_of(by), at.date())
        placed = Hold(
            side_id=schedule.side,
            item_id=item,
            file_class=file[0] if file else "",
            year=file[1] if file else None,
            ground=ground,
            reason=reason,
            by=by,
            at=at,
            audience_id=own_audience(schedule.side),
        )
        if id is not None:
            placed.id = id
        placed.save(force_insert=True)
        note(
            "hold_placed",
            subject=item or schedule.side,
            side=schedule.side,
            by=by,
            at=at,
            facts={"hold": str(placed.pk), "ground": ground, **_named(file)},
        )
    return placed


def release(*, hold: uuid.UUID, by: Account, at: dt.datetime) -> Hold:
    """Release a hold. Disposal is possible again where no other is left.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be, or it is released already.
    """
    schedule = keeps(by)
    with transaction.atomic():
        found = (
            Hold.objects.select_for_update(of=("self",))
            .filter(
                pk=hold,
                side_id=schedule.side,
                released_at=None,
                audience_id__in=visible_audiences(viewer_of(by)),
            )
            .first()
        )
        if found is None:
            raise NotHere
        found.released_at, found.released_by = at, by
        found.save(update_fields=["released_at", "released_by"])
        file = (found.file_class, found.year) if found.year is not None else None
        note(
            "hold_released",
            subject=found.item_id or schedule.side,
            side=schedule.side,
            by=by,
            at=at,
            facts={"hold": str(found.pk), **_named(file)},
        )
    return found


def _named(file: tuple[str, int] | None) -> dict[str, object]:
    return {"class": file[0], "year": file[1]} if file else {}


def _entry(item: uuid.UUID, by: Account) -> Entry:
    found = Entry.objects.filter(
        item_id=item, audience_id__in=visible_audiences(viewer_of(by))
    ).first()
    if found is None:
        raise NotHere
    return found
