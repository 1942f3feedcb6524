"""The mirror of the other side's log: checkpoints that only grow, entries proven, countersigned.

C2SP tlog-witness (“add-checkpoint”) and tlog-mirror (“add-entries”). What is countersigned is
durable here; a log that contradicts itself is frozen and the evidence kept.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.ledger.logs.appending import LogShut, extend
from kakehashi.ledger.logs.forking import note_fork
from kakehashi.ledger.logs.guard import Guard
from kakehashi.ledger.logs.reading import Reader, hashes
from kakehashi.ledger.models import Log
from kakehashi.ledger.models.logs import OPEN
from kakehashi.trust.bundles import AddedCheckpoint
from kakehashi.trust.checkpoints import Checkpoint, read_checkpoint
from kakehashi.trust.key_periods import Keys
from kakehashi.trust.mirroring import MirrorInfo, Package, Place, Upload, read_package
from kakehashi.trust.note_keys import SigningKey
from kakehashi.trust.notes import Signature, add_signatures, open_checkpoint, read_note
from kakehashi.trust.proofs import verify_consistency

AT_ONCE = 16
"""Packages that one transaction takes in: 4,096 entries, some megabytes at most."""


class CheckpointElsewhere(Refused):
    """A checkpoint that does not begin at the one known here (C2SP tlog-witness: 409)."""

    code = "checkpoint-elsewhere"
    status = 409
    message = {
        "en": "The checkpoint of {origin} begins at {old} entries; known here are {size}.",
        "ja": "{origin} のチェックポイントは{old}件から始まっていますが、ここでは{size}件です。",
    }
    hint = {
        "en": "Nothing is wrong: send it again with the proof from {size} entries.",
        "ja": "異常ではありません。{size}件からの証明を付けて再送してください。",
    }


class UploadElsewhere(Refused):
    """An upload that begins or ends elsewhere than it could be taken in (tlog-mirror: 409)."""

    code = "upload-elsewhere"
    status = 409
    message = {
        "en": "The upload cannot be taken in from entry {start}.",
        "ja": "{start}番からの送信は取り込めません。",
    }
    hint = {
        "en": "Nothing is wrong: the answer says where to go on.",
        "ja": "異常ではありません。応答に示された位置から再開してください。",
    }

    def __init__(self, info: MirrorInfo, start: int) -> None:
        """Say where to go on."""
        super().__init__(start=start)
        self.info = info


class LogForked(Refused):
    """The other side's log contradicts itself."""

    code = "log-forked"
    status = 409
    message = {
        "en": "The log {origin} contradicts what it said before. Exchange is frozen.",
        "ja": "ログ {origin} が以前の内容と矛盾しています。交換を凍結しました。",
    }
    hint = {
        "en": "Both signed checkpoints are kept as evidence. Speak with the other side's security "
        "officer; only a new enrolment ends the freeze.",
        "ja": "署名された双方のチェックポイントを証拠として保存しました。相手側の"
        "セキュリティ担当に連絡してください。凍結は再登録によってのみ解除されます。",
    }


def take_checkpoint(
    origin: str, added: AddedCheckpoint, keys: Keys, *, at: dt.datetime
) -> Checkpoint:
    """Take a checkpoint of the mirrored log, proven to add to the last one.

    Args:
        origin: a mirror.
        added: as it came; nothing of it is verified yet.
        keys: Ed25519 and ML-DSA-44 of the log; exactly these must have signed.
        at: for evidence.

    Raises:
        SignatureWrong, SignatureMissing, SignatureUnexpected, NotANote, CheckpointMalformed: for
            the note.
        LogShut: when the mirror is frozen or closed, or the checkpoint is of another log.
        CheckpointElsewhere: when it begins elsewhere.
        ProofWrong: when the proof does not hold.
        LogForked: when it contradicts what is known; the evidence is kept.
    """
    checkpoint, _ = open_checkpoint(added.checkpoint, keys, strict=True)
    with transaction.atomic():
        log = _locked(origin, checkpoint.origin)
        known = bytes(log.signed)
        last = open_checkpoint(known, keys, strict=True)[0] if known else None
        forked = _contradicts(log, last, checkpoint)
        if forked:
            note_fork(log, known, added.checkpoint, at=at)
        elif last is None or checkpoint.size > last.size:
            size, root = (last.size, last.root) if last else (0, b"")
            if added.old != size:
                raise CheckpointElsewhere(origin=origin, old=added.old, size=size)
            verify_consistency(
                added.proof, old=size, size=checkpoint.size, old_root=root, root=checkpoint.root
            )
            log.signed, log.signed_size = added.checkpoint, checkpoint.size
            log.save(update_fields=["signed", "signed_size"])
    if forked:
        raise LogForked(origin=origin)
    return checkpoint


def _contradicts(log: Log, last: Checkpoint | None, checkpoint: Checkpoint) -> bool:
    """Say whether a signed checkpoint contradicts the last one, or the entries held here."""
    if last and checkpoint.size == last.size:
        return checkpoint.root != last.root
    held = checkpoint.size <= log.size
    return held and Reader(log.pk).root(checkpoint.size) != checkpoint.root


