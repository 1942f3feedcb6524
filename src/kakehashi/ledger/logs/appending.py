"""Adding entries to a log: in order, in batches, with the tree's edge kept beside the size."""

from collections.abc import Sequence

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.ledger.models import Leaf, Log
from kakehashi.ledger.models.logs import OPEN
from kakehashi.ledger.rows import write_values
from kakehashi.trust.merkle import HASH_BYTES, CompactRange, leaf_hashes
from kakehashi.trust.tiles import LARGEST_ENTRY


class LogShut(Refused):
    """Nothing is appended to a log now: it is frozen, closed, asking, or not this node's own."""

    code = "log-shut"
    status = 409
    message = {
        "en": "Nothing can be added to the log {origin}: it is {state}.",
        "ja": "ログ {origin} には追記できません（状態: {state}）。",
    }
    hint = {
        "en": "What is to be shared waits. The page of the line says what it waits for.",
        "ja": "共有は保留されます。理由は、相手側との接続のページに表示されます。",
    }


class EntryTooLarge(Refused):
    """An entry is longer than a log's entries can be."""

    code = "entry-too-large"
    message = {
        "en": "An entry of {size} bytes does not fit into a log.",
        "ja": "{size}バイトのエントリーはログに収まりません。",
    }
    hint = {
        "en": "Nothing was appended. An entry has at most 65,535 bytes.",
        "ja": "何も追記されていません。上限は65,535バイトです。",
    }


class LogMoved(RuntimeError):  # noqa: N818 - says what happened
    """Another writer appended between our reading the log and our writing: a bug in locking."""


def make_log(origin: str, *, own: bool) -> Log:
    """Return the log called ``origin``, begun empty where it is not there."""
    return Log.objects.get_or_create(origin=origin, defaults={"own": own})[0]


def append(origin: str, entries: Sequence[bytes]) -> range:
    """Append entries to this node's own log, in the transaction of the caller.

    Nothing is signed: see :func:`kakehashi.ledger.logs.signing.sign`.

    Returns:
        The indexes they have.

    Raises:
        LogShut: when the log is not open or not this node's own.
        EntryTooLarge: when one has more than 65,535 bytes; none is appended then.
    """
    with transaction.atomic():
        log = Log.objects.select_for_update().get(pk=origin)
        if log.state != OPEN or not log.own:
            raise LogShut(origin=origin, state=log.state if log.own else "mirror")
        return extend(log, entries, leaf_hashes(entries))


def extend(log: Log, entries: Sequence[bytes], hashes: Sequence[bytes]) -> range:
    """Write entries behind those that ``log`` has; it must be locked by the caller.

    Args:
        log: brought up to date with what is written.
        entries: in order.
        hashes: their leaf hashes.

    Raises:
        EntryTooLarge: when one has more than 65,535 bytes; none is appended then.
        LogMoved: when the row moved underneath, which the lock should make impossible.
    """
    longest = max(map(len, entries), default=0)
    if longest > LARGEST_ENTRY:
        raise EntryTooLarge(size=longest)
    before = log.size
    tree = edge(log)
    tree.extend(hashes)
    write_values(
        Leaf,
        ("log_id", "index", "content", "hash"),
        [
            (log.pk, index, entry, leaf)
            for index, (entry, leaf) in enumerate(zip(entries, hashes, strict=True), before)
        ],
    )
    log.size, log.peaks = tree.size, b"".join(tree.peaks)
    moved = Log.objects.filter(pk=log.pk, size=before).update(size=log.size, peaks=log.peaks)
    if moved != 1:
        raise LogMoved
    return range(before, log.size)


def edge(log: Log) -> CompactRange:
    """Return the tree over the durable entries of ``log``, ready to grow."""
    peaks = bytes(log.peaks)
    parts = [peaks[at : at + HASH_BYTES] for at in range(0, len(peaks), HASH_BYTES)]
    return CompactRange(log.size, parts)
