"""The pen: whose clean text is current; asked for, passed, returned, taken over."""

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.look.dates import day_words
from kakehashi.people.calendars import is_working_day
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import crossing, search
from kakehashi.records.kinds import OWN
from kakehashi.records.models import Entry, Item
from kakehashi.records.rules import NEEDS, NotYourPen
from kakehashi.records.services.plans import note_event, settle_audiences
from kakehashi.records.services.writing import locked

TAKE_AFTER = 5
"""Working days, in every side's calendar, that a holder has to answer."""


class NoPen(Refused):
    """The record has no pen to pass: each side speaks for itself."""

    code = "no-pen"
    status = 409
    message = {"en": "Nobody holds a pen here.", "ja": "この案件には起草担当がありません。"}
    hint = {
        "en": "Each side speaks for itself in an own entry; write one of your own.",
        "ja": "自国側の記入として、別途作成してください。",
    }


class PenNotFree(Refused):
    """The pen cannot be taken yet."""

    code = "pen-not-free"
    status = 409
    message = {
        "en": "The pen can be taken only after {days} working days in both calendars without an "
        "answer; that is on {day}.",
        "ja": "起草担当を引き取れるのは、双方の暦で{days}業務日を経過しても回答がない場合です"
        "（{day}以降）。",
    }
    hint = {"en": "Ask for the pen and wait.", "ja": "引渡しを依頼し、回答を待ってください。"}


class OwnDraftOpen(Refused):
    """The holder has an unshared draft; it would go under with the pen."""

    code = "own-draft-open"
    status = 409
    message = {
        "en": "There is a draft of yours that the other side has not seen.",
        "ja": "相手側に未共有の案が残っています。",
    }
    hint = {
        "en": "Share it or discard it, then pass the pen.",
        "ja": "共有又は破棄した後に、起草を引き渡してください。",
    }


def _open(item: uuid.UUID, by: Account, step: str) -> tuple[Item, Entry, str]:
    side = check_side(viewer_of(by), [NEEDS[step]])
    found, entry, _ = locked(item, by)
    if found.lane == OWN or not found.pen_id:
        raise NoPen
    return found, entry, side


