"""Small shapes that several files of a profile share."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kakehashi.errors import Words

NOTHING: Mapping[str, object] = MappingProxyType({})
NO_WORDS: Words = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Period:
    """From one day until (not including) another; an empty string is open."""

    start: str = ""
    until: str = ""

    def covers(self, day: str) -> bool:
        """Say whether ``day`` (ISO, full) lies in the period."""
        return (not self.start or self.start <= day) and (not self.until or day < self.until)


ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of a small list: a code with its words (sector, beneficiary, trigger, level)."""

    id: str
    names: Words
    description: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Link:
    """From the thing it stands in to another one, by a named relation."""

    kind: str
    """What it points at: provision, area, promise, instrument, body, meeting, decision …"""
    ref: str
    relation: str


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """Something that happened on a day (or in a month or year)."""

    date: str
    text: Words
    sourced: str = ""
