"""Holding a meeting: where the room is, how each item ended, what was decided, closing.

What is typed in the room may arrive late and twice: a decision carries an id drawn beforehand, an
ending is taken a second time where it says the same.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from kakehashi.errors import NotHere, Refused, Words
from kakehashi.governance.models import AgendaPlace, Meeting, Sitting
from kakehashi.governance.rules import PLACE_ENDINGS, SAID_IN_THE_ROOM
from kakehashi.governance.services.agendas import check_open, locked_sitting
from kakehashi.governance.services.carrying import alive, carry, raise_counter, seen_with
from kakehashi.governance.services.seeing import placed_by, seen
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.rules import may_step
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.entered import TooLong
from kakehashi.records.services.plans import note_event, standing_of, text_of

REOPENED_WITHIN = dt.timedelta(hours=24)
"""How long after its closing a meeting may be reopened."""

LONGEST_HEAD = 120
"""Characters of a decision's first line that become its title."""


class PlaceEnded(Refused):
    """Somebody else has said otherwise how an item ended."""

    code = "item-ended-otherwise"
    status = 409
    message = {
        "en": "{reference} already ended as “{ending}”.",
        "ja": "{reference} は既に「{ending}」と記録されています。",
    }
    hint = {
        "en": "Open it again first if that is not how it ended.",
        "ja": "異なる場合は、先に結果を取り消してください。",
    }


class PlacedMeanwhile(Refused):
    """How an item ended was to be taken back, but it is on another agenda by now."""

    code = "item-placed-meanwhile"
    status = 409
    message = {
        "en": "{reference} was put on another agenda of this body meanwhile.",
        "ja": "{reference} は、既にこの会議体の別の議事次第に載せられています。",
    }
    hint = {
        "en": "What was said stands. To deal with it here, add it to this agenda again.",
        "ja": "記録された結果はそのままです。"
        "この会合で扱う場合は、改めて議事次第に追加してください。",
    }


class EndingUnknown(Refused):
    """An ending that is none, or that does not say where the item is raised instead."""

    code = "ending-unknown"
    message = {
        "en": "It is not said how the item ended, or where it is raised instead.",
        "ja": "議題の結果、又は提起する他の場が示されていません。",
    }
    hint = {
        "en": "Choose decided, noted, deferred or raised elsewhere; for the last say where.",
        "ja": "決定、了承、次回に持越し又は他の場で提起のいずれかを選択してください。"
        "他の場で提起する場合は、その場を記入してください。",
    }


class ItemsUndecided(Refused):
    """A meeting was to be closed while items of its agenda have not ended."""

    code = "items-undecided"
    status = 409
    message = {
        "en": "The meeting cannot close: it is not said how these ended: {items}.",
        "ja": "次の議題の結果が記録されていないため、会合を終了できません: {items}",
    }
    hint = {
        "en": "Say how each ended, or carry all of them over to the next meeting.",
        "ja": "各議題の結果を記録するか、全てを次回会合に持ち越してください。",
    }


class MeetingNotYet(Refused):
    """A meeting was to be closed before its day."""

    code = "meeting-not-yet"
    status = 409
    message = {
        "en": "The meeting is on {day}; it cannot be closed before.",
        "ja": "この会合は{day}の予定であり、それより前に終了することはできません。",
    }
    hint = {
        "en": "Change the date if it was held earlier.",
        "ja": "繰り上げて開催した場合は、日付を変更してください。",
    }


class TooLateToReopen(Refused):
    """A meeting was to be reopened that is not closed, or was closed longer ago than a day."""

    code = "too-late-to-reopen"
    status = 409
    message = {
        "en": "This meeting cannot be reopened: that is possible for one day after its closing.",
        "ja": "この会合は再開できません。再開できるのは終了から1日以内です。",
    }
    hint = {
        "en": "Record what is missing as a decision, or bring it to the next meeting.",
        "ja": "不足する内容は一致・決定事項として記録するか、次回会合の議題としてください。",
    }


class WhyReopened(Refused):
    """A meeting was to be reopened without saying why."""

    code = "reopening-unexplained"
    message = {
        "en": "It is not said why the meeting is reopened.",
        "ja": "会合を再開する理由が記入されていません。",
    }
    hint = {"en": "One sentence is enough.", "ja": "一文で構いません。"}


class DecisionEmpty(Refused):
    """A decision without words."""

    code = "decision-empty"
    message = {
        "en": "The decision has no words in any language.",
        "ja": "決定の内容がいずれの言語でも未記入です。",
    }
    hint = {
        "en": "Write it in one language; the other may follow.",
        "ja": "いずれか一方の言語で記入してください（他方は後で構いません）。",
    }


