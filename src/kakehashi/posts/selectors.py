"""Reading posts: what each owns, who waits, what was promised, what a handover would do."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.errors import Words
from kakehashi.governance.selectors.owners import UNKNOWN, Owner, owners_of
from kakehashi.people.belongings import (
    BELONGINGS,
    EVERY_RECORD,
    OPENINGS,
    Thing,
    counts_of,
    things_of,
)
from kakehashi.people.calendars import after_working_days
from kakehashi.people.models import Account, Organisation, Post, Seat, Side
from kakehashi.people.rules import Viewer
from kakehashi.people.seats import seats_of, sitting_in
from kakehashi.people.selectors import visible_audiences
from kakehashi.posts.models import Advice, Handover
from kakehashi.posts.rules import HELD, MAY, PLANNED
from kakehashi.posts.services import used_since
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry, Facet, Item

DAYS_AHEAD = 20
"""Working days ahead that the brief of the first day looks."""

CONTACTS = ("contact_note", "contact")
"""Kinds of record that say with whom somebody spoke."""

MOST_CONTACTS, MOST_CHANGES = 8, 30


@dataclass(frozen=True)
class Owned:
    """One open thing as a reader sees it."""

    thing: Thing
    entry: Entry | None
    """The record it is or hangs on; None where the reader may not see it, or there is none."""

    @property
    def hidden(self) -> bool:
        """Whether it is a record that the reader may not see."""
        return self.thing.item is not None and self.entry is None


@dataclass(frozen=True)
class Heap:
    """Open things of one kind."""

    names: Words
    things: Sequence[Owned]

    @property
    def going(self) -> int:
        """How many can go to another post."""
        return sum(not one.thing.stays for one in self.things)

    @property
    def staying(self) -> list[Owned]:
        """Those that cannot, each with its reason."""
        return [one for one in self.things if one.thing.stays]


@dataclass(frozen=True)
class InList:
    """A post in the list of one's own side."""

    owner: Owner
    sitting: Sequence[Account]
    open: int
    handover: Handover | None

    @property
    def post(self) -> Post:
        """The post."""
        return self.owner.post

    @property
    def vacant(self) -> bool:
        """Whether it owns open things and nobody is known who could be asked for them."""
        unknown = self.owner.state == UNKNOWN and not self.sitting
        return bool(self.open) and (self.owner.needs_successor or unknown)


@dataclass(frozen=True)
class PostPage:
    """All that one page says of a post."""

    owner: Owner
    sitting: Sequence[Account]
    heaps: Sequence[Heap]
    total: int
    advice: Sequence[Entry]
    texts: Mapping[uuid.UUID, Mapping[str, str]]
    """Of each advice its text per language, by item."""
    contacts: Sequence[Entry]
    organisations: Sequence[Organisation]
    handovers: Sequence["Course"]

    @property
    def post(self) -> Post:
        """The post."""
        return self.owner.post

    @property
    def promised(self) -> list[Owned]:
        """What its side promised the other, the soonest first."""
        return _by_day(one for heap in self.heaps for one in heap.things if one.thing.promised)

    @property
    def waiting(self) -> dict[str, list[Owned]]:
        """What somebody waits for, by the code of the side that does."""
        found: dict[str, list[Owned]] = {}
        for heap in self.heaps:
            for one in heap.things:
                if one.thing.waits:
                    found.setdefault(one.thing.waits, []).append(one)
        return {side: _by_day(things) for side, things in found.items()}

    @property
    def past(self) -> list["Course"]:
        """The handovers that are done, cancelled or undone."""
        return [one for one in self.handovers if not one.handover.open]

    def due_by(self, day: dt.date) -> list[Owned]:
        """Return what is due up to ``day``, what is overdue first."""
        return _by_day(
            one
            for heap in self.heaps
            for one in heap.things
            if one.thing.due is not None and one.thing.due <= day
        )


@dataclass(frozen=True)
class Course:
    """A handover as a page shows it."""

    handover: Handover
    used: int
    """How many things were done since with what it gave."""

    @property
    def steps(self) -> tuple[str, ...]:
        """What a coordinator may do with it now."""
        return () if self.used else MAY[self.handover.state]


@dataclass(frozen=True)
class Ending:
    """A way in that ends with a handover."""

    names: Words
    count: int


@dataclass(frozen=True)
class Preview:
    """What a handover would do, before anybody decides it."""

    page: PostPage
    leavers: Sequence[Account]
    endings: Sequence[Ending]
    keeps: Sequence[Seat]
    """Further posts that the leaver keeps."""
    going: int = 0
    staying: Sequence[Owned] = field(default_factory=list)


def _by_day(things: Iterable[Owned]) -> list[Owned]:
    return sorted(things, key=lambda one: (one.thing.due or dt.date.max, one.thing.id))


def own_posts(side: str, day: dt.date) -> list[InList]:
    """Return the posts of a side that there are or that still own something; vacancies first.

    A fixed number of queries.
    """
    posts = list(Post.objects.filter(organisation__side_id=side).order_by("organisation_id", "pk"))
    codes = [one.pk for one in posts]
    owners, sitting, counts = owners_of(codes, day), sitting_in(codes), counts_of(codes)
    planned = {
        one.post_id: one
        for one in Handover.objects.filter(side_id=side, state__in=(PLANNED, HELD)).select_related(
            "successor", "to"
        )
    }
    rows = [
        InList(owners[code], sitting.get(code, []), counts.get(code, 0), planned.get(code))
        for code in codes
        if owners[code].post.holds_on(day) or counts.get(code)
    ]
    return sorted(rows, key=lambda one: not one.vacant)


