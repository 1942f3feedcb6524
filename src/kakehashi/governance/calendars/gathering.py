"""Gathering what a calendar says: exactly what its owner may see at the moment of reading."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from kakehashi.errors import Words
from kakehashi.governance.calendars.happenings import (
    CANCELLED,
    CONFIRMED,
    TENTATIVE,
    Happening,
    Party,
)
from kakehashi.governance.models import Decision, Meeting
from kakehashi.governance.selectors.cycles import Step, cycles, years
from kakehashi.look.partnership import among_participants
from kakehashi.people.rules import NAMED, PARTICIPANTS, PUBLIC, Circle, Viewer, effective_reach
from kakehashi.people.selectors import asked_once, circles, visible_audiences
from kakehashi.records.kinds import all_kinds
from kakehashi.records.models import Record

PERSON, POST, BODY = "person", "post", "body"

_USUAL = dt.timedelta(hours=1)
"""How long a meeting takes of which nobody said it."""

_ENDED = ("withdrawn", "overtaken")
_STATUS = {"fixed": CONFIRMED, "held": CONFIRMED, "cancelled": CANCELLED}

Address = Callable[[str, str], str]

WORDS: dict[str, Words] = {
    "withheld": {"en": "Meeting (title withheld)", "ja": "会合（件名非表示）"},
    "alternate": {"en": "Alternative time: {title}", "ja": "代替候補：{title}"},
    "step": {"en": "{step}: {title}", "ja": "{step}（{title}）"},
    "due": {"en": "Due: {title}", "ja": "期限：{title}"},
    "reach": {"en": "For: {reach}", "ja": "範囲：{reach}"},
    "pencilled": {"en": "pencilled", "ja": "仮押さえ"},
    "on_hold": {"en": "on hold", "ja": "調整中"},
}

REACHES: dict[str, Words] = {
    "own_side": {"en": "own side", "ja": "自国側限り"},
    "named": {"en": "named people", "ja": "関係者限り"},
    "public": {"en": "public", "ja": "公表"},
}


@dataclass(frozen=True)
class Scope:
    """What a calendar is of, for whom, and in which language."""

    kind: str
    """``person``, ``post`` or ``body``."""
    viewer: Viewer
    language: str
    post: str = ""
    body: str = ""
    """Reference of a body."""
    circles: Mapping[int, Circle] = field(default_factory=circles, compare=False)
    """Every audience, read once."""
    participants: Words = field(default_factory=among_participants, compare=False)
    """Whom a thing for both sides is for, in the partnership's word."""

    def say(self, key: str, **facts: str) -> str:
        """Return words of the calendar."""
        return WORDS[key][self.language].format(**facts)


def gather(scope: Scope, address: Address, today: dt.date) -> list[Happening]:
    """Return all that a calendar says, in a number of queries that does not grow with it."""
    with asked_once():
        found = [one for meeting in _meetings(scope) for one in _of(meeting, scope, address)]
        found += [_step(step, scope, address) for step in _steps(scope, today) if step.day]
        found += [_due(row, scope, address) for row in _dues(scope)]
    return sorted(found, key=lambda one: (_first(one.start), str(one.uid)))


def of_meeting(
    meeting: Meeting,
    scope: Scope,
    address: Address,
    *,
    organiser: Party | None = None,
    attending: Sequence[Party] = (),
) -> Happening | None:
    """Return a meeting alone, as an invitation has it; None where it has no day."""
    return next(iter(_of(meeting, scope, address, organiser, tuple(attending))), None)


def _first(start: dt.date | dt.datetime) -> str:
    return start.isoformat()


def _meetings(scope: Scope) -> list[Meeting]:
    found = Meeting.objects.filter(audience_id__in=visible_audiences(scope.viewer))
    if scope.kind == BODY:
        found = found.filter(body=scope.body)
    return list(found.exclude(date=None).select_related("entry__version").order_by("date", "pk"))


def _of(
    meeting: Meeting,
    scope: Scope,
    address: Address,
    organiser: Party | None = None,
    attending: tuple[Party, ...] = (),
) -> list[Happening]:
    """Return a meeting, and after it the times that are kept as alternatives."""
    version = meeting.entry.version
    facts, hidden = version.facts, _hidden(meeting, scope)
    wording = {} if hidden else version.wording
    gone = meeting.standing == "cancelled" or meeting.state in _ENDED
    title = scope.say("withheld") if hidden else _title(meeting, scope.language)
    start = _moment(meeting.starts_at)
    length = dt.timedelta(minutes=facts["minutes"]) if facts.get("minutes") else _USUAL
    day = meeting.date
    if day is None:
        return []
    place = wording.get("place", {})
    main = Happening(
        uid=meeting.item_id,
        title=title,
        start=start or day,
        end=start + length if start else None,
        status=CANCELLED if gone else _STATUS.get(meeting.standing, TENTATIVE),
        sequence=version.number,
        changed_at=meeting.updated_at,
        about=_about(meeting, scope),
        place=place.get(scope.language) or next(iter(place.values()), ""),
        url="" if hidden else address("meeting", meeting.reference),
        public=_reach(meeting, scope) == PUBLIC,
        organiser=organiser,
        attending=attending,
    )
    alternates = [] if gone or main.status != TENTATIVE else facts.get("alternates") or ()
    return [
        main,
        *(
            Happening(
                uid=uuid.uuid5(meeting.item_id, f"alternate {at}"),
                title=scope.say("alternate", title=title),
                start=begins,
                end=begins + length,
                status=TENTATIVE,
                sequence=version.number,
                changed_at=meeting.updated_at,
                about=main.about,
                url=main.url,
                public=main.public,
            )
            for at in alternates
            for begins in (_moment(at),)
            if begins is not None
        ),
    ]


