"""Verifying: whether a candidate really says what was asked for, and in which place.

What counts is what :func:`kakehashi.wording.matches` says. Most phrases are decided faster from
what is stored: one word by its token, one run of Japanese by looking for it in the text. Only
where words must stand next to one another are they read one by one.
"""

import re
from collections.abc import Sequence
from enum import IntEnum

from kakehashi.records.search.databases import Row
from kakehashi.records.search.documents import ends_segment, title_token
from kakehashi.records.search.neighbours import needed, neighbours_of
from kakehashi.wording import Plan
from kakehashi.wording.matching import View, find_phrase
from kakehashi.wording.query import Phrase, Term
from kakehashi.wording.tokens import squash


class Tier(IntEnum):
    """The place where a record says what was asked for; in this order hits are shown."""

    REFERENCE = 0
    """The record with this reference."""
    UNDER_REFERENCE = 1
    """References that begin with it and go on with another segment: what stands under it."""
    BEGINS_SO = 2
    """References that begin with it in the middle of a segment."""
    TITLE = 3
    BODY = 4


_PAIR = 2
"""Two characters or two words side by side have a token of their own."""

_REFERENCE = re.compile(r"[0-9A-Za-z]+(?:[._/-][0-9A-Za-z]+)*[._/-]?")


def beginning_of_reference(query: str) -> str:
    """Return the query, case aside, where references that begin with it are meant; else "".

    Letters and figures without blanks are (``VD.b``, ``12``, ``up-jp-3``), a word is not: letters
    alone only where they are typed as capitals (``VD``).
    """
    typed = query.strip()
    if not _REFERENCE.fullmatch(typed) or (typed.isalpha() and not typed.isupper()):
        return ""
    return typed.lower()


Ways = list[tuple[str, ...]]
"""For every way to satisfy a term, the tokens that must all be there."""


class Question:
    """What was asked for, ready to be asked of one candidate after another.

    Attributes:
        plan: What the query was read as.
        beginning: What references are to begin with, in small letters; "" where no such are meant.
        excluded_by_index: Whether the index can tell what says something excluded.
        decided: Whether the index alone decides: whatever it gives is a hit.
    """

    def __init__(self, query: str, plan: Plan) -> None:
        self.plan = plan
        self.beginning = beginning_of_reference(query)
        self._terms = [_term(term) for term in plan.terms]
        self._excluded = [_term(term) for term in plan.excluded]
        self.excluded_by_index = bool(plan.excluded) and _decided(self._excluded)
        self.decided = _decided([*self._terms, *self._excluded])

    @property
    def wanted(self) -> list[Ways]:
        """The tokens of every term; all terms must be there."""
        return list(map(_tokens, self.plan.terms))

    @property
    def excluded(self) -> list[Ways]:
        """The tokens of every excluded term; none may be there."""
        return list(map(_tokens, self.plan.excluded))

    def tier(self, row: Row, asked: Tier) -> Tier | None:
        """Return where a candidate says what was asked for; None where it does not.

        Args:
            row: The candidate.
            asked: The tier that the index was asked for. Where the index alone decides, what it
                gives for text is of this tier, or of one before it.
        """
        if self.decided and not row.unread:
            return asked if asked >= Tier.TITLE else self._by_reference(row.reference)
        read = Reading(row)
        if any(_said(ways, read) for ways in self._excluded):
            return None
        by_reference = self._by_reference(row.reference)
        if by_reference is not None:
            return by_reference
        if all(_said_in_title(ways, read) for ways in self._terms):
            return Tier.TITLE
        return Tier.BODY if all(_said(ways, read) for ways in self._terms) else None

    def _by_reference(self, reference: str) -> Tier | None:
        if self.plan.reference and _squash(reference) == self.plan.reference:
            return Tier.REFERENCE
        if not self.beginning or not reference.lower().startswith(self.beginning):
            return None
        under = ends_segment(reference, len(self.beginning))
        return Tier.UNDER_REFERENCE if under else Tier.BEGINS_SO


