"""Verifying the logs of this node now: signatures, every entry, every hash, step by step."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kakehashi.errors import Refused, Words
from kakehashi.exchange.keys_in_force import (
    Period,
    log_keys,
    own_periods,
    peer_periods,
    periods_of,
)
from kakehashi.exchange.models import ClosedLog, Line
from kakehashi.ledger.logs.reading import Reader
from kakehashi.ledger.models import Log
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.key_periods import Keys, beside
from kakehashi.trust.notes import open_checkpoint
from kakehashi.trust.whole_logs import LogDamaged, verifying


class KeysUnknown(Refused):
    """The keys of a closed log are not known on this node."""

    code = "log-keys-unknown"
    status = 409
    message = {
        "en": "The keys that signed the log {origin} are not known here any more.",
        "ja": "ログ {origin} に署名した鍵が、このノードに残っていません。",
    }
    hint = {
        "en": "The other side knows them, and verifies its copy of that log.",
        "ja": "相手側は鍵を保有しており、その写しを検証できます。",
    }


@dataclass(frozen=True)
class Step:
    """How far the verification of one log has come, and its result at the end."""

    log: Log
    peer: str
    """Code of the side at the other end."""
    size: int
    """Entries under the checkpoint that is verified."""
    done: int
    ended: bool = False
    countersigned: int = 0
    root: str = ""
    """Root hash in hexadecimal, once it is verified."""
    refused: Words | None = None
    """What is wrong, in words; None while and where all is well."""
    advice: Words | None = None


def verify_now() -> Iterator[Step]:
    """Verify this node's logs and mirrors against their checkpoints; reads, and changes nothing.

    Yields:
        A step for every 256 entries; the last of each log has ``ended``.
    """
    for line in Line.objects.order_by("peer"):
        closed = ClosedLog.objects.filter(line=line).values_list("origin", flat=True)
        for origin in (line.origin, line.peer_origin, *closed):
            log = Log.objects.filter(pk=origin).first()
            if log is None:  # of a node that lost everything; the other side has it
                continue
            size = log.signed_size if log.own else log.countersigned_size
            step = Step(log, line.peer_id, size, 0)
            try:
                for step in _verify(line, log):
                    yield step
            except Refused as refusal:
                yield Step(
                    log,
                    line.peer_id,
                    size,
                    step.done,
                    ended=True,
                    refused=refusal.message_words(),
                    advice=refusal.hint_words(),
                )


def _verify(line: Line, log: Log) -> Iterator[Step]:
    signed, countersigned = _checkpoints(line, log)
    target = signed if log.own else countersigned
    size = target.size if target else 0
    reader = Reader(log.origin)
    if target is not None:
        for done in verifying(reader.read, size=size, root=target.root):
            yield Step(log, line.peer_id, size, done)
    if countersigned is not None and reader.root(countersigned.size) != countersigned.root:
        raise LogDamaged(
            where={
                "en": f"the countersigned {countersigned.size} entries",
                "ja": f"連署済みの{countersigned.size}件",
            },
            why={
                "en": "they have another root than the countersigned checkpoint",
                "ja": "連署済みチェックポイントとルートが異なる",
            },
        )
    yield Step(
        log,
        line.peer_id,
        size,
        size,
        ended=True,
        countersigned=countersigned.size if countersigned else 0,
        root=target.root.hex() if target else "",
    )


def _checkpoints(line: Line, log: Log) -> tuple[Checkpoint | None, Checkpoint | None]:
    """Return the last signed and the last countersigned checkpoint, their signatures verified.

    Raises:
        SignatureWrong, SignatureMissing, SignatureUnexpected, NotANote, CheckpointMalformed: when
            one does not hold.
    """
    present = log.pk in (line.origin, line.peer_origin)
    signers = _present(line, own=log.own) if present else periods_of(log.pk)
    if not signers:
        raise KeysUnknown(origin=log.pk)
    closed = ClosedLog.objects.filter(line=line, own=not log.own).values_list("origin", flat=True)
    witnesses = [one for origin in closed for one in periods_of(origin)]
    witnesses += _present(line, own=not log.own)
    keys = log_keys(signers)
    signed = open_checkpoint(bytes(log.signed), keys, strict=True)[0] if log.signed else None
    both = _countersigned(bytes(log.countersigned), keys, witnesses) if log.countersigned else None
    return signed, both


def _present(line: Line, *, own: bool) -> list[Period]:
    return own_periods(line) if own else peer_periods(line)


def _countersigned(note: bytes, keys: Keys, witnesses: Sequence[Period]) -> Checkpoint:
    """Return a countersigned checkpoint; the witness may have changed its keys since, or before.

    Raises:
        SignatureWrong, SignatureMissing, SignatureUnexpected, NotANote, CheckpointMalformed: as
            for the keys that the witness has now.
    """
    for one in reversed(witnesses[:-1]):
        with contextlib.suppress(Refused):
            return open_checkpoint(note, beside(keys, one.keys.countersign), strict=True)[0]
    return open_checkpoint(note, beside(keys, witnesses[-1].keys.countersign), strict=True)[0]
