"""What happened to one record between the nodes: shared, received, opened, and its proof."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from kakehashi.errors import NotHere, Words
from kakehashi.exchange.models import (
    COMING,
    ENTERED,
    QUEUED,
    REFUSED,
    ClosedLog,
    Incoming,
    Line,
    Outgoing,
    Parcel,
)
from kakehashi.exchange.refusal_words import words_of_code
from kakehashi.ledger.logs.reading import Reader, entries
from kakehashi.ledger.models import Log
from kakehashi.people.models import Account, Side
from kakehashi.records.crossing import node_side
from kakehashi.records.models import Attachment
from kakehashi.trust.log_proofs import LogProof
from kakehashi.trust.proofs import prove_inclusion

SHARES = ("share", "supersede")
SHOWN = ("share", "supersede", "confirm", "publish", "withdraw", "recall", "destroyed")
"""What of the talk between the nodes is shown beside a record."""


@dataclass(frozen=True)
class Following:
    """What follows a text that crossed: one attachment, or the text itself where it is large."""

    name: str
    """Of the attachment; empty for the text."""
    state: str
    why: Words
    """Of a refusal, in words."""
    come: int
    """Bytes that the receiver has."""
    size: int

    @property
    def on_its_way(self) -> bool:
        """Whether the receiver does not have it, and may get it."""
        return self.state in (ENTERED, COMING)


@dataclass(frozen=True)
class Crossing:
    """One thing said of a record by one node to another."""

    act: str
    ours: bool
    """Whether this side said it."""
    peer: Side
    digest: str
    """Version digest, empty where it names none."""
    at: dt.datetime
    """When it was said here, or taken in here."""
    by: Account | None
    held_at: dt.datetime | None
    """When it was received: there what is ours, here what is theirs."""
    opened_at: dt.datetime | None
    state: str
    why: Words
    """Of a refusal, in words."""
    index: int | None
    """Place in the log it stands in."""
    proven: bool
    """Whether a checkpoint with the signatures of both sides covers it."""
    following: Sequence[Following] = ()
    origin: str = ""
    """Of the log it stands in."""
    closed: int = 0
    """Which of the closed logs of its side that is, counted from 1; 0 for the present one."""

    @property
    def shares(self) -> bool:
        """Whether a text went with it."""
        return self.act in SHARES

    @property
    def waits(self) -> bool:
        """Whether it is still on this node alone."""
        return self.ours and self.state == QUEUED

    @property
    def refused(self) -> bool:
        """Whether the gate here, or the other side, refused it."""
        return self.state == REFUSED

    @property
    def log(self) -> str:
        """Whose log it stands in, as an address says it."""
        whose = "ours" if self.ours else "theirs"
        return f"{whose}-{self.closed}" if self.closed else whose


def crossings(record: uuid.UUID, digests: Collection[str]) -> list[Crossing]:
    """Return what was said of a record on every line, newest first; no query in one node.

    Six queries, and one more where a text has attachments.

    Args:
        record: the record.
        digests: of the versions that the reader may see; what names another is left out.
    """
    if not node_side():
        return []
    lines = list(Line.objects.select_related("peer"))
    logs = list(ClosedLog.objects.all())
    closed: dict[str, int] = {}
    for own in (True, False):
        named = [one.origin for one in logs if one.own == own]
        closed |= {origin: number for number, origin in enumerate(named, 1)}
    covered = dict(Log.objects.values_list("pk", "countersigned_size"))
    by_peer = {line.pk: line for line in lines}
    said = (
        Outgoing.objects.filter(item=record, act__in=SHOWN)
        .select_related("version", "by__post")
        .defer("version__content", "version__header")
    )
    heard = Incoming.objects.filter(record=record, act__in=SHOWN)
    found = [_said(row, by_peer[row.line_id], covered) for row in said] + [
        _heard(row, by_peer[row.line_id], covered) for row in heard
    ]
    found = [replace(one, closed=closed.get(one.origin, 0)) for one in found]
    seen = [one for one in found if not one.digest or one.digest in digests]
    following = _following(record)
    seen = [
        replace(one, following=following.get((one.origin, one.index), ())) if one.shares else one
        for one in seen
    ]
    return sorted(seen, key=lambda one: (one.at, one.index or 0), reverse=True)


def _following(record: uuid.UUID) -> dict[tuple[str, int | None], list[Following]]:
    """Return what follows each entry that shares a record, by log and index."""
    parcels = list(Parcel.objects.filter(record=record).order_by("part"))
    names = (
        {
            (version, part): name
            for version, part, name in Attachment.objects.filter(version__item=record).values_list(
                "version__digest", "part", "name"
            )
        }
        if parcels
        else {}
    )
    found: dict[tuple[str, int | None], list[Following]] = {}
    for one in parcels:
        found.setdefault((one.log, one.index), []).append(
            Following(
                name=names.get((one.version, one.part), ""),
                state=one.state,
                why=words_of_code(one.why) if one.why and one.state == REFUSED else {},
                come=one.come,
                size=one.size,
            )
        )
    return found


def _said(row: Outgoing, line: Line, covered: dict[str, int]) -> Crossing:
    return Crossing(
        act=row.act,
        ours=True,
        peer=line.peer,
        digest=row.version.digest if row.version else "",
        at=row.at,
        by=row.by,
        held_at=row.held_at,
        opened_at=row.opened_at,
        state=row.state,
        why=words_of_code(row.why) if row.why else {},
        index=row.index,
        proven=row.index is not None and row.index < covered.get(row.log or line.origin, 0),
        origin=row.log or line.origin,
    )


def _heard(row: Incoming, line: Line, covered: dict[str, int]) -> Crossing:
    return Crossing(
        act=row.act,
        ours=False,
        peer=line.peer,
        digest=row.version,
        at=row.at,
        by=None,
        held_at=row.at,
        opened_at=row.opened_at,
        state=row.state,
        why=words_of_code(row.why) if row.why else {},
        index=row.index,
        proven=row.index < covered.get(row.log or line.peer_origin, 0),
        origin=row.log or line.peer_origin,
    )


def proof_file(crossing: Crossing) -> bytes:
    """Return the proof that something stands in its log (C2SP tlog-proof), checkable by anyone.

    Raises:
        NotHere: while no checkpoint with the signatures of both sides covers it.
    """
    log = Log.objects.filter(pk=crossing.origin).first()
    if log is None or crossing.index is None or crossing.index >= log.countersigned_size:
        raise NotHere
    nodes = Reader(log.origin).nodes(log.countersigned_size)
    hashes = prove_inclusion(nodes, crossing.index, log.countersigned_size)
    return LogProof(crossing.index, tuple(hashes), bytes(log.countersigned)).as_bytes()


def statement_file(crossing: Crossing) -> bytes:
    """Return the statement itself, the leaf that the proof is of.

    Raises:
        NotHere: when it does not stand in a log yet.
    """
    if crossing.index is None:
        raise NotHere
    return entries(crossing.origin, crossing.index, crossing.index + 1)[0]
