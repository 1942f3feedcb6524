"""Making a bundle: what the other side is not known to have, read from the log as it is signed.

Nothing goes into it but what the line port would send: entries, what is sealed to the other side,
signatures. What waits is entered and signed first; a node that was restored only asks.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange import blobs, news, opening, parcels, sending
from kakehashi.exchange.beginnings import closed_before, known_end
from kakehashi.exchange.bundles.acknowledging import note_unacknowledged
from kakehashi.exchange.bundles.carriers import (
    IntoFolder,
    IntoTar,
    Sink,
    digest_of,
    into_file,
    pieces,
)
from kakehashi.exchange.bundles.resuming import take_up_again
from kakehashi.exchange.keys_in_force import own_log_keys
from kakehashi.exchange.models import (
    ENROLLED,
    FROZEN,
    MADE,
    TAKEN_IN,
    Bundle,
    Line,
    Parcel,
)
from kakehashi.exchange.own_keys import guard_of, own_keys, tiles_of
from kakehashi.exchange.restoring import mirror_is_behind, note_restored
from kakehashi.ledger import services as ledger
from kakehashi.ledger.logs.appending import LogShut
from kakehashi.ledger.logs.mirror import where_to_go_on
from kakehashi.ledger.logs.reading import Reader, entries
from kakehashi.ledger.logs.signing import Start, start
from kakehashi.ledger.models import Log
from kakehashi.ledger.models.logs import ASKING
from kakehashi.people.models import Account
from kakehashi.records.crossing import node_side
from kakehashi.trust.bundles import (
    ASKS,
    BACK,
    BEGINS,
    BLOBS,
    CHECKPOINT,
    COUNTERSIGNATURES,
    LARGEST,
    MANIFEST,
    MOST_FILES,
    RECEIVED,
    AddedCheckpoint,
    CarriedFile,
    Manifest,
    records_path,
)
from kakehashi.trust.mirroring import MirrorInfo
from kakehashi.trust.proofs import prove_consistency
from kakehashi.trust.tiles import WIDTH, Tile

Progress = Callable[[int, int], None]


class NoLineToCarry(Refused):
    """No line, or more than one, that a bundle could be for."""

    code = "bundle-no-line"
    status = 404
    message = {
        "en": "No line that a bundle could be carried on goes to: {side}.",
        "ja": "持込みデータを用いることのできる接続がありません（相手側: {side}）。",
    }
    hint = {
        "en": "Name one of the sides enrolled: kakehashi node status lists them.",
        "ja": "登録済みの側を指定してください（kakehashi node status で一覧を表示）。",
    }


class StartBeyond(Refused):
    """A bundle is to begin at an entry that is not there."""

    code = "bundle-start-beyond"
    message = {
        "en": "The bundle cannot begin at entry {start}: the log has {size} signed entries.",
        "ja": "エントリー{start}から始めることはできません（署名済みのエントリーは{size}件です）。",
    }
    hint = {
        "en": "Leave the number out to take everything that is not acknowledged.",
        "ja": "番号を省略すると、受領が確認されていないものすべてが対象となります。",
    }


class TooManyEntries(Refused):
    """More entries than the files of one bundle hold."""

    code = "bundle-too-many-entries"
    message = {
        "en": "{entries} entries do not go into a single bundle.",
        "ja": "エントリー{entries}件は、1個の持込みデータに収まりません。",
    }
    hint = {
        "en": "Begin at a later entry, or take a line over the network for such a backlog.",
        "ja": "後のエントリーから始めるか、ネットワーク接続を利用してください。",
    }


@dataclass(frozen=True)
class Made:
    """A bundle that was made."""

    bundle: Bundle
    left: int
    """Attachments and large texts that did not go into it and wait for the next."""


Load = Callable[[], tuple[int, Iterable[bytes]]]
"""Gives size and content of a file once it is its turn: one file lies in memory at a time."""


@dataclass(frozen=True)
class _Part:
    path: str
    load: Load


def line_to(side: str) -> Line:
    """Return the line to a side; without a code, the only one there is.

    Raises:
        NoLineToCarry: when there is none, or more than one.
    """
    rows = Line.objects.filter(state__in=(ENROLLED, FROZEN)).select_related("peer")
    found = list(rows.filter(pk=side) if side else rows)
    if len(found) != 1:
        raise NoLineToCarry(side=side or "?")
    return found[0]


def make_folder(
    line: Line,
    place: Path,
    *,
    by: Account | None,
    at: dt.datetime,
    start_at: int | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make a bundle as a folder; it stands there whole or not at all.

    Raises:
        PlaceTaken: when something is there; otherwise as :func:`make`.
    """
    with IntoFolder(place) as sink:
        return make(line, sink, by=by, at=at, start_at=start_at, progress=progress)


