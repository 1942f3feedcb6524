"""Matching: whether a record really says what a query asks for, and how closely.

Candidates come from an index; here each is verified on its stored text
(:func:`kakehashi.wording.searchable`). Japanese is found anywhere inside a run of characters; a
word set apart by blanks is found by its stem, whole; words of a phrase next to one another.

**Order of hits.** :func:`rank` gives a key to sort by, smallest first:

1. the place: the record's reference is the query; a title is exactly the query; its titles
   say all of it; the record says all of it;
2. the manner, of the term found least closely: as written; in another form or spelling;
   by the glossary's other words.

It counts nothing and weighs nothing, so a record's place never depends on other records, and
two databases cannot disagree. What is still equal, the caller puts in the register's own order.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from kakehashi.wording.query import Manner, Phrase, Plan, Term, Wanted
from kakehashi.wording.scripts import (
    SEAL,
    WORD_CHARACTER,
    Compound,
    Unit,
    find_compounds,
    place_units,
)
from kakehashi.wording.stems import english_stem
from kakehashi.wording.tokens import squash

REFERENCE_FIELD = "reference"
"""The field of a document that holds the record's reference."""

TITLE_FIELDS = "title"
"""What the names of fields with titles begin with (``title``, ``title_ja``)."""


class Place(IntEnum):
    """Where a record says what was asked for; the lower, the better."""

    REFERENCE = 0
    TITLE_EXACT = 1
    TITLE = 2
    BODY = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A verified hit.

    Attributes:
        place: The best place that says all that was asked for.
        manner: How closely it says it there, of the term found least closely.
    """

    place: Place
    manner: Manner


class View:
    """A text in the normal form, read into words only when somebody asks for them."""

    __slots__ = ("_compounds", "_units", "sealed", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        # What stands behind the seal is another spelling, never as written.
        self.sealed = text.find(SEAL) if SEAL in text else len(text)
        self._units: list[Unit] | None = None
        self._compounds: dict[int, list[Compound]] = {}

    @property
    def units(self) -> list[Unit]:
        """The words and CJK runs of the text, in order."""
        if self._units is None:
            self._units = place_units(self.text)
            for compound in find_compounds(self.text, self._units):
                self._compounds.setdefault(compound.first, []).append(compound)
        return self._units

    def compounds_at(self, index: int) -> list[Compound]:
        """Return what hyphens join beginning with the unit at ``index``."""
        return self._compounds.get(index, [])


def matches(plan: Plan, document: Mapping[str, str]) -> Match | None:
    """Verify that a record says what a query asks for.

    Args:
        plan: From :func:`kakehashi.wording.query_plan`.
        document: Field to its stored text (:func:`kakehashi.wording.searchable`). The field
            ``reference`` and fields whose names begin with ``title`` count for the order.

    Returns:
        The match, or None where the record does not say it.

    >>> from kakehashi.wording import query_plan, searchable
    >>> record = {"title_en": searchable("AI standards"), "body": searchable("標準化の取り組み")}
    >>> matches(query_plan("standard"), record)
    Match(place=<Place.TITLE: 2>, manner=<Manner.VARIANT: 1>)
    >>> matches(query_plan("AI 取組"), record)
    Match(place=<Place.BODY: 3>, manner=<Manner.VARIANT: 1>)
    >>> matches(query_plan("量子"), record) is None
    True
    """
    if plan.empty:
        return None
    views = {field: View(text) for field, text in document.items()}
    if any(_closest(term, views.values()) is not None for term in plan.excluded):
        return None
    if plan.reference and squash(document.get(REFERENCE_FIELD, "")) == plan.reference:
        return Match(Place.REFERENCE, Manner.AS_WRITTEN)
    titles = [view for field, view in views.items() if field.startswith(TITLE_FIELDS)]
    manner = _all_closest(plan.terms, titles)
    if manner is None:
        manner = _all_closest(plan.terms, views.values())
        return None if manner is None else Match(Place.BODY, manner)
    exact = [found for view in titles if (found := _exactly(plan, view)) is not None]
    return Match(Place.TITLE_EXACT, min(exact)) if exact else Match(Place.TITLE, manner)


def rank(match: Match) -> tuple[int, int]:
    """Return the key that puts hits in order, the best first (see the top of this module)."""
    return (int(match.place), int(match.manner))


def find_phrase(phrase: Phrase, view: View) -> Iterator[tuple[int, int, bool]]:
    """Yield where a text says ``phrase``: start, end, and whether as written.

    Places of a lone CJK run do not overlap; others may.
    """
    first = phrase.wanted[0]
    if len(phrase.wanted) > 1:
        for index in range(len(view.units)):
            yield from _follow(phrase.wanted, view, index)
    elif first.cjk:
        at = view.text.find(first.stem)
        while at >= 0:
            yield at, at + len(first.stem), at < view.sealed
            at = view.text.find(first.stem, at + len(first.stem))
    else:
        for index, unit in enumerate(view.units):
            for last, written in _words_at(first, view, index):
                yield unit.start, view.units[last].end, written


def _all_closest(terms: Iterable[Term], views: Collection[View]) -> Manner | None:
    """Return how closely these texts say all terms, by the one found least closely."""
    least = Manner.AS_WRITTEN
    for term in terms:
        manner = _closest(term, views)
        if manner is None:
            return None
        least = max(least, manner)
    return least


def _closest(term: Term, views: Collection[View]) -> Manner | None:
    """Return how closely any of these texts (together, for several phrases) say a term."""
    best: Manner | None = None
    for alternative in term.alternatives:
        if best is not None and alternative.manner >= best:
            break
        found = [_phrase_manner(phrase, views) for phrase in alternative.phrases]
        said = [manner for manner in found if manner is not None]
        if len(said) == len(found):
            manner = max(alternative.manner, *said)
            best = manner if best is None else min(best, manner)
    return best


def _phrase_manner(phrase: Phrase, views: Collection[View]) -> Manner | None:
    best: Manner | None = None
    only = phrase.wanted[0] if len(phrase.wanted) == 1 else None
    for view in views:
        # A lone word, as most are, is looked for without reading the text into words.
        if (
            only is not None
            and not only.cjk
            and only.written in view.text
            and _whole_word(only.written).search(view.text)
        ):
            return Manner.AS_WRITTEN
        for _start, _end, written in find_phrase(phrase, view):
            if written:
                return Manner.AS_WRITTEN
            best = Manner.VARIANT
    return best


@lru_cache(maxsize=1024)
def _whole_word(word: str) -> re.Pattern[str]:
    return re.compile(f"(?<!{WORD_CHARACTER}){re.escape(word)}(?!{WORD_CHARACTER})")


def _exactly(plan: Plan, title: View) -> Manner | None:
    """Return how closely a title is the query itself, word for word; None where it is not."""
    text, *spellings = title.text.split(SEAL)
    units = place_units(text)
    keys = [" ".join(unit.text if unit.cjk else english_stem(unit.text) for unit in units)]
    # A clause in its standard spelling is the title's own where the title is but one clause.
    if len(spellings) == 1 and len(units) == 1:
        keys += spellings
    found = [plan.titles[key] for key in keys if key in plan.titles]
    if not found:
        return None
    if " ".join(unit.text for unit in units) == plan.written:
        return Manner.AS_WRITTEN
    return max(Manner.VARIANT, min(found))


def _words_at(wanted: Wanted, view: View, index: int) -> Iterator[tuple[int, bool]]:
    """Yield the index of the last unit, for a word or compound at ``index`` that is wanted."""
    unit = view.units[index]
    if unit.cjk:
        return
    if unit.text == wanted.written or english_stem(unit.text) == wanted.stem:
        yield index, unit.text == wanted.written
    for compound in view.compounds_at(index):
        if english_stem(compound.text) == wanted.stem:
            yield compound.last, False


def _follow(
    wanted: tuple[Wanted, ...], view: View, index: int, place: int = 0
) -> Iterator[tuple[int, int, bool]]:
    """Yield where ``wanted[place:]`` is said beginning with the unit at ``index``."""
    units, now = view.units, wanted[place]
    if index >= len(units) or (place and not _gap_fits(view.text, units, index, now)):
        return
    unit = units[index]
    last = place == len(wanted) - 1
    if now.cjk:
        if not unit.cjk or not _run_fits(unit.text, now.stem, first=place == 0, last=last):
            return
        start = unit.end - len(now.stem) if place == 0 else unit.start
        if last:
            yield start, unit.start + len(now.stem), start < view.sealed
            return
        for _start, end, written in _follow(wanted, view, index + 1, place + 1):
            yield start, end, written
        return
    for through, as_written in _words_at(now, view, index):
        if last:
            yield unit.start, units[through].end, as_written
            continue
        for _start, end, written in _follow(wanted, view, through + 1, place + 1):
            yield unit.start, end, as_written and written


def _run_fits(run: str, stem: str, *, first: bool, last: bool) -> bool:
    """Say whether a run of the text has a wanted run where the phrase needs it."""
    if first:
        return run.endswith(stem)
    return run.startswith(stem) if last else run == stem


def _gap_fits(text: str, units: list[Unit], index: int, now: Wanted) -> bool:
    """Say whether what stands before a unit is what the phrase has there."""
    gap = text[units[index - 1].end : units[index].start]
    if not now.apart:
        return not gap
    return bool(gap) and "\n\n" not in gap and SEAL not in gap and "。" not in gap
