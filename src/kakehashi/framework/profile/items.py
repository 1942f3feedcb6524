"""Items of the record: one regular shape for meetings, decisions, results and the rest."""

from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.framework.profile.pieces import NO_WORDS, NOTHING, Link


@dataclass(frozen=True, slots=True)
class Marking:
    """How an item is marked: for whom, and how the originator's side handles it."""

    audience: str
    """``own_side``, ``participants``, ``named`` or ``public``."""
    code: str = ""
    """The national marking verbatim, of the item's side; empty where none is set."""
    caveats: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """Accounts that may see it, for ``named``."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version of an item: the wording it had, by whom, when, why changed."""

    title: Words
    body: Words
    by: str
    at: str
    note: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One side's confirmation of the current wording."""

    side: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A change one account proposes to a shared wording."""

    by: str
    at: str
    title: Words
    body: Words
    note: Words = NO_WORDS
    state: str = "open"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One item of the record, of any kind; what only its kind has stands in ``facts``."""

    id: str
    kind: str
    lane: str
    state: str
    title: Words
    body: Words
    marking: Marking
    side: str = ""
    """Originating side; empty for what comes from the public record."""
    pen: str = ""
    by: str = ""
    """Account that wrote it; empty for what comes from the public record."""
    at: str = ""
    """When it was written, a date as in the file; empty means the day of loading."""
    authority: tuple[str, ...] = ()
    """Languages whose wording counts; any other is a courtesy translation."""
    languages: Mapping[str, str] = NO_WORDS
    """Language to its state: checked, draft, machine, stale or missing."""
    facts: Mapping[str, object] = NOTHING
    links: tuple[Link, ...] = ()
    sources: tuple[str, ...] = ()
    sourced: str = ""
    earlier: tuple[Earlier, ...] = ()
    confirmations: tuple[Confirmed, ...] = ()
    proposals: tuple[ProposedChange, ...] = ()
