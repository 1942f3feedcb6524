"""News: a checkpoint, the entries that the other side lacks, and the blobs that go with them.

One shape for every way it travels: pushed, pulled, or in a bundle carried by hand. It is taken in
by the same checks. A body: length (4 bytes) and C2SP tlog-witness *add-checkpoint*; then C2SP
tlog-mirror *add-entries*, where after each package stand its blobs: their number (2 bytes), and
each as 32 bytes of SHA-256, length (4 bytes) and content.
"""

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.beginnings import check_beginning
from kakehashi.exchange.keys_in_force import own_log_keys, peer_log_keys, take_over
from kakehashi.exchange.models import FROZEN, Blob, KeySet, Line
from kakehashi.exchange.opening import open_late
from kakehashi.exchange.own_keys import guard_of, own_keys, tiles_of
from kakehashi.exchange.parcels import INLINE
from kakehashi.exchange.restoring import check_not_held, mirror_is_behind, note_restored
from kakehashi.ledger import services as ledger
from kakehashi.ledger.logs.mirror import (
    LogForked,
    countersign,
    take_checkpoint,
    take_entries,
    where_to_go_on,
)
from kakehashi.ledger.logs.reading import Reader, entries, hashes
from kakehashi.ledger.logs.signing import answered, take_back
from kakehashi.ledger.models import Log
from kakehashi.trust.bundles import AddedCheckpoint, read_added_checkpoint, records_bytes
from kakehashi.trust.checkpoints import read_checkpoint
from kakehashi.trust.mirroring import (
    MirrorInfo,
    Package,
    Upload,
    UploadMalformed,
    read_package,
    read_upload,
)
from kakehashi.trust.notes import read_note
from kakehashi.trust.places import in_field
from kakehashi.trust.proofs import (
    Nodes,
    ProofWrong,
    prove_consistency,
    prove_subtree,
    verify_consistency,
)
from kakehashi.trust.statements import read_statement
from kakehashi.trust.tiles import NotATile

Read = Callable[[int], bytes]
LARGEST = 1 << 23
"""Bytes of one body, about: no package is begun after it."""
MOST_PACKAGES = 16
LARGEST_INLINE = INLINE
LARGEST_CHECKPOINT = 1 << 19
MOST_BLOBS = 1024
"""Blobs that may go with one package."""
GROUP_BYTES = 1 << 22
"""Bytes of blobs that one transaction takes in, about."""


class NewsMalformed(Refused):
    """A body that is no news."""

    code = "news-malformed"
    message = {
        "en": "This is not news of a line: {why}.",
        "ja": "相手側からの送信として正しくありません（{why}）。",
    }
    hint = {
        "en": "What was whole before it has been taken over. Send the rest again.",
        "ja": "それより前の完全な部分は取り込み済みです。残りを再送してください。",
    }


def compose(line: Line, known: MirrorInfo) -> bytes:
    """Return news for a mirror that has what ``known`` says; empty where it has everything.

    Args:
        line: to whom.
        known: size of the last checkpoint there, and the next entry it lacks.
    """
    return _news(line.origin, known)


def compose_back(line: Line, start: int) -> bytes:
    """Return the other side's own log as it was mirrored here, from ``start`` on, with its blobs.

    For a node that was restored from a backup and lacks the end of its own log.
    """
    return _news(line.peer_origin, MirrorInfo(0, start))


def _news(origin: str, known: MirrorInfo) -> bytes:
    log = Log.objects.get(pk=origin)
    size, note = told_next(log, known)
    if not note or (known.next_entry >= size == known.size):
        return b""
    told = _Told(log, known, size, note)
    try:
        return _composed(told, Reader(origin, tiles_of(origin)).nodes(size), sure=False)
    except (NotATile, ProofWrong):  # a file is damaged: the rows are what counts
        return _composed(told, Reader(origin).nodes(size), sure=True)


@dataclass(frozen=True)
class _Told:
    """What a mirror is told: up to which checkpoint, and what it has."""

    log: Log
    known: MirrorInfo
    size: int
    note: bytes


