"""What a paper says, read before it is put into words: for one reader, or for the whole table."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kakehashi.briefing.handling import Handling, highest, narrowest
from kakehashi.briefing.papers.kinds import JOINT, MEETING, OWN, PaperKind
from kakehashi.briefing.papers.lives import LifeMaterial, read_lives
from kakehashi.briefing.papers.sittings import (
    SittingMaterial,
    read_agenda,
    read_lines,
    read_notes,
    read_points,
    text_for,
)
from kakehashi.briefing.papers.speaking import Topics, areas_of, subjects_of
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Area, Partnership
from kakehashi.governance import selectors as governance
from kakehashi.governance.models import Attendance, Body, Meeting
from kakehashi.governance.selectors import Followed
from kakehashi.lines.rules import ANSWER
from kakehashi.look.dates import day_words
from kakehashi.people.models import Organisation
from kakehashi.people.rules import OWN_SIDE, PARTICIPANTS, Viewer, check_side, table_of
from kakehashi.people.selectors import organisations, sides, visible_audiences
from kakehashi.records.models import Entry, Link, Record
from kakehashi.workplan.models import JointAction, Result, Update
from kakehashi.workplan.rules import ENDED
from kakehashi.workplan.selectors import TOLD

SOON = 90
"""Days within which a due date is said to come up."""

_GONE = ("withdrawn", "overtaken")


class PeriodWrong(Refused):
    """A period that ends before it begins, or is longer than a report can be of."""

    code = "paper-period-wrong"
    message = {
        "en": "A report cannot be made of {since} to {until}.",
        "ja": "{since}から{until}までの報告は作成できません。",
    }
    hint = {
        "en": "Choose a first day before the last one, at most ten years apart.",
        "ja": "開始日は終了日以前とし、期間は10年以内にしてください。",
    }


class NoSuchText(Refused):
    """A paper was asked for that is a joint text, and there is none of the meeting."""

    code = "paper-without-text"
    message = {
        "en": "There is no text of the kind “{paper}” of this meeting that the paper may hold.",
        "ja": "この会合には、資料に掲載できる「{paper}」がありません。",
    }
    hint = {
        "en": "Draft it under Joint texts; a paper for both sides needs a text that is shared.",
        "ja": "共同文書として起草してください。双方用の資料には、共有済みの文書が必要です。",
    }


LONGEST = dt.timedelta(days=3660)


@dataclass(frozen=True)
class Period:
    """The days a report is of, both included."""

    since: dt.date
    until: dt.date

    def check(self) -> None:
        """Refuse what is no period.

        Raises:
            PeriodWrong: when it ends before it begins, or is longer than :data:`LONGEST`.
        """
        if self.until < self.since or self.until - self.since > LONGEST:
            raise PeriodWrong(since=day_words(self.since), until=day_words(self.until))

    def holds(self, text: str) -> bool:
        """Whether a perhaps partial date may lie in the period."""
        return bool(text) and (
            self.since.isoformat()[: len(text)] <= text <= self.until.isoformat()[: len(text)]
        )


@dataclass(frozen=True)
class AreaMaterial:
    """An area, or what is of none, with what there is to say of it."""

    area: Area | None
    actions: Sequence[JointAction]
    decisions: Sequence[Followed]
    updates: Sequence[Update]
    results: Sequence[Result]


@dataclass(frozen=True)
class Material:
    """Everything a paper is made of."""

    kind: PaperKind
    for_whom: str
    partnership: Partnership | None
    handling: Handling
    zones: tuple[str, ...]
    meeting: Meeting | None = None
    body: Body | None = None
    period: Period | None = None
    attendance: Sequence[Attendance] = ()
    organisations: dict[str, Organisation] = field(default_factory=dict)
    decisions: Sequence[Followed] = ()
    before: Sequence[Followed] = ()
    due: Sequence[JointAction] = ()
    areas: Sequence[AreaMaterial] = ()
    counts: Sequence[JointAction] = ()
    """The Joint Actions that are counted."""
    sitting: SittingMaterial = field(default_factory=SittingMaterial)
    topics: Topics = field(default_factory=Topics)
    lives: LifeMaterial = field(default_factory=LifeMaterial)


def gather(
    kind: PaperKind,
    reader: Viewer,
    for_whom: str,
    today: dt.date,
    *,
    meeting: str = "",
    period: Period | None = None,
) -> Material:
    """Return what a paper is made of, in a fixed number of queries.

    A joint one is read as the whole table would read it: what its maker sees besides is not there.

    Args:
        kind: of paper.
        reader: who makes it; an official of a side.
        for_whom: ``joint`` or ``own``.
        today: the day in the reader's zone.
        meeting: reference of the meeting it is of.
        period: that it is of.

    Raises:
        NoSide, NotYourRole: for a reader who does not read for a side.
        NotHere: for a meeting that is not there for those the paper is for.
        PeriodWrong: for what is no period.
    """
    viewer = looking(reader, for_whom)
    found = _meeting(viewer, meeting) if kind.of == MEETING else None
    if period is not None:
        period.check()
    read = _read(kind, viewer, today, found, period)
    own_first = sorted(sides(), key=lambda one: one.code != reader.side)
    return Material(
        kind=kind,
        for_whom=for_whom,
        partnership=framework.partnership(),
        handling=_handling(read.included(), for_whom),
        zones=tuple(one.zone for one in own_first),
        meeting=found,
        body=_body(viewer, found),
        period=period,
        attendance=read.attendance,
        organisations=read.organisations,
        decisions=read.decisions,
        before=read.before,
        due=read.due,
        areas=read.areas,
        counts=read.counts,
        sitting=read.sitting,
        topics=read.topics,
        lives=read.lives,
    )


def looking(reader: Viewer, for_whom: str) -> Viewer:
    """Return the viewer whom a paper is read as.

    Raises:
        NoSide, NotYourRole: for a reader who does not read for a side.
        NotHere: for anything but ``joint`` and ``own``.
    """
    if for_whom == JOINT:
        check_side(reader, ["read_participants"])
        return table_of(one.code for one in sides())
    if for_whom == OWN:
        check_side(reader, ["read_own_side", "read_participants"])
        return reader
    raise NotHere


def _meeting(viewer: Viewer, reference: str) -> Meeting:
    found = (
        Meeting.objects.filter(reference=reference, audience_id__in=visible_audiences(viewer))
        .select_related("entry__version")
        .first()
    )
    if found is None:
        raise NotHere
    return found


def _body(viewer: Viewer, meeting: Meeting | None) -> Body | None:
    if meeting is None:
        return None
    return (
        Body.objects.filter(reference=meeting.body, audience_id__in=visible_audiences(viewer))
        .select_related("entry__version")
        .first()
    )


@dataclass
class _Reading:
    """What was read, before it is weighed."""

    meeting: Meeting | None
    attendance: list[Attendance] = field(default_factory=list)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    decisions: list[Followed] = field(default_factory=list)
    before: list[Followed] = field(default_factory=list)
    due: list[JointAction] = field(default_factory=list)
    areas: list[AreaMaterial] = field(default_factory=list)
    counts: list[JointAction] = field(default_factory=list)
    sitting: SittingMaterial = field(default_factory=SittingMaterial)
    topics: Topics = field(default_factory=Topics)
    lives: LifeMaterial = field(default_factory=LifeMaterial)

    def included(self) -> Iterable[Record | int]:
        """Yield every record that is quoted or counted, or the number of its face."""
        yield from self.sitting.included()
        yield from self.lives.included()
        if self.meeting is not None:
            yield self.meeting
        yield from (*self.due, *self.counts)
        followed = [*self.decisions, *self.before]
        for one in self.areas:
            if one.area is not None:
                yield one.area
            yield from (*one.actions, *one.updates, *one.results)
            followed += one.decisions
        for told in followed:
            yield told.decision
            yield from told.follow_ups


def _read(
    kind: PaperKind, viewer: Viewer, today: dt.date, meeting: Meeting | None, period: Period | None
) -> _Reading:
    names = {one.name for one in kind.fields}
    read = _Reading(meeting)
    if meeting is not None and "attendance" in names:
        read.attendance = governance.attendance(meeting, viewer)
        read.organisations = {
            one.pk: one for one in organisations({one.organisation_id for one in read.attendance})
        }
    if meeting is not None and "decisions" in names:
        read.decisions = _with_texts(governance.decisions(viewer, meeting.reference))
    if meeting is not None and "before" in names:
        before = _before(viewer, meeting)
        read.before = _with_texts(governance.decisions(viewer, before)) if before else []
    if meeting is not None:
        _read_sitting(kind, names, viewer, today, read)
    if "areas" in names or "due" in names or "counts" in names:
        actions = list(
            JointAction.objects.filter(audience_id__in=visible_audiences(viewer))
            .exclude(state__in=_GONE)
            .order_by("sort_key", "pk")
        )
        until = today + dt.timedelta(days=SOON)
        if "due" in names:
            read.due = sorted(
                (
                    one
                    for one in actions
                    if one.due_date and one.due_date <= until and one.progress not in ENDED
                ),
                key=lambda one: (one.due_date or today, one.sort_key),
            )
        if "counts" in names:
            read.counts = actions
        if "areas" in names:
            read.areas = _areas(viewer, actions, period or _since_last(viewer, today, meeting))
    if meeting is not None and names & {"speech", "questions", "lines"}:
        _read_lines(names, viewer, today, read)
    return read


def _read_lines(names: set[str], viewer: Viewer, today: dt.date, read: _Reading) -> None:
    """Read the lines on what a paper speaks of; on every area where the agenda names none."""
    meeting, found = read.meeting, read.sitting
    assert meeting is not None
    if "lines" in names:
        spoken = {one.area.reference.removeprefix("area-") for one in read.areas if one.area}
        spoken |= {one.area for some in found.actions.values() for one in some}
        read_lines(meeting, spoken - {""}, viewer, today, found)
        return
    areas = areas_of(found, visible_audiences(viewer))
    spoken = {code for codes in areas.values() for code in codes}
    if not spoken:
        spoken = {one.reference.removeprefix("area-") for one in framework.areas(viewer)}
    read_lines(meeting, spoken, viewer, today, found)
    if "questions" in names:
        found.lines = [one for one in found.lines if one.form == ANSWER]
        found.expired = [one for one in found.expired if one.form == ANSWER]
    read.topics = Topics(areas, subjects_of([*found.lines, *found.expired]))


def _read_sitting(
    kind: PaperKind, names: set[str], viewer: Viewer, today: dt.date, read: _Reading
) -> None:
    meeting, found = read.meeting, read.sitting
    assert meeting is not None
    if names & {"agenda", "speech", "questions", "lives"}:
        read_agenda(meeting, viewer, today, found)
    if "lives" in names:
        read.lives = read_lives(meeting, _body(viewer, meeting), viewer, today, found)
    if "points" in names:
        read_points(meeting, viewer, today, found)
    if "notes" in names:
        read_notes(meeting, viewer, found)
    if kind.text_kind:
        found.text = text_for(meeting.reference, kind.text_kind, viewer)
        if found.text is None:
            raise NoSuchText(paper=kind.names)


def _before(viewer: Viewer, meeting: Meeting) -> str:
    """Return the meeting of the same body that was held before, or nothing."""
    held = [
        one
        for one in governance.meetings(viewer, meeting.body)
        if one.standing == "held" and one.date and meeting.date and one.date < meeting.date
    ]
    return held[0].reference if held else ""


def _since_last(viewer: Viewer, today: dt.date, meeting: Meeting | None) -> Period:
    """Return the days from the last meeting of the body that was held until today."""
    held = [
        one.date
        for one in governance.meetings(viewer, meeting.body if meeting else "")
        if one.standing == "held"
        and one.date
        and (meeting is None or meeting.date is None or one.date < meeting.date)
    ]
    first = held[0] if held else today - dt.timedelta(days=365)
    return Period(min(first, today), today)


def _with_texts(rows: Sequence[Followed]) -> list[Followed]:
    """Return decisions oldest first, each with its version, in one query."""
    versions = Entry.objects.select_related("version").in_bulk([one.decision.pk for one in rows])
    for one in rows:
        one.decision.entry = versions[one.decision.pk]
    return list(reversed(rows))


def _areas(viewer: Viewer, actions: Sequence[JointAction], period: Period) -> list[AreaMaterial]:
    """Return the areas in which anything is to be said, in their order: six queries."""
    visible = visible_audiences(viewer)
    by_area: dict[str, list[JointAction]] = {}
    of_item: dict[uuid.UUID, str] = {}
    for one in actions:
        by_area.setdefault(one.area, []).append(one)
        of_item[one.item_id] = one.area
    decided: dict[str, list[Followed]] = {}
    for told in _with_texts(governance.decisions(viewer)):
        if told.decision.date and period.holds(told.decision.date.isoformat()):
            decided.setdefault(told.decision.area, []).append(told)
    updates = _updates(viewer, visible, of_item, period)
    results: dict[str, list[Result]] = {}
    for result in Result.objects.filter(audience_id__in=visible).order_by("date", "pk"):
        if period.holds(result.date):
            results.setdefault(result.area, []).append(result)
    found = [
        AreaMaterial(
            area,
            by_area.get(code, ()),
            decided.get(code, ()),
            updates.get(code, ()),
            results.get(code, ()),
        )
        for area in (*framework.areas(viewer), None)
        for code in [area.reference.removeprefix("area-") if area else ""]
    ]
    return [one for one in found if one.actions or one.decisions or one.updates or one.results]


def _updates(
    viewer: Viewer, visible: Sequence[int], of_item: dict[uuid.UUID, str], period: Period
) -> dict[str, list[Update]]:
    """Return updates of the period by area: for the table, those that were told alone."""
    links = Link.objects.filter(
        relation="about", kind="update", audience_id__in=visible
    ).values_list("entry_id", "to_id")
    about = {entry: of_item[to] for entry, to in links if to in of_item}
    rows = Update.objects.filter(audience_id__in=visible).exclude(state__in=_GONE)
    if viewer.table:
        rows = rows.filter(state__in=TOLD)
    found: dict[str, list[Update]] = {}
    for one in rows.select_related("entry__version__side").order_by("date", "pk"):
        if one.pk in about and period.holds(one.date or one.updated_at.date().isoformat()):
            found.setdefault(about[one.pk], []).append(one)
    return found


def _handling(included: Iterable[Record | int], for_whom: str) -> Handling:
    """Return the highest marking of what is in a paper: one for one's own side is of that side."""
    marked = highest(
        Entry.objects.filter(pk__in={one if isinstance(one, int) else one.pk for one in included})
        .order_by("pk")
        .values_list("version__marking", flat=True)
    )
    ceiling = PARTICIPANTS if for_whom == JOINT else OWN_SIDE
    return Handling(narrowest([marked.reach, ceiling]), marked.national, marked.caveats)
