"""Reading the lines: how each stands, and what became of one record."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from kakehashi.exchange.models import QUEUED, Incoming, Line, Outgoing
from kakehashi.ledger.models import Fork, Log
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.records.crossing import node_side


@dataclass(frozen=True)
class LineState:
    """How one line stands, in numbers of entries."""

    line: Line
    waiting: int
    """Said here and not yet in the log."""
    entries: int
    """In this side's log."""
    countersigned: int
    """Of these, mirrored and countersigned by the other side."""
    received: int
    """Of the other side's log, countersigned here."""
    forks: int
    """Contradictions found in either log, whose evidence is kept."""
    forked_at: dt.datetime | None
    """When the last of them was found."""


def line_states() -> list[LineState]:
    """Return every line with its numbers: five queries for all."""
    lines = list(Line.objects.select_related("peer").order_by("peer"))
    logs = Log.objects.in_bulk([name for one in lines for name in (one.origin, one.peer_origin)])
    waiting: dict[str, int] = {}
    for peer in Outgoing.objects.filter(state=QUEUED).values_list("line_id", flat=True):
        waiting[peer] = waiting.get(peer, 0) + 1
    found = list(Fork.objects.values_list("log", "found_at"))
    return [
        LineState(
            line=one,
            waiting=waiting.get(one.pk, 0),
            entries=logs[one.origin].size,
            countersigned=logs[one.origin].countersigned_size,
            received=logs[one.peer_origin].countersigned_size,
            forks=len(_of(one, found)),
            forked_at=max(_of(one, found), default=None),
        )
        for one in lines
    ]


def _of(line: Line, found: Sequence[tuple[str, dt.datetime]]) -> list[dt.datetime]:
    """Return when each contradiction in the logs of a line was found."""
    return [at for log, at in found if log in (line.origin, line.peer_origin)]


def said_of(record: uuid.UUID) -> tuple[Sequence[Outgoing], Sequence[Incoming]]:
    """Return what this side said of a record to others, and what they said of it, oldest first."""
    return (
        list(
            Outgoing.objects.filter(item=record)
            .select_related("line__peer", "by", "version")
            .order_by("pk")
        ),
        list(Incoming.objects.filter(record=record).select_related("line__peer").order_by("index")),
    )


def who_may_enrol() -> list[Account]:
    """Return the officials of this node's side who may enrol another side, by user name."""
    every = Account.objects.filter(side=node_side(), is_active=True).order_by("username")
    return [one for one in every if viewer_of(one).may("approve_restricted")]
