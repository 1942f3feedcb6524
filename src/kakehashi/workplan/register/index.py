"""Which joint action has which value: one bit a joint action and value, kept in memory.

Counting beside every choice how much it would leave asks for the same sums over the same table
on each page. Here a value is a whole number whose bit *n* says whether joint action *n* has it, so
that "and" and "or" of filters are ``&`` and ``|`` and a count is a count of bits. The index holds
every face of every reader; what somebody may see is one more such number, made from the audiences
they are in, and nothing is counted that is not within it. It is made anew when the timeline
says that something of this room was written, since nothing changes without an event.
"""

import datetime as dt
import threading
import uuid
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import CharField, F
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast

from kakehashi.ledger.models import Event
from kakehashi.ledger.selectors import head
from kakehashi.records.models import Facet, Link
from kakehashi.workplan.models import JointAction, Result
from kakehashi.workplan.rules import ENDED

SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "reference": ("sort_key", "pk"),
    "updated": ("updated_at", "pk"),
    "due": (F("due_date").asc(nulls_last=True), "sort_key", "pk"),
    "-due": (F("due_date").desc(nulls_last=True), "sort_key", "pk"),
    "progress": ("progress", "sort_key", "pk"),
    "strength": ("strength", "sort_key", "pk"),
    "title": ("title_en", "pk"),
}
"""What the register can be sorted by; each ends in the key, so that pages never overlap.

Backwards is the same read from its end, but for what has no due date: that comes last both ways.
"""

_COLUMNS = ("pillar", "area", "nature", "progress", "strength")
_FACETS = {"owners": "post", "acts": "acts", "beneficiaries": "beneficiaries"}
_RELATIONS = {"serves": "objective", "in_sector": "sector"}
_MOST_KEPT = 64
_MOST_BESIDE = 1_000

Bits = int
"""A whole number whose bit *n* is about the joint action at place *n*."""


def _plain(column: str) -> Cast:
    """Return an id as the database writes it: a hundred thousand UUIDs take a while to make."""
    return Cast(column, CharField(max_length=36))


