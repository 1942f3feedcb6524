"""Small shapes that several files of a profile share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from kakehashi.errors import Words


class _Empty(Mapping[str, Any]):
    """A mapping with nothing in it, hashable so that it can be a field's default."""

    __slots__ = ()

    def __getitem__(self, key: str) -> NoReturn:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"


NOTHING: Mapping[str, Any] = _Empty()
NO_WORDS: Words = _Empty()
TO_WRITE: Words = {"en": "[to be written]", "ja": "［未記入］"}
"""Stands in a skeleton for words that its author is to write."""
TO_WRITE_DAY = "1900-01-01"
"""Stands in a skeleton for a date that its author is to write."""


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
    """One entry of a small list: a code with its words (beneficiary, trigger, level)."""

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
