"""Carrying over: what is open comes to the next agenda of its body by itself.

However many items there are, each of these takes the same number of queries.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from kakehashi.governance.carrying import OPEN
from kakehashi.governance.models import AgendaPlace, Meeting, Sitting
from kakehashi.governance.rules import CARRIED, TO_COME
from kakehashi.people.models import Account
from kakehashi.people.rules import PARTICIPANTS, Circle
from kakehashi.people.services import Interner
from kakehashi.records.models import Entry, Item, Link
from kakehashi.records.services.plans import note_event

STEP = 10
"""Between two places, so that a later one can stand between them."""

ENDED_STATES = ("withdrawn", "overtaken")


@dataclass(frozen=True)
class ToPlace:
    """A record that is to stand on an agenda."""

    item: uuid.UUID
    why: str
    minutes: int | None = None
    wish: str = ""
    came_from: int | None = None
    taken_off: uuid.UUID | None = None
    side: str | None = None


def alive() -> QuerySet[Entry]:
    """Return the faces that stand of the record of an outer place, for a subquery."""
    return Entry.objects.filter(item=OuterRef("item")).exclude(state__in=ENDED_STATES)


def open_places() -> QuerySet[AgendaPlace]:
    """Return the places without an ending whose record still stands."""
    return AgendaPlace.objects.filter(Exists(alive()), ended_at__isnull=True)


def next_meeting(
    body: uuid.UUID, at: dt.datetime, *, but: uuid.UUID | None = None
) -> Meeting | None:
    """Return the soonest meeting of a body that its open items come to; None where none is set.

    Meetings that both sides see come before those that only one has drafted; one whose agenda is
    frozen, that has been opened, or that has passed takes nothing more.
    """
    found = (
        Meeting.objects.filter(
            item_id__in=Meeting.objects.filter(
                entry__links__relation="of_body", entry__links__to=body
            ).values("item_id"),
            standing__in=TO_COME,
        )
        .filter(Q(date__gte=at.date()) | Q(date__isnull=True))
        .exclude(state__in=ENDED_STATES)
        .exclude(
            item_id__in=Sitting.objects.filter(
                Q(frozen_at__isnull=False) | Q(opened_at__isnull=False)
            ).values("meeting_id")
        )
        .select_related("entry", "item")
        .order_by("date", "pk")
    )
    rows = [row for row in found if row.item_id != but]
    both = [row for row in rows if row.entry.face != "own"]
    return next(iter([*both, *rows]), None)


def put(
    *,
    body: uuid.UUID,
    items: Sequence[uuid.UUID],
    why: str,
    by: Account | None,
    at: dt.datetime,
    but: uuid.UUID | None = None,
) -> int:
    """Put records on the next agenda of a body, or in its list where no meeting is set.

    Those that are on one already stay where they are; what a meeting made does not come to the
    agenda of that meeting, ``but``, itself. For services that open an action point or
    a referral; the caller has checked what ``by`` may do.

    Returns:
        How many were put.
    """
    with transaction.atomic():
        there = set(
            AgendaPlace.objects.filter(
                body_id=body, item_id__in=items, ended_at__isnull=True
            ).values_list("item_id", flat=True)
        )
        coming = next_meeting(body, at, but=but)
        new = [ToPlace(one, why) for one in items if one not in there]
        return place_all(body, coming.item if coming else None, new, event="placed", by=by, at=at)


def gather(*, meeting: Item, by: Account | None, at: dt.datetime) -> int:
    """Bring to a meeting's agenda whatever waits for it: its body's list, and all that is open.

    Items that lie on the draft of a meeting which only one side has seen come too once this one is
    seen by both.

    Returns:
        How many came.
    """
    row = _rows_of(meeting).select_related("entry").order_by("-entry__face").first()
    body = body_of(meeting)
    if row is None or body is None or row.standing not in TO_COME:
        return 0
    taken = Q(frozen_at__isnull=False) | Q(opened_at__isnull=False)
    if Sitting.objects.filter(taken, meeting=meeting).exists():
        return 0
    with transaction.atomic():
        waiting = open_places().filter(Q(meeting__isnull=True) & ~Q(taken_off=meeting), body=body)
        if _rows_of(meeting).filter(entry__face__in=["shared", "public"]).exists():
            both = Entry.objects.filter(item=OuterRef("meeting"), face__in=["shared", "public"])
            waiting |= open_places().filter(~Exists(both), body=body, meeting__isnull=False)
        came = list(waiting.exclude(meeting=meeting).order_by("position", "pk"))
        settled = _settled(body, [one.pk for one in came])
        start = last_position(meeting) + STEP
        came = [one for one in came if one.pk not in settled]
        _move(came, meeting, start)
        if came:
            _note(meeting, "gathered", [str(one.item_id) for one in came], by=by, at=at)
        end_settled(settled, at=at)
        new = _owed(body)
        return len(came) + place_all(body, meeting, new, event="placed", by=by, at=at)


def carry(*, meeting: Item, by: Account | None, at: dt.datetime) -> int:
    """Carry what a closed meeting deferred or did not reach to its body's next agenda.

    Whatever else is open for that body and stands on no agenda comes with it.

    Returns:
        How many were carried.
    """
    body = body_of(meeting)
    if body is None:
        return 0
    with transaction.atomic():
        following = next_meeting(body, at, but=meeting.pk)
        here = AgendaPlace.objects.filter(item=OuterRef("item"), body=body, ended_at__isnull=True)
        left = list(
            AgendaPlace.objects.filter(
                Exists(alive()), ~Exists(here), meeting=meeting, ending__in=CARRIED
            ).order_by("position", "pk")
        )
        settled = _settled(body, [one.pk for one in left])
        new = [
            ToPlace(
                one.item_id,
                "carried",
                minutes=one.minutes,
                wish=one.wish,
                came_from=one.pk,
                side=one.side_id,
            )
            for one in left
            if one.pk not in settled
        ]
        taken = {one.item for one in new}
        new += [one for one in _owed(body) if one.item not in taken]
        return place_all(
            body, following.item if following else None, new, event="carried", by=by, at=at
        )


def is_off(row: Meeting) -> bool:
    """Say whether a meeting will not be held."""
    return row.standing == "cancelled" or row.state in ENDED_STATES


def free(meetings: Sequence[Item]) -> None:
    """Give back what stood on the agendas of meetings that will not be held.

    It goes to the next meeting of its body, or waits in the body's list.
    """
    stuck = list(
        AgendaPlace.objects.filter(
            Q(ended_at__isnull=True) | Q(ending__in=CARRIED, carried_to__isnull=True),
            meeting__in=[one.pk for one in meetings],
        )
        .exclude(meeting__sitting__closed_at__isnull=False)
        .order_by("position", "pk")
    )
    if not stuck:
        return
    newest = Entry.objects.filter(item__in=[one.pk for one in meetings]).aggregate(
        at=Max("updated_at")
    )["at"]
    for gone in meetings:
        rows = [one for one in stuck if one.meeting_id == gone.pk]
        if not rows:
            continue
        version = gone.versions.order_by("-number").select_related("author").first()
        at = newest or (version.at if version else gone.created_at)
        following = next_meeting(rows[0].body_id, at, but=gone.pk)
        AgendaPlace.objects.filter(pk__in=[one.pk for one in rows]).update(
            ending="", ended_at=None, ended_by=None
        )
        target = following.item if following else None
        _move(rows, target, (last_position(target) if target else 0) + STEP)
        _note(
            gone,
            "agenda_freed",
            [str(one.item_id) for one in rows],
            by=version.author if version else None,
            at=at,
        )


def end_settled(places: Iterable[int], *, at: dt.datetime) -> None:
    """End places whose record was dealt with before its meeting came."""
    found = list(places)
    if found:
        AgendaPlace.objects.filter(pk__in=found).update(
            ending="settled", ended_at=at, meeting=None, taken_off=None
        )


def put_in_order(places: Sequence[int]) -> None:
    """Number the places of an agenda in the order given, in one statement."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE governance_agendaplace SET position = %s WHERE id = %s",
            [(STEP * (index + 1), one) for index, one in enumerate(places)],
        )