def _steps(scope: Scope, today: dt.date) -> list[Step]:
    viewer = scope.viewer
    found = [one for one in cycles(viewer) if one.state not in _ENDED]
    steps = [step for year in years(found, viewer, today) for step in year.steps if step.row.open]
    if scope.kind == BODY:
        return [one for one in steps if one.row.body == scope.body]
    return [one for one in steps if one.row.side_id in (None, viewer.side)]


def _step(step: Step, scope: Scope, address: Address) -> Happening:
    assert step.day is not None
    meeting = step.meeting
    titled = meeting if meeting is not None and not _hidden(meeting, scope) else step.cycle
    return Happening(
        uid=uuid.uuid5(step.cycle.item_id, f"step {step.row.pk}"),
        title=scope.say(
            "step", step=step.row.name_in(scope.language), title=_title(titled, scope.language)
        ),
        start=step.day,
        end=None,
        status=CONFIRMED
        if meeting is not None and meeting.standing in ("fixed", "held")
        else TENTATIVE,
        sequence=meeting.entry.version.number if meeting is not None else 0,
        changed_at=max(step.cycle.updated_at, meeting.updated_at)
        if meeting is not None
        else step.cycle.updated_at,
        url=address("cycle", step.cycle.reference),
    )


def _dues(scope: Scope) -> list[Record]:
    """Return what is due on a day: of a body what it decided, of a post what that post owns."""
    audiences = visible_audiences(scope.viewer)
    if scope.kind == BODY:
        held = Meeting.objects.filter(body=scope.body, audience_id__in=audiences)
        decided = Decision.objects.filter(
            audience_id__in=audiences, meeting__in=held.values("reference")
        )
        return _open(decided)
    found: list[Record] = []
    for kind in all_kinds():
        if any(fact.name == "due_date" and fact.column for fact in kind.facts):
            rows = kind.model.objects.filter(audience_id__in=audiences)
            if scope.post:
                rows = rows.filter(item__owner=scope.post) | rows.filter(
                    entry__facets__value=scope.post
                )
            elif kind.code != "decision":
                continue
            found += _open(rows)
    return found


def _open(rows: QuerySet[Any]) -> list[Record]:
    return list(
        rows.exclude(due_date=None)
        .exclude(state__in=_ENDED)
        .select_related("entry__version")
        .order_by("due_date", "pk")
        .distinct()
    )


def _due(row: Record, scope: Scope, address: Address) -> Happening:
    hidden = _hidden(row, scope)
    title = scope.say("withheld") if hidden else _title(row, scope.language)
    return Happening(
        uid=uuid.uuid5(row.item_id, "due"),
        title=scope.say("due", title=title),
        start=row.due_date,  # type: ignore[attr-defined]
        end=None,
        status=CONFIRMED,
        sequence=row.entry.version.number,
        changed_at=row.updated_at,
        about=_about(row, scope),
        url="" if hidden else address(row.entry.kind, row.reference),
        public=_reach(row, scope) == PUBLIC,
    )


def _reach(row: Record, scope: Scope) -> str:
    return effective_reach(scope.circles[row.audience_id])


def _hidden(row: Record, scope: Scope) -> bool:
    """Say whether a title is kept back: a calendar of an office is read by more than its owner."""
    return scope.kind != PERSON and _reach(row, scope) == NAMED


def _about(row: Record, scope: Scope) -> str:
    code = _reach(row, scope)
    words = scope.participants if code == PARTICIPANTS else REACHES.get(code, REACHES["own_side"])
    reach = words[scope.language]
    lines = [scope.say("reach", reach=reach)]
    if isinstance(row, Meeting) and row.standing in ("pencilled", "on_hold"):
        lines.append(scope.say(row.standing))
    return "\n".join(lines)


def _title(row: Record, language: str) -> str:
    titles = (row.title_ja, row.title_en) if language == "ja" else (row.title_en, row.title_ja)
    return next((one for one in titles if one), row.reference)


def _moment(text: str) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return at.astimezone(dt.UTC) if at.tzinfo is not None else None