def _composed(told: _Told, nodes: Nodes, *, sure: bool) -> bytes:
    """Return the body, its proofs made from ``nodes``.

    From files it takes as long however large the log is; from rows, longer the larger that is.
    Proofs that are not sure are checked as the mirror does.

    Raises:
        NotATile, ProofWrong: when it is not sure, and a file is not what it should be.
    """
    origin, known, size = told.log.pk, told.known, told.size
    root = read_checkpoint(read_note(told.note).text).root
    proof = _grown(told, nodes, root, sure=sure) if known.size < size else []
    added = AddedCheckpoint(known.size, tuple(proof), told.note).as_bytes()
    upload = Upload(origin, known.next_entry, size)
    parts = [len(added).to_bytes(4, "big"), added, upload.as_bytes()]
    total = 0
    for number, place in enumerate(upload.places()):
        if number == MOST_PACKAGES or total > LARGEST:
            break
        proof = prove_subtree(nodes, place.branch, place.end, place.size)
        held = entries(origin, place.start, place.end)
        package = Package(tuple(held), tuple(proof))
        if not sure:
            package.verify(place, earlier=hashes(origin, place.branch, place.start), root=root)
        piece = package.as_bytes() + records_of(held)
        parts.append(piece)
        total += len(piece)
    return b"".join(parts)


def _grown(told: _Told, nodes: Nodes, root: bytes, *, sure: bool) -> list[bytes]:
    """Return the proof that the log only grew since what the mirror has."""
    log, old = told.log, told.known.size
    if sure or not old:
        return prove_consistency(nodes, old, told.size)
    if old != log.countersigned_size:  # nothing here says what its root is
        return prove_consistency(Reader(log.pk).nodes(told.size), old, told.size)
    before = read_checkpoint(read_note(bytes(log.countersigned)).text).root
    proof = prove_consistency(nodes, old, told.size)
    verify_consistency(proof, old=old, size=told.size, old_root=before, root=root)
    return proof


def told_next(log: Log, known: MirrorInfo) -> tuple[int, bytes]:
    """Return size and note of the checkpoint that a mirror should be told next.

    One that lacks a change of keys is told up to it: it cannot check what the new ones signed.
    """
    for row in KeySet.objects.filter(origin=log.pk, first__gt=max(known.size, 1)):
        if row.closing and known.next_entry < row.first - 1:
            return row.first - 1, bytes(row.closing)
    return log.signed_size, bytes(log.signed)


def records_of(held: Sequence[bytes]) -> bytes:
    """Return the sealed records that entries name, those that travel with them."""
    named = [
        digest for entry in held for digest, size in named_blobs(entry) if size <= LARGEST_INLINE
    ]
    found = {
        one.digest: bytes(one.content)
        for one in Blob.objects.filter(digest__in=named)
        if one.content is not None
    }
    return records_bytes(found)


def named_blobs(entry: bytes) -> list[tuple[str, int]]:
    """Return digest and size of the blobs that an entry names; none for what is no statement."""
    if b'"blobs"' not in entry:
        return []
    try:
        facts = read_statement(entry).facts
    except Refused:
        return []
    return [(one["digest"], one["size"]) for one in facts.get("blobs", ())]


def take_in(line: Line, read: Read, *, at: dt.datetime) -> bytes | MirrorInfo:
    """Take in news of the other side.

    An interrupted body leaves its whole packages here.

    Args:
        line: from whom.
        read: gives the body, up to so many bytes at a time.
        at: when.

    Returns:
        Signature lines under their last checkpoint once every entry is here, else what is lacking.

    Raises:
        As :func:`take_checkpoint` and :func:`take_entries`; ``NewsMalformed`` for the framing.
    """
    keys = peer_log_keys(line)
    if mirror_is_behind(line.peer_origin, guard_of(line.peer_origin)):
        note_restored(line, at=at)
    length = int.from_bytes(_exactly(read, 4), "big")
    if length > LARGEST_CHECKPOINT:
        raise _malformed("a checkpoint that is too large", "チェックポイントが大きすぎる")
    added = read_added_checkpoint(_exactly(read, length))
    try:
        take_checkpoint(line.peer_origin, added, keys, at=at)
    except LogForked:
        freeze(line, at=at)
        raise
    upload = read_upload(read)
    for start, end, packages, blobs in _groups(upload, read):
        fault: Refused | None = None
        body = b"".join(packages)
        rest = Upload(upload.origin, start, upload.end)
        with transaction.atomic():
            Blob.objects.bulk_create(blobs, batch_size=50, ignore_conflicts=True)
            try:
                take_entries(line.peer_origin, rest, io.BytesIO(body).read, keys)
            except Refused as refused:  # what is proven before it stays
                fault = refused
            # Some of it may have been waited for, by entries that are long here.
            open_late(line.pk, {one.digest for one in blobs}, range(start, end), at=at)
        if fault:
            raise fault
    return acknowledge(line, at=at)


