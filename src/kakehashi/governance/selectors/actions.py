"""Reading action points: lists with their filters, what waits for whom, the course of one."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from kakehashi.errors import NotHere
from kakehashi.governance import action_rules as rules
from kakehashi.governance.models import ActionEntry, ActionPoint
from kakehashi.governance.selectors.owners import Owner, owners_of
from kakehashi.governance.selectors.unrecorded import unrecorded_points
from kakehashi.people.models import Post
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Link

STILL, OVERDUE, TO_ACCEPT, TO_VERIFY = "open", "overdue", "to_accept", "to_verify"
SENT_BACK, UNRECORDED, CLOSED, EVERY = "sent_back", "unrecorded", "closed", "all"
SHOWING = (STILL, OVERDUE, TO_ACCEPT, TO_VERIFY, SENT_BACK, UNRECORDED, CLOSED, EVERY)
"""What a list may show, in the order it is offered."""

MINE, OURS, THEIRS = "mine", "ours", "theirs"


@dataclass(frozen=True)
class Asked:
    """Which action points are asked for."""

    showing: str = STILL
    whose: str = ""
    area: str = ""
    meeting: str = ""
    body: str = ""


@dataclass(frozen=True)
class Reading:
    """For whom a list is read, and on which day."""

    viewer: Viewer
    today: dt.date
    post: str = ""
    """The reader's own post."""


def showing(name: str, reading: Reading) -> Q:
    """Return what ``name``, one of :data:`SHOWING`, means to this reader today."""
    worked_on = Q(standing__in=rules.WORKED_ON)
    side = reading.viewer.side
    meanings: Mapping[str, Q] = {
        STILL: Q(standing__in=rules.STILL_OPEN),
        OVERDUE: worked_on & Q(agreed_date__lt=reading.today),
        TO_ACCEPT: worked_on
        & (
            Q(side=side, due_standing=rules.ASKED) | Q(due_standing=rules.COUNTERED) & ~Q(side=side)
        ),
        TO_VERIFY: Q(standing=rules.REPORTED) & ~Q(side=side),
        SENT_BACK: Q(standing__in=[rules.RETURNED, rules.REOPENED]),
        UNRECORDED: unrecorded_points(reading.today),
        CLOSED: Q(standing__in=rules.ENDED),
        EVERY: Q(),
    }
    return meanings[name]


def seen(reading: Reading) -> QuerySet[ActionPoint]:
    """Return every action point that the reader may see."""
    return ActionPoint.objects.filter(audience_id__in=visible_audiences(reading.viewer))


def listing(asked: Asked, reading: Reading) -> QuerySet[ActionPoint]:
    """Return the action points that are asked for, those due first on top."""
    found = _within(asked, reading).filter(showing(asked.showing, reading))
    return found.order_by(F("due_on").asc(nulls_last=True), "sort_key", "pk")


def _within(asked: Asked, reading: Reading) -> QuerySet[ActionPoint]:
    found = seen(reading)
    if asked.whose == MINE:
        found = found.filter(post=reading.post or "-")
    elif asked.whose == OURS:
        found = found.filter(side=reading.viewer.side)
    elif asked.whose == THEIRS:
        found = found.exclude(side=reading.viewer.side)
    given = {"area": asked.area, "meeting": asked.meeting, "body": asked.body}
    return found.filter(**{name: value for name, value in given.items() if value})


def counts(asked: Asked, reading: Reading) -> dict[str, int]:
    """Return how many there are for each of :data:`SHOWING`, the other filters kept: one query."""
    return _within(asked, reading).aggregate(
        **{name: Count("pk", filter=showing(name, reading)) for name in SHOWING if name != EVERY},
        all=Count("pk"),
    )


def offered(reading: Reading) -> tuple[list[str], list[str], list[str]]:
    """Return the areas, meetings and bodies that action points are of: three queries."""
    found = seen(reading).order_by()
    areas, meetings, bodies = (
        sorted(set(found.values_list(name, flat=True).distinct()) - {""})
        for name in ("area", "meeting", "body")
    )
    return areas, meetings, bodies


@dataclass(frozen=True)
class Listed:
    """An action point in a list, with its owner and what the reader may do at once."""

    row: ActionPoint
    owner: Owner | None
    steps: Sequence[str] = ()


def listed(rows: Sequence[ActionPoint], reading: Reading) -> list[Listed]:
    """Return rows with their owners: eight queries at most."""
    owners = owners_of((row.post for row in rows), reading.today)
    return [
        Listed(row, owners.get(row.post), rules.steps_for(reading.viewer, standing_of(row)))
        for row in rows
    ]


def standing_of(row: ActionPoint) -> rules.Standing:
    """Return what the rules read of an action point."""
    return rules.Standing(row.standing, row.due_standing, row.priority, row.side)


