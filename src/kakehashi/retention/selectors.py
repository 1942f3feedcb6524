"""Reading retention: the files of one's side, what is in each, and where one record stands.

A file is a class of the side's schedule and a year; it is counted from the faces that the reader
sees, by the day on which each last changed. Nothing of it is stored.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, IntegerField, Max, Min, Q, QuerySet, Value, When

from kakehashi.errors import NotHere
from kakehashi.people.models import Side
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import asked_once, visible_audiences
from kakehashi.records.kinds import all_kinds
from kakehashi.records.models import Entry
from kakehashi.retention.models import Disposal, Disposed, Filing, Hold, Transfer
from kakehashi.retention.rules import (
    LATE,
    PROPOSED,
    RANK,
    TRANSFERABLE,
    counts_from,
    first_day,
    last_day,
    may_be_destroyed,
    standing,
    year_of,
)
from kakehashi.retention.schedules import FileClass, NoSchedule, Schedule, schedule_of


@dataclass(frozen=True)
class File:
    """One file: a class and a year, and how it stands."""

    schedule: Schedule
    file_class: FileClass
    year: int
    records: int
    today: dt.date
    holds: int = 0
    """Records in it that are on hold."""
    held: bool = False
    """Whether the whole file is on hold."""
    transferred: Transfer | None = None
    """The newest package of it that the archive took in, else the newest that was made."""
    disposal: Disposal | None = None
    """A proposal that waits for approval."""

    @property
    def code(self) -> str:
        """Class and year, as the side's register numbers it."""
        return f"{self.file_class.code}-{self.year}"

    @property
    def counts_from(self) -> dt.date:
        """Day from which its retention counts."""
        return counts_from(self.year, self.schedule.begins)

    @property
    def until(self) -> dt.date:
        """Last day of its retention."""
        return last_day(self.year, self.schedule.begins, self.file_class.years)

    @property
    def standing(self) -> str:
        """A key of :data:`kakehashi.retention.rules.STANDINGS`."""
        return standing(self.until, self.today, held=self.held)

    @property
    def year_words(self) -> dict[str, str]:
        """Its year in words."""
        return self.schedule.year(self.year)

    @property
    def received(self) -> bool:
        """Whether the archive has said that it took the file in."""
        return bool(self.transferred and self.transferred.receipt)

    @property
    def may_transfer(self) -> bool:
        """Whether a package may be made of it."""
        return self.file_class.then in TRANSFERABLE

    @property
    def may_propose(self) -> bool:
        """Whether its disposal may be proposed now."""
        return (
            self.standing == LATE
            and self.disposal is None
            and may_be_destroyed(self.file_class.then, received=self.received)
        )


@dataclass(frozen=True)
class Retention:
    """How one record is kept by the reader's side."""

    schedule: Schedule
    file_class: FileClass
    year: int
    filing: Filing | None
    holds: Sequence[Hold]
    today: dt.date
    by_kind: FileClass
    """The class that its kind alone would put it in."""
    counts_from: dt.date = field(init=False)
    until: dt.date = field(init=False)
    standing: str = field(init=False)

    def __post_init__(self) -> None:
        begins = self.schedule.begins
        until = last_day(self.year, begins, self.file_class.years)
        object.__setattr__(self, "counts_from", counts_from(self.year, begins))
        object.__setattr__(self, "until", until)
        object.__setattr__(self, "standing", standing(until, self.today, held=bool(self.holds)))

    @property
    def year_words(self) -> dict[str, str]:
        """Its year in words."""
        return self.schedule.year(self.year)


def own_schedule(viewer: Viewer) -> Schedule:
    """Return the schedule of the reader's side.

    Raises:
        NotHere: for who reads for none.
        NoSchedule: for a side that has none.
    """
    if not viewer.side or not viewer.may("read_own_side"):
        raise NotHere
    schedule = schedule_of(viewer.side)
    if schedule is None:
        raise NoSchedule(side=viewer.side)
    return schedule


def files(viewer: Viewer, today: dt.date) -> list[File]:
    """Return the files of the reader's side, late first. Nine queries, whatever is in them."""
    with asked_once():
        return _files(viewer, today)


def _files(viewer: Viewer, today: dt.date) -> list[File]:
    schedule = own_schedule(viewer)
    zone = ZoneInfo(Side.objects.get(pk=viewer.side).zone)
    counted = _counted(viewer, schedule, zone)
    items, classes = _holds(viewer)
    on_hold = Counter(
        (schedule.of_kind(kind).code if code not in schedule.classes else code, year)
        for kind, code, year in _places(items, viewer, schedule, zone)
    )
    made = _transfers(viewer)
    proposed = {
        (one.file_class, one.year): one
        for one in Disposal.objects.filter(
            side_id=viewer.side, state=PROPOSED, audience_id__in=visible_audiences(viewer)
        ).select_related("by")
    }
    found = [
        File(
            schedule=schedule,
            file_class=schedule.classes[code],
            year=year,
            records=number,
            today=today,
            holds=on_hold[code, year],
            held=(code, year) in classes,
            transferred=made.get((code, year)),
            disposal=proposed.get((code, year)),
        )
        for (code, year), number in counted.items()
        if number
    ]
    return sorted(
        found, key=lambda one: (RANK[one.standing], one.until, one.file_class.position, one.year)
    )


