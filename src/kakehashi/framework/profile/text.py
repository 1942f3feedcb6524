"""The text of a partnership: sections, pillars, areas, provisions and their promises."""

from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.framework.profile.pieces import NO_WORDS, NOTHING


@dataclass(frozen=True, slots=True)
class Section:
    """A section heading of the text."""

    id: str
    titles: Words
    facts: Mapping[str, object] = NOTHING


@dataclass(frozen=True, slots=True)
class Pillar:
    """A pillar of joint work."""

    ref: str
    titles: Words
    facts: Mapping[str, object] = NOTHING


@dataclass(frozen=True, slots=True)
class Area:
    """An area of joint work, under a pillar."""

    ref: str
    pillar: str
    titles: Words
    opening: Words = NO_WORDS
    facts: Mapping[str, object] = NOTHING


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
    parent: str = ""
    pillar: str = ""
    area: str = ""
    mentions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    facts: Mapping[str, object] = NOTHING
