"""Writing agendas: bringing an item, its order and length, taking it off, freezing.

A change says against which count of the agenda it was made. When somebody else changed the agenda
meanwhile it is refused, and the page gives back what was typed.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.governance.models import AgendaPlace, Meeting, Sitting
from kakehashi.governance.rules import LONGEST_ITEM, TO_COME, WISHES
from kakehashi.governance.services.carrying import (
    STEP,
    ToPlace,
    body_of,
    gather,
    is_off,
    last_position,
    place_all,
    put_in_order,
    raise_counter,
    seen_with,
)
from kakehashi.governance.services.seeing import seen
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import note_event


class AgendaChanged(Refused):
    """Somebody else changed the agenda since the page was opened."""

    code = "agenda-changed"
    status = 409
    message = {
        "en": "Somebody changed this agenda while you had it open.",
        "ja": "表示中に、この議事次第が他の人によって変更されました。",
    }
    hint = {
        "en": "Nothing of yours is lost. The agenda below is as it stands now; make your change "
        "again if it is still wanted.",
        "ja": "入力内容は失われていません。下に現在の議事次第を表示しています。"
        "必要であれば、もう一度変更してください。",
    }


class AgendaFrozen(Refused):
    """The agenda was frozen; nothing comes to it or leaves it."""

    code = "agenda-frozen"
    status = 409
    message = {
        "en": "This agenda is frozen.",
        "ja": "この議事次第は確定済みです。",
    }
    hint = {
        "en": "Nothing was changed. Lift the freeze first, on the meeting's page.",
        "ja": "変更されていません。会合のページで確定を解除してから変更してください。",
    }


class MeetingClosed(Refused):
    """The meeting was closed; how its items ended stands."""

    code = "meeting-closed"
    status = 409
    message = {
        "en": "This meeting is closed.",
        "ja": "この会合は終了しています。",
    }
    hint = {
        "en": "Within a day of its closing it can be reopened, saying why.",
        "ja": "終了から1日以内であれば、理由を付して再開できます。",
    }


class MeetingOff(Refused):
    """The meeting was called off or withdrawn; its agenda went to the next one."""

    code = "meeting-off"
    status = 409
    message = {
        "en": "This meeting was called off.",
        "ja": "この会合は中止されています。",
    }
    hint = {
        "en": "What stood on its agenda is on the next meeting's, or waits for it.",
        "ja": "議事次第にあった案件は、次回会合の議事次第に移されたか、次回会合を待っています。",
    }


class RecordUnknown(Refused):
    """No record that the one who typed its reference may see, or the meeting itself."""

    code = "record-unknown"
    status = 404
    message = {
        "en": "“{reference}” cannot be put on this agenda.",
        "ja": "「{reference}」はこの議事次第に加えることができません。",
    }
    hint = {
        "en": "Enter the reference of a record that you can see, as it stands above its title.",
        "ja": "閲覧できる案件の番号を、件名の上に示されているとおりに入力してください。",
    }


class ReferenceMissing(Refused):
    """A record was to be put on an agenda, and none was named."""

    code = "reference-missing"
    message = {
        "en": "No reference was entered.",
        "ja": "番号が入力されていません。",
    }
    hint = {
        "en": "Enter the reference of a record, or several with spaces between them.",
        "ja": "案件の番号を入力してください。複数ある場合は空白で区切ってください。",
    }


class MinutesWrong(Refused):
    """A length that no item can have."""

    code = "minutes-wrong"
    message = {
        "en": "“{value}” minutes cannot be the length of an item.",
        "ja": "「{value}」分を議題の所要時間とすることはできません。",
    }
    hint = {
        "en": "Enter a whole number from 1 to 1440, or leave it empty.",
        "ja": "1から1440までの整数を入力するか、空欄としてください。",
    }


@dataclass(frozen=True)
class NewItem:
    """An item of an agenda as it is entered."""

    title: Mapping[str, str]
    body: Mapping[str, str] = field(default_factory=dict)
    wish: str = "discuss"
    minutes: int | None = None
    leads: Mapping[str, str] = field(default_factory=dict)
    links: Sequence[LinkTo] = ()
    """What it is about, its provisions and area."""


def add_item(
    *,
    meeting: str,
    new: NewItem,
    share: bool,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Bring an item to a meeting: a record of its own, at the end of the agenda.

    Sent a second time with the same ``id`` it gives the item already brought.

    Args:
        meeting: reference of the meeting.
        new: what is brought.
        share: whether the other side sees it at once; else it is a draft of one's own side.
        by: who brings it.
        at: when.
        id: an id drawn beforehand.

    Raises:
        NoSide, NotYourRole: when the account may not write, or not share.
        NotHere: for a meeting the account does not see.
        AgendaFrozen, MeetingClosed: when the agenda takes nothing more.
        MinutesWrong, TextMissing, TooLong, FactWrong: for what is entered.
    """
    check_side(viewer_of(by), ["write", "share"] if share else ["write"])
    check_minutes(new.minutes)
    with transaction.atomic():
        entry = seen(meeting, by, "meeting")
        sitting = locked_sitting(entry.item)
        made = AgendaPlace.objects.filter(item_id=id).select_related("item").first() if id else None
        if made is not None and made.item.origin_id == by.side_id:
            return made.item
        check_open(sitting, frozen=True)
        body = body_of(entry.item)
        if body is None:
            raise NotHere
        given = Item.objects.get(pk=body)
        item = records.create(
            kind="agenda_item",
            text=NewText(
                wording={"title": new.title, "body": new.body},
                facts={
                    "wish": new.wish,
                    "minutes": new.minutes,
                    "leads": dict(new.leads),
                },
                links=[
                    LinkTo("of_meeting", entry.item_id),
                    LinkTo("of_body", given.pk),
                    *new.links,
                ],
            ),
            by=by,
            at=at,
            id=id,
        )
        place_all(
            body,
            entry.item,
            [ToPlace(item.pk, "new", minutes=new.minutes, wish=new.wish, side=by.side_id)],
            event="placed",
            by=by,
            at=at,
        )
        if share:
            records.share(item=item.pk, by=by, at=at)
    return item