def file_of(code: str, year: int, viewer: Viewer, today: dt.date) -> File:
    """Return one file of the reader's side.

    Raises:
        NotHere: when nothing the reader may see is in it.
    """
    for one in files(viewer, today):
        if (one.file_class.code, one.year) == (code, year):
            return one
    raise NotHere


def entries(file: File, viewer: Viewer) -> QuerySet[Entry]:
    """Return the faces in a file that the reader sees, by reference."""
    schedule, code = file.schedule, file.file_class.code
    zone = ZoneInfo(Side.objects.get(pk=schedule.side).zone)
    kinds = [one.code for one in all_kinds() if schedule.of_kind(one.code).code == code]
    filed = _filings(viewer)
    moved = Q(item__in=filed.filter(file_class=code).values("item"))
    return (
        Entry.objects.filter(
            moved | (Q(kind__in=kinds) & ~Q(item__in=filed.values("item"))),
            audience_id__in=visible_audiences(viewer),
            updated_at__gte=_begins(file.year, schedule, zone),
            updated_at__lt=_begins(file.year + 1, schedule, zone),
        )
        .select_related("item")
        .order_by("sort_key", "pk")
    )


def retention_of(entry: Entry, viewer: Viewer, today: dt.date) -> Retention | None:
    """Return how the reader's side keeps a record; None for a side without a schedule."""
    schedule = schedule_of(viewer.side) if viewer.may("read_own_side") else None
    if schedule is None:
        return None
    side = Side.objects.get(pk=viewer.side)
    filing = _filings(viewer).filter(item=entry.item_id).select_related("by").first()
    by_kind = schedule.of_kind(entry.kind)
    kept_in = schedule.classes.get(filing.file_class, by_kind) if filing else by_kind
    day = entry.updated_at.astimezone(ZoneInfo(side.zone)).date()
    year = year_of(day, schedule.begins)
    return Retention(
        schedule=schedule,
        file_class=kept_in,
        year=year,
        filing=filing,
        holds=list(
            Hold.objects.filter(
                Q(item=entry.item_id) | Q(file_class=kept_in.code, year=year),
                side_id=viewer.side,
                released_at=None,
                audience_id__in=visible_audiences(viewer),
            )
            .select_related("by")
            .order_by("at")
        ),
        today=today,
        by_kind=by_kind,
    )


def disposals(viewer: Viewer, limit: int = 200) -> list[Disposal]:
    """Return the proposals and certificates of the reader's side, what waits first."""
    found = Disposal.objects.filter(
        side_id=viewer.side, audience_id__in=visible_audiences(viewer)
    ).annotate(
        rank=Case(When(state=PROPOSED, then=0), default=1, output_field=IntegerField()),
        number=Count("records"),
        destroyed=Count("records", filter=Q(records__outcome="destroyed")),
    )
    return list(found.select_related("by", "settled_by").order_by("rank", "-at")[:limit])


def disposal_of(key: uuid.UUID, viewer: Viewer) -> tuple[Disposal, list[Disposed]]:
    """Return a proposal or certificate of the reader's side with its records.

    Raises:
        NotHere: for one that is not there, or of another side.
    """
    found = (
        Disposal.objects.filter(
            pk=key, side_id=viewer.side, audience_id__in=visible_audiences(viewer)
        )
        .select_related("by", "settled_by")
        .first()
    )
    if found is None:
        raise NotHere
    rows = found.records.select_related("item").order_by("item__kind", "item__reference")
    return found, list(rows)


def transfers(viewer: Viewer, limit: int = 200) -> list[Transfer]:
    """Return the packages that the reader's side made, newest first."""
    return list(
        Transfer.objects.filter(
            side_id=viewer.side, audience_id__in=visible_audiences(viewer)
        ).select_related("by", "receipt_by")[:limit]
    )


def transfer_of(key: uuid.UUID, viewer: Viewer) -> Transfer:
    """Return a package that the reader's side made.

    Raises:
        NotHere: for one that is not there, or of another side.
    """
    found = Transfer.objects.filter(
        pk=key, side_id=viewer.side, audience_id__in=visible_audiences(viewer)
    ).first()
    if found is None:
        raise NotHere
    return found


