"""What is destroyed with a record: rooms enter here what they keep of its words elsewhere.

The record itself (versions, faces, attachments, proposals, search) is dealt with by
:func:`kakehashi.records.services.dispose`.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence

Destroyer = Callable[[Sequence[uuid.UUID]], int]
"""Destroys what a room keeps of the words of some items, within the caller's transaction; returns
how many rows held any."""

_destroyers: dict[str, Destroyer] = {}


def also_destroys(part: str, destroyer: Destroyer) -> None:
    """Enter what is destroyed with a record, under a name that can be taken once."""
    if _destroyers.get(part, destroyer) is not destroyer:
        raise ValueError(f"two rooms destroy {part}")
    _destroyers[part] = destroyer


def destroyers() -> Mapping[str, Destroyer]:
    """Return everything that is destroyed with a record, by name."""
    return dict(_destroyers)
