"""Opening: acting on the other side's entries, in the order of its log and only countersigned ones.

Everything about a batch stands or falls together: records, confirmations, receipts, how far this
node has come. What cannot be opened or may not be is refused with a receipt, and stops nothing.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db import DataError, IntegrityError, transaction

from kakehashi.errors import Refused
from kakehashi.exchange import blobs, parcels
from kakehashi.exchange.beginnings import check_begins, lost_everything, note_begun
from kakehashi.exchange.equivalents import confirm_table, proposed_table, table_of
from kakehashi.exchange.keys_in_force import check_taken_over
from kakehashi.exchange.models import (
    HELD,
    MISSING,
    OPENED,
    REFUSED,
    Blob,
    Incoming,
    Line,
    Outgoing,
)
from kakehashi.exchange.own_keys import opening_keys, own_keys
from kakehashi.exchange.receipts import take_receipts
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.models import Log
from kakehashi.ledger.rows import write_values
from kakehashi.records.models import Version
from kakehashi.records.services.received_shape import TextUnsound
from kakehashi.records.services.receiving import (
    Received,
    destroy,
    receive,
    receive_confirmation,
    receive_consent,
    receive_pen_step,
)
from kakehashi.trust.beginnings import beginning_of
from kakehashi.trust.correspondence import Correspondence
from kakehashi.trust.gate import Recipients, pass_gate
from kakehashi.trust.key_sets import PublicKeys, SecretKeys, read_public_keys
from kakehashi.trust.markings import read_marking
from kakehashi.trust.merkle import leaf_hash
from kakehashi.trust.sealing import OpenedRecord, open_record
from kakehashi.trust.sealing_keys import SealingSecret
from kakehashi.trust.statements import Statement, read_statement

AT_ONCE = 256
SHARES = ("share", "supersede")
CANNOT_BE_KEPT = (
    DataError,
    IntegrityError,
    AttributeError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a text that no service wrote can bring about when its rows are made."""


class NotOfThisLine(Refused):
    """A statement of another partnership or line, or a record of somebody else."""

    code = "not-of-this-line"
    message = {
        "en": "The statement is of another line: {line}.",
        "ja": "別の接続（{line}）の記載です。",
    }
    hint = {
        "en": "It was refused and kept as evidence.",
        "ja": "受入れを拒否し、証拠として保存しました。",
    }


class TableUnknown(Refused):
    """Shared under a table of handling equivalents that both sides have not confirmed."""

    code = "table-unknown"
    message = {
        "en": "It was shared under a table of handling equivalents that is not confirmed here.",
        "ja": "確認されていない取扱区分対応表に基づいて共有されています。",
    }
    hint = {
        "en": "It was refused. Confirm the table on both sides; then it can be shared again.",
        "ja": "受入れを拒否しました。双方で対応表を確認した後、再度共有できます。",
    }


class NotYoursToRecall(Refused):
    """A recall of a text that the asking side never shared on this line."""

    code = "not-yours-to-recall"
    status = 403
    message = {
        "en": "{side} asked for the recall of a text that it had not shared.",
        "ja": "{side}は、自らが共有していない文言の回収を求めました。",
    }
    hint = {
        "en": "It was refused. Nothing was destroyed.",
        "ja": "拒否しました。破棄されたものはありません。",
    }


class BlobMissing(Refused):
    """What was sealed is not here yet."""

    code = "blob-missing"
    message = {"en": "What was sealed is not here.", "ja": "封緘された内容が届いていません。"}
    hint = {
        "en": "The line goes on; it is opened when it comes.",
        "ja": "接続は継続します。届き次第、開封されます。",
    }


@dataclass
class _Leaf:
    """One entry on its way."""

    index: int
    entry: bytes
    statement: Statement | None = None
    state: str = HELD
    why: str = ""

    def refuse(self, refusal: Refused) -> None:
        """Refuse it, keeping the code."""
        self.state = MISSING if isinstance(refusal, BlobMissing) else REFUSED
        self.why = refusal.code[:64]


@dataclass(frozen=True)
class _Side:
    line: Line
    keys: SecretKeys
    peer: PublicKeys
    opens: Sequence[SealingSecret]
    tables: dict[str, Correspondence | None] = field(default_factory=dict)
    """Tables of handling equivalents by digest, as they were found in this batch."""

    def table(self, digest: str) -> Correspondence | None:
        """Return the confirmed table of a digest, read once for a batch."""
        if digest not in self.tables:
            self.tables[digest] = table_of(digest)
        return self.tables[digest]