def holds(viewer: Viewer, file: File) -> list[Hold]:
    """Return the holds on a file as a whole that are not released."""
    return list(
        Hold.objects.filter(
            side_id=viewer.side,
            file_class=file.file_class.code,
            year=file.year,
            released_at=None,
            audience_id__in=visible_audiences(viewer),
        )
        .select_related("by")
        .order_by("at")
    )


def on_hold(viewer: Viewer, items: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of some records the reader's side holds, each for itself. One query."""
    found = Hold.objects.filter(
        item__in=items,
        side_id=viewer.side,
        released_at=None,
        audience_id__in=visible_audiences(viewer),
    )
    return {one for one in found.values_list("item", flat=True) if one is not None}


def waiting_for_approval(viewer: Viewer, limit: int) -> list[Disposal]:
    """Return the proposals that the reader may approve: not their own, oldest first."""
    if not viewer.side or not viewer.may("approve_disposal"):
        return []
    return list(
        Disposal.objects.filter(
            side_id=viewer.side, state=PROPOSED, audience_id__in=visible_audiences(viewer)
        )
        .exclude(by_id=uuid.UUID(viewer.account))
        .select_related("by")
        .order_by("at")[:limit]
    )


def due(viewer: Viewer, today: dt.date) -> list[File]:
    """Return the files whose retention is over and that nothing has been proposed for."""
    if not viewer.side or not viewer.may("manage_records") or schedule_of(viewer.side) is None:
        return []
    return [one for one in files(viewer, today) if one.standing == LATE and not one.disposal]


def _filings(viewer: Viewer) -> QuerySet[Filing]:
    return Filing.objects.filter(side_id=viewer.side, audience_id__in=visible_audiences(viewer))


def _begins(year: int, schedule: Schedule, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(first_day(year, schedule.begins), dt.time(), zone)


def _year_case(first: int, last: int, schedule: Schedule, zone: ZoneInfo) -> Case:
    return Case(
        *(
            When(updated_at__lt=_begins(year + 1, schedule, zone), then=Value(year))
            for year in range(first, last)
        ),
        default=Value(last),
        output_field=IntegerField(),
    )


def _counted(viewer: Viewer, schedule: Schedule, zone: ZoneInfo) -> dict[tuple[str, int], int]:
    seen = Entry.objects.filter(audience_id__in=visible_audiences(viewer)).order_by()
    ends = seen.aggregate(first=Min("updated_at"), last=Max("updated_at"))
    now = dt.datetime.now(zone)  # where there is nothing at all
    first, last = (
        year_of((ends[end] or now).astimezone(zone).date(), schedule.begins)
        for end in ("first", "last")
    )
    years = _year_case(first, last, schedule, zone)
    found: Counter[tuple[str, int]] = Counter()
    for kind, year, number in (
        seen.annotate(year=years).values("kind", "year").annotate(number=Count("pk"))
    ).values_list("kind", "year", "number"):
        found[schedule.of_kind(kind).code, year] += number
    moved = dict(_filings(viewer).values_list("item", "file_class"))
    for kind, code, year in _places(moved, viewer, schedule, zone):
        if code in schedule.classes:
            found[schedule.of_kind(kind).code, year] -= 1
            found[code, year] += 1
    return dict(found)


def _places(
    items: "dict[uuid.UUID, str] | Iterable[uuid.UUID]",
    viewer: Viewer,
    schedule: Schedule,
    zone: ZoneInfo,
) -> list[tuple[str, str, int]]:
    """Return kind, class filed in and year of the records among ``items`` that the reader sees."""
    filed = items if isinstance(items, dict) else {}
    keys = list(items)
    if not filed and keys:
        filed = dict(_filings(viewer).filter(item__in=keys).values_list("item", "file_class"))
    return [
        (kind, filed.get(item, ""), year_of(at.astimezone(zone).date(), schedule.begins))
        for kind, item, at in Entry.objects.filter(
            item__in=keys, audience_id__in=visible_audiences(viewer)
        ).values_list("kind", "item", "updated_at")
    ]


def _holds(viewer: Viewer) -> tuple[list[uuid.UUID], set[tuple[str, int | None]]]:
    found = list(
        Hold.objects.filter(
            side_id=viewer.side, released_at=None, audience_id__in=visible_audiences(viewer)
        ).values_list("item", "file_class", "year")
    )
    items = [item for item, _code, _year in found if item is not None]
    return list(dict.fromkeys(items)), {(code, year) for item, code, year in found if item is None}


def _transfers(viewer: Viewer) -> dict[tuple[str, int], Transfer]:
    found: dict[tuple[str, int], Transfer] = {}
    for one in Transfer.objects.filter(
        side_id=viewer.side, audience_id__in=visible_audiences(viewer)
    ).defer("items", "withheld", "audiences"):
        known = found.get((one.file_class, one.year))
        if known is None or (one.receipt and not known.receipt):
            found[one.file_class, one.year] = one
    return found