WHERE = {"en": "Where it is raised instead", "ja": "提起する他の場"}
WHY = {"en": "Why it is reopened", "ja": "再開の理由"}
LONGEST_PLACE, LONGEST_REASON = 200, 500


def check_length(text: str, label: Words, most: int) -> str:
    """Return a text of one line, trimmed.

    Raises:
        TooLong: when it is longer than its column.
    """
    line = " ".join(text.replace("\x00", " ").split())
    if len(line) > most:
        raise TooLong(label=label, length=len(line), most=most)
    return line


def open_sitting(*, meeting: str, by: Account, at: dt.datetime) -> Sitting:
    """Begin to hold a meeting: the room is at the first item that has not ended.

    Raises:
        NoSide, NotYourRole, NotHere, MeetingClosed: when it may not be.
    """
    with transaction.atomic():
        entry, sitting = _running(meeting, by)
        if sitting.opened_at is None:
            sitting.opened_at = at
            sitting.place = AgendaPlace.objects.filter(
                meeting=entry.item, ended_at__isnull=True
            ).first()
            sitting.save(update_fields=["opened_at", "place"])
            _say(entry.item, "opened", by=by, at=at)
    return sitting


def go_to(*, meeting: str, place: int, by: Account, at: dt.datetime) -> Sitting:
    """Say that the room is at an item.

    Raises:
        NoSide, NotYourRole, NotHere, MeetingClosed: when it may not be.
    """
    with transaction.atomic():
        entry, sitting = _running(meeting, by)
        found = _on_agenda(entry.item, place, by)
        if sitting.place_id != found.pk:
            sitting.place = found
            sitting.opened_at = sitting.opened_at or at
            sitting.save(update_fields=["place", "opened_at"])
            _say(entry.item, "came_to", by=by, at=at, items=[found.item_id])
    return sitting


def end_place(
    *,
    meeting: str,
    place: int,
    ending: str,
    elsewhere: str = "",
    by: Account,
    at: dt.datetime,
) -> AgendaPlace:
    """Say how an item ended; an empty ending takes back what was said.

    Raises:
        NoSide, NotYourRole, NotHere, MeetingClosed: when it may not be.
        EndingUnknown: for an ending that is none.
        TooLong: for a place of more than 200 characters.
        PlaceEnded: when somebody has said otherwise.
        PlacedMeanwhile: when it is taken back, but stands open on another agenda by now.
    """
    where = check_length(elsewhere, WHERE, LONGEST_PLACE)
    if (ending and ending not in SAID_IN_THE_ROOM) or (ending == "elsewhere" and not where):
        raise EndingUnknown
    with transaction.atomic():
        entry, sitting = _running(meeting, by)
        found = _on_agenda(entry.item, place, by)
        where = where if ending == "elsewhere" else ""
        if (found.ending, found.elsewhere) == (ending, where):
            return found
        if found.ending and ending:
            raise PlaceEnded(reference=found.item.reference, ending=PLACE_ENDINGS[found.ending])
        if (
            not ending
            and AgendaPlace.objects.filter(pk=found.pk).filter(_open_elsewhere()).exists()
        ):
            raise PlacedMeanwhile(reference=found.item.reference)
        found.ending, found.elsewhere = ending, where
        found.ended_at, found.ended_by = (at, by) if ending else (None, None)
        found.save(update_fields=["ending", "elsewhere", "ended_at", "ended_by"])
        if sitting.opened_at is None:
            sitting.opened_at = at
            sitting.save(update_fields=["opened_at"])
        raise_counter(entry.item)
        event = "item_ended" if ending else "item_opened_again"
        _say(entry.item, event, by=by, at=at, items=[found.item_id], ending=ending)
    return found


