"""Where action points stand, replayed from the steps that both sides see."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.db.models import Max

from kakehashi.errors import Refused
from kakehashi.governance import action_rules as rules
from kakehashi.governance.action_rules import Standing
from kakehashi.governance.models import ActionEntry, ActionPoint
from kakehashi.governance.services.carrying import put
from kakehashi.people.calendars import after_working_days
from kakehashi.people.models import Post, Side
from kakehashi.records.models import Item, Link
from kakehashi.records.services.plans import BATCH

ABOUT = "about"

_DERIVED = (
    "standing",
    "due_standing",
    "post",
    "side",
    "organisation",
    "agreed_date",
    "offered_date",
    "due_on",
    "done_date",
    "closed_date",
    "reopen_until",
    "reported_side",
    "done_public",
    "steps",
)


@dataclass(frozen=True)
class Course:
    """Where an action point stands after the steps so far."""

    standing: str
    post: str
    due: str = rules.UNDATED
    agreed: dt.date | None = None
    offered: dt.date | None = None
    done: dt.date | None = None
    closed: dt.date | None = None
    reopen_until: dt.date | None = None
    reported_side: str = ""
    public: bool = False
    steps: int = 0


@dataclass(frozen=True)
class Taken:
    """One step as it was taken."""

    step: str
    side: str
    at: dt.datetime
    date: dt.date | None = None
    due: dt.date | None = None
    post: str = ""
    public: bool = False


@dataclass(frozen=True)
class Offices:
    """Posts and sides as the replay reads them."""

    places: Mapping[str, tuple[str, str]]
    """Post to its organisation and side."""
    sides: Mapping[str, Side]

    @classmethod
    def read(cls) -> "Offices":
        """Read them: two queries."""
        return cls(
            {
                pk: (organisation, side)
                for pk, organisation, side in Post.objects.values_list(
                    "pk", "organisation_id", "organisation__side_id"
                )
            },
            {side.code: side for side in Side.objects.all()},
        )

    def side_of(self, post: str) -> str:
        """Return the side of a post, empty for one there is not."""
        return self.places.get(post, ("", ""))[1]

    def day_of(self, at: dt.datetime, side: str) -> dt.date:
        """Return the day that ``at`` is where ``side`` is."""
        return at.astimezone(ZoneInfo(self.sides[side].zone)).date()

    @property
    def calendars(self) -> list[str]:
        """The calendars of all sides."""
        return [side.calendar for side in self.sides.values()]


def beginning(owner: str, due_date: dt.date | None) -> Course:
    """Return the course of an action point on which no step was taken yet."""
    return Course(
        rules.PROPOSED,
        owner,
        due=rules.ASKED if due_date else rules.UNDATED,
        offered=due_date,
    )


def after(course: Course, taken: Taken, *, priority: bool, offices: Offices) -> Course:
    """Return the course after one more step.

    A step that the tables do not allow from here moves nothing: the weight was changed since, or a
    step before it was withdrawn.
    """
    before = Standing(course.standing, course.due, priority, offices.side_of(course.post))
    try:
        move = rules.move_of(before, taken.step, taken.side)
    except Refused:
        return course
    now = replace(course, standing=move.to, steps=course.steps + 1)
    if taken.step == rules.PROPOSE_DUE:
        due = rules.due_after(before, taken.step, taken.side)
        now = replace(now, due=due, offered=taken.due)
    elif taken.step == rules.ACCEPT_DUE:
        due = rules.due_after(before, taken.step, taken.side)
        now = replace(now, due=due, agreed=taken.due or course.offered, offered=None)
    elif taken.step == rules.HAND_OVER:
        # Whoever takes it over has accepted nothing yet.
        asked = course.offered or course.agreed
        now = replace(
            now,
            post=taken.post,
            due=rules.ASKED if asked else rules.UNDATED,
            offered=asked,
            agreed=None,
        )
    elif taken.step in (rules.REPORT_DONE, rules.WAS_DONE):
        now = replace(now, done=taken.date, reported_side=taken.side)
    elif taken.step in (rules.RETURN, rules.REOPEN):
        now = replace(now, done=None, reported_side="")
    return _closed(now, course, taken, priority=priority, offices=offices)


def _closed(
    now: Course, before: Course, taken: Taken, *, priority: bool, offices: Offices
) -> Course:
    """Return ``now`` with the day it was closed, and until when it may be reopened."""
    ended = now.standing in rules.ENDED
    if ended == (before.standing in rules.ENDED):
        return now
    if not ended:
        return replace(now, closed=None, reopen_until=None, public=False)
    day = offices.day_of(taken.at, taken.side)
    may_return = not priority and now.standing == rules.DONE
    return replace(
        now,
        closed=day,
        public=taken.public,
        reopen_until=after_working_days(day, rules.REOPEN_WITHIN, offices.calendars)
        if may_return
        else None,
    )


def replayed(
    owner: str,
    due_date: dt.date | None,
    steps: Iterable[Taken],
    *,
    priority: bool,
    offices: Offices,
) -> Course:
    """Return the course of an action point after ``steps``, in the order they were taken."""
    course = beginning(owner, due_date)
    for taken in steps:
        course = after(course, taken, priority=priority, offices=offices)
    return course


def steps_of(points: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Taken]]:
    """Return the steps on ``points`` that the Participants see, as they were taken: two queries.

    Of a step with several faces the newest that was shared counts; a withdrawn one does not.
    """
    about = list(
        Link.objects.filter(to_id__in=points, relation=ABOUT, kind="action_entry").values_list(
            "entry_id", "to_id"
        )
    )
    to_of = dict(about)
    rows = (
        ActionEntry.objects.filter(pk__in=list(to_of))
        .exclude(state__in=["draft", "withdrawn"])
        .order_by("item__created_at", "item_id", "entry__version__number")
        .values_list(
            *("pk", "item_id", "step", "date", "due_date", "post"),
            *("state", "audience__reach", "item__origin_id", "item__created_at"),
        )
    )
    found: dict[uuid.UUID, dict[uuid.UUID, Taken]] = {}
    for pk, item, step, date, due, post, state, reach, side, at in rows:
        found.setdefault(to_of[pk], {})[item] = Taken(
            step=step,
            side=side or "",
            at=at,
            date=date,
            due=due,
            post=post,
            public=state == "published" and reach == "public",
        )
    return {point: list(steps.values()) for point, steps in found.items()}


def last_step_at(point: uuid.UUID) -> dt.datetime | None:
    """Return when the last step on an action point was taken: a clock set back starts from it."""
    found: dt.datetime | None = Item.objects.filter(
        pk__in=Link.objects.filter(to_id=point, relation=ABOUT, kind="action_entry").values(
            "item_id"
        )
    ).aggregate(last=Max("created_at"))["last"]
    return found


def settle_actions(items: Sequence[Item]) -> None:
    """Bring the derived columns of action points in step with the steps taken on them.

    Args:
        items: steps that were written, or action points whose faces were.
    """
    entries = [item.pk for item in items if item.kind == "action_entry"]
    points = {item.pk for item in items if item.kind == "action_point"}
    if entries:
        points |= set(
            Link.objects.filter(item_id__in=entries, relation=ABOUT).values_list("to_id", flat=True)
        )
    if not points:
        return
    offices = Offices.read()
    known = list(points)
    for start in range(0, len(known), BATCH):
        _settle(known[start : start + BATCH], offices)


def _settle(points: Sequence[uuid.UUID], offices: Offices) -> None:
    steps = steps_of(points)
    rows = list(
        ActionPoint.objects.filter(item_id__in=points).select_related("entry__version__author")
    )
    shared = {row.item_id for row in rows if row.state != "draft"}
    # Faces are written anew with every text: what is on an agenda already stays there.
    asleep = {row.pk for row in rows if row.steps == 0 or row.standing not in rules.STILL_OPEN}
    for row in rows:
        course = replayed(
            row.owner,
            row.due_date,
            steps.get(row.item_id, ()),
            priority=row.priority,
            offices=offices,
        )
        standing = course.standing
        if row.state in (rules.WITHDRAWN, rules.OVERTAKEN):
            standing = row.state
        elif row.item_id not in shared:
            standing = rules.DRAFT
        row.standing, row.due_standing = standing, course.due
        row.post, row.side = course.post, offices.side_of(course.post)
        row.organisation = offices.places.get(course.post, ("", ""))[0]
        row.agreed_date, row.offered_date = course.agreed, course.offered
        row.due_on = course.agreed or course.offered
        row.done_date, row.closed_date = course.done, course.closed
        row.reopen_until, row.reported_side = course.reopen_until, course.reported_side
        row.done_public = course.public and standing == rules.DONE
        row.steps = course.steps
    ActionPoint.objects.bulk_update(rows, list(_DERIVED), batch_size=BATCH)
    _to_agendas([row for row in rows if row.standing in rules.STILL_OPEN and row.pk in asleep])


def _to_agendas(rows: Sequence[ActionPoint]) -> None:
    """Put what has just become somebody's work on the next agenda of its body."""
    waiting = {row.item_id: row.entry.version for row in rows}
    links = Link.objects.filter(item_id__in=list(waiting), kind="action_point")
    came_from = dict(links.filter(relation="of_meeting").values_list("item_id", "to_id"))
    together: dict[tuple[uuid.UUID, uuid.UUID | None], list[uuid.UUID]] = {}
    for body, item in links.filter(relation="of_body").values_list("to_id", "item_id"):
        together.setdefault((body, came_from.get(item)), []).append(item)
    for (body, meeting), items in together.items():
        version = waiting[items[0]]
        put(
            body=body,
            items=list(dict.fromkeys(items)),
            why="open_action",
            by=version.author,
            at=version.at,
            but=meeting,
        )
