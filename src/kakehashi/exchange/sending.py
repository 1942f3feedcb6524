"""Sending: what is queued becomes statements in this side's log, sealed and signed.

A step waits in the queue until its statement stands in the log; one that the share gate does not
let through is refused here, and nothing of it leaves the node.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.beginnings import begin_where_due, waits_to_be_told
from kakehashi.exchange.equivalents import TableNotConfirmed, table_in_force
from kakehashi.exchange.key_rotation import entered as entered_change
from kakehashi.exchange.key_rotation import settle, stated
from kakehashi.exchange.models import ENTERED, QUEUED, REFUSED, Blob, Line, Outgoing, Parcel
from kakehashi.exchange.own_keys import escrow, guard_of, own_keys
from kakehashi.exchange.parcels import Sealed, keep_record, seal_attachments, sent
from kakehashi.exchange.restoring import check_not_held
from kakehashi.ledger.logs.appending import append
from kakehashi.ledger.logs.signing import sign
from kakehashi.ledger.models import Log
from kakehashi.ledger.rows import update_rows, write_values
from kakehashi.trust import sha256_hex, utc_time
from kakehashi.trust.abouts import About
from kakehashi.trust.checkpoints import read_checkpoint
from kakehashi.trust.correspondence import Correspondence
from kakehashi.trust.envelopes import Header
from kakehashi.trust.gate import Recipients, pass_gate
from kakehashi.trust.key_sets import PublicKeys, SecretKeys, read_public_keys
from kakehashi.trust.markings import read_marking
from kakehashi.trust.notes import read_note
from kakehashi.trust.sealing import seal_bytes
from kakehashi.trust.sealing_keys import SealingPublic
from kakehashi.trust.statements import Seen, Statement, fresh_nonce

AT_ONCE = 256
"""Statements entered in one transaction and under one signature."""
SHARES = ("share", "supersede")


class RecordDisposed(Refused):
    """A text that was destroyed under a disposal before it could go."""

    code = "record-disposed"
    status = 409
    message = {
        "en": "The record was destroyed when its retention period was over.",
        "ja": "保存期間の満了により廃棄された案件です。",
    }
    hint = {
        "en": "It is not sent. Its digests and the certificate of its disposal stay here.",
        "ja": "送信されません。要約値及び廃棄の記録はこのノードに残ります。",
    }


@dataclass(frozen=True)
class _Desk:
    """What every statement of one batch is made with."""

    line: Line
    keys: SecretKeys
    peer: PublicKeys
    recipients: tuple[SealingPublic, ...]
    table: Correspondence | None
    seen: Seen | None
    before: dict[uuid.UUID, str]
    """Record to the version it was last shared in, on this line."""


def enter(peer: str, *, at: dt.datetime, most: int = AT_ONCE) -> int:
    """Put what is queued for a side into this node's log and sign it; return how many entries.

    Of two workers that come at once one enters them; the other finds the queue moved on.

    Raises:
        NoKeys: when the node has none; what is queued waits, as it does without a confirmed table.
        LineHeld: after a restore, until it is released.
        LogShut: while the log is frozen, closed, or asking the other side.
        NewKeysGone: when the other side countersigned keys that are not here.
        GuardMoved, GuardUnwritable: see :func:`kakehashi.ledger.logs.signing.sign`. The entries
            stand in the log and are signed at the next call.
    """
    line = Line.objects.get(pk=peer)
    check_not_held(line)
    if waits_to_be_told(line):
        return 0
    begun = begin_where_due(line, own_keys().partnership, _seen(line), at=at)
    rows = list(
        Outgoing.objects.filter(line=line, state=QUEUED)
        .select_related("item", "version")
        .order_by("pk")[:most]
    )
    rows = _up_to_a_change(_with_a_table(rows)) if settle(line, at=at) else []
    if rows:
        _enter(line, rows, at=at)
    sign(line.origin, own_keys().log, guard_of(line.origin), at=at)
    return len(rows) + begun


def _seen(line: Line) -> Seen | None:
    mirror = Log.objects.filter(pk=line.peer_origin).first()
    if mirror is None or not mirror.countersigned:
        return None
    known = read_checkpoint(read_note(bytes(mirror.countersigned)).text)
    return Seen(known.size, known.root.hex())


def _with_a_table(rows: Sequence[Outgoing]) -> list[Outgoing]:
    """Return what may be said now: until both sides confirmed a table, nothing is shared."""
    if any(row.act in SHARES for row in rows) and _table() is None:
        return list(itertools.takewhile(lambda row: row.act not in SHARES, rows))
    return list(rows)


def _up_to_a_change(rows: Sequence[Outgoing]) -> list[Outgoing]:
    """Return rows up to a change of keys: nothing stands behind it before it is countersigned."""
    place = next((at for at, row in enumerate(rows) if row.act == "key"), len(rows))
    return list(rows[: place + 1])


def _enter(line: Line, rows: Sequence[Outgoing], *, at: dt.datetime) -> None:
    desk = _set_up(line, rows)
    leaves: list[bytes] = []
    parts: list[list[Sealed]] = []
    entered: list[Outgoing] = []
    for row in rows:
        try:
            statement, sealed = _statement(row, desk)
        except Refused as refusal:
            row.state, row.why = REFUSED, refusal.code
            if refusal.code == "share-gate-shut":
                row.why = str(refusal.facts.get("reason", refusal.code))[:64]
            continue
        leaves.append(statement.canonical())
        parts.append(sealed)
        row.state = ENTERED
        entered.append(row)
    with transaction.atomic():
        still = Outgoing.objects.select_for_update().filter(
            pk__in=[row.pk for row in rows], state=QUEUED
        )
        if still.count() != len(rows):
            return
        write_values(
            Blob,
            ("digest", "size", "content"),
            [
                (one.digest, one.size, one.content)
                for sealed in parts
                for one in sealed
                if one.content is not None
            ],
        )
        following: list[Parcel] = []
        for row, index, sealed in zip(entered, append(line.origin, leaves), parts, strict=True):
            row.index = index
            following += sent(row, line.origin, index, sealed)
            if row.act == "key":
                entered_change(line, index, at=at)
        Parcel.objects.bulk_create(following, batch_size=200)
        update_rows(rows, ["state", "why", "index"])


def _set_up(line: Line, rows: Sequence[Outgoing]) -> _Desk:
    # What was seen is read before the keys: who says that a change was seen seals to its keys.
    seen = _seen(line)
    line.refresh_from_db(fields=["peer_keys"])
    keys, peer = own_keys(), read_public_keys(bytes(line.peer_keys))
    items = {row.item_id for row in rows if row.act in SHARES}
    before = dict(
        Outgoing.objects.filter(line=line, item__in=items, act="share", index__isnull=False)
        .order_by("pk")
        .values_list("item_id", "version__digest")
    )
    return _Desk(
        line=line,
        keys=keys,
        peer=peer,
        # Sealed to ourselves as well: a restored node reads its own log again.
        recipients=(peer.sealing, keys.sealing.public, escrow()),
        table=_table(),
        seen=seen,
        before={key: digest for key, digest in before.items() if key},
    )


def _table() -> Correspondence | None:
    try:
        return table_in_force()
    except TableNotConfirmed:
        return None


def _statement(row: Outgoing, desk: _Desk) -> tuple[Statement, list[Sealed]]:
    """Return the statement that a queued row asks for; of a share, the record and its attachments.

    Raises:
        GateShut: when the share gate does not let it through.
        AttachmentNotHere: when this node does not have an attachment itself.
        RecordDisposed: when the text was destroyed meanwhile.
    """
    record = str(row.item_id)
    version = row.version.digest if row.version else ""
    sealed: list[Sealed] = []
    act = row.act
    facts: dict[str, object] = dict(row.facts)
    match act:
        case "share":
            facts, sealed = _sealed(row, desk)
            assert row.item_id is not None
            superseded = desk.before.get(row.item_id)
            if superseded and superseded != version:
                act, facts["superseded"] = "supersede", superseded
            desk.before[row.item_id] = version
        case "confirm":
            facts = {"record": record, "content": facts["content"]}
        case "publish":
            assert row.version is not None
            facts = {"record": record, "version": version, "content": row.version.content_digest}
        case "withdraw" | "recall" | "pass_pen" | "return_pen":
            facts = {"record": record, "version": version}
        case "ask_pen":
            facts = {"record": record}
        case "take_pen":
            asked = (
                Outgoing.objects.filter(
                    line=desk.line, log="", item=row.item_id, act="ask_pen", index__isnull=False
                )
                .order_by("-index")
                .values_list("index", flat=True)
                .first()
            )
            facts = {"record": record, "version": version, "asked": asked or 0}
    made = Statement(act, desk.keys.partnership, desk.keys.origin, desk.seen, fresh_nonce(), facts)
    return (stated(made) if act == "key" else made), sealed


def _sealed(row: Outgoing, desk: _Desk) -> tuple[dict[str, object], list[Sealed]]:
    version, item = row.version, row.item
    assert version is not None
    assert item is not None
    assert desk.table is not None
    if not version.content:
        raise RecordDisposed
    marking = read_marking(version.marking)
    pass_gate(
        marking,
        Recipients([desk.peer.side], list(marking.people)),
        desk.table,
        origin=desk.keys.side,
    )
    header = Header(
        desk.keys.partnership,
        desk.keys.origin,
        str(item.pk),
        version.digest,
        version.marking,
        sorted(one.key_id for one in desk.recipients),
    )
    sealed = seal_bytes(
        header,
        desk.recipients,
        version=bytes(version.header or b""),
        content=bytes(version.content or b""),
        about=About(
            reference=item.reference,
            lane=item.lane,
            origin=item.origin_id or "",
            state=version.state,
            at=utc_time(version.at),
            post=version.author_post_id or "",
            note=version.note,
            languages=_languages(version.language_states),
        ),
    )
    parts = [keep_record(sealed), *seal_attachments(version, header, desk.recipients)]
    return {
        "record": str(item.pk),
        "version": version.digest,
        "content": version.content_digest,
        "header": sha256_hex(header.canonical()),
        "blobs": [{"digest": one.digest, "size": one.size} for one in parts],
        "marking": version.marking,
        "correspondence": desk.table.digest,
    }, parts


def _languages(states: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {name: dict(codes) for name, codes in states.items()}
