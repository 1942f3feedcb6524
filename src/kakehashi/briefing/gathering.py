"""What a brief says, gathered for one reader before it is put into words: rows, no language yet."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kakehashi.briefing.handling import Handling, highest, narrowest
from kakehashi.errors import NotHere
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Area, AreaLead, Partnership
from kakehashi.governance import selectors as governance
from kakehashi.governance.models import ActionPoint, Attendance, Meeting
from kakehashi.governance.selectors import Followed
from kakehashi.governance.selectors.actions import points_due
from kakehashi.people.models import Holding, Organisation, Person, Post, Side
from kakehashi.people.rules import PARTICIPANTS, Viewer
from kakehashi.people.selectors import sides
from kakehashi.records import selectors as records
from kakehashi.records.models import Entry, Record
from kakehashi.workplan import selectors as workplan
from kakehashi.workplan import sums
from kakehashi.workplan.models import JointAction, Milestone, Result, Update
from kakehashi.workplan.rules import NOT_YET

MANY = 200
"""Of each thing that is read, so that what is left out can be counted."""

SOON = 90
"""Days within which a due date is said to come up."""


@dataclass(frozen=True)
class Opposite:
    """A post across the table, with whoever was last seen holding it."""

    side: Side
    organisation: Organisation
    post: Post
    person: Person | None
    as_of: dt.date | None
    """The day the holder was last seen in the post."""


@dataclass(frozen=True)
class Gathered:
    """Everything a brief is made of."""

    partnership: Partnership | None
    area: Area | None
    meeting: Meeting | None
    coming: Meeting | None
    last: Meeting | None
    results: Sequence[Result]
    updates: Sequence[Update]
    """Progress that the sides reported to each other, of an area only."""
    decisions: Sequence[Followed]
    opposite: Sequence[Opposite]
    due: Sequence[JointAction | Milestone]
    due_total: int
    today: dt.date
    points: Sequence[ActionPoint]
    """Open action points due soon or overdue, whoever owns them."""
    to_confirm: Sequence[Entry]
    actions: int
    unreported: int
    handling: Handling
    zones: Sequence[str] = field(default=())
    """Of the sides, the reader's own first."""


def gather(viewer: Viewer, today: dt.date, *, area: str = "", meeting: str = "") -> Gathered:
    """Return what a brief says, in a fixed number of queries.

    Args:
        viewer: for whom; nothing else is in it.
        today: the day in the reader's zone.
        area: code of an area, for a brief of that area.
        meeting: reference of a meeting, for a brief of that meeting.

    Raises:
        NotHere: for an area or meeting that is not there, or not for this reader.
    """
    coming, last = governance.next_and_last(viewer, today)
    about = None
    if meeting:
        every = governance.meetings(viewer)
        about = next((one for one in every if one.reference == meeting), None)
        if about is None:
            raise NotHere
        coming, last = about, _before(about, every)
    areas = framework.areas(viewer)
    of_area = next((one for one in areas if one.reference == f"area-{area}"), None)
    if area and of_area is None:
        raise NotHere
    decided = governance.decisions(viewer, area=area)[:MANY]
    if about is not None:
        source = about.reference if about.standing == "held" else last.reference if last else ""
        decided = [one for one in decided if one.decision.meeting == source]
    results = workplan.latest_results(viewer, MANY, area)
    updates = workplan.latest_updates(viewer, area, MANY) if area else []
    due, due_total = workplan.due(
        viewer, until=today + dt.timedelta(days=SOON), limit=MANY, area=area
    )
    points = points_due(
        viewer,
        until=today + dt.timedelta(days=SOON),
        area=area,
        body=about.body if about else "",
        limit=MANY,
    )
    to_confirm = [] if area or meeting else records.to_confirm(viewer, MANY)
    counted = sums.progress_in(area, viewer)
    known_sides = list(sides())
    included: list[Record | Entry] = [
        *(one for one in (of_area, about, coming, last) if one),
        *results,
        *updates,
        *(one.decision for one in decided),
        *(told for one in decided for told in one.follow_ups),
        *due,
        *points,
        *to_confirm,
    ]
    return Gathered(
        partnership=framework.partnership(),
        area=of_area,
        meeting=about,
        coming=coming,
        last=last,
        results=results,
        updates=updates,
        decisions=decided,
        opposite=_opposite(viewer, known_sides, of_area, about or last, last),
        due=due,
        due_total=due_total,
        today=today,
        points=points,
        to_confirm=to_confirm,
        actions=sum(counted.values()),
        unreported=counted.get(NOT_YET, 0),
        handling=_handling(included),
        zones=[one.zone for one in sorted(known_sides, key=lambda one: one.code != viewer.side)],
    )


def _before(about: Meeting, every: Sequence[Meeting]) -> Meeting | None:
    """Return the meeting of the same body that was held before ``about``, else of any body."""
    held = [
        one
        for one in every
        if one.standing == "held" and one.date and about.date and one.date < about.date
    ]
    return next((one for one in held if one.body == about.body), held[0] if held else None)


def _opposite(
    viewer: Viewer,
    known: Sequence[Side],
    area: Area | None,
    meeting: Meeting | None,
    last: Meeting | None,
) -> list[Opposite]:
    """Return who sits opposite: leads of the area, and those who came last, each once."""
    others = {one.code: one for one in known if one.code != viewer.side}
    leads = (
        AreaLead.objects.filter(item_id=area.item_id, until=None, side_id__in=list(others))
        .select_related("post__organisation")
        .order_by("side_id", "post_id")
        if area
        else []
    )
    found = {one.post_id: (one.post, one.side_id) for one in leads}
    came = _attended(meeting, viewer) or _attended(last, viewer)
    for seen in came:
        if seen.side_id in others and seen.post is not None:
            found.setdefault(seen.post.pk, (seen.post, seen.side_id))
    holders = _holders(found)
    organisations = Organisation.objects.prefetch_related("names").in_bulk(
        {post.organisation_id for post, _side in found.values()}
    )
    return [
        Opposite(
            others[side],
            organisations[post.organisation_id],
            post,
            holders[key][0] if key in holders else None,
            holders[key][1] if key in holders else None,
        )
        for key, (post, side) in found.items()
    ]


def _attended(meeting: Meeting | None, viewer: Viewer) -> list[Attendance]:
    return governance.attendance(meeting, viewer) if meeting else []


def _holders(posts: Iterable[object]) -> dict[object, tuple[Person, dt.date | None]]:
    """Return who holds each post, or was last seen in it, and on which day that is known."""
    found: dict[object, tuple[Person, dt.date | None]] = {}
    for one in (
        Holding.objects.filter(post_id__in=list(posts), until=None)
        .select_related("person")
        .order_by("post_id", "pk")
    ):
        day = one.as_of or one.since
        before = found.get(one.post_id)
        if before is None or (day or dt.date.min) >= (before[1] or dt.date.min):
            found[one.post_id] = (one.person, day)
    return found


def _handling(included: Sequence[Record | Entry]) -> Handling:
    """Return the highest marking of what is in a brief.

    Never wider than the Participants: which promise nobody reported on, and which decision nobody
    followed up, is read from what they share and said to officials alone.
    """
    marked = highest(
        Entry.objects.filter(pk__in={one.pk for one in included})
        .order_by("pk")
        .values_list("version__marking", flat=True)
    )
    return Handling(narrowest([marked.reach, PARTICIPANTS]), marked.national, marked.caveats)
