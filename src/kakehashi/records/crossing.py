"""What another node must hear of: steps on records, told to whoever carries them across.

A node that serves both sides by itself has no carrier, and nothing here does anything. A node of
one side has one (the exchange room registers it), which is told inside the transaction of the step:
what is done here and what is queued to go across stand or fall together.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from django.conf import settings

from kakehashi.people.models import Account
from kakehashi.records.models import Item, Version


class Carrier(Protocol):
    """Carries steps to the other sides' nodes."""

    def carry(
        self,
        act: str,
        item: Item,
        version: Version | None,
        facts: Mapping[str, object],
        *,
        by: Account | None,
        at: dt.datetime,
    ) -> None:
        """Queue one step: an act of ``spec/statement.md``."""


_carriers: list[Carrier] = []


def register(carrier: Carrier) -> None:
    """Have ``carrier`` told of every step from now on."""
    if carrier not in _carriers:
        _carriers.append(carrier)


def node_side() -> str:
    """Return the side this node is of; empty where it serves every side by itself."""
    return str(getattr(settings, "SIDE", "") or "")


def writes_here(item: Item) -> bool:
    """Say whether this node writes the next version of a record: one node of each pen does."""
    side = node_side()
    return not side or side == (item.pen_id or item.origin_id or side)


def tell(
    act: str,
    item: Item,
    version: Version | None = None,
    facts: Mapping[str, object] | None = None,
    *,
    by: Account | None,
    at: dt.datetime,
) -> None:
    """Tell of one step that another side may know of; in the transaction of the step."""
    if not node_side():
        return
    for carrier in _carriers:
        carrier.carry(act, item, version, facts or {}, by=by, at=at)