def place_record(
    *, meeting: str, reference: str, minutes: int | None, by: Account, at: dt.datetime
) -> AgendaPlace:
    """Put a record that is already there on a meeting's agenda: nothing is retyped.

    Where it waits in the body's list, or stands on another meeting's agenda of that body, it
    moves here.

    Raises:
        RecordUnknown: when ``by`` sees no such record, or it is the meeting itself.
        NoSide, NotYourRole, NotHere, AgendaFrozen, MeetingClosed, MinutesWrong: as for an item.
    """
    check_side(viewer_of(by), ["manage_meetings"])
    check_minutes(minutes)
    with transaction.atomic():
        entry = seen(meeting, by, "meeting")
        try:
            found = seen(reference, by)
        except NotHere:
            raise RecordUnknown(reference=reference) from None
        check_open(locked_sitting(entry.item), frozen=True)
        body = body_of(entry.item)
        if body is None:
            raise NotHere
        if found.item_id == entry.item_id:
            raise RecordUnknown(reference=reference)
        there = AgendaPlace.objects.filter(
            body_id=body, item_id=found.item_id, ended_at__isnull=True
        ).first()
        if there is not None and there.meeting_id == entry.item_id:
            return there
        if there is not None:
            return _moved_here(there, entry.item, minutes, by=by, at=at)
        place_all(
            body,
            entry.item,
            [ToPlace(found.item_id, "new", minutes, side=by.side_id)],
            event="placed",
            by=by,
            at=at,
        )
        return AgendaPlace.objects.get(
            body_id=body, item_id=found.item_id, meeting=entry.item, ended_at__isnull=True
        )


def place_records(
    *, meeting: str, references: Sequence[str], by: Account, at: dt.datetime
) -> list[AgendaPlace]:
    """Put several records on a meeting's agenda, all or none; returns those that came to it.

    What stands on it already stays where it is.

    Raises:
        ReferenceMissing: when none is named.
        RecordUnknown: for the first that cannot be put on it.
    """
    if not references:
        raise ReferenceMissing
    with transaction.atomic():
        entry = seen(meeting, by, "meeting")
        there = set(AgendaPlace.objects.filter(meeting=entry.item).values_list("pk", flat=True))
        placed = [
            place_record(meeting=meeting, reference=one, minutes=None, by=by, at=at)
            for one in dict.fromkeys(references)
        ]
    return [one for one in placed if one.pk not in there]