def decide(
    *,
    meeting: str,
    place: int | None,
    words: Mapping[str, str],
    decision_kind: str = "",
    due: dt.date | None = None,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Record a decision as it falls, tied to its item, provisions and area; both sides see it.

    It may arrive after the meeting was closed: what was typed in the room is never refused for
    having come late. Sent a second time with the same ``id`` it gives the decision already made.

    Raises:
        NoSide, NotYourRole: when the account may not record decisions.
        NotHere: for a meeting or item the account does not see.
        DecisionEmpty: without words.
        FactWrong, TooLong: for what is entered.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["record_decisions", "write"])
    said = {code: text.strip() for code, text in words.items() if text.strip()}
    if not said:
        raise DecisionEmpty
    with transaction.atomic():
        entry = seen(meeting, by, "meeting")
        if id is not None:
            made = Item.objects.filter(pk=id, kind="decision", origin=viewer.side).first()
            if made is not None:
                return made
        row = Meeting.objects.get(pk=entry.pk)
        links = [LinkTo("of_meeting", entry.item_id)]
        if place is not None:
            found = _on_agenda(entry.item, place, by)
            links += _tied(found, by)
        item = records.create(
            kind="decision",
            text=NewText(
                wording={
                    "title": {code: head_of(text) for code, text in said.items()},
                    "body": said,
                },
                facts={
                    "date": row.date.isoformat() if row.date else "",
                    "decision_kind": decision_kind,
                    "due_date": due.isoformat() if due else "",
                },
                links=links,
            ),
            by=by,
            at=at,
            id=id,
        )
        if viewer.may("share") and entry.face != "own":
            records.share(item=item.pk, by=by, at=at)
    return item


def carry_rest(*, meeting: str, by: Account, at: dt.datetime) -> int:
    """Say of all that has not ended that it was not reached; it comes to the next agenda.

    Returns:
        How many of those that this person sees: a draft of the other side goes over uncounted.

    Raises:
        NoSide, NotYourRole, NotHere, MeetingClosed: when it may not be.
    """
    with transaction.atomic():
        entry, sitting = _running(meeting, by)
        left = AgendaPlace.objects.filter(meeting=entry.item, ended_at__isnull=True)
        items = list(left.values_list("item_id", flat=True))
        if items:
            left.update(ending="not_reached", ended_at=at, ended_by=by)
            sitting.opened_at = sitting.opened_at or at
            sitting.save(update_fields=["opened_at"])
            raise_counter(entry.item)
            _say(entry.item, "rest_carried", by=by, at=at, items=items)
    return _seen_among(items, by)


def take_back_rest(*, meeting: str, by: Account, at: dt.datetime) -> int:
    """Open again all that was said not to have been reached, and is on no other agenda by now.

    Returns:
        How many.

    Raises:
        NoSide, NotYourRole, NotHere, MeetingClosed: when it may not be.
    """
    with transaction.atomic():
        entry, _sitting = _running(meeting, by)
        left = AgendaPlace.objects.filter(
            ~_open_elsewhere(), meeting=entry.item, ending="not_reached"
        )
        items = list(left.values_list("item_id", flat=True))
        if items:
            left.update(ending="", ended_at=None, ended_by=None)
            raise_counter(entry.item)
            _say(entry.item, "rest_taken_back", by=by, at=at, items=items)
    return _seen_among(items, by)


def _seen_among(items: list[uuid.UUID], by: Account) -> int:
    seen_here = visible_audiences(viewer_of(by))
    faces = Entry.objects.filter(item_id__in=items, audience_id__in=seen_here)
    return faces.values("item_id").distinct().count()


def close_meeting(*, meeting: str, by: Account, at: dt.datetime) -> Sitting:
    """Close a meeting: it was held, and what it left open goes to the next one.

    What only the other side has drafted for it, and this one cannot see, is carried over too.

    Raises:
        NoSide, NotYourRole, NotHere, MeetingClosed: when it may not be.
        MeetingNotYet: before its day.
        ItemsUndecided: while it is not said of every item how it ended.
    """
    with transaction.atomic():
        entry, sitting = _running(meeting, by)
        row = Meeting.objects.get(pk=entry.pk)
        today = max(
            at.astimezone(ZoneInfo(zone)).date()
            for zone in Side.objects.values_list("zone", flat=True)
        )
        if row.date is not None and row.date > today:
            raise MeetingNotYet(day=day_words(row.date))
        left = AgendaPlace.objects.filter(
            Exists(alive()), meeting=entry.item, ended_at__isnull=True
        )
        faces = Entry.objects.filter(
            item=OuterRef("item"), audience_id__in=visible_audiences(viewer_of(by))
        )
        undecided = list(left.filter(Exists(faces)).values_list("item__reference", flat=True))
        if undecided:
            raise ItemsUndecided(items=", ".join(undecided))
        left.update(ending="not_reached", ended_at=at)
        sitting.closed_at, sitting.closed_by, sitting.place = at, by, None
        sitting.opened_at = sitting.opened_at or at
        sitting.counter += 1
        sitting.save()
        _say(entry.item, "closed", by=by, at=at)
        carry(meeting=entry.item, by=by, at=at)
        _held(entry, by=by, at=at)
    return sitting