def raise_counter(meeting: Item) -> None:
    """Say that the agenda of a meeting changed."""
    Sitting.objects.get_or_create(meeting=meeting)
    Sitting.objects.filter(meeting=meeting).update(counter=F("counter") + 1)


def _rows_of(meeting: Item) -> QuerySet[Meeting]:
    return Meeting.objects.filter(item=meeting)


def body_of(meeting: Item) -> uuid.UUID | None:
    """Return the body whose meeting it is."""
    return (
        Link.objects.filter(item=meeting, relation="of_body", kind="meeting")
        .order_by("-entry_id")
        .values_list("to_id", flat=True)
        .first()
    )


def last_position(meeting: Item) -> int:
    """Return the position of the last place of an agenda, 0 where it is empty."""
    found = AgendaPlace.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"]
    return int(found or 0)


def _owed(body: uuid.UUID) -> list[ToPlace]:
    """Return what is open for ``body`` by its kind and stands on no agenda of it."""
    there = set(
        AgendaPlace.objects.filter(body_id=body, ended_at__isnull=True).values_list(
            "item_id", flat=True
        )
    )
    # What a meeting not yet closed has deferred comes when it is closed.
    there |= set(
        AgendaPlace.objects.filter(
            body_id=body,
            ending__in=CARRIED,
            meeting__isnull=False,
            meeting__sitting__closed_at__isnull=True,
        ).values_list("item_id", flat=True)
    )
    found: dict[uuid.UUID, ToPlace] = {}
    for one in OPEN.values():
        for _body, item in one.open_items([body]):
            if item not in there:
                found.setdefault(item, ToPlace(item, one.why))
    return list(found.values())


