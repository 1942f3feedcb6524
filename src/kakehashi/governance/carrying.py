"""What stays open until a body has dealt with it: kinds of record that come to every agenda.

A kind whose records are owed to a body (an action point, a referral) enters here how its open ones
are found. They then come to the next agenda of that body by themselves, with
:func:`kakehashi.governance.services.put` as soon as they are made, and again whenever a meeting is
set or closed, until the kind no longer counts them as open.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Pairs = Iterable[tuple[uuid.UUID, uuid.UUID]]
"""Body and record, both by the identity of their item."""


@dataclass(frozen=True)
class Carrying:
    """How the open records of one kind are found."""

    kind: str
    why: str
    """Why they are on an agenda: a key of :data:`kakehashi.governance.rules.WHY_HERE`."""
    open_items: Callable[[Sequence[uuid.UUID]], Pairs]
    """Given bodies, every open record of theirs, in the order in which they come: one query."""


OPEN: dict[str, Carrying] = {}
"""Kind of record to how its open ones are found."""


def carries(kind: str, why: str, open_items: Callable[[Sequence[uuid.UUID]], Pairs]) -> None:
    """Enter that open records of ``kind`` come to every agenda of their body.

    Raises:
        ValueError: for a kind that was entered already.
    """
    if kind in OPEN:
        raise ValueError(f"{kind} is entered twice")
    OPEN[kind] = Carrying(kind, why, open_items)
