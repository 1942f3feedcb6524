"""Signing a log's checkpoint under the guard, and starting again after the node was down.

Order of a signature: the entries are durable, the guard moves, the database is told. Whatever is
cut off in between, the guard never lags behind a checkpoint that could have left this node.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from enum import StrEnum

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.ledger.logs.appending import LogShut, edge, extend
from kakehashi.ledger.logs.forking import note_fork
from kakehashi.ledger.logs.guard import Guard, GuardMoved
from kakehashi.ledger.logs.reading import Reader, hashes
from kakehashi.ledger.models import Log
from kakehashi.ledger.models.logs import ASKING, OPEN
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.key_periods import Keys, beside
from kakehashi.trust.mirroring import Upload, read_package
from kakehashi.trust.note_keys import SigningKey, VerifierKey
from kakehashi.trust.notes import add_signatures, open_checkpoint, read_signature_lines, sign_note


class CountersignatureOld(Refused):
    """A countersignature under a checkpoint that is not the last one signed."""

    code = "countersignature-old"
    status = 409
    message = {
        "en": "The countersignature is not under the last checkpoint of {origin}.",
        "ja": "連署が {origin} の最新のチェックポイントに対するものではありません。",
    }
    hint = {
        "en": "Nothing is wrong: send the last checkpoint and ask again.",
        "ja": "異常ではありません。最新のチェックポイントを送り、再度求めてください。",
    }


class Start(StrEnum):
    """What a node finds of its own log when it starts."""

    NEW = "new"
    """Nothing was ever signed."""
    AGREES = "agrees"
    """Guard file and database agree."""
    CAUGHT_UP = "caught_up"
    """The guard had a checkpoint of entries that are all here; the database has been told."""
    BEHIND = "behind"
    """The guard knows a longer log than the database: it was restored. Ask the other side."""
    UNGUARDED = "unguarded"
    """The database has a signed checkpoint and there is no guard: ask the other side."""
    FORKED = "forked"
    """Guard and entries contradict each other: frozen, the evidence kept."""


def sign(
    origin: str, keys: Sequence[SigningKey], guard: Guard, *, at: dt.datetime
) -> tuple[Checkpoint, bytes]:
    """Sign the log as it stands; where nothing was added since, give the last checkpoint again.

    Args:
        origin: an own log.
        keys: Ed25519 and ML-DSA-44; both sign.
        guard: of this log.
        at: stated by the kinds of key that state a time.

    Returns:
        The checkpoint, and the signed note.

    Raises:
        LogShut: when it is not open.
        GuardMoved: when the guard holds another checkpoint than the database.
        GuardUnwritable: when the guard cannot be written. Nothing left the node.
    """
    with transaction.atomic():  # one process of this node signs at a time
        log = Log.objects.select_for_update().get(pk=origin)
        if log.state != OPEN or not log.own:
            raise LogShut(origin=origin, state=log.state if log.own else "mirror")
        checkpoint = Checkpoint(origin, log.size, edge(log).root())
        last = bytes(log.signed)
        if last and log.signed_size == log.size:
            return checkpoint, last
        note = sign_note(checkpoint.text, keys, at=int(at.timestamp()))
        guard.advance(last=last, to=note)
        _record(log, checkpoint, note)
    return checkpoint, note


def _record(log: Log, checkpoint: Checkpoint, note: bytes) -> None:
    moved = Log.objects.filter(pk=log.pk, signed_size=log.signed_size).update(
        signed=note, signed_size=checkpoint.size
    )
    if moved != 1:  # another process of this node was faster; what it signed is guarded
        raise GuardMoved(origin=log.pk)


def start(origin: str, keys: Keys, guard: Guard, *, at: dt.datetime) -> Start:
    """Compare guard and database of an own log, and say what may be done next.

    Where the other side must be asked the log is set to *asking*: nothing is appended or signed.

    Raises:
        GuardUnwritable: when the guard cannot be read.
        SignatureWrong, SignatureMissing, NotANote: when the guard file is not of these keys.
    """
    with transaction.atomic():
        # The guard is read under the lock: another process may be about to sign.
        log = Log.objects.select_for_update().get(pk=origin)
        held, last = guard.read(), bytes(log.signed)
        if held == last:
            return Start.AGREES if held else Start.NEW
        if not held:
            _ask(log)
            return Start.UNGUARDED
        known, _ = open_checkpoint(held, keys, strict=True)
        if known.size > log.size:
            _ask(log)
            return Start.BEHIND
        if Reader(origin).root(known.size) != known.root:
            note_fork(log, held, last or held, at=at)
            return Start.FORKED
        if known.size < log.signed_size:  # the guard file itself was put back from a copy
            _ask(log)
            return Start.UNGUARDED
        _record(log, known, held)
    return Start.CAUGHT_UP


def _ask(log: Log) -> None:
    log.state = ASKING
    log.save(update_fields=["state"])


def answered(origin: str, content: bytes, keys: Keys, guard: Guard, *, at: dt.datetime) -> int:
    """Take what the other side says is the largest checkpoint of this log it ever received.

    Args:
        origin: an own log.
        content: the signed note; empty where it received none.
        keys: of this node's own log.
        guard: of this log.
        at: for evidence.

    Returns:
        How many entries are missing here and must be taken back (:func:`take_back`). At 0 the log
        is open again and what the other side holds is guarded.

    Raises:
        LogShut: when it has forked; the evidence is kept.
        SignatureWrong, SignatureMissing, SignatureUnexpected, NotANote: for the note.
    """
    told = open_checkpoint(content, keys, strict=True)[0] if content else None
    held = guard.read()
    guarded = open_checkpoint(held, keys, strict=True)[0] if held else None
    with transaction.atomic():
        log = Log.objects.select_for_update().get(pk=origin)
        known = max((one for one in (told, guarded) if one), key=lambda one: one.size, default=None)
        forked = _contradiction(log, told, content, guarded, held)
        if forked:
            note_fork(log, *forked, at=at)
        elif known and known.size > log.size:
            _ask(log)
            return known.size - log.size
        else:
            _agree(log, known, content if known is told else held, guard, held)
    if forked:
        raise LogShut(origin=origin, state="frozen")
    return 0


def _contradiction(
    log: Log, told: Checkpoint | None, note: bytes, guarded: Checkpoint | None, held: bytes
) -> tuple[bytes, bytes] | None:
    """Return two signed notes that cannot both be true, where there are."""
    if told and guarded and told.size == guarded.size and told.root != guarded.root:
        return note, held
    for one, content in ((told, note), (guarded, held)):
        if one and one.size <= log.size and Reader(log.pk).root(one.size) != one.root:
            return content, bytes(log.signed) or content
    return None


def _agree(log: Log, known: Checkpoint | None, note: bytes, guard: Guard, held: bytes) -> None:
    if known and known.size >= log.signed_size:
        guard.advance(last=held, to=note)
        log.signed, log.signed_size = note, known.size
    elif log.signed_size:
        guard.advance(last=held, to=bytes(log.signed))
    log.state = OPEN
    log.save(update_fields=["state", "signed", "signed_size"])


def take_back(
    origin: str,
    upload: Upload,
    read: Callable[[int], bytes],
    note: bytes,
    keys: Keys,
) -> int:
    """Take missing entries of this node's own log back from the mirror; return how many there are.

    Args:
        origin: an own log that is *asking*.
        upload: head of the body, already read; it begins at the first missing entry.
        read: gives the packages that follow.
        note: the checkpoint that the upload ends at, signed by this log.
        keys: of this node's own log.

    Raises:
        LogShut: when the log is not asking.
        ProofWrong, NoSuchRange, UploadMalformed: for a package; those before it are kept.
    """
    checkpoint, _ = open_checkpoint(note, keys, strict=True)
    taken = 0
    for place in upload.places():
        package = read_package(read, place)
        if package is None:
            break
        with transaction.atomic():
            log = Log.objects.select_for_update().get(pk=origin)
            if log.state != ASKING or not log.own or log.size != place.start:
                raise LogShut(origin=origin, state=log.state)
            leaves = package.verify(
                place, earlier=hashes(origin, place.branch, place.start), root=checkpoint.root
            )
            extend(log, package.entries, leaves)
        taken += len(package.entries)
    return taken


def take_countersignature(
    origin: str, lines: bytes, log_keys: Keys, keys: Sequence[VerifierKey]
) -> Checkpoint:
    """Put the other side's signatures under the last checkpoint of this node's own log.

    Args:
        origin: an own log.
        lines: signature lines, as the mirror answered.
        log_keys: this log's own.
        keys: the countersigner's; all must have signed and nobody else.

    Raises:
        CountersignatureOld: when this node signed another checkpoint meanwhile.
        SignatureWrong, SignatureMissing, SignatureUnexpected, NotANote: for the lines.
    """
    with transaction.atomic():
        log = Log.objects.select_for_update().get(pk=origin)
        note = add_signatures(bytes(log.signed), read_signature_lines(lines))
        try:
            checkpoint, _ = open_checkpoint(note, beside(log_keys, keys), strict=True)
        except Refused as fault:
            if fault.code == "signature-wrong":
                raise CountersignatureOld(origin=origin) from fault
            raise
        log.countersigned, log.countersigned_size = note, checkpoint.size
        log.save(update_fields=["countersigned", "countersigned_size"])
    return checkpoint


def take_earlier_countersignature(
    origin: str, note: bytes, lines: bytes, log_keys: Keys, keys: Sequence[VerifierKey]
) -> Checkpoint | None:
    """Take signatures of the other side under a checkpoint that this node may have grown beyond.

    What is carried by hand comes back late: the log has gone on meanwhile, and what was
    countersigned is still acknowledged up to there.

    Args:
        origin: an own log.
        note: the checkpoint as the other side received it, signed by this log.
        lines: signature lines under it.
        log_keys: this log's own.
        keys: the countersigner's; all must have signed and nobody else.

    Returns:
        The checkpoint; None where as much, or more, was countersigned before.

    Raises:
        CountersignatureOld: when it is not a checkpoint of this history.
        SignatureWrong, SignatureMissing, SignatureUnexpected, NotANote: for note or lines.
    """
    both = add_signatures(note, read_signature_lines(lines))
    checkpoint, _ = open_checkpoint(both, beside(log_keys, keys), strict=True)
    with transaction.atomic():
        log = Log.objects.select_for_update().get(pk=origin)
        known = checkpoint.origin == origin and checkpoint.size <= log.size
        if not known or Reader(origin).root(checkpoint.size) != checkpoint.root:
            raise CountersignatureOld(origin=origin)
        if log.countersigned and checkpoint.size <= log.countersigned_size:
            return None
        log.countersigned, log.countersigned_size = both, checkpoint.size
        log.save(update_fields=["countersigned", "countersigned_size"])
    return checkpoint