def vacancies(side: str, day: dt.date) -> int:
    """Return how many posts of a side own something open and have nobody, or wait held up."""
    rows = own_posts(side, day)
    return sum(one.vacant or bool(one.handover and one.handover.state == HELD) for one in rows)


def post_page(post: str, viewer: Viewer, day: dt.date) -> PostPage | None:
    """Return what a post of the viewer's own side owns; None for any other post.

    A fixed number of queries, whatever the number of things.
    """
    owner = owners_of([post], day).get(post)
    if owner is None or not viewer.side or owner.post.organisation.side_id != viewer.side:
        return None
    audiences = visible_audiences(viewer)
    heaps, total = _heaps(post, audiences)
    advice = list(
        Entry.objects.filter(
            pk__in=Advice.objects.filter(post=post, audience_id__in=audiences).values("pk")
        )
        .select_related("version__author", "version")
        .order_by("-updated_at", "-pk")
    )
    contacts = list(
        Entry.objects.filter(item__owner_id=post, kind__in=CONTACTS, audience_id__in=audiences)
        .select_related("version")
        .defer("version__content", "version__header")
        .order_by("-updated_at", "-pk")[:MOST_CONTACTS]
    )
    met = Facet.objects.filter(
        entry_id__in=[one.pk for one in contacts], name="organisations"
    ).values_list("value", flat=True)
    handovers = (
        Handover.objects.filter(side_id=viewer.side, post_id=post)
        .select_related("successor", "leaver", "to", "by", "post")
        .order_by("-at")[:6]
    )
    return PostPage(
        owner=owner,
        sitting=sitting_in([post]).get(post, []),
        heaps=heaps,
        total=total,
        advice=advice,
        texts={one.item_id: one.version.wording.get("body", {}) for one in advice},
        contacts=contacts,
        organisations=list(Organisation.objects.filter(pk__in=list(met)).order_by("pk")),
        handovers=[Course(one, used_since(one)) for one in handovers],
    )


def _heaps(post: str, audiences: Sequence[int]) -> tuple[list[Heap], int]:
    """Return the open things of a post by kind; records without an entry of their own by theirs."""
    found = things_of([post])
    items = [one.item for things in found.values() for one in things if one.item]
    kinds = dict(Item.objects.filter(pk__in=items).values_list("pk", "kind"))
    entries: dict[uuid.UUID, Entry] = {}
    for entry in Entry.objects.filter(item_id__in=items, audience_id__in=audiences):
        entries[entry.item_id] = entry
    heaps: dict[str, tuple[Words, list[Owned]]] = {}
    total = 0
    for code, things in found.items():
        for one in things:
            kind = kinds.get(one.item, "") if one.item and code == EVERY_RECORD else ""
            names = kind_of(kind).plural if kind else BELONGINGS[code].names
            key = f"record:{kind}" if kind else code
            owned = Owned(one, entries.get(one.item) if one.item else None)
            heaps.setdefault(key, (names, []))[1].append(owned)
            total += 1
    return [Heap(names, things) for names, things in heaps.values()], total


def preview(page: PostPage, *, to: str, leaver: Account | None) -> Preview:
    """Return what a handover of the post would do: what goes, what stays, what ends.

    Args:
        page: the post.
        to: id of the post that takes everything; empty where the holder changes.
        leaver: who leaves; everybody who acts in the post where None.
    """
    staying = [one for heap in page.heaps for one in heap.staying]
    if to:
        return Preview(page, [], [], [], page.total - len(staying), staying)
    leavers = [leaver] if leaver else list(page.sitting)
    endings: dict[str, int] = {}
    keeps: list[Seat] = []
    for one in leavers:
        for code, opening in OPENINGS.items():
            endings[code] = endings.get(code, 0) + opening.count(one, page.post.pk)
        keeps += [seat for seat in seats_of(one) if seat.post_id not in (page.post.pk, None)]
    return Preview(
        page,
        leavers,
        [Ending(OPENINGS[code].names, count) for code, count in endings.items() if count],
        keeps,
        page.total,
        [],
    )


@dataclass(frozen=True)
class FirstDay:
    """The brief of a successor's first day."""

    page: PostPage
    until: dt.date
    due: Sequence[Owned]
    changed: Sequence[Entry]
    since: dt.datetime | None
    """When the handover was announced; None where none is on record."""


def first_day(page: PostPage, viewer: Viewer, day: dt.date) -> FirstDay:
    """Return the brief of whoever comes into a post: one page, from what is on record."""
    calendars = [side.calendar for side in Side.objects.all()]
    until = after_working_days(day, DAYS_AHEAD, calendars)
    last = next(
        (one.handover for one in page.handovers if one.handover.state in (PLANNED, HELD, "done")),
        None,
    )
    changed: list[Entry] = []
    if last is not None:
        items = [one.thing.item for heap in page.heaps for one in heap.things if one.thing.item]
        changed = list(
            Entry.objects.filter(
                item_id__in=items,
                audience_id__in=visible_audiences(viewer),
                updated_at__gte=last.at,
            ).order_by("-updated_at", "-pk")[:MOST_CHANGES]
        )
    return FirstDay(page, until, page.due_by(until), changed, last.at if last else None)


def candidates(side: str) -> list[Account]:
    """Return the accounts of a side that may take a post; those who left their last one too."""
    left = Seat.objects.filter(ended_at__isnull=False).values("account_id")
    found = Account.objects.filter(side_id=side, is_active=True) | Account.objects.filter(
        side_id=side, pk__in=left
    )
    return list(found.select_related("post").order_by("username").distinct())