def reopen_meeting(*, meeting: str, why: str, by: Account, at: dt.datetime) -> Sitting:
    """Open a closed meeting again, within a day: what it passed on comes back to it.

    What the next meeting has dealt with already stays there.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        WhyReopened, TooLong: without a reason, or with one of more than 500 characters.
        TooLateToReopen: when it is not closed, or was closed longer ago.
    """
    check_side(viewer_of(by), ["manage_meetings"])
    reason = check_length(why, WHY, LONGEST_REASON)
    if not reason:
        raise WhyReopened
    with transaction.atomic():
        entry = seen(meeting, by, "meeting")
        sitting = locked_sitting(entry.item)
        if sitting.closed_at is None or at - sitting.closed_at > REOPENED_WITHIN:
            raise TooLateToReopen
        passed_on = AgendaPlace.objects.filter(
            came_from__meeting=entry.item, ended_at__isnull=True
        ).exclude(meeting__sitting__opened_at__isnull=False)
        for after in Item.objects.filter(agenda_places__in=passed_on).distinct():
            raise_counter(after)
        passed_on.delete()
        AgendaPlace.objects.filter(
            ~_open_elsewhere(), meeting=entry.item, ending="not_reached"
        ).update(ending="", ended_at=None, ended_by=None)
        sitting.closed_at = sitting.closed_by = None
        sitting.reopened_at, sitting.reopened_why = at, reason
        sitting.counter = F("counter") + 1
        sitting.save()
        sitting.refresh_from_db()
        _say(entry.item, "reopened", by=by, at=at)
    return sitting


def _open_elsewhere() -> Exists:
    """Say of an outer place whether its record stands open for the same body."""
    return Exists(
        AgendaPlace.objects.filter(
            item=OuterRef("item"), body=OuterRef("body"), ended_at__isnull=True
        )
    )


def _running(meeting: str, by: Account) -> tuple[Entry, Sitting]:
    check_side(viewer_of(by), ["manage_meetings"])
    entry = seen(meeting, by, "meeting")
    sitting = locked_sitting(entry.item)
    check_open(sitting)
    return entry, sitting


def _on_agenda(meeting: Item, place: int, by: Account) -> AgendaPlace:
    found = (
        AgendaPlace.objects.select_for_update(of=("self",))
        .select_related("item")
        .filter(pk=place, meeting=meeting)
        .first()
    )
    visible = visible_audiences(viewer_of(by))
    if (
        found is None
        or not Entry.objects.filter(item=found.item_id, audience_id__in=visible).exists()
    ):
        raise NotHere
    return found


def _tied(place: AgendaPlace, by: Account) -> list[LinkTo]:
    """Return what a decision on an item is about: the item, its provisions and its area."""
    face = (
        Entry.objects.filter(item=place.item_id, audience_id__in=visible_audiences(viewer_of(by)))
        .select_related("version")
        .get()
    )
    return [LinkTo("about", place.item_id), *placed_by(face)]


def head_of(text: str) -> str:
    """Return the first line of a text, cut at a length that a list can show."""
    line = text.splitlines()[0].strip()
    return line if len(line) <= LONGEST_HEAD else f"{line[: LONGEST_HEAD - 1].rstrip()}…"


def _held(entry: Entry, *, by: Account, at: dt.datetime) -> None:
    """Say in the meeting's own text that it was held, where this side may write it.

    Where the other side holds the pen, the meeting counts as held by its sitting, and the text
    follows when that side next writes it.
    """
    version = Version.objects.get(pk=entry.version_id)
    if version.facts.get("standing") == "held":
        return
    item = Item.objects.get(pk=entry.item_id)
    if may_step(viewer_of(by), standing_of(item, entry), "save"):
        text = text_of(version)
        records.save(
            item=item.pk,
            base=version.number,
            text=replace(text, facts={**text.facts, "standing": "held"}),
            by=by,
            at=at,
        )
        if entry.face != "own" and viewer_of(by).may("share"):
            records.share(item=item.pk, by=by, at=at)
        return
    Meeting.objects.filter(item=item, entry__face__in=["own", "shared"]).update(standing="held")


def _say(
    meeting: Item,
    event: str,
    *,
    by: Account,
    at: dt.datetime,
    items: list[uuid.UUID] | None = None,
    **facts: object,
) -> None:
    note_event(
        meeting,
        event,
        by=by,
        at=at,
        audience=seen_with(meeting),
        facts={**({"items": [str(one) for one in items]} if items else {}), **facts},
    )