def _moved_here(
    place: AgendaPlace, meeting: Item, minutes: int | None, *, by: Account, at: dt.datetime
) -> AgendaPlace:
    """Move an open place from the body's list, or from another agenda, to the end of this one."""
    left = place.meeting
    if left is not None:
        check_open(locked_sitting(left), frozen=True)
        raise_counter(left)
    place.position = last_position(meeting) + STEP
    place.meeting, place.taken_off = meeting, None
    place.minutes = minutes or place.minutes
    place.save(update_fields=["meeting", "taken_off", "position", "minutes"])
    _changed(place, "placed", by=by, at=at)
    return place


def change_place(
    *,
    place: int,
    minutes: int | None,
    wish: str,
    counter: int,
    by: Account,
    at: dt.datetime,
) -> AgendaPlace:
    """Change how long an item is to take on this agenda, and what is wished of the meeting.

    Raises:
        NoSide, NotYourRole, NotHere, MeetingClosed, MinutesWrong: when it may not be.
        AgendaChanged: when somebody changed the agenda meanwhile.
    """
    check_minutes(minutes)
    with transaction.atomic():
        found = _changing(place, counter, by)
        found.minutes = minutes
        if wish in WISHES:
            found.wish = wish
        found.save(update_fields=["minutes", "wish"])
        _changed(found, "place_changed", by=by, at=at)
    return found


def move_place(*, place: int, to: int, counter: int, by: Account, at: dt.datetime) -> AgendaPlace:
    """Put an item at another place of the order.

    Args:
        place: which.
        to: the place it comes to among those that ``by`` sees, from 0; beyond the last is the last.
        counter: the count of the agenda as the mover saw it.
        by: who moves it.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere, AgendaFrozen, MeetingClosed: when it may not be.
        AgendaChanged: when somebody changed the agenda meanwhile.
    """
    with transaction.atomic():
        found = _changing(place, counter, by, frozen=True)
        every = list(AgendaPlace.objects.filter(meeting=found.meeting_id).order_by("position"))
        visible = set(
            Entry.objects.filter(
                item__in=[one.item_id for one in every],
                audience_id__in=visible_audiences(viewer_of(by)),
            ).values_list("item_id", flat=True)
        )
        rest = [one for one in every if one.pk != found.pk]
        shown = [index for index, one in enumerate(rest) if one.item_id in visible]
        # What this person does not see keeps its neighbours.
        at_index = shown[to] if 0 <= to < len(shown) else (len(rest) if to > 0 else 0)
        rest.insert(at_index, found)
        put_in_order([one.pk for one in rest])
        _changed(found, "place_moved", by=by, at=at)
    found.refresh_from_db()
    return found


def take_off(*, place: int, counter: int, by: Account, at: dt.datetime) -> AgendaPlace:
    """Take an item off an agenda: it waits in the body's list, where nothing is lost.

    Raises:
        NoSide, NotYourRole, NotHere, AgendaFrozen, MeetingClosed: when it may not be.
        AgendaChanged: when somebody changed the agenda meanwhile.
    """
    with transaction.atomic():
        found = _changing(place, counter, by, frozen=True)
        if found.ended_at is not None:
            raise NotHere
        meeting = found.meeting
        found.taken_off, found.meeting = meeting, None
        found.save(update_fields=["taken_off", "meeting"])
        assert meeting is not None
        raise_counter(meeting)
        _said(meeting, "taken_off", found, by=by, at=at)
    return found


def put_back(*, place: int, by: Account, at: dt.datetime) -> AgendaPlace:
    """Put an item back where it was taken off, or take one from the body's list.

    Raises:
        NoSide, NotYourRole, NotHere, AgendaFrozen, MeetingClosed: when it may not be.
    """
    check_side(viewer_of(by), ["manage_meetings"])
    with transaction.atomic():
        found = _seen_place(place, by)
        meeting = found.taken_off
        if found.meeting_id is not None and found.ended_at is None:
            return found
        if meeting is None or found.ended_at is not None:
            raise NotHere
        check_open(locked_sitting(meeting), frozen=True)
        found.meeting, found.taken_off = meeting, None
        found.save(update_fields=["taken_off", "meeting"])
        raise_counter(meeting)
        _said(meeting, "put_back", found, by=by, at=at)
    return found


