"""Revising the framework: from changes to provisions to the next edition of the text.

:mod:`~kakehashi.framework.revising.planning` works out, from what stands and what is to change,
what will stand, and refuses what cannot be; it knows no database.
:mod:`~kakehashi.framework.revising.editions` writes it.
:mod:`~kakehashi.framework.revising.reading` reads editions, what became of provisions, and two
editions side by side.
"""

from kakehashi.framework.revising.editions import make_edition, standing
from kakehashi.framework.revising.planning import Change, Planned, Stand, plan
from kakehashi.framework.revising.reading import (
    Compared,
    Lineage,
    compare_editions,
    editions,
    lineage,
    now_called,
)

__all__ = [
    "Change",
    "Compared",
    "Lineage",
    "Planned",
    "Stand",
    "compare_editions",
    "editions",
    "lineage",
    "make_edition",
    "now_called",
    "plan",
    "standing",
]
