"""What pages have to know of the partnership they are of: its word for who takes part, its sides.

This room knows no partnership: a room above tells it how to ask. Within one request each thing is
asked for once, when a page first needs it; outside of requests, every time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

Words = Mapping[str, str]
"""Language to text."""

NEUTRAL: Words = {"en": "the two sides", "ja": "双方"}
"""Says who takes part on a node into which no partnership was loaded."""


@dataclass(frozen=True, slots=True)
class SideSeen:
    """A side, as far as badges and clocks show it."""

    code: str
    names: Words
    language: str
    zone: str
    """IANA name."""
    position: int
    """Its place among the sides, from 0."""


@dataclass(frozen=True, slots=True)
class _Asking:
    participants: Callable[[], Words]
    sides: Callable[[], Sequence[SideSeen]]


@dataclass(slots=True)
class _Kept:
    participants: Words | None = None
    sides: Sequence[SideSeen] | None = None


@dataclass(slots=True)
class _Source:
    asking: _Asking = field(default_factory=lambda: _Asking(dict, tuple))


_source = _Source()
_kept: ContextVar[_Kept | None] = ContextVar("partnership", default=None)


def told_by(participants: Callable[[], Words], sides: Callable[[], Sequence[SideSeen]]) -> None:
    """Say how to ask for the partnership's word for who takes part, and for its sides in order."""
    _source.asking = _Asking(participants, sides)


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask for each thing once at the most for all that is made inside."""
    before = _kept.set(_Kept())
    try:
        yield
    finally:
        _kept.reset(before)


def participants() -> Words:
    """Return who takes part, in the partnership's own words, in ``en`` and ``ja``."""
    kept = _kept.get() or _Kept()
    if kept.participants is None:
        kept.participants = _source.asking.participants() or NEUTRAL
    return kept.participants


def sides() -> Sequence[SideSeen]:
    """Return the sides in their order; none on a node into which nothing was loaded."""
    kept = _kept.get() or _Kept()
    if kept.sides is None:
        kept.sides = tuple(_source.asking.sides())
    return kept.sides


def among_participants() -> Words:
    """Return the audience of those who take part: ``Participants``, 日英関係省庁限り."""
    said = participants()
    english = said["en"].removeprefix("the ")
    return {"en": english[:1].upper() + english[1:], "ja": f"{said['ja']}限り"}