def action_point(reference: str, viewer: Viewer) -> ActionPoint:
    """Return the action point called ``reference`` with its text.

    Raises:
        NotHere: when there is none that the viewer may see.
    """
    found = (
        ActionPoint.objects.filter(reference=reference, audience_id__in=visible_audiences(viewer))
        .select_related("entry__version", "item__origin", "item__pen")
        .first()
    )
    if found is None:
        raise NotHere
    return found


@dataclass(frozen=True)
class StepTaken:
    """One step of the course as the reader sees it."""

    number: int
    entry: ActionEntry
    post: Post | None = None
    """The post that it was handed over to."""

    @property
    def words(self) -> Mapping[str, str]:
        """What was said with it, per language."""
        found: Mapping[str, str] = self.entry.entry.version.wording.get("body", {})
        return found

    @property
    def sources(self) -> Sequence[str]:
        """Addresses of the evidence."""
        found: Sequence[str] = self.entry.entry.version.facts.get("sources", [])
        return found


@dataclass(frozen=True)
class Followed:
    """An action point with its course."""

    row: ActionPoint
    owner: Owner | None
    steps: Sequence[StepTaken] = field(default=())


def course_of(row: ActionPoint, reading: Reading) -> Followed:
    """Return the steps on an action point that the reader sees, oldest first."""
    entries = list(
        ActionEntry.objects.filter(
            pk__in=Link.objects.filter(
                to_id=row.item_id, relation="about", kind="action_entry"
            ).values("entry_id"),
            audience_id__in=visible_audiences(reading.viewer),
        )
        .select_related("entry__version__author_post", "entry__version__author", "item__origin")
        .order_by("item__created_at", "item_id")
    )
    posts = Post.objects.in_bulk({one.post for one in entries if one.post})
    return Followed(
        row,
        owners_of([row.post], reading.today).get(row.post),
        [
            StepTaken(number, one, posts.get(one.post))
            for number, one in enumerate(entries, start=1)
        ],
    )


def open_points_of(bodies: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return body and item of every open action point of ``bodies``, those due first on top.

    For agendas, which are made for both sides: a draft is on none of them.
    """
    return list(
        Link.objects.filter(
            to_id__in=bodies,
            relation="of_body",
            kind="action_point",
            entry__actionpoint__standing__in=rules.STILL_OPEN,
        )
        .exclude(entry__face="own")
        .order_by(F("entry__actionpoint__due_on").asc(nulls_last=True), "sort_key", "pk")
        .values_list("to_id", "item_id")
    )


def open_for_body(body: str, viewer: Viewer) -> list[ActionPoint]:
    """Return the open action points of one body, for its next agenda: those due first on top."""
    return list(
        ActionPoint.objects.filter(
            audience_id__in=visible_audiences(viewer), body=body, standing__in=rules.STILL_OPEN
        ).order_by(F("due_on").asc(nulls_last=True), "sort_key", "pk")
    )


def points_due(
    viewer: Viewer, *, until: dt.date, area: str = "", body: str = "", limit: int = 20
) -> list[ActionPoint]:
    """Return open action points due up to ``until``, of every owner, the longest overdue first."""
    found = ActionPoint.objects.filter(
        audience_id__in=visible_audiences(viewer),
        standing__in=rules.STILL_OPEN,
        due_on__lte=until,
    )
    if area:
        found = found.filter(area=area)
    if body:
        found = found.filter(body=body)
    return list(found.order_by("due_on", "sort_key", "pk")[:limit])


def of_meeting(meeting: str, viewer: Viewer) -> list[ActionPoint]:
    """Return the action points that came out of a meeting."""
    return list(
        ActionPoint.objects.filter(
            audience_id__in=visible_audiences(viewer), meeting=meeting
        ).order_by("sort_key", "pk")
    )


def waiting_for(
    name: str, reading: Reading, *, until: dt.date | None = None, limit: int = 20
) -> tuple[list[ActionPoint], int]:
    """Return action points that wait for the reader's side in one of :data:`SHOWING`, and how many.

    Args:
        name: what they wait for; ``due`` is what its side accepted, due up to ``until``.
        reading: for whom.
        until: the last day, for ``due``.
        limit: how many to return.
    """
    found = seen(reading)
    if name == "due":
        found = found.filter(
            side=reading.viewer.side, standing__in=rules.WORKED_ON, agreed_date__lte=until
        )
    else:
        found = found.filter(showing(name, reading))
    if name == SENT_BACK:
        found = found.filter(side=reading.viewer.side)
    ordered = found.order_by(F("due_on").asc(nulls_last=True), "sort_key", "pk")
    return list(ordered[:limit]), found.count()
