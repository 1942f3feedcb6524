"""The text of a partnership: sections, pillars, areas, provisions and their promises."""

from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.framework.profile.pieces import NO_WORDS, NOTHING

Headings = Mapping[str, tuple[str, ...]]
"""Language to the spellings of a heading that an import should know."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section heading of the text."""

    ref: str
    title: Words
    headings: Headings = NOTHING


@dataclass(frozen=True, slots=True)
class Pillar:
    """A pillar of joint work."""

    ref: str
    title: Words
    letter: str = ""
    """As printed in the list of pillars."""
    provision: str = ""
    """The provision that names it."""
    summary: Words = NO_WORDS
    headings: Headings = NOTHING


@dataclass(frozen=True, slots=True)
class Area:
    """An area of joint work, under a pillar."""

    ref: str
    pillar: str
    title: Words
    headings: Headings = NOTHING
    opening: Words = NO_WORDS
    """The unnumbered sentence under its heading, which governs all its letters."""
    summary: Words = NO_WORDS
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector that results are counted by."""

    ref: str
    title: Words


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of a provision; with ``joint_action`` it is tracked as a Joint Action."""

    key: str
    ref: str
    """Reference of the Joint Action made from it: the provision's, a hyphen, the key."""
    verb: Words
    strength: int
    nature: str
    joint_action: bool
    title: Words
    wording: Words
    acts: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    source: str = ""
    """``closing`` for the unnumbered sentence after the provision."""
    origin_date: str = ""
    """Where the promise is older than the text: when it was made …"""
    origin_instrument: str = ""
    """… and by which instrument."""


@dataclass(frozen=True, slots=True)
class Provision:
    """One numbered provision of the text, in our own words."""

    ref: str
    number: str
    level: str
    section: str
    strength: tuple[int, ...]
    nature: tuple[str, ...]
    verb: Words
    statement: Words
    promises: tuple[Promise, ...]
    title: Words = NO_WORDS
    """What it is called in a list: a short noun phrase."""
    parent: str = ""
    pillar: str = ""
    area: str = ""
    mentions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
