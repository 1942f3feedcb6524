"""Reading agendas: a meeting's running order with its papers, and what waits for a body.

However long an agenda is, reading it takes the same number of queries.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from kakehashi.governance.models import AgendaPlace, Decision, Meeting, Paper, Sitting
from kakehashi.governance.rules import TO_COME
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Item, Link

ENDED_STATES = ("withdrawn", "overtaken")


@dataclass(frozen=True)
class PaperHere:
    """A paper, and whether it is late on the reader's day."""

    paper: Paper
    late: bool


@dataclass
class Placed:
    """One place of an agenda as a reader sees it."""

    number: int
    place: AgendaPlace
    face: Entry
    papers: list[PaperHere] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether it is said how it ended, or the record itself has ended."""
        return self.place.ended_at is not None or self.face.state in ENDED_STATES


@dataclass(frozen=True)
class Agenda:
    """A meeting's running order as a reader sees it."""

    sitting: Sitting
    places: Sequence[Placed]
    papers: Sequence[PaperHere]
    """Every paper of the meeting, late ones first, then by deadline."""
    length: int | None
    """Minutes that the meeting is to last, where it is said."""

    @property
    def minutes(self) -> int:
        """Minutes that its items are to take together."""
        return sum(one.place.minutes or 0 for one in self.places)

    @property
    def unmeasured(self) -> int:
        """How many items have no length."""
        return sum(not one.place.minutes for one in self.places)

    @property
    def over(self) -> int:
        """Minutes by which the items exceed the meeting; 0 where they fit."""
        return max(0, self.minutes - self.length) if self.length else 0

    @property
    def undecided(self) -> list[Placed]:
        """The items of which it is not said how they ended."""
        return [one for one in self.places if not one.ended]

    @property
    def here(self) -> Placed | None:
        """The item that the room is at, else the first that has not ended."""
        at = [one for one in self.places if one.place.pk == self.sitting.place_id]
        return next(iter([*at, *self.undecided, *self.places]), None)


def agenda(meeting: Meeting, viewer: Viewer, *, today: dt.date) -> Agenda:
    """Return the agenda of a meeting in seven queries.

    An item stands on it for those who may see the item; what only the other side has drafted
    does not.
    """
    visible = visible_audiences(viewer)
    sitting = Sitting.objects.filter(meeting=meeting.item_id).first()
    rows = list(AgendaPlace.objects.filter(meeting=meeting.item_id).select_related("side"))
    faces = _faces([one.item_id for one in rows], visible)
    places = [Placed(0, one, faces[one.item_id]) for one in rows if one.item_id in faces]
    for number, one in enumerate(places, start=1):
        one.number = number
    papers = _papers(meeting.item_id, places, visible, today)
    _decisions(places, visible)
    length = meeting.entry.version.facts.get("minutes")
    return Agenda(
        sitting=sitting or Sitting(meeting_id=meeting.item_id),
        places=places,
        papers=papers,
        length=int(length) if length else None,
    )


def _faces(items: Sequence[uuid.UUID], visible: Sequence[int]) -> dict[uuid.UUID, Entry]:
    return {
        face.item_id: face
        for face in Entry.objects.filter(item_id__in=items, audience_id__in=visible).select_related(
            "version"
        )
    }


def _papers(
    meeting: uuid.UUID, places: Sequence[Placed], visible: Sequence[int], today: dt.date
) -> list[PaperHere]:
    by_item = {one.face.item_id: one for one in places}
    links = Link.objects.filter(
        kind="paper",
        to_id__in=[meeting, *by_item],
        audience_id__in=visible,
        relation__in=["of_meeting", "about"],
    ).values_list("entry_id", "to_id")
    about: dict[int, list[uuid.UUID]] = {}
    for entry, to in links:
        about.setdefault(entry, []).append(to)
    found = [
        PaperHere(row, _late(row, today))
        for row in Paper.objects.filter(pk__in=list(about))
        .exclude(state__in=ENDED_STATES)
        .select_related("entry__version__side")
        .order_by("deadline", "sort_key", "pk")
    ]
    for one in found:
        for item in about[one.paper.pk]:
            if item in by_item:
                by_item[item].papers.append(one)
    return sorted(found, key=lambda one: (not one.late, one.paper.deadline or dt.date.max))


def _late(row: Paper, today: dt.date) -> bool:
    return not row.in_hand and row.deadline is not None and row.deadline < today


