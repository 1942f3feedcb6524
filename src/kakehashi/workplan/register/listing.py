"""What fits, page by page, and how many each further choice would leave."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kakehashi.people.rules import REACHES, Viewer
from kakehashi.people.selectors import circle_of, visible_audiences
from kakehashi.records.search import find_faces
from kakehashi.workplan.models import JointAction
from kakehashi.workplan.register.asking import Asked
from kakehashi.workplan.register.choices import Choices
from kakehashi.workplan.register.facets import FACETS, NONE
from kakehashi.workplan.register.index import Bits, Index, newest_index

_MONTHS = 12


@dataclass(frozen=True)
class Loosening:
    """How many would fit if one filter were taken off."""

    name: str
    """The facet, ``days`` or ``words``."""
    total: int


@dataclass(frozen=True)
class Listed:
    """One page of the register."""

    rows: Sequence[JointAction]
    total: int
    """How many fit."""
    of: int
    """How many there are for this reader."""
    page: int
    pages: int
    asked: Asked
    counts: Mapping[str, Mapping[str, int]]
    """Facet to value to how many fit with it, the filters of the other facets in force."""
    looser: Sequence[Loosening] = ()
    """Where nothing fits: what would, with one filter less."""


class Question:
    """One reader's question, put to the index."""

    def __init__(
        self, asked: Asked, viewer: Viewer, choices: Choices, index: Index, today: dt.date
    ) -> None:
        self._index, self._choices, self._today, self._viewer = index, choices, today, viewer
        self._audiences = visible_audiences(viewer)
        self.asked = asked
        self.base = index.seen_by(self._audiences)
        self._marked: dict[str, Bits] = {}
        for audience in self._audiences:
            if audience in index.audiences:
                reach = circle_of(audience).reach
                self._marked[reach] = self._marked.get(reach, 0) | index.audiences[audience]
        self.parts = {name: self._part(name) for name in asked.in_force()}
        self.fits = self._all()

    def _all(self, but: str = "") -> Bits:
        found = self.base
        for name, part in self.parts.items():
            if name != but:
                found &= part
        return found

    def _part(self, name: str) -> Bits:
        asked = self.asked
        if name == "days":
            return self._index.due_between(asked.due_from, asked.due_to)
        if name == "words":
            return self._index.kept(("words", asked.words, self._audiences), self._saying)
        found = 0
        for value in asked.filters[name]:
            found |= self._having(name, value)
        return found

    def _saying(self) -> Bits:
        faces = find_faces(self.asked.words, viewer=self._viewer, kinds=["joint_action"])
        place = self._index.place
        return self._index.bits_of(place[face] for face in faces if face in place)

    def _having(self, facet: str, value: str) -> Bits:
        index = self._index
        if facet == "due":
            return self._due(value)
        if facet == "marking":
            return self._marked.get(value, 0)
        if facet == "result":
            found = 0
            for (kind, audience), bits in index.results.items():
                if value in (kind, NONE) and audience in self._audiences:
                    found |= bits
            return self.base & ~found if value == NONE else found
        if facet == "post" and value == NONE:
            return self.base & ~index.any_of("post", index.bits["post"])
        kept = self._choices.kept_as.get(facet)
        if kept is None:
            return index.any_of(facet, [value])
        where = "post" if facet in ("side", "organisation") else facet
        return index.any_of(where, kept.get(value, ()))

    def _due(self, value: str) -> Bits:
        index, today = self._index, self._today
        if value == "set":
            return index.with_due
        if value == NONE:
            return self.base & ~index.with_due
        if value == "overdue":
            yesterday = today - dt.timedelta(days=1)
            return index.due_between(None, yesterday) & ~index.ended
        months = 1 if value == "month" else 3
        first = today.replace(day=1, month=today.month - (today.month - 1) % months)
        return index.due_between(first, _after(first, months) - dt.timedelta(days=1))

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many fit with each choice, the filters of the other facets in force."""
        found: dict[str, dict[str, int]] = {}
        for name in FACETS:
            others = self._all(but=name)
            found[name] = {
                value: (self._having(name, value) & others).bit_count()
                for value in self._choices.words[name]
            }
        return found

    def looser(self) -> list[Loosening]:
        """Return what would fit with one filter less, the most first."""
        found = [Loosening(name, self._all(but=name).bit_count()) for name in self.parts]
        return sorted((one for one in found if one.total), key=lambda one: -one.total)

    def reaches(self) -> list[str]:
        """Return the markings that what fits bears, the narrowest first."""
        return [one for one in REACHES if self._marked.get(one, 0) & self.fits]


def _after(first: dt.date, months: int) -> dt.date:
    month = first.month - 1 + months
    return first.replace(year=first.year + month // _MONTHS, month=month % _MONTHS + 1)


def register(asked: Asked, viewer: Viewer, choices: Choices, *, today: dt.date) -> Listed:
    """Return one page of the register of joint actions with the counts beside every choice.

    A fixed number of queries, whatever the number of records; a page past the end gives the last.

    Raises:
        QueryTooLong: for more words than a search takes.
    """
    index = newest_index()
    question = Question(asked, viewer, choices, index, today)
    total = question.fits.bit_count()
    pages = max(1, -(-total // asked.size))
    page = min(max(1, asked.page), pages)
    start = (page - 1) * asked.size
    keys = index.in_order(question.fits, asked.sort, start, start + asked.size)
    # A row may have been written since the index was made: it is asked again who may see it.
    by_key = JointAction.objects.in_bulk(keys)
    visible = set(visible_audiences(viewer))
    return Listed(
        rows=[by_key[key] for key in keys if key in by_key and by_key[key].audience_id in visible],
        total=total,
        of=question.base.bit_count(),
        page=page,
        pages=pages,
        asked=asked,
        counts=question.counts(),
        looser=[] if total else question.looser(),
    )


def selection(asked: Asked, viewer: Viewer, choices: Choices, *, today: dt.date) -> list[int]:
    """Return the keys of all faces that fit, in order: what an export writes.

    Raises:
        QueryTooLong: for more words than a search takes.
    """
    index = newest_index()
    question = Question(asked, viewer, choices, index, today)
    return index.in_order(question.fits, asked.sort)