class Index:
    """The values of all joint actions as they stood when it was made."""

    def __init__(self) -> None:
        self.keys = array("q")
        """Primary key of the face at each place, in the order of the text."""
        due: list[tuple[int, int]] = []
        places: dict[str, dict[str, list[int]]] = {name: {} for name in _COLUMNS}
        audiences: dict[int, list[int]] = {}
        results = self._read_results()
        reached: dict[str, list[int]] = {to: [] for found in results.values() for to in found}
        rows = JointAction.objects.order_by("sort_key", "pk").values_list(
            "pk", _plain("item_id"), "audience_id", "due_date", *_COLUMNS
        )
        for place, (key, item, audience, day, *values) in enumerate(rows.iterator(5000)):
            self.keys.append(key)
            if item in reached:
                reached[item].append(place)
            audiences.setdefault(audience, []).append(place)
            if day is not None:
                due.append((day.toordinal(), place))
            for name, value in zip(_COLUMNS, values, strict=True):
                places[name].setdefault(str(value), []).append(place)
        self.size = len(self.keys)
        self.place = {key: place for place, key in enumerate(self.keys)}
        self._read_facets(places)
        self._read_links(places)
        self.bits: dict[str, dict[str, Bits]] = {
            name: {value: self.bits_of(found) for value, found in values.items()}
            for name, values in places.items()
        }
        self.audiences = {one: self.bits_of(found) for one, found in audiences.items()}
        self.results = {
            key: self.bits_of(place for to in found for place in reached[to])
            for key, found in results.items()
        }
        """Who has a result: by its kind and, since not everybody sees every result, audience."""
        due.sort()
        self._due_days = array("i", (day for day, _ in due))
        self._due_places = array("i", (place for _, place in due))
        self.with_due = self.bits_of(self._due_places)
        self.ended = self.any_of("progress", ENDED)
        self._orders: dict[str, array[int]] = {}
        self._kept: dict[object, Bits] = {}

    def _read_facets(self, places: dict[str, dict[str, list[int]]]) -> None:
        for name in _FACETS.values():
            places[name] = {}
        found = Facet.objects.filter(name__in=list(_FACETS)).values_list(
            "entry_id", "name", "value"
        )
        for entry, name, value in found.iterator(5000):
            place = self.place.get(entry)
            if place is not None:
                places[_FACETS[name]].setdefault(value, []).append(place)

    def _read_links(self, places: dict[str, dict[str, list[int]]]) -> None:
        for name in _RELATIONS.values():
            places[name] = {}
        links = Link.objects.filter(relation__in=list(_RELATIONS), kind="joint_action")
        rows = links.values_list("entry_id", "relation", _plain("to_id"))
        found: dict[tuple[str, str], list[int]] = {}
        for entry, relation, to in rows.iterator(5000):
            place = self.place.get(entry)
            if place is not None:
                found.setdefault((relation, to), []).append(place)
        for (relation, to), at in found.items():
            places[_RELATIONS[relation]][str(uuid.UUID(to))] = at

    def _read_results(self) -> dict[tuple[str, int], list[str]]:
        """Return the items that results are about, by kind and audience of the result."""
        kinds = {
            key: (kind, audience)
            for key, kind, audience in Result.objects.exclude(result_kind="").values_list(
                "pk", "result_kind", "audience_id"
            )
        }
        found: dict[tuple[str, int], list[str]] = {}
        links = Link.objects.filter(relation="about", kind="result")
        for entry, to in links.values_list("entry_id", _plain("to_id")):
            if entry in kinds:
                found.setdefault(kinds[entry], []).append(to)
        return found

    def bits_of(self, places: Iterable[int]) -> Bits:
        """Return the bits with those at ``places`` set."""
        mask = bytearray((self.size >> 3) + 1)
        for place in places:
            mask[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(mask, "little")

    def any_of(self, facet: str, values: Iterable[str]) -> Bits:
        """Return who has any of ``values`` of a facet that is kept by its own value."""
        known, found = self.bits[facet], 0
        for value in values:
            found |= known.get(value, 0)
        return found

    def seen_by(self, audiences: Iterable[int]) -> Bits:
        """Return the faces that readers in ``audiences`` see: all counting stays within these."""
        found = 0
        for audience in audiences:
            found |= self.audiences.get(audience, 0)
        return found

    def due_between(self, first: dt.date | None, last: dt.date | None) -> Bits:
        """Return who is due from ``first`` until ``last``, both included; None is open."""

        def made() -> Bits:
            begin = bisect_left(self._due_days, first.toordinal()) if first else 0
            end = bisect_right(self._due_days, last.toordinal()) if last else len(self._due_days)
            return self.bits_of(self._due_places[begin:end])

        return self.kept(("due", first, last), made)

    def kept(self, key: object, make: Callable[[], Bits]) -> Bits:
        """Return the bits kept under ``key``, made on first use; a few are kept at a time."""
        found = self._kept.get(key)
        if found is None:
            found = make()
            if len(self._kept) >= _MOST_KEPT:
                self._kept = {}
            self._kept[key] = found
        return found

    def in_order(self, bits: Bits, sort: str, start: int = 0, stop: int | None = None) -> list[int]:
        """Return the keys of ``bits`` from ``start`` to ``stop`` in an order.

        Read from whichever end is nearer, so that the last page costs what the first does.

        Args:
            bits: which faces.
            sort: a key of :data:`SORTS`, or one with a minus before it for backwards.
            start: how many to leave out.
            stop: where to end; at the last where None.
        """
        total = bits.bit_count()
        stop = total if stop is None else min(stop, total)
        start = min(start, stop)
        backwards = sort.startswith("-") and sort not in SORTS
        order = self._order(sort.removeprefix("-") if backwards else sort)
        from_the_end = start > total - stop
        if from_the_end:
            start, stop, backwards = total - stop, total - start, not backwards
        found = list(islice(self._within(order, bits, backwards=backwards), start, stop))
        return found[::-1] if from_the_end else found

    def _within(self, order: Sequence[int], bits: Bits, *, backwards: bool) -> Iterator[int]:
        mask, keys = bits.to_bytes((self.size >> 3) + 1, "little"), self.keys
        return (
            keys[place]
            for place in (reversed(order) if backwards else order)
            if mask[place >> 3] >> (place & 7) & 1
        )

    def _order(self, name: str) -> Sequence[int]:
        if name == "reference":
            return range(self.size)
        found = self._orders.get(name)
        if found is None:
            keys = JointAction.objects.order_by(*SORTS[name]).values_list("pk", flat=True)
            places = (self.place.get(key) for key in keys.iterator(5000))
            found = array("i", (place for place in places if place is not None))
            self._orders[name] = found
        return found


class _Shelf:
    """The newest index of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[int, str] = (-1, "")
        self._index: Index | None = None

    def newest(self) -> Index:
        """Return the index as the timeline stands now; one query where nothing has happened."""
        # The state is read before the rows: rows may be newer than it says, never older.
        chain = head()
        state = (chain.size, chain.digest)
        with self._lock:
            if self._index is None or (state != self._state and not self._beside(chain.size)):
                self._index = Index()
            self._state = state
            return self._index

    def _beside(self, size: int) -> bool:
        """Say whether all that happened since was in other rooms, on the same timeline."""
        known, digest = self._state
        if not 0 < known < size <= known + _MOST_BESIDE:
            return False
        since = Event.objects.filter(sequence__gte=known - 1, sequence__lt=size)
        rows = list(since.order_by("sequence").values_list("digest", "name"))
        return (
            bool(rows)
            and rows[0][0] == digest
            and not any(name.startswith("workplan.") for _, name in rows[1:])
        )


_shelf = _Shelf()


def newest_index() -> Index:
    """Return the index as the timeline stands now."""
    return _shelf.newest()
