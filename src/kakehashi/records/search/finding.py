"""Finding: from a query to hits, in one order on every database.

Hits stand in tiers (:class:`~kakehashi.records.search.verifying.Tier`): the record with exactly
this reference, what stands under it, other references that begin so, titles that say all that
was asked for, all other text. Inside a tier they stand by weight of their kind, sort key and
reference: by nothing that another record can change, and by nothing that a database decides.
For each tier the index is asked for candidates in that order, and read only as far as the page
goes.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from uuid import UUID

from kakehashi.glossary.selectors import expander
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry
from kakehashi.records.search.databases import Expression, Row, candidates, reading
from kakehashi.records.search.documents import (
    UNREAD,
    audience_token,
    beginning_token,
    kind_token,
    segments_token,
    title_token,
)
from kakehashi.records.search.showing import Passage, show
from kakehashi.records.search.verifying import Question, Tier, Ways
from kakehashi.wording import query_plan

CAP = 1_000
"""Where counting stops for a page: beyond it stands "more than 1,000"."""

_MOST_AUDIENCE_TOKENS = 200  # beyond that the index is not asked about audiences, only the rows
_SPARE = 100  # candidates for a tier that may turn out not to be of it
_BATCH = 500

Found = Generator[tuple[int, Tier], None, None]
"""Faces that were found, each with its tier."""

_WHERE = {
    Tier.REFERENCE: "reference",
    Tier.UNDER_REFERENCE: "reference",
    Tier.BEGINS_SO: "reference",
    Tier.TITLE: "title",
    Tier.BODY: "body",
}


@dataclass(frozen=True)
class Hit:
    """A record that says what was asked for."""

    entry: Entry
    where: str
    """``reference``, ``title`` or ``body``: the best place that says all of it."""
    titles: dict[str, Passage] = field(default_factory=dict)
    """Language to the title, with what was asked for marked."""
    passages: dict[str, Passage] = field(default_factory=dict)
    """Language to the passage of the other text that says most of it."""

    @property
    def reference(self) -> str:
        """The record's readable reference."""
        return self.entry.reference

    @property
    def kind(self) -> str:
        """Code of the record's kind."""
        return self.entry.kind

    @property
    def entry_id(self) -> int:
        """Number of the face."""
        return self.entry.pk

    @property
    def item_id(self) -> UUID:
        """The record's identity."""
        return self.entry.item_id

    @property
    def title_en(self) -> str:
        """The title in English; empty where it has none."""
        return self.entry.title_en

    @property
    def title_ja(self) -> str:
        """The title in Japanese; empty where it has none."""
        return self.entry.title_ja


@dataclass(frozen=True)
class Hits:
    """What a search found."""

    query: str
    total: int
    """How many records; where ``capped``, as many as were counted."""
    capped: bool
    """Whether there are more than ``total``."""
    hits: list[Hit]
    """Those asked for, in order."""