def _locked(origin: str, named: str) -> Log:
    log = Log.objects.select_for_update().filter(pk=origin, own=False).first()
    if log is None or log.state != OPEN or named != origin:
        raise LogShut(origin=origin, state=log.state if log and named == origin else "unknown")
    return log


def where_to_go_on(origin: str) -> MirrorInfo:
    """Return what the mirror still lacks (C2SP tlog-mirror, “add-entries”)."""
    log = Log.objects.get(pk=origin, own=False)
    return MirrorInfo(log.signed_size, log.size)


def take_entries(origin: str, upload: Upload, read: Callable[[int], bytes], keys: Keys) -> range:
    """Take the entries of an upload in, package by package; each is proven before it is kept.

    An upload that breaks off leaves its whole packages here. Entries that are here already are
    skipped. Memory is that of some packages, however long the upload.

    Args:
        origin: a mirror.
        upload: the head, already read.
        read: gives the packages that follow.
        keys: of the mirrored log.

    Returns:
        The indexes of what is new.

    Raises:
        LogShut: when the mirror is frozen or closed.
        UploadElsewhere: when it begins behind what is here, or does not end at the last checkpoint.
        UploadMalformed, ProofWrong, NoSuchRange: for a package; those before it are kept.
    """
    log = Log.objects.get(pk=origin, own=False)
    if log.state != OPEN:
        raise LogShut(origin=origin, state=log.state)
    if upload.origin != origin or upload.end != log.signed_size or upload.start > log.size:
        raise UploadElsewhere(MirrorInfo(log.signed_size, log.size), upload.start)
    checkpoint, _ = open_checkpoint(bytes(log.signed), keys, strict=True)
    first = log.size
    packages = _packages(upload, read)
    fault: Refused | None = None
    while fault is None:
        batch: list[tuple[Place, Package]] = []
        try:
            batch.extend(islice(packages, AT_ONCE))
        except Refused as broken:
            fault = broken
        if not batch:
            break
        refused = _take(origin, checkpoint, batch)
        fault = fault or refused
    if fault:
        raise fault
    return range(first, Log.objects.values_list("size", flat=True).get(pk=origin))


def _packages(upload: Upload, read: Callable[[int], bytes]) -> Iterator[tuple[Place, Package]]:
    for place in upload.places():
        package = read_package(read, place)
        if package is None:
            return
        yield place, package


def _take(
    origin: str, checkpoint: Checkpoint, batch: Sequence[tuple[Place, Package]]
) -> Refused | None:
    """Keep what is proven of a batch, in one transaction; return what was refused in it."""
    with transaction.atomic():
        log = _locked(origin, checkpoint.origin)
        fresh: list[bytes] = []
        leaves: list[bytes] = []
        base = log.size
        fault: Refused | None = None
        for place, package in batch:
            if place.end <= base + len(fresh):
                continue
            known = hashes(origin, place.branch, min(place.start, base))
            known += leaves[max(place.branch - base, 0) : max(place.start - base, 0)]
            try:
                proven = package.verify(place, earlier=known, root=checkpoint.root)
            except Refused as refused:
                fault = refused
                break
            skip = max(base + len(fresh) - place.start, 0)
            fresh += package.entries[skip:]
            leaves += proven[skip:]
        if fresh:
            extend(log, fresh, leaves)
    return fault


def countersign(
    origin: str, keys: Sequence[SigningKey], guard: Guard | None = None, *, at: dt.datetime
) -> tuple[Signature, ...]:
    """Sign the last checkpoint of the mirrored log, once every entry under it is durable here.

    Args:
        origin: a mirror.
        keys: this side's countersignature keys, Ed25519 and ML-DSA-44.
        guard: of this mirror, so that a restored database signs no second history.
        at: stated in the signatures.

    Raises:
        LogShut: when the mirror is frozen or closed.
        UploadElsewhere: when entries are missing.
        GuardMoved: when another checkpoint than the database knows was countersigned last.
    """
    log = Log.objects.get(pk=origin, own=False)
    if log.state != OPEN:
        raise LogShut(origin=origin, state=log.state)
    if not log.signed or log.size < log.signed_size:
        raise UploadElsewhere(MirrorInfo(log.signed_size, log.size), log.size)
    note = bytes(log.signed)
    text = note[: note.rindex(b"\n\n") + 1].decode()
    signatures = tuple(
        Signature(key.name, key.verifier.key_id, key.sign(text, at=int(at.timestamp())))
        for key in keys
    )
    both = add_signatures(note, signatures)
    if guard is not None:
        guard.advance(last=_guarded(log, guard), to=both)
    Log.objects.filter(pk=origin, countersigned_size__lte=log.signed_size).update(
        countersigned=both, countersigned_size=log.signed_size
    )
    return signatures


def _guarded(log: Log, guard: Guard) -> bytes:
    """Return what the guard holds where the mirror's entries go on from it, else nothing.

    A restored mirror has been given its entries again; the guard then holds an older or equal
    checkpoint than the one to sign, of the same history.
    """
    held = guard.read()
    if not held or held == bytes(log.countersigned):
        return held
    known = read_checkpoint(read_note(held).text)
    same = known.size <= log.size and Reader(log.pk).root(known.size) == known.root
    return held if same else bytes(log.countersigned)