def take_back_news(line: Line, read: Read, *, at: dt.datetime) -> int:
    """Take missing entries of this node's own log back, with their blobs; return how many came.

    Raises:
        As :func:`take_back`; ``NewsMalformed`` for the framing.
    """
    keys = own_log_keys(line)
    length = int.from_bytes(_exactly(read, 4), "big")
    if length > LARGEST_CHECKPOINT:
        raise _malformed("a checkpoint that is too large", "チェックポイントが大きすぎる")
    note = read_added_checkpoint(_exactly(read, length)).checkpoint
    upload = read_upload(read)
    taken = 0
    for start, _, packages, blobs in _groups(upload, read):
        Blob.objects.bulk_create(blobs, batch_size=50, ignore_conflicts=True)
        rest = Upload(upload.origin, start, upload.end)
        body = io.BytesIO(b"".join(packages))
        taken += take_back(line.origin, rest, body.read, note, keys)
    answered(line.origin, note, keys, guard_of(line.origin), at=at)
    return taken


def freeze(line: Line, *, at: dt.datetime) -> None:
    """Freeze a line whose other side's log contradicts itself, and enter that in the timeline."""
    with transaction.atomic():
        if not Line.objects.filter(pk=line.pk).exclude(state=FROZEN).update(state=FROZEN):
            return
        line.state = FROZEN
        ledger.append(
            [
                ledger.Entry(
                    name="exchange.line.frozen",
                    actor="",
                    side=line.peer_id,
                    subject="",
                    facts={"peer": line.peer_id, "origin": line.peer_origin},
                )
            ],
            at=at,
        )


def acknowledge(line: Line, *, at: dt.datetime) -> bytes | MirrorInfo:
    """Countersign the mirror where every entry under the last checkpoint is here.

    Raises:
        LineHeld: after a restore, until it is released; what came stays.
        BeginsOtherwise: where it follows another log and does not begin with its end.
    """
    info = where_to_go_on(line.peer_origin)
    if info.next_entry < info.size:
        return info
    check_not_held(line)
    check_beginning(line)
    take_over(line, info.size, at=at)
    signatures = countersign(
        line.peer_origin, own_keys().countersign, guard_of(line.peer_origin), at=at
    )
    return "".join(one.line for one in signatures).encode()


def _groups(upload: Upload, read: Read) -> Iterator[tuple[int, int, list[bytes], list[Blob]]]:
    """Yield first and last index, packages and blobs of as much as one transaction should take."""
    packages: list[bytes] = []
    blobs: list[Blob] = []
    total, start = 0, upload.start
    end = upload.start
    fault: Refused | None = None
    for place in upload.places():
        try:
            package = read_package(read, place)
            fresh = _read_blobs(read, package.entries) if package else []
        except Refused as refused:
            fault = refused
            break
        if package is None:
            break
        packages.append(package.as_bytes())
        blobs += fresh
        total += sum(one.size for one in fresh)
        end = place.end
        if total > GROUP_BYTES or len(packages) == MOST_PACKAGES:
            yield start, end, packages, blobs
            packages, blobs, total, start = [], [], 0, end
    if packages:
        yield start, end, packages, blobs
    if fault:
        raise fault


def _read_blobs(read: Read, held: Sequence[bytes]) -> list[Blob]:
    """Return the blobs that follow a package; one that no entry of it names is not kept."""
    named = {digest: size for entry in held for digest, size in named_blobs(entry)}
    count = int.from_bytes(_exactly(read, 2), "big")
    if count > MOST_BLOBS:
        raise _malformed("too many blobs", "ブロブが多すぎる")
    blobs = []
    for _ in range(count):
        digest = _exactly(read, 32)
        length = int.from_bytes(_exactly(read, 4), "big")
        if length > LARGEST_INLINE:
            raise _malformed("a blob that is too large", "ブロブが大きすぎる")
        content = _exactly(read, length)
        if hashlib.sha256(content).digest() != digest:
            raise _malformed("a blob with another digest", "ブロブのダイジェストが異なる")
        if named.get(digest.hex()) == length:
            blobs.append(Blob(digest=digest.hex(), size=length, content=content))
    return blobs


def _exactly(read: Read, length: int) -> bytes:
    parts: list[bytes] = []
    missing = length
    while missing and (part := read(missing)):
        parts.append(part)
        missing -= len(part)
    if missing:
        raise UploadMalformed(
            why={"en": "it ends too early", "ja": "途中で終わっている"}, where=in_field("body")
        )
    return b"".join(parts)


def _malformed(en: str, ja: str) -> NewsMalformed:
    return NewsMalformed(why={"en": en, "ja": ja})