def find(
    query: str,
    *,
    viewer: Viewer,
    kinds: Sequence[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Hits:
    """Find what ``viewer`` may see and says what ``query`` asks for.

    Args:
        query: what was typed; see :mod:`kakehashi.wording.query` for the language.
        viewer: who asks. Only texts they may see are read.
        kinds: codes of the kinds wanted; None for all.
        limit: the most hits to return, with their passages, and counting up to :data:`CAP`;
            None for every hit, all counted, without passages.
        offset: how many hits to leave out before the first.

    Returns:
        The hits. The number of database queries does not depend on the number of records.

    Raises:
        QueryTooLong: for more than 1,000 characters or 32 words.
    """
    question = Question(query, query_plan(query, expander()))
    audiences = visible_audiences(viewer)
    if question.plan.empty or not audiences:
        return Hits(query, 0, capped=False, hits=[])
    search = _Search(question, audiences, kinds)
    last = None if limit is None else offset + limit
    with reading():
        found, total = search.found(last, None if limit is None else CAP)
    entries = _entries([entry for entry, _tier in found[offset:last]])
    hits = [
        Hit(entries[entry], _WHERE[tier]) for entry, tier in found[offset:last] if entry in entries
    ]
    if limit is None:
        return Hits(query, total, capped=False, hits=hits)
    shown = show(question.plan, [hit.entry for hit in hits])
    hits = [
        replace(hit, titles=one[0], passages=one[1]) for hit, one in zip(hits, shown, strict=True)
    ]
    return Hits(query, min(total, CAP), capped=total > CAP, hits=hits)


def find_faces(query: str, *, viewer: Viewer, kinds: Sequence[str] | None = None) -> list[int]:
    """Return the numbers of all faces that :func:`find` finds, without reading them.

    Raises:
        QueryTooLong: as :func:`find`.
    """
    question = Question(query, query_plan(query, expander()))
    audiences = visible_audiences(viewer)
    if question.plan.empty or not audiences:
        return []
    with reading():
        found, _total = _Search(question, audiences, kinds).found(None, None)
    return [entry for entry, _tier in found]


class _Search:
    """One question put to the index, tier by tier."""

    def __init__(
        self, question: Question, audiences: Sequence[int], kinds: Sequence[str] | None
    ) -> None:
        self._question = question
        self._audiences = audiences
        self._kinds = None if kinds is None else list(kinds)
        self._write = Expression()

    def found(self, most: int | None, cap: int | None) -> tuple[list[tuple[int, Tier]], int]:
        """Return the first ``most`` hits, each with its tier, and how many there are.

        Counting ends one behind ``cap``.
        """
        hits: dict[int, Tier] = {}
        for tier, expression in self._tiers():
            first = None if most is None else most + _SPARE
            with closing(self._rows(expression, tier, first=first)) as rows:
                # Asked even where no more are wanted: as many queries for few records as for many.
                for entry, found in rows:
                    if most is not None and len(hits) >= most:
                        break
                    if found is tier:
                        hits.setdefault(entry, tier)
        total = 0
        full = most is not None and len(hits) >= most
        with closing(self._count(cap, full=full)) as rows:
            for entry, _tier in rows:
                total += 1
                # Where more are wanted, the tiers before were read to their end.
                if not full and entry not in hits:
                    hits[entry] = Tier.BODY
                    full = most is not None and len(hits) >= most
                if full and cap is not None and total > cap:
                    break
        return list(hits.items()), total

    def _count(self, cap: int | None, *, full: bool) -> Found:
        """Yield every hit; in order unless there are already enough to show."""
        decided = self._question.decided
        first = None if cap is None else (cap + 1) * (1 if decided else 2)
        return self._rows(self._any(), Tier.BODY, first=first, ordered=not (full and decided))

    def _rows(
        self, expression: str, asked: Tier, *, first: int | None, ordered: bool = True
    ) -> Found:
        """Yield what the index has for ``expression``, once it is verified."""
        found: Iterator[Row] = candidates(
            self._within(expression),
            audiences=self._audiences,
            kinds=self._kinds,
            texts=not self._question.decided,
            first=first,
            ordered=ordered,
        )
        for row in found:
            tier = self._question.tier(row, asked)
            if tier is not None:
                yield row.entry, tier

    def _tiers(self) -> Iterator[tuple[Tier, str]]:
        write, plan = self._write, self._question.plan
        if plan.reference:
            yield Tier.REFERENCE, write.token(plan.reference_token)
        if self._question.beginning:
            yield Tier.UNDER_REFERENCE, write.token(segments_token(self._question.beginning))
            yield Tier.BEGINS_SO, self._beginning()
        yield Tier.TITLE, self._unless_unread(self._terms(in_title=True))

    def _any(self) -> str:
        write, plan = self._write, self._question.plan
        ways = [self._unless_unread(self._terms())]
        if plan.reference:
            ways.append(write.token(plan.reference_token))
        if self._question.beginning:
            ways.append(self._beginning())
        return write.some(ways)

    def _beginning(self) -> str:
        return self._write.token(beginning_token(self._question.beginning))

    def _unless_unread(self, expression: str) -> str:
        return self._write.some([expression, self._write.token(UNREAD)])

    def _terms(self, *, in_title: bool = False) -> str:
        read: Callable[[str], str] = title_token if in_title else str
        return self._write.every([self._ways(ways, read) for ways in self._question.wanted])

    def _ways(self, ways: Ways, read: Callable[[str], str] = str) -> str:
        write = self._write
        return write.some(
            [write.every([write.token(read(token)) for token in tokens]) for tokens in ways]
        )

    def _within(self, expression: str) -> str:
        """Return ``expression``, narrowed in the index to what may be shown at all."""
        write = self._write
        parts = [expression]
        if len(self._audiences) <= _MOST_AUDIENCE_TOKENS:
            parts.append(write.some([write.token(audience_token(one)) for one in self._audiences]))
        if self._kinds:
            parts.append(write.some([write.token(kind_token(kind)) for kind in self._kinds]))
        wanted = write.every(parts)
        if not self._question.excluded_by_index:
            return wanted
        return write.without(wanted, write.some(list(map(self._ways, self._question.excluded))))


def _entries(wanted: Sequence[int]) -> dict[int, Entry]:
    found: dict[int, Entry] = {}
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        found.update((entry.pk, entry) for entry in Entry.objects.filter(pk__in=batch))
    return found