def _settled(body: uuid.UUID, places: Sequence[int]) -> set[int]:
    """Return those of ``places`` whose kind no longer counts their record as open."""
    if not places or not OPEN:
        return set()
    still = {item for one in OPEN.values() for _body, item in one.open_items([body])}
    return set(
        AgendaPlace.objects.filter(pk__in=places, item__kind__in=list(OPEN))
        .exclude(item_id__in=still)
        .values_list("pk", flat=True)
    )


def _move(places: Sequence[AgendaPlace], meeting: Item | None, start: int) -> None:
    """Put places on an agenda one after the other, in one statement however many they are."""
    if not places:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE governance_agendaplace SET meeting_id = %s, taken_off_id = NULL, position = %s"
            " WHERE id = %s",
            [
                (_as_key(meeting.pk if meeting else None), start + STEP * index, one.pk)
                for index, one in enumerate(places)
            ],
        )
    if meeting is not None:
        raise_counter(meeting)


def place_all(
    body: uuid.UUID,
    meeting: Item | None,
    new: Sequence[ToPlace],
    *,
    event: str,
    by: Account | None,
    at: dt.datetime,
) -> int:
    """Write places one after the other, in one statement however many they are."""
    if not new:
        return 0
    start = (last_position(meeting) if meeting else 0) + STEP
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO governance_agendaplace (body_id, meeting_id, item_id, position, minutes,"
            " wish, why, came_from_id, taken_off_id, ending, elsewhere, ended_at, ended_by_id,"
            " side_id, added_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '', NULL, NULL, %s, %s)",
            [
                (
                    _as_key(body),
                    _as_key(meeting.pk if meeting else None),
                    _as_key(one.item),
                    start + STEP * index,
                    one.minutes,
                    one.wish,
                    one.why,
                    one.came_from,
                    _as_key(one.taken_off),
                    one.side,
                    moment,
                )
                for index, one in enumerate(new)
            ],
        )
    if meeting is not None:
        raise_counter(meeting)
    subject = meeting or Item.objects.get(pk=body)
    _note(subject, event, [str(one.item) for one in new], by=by, at=at)
    return len(new)


def _as_key(value: uuid.UUID | None) -> str | uuid.UUID | None:
    key: str | uuid.UUID | None = models.UUIDField().get_db_prep_value(value, connection)
    return key


def seen_with(item: Item) -> int:
    """Return the audience of an event about a meeting's running: who prepares it, never the public.

    That is one's own side while only a draft of it exists, and the Participants afterwards.
    """
    faces = {one.face: one for one in Entry.objects.filter(item=item).select_related("version")}
    if set(faces) == {"own"}:
        return faces["own"].version.audience_id
    return Interner().number(
        Circle(
            reach=PARTICIPANTS,
            state="shared",
            origin=item.origin_id or "",
            sides=tuple(item.sides),
        )
    )


def _note(
    item: Item, event: str, items: Sequence[str], *, by: Account | None, at: dt.datetime
) -> None:
    """Append one event about a meeting's agenda, naming the records it is about."""
    note_event(item, event, by=by, at=at, audience=seen_with(item), facts={"items": list(items)})
