"""What belongs to posts, and what is reached through them: one register that every room enters.

A post owns work; people come and go. So that nothing is forgotten when a post is handed over, each
room enters here, once, in its ``belongings.py`` (imported from ``AppConfig.ready``):

- :func:`belongs`: how the open things of given posts are found, and how they go to another post;
- :func:`opens`: by what an account gets in through a post (a secret address, a link that answers),
  how many of those there are, and how they are ended;
- :func:`stays`: columns that name a post or an account and are history, or a person's own: they
  say who did it *then*, so a handover leaves them as they are, for the reason given.

The page of a post, its handover, the first-day brief and the test of rotations read nothing else.
A test goes through every kind of record and every column of every table that names a post or an
account: one that is in none of the three fails it.

Example::

    belongs(
        "commission",
        {"en": "Commissions", "ja": "作業依頼"},
        open_things=_open,          # posts -> Thing, …: a fixed number of queries
        hand_over=_hand_over,       # things, to, by, at
        kinds=("commission",),
        fields=("commissions.Commission.post",),
    )
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kakehashi.errors import Words

if TYPE_CHECKING:
    from kakehashi.people.models import Account

EVERY_RECORD = "record"
"""Code of the entry for whatever record has an owner and no entry of its own."""


@dataclass(frozen=True)
class Thing:
    """One open thing that a post owns."""

    post: str
    id: str
    """Within its kind of belonging; the same for as long as it is open."""
    item: uuid.UUID | None = None
    """The record it is, or hangs on. Its title is read by whoever may see it, never kept here."""
    names: Words = field(default_factory=dict)
    """What it is called, where that is no record's wording."""
    note: Words = field(default_factory=dict)
    """Where it stands, in a few words: a pen that is asked for, a date that is on offer."""
    due: dt.date | None = None
    promised: bool = False
    """Whether its side stands behind that date before the other."""
    waits: str = ""
    """Code of the side that waits for it; empty where nobody in particular does."""
    stays: Words = field(default_factory=dict)
    """Why it cannot go to another post; empty where it can."""


class HandOver(Protocol):
    """Gives things to another post of the same side, inside the transaction of the handover."""

    def __call__(self, things: Sequence[Thing], *, to: str, by: "Account", at: dt.datetime) -> None:
        """Give ``things`` to the post ``to``. Raises a ``Refused`` where it cannot be."""


@dataclass(frozen=True)
class Belonging:
    """How the open things of one kind are found and handed over."""

    code: str
    names: Words
    open_things: Callable[[Sequence[str]], Iterable[Thing]]
    """Given ids of posts, every open thing of theirs: a fixed number of queries."""
    hand_over: HandOver
    take_back: HandOver
    """Undoes that, ``to`` the post that had them; called while nothing was done with them since."""
    kinds: frozenset[str]
    """Kinds of record that this covers."""
    fields: frozenset[str]
    """Columns that it covers, as ``app.Model.field``."""


@dataclass(frozen=True)
class Opening:
    """By what an account gets in, and how that is ended."""

    code: str
    names: Words
    count: Callable[["Account", str], int]
    """Given the account and the post it leaves: how many are open through that post."""
    end: Callable[["Account", str, "Account | None", dt.datetime], None]
    """Given the account, the post it leaves, by whom, and when: end them at once."""
    fields: frozenset[str]


BELONGINGS: dict[str, Belonging] = {}
"""Code to how its open things are found and handed over."""

OPENINGS: dict[str, Opening] = {}
"""Code to how that way in is counted and ended."""

STAYS: dict[str, str] = {}
"""Column to why a handover leaves it as it is."""


def belongs(
    code: str,
    names: Words,
    *,
    open_things: Callable[[Sequence[str]], Iterable[Thing]],
    hand_over: HandOver,
    take_back: HandOver | None = None,
    kinds: Iterable[str] = (),
    fields: Iterable[str] = (),
) -> None:
    """Enter what posts own.

    Args:
        code: short, stable; that of the kind of record, where it is one.
        names: in the plural, per language.
        open_things: given ids of posts, what is open, in the order in which it is to be read.
        hand_over: gives such things to another post; called in one transaction.
        take_back: undoes that; ``hand_over`` itself where none is given.
        kinds: kinds of record that this covers; those that nobody covers are found by
            their owner (:data:`EVERY_RECORD`).
        fields: columns that this covers, as ``app.Model.field``.

    Raises:
        ValueError: for a code or a kind that was entered already.
    """
    taken = {kind for one in BELONGINGS.values() for kind in one.kinds}
    if code in BELONGINGS or taken & set(kinds):
        raise ValueError(f"{code} is entered twice")
    BELONGINGS[code] = Belonging(
        code,
        names,
        open_things,
        hand_over,
        take_back or hand_over,
        frozenset(kinds),
        frozenset(fields),
    )


def opens(
    code: str,
    names: Words,
    *,
    count: Callable[["Account", str], int],
    end: Callable[["Account", str, "Account | None", dt.datetime], None],
    fields: Iterable[str] = (),
) -> None:
    """Enter a way in that an account has through a post.

    Raises:
        ValueError: for a code that was entered already.
    """
    if code in OPENINGS:
        raise ValueError(f"{code} is entered twice")
    OPENINGS[code] = Opening(code, names, count, end, frozenset(fields))


def stays(why: str, *fields: str) -> None:
    """Enter columns that a handover leaves as they are, for one reason.

    Raises:
        ValueError: for a column that was entered already.
    """
    for one in fields:
        if one in STAYS:
            raise ValueError(f"{one} is entered twice")
        STAYS[one] = why


def covered_kinds() -> frozenset[str]:
    """Return the kinds of record that have an entry of their own."""
    return frozenset(kind for one in BELONGINGS.values() for kind in one.kinds)


def covered_fields() -> frozenset[str]:
    """Return every column that some entry answers for."""
    found = set(STAYS)
    for belonging in BELONGINGS.values():
        found |= belonging.fields
    for opening in OPENINGS.values():
        found |= opening.fields
    return frozenset(found)


def things_of(posts: Iterable[str]) -> dict[str, list[Thing]]:
    """Return what is open of ``posts``, by code of belonging, in the order of the register.

    A fixed number of queries, whatever the number of posts and things.
    """
    wanted = sorted(set(posts))
    if not wanted:
        return {}
    found = {code: list(one.open_things(wanted)) for code, one in BELONGINGS.items()}
    return {code: things for code, things in found.items() if things}


def counts_of(posts: Iterable[str]) -> Mapping[str, int]:
    """Return how many things are open of each post that has any."""
    counted: dict[str, int] = {}
    for things in things_of(posts).values():
        for one in things:
            counted[one.post] = counted.get(one.post, 0) + 1
    return counted
