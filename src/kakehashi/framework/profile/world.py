"""What the text and the record name: forums, instruments, programmes, occasions, words."""

from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.framework.profile.pieces import NO_WORDS, DatedEvent, Link


@dataclass(frozen=True, slots=True)
class Forum:
    """A multilateral forum or organisation the text or the record names."""

    id: str
    names: Words
    abbreviation: Words = NO_WORDS
    parent: str = ""
    provisions: tuple[str, ...] = ()
    note: Words = NO_WORDS
    events: tuple[DatedEvent, ...] = ()
    sourced: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A text between the two sides: agreement, statement, memorandum, the partnership itself."""

    id: str
    kind: str
    title: Words
    date: str
    in_force: str
    binding: bool
    links: tuple[Link, ...] = ()
    note: Words = NO_WORDS
    sources: tuple[str, ...] = ()
    sourced: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A named programme, strategy, technology or regime."""

    id: str
    kind: str
    names: Words
    description: Words
    status: str
    side: str = ""
    successor: str = ""
    provisions: tuple[str, ...] = ()
    events: tuple[DatedEvent, ...] = ()
    sourced: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A dated occasion; once ``until`` has passed, what names it is input for the review."""

    id: str
    names: Words
    start: str
    until: str
    forum: str = ""
    place: Words = NO_WORDS
    provisions: tuple[str, ...] = ()
    sourced: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """The words for a concept in one language."""

    preferred: str
    admitted: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    """Words that drafts are warned of; search takes none of them for the concept."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of the glossary with its words in each language."""

    id: str
    terms: Mapping[str, Term]
    definition: Words
    source: str
    """Address or document that says it, or ``ours``."""
    note: Words = NO_WORDS
    provisions: tuple[str, ...] = ()
    subject: str = ""
    """What it is the name of, as ``kind:ref``: ``area:SC``, ``organisation:mic``."""
    name: bool = False
    """Whether it is a proper name, whatever its subject."""
    homonym: bool = False
    """Whether it may share its preferred word with another concept."""
    pointed_out: bool = False
    """Whether its avoided words are pointed out wherever they stand."""
