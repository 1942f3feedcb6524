"""Reading partnership years: their steps with the day of each, the late ones first."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kakehashi.governance.models import Cycle, CycleStep, Meeting
from kakehashi.people.calendars import working_day_from, working_days_until
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import sides, visible_audiences

DONE, SKIPPED, LATE, AHEAD, UNDATED = "done", "skipped", "late", "ahead", "undated"
"""Where a step stands, on the reader's day."""

ENDED = ("withdrawn", "overtaken")

_ORDER = {LATE: 0, AHEAD: 1, UNDATED: 2, DONE: 3, SKIPPED: 4}


@dataclass(frozen=True)
class Step:
    """One step as it stands for one reader on one day."""

    row: CycleStep
    cycle: Cycle
    meeting: Meeting | None
    """What it hangs on; None while the body has no meeting in that year."""
    day: dt.date | None
    """The day it is due; of a done one the day it was due then."""
    standing: str
    left: int = 0
    """Working days until it is due, where it is still ahead."""


@dataclass(frozen=True)
class Year:
    """A partnership year as it stands for one reader on one day."""

    cycle: Cycle
    steps: Sequence[Step]
    """Late first, then by day, then undated, then what is settled."""
    meetings: Mapping[str, Sequence[Meeting]]
    """By the reference of the body, every body that has steps; none where no day is set."""

    @property
    def late(self) -> list[Step]:
        """The steps whose day has passed."""
        return [one for one in self.steps if one.standing == LATE]

    @property
    def by_day(self) -> list[Step]:
        """Every step that has a day, in the order of the year."""
        dated = [(one.day, one.row.position, one) for one in self.steps if one.day is not None]
        return [one for *_order, one in sorted(dated, key=lambda each: each[:2])]


def cycles(viewer: Viewer) -> list[Cycle]:
    """Return the partnership years the viewer may see, the newest first."""
    return list(_cycles(viewer).order_by("-first_day", "-pk"))


def current_cycle(viewer: Viewer, today: dt.date) -> Cycle | None:
    """Return the year that ``today`` lies in, else the next one, else the last."""
    found = [one for one in cycles(viewer) if one.first_day and one.last_day]
    within = [one for one in found if one.first_day <= today <= one.last_day]  # type: ignore[operator]
    coming = [one for one in found if one.first_day > today]  # type: ignore[operator]
    return next(iter([*within, *reversed(coming), *found]), None)


def year_of(item: uuid.UUID, viewer: Viewer, today: dt.date) -> Year:
    """Return one year with its steps; the cycle must be one that the viewer sees."""
    return years([_cycles(viewer).get(item=item)], viewer, today)[0]


def years(found: Sequence[Cycle], viewer: Viewer, today: dt.date) -> list[Year]:
    """Return years with their steps, in a number of queries that does not grow with them."""
    if not found:
        return []
    rows: dict[uuid.UUID, list[CycleStep]] = {}
    for row in CycleStep.objects.filter(item_id__in=[one.item_id for one in found]).select_related(
        "side", "done_by__post", "skipped_by__post"
    ):
        rows.setdefault(row.item_id, []).append(row)
    reading = _Reading(
        _meetings(found, rows.values(), viewer),
        viewer.side,
        today,
        tuple(side.calendar for side in sides()),
    )
    return [_year(one, rows.get(one.item_id, []), reading) for one in found]


def steps_ahead(viewer: Viewer, today: dt.date) -> list[Step]:
    """Return the open steps of every year that are the viewer's side's, or for all; late first."""
    open_years = [
        one
        for one in cycles(viewer)
        if one.last_day
        and one.last_day >= today - dt.timedelta(days=366)
        and one.state not in ENDED
    ]
    found = [
        step
        for year in years(open_years, viewer, today)
        for step in year.steps
        if step.row.open and step.day is not None and step.row.side_id in (None, viewer.side)
    ]
    return sorted(found, key=lambda one: (one.day or today, one.row.position))


def _cycles(viewer: Viewer) -> QuerySet[Cycle]:
    return Cycle.objects.filter(audience_id__in=visible_audiences(viewer))


def _meetings(
    found: Sequence[Cycle], rows: Iterable[Sequence[CycleStep]], viewer: Viewer
) -> list[Meeting]:
    """Return every meeting that steps may hang on, in the order of their days: one query."""
    bound = {row.meeting_id for each in rows for row in each if row.meeting_id}
    within = Q(pk__in=[])
    for one in found:
        if one.first_day and one.last_day:
            within |= Q(date__gte=one.first_day, date__lte=one.last_day)
    return list(
        Meeting.objects.filter(
            Q(item_id__in=bound) | within, audience_id__in=visible_audiences(viewer)
        )
        .exclude(date=None)
        .order_by("date", "pk")
    )


@dataclass(frozen=True)
class _Reading:
    """For whom and when years are read, and what their steps may hang on."""

    meetings: Sequence[Meeting]
    side: str
    today: dt.date
    calendars: tuple[str, ...]


def _year(cycle: Cycle, rows: Sequence[CycleStep], reading: _Reading) -> Year:
    known = {one.item_id: one for one in reading.meetings}
    live = {
        key: one
        for key, one in known.items()
        if one.standing != "cancelled" and one.state not in ENDED
    }
    within = [
        one
        for one in live.values()
        if one.date
        and cycle.first_day
        and cycle.last_day
        and cycle.first_day <= one.date <= cycle.last_day
    ]
    bound = {row.meeting_id for row in rows if row.meeting_id in live}
    steps = []
    for row in rows:
        if row.meeting_id and row.meeting_id not in known:
            continue  # a step of a meeting that the viewer does not see does not exist for them
        meeting = live.get(row.meeting_id) if row.meeting_id else None
        if meeting is None:  # none yet, or it was cancelled: the first that no step hangs on
            free = (one for one in within if one.body == row.body and one.item_id not in bound)
            meeting = next(free, None)
        steps.append(_step(row, cycle, meeting, reading))
    steps.sort(
        key=lambda one: (
            _ORDER[one.standing],
            one.day or reading.today,
            one.row.position,
            one.row.pk,
        )
    )
    taken = [one for one in known.values() if one in within or one.item_id in bound]
    return Year(
        cycle,
        steps,
        {
            body: [one for one in taken if one.body == body]
            for body in dict.fromkeys(row.body for row in rows)
        },
    )


def _step(row: CycleStep, cycle: Cycle, meeting: Meeting | None, reading: _Reading) -> Step:
    kept = row.kept_day if not row.kept_for or row.kept_for == reading.side else None
    day = kept
    if day is None and meeting is not None and meeting.date is not None:
        day = working_day_from(meeting.date, row.offset, reading.calendars)
    if row.done_at is not None:
        return Step(row, cycle, meeting, day, DONE)
    if row.skipped_at is not None:
        return Step(row, cycle, meeting, day, SKIPPED)
    if day is None:
        return Step(row, cycle, meeting, None, UNDATED)
    if day < reading.today:
        return Step(row, cycle, meeting, day, LATE)
    left = working_days_until(reading.today, day, reading.calendars)
    return Step(row, cycle, meeting, day, AHEAD, left)