def ask_pen(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Ask the holder to pass the pen. The five working days count from here.

    Raises:
        NotHere, NoSide, NotYourRole, NoPen: when it may not be.
    """
    with transaction.atomic():
        found, entry, side = _open(item, by, "ask_pen")
        if found.pen_id == side or found.pen_asked_by_id:
            return
        Item.objects.filter(pk=found.pk).update(pen_asked_by=side, pen_asked_at=at)
        note_event(found, "pen_asked", by=by, at=at, audience=entry.version.audience_id)
        crossing.tell("ask_pen", found, by=by, at=at)


def pass_pen(*, item: uuid.UUID, to: str, by: Account, at: dt.datetime) -> None:
    """Pass the pen to another side of the record.

    Raises:
        NotHere, NoSide, NotYourRole, NoPen: when it may not be.
        NotYourPen: when the other side holds it.
        OwnDraftOpen: while an unshared draft stands.
    """
    with transaction.atomic():
        found, entry, side = _open(item, by, "pass_pen")
        if found.pen_id != side or to not in found.sides:
            raise NotYourPen(side=found.pen_id)
        _give(found, to)
        note_event(
            found, "pen_passed", by=by, at=at, audience=entry.version.audience_id, facts={"to": to}
        )
        crossing.tell("pass_pen", found, entry.version, by=by, at=at)


def return_pen(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Take back a request for the pen.

    Raises:
        NotHere, NoSide, NotYourRole, NoPen: when it may not be.
    """
    with transaction.atomic():
        found, entry, side = _open(item, by, "return_pen")
        if found.pen_asked_by_id == side:
            Item.objects.filter(pk=found.pk).update(pen_asked_by=None, pen_asked_at=None)
            note_event(found, "pen_not_needed", by=by, at=at, audience=entry.version.audience_id)
            crossing.tell("return_pen", found, entry.version, by=by, at=at)


def take_pen(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Take the pen over after the holder left a request unanswered for five working days.

    Raises:
        NotHere, NoSide, NotYourRole, NoPen: when it may not be.
        PenNotFree: too early, or never asked.
    """
    with transaction.atomic():
        found, entry, side = _open(item, by, "take_pen")
        if found.pen_id == side:
            return
        asked = found.pen_asked_at if found.pen_asked_by_id == side else None
        free = free_day(asked or at, TAKE_AFTER)
        if asked is None or not has_come(free, at=at):
            raise PenNotFree(days=TAKE_AFTER, day=day_words(free))
        drafts = Entry.objects.filter(item=found, face="own")
        if drafts.exists():
            # The holder's private draft stays theirs, in their history; it is no longer current.
            search.forget(list(drafts.values_list("pk", flat=True)))
            drafts.delete()
        _give(found, side)
        note_event(
            found, "pen_taken", by=by, at=at, audience=entry.version.audience_id, facts={"to": side}
        )
        crossing.tell("take_pen", found, entry.version, by=by, at=at)


def take_free_pen(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Take up the pen of a shared wording that came from the public record and nobody holds.

    Nothing happens where somebody holds it.

    Raises:
        NotHere, NoSide, NotYourRole: when it may not be.
    """
    with transaction.atomic():
        side = check_side(viewer_of(by), [NEEDS["save"], NEEDS["pass_pen"]])
        found, entry, _version = locked(item, by)
        if found.lane == OWN or found.pen_id or found.origin_id:
            return
        _give(found, side)
        note_event(
            found, "pen_taken", by=by, at=at, audience=entry.version.audience_id, facts={"to": side}
        )


def move_pens(*, held_by: str, to: str, at: dt.datetime) -> int:
    """Move every pen of a side whose node is lost; the caller holds the transaction.

    Drafts of the side that loses them are no longer current; they stay in the history.

    Args:
        held_by: that side.
        to: the side that they go to.
        at: when.

    Returns:
        How many pens moved.
    """
    moved = 0
    for found in Item.objects.filter(pen=held_by).exclude(lane=OWN).order_by("pk"):
        shared = (
            Entry.objects.filter(item=found, face__in=("shared", "public"))
            .select_related("version")
            .order_by("-face")
            .first()
        )
        if shared is None or to not in found.sides:
            continue
        drafts = Entry.objects.filter(item=found, face="own")
        search.forget(list(drafts.values_list("pk", flat=True)))
        drafts.delete()
        _give(found, to)
        note_event(
            found,
            "pen_taken",
            by=None,
            side=to,
            at=at,
            audience=shared.version.audience_id,
            facts={"to": to},
        )
        moved += 1
    return moved


def _give(found: Item, side: str) -> None:
    if Entry.objects.filter(item=found, face="own").exists():
        raise OwnDraftOpen
    Item.objects.filter(pk=found.pk).update(pen=side, pen_asked_by=None, pen_asked_at=None)
    found.pen_id = side
    Entry.objects.filter(item=found).update(pen=side)
    settle_audiences(found)


def has_come(day: dt.date, *, at: dt.datetime) -> bool:
    """Say whether ``day`` has come for every side, the one furthest behind included."""
    return day <= min(at.astimezone(ZoneInfo(one.zone)).date() for one in Side.objects.all())


def free_day(asked: dt.datetime, days: int, sides: Sequence[Side] = ()) -> dt.date:
    """Return the first day after ``days`` days that are working days in every side's calendar.

    Args:
        asked: when the pen was asked for.
        days: how many working days the holder has.
        sides: the sides, where the caller has read them already.
    """
    sides = sides or list(Side.objects.all())
    day = max(asked.astimezone(ZoneInfo(side.zone)).date() for side in sides)
    calendars = [side.calendar for side in sides]
    left = days
    while left >= 0:
        day += dt.timedelta(days=1)
        if is_working_day(day, calendars):
            left -= 1
    return day