def make_file(
    line: Line,
    place: Path,
    *,
    by: Account | None,
    at: dt.datetime,
    start_at: int | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make a bundle as one file; it stands there whole or not at all.

    Raises:
        PlaceTaken: when something is there; otherwise as :func:`make`.
    """
    with into_file(place) as file:
        return make_tar(line, file, by=by, at=at, start_at=start_at, progress=progress)


def make_tar(
    line: Line,
    file: BinaryIO,
    *,
    by: Account | None,
    at: dt.datetime,
    start_at: int | None = None,
    progress: Progress | None = None,
) -> Made:
    """Write a bundle as one file.

    Raises:
        As :func:`make`.
    """
    sink = IntoTar(file)
    made = make(line, sink, by=by, at=at, start_at=start_at, progress=progress)
    sink.end()
    return made


def make(
    line: Line,
    sink: Sink,
    *,
    by: Account | None,
    at: dt.datetime,
    start_at: int | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make a bundle for the other side of a line, and write down that it was made.

    Args:
        line: to whom.
        sink: where its files are written.
        by: who asked for it; None on the command line.
        at: when.
        start_at: the first entry; without it the first that is not acknowledged.
        progress: told files written, and how many there are.

    Raises:
        NoKeys: when this node has none.
        LogShut: while the line is frozen.
        StartBeyond: when there is no such entry.
        TooManyEntries: when the entries alone are more than one bundle holds.
        GuardMoved, GuardUnwritable: when nothing can be signed now.
    """
    if line.state == FROZEN:
        raise LogShut(origin=line.origin, state=FROZEN)
    speaks = _speak(line, at=at)
    begin, size, parts, left = _parts(line, start_at, speaks=speaks, at=at)
    files: list[CarriedFile] = []
    for number, one in enumerate(sorted(parts, key=lambda part: part.path)):
        if progress is not None:
            progress(number, len(parts))
        told, content = one.load()
        if told:
            hashed = hashlib.sha256()
            sink.put(one.path, told, _hashing(content, hashed.update))
            files.append(CarriedFile(one.path, told, hashed.hexdigest()))
    manifest = Manifest(line.origin, begin, tuple(files)).sign(own_keys().log[0])
    sink.put(MANIFEST, len(manifest), [manifest])
    bundle = Bundle(
        line=line,
        state=MADE,
        digest=digest_of(manifest),
        start=begin if size else None,
        size=size or None,
        files=len(files) + 1,
        bytes=sum(one.size for one in files) + len(manifest),
        next_entry=where_to_go_on(line.peer_origin).next_entry,
        asks=None if speaks else _asked_from(line),
        by=by,
        at=at,
    )
    with transaction.atomic():
        bundle.save()
        note_bundle("exchange.bundle.made", bundle, at=at)
    return Made(bundle, left)


def note_bundle(name: str, bundle: Bundle, *, at: dt.datetime) -> None:
    """Enter in the timeline that a bundle was made or taken in: which, and how far it reaches."""
    ledger.append(
        [
            ledger.Entry(
                name=name,
                actor=str(bundle.by_id or ""),
                side=node_side(),
                subject="",
                facts={
                    "peer": bundle.line_id,
                    "manifest": bundle.digest,
                    "start": bundle.start,
                    "size": bundle.size,
                },
            )
        ],
        at=at,
    )


def _hashing(content: Iterable[bytes], update: Callable[[bytes], object]) -> Iterator[bytes]:
    for piece in content:
        update(piece)
        yield piece


def _speak(line: Line, *, at: dt.datetime) -> bool:
    """Enter and sign what waits; return False where this node was restored and may only ask."""
    found = start(line.origin, own_log_keys(line), guard_of(line.origin), at=at)
    if found in {Start.BEHIND, Start.UNGUARDED} or mirror_is_behind(
        line.peer_origin, guard_of(line.peer_origin)
    ):
        note_restored(line, at=at)
    line.refresh_from_db()
    asking = Log.objects.filter(pk=line.origin, state=ASKING).exists()
    if asking or line.restored_at is not None:
        return False
    take_up_again(line, at=at)
    while opening.open_entries(line.pk, at=at):
        pass
    while sending.enter(line.pk, at=at) == sending.AT_ONCE:
        pass
    note_unacknowledged(line)
    return True


def _parts(
    line: Line, start_at: int | None, *, speaks: bool, at: dt.datetime
) -> tuple[int, int, list[_Part], int]:
    """Return first entry, size, files, and how many blobs did not go in."""
    log, theirs = Log.objects.get(pk=line.origin), Log.objects.get(pk=line.peer_origin)
    parts = [_small(RECEIVED, where_to_go_on(line.peer_origin).as_bytes())]
    parts += [_small(LARGEST, bytes(theirs.signed))] if theirs.signed else []
    closed = closed_before(line, own=False)
    if closed is not None and not theirs.size:
        parts.append(_small(BEGINS, known_end(closed).as_bytes()))
    if not speaks:
        return 0, 0, [*parts, _small(ASKS, b"%d\n" % log.size)], 0
    if theirs.signed:
        told = news.acknowledge(line, at=at)
        parts += [_small(COUNTERSIGNATURES, told)] if isinstance(told, bytes) else []
    last = Bundle.objects.filter(line=line, state=TAKEN_IN).order_by("-pk").first()
    begin = log.countersigned_size if last is None else min(log.countersigned_size, last.next_entry)
    begin = begin if start_at is None else start_at
    size, note = news.told_next(log, MirrorInfo(begin, begin))
    if begin > size:
        raise StartBeyond(start=begin, size=size)
    parts += _log(line.origin, begin, size, note) if size else []
    following = parcels.following(line, line.origin, begin)
    if last is not None and last.asks is not None and last.asks < theirs.signed_size == theirs.size:
        back = _log(line.peer_origin, last.asks, theirs.size, bytes(theirs.signed))
        parts += [_Part(BACK + one.path, one.load) for one in back]
        following += parcels.following(line, line.peer_origin, last.asks)
    if len(parts) > MOST_FILES:
        raise TooManyEntries(entries=size - begin)
    room = MOST_FILES - len(parts)
    named = list({one.digest: one for one in following}.values())
    return begin, size, [*parts, *map(_sealed, named[:room])], len(named[room:])


def _log(origin: str, begin: int, size: int, note: bytes) -> list[_Part]:
    """Return checkpoint, entries from ``begin`` on, and the sealed records that go with them."""
    reader = Reader(origin, tiles_of(origin))
    proof = prove_consistency(reader.nodes(size), begin, size) if begin < size else []
    parts = [_small(CHECKPOINT, AddedCheckpoint(begin, tuple(proof), note).as_bytes())]
    for index in range(begin // WIDTH, -(-size // WIDTH) if begin < size else 0):
        if len(parts) > MOST_FILES:
            raise TooManyEntries(entries=size - begin)
        tile = Tile(None, index, min(WIDTH, size - index * WIDTH))
        parts.append(_Part(tile.path, partial(_entries, reader, tile)))
        parts.append(_Part(records_path(tile), partial(_records, origin, begin, tile)))
    return parts


def _entries(reader: Reader, tile: Tile) -> tuple[int, Iterable[bytes]]:
    content = reader.read(tile)
    return len(content), [content]


def _records(origin: str, begin: int, tile: Tile) -> tuple[int, Iterable[bytes]]:
    """Return sealed records as they stand behind their entries; nothing where there are none."""
    first = tile.index * WIDTH
    content = news.records_of(entries(origin, max(first, begin), first + tile.width))
    return (len(content), [content]) if any(content[:2]) else (0, [])


def _small(path: str, content: bytes) -> _Part:
    return _Part(path, lambda: (len(content), [content]))


def _sealed(parcel: Parcel) -> _Part:
    def read() -> Iterator[bytes]:
        with blobs.opened(parcel.digest) as file:
            yield from pieces(file)

    return _Part(BLOBS + parcel.digest, lambda: (parcel.size, read()))


def _asked_from(line: Line) -> int:
    return Log.objects.values_list("size", flat=True).get(pk=line.origin)
