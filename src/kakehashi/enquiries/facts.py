"""What was done on something since a day: read from what is published, and from nothing else.

Whoever asks, it is read as the public reads: a fact pack can be given to anybody.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from kakehashi.errors import Words
from kakehashi.framework.models import Provision
from kakehashi.governance.models import Decision, FollowUp, Meeting
from kakehashi.people.models import Organisation, Post
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import name_on, visible_audiences
from kakehashi.records import search
from kakehashi.records.models import Entry, Link, Record
from kakehashi.workplan.models import (
    JointAction,
    Milestone,
    PeriodReport,
    Result,
    Update,
)

MOST = 300
"""Lines of one kind that a pack holds; more is said."""

MOST_FOUND = 5_000
"""Hits of a search that are followed."""

CARRY = ("joint_action", "initiative", "decision", "meeting")
"""Kinds on which other records hang."""

LATER = 2
"""Links followed from what is asked about: an initiative of a Joint Action of a provision."""

GONE = ("withdrawn", "overtaken")

DATED: Mapping[str, tuple[type[Record], str, type]] = {
    # kind -> its table, the column with its day, what that column holds
    "update": (Update, "date", str),
    "period_report": (PeriodReport, "activity_date", str),
    "result": (Result, "date", str),
    "decision": (Decision, "date", dt.date),
    "follow_up": (FollowUp, "date", str),
    "meeting": (Meeting, "date", dt.date),
    "milestone": (Milestone, "due_date", dt.date),
}


@dataclass(frozen=True)
class Wanted:
    """What a fact pack is asked about."""

    since: dt.date
    until: dt.date
    area: str = ""
    about: str = ""
    """Reference of a provision or of any published record."""
    words: str = ""

    @property
    def anything(self) -> bool:
        """Whether it is about something at all; else it is about everything."""
        return bool(self.area or self.about or self.words.strip())


@dataclass(frozen=True)
class Fact:
    """One thing that was done, as it is published."""

    row: Record
    kind: str
    day: str
    """As it is published, perhaps a month or a year."""
    ministries: Words
    sources: Sequence[str]
    text: Mapping[str, str]


@dataclass(frozen=True)
class Facts:
    """What was found."""

    wanted: Wanted
    subject: Words = field(default_factory=dict)
    done: Sequence[Fact] = ()
    """The newest first."""
    actions: Sequence[JointAction] = ()
    looked: Mapping[str, int] = field(default_factory=dict)
    """How many published records on the subject were looked at, of any day, by kind."""
    more: bool = False
    """Whether there is more than a pack holds."""


def gather(wanted: Wanted) -> Facts:
    """Return what was done on something since a day, in a fixed number of queries.

    Raises:
        QueryTooLong: for words that are no search.
    """
    public = visible_audiences(PUBLIC_VIEWER)
    scope, seeds, subject = _scope(wanted, public)
    faces = Entry.objects.filter(audience_id__in=public, kind__in=DATED).exclude(state__in=GONE)
    counted = dict(
        faces.filter(scope)
        .order_by()
        .values("kind")
        .annotate(number=Count("pk"))
        .values_list("kind", "number")
    )
    found: list[tuple[str, str, Record]] = []
    more = False
    for kind, (model, column, holds) in DATED.items():
        rows = list(
            model.objects.filter(
                _within(column, holds, wanted),
                entry__in=faces.filter(scope, kind=kind).values("pk"),
            )
            .select_related("entry__version", "item")
            .order_by(f"-{column}", "pk")[: MOST + 1]
        )
        more = more or len(rows) > MOST
        found += [
            (_day(one, column), kind, one) for one in rows[:MOST] if _told(one, column, wanted)
        ]
    found.sort(key=lambda one: (one[0], one[2].sort_key), reverse=True)
    offices = _offices([one for _day_, _kind, one in found])
    return Facts(
        wanted,
        subject,
        [_fact(one, kind, day, offices) for day, kind, one in found],
        _actions(seeds, public) if wanted.anything else [],
        counted,
        more,
    )


def _scope(wanted: Wanted, public: Sequence[int]) -> tuple[Q, set[uuid.UUID], Words]:
    """Return which faces are about it, the records it hangs on, and what it is called."""
    scope, seeds, subject = Q(), set[uuid.UUID](), dict[str, str]()
    if wanted.area:
        area = Entry.objects.filter(reference=f"area-{wanted.area}", audience_id__in=public).first()
        own = JointAction.objects.filter(area=wanted.area, audience_id__in=public)
        known = set(own.values_list("item_id", flat=True))
        if area is not None:
            subject = {"en": area.title_en, "ja": area.title_ja}
            known.add(area.item_id)
        part, seeds = _hanging(known, public)
        scope &= part
    if wanted.about:
        named = Entry.objects.filter(reference=wanted.about, audience_id__in=public).first()
        known = {named.item_id} if named is not None else set()
        if named is not None:
            subject = {
                "en": f"{named.reference} {named.title_en or named.title_ja}",
                "ja": f"{named.reference} {named.title_ja or named.title_en}",
            }
            known |= set(
                Provision.objects.filter(
                    reference__startswith=f"{named.reference}.", audience_id__in=public
                ).values_list("item_id", flat=True)
            )
        part, also = _hanging(known, public)
        scope &= part
        seeds = seeds & also if wanted.area else also
    if wanted.words.strip():
        faces = search.find_faces(wanted.words, viewer=PUBLIC_VIEWER)[:MOST_FOUND]
        items = set(
            Entry.objects.filter(pk__in=faces, kind__in=CARRY).values_list("item_id", flat=True)
        )
        part, also = _hanging(items, public)
        scope &= Q(pk__in=faces) | part
        seeds = seeds & also if wanted.area or wanted.about else also
    return scope, seeds, subject


def _hanging(known: set[uuid.UUID], public: Sequence[int]) -> tuple[Q, set[uuid.UUID]]:
    """Return what hangs on records, link by link, as a condition on faces; and those passed."""
    every, edge = set(known), set(known)
    for _ in range(LATER):
        linked = Link.objects.filter(to_id__in=edge, kind__in=CARRY, audience_id__in=public)
        edge = set(linked.values_list("item_id", flat=True)) - every
        every |= edge
    direct = Link.objects.filter(to_id__in=every, audience_id__in=public).values("entry_id")
    return Q(item_id__in=every) | Q(pk__in=direct), every


def _within(column: str, holds: type, wanted: Wanted) -> Q:
    """Return the condition that a day may lie in what is asked; partial ones are read closely."""
    if holds is dt.date:
        return Q(**{f"{column}__gte": wanted.since, f"{column}__lte": wanted.until})
    within = Q(**{f"{column}__gte": str(wanted.since.year), f"{column}__lte": str(wanted.until)})
    undated = Q(**{column: ""}, updated_at__date__gte=wanted.since)
    return within | undated


def _day(row: Record, column: str) -> str:
    given = getattr(row, column)
    return str(given) if given else row.updated_at.date().isoformat()


def _told(row: Record, column: str, wanted: Wanted) -> bool:
    """Say whether it is of the days asked for, and happened: held, or reached."""
    day = _day(row, column)
    if not str(wanted.since)[: len(day)] <= day <= str(wanted.until)[: len(day)]:
        return False
    standing = str(row.entry.version.facts.get("standing") or "")
    if isinstance(row, Meeting):
        return standing == "held"
    return standing == "reached" if isinstance(row, Milestone) else True


def _offices(rows: Sequence[Record]) -> Mapping[str, Organisation]:
    """Return the organisation of every post that records name, by post. Two queries."""
    posts = {one.item.owner_id for one in rows if one.item.owner_id}
    for one in rows:
        named = one.entry.version.facts.get("owners")
        posts |= set(named.values()) if isinstance(named, Mapping) else set()
    return {
        one.pk: one.organisation
        for one in Post.objects.filter(pk__in=posts)
        .select_related("organisation")
        .prefetch_related("organisation__names")
    }


def _fact(row: Record, kind: str, day: str, offices: Mapping[str, Organisation]) -> Fact:
    version = row.entry.version
    named = version.facts.get("owners")
    posts = [row.item.owner_id or "", *(named.values() if isinstance(named, Mapping) else ())]
    when = dt.date.fromisoformat((day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10])  # noqa: PLR2004
    issuing = [offices[one] for one in dict.fromkeys(posts) if one in offices]
    sources = version.facts.get("sources")
    wording = version.wording.get("body") or version.wording.get("outcome") or {}
    return Fact(
        row,
        kind,
        day,
        {
            "en": ", ".join(dict.fromkeys(name_on(one, when, "en") for one in issuing)),
            "ja": "、".join(dict.fromkeys(name_on(one, when, "ja") for one in issuing)),
        },
        [str(one) for one in sources] if isinstance(sources, list) else [],
        wording,
    )


def _actions(seeds: set[uuid.UUID], public: Sequence[int]) -> list[JointAction]:
    """Return the published Joint Actions that it is about, in their order. One query."""
    return list(
        JointAction.objects.filter(item_id__in=seeds, audience_id__in=public)
        .exclude(state__in=GONE)
        .order_by("sort_key", "pk")[:MOST]
    )