def open_entries(peer: str, *, at: dt.datetime, most: int = AT_ONCE) -> int:
    """Act on the next entries of a side's log that this node has countersigned.

    Returns:
        How many were acted on; 0 when nothing is new.
    """
    with transaction.atomic():
        line = Line.objects.select_for_update(of=("self",)).get(pk=peer)
        mirror = Log.objects.filter(pk=line.peer_origin).first()
        size = mirror.countersigned_size if mirror else 0
        end = min(line.opened + most, size)
        if end <= line.opened:
            return 0
        side = _Side(line, own_keys(), read_public_keys(bytes(line.peer_keys)), opening_keys())
        leaves = [
            _Leaf(index, entry)
            for index, entry in enumerate(entries(line.peer_origin, line.opened, end), line.opened)
        ]
        for leaf in leaves:
            _read(leaf, side)
        for run in _runs(leaves):
            _act(run, side, at=at)
        _note(leaves, line, at=at)
        Line.objects.filter(pk=line.pk).update(opened=end)
    return len(leaves)


def open_late(peer: str, blobs: Collection[str], indexes: range, *, at: dt.datetime) -> int:
    """Open what was receipted as missing, now that what was sealed has come after all.

    Must run in the transaction that keeps the blobs. A new receipt tells the other side.

    Args:
        peer: code of the side.
        blobs: digests that have come.
        indexes: entries that they came with.
        at: when.

    Returns:
        How many entries were acted on.
    """
    line = Line.objects.select_for_update(of=("self",)).get(pk=peer)
    rows = Incoming.objects.filter(
        line=line, log="", state=MISSING, index__gte=indexes.start, index__lt=indexes.stop
    ).order_by("index")
    side = _Side(line, own_keys(), read_public_keys(bytes(line.peer_keys)), opening_keys())
    late: list[tuple[Incoming, _Leaf]] = []
    for row in rows:
        leaf = _Leaf(row.index, entries(line.peer_origin, row.index, row.index + 1)[0])
        _read(leaf, side)
        named = leaf.statement.facts.get("blobs", ()) if leaf.statement else ()
        if leaf.state == HELD and any(one["digest"] in blobs for one in named[:1]):
            late.append((row, leaf))
    for run in _runs([leaf for _, leaf in late]):
        _act(run, side, at=at, later=False)
    changed = [(row, leaf) for row, leaf in late if leaf.state != MISSING]
    for row, leaf in changed:
        row.state, row.why, row.at = leaf.state, leaf.why, at
    Incoming.objects.bulk_update([row for row, _ in changed], ["state", "why", "at"])
    _receipts([leaf for _, leaf in changed], line, at=at)
    return len(changed)


def _read(leaf: _Leaf, side: _Side) -> None:
    try:
        leaf.statement = read_statement(leaf.entry)
        told = (leaf.statement.partnership, leaf.statement.line)
        if told != (side.keys.partnership, side.peer.origin):
            raise NotOfThisLine(line=leaf.statement.line)
    except Refused as refusal:
        leaf.refuse(refusal)


def _runs(leaves: Sequence[_Leaf]) -> list[list[_Leaf]]:
    """Return leaves as they can be acted on together: shares of different records in a row."""
    runs: list[list[_Leaf]] = []
    records_in: set[str] = set()
    for leaf in leaves:
        if leaf.state != HELD or leaf.statement is None:
            continue
        share = leaf.statement.act in SHARES
        record = str(leaf.statement.facts.get("record", ""))
        last = runs[-1] if runs else None
        together = (
            share
            and last is not None
            and last[0].statement is not None
            and last[0].statement.act in SHARES
            and record not in records_in
        )
        receipts = (
            last is not None
            and leaf.statement.act == "receipt"
            and last[0].statement is not None
            and last[0].statement.act == "receipt"
        )
        if last is not None and (together or receipts):
            last.append(leaf)
        else:
            runs.append([leaf])
            records_in = set()
        records_in.add(record)
    return runs


def _act(run: Sequence[_Leaf], side: _Side, *, at: dt.datetime, later: bool = True) -> None:
    first = run[0].statement
    assert first is not None
    if first.act in SHARES:
        _take_records(run, side, at=at, later=later)
    elif first.act == "receipt":
        _take_receipts(run, side, at=at)
    else:
        for leaf in run:
            try:
                with transaction.atomic():
                    assert leaf.statement is not None
                    if leaf.statement.act == "key":
                        check_taken_over(side.line, leaf.index)
                    if leaf.statement.act == "begin":
                        check_begins(side.line, leaf.index)
                    _ACTS[leaf.statement.act](leaf.statement, side, at)
            except Refused as refusal:
                leaf.refuse(refusal)