_PLAIN = re.compile(r"[0-9A-Za-z ._/-]*")
_MARKS = re.compile(r"[ ._/-]")


def _squash(reference: str) -> str:
    """Return what :func:`~kakehashi.wording.tokens.squash` does, faster for most references."""
    if _PLAIN.fullmatch(reference):
        return _MARKS.sub("", reference).lower()
    return squash(reference)


class Reading:
    """A candidate, its texts read into words only when somebody asks for them."""

    __slots__ = ("_body", "_title", "row", "tokens", "unread")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.tokens = f" {row.tokens} "
        self.unread = row.unread
        self._title: View | None = None
        self._body: View | None = None

    @property
    def title(self) -> View:
        """The titles, word by word."""
        self._title = self._title or View(self.row.title)
        return self._title

    @property
    def body(self) -> View:
        """All other text, word by word."""
        self._body = self._body or View(self.row.body)
        return self._body


class _Phrase:
    """Words that must stand next to one another."""

    def __init__(self, phrase: Phrase) -> None:
        self._phrase = phrase
        self._needed = [f" {token} " for token in needed(phrase)]
        self._needed_in_title = [f" {title_token(token)} " for token in needed(phrase)]

    def in_title(self, read: Reading) -> bool:
        return self._may_be(self._needed_in_title, read) and self._stands_in(read.title)

    def anywhere(self, read: Reading) -> bool:
        return self._may_be(self._needed, read) and (
            self._stands_in(read.title) or self._stands_in(read.body)
        )

    def _may_be(self, needed: Sequence[str], read: Reading) -> bool:
        return read.unread or all(token in read.tokens for token in needed)

    def _stands_in(self, view: View) -> bool:
        return next(find_phrase(self._phrase, view), None) is not None


class _Decided(_Phrase):
    """One word, two side by side, one or two Japanese characters: the index has a token for it."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase)
        (token,) = needed(phrase)
        self._token, self._in_title = f" {token} ", f" {title_token(token)} "

    def in_title(self, read: Reading) -> bool:
        return self._in_title in read.tokens or (read.unread and super().in_title(read))

    def anywhere(self, read: Reading) -> bool:
        return self._token in read.tokens or (read.unread and super().anywhere(read))


class _Run(_Phrase):
    """One run of Japanese, found anywhere inside a longer one."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase)
        self._run = phrase.wanted[0].stem

    def in_title(self, read: Reading) -> bool:
        return self._run in read.row.title

    def anywhere(self, read: Reading) -> bool:
        return self._run in read.row.title or self._run in read.row.body


_Phrases = list[list[_Phrase]]
"""The ways to satisfy a term: each some phrases that must all be there."""


def _decided(terms: Sequence[_Phrases]) -> bool:
    return all(isinstance(phrase, _Decided) for ways in terms for way in ways for phrase in way)


def _tokens(term: Term) -> Ways:
    return [
        tuple(dict.fromkeys(token for phrase in way.phrases for token in needed(phrase)))
        for way in term.alternatives
    ]


def _term(term: Term) -> _Phrases:
    return [[_phrase(phrase) for phrase in way.phrases] for way in term.alternatives]


def _phrase(phrase: Phrase) -> _Phrase:
    first, number = phrase.wanted[0], len(phrase.wanted)
    if number == 1 and first.cjk:
        return _Decided(phrase) if len(first.stem) <= _PAIR else _Run(phrase)
    if number == 1 or (number == _PAIR and neighbours_of(phrase)):
        return _Decided(phrase)
    return _Phrase(phrase)


def _said(ways: _Phrases, read: Reading) -> bool:
    return any(all(phrase.anywhere(read) for phrase in way) for way in ways)


def _said_in_title(ways: _Phrases, read: Reading) -> bool:
    return any(all(phrase.in_title(read) for phrase in way) for way in ways)