def _decisions(places: Sequence[Placed], visible: Sequence[int]) -> None:
    by_item = {one.face.item_id: one for one in places}
    about = dict(
        Link.objects.filter(
            kind="decision", relation="about", to_id__in=list(by_item), audience_id__in=visible
        ).values_list("entry_id", "to_id")
    )
    for row in (
        Decision.objects.filter(pk__in=list(about))
        .exclude(state="withdrawn")
        .order_by("date", "pk")
    ):
        by_item[about[row.pk]].decisions.append(row)


def waiting(body: uuid.UUID, viewer: Viewer) -> list[Placed]:
    """Return what waits for a body's next meeting as a reader sees it, in two queries.

    What lies on the agenda of a meeting that only the other side has drafted waits, too.
    """
    visible = visible_audiences(viewer)
    seen = Entry.objects.filter(item=OuterRef("meeting"), audience_id__in=visible)
    rows = list(
        AgendaPlace.objects.filter(
            Q(meeting__isnull=True) | ~Exists(seen), body=body, ended_at__isnull=True
        )
    )
    faces = _faces([one.item_id for one in rows], visible)
    return [
        Placed(number, one, faces[one.item_id])
        for number, one in enumerate((row for row in rows if row.item_id in faces), start=1)
        if faces[one.item_id].state not in ENDED_STATES
    ]


def meeting_for(reference: str, viewer: Viewer) -> Meeting | None:
    """Return the meeting called ``reference`` as a reader sees it: one query."""
    return (
        Meeting.objects.filter(reference=reference, audience_id__in=visible_audiences(viewer))
        .select_related("entry__version", "item")
        .first()
    )


def meetings_soon(viewer: Viewer, *, today: dt.date, until: dt.date) -> list[Meeting]:
    """Return the meetings to come from ``today`` until a day, soonest first."""
    return list(
        Meeting.objects.filter(
            audience_id__in=visible_audiences(viewer),
            date__gte=today,
            date__lte=until,
            standing__in=TO_COME,
        )
        .exclude(state__in=ENDED_STATES)
        .select_related("entry")
        .order_by("date", "pk")
    )


def meetings_unclosed(viewer: Viewer, *, today: dt.date) -> list[Meeting]:
    """Return the meetings whose day has passed and that nobody closed, oldest first."""
    return list(
        Meeting.objects.filter(
            audience_id__in=visible_audiences(viewer), date__lt=today, standing__in=TO_COME
        )
        .exclude(state__in=ENDED_STATES)
        .order_by("date", "pk")
    )


def papers_late(viewer: Viewer, *, today: dt.date, limit: int) -> tuple[list[Paper], int]:
    """Return papers whose deadline has passed without the other side having them, and how many.

    Two queries.
    """
    found = Paper.objects.filter(
        audience_id__in=visible_audiences(viewer), in_hand=False, deadline__lt=today
    ).exclude(state__in=ENDED_STATES)
    return list(
        found.select_related("entry__version__side").order_by("deadline", "pk")[:limit]
    ), found.count()


def of_meeting(meeting: Item, kinds: Sequence[str], viewer: Viewer) -> list[Entry]:
    """Return records of some kinds that are linked to a meeting, oldest first: one query."""
    visible = visible_audiences(viewer)
    linked = Link.objects.filter(
        entry=OuterRef("pk"), to=meeting, relation="of_meeting", audience_id__in=visible
    )
    return list(
        Entry.objects.filter(Exists(linked), kind__in=kinds, audience_id__in=visible)
        .exclude(state="withdrawn")
        .order_by("kind", "sort_key", "pk")
    )


@dataclass(frozen=True)
class OnAgenda:
    """That a record stands, or stood, on the agenda of a meeting that a reader sees."""

    place: AgendaPlace
    meeting: Meeting | None
    """None while it waits for the body's next meeting."""


def agendas_of(item: Item, viewer: Viewer) -> list[OnAgenda]:
    """Return on which agendas a record stands or stood, newest first, in two queries.

    For those who prepare meetings alone.
    """
    if not (viewer.side in item.sides if viewer.side else viewer.may("operate")):
        return []
    places = list(AgendaPlace.objects.filter(item=item).order_by("-added_at", "-pk"))
    if not places:
        return []
    meetings = {
        row.item_id: row
        for row in Meeting.objects.filter(
            item__in=[one.meeting_id for one in places if one.meeting_id],
            audience_id__in=visible_audiences(viewer),
        )
    }
    return [
        OnAgenda(one, meetings.get(one.meeting_id) if one.meeting_id else None)
        for one in places
        if one.meeting_id in meetings or one.ended_at is None
    ]