def _take_records(run: Sequence[_Leaf], side: _Side, *, at: dt.datetime, later: bool) -> None:
    named = [
        leaf.statement.facts["blobs"][0]["digest"] for leaf in run if leaf.statement is not None
    ]
    here = {
        one.digest: bytes(one.content)
        for one in Blob.objects.filter(digest__in=named)
        if one.content is not None
    }
    opened: list[tuple[_Leaf, OpenedRecord]] = []
    for leaf, digest in zip(run, named, strict=True):
        assert leaf.statement is not None
        try:
            sealed = here.get(digest)
            if sealed is None and leaf.statement.facts["blobs"][0]["size"] > parcels.INLINE:
                sealed = parcels.record_here(side.line, leaf.statement, leaf.index, at=at)
                if sealed is None:
                    leaf.state, leaf.why = MISSING, parcels.FOLLOWS
                    continue
            opened.append((leaf, _opened(leaf.statement, sealed, side)))
        except Refused as refusal:
            leaf.refuse(refusal)
    texts = [received_of(text) for _, text in opened]
    lost = bool(texts) and lost_everything(side.line)
    answers = _taken(texts, side=side.peer.side, at=at, later=later, returned=lost)
    for (leaf, text), answer in zip(opened, answers, strict=True):
        assert leaf.statement is not None
        if answer is not None:
            leaf.refuse(answer)
        else:
            parcels.expect(
                side.line, side.line.peer_origin, leaf.index, leaf.statement, text, at=at
            )


def _taken(
    texts: Sequence[Received], *, side: str, at: dt.datetime, later: bool, returned: bool
) -> list[Refused | None]:
    """Take texts in together; where one of them is more than a table can hold, each by itself.

    A full disk or a lost database is no fault of a text: it goes up, and the batch is done again.
    """
    try:
        with transaction.atomic():
            return receive(texts, side=side, at=at, later=later, returned=returned)
    except CANNOT_BE_KEPT:
        if len(texts) == 1:
            return [TextUnsound(field="record")]
    return [_taken([text], side=side, at=at, later=later, returned=returned)[0] for text in texts]


def _opened(statement: Statement, sealed: bytes | None, side: _Side) -> OpenedRecord:
    """Return the record of a statement, opened, checked, and let through the gate of this side.

    Raises:
        BlobMissing: when it has not come.
        SealBroken, SealNotForUs, SealMismatch, ObjectMalformed: when it is not what was stated.
        TableUnknown, GateShut: when it may not be read here.
    """
    if sealed is None:
        raise BlobMissing
    opened = open_record(sealed, side.opens, statement)
    if opened.version["content"] != statement.facts["content"]:
        raise NotOfThisLine(line="content")
    parcels.check_parts(statement, opened)
    table = side.table(statement.facts["correspondence"])
    if table is None:
        raise TableUnknown
    marking = read_marking(opened.version["marking"])
    pass_gate(
        marking,
        Recipients([side.keys.side], list(marking.people)),
        table,
        origin=side.peer.side,
    )
    return opened


def received_of(opened: OpenedRecord) -> Received:
    """Return an opened record as records take it in."""
    about = opened.about
    return Received(
        version=opened.version,
        version_bytes=opened.version_bytes,
        content=opened.content,
        content_bytes=opened.content_bytes,
        digest=opened.header.version,
        reference=about.reference,
        lane=about.lane,
        origin=about.origin,
        state=about.state,
        at=dt.datetime.fromisoformat(about.at),
        post=about.post,
        note=about.note,
        languages=about.languages,
    )


def _take_receipts(run: Sequence[_Leaf], side: _Side, *, at: dt.datetime) -> None:
    """Note what became there of what this side said."""
    facts = [leaf.statement.facts for leaf in run if leaf.statement is not None]
    for leaf, refusal in zip(run, take_receipts(side.line, facts, at=at), strict=True):
        if refusal is not None:
            leaf.refuse(refusal)


def _begin(statement: Statement, side: _Side, at: dt.datetime) -> None:
    note_begun(side.line, beginning_of(statement), at=at)


def _confirm(statement: Statement, side: _Side, at: dt.datetime) -> None:
    receive_confirmation(
        record=uuid.UUID(statement.facts["record"]),
        content=statement.facts["content"],
        side=side.peer.side,
        signature=f"{side.peer.origin}#{statement.nonce}",
        at=at,
    )


def _publish(statement: Statement, side: _Side, at: dt.datetime) -> None:
    receive_consent(
        record=uuid.UUID(statement.facts["record"]),
        digest=statement.facts["version"],
        side=side.peer.side,
        at=at,
    )