def freeze(*, meeting: str, frozen: bool, by: Account, at: dt.datetime) -> Sitting:
    """Freeze the order of a meeting, or lift the freeze; what waited meanwhile then joins it.

    Raises:
        NoSide, NotYourRole, NotHere, MeetingClosed: when it may not be.
    """
    check_side(viewer_of(by), ["manage_meetings"])
    with transaction.atomic():
        entry = seen(meeting, by, "meeting")
        sitting = locked_sitting(entry.item)
        check_open(sitting)
        if bool(sitting.frozen_at) == frozen:
            return sitting
        sitting.frozen_at = at if frozen else None
        sitting.counter += 1
        sitting.save(update_fields=["frozen_at", "counter"])
        event = "agenda_frozen" if frozen else "agenda_unfrozen"
        note_event(entry.item, event, by=by, at=at, audience=seen_with(entry.item))
        if not frozen:
            gather(meeting=entry.item, by=by, at=at)
    return sitting


def locked_sitting(meeting: Item) -> Sitting:
    """Return the sitting of a meeting, locked for writing."""
    Sitting.objects.get_or_create(meeting=meeting)
    return Sitting.objects.select_for_update(of=("self",)).get(meeting=meeting)


def check_open(sitting: Sitting, *, frozen: bool = False) -> None:
    """Refuse where the meeting is closed or called off, or its agenda frozen where that matters.

    One that its text says was held, and that was never opened here, counts as closed.
    """
    # By name the faces come as shared, public, own: what both read decides.
    row = Meeting.objects.filter(item=sitting.meeting_id).order_by("-entry__face").first()
    if row is not None and is_off(row):
        raise MeetingOff
    if sitting.closed_at is not None or (
        row is not None and row.standing not in TO_COME and sitting.opened_at is None
    ):
        raise MeetingClosed
    if frozen and sitting.frozen_at is not None:
        raise AgendaFrozen


def check_minutes(minutes: int | None) -> None:
    """Refuse a length that no item can have."""
    if minutes is not None and not 0 < minutes <= LONGEST_ITEM:
        raise MinutesWrong(value=minutes)


def _seen_place(place: int, by: Account) -> AgendaPlace:
    """Return a place whose meeting and record ``by`` sees, locked."""
    visible = visible_audiences(viewer_of(by))
    found = (
        AgendaPlace.objects.select_for_update(of=("self",))
        .select_related("item", "meeting", "taken_off")
        .filter(pk=place)
        .first()
    )
    if found is None:
        raise NotHere
    needed = {one for one in (found.item_id, found.meeting_id or found.taken_off_id) if one}
    there = Entry.objects.filter(item__in=needed, audience_id__in=visible).values("item_id")
    if there.distinct().count() != len(needed):
        raise NotHere
    return found


def _changing(place: int, counter: int, by: Account, *, frozen: bool = False) -> AgendaPlace:
    """Return a place to be changed, its agenda locked and unchanged since ``counter``."""
    check_side(viewer_of(by), ["manage_meetings"])
    found = _seen_place(place, by)
    if found.meeting is None:
        raise AgendaChanged
    sitting = locked_sitting(found.meeting)
    check_open(sitting, frozen=frozen)
    if sitting.counter != counter:
        raise AgendaChanged
    return found


def _changed(place: AgendaPlace, event: str, *, by: Account, at: dt.datetime) -> None:
    assert place.meeting is not None
    raise_counter(place.meeting)
    _said(place.meeting, event, place, by=by, at=at)


def _said(meeting: Item, event: str, place: AgendaPlace, *, by: Account, at: dt.datetime) -> None:
    note_event(
        meeting,
        event,
        by=by,
        at=at,
        audience=seen_with(meeting),
        facts={"items": [str(place.item_id)]},
    )