def _pen(statement: Statement, side: _Side, at: dt.datetime) -> None:
    receive_pen_step(
        record=uuid.UUID(statement.facts["record"]),
        act=statement.act,
        side=side.peer.side,
        own_side=side.keys.side,
        at=at,
    )


def _recall(statement: Statement, side: _Side, at: dt.datetime) -> None:
    record, digest = uuid.UUID(statement.facts["record"]), statement.facts["version"]
    shared = list(
        Incoming.objects.filter(
            line=side.line,
            record=record,
            version=digest,
            act__in=SHARES,
            state__in=(HELD, MISSING),
        ).select_related("line")
    )
    # Our own text said back to us stands in their log too; it stays ours.
    theirs = Version.objects.filter(item=record, digest=digest, side=side.peer.side).exists()
    waited = [row.pk for row in shared if row.state == MISSING]
    if not shared or not (theirs or waited):
        raise NotYoursToRecall(side=side.peer.side)
    parts = {"blob"}
    if theirs:
        parts |= {"index", "text"}
        if destroy(record=record, digest=digest, at=at):
            parts.add("attachments")
    Incoming.objects.filter(pk__in=waited).update(state=REFUSED, why=parcels.RECALLED)
    gone = parcels.recall(side.line, [row.origin for row in shared], digest, at=at)
    transaction.on_commit(partial(blobs.destroy, gone))
    for row in shared:
        entry = entries(row.origin, row.index, row.index + 1)[0]
        named = [one["digest"] for one in read_statement(entry).facts["blobs"]]
        Blob.objects.filter(digest__in=named).update(content=None)
    Outgoing.objects.create(
        line=side.line,
        act="destroyed",
        item_id=record,
        facts={
            "record": str(record),
            "version": digest,
            "parts": sorted(parts),
            "backups_until": _backups_until(at),
        },
        at=at,
    )


def _backups_until(at: dt.datetime) -> str | None:
    """Return until which day backups hold what is destroyed now; None where nobody said."""
    days: int = settings.BACKUP_DAYS
    return (at.date() + dt.timedelta(days=days)).isoformat() if days else None


def _destroyed(statement: Statement, side: _Side, at: dt.datetime) -> None:
    asked = Outgoing.objects.filter(
        line=side.line,
        act="recall",
        item=uuid.UUID(statement.facts["record"]),
        version__digest=statement.facts["version"],
    )
    asked.update(state=OPENED, opened_at=at)


def _table(statement: Statement, side: _Side, at: dt.datetime) -> None:
    table = proposed_table()
    if table.digest != statement.facts["correspondence"]:
        raise TableUnknown
    confirm_table(table, side.peer.side, at=at)


def _said(statement: Statement, side: _Side, at: dt.datetime) -> None:
    """Take note; the text that goes with it came as a share of its own."""


_ACTS: Mapping[str, Callable[[Statement, _Side, dt.datetime], None]] = {
    "confirm": _confirm,
    "publish": _publish,
    "withdraw": _said,
    "ask_pen": _pen,
    "pass_pen": _pen,
    "return_pen": _pen,
    "take_pen": _pen,
    "recall": _recall,
    "destroyed": _destroyed,
    "key": _said,
    "correspondence": _table,
    "begin": _begin,
}


def _note(leaves: Sequence[_Leaf], line: Line, *, at: dt.datetime) -> None:
    """Write down what became of each entry, and queue a receipt for all but receipts."""
    write_values(
        Incoming,
        ("line_id", "index", "act", "record", "version", "state", "why", "at"),
        [
            (
                line.pk,
                leaf.index,
                leaf.statement.act if leaf.statement else "",
                _record(leaf),
                str(leaf.statement.facts.get("version", "")) if leaf.statement else "",
                leaf.state,
                leaf.why,
                at,
            )
            for leaf in leaves
        ],
    )
    _receipts(leaves, line, at=at)


def _receipts(leaves: Sequence[_Leaf], line: Line, *, at: dt.datetime) -> None:
    told = [
        {
            "index": leaf.index,
            "leaf": leaf_hash(leaf.entry).hex(),
            "state": leaf.state,
            "why": leaf.why or None,
        }
        for leaf in leaves
        if (leaf.statement is None or leaf.statement.act != "receipt")
        and leaf.why != parcels.FOLLOWS
    ]
    write_values(
        Outgoing,
        ("line_id", "act", "facts", "at"),
        [(line.pk, "receipt", facts, at) for facts in told],
    )


def _record(leaf: _Leaf) -> uuid.UUID | None:
    named = leaf.statement.facts.get("record") if leaf.statement else None
    return uuid.UUID(named) if named else None
