"""Taking a bundle in: looked at first, every byte; then by the very checks of the line port.

The manifest only says that a folder is whole. What is believed is believed by the checkpoint's
signatures, the proofs and the seals, in the same functions that take in what comes by wire; so a
bundle that comes twice, late, or after it was cut off does no harm.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from kakehashi.errors import Refused
from kakehashi.exchange import blobs, fetching, following, news, opening, parcels
from kakehashi.exchange.beginnings import take_end
from kakehashi.exchange.bundles.acknowledging import note_unacknowledged
from kakehashi.exchange.bundles.carried_logs import CarriedLog, reading
from kakehashi.exchange.bundles.carriers import (
    Carrier,
    check_files,
    digest_of,
    naming,
    pieces,
    read_manifest_file,
)
from kakehashi.exchange.bundles.making import note_bundle
from kakehashi.exchange.key_rotation import settle
from kakehashi.exchange.keys_in_force import own_log_keys, peer_log_keys, peer_periods
from kakehashi.exchange.models import (
    COMING,
    ENDED,
    FROZEN,
    LOOKED_AT,
    MISSING,
    REFUSED,
    TAKEN_IN,
    Bundle,
    Incoming,
    Line,
    Parcel,
)
from kakehashi.exchange.own_keys import guard_of, tiles_of
from kakehashi.exchange.reopening import reopen_what_came_back
from kakehashi.exchange.restoring import LineHeld, note_restored
from kakehashi.exchange.waking import wake
from kakehashi.ledger.logs.appending import LogShut
from kakehashi.ledger.logs.reading import Reader
from kakehashi.ledger.logs.signing import (
    CountersignatureOld,
    answered,
    take_earlier_countersignature,
)
from kakehashi.ledger.models import Log
from kakehashi.ledger.models.logs import ASKING
from kakehashi.people.models import Account
from kakehashi.trust.beginnings import read_beginning
from kakehashi.trust.bundles import (
    ASKS,
    BACK,
    BEGINS,
    BLOBS,
    CHECKPOINT,
    COUNTERSIGNATURES,
    LARGEST,
    MANIFEST,
    RECEIVED,
    AddedCheckpoint,
    BundleMalformed,
    Manifest,
    manifest_origin,
    open_manifest,
    read_added_checkpoint,
)
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.mirroring import MirrorInfo, read_mirror_info
from kakehashi.trust.notes import SignatureMissing, SignatureUnexpected, open_checkpoint
from kakehashi.trust.places import in_part
from kakehashi.trust.spellings import from_decimal
from kakehashi.trust.statements import read_statement
from kakehashi.trust.tiles import WIDTH

SMALL = news.LARGEST_CHECKPOINT
"""Bytes of a file that is read whole and is no entries or records."""
Progress = Callable[[int, int], None]


class BundleElsewhere(Refused):
    """A bundle of a log that is none of the other sides'."""

    code = "bundle-elsewhere"
    message = {
        "en": "By its {file} this bundle is of the log {origin}, which is none that this node "
        "takes in.",
        "ja": "この持込みデータは、{file} によればログ {origin} のもので、このノードが取り込む"
        "ものではありません。",
    }
    hint = {
        "en": "Nothing was taken over. It is for another line, or was made here: take it to the "
        "node that it is for.",
        "ja": "何も取り込まれていません。別の接続のもの、又はこのノードで作成されたものです。"
        "宛先のノードに持ち込んでください。",
    }


class BundleGap(Refused):
    """A bundle that begins behind what is here."""

    code = "bundle-gap"
    status = 409
    message = {
        "en": "This bundle begins at entry {start}; this node has the entries before {held}.",
        "ja": "この持込みデータはエントリー{start}から始まりますが、このノードにあるのは{held}の"
        "手前までです。",
    }
    hint = {
        "en": "Nothing was taken over. Take in the earlier bundle first, or have the other side "
        "make one that begins at entry {held}.",
        "ja": "何も取り込まれていません。先に以前の持込みデータを取り込むか、エントリー{held}から"
        "始まるものの作成を相手側に依頼してください。",
    }


class BundleOlder(Refused):
    """A bundle whose checkpoint is older than one of which entries are still lacking."""

    code = "bundle-older"
    status = 409
    message = {
        "en": "A newer bundle, up to {known} entries, was begun and is not whole here; this one "
        "ends at {size}.",
        "ja": "より新しいもの（{known}件まで）の取込みが途中です。これは{size}件までです。",
    }
    hint = {
        "en": "Nothing was taken over. Take in the newer one again: it goes on where it stopped.",
        "ja": "何も取り込まれていません。新しい方をもう一度取り込んでください。中断した位置から"
        "再開します。",
    }


class BundleHeld(Refused):
    """What a bundle brought is here, and nothing is done with it before a release."""

    code = "bundle-held"
    status = 409
    message = {
        "en": "What the bundle brought is here. This node was restored and acts on nothing yet.",
        "ja": "内容は保存されました。このノードは復元されたため、まだ処理を行いません。",
    }
    hint = {
        "en": "Once two officials have released it on the page Keys of the line, take the same "
        "bundle in again: it goes on from here.",
        "ja": "「接続の鍵」の画面で担当者2名が再開を承認した後、同じ持込みデータをもう一度"
        "取り込んでください。続きから処理されます。",
    }


@dataclass(frozen=True)
class Found:
    """What a bundle holds, every byte of it checked against its manifest; nothing is taken in."""

    line: Line
    manifest: Manifest
    digest: str
    bytes: int
    size: int | None
    """Of the checkpoint in it; None where the maker asks, or has said nothing yet."""
    fresh: int
    """Entries that are not here yet."""
    acts: Mapping[str, int]
    """What these say, by act; ``other`` for bytes that are no statement."""
    blobs: int
    """Files that follow an entry: attachments, large texts."""
    received: MirrorInfo
    """How far the maker has this side's log."""
    asks: int | None
    back: bool
    """Whether it gives entries of this node's own log back."""
    before: Bundle | None
    """The same bundle, where it was taken in before."""

    def facts(self) -> dict[str, object]:
        """Return the columns of a row about it."""
        return {
            "line": self.line,
            "digest": self.digest,
            "start": None if self.size is None else self.manifest.old,
            "size": self.size,
            "files": len(self.manifest.files) + 1,
            "bytes": self.bytes,
            "next_entry": self.received.next_entry,
            "asks": self.asks,
            "outcome": {
                "holds": {
                    "fresh": self.fresh,
                    "acts": dict(self.acts),
                    "blobs": self.blobs,
                    "back": self.back,
                }
            },
        }


@dataclass
class Outcome:
    """What came of taking a bundle in."""

    entries: int = 0
    """New ones of the other side's log."""
    countersigned: int = 0
    """Entries of theirs that this side has now countersigned."""
    acknowledged: int = 0
    """Entries of ours that they have now countersigned."""
    texts: int = 0
    """Texts among the new entries that were taken in."""
    refused: int = 0
    """New entries that were refused, with a receipt that says why."""
    blobs: int = 0
    """Attachments and large texts that came whole."""
    missing: int = 0
    """Those that are named and were not in it."""
    back: int = 0
    """Entries of this node's own log that came back."""


def look(carrier: Carrier, progress: Progress | None = None) -> Found:
    """Check every byte of a bundle and say what it holds; nothing is written.

    Raises:
        BundleElsewhere: for a log that is none of the other sides'.
        BundleMalformed, TarMalformed: naming the file, and its line or byte where one is at fault.
    """
    content = read_manifest_file(carrier)
    with naming(MANIFEST):
        origin = manifest_origin(content)
    line = Line.objects.select_related("peer").filter(peer_origin=origin).first()
    if line is None or line.state == ENDED:
        raise BundleElsewhere(file=MANIFEST, origin=origin)
    with naming(MANIFEST):
        manifest = _signed_by_them(content, line)
    total = check_files(carrier, manifest, progress)
    digest = digest_of(content)
    listed = {one.path for one in manifest.files}
    mirror = Log.objects.get(pk=line.peer_origin)
    size, fresh, acts = None, 0, Counter[str]()
    if CHECKPOINT in listed:
        added, checkpoint = _checkpoint(carrier, manifest, line)
        size = checkpoint.size
        fresh = max(size - mirror.size, 0)
        log = _carried(carrier, manifest, line, mirror, size)
        _whole(log, manifest.old, added, size)
        begin = max(mirror.size, manifest.old)
        for index in range(begin // WIDTH, -(-size // WIDTH) if begin < size else 0):
            acts.update(_act(one) for one in log.entries(index)[max(begin - index * WIDTH, 0) :])
    received = _small(carrier, manifest, RECEIVED)
    asks = _small(carrier, manifest, ASKS)
    return Found(
        line=line,
        manifest=manifest,
        digest=digest,
        bytes=total + len(content),
        size=size,
        fresh=fresh,
        acts=dict(acts),
        blobs=sum(path.startswith(BLOBS) for path in listed),
        received=read_mirror_info(received) if received is not None else MirrorInfo(0, 0),
        asks=_number(asks) if asks is not None else None,
        back=BACK + CHECKPOINT in listed,
        before=Bundle.objects.filter(line=line, digest=digest, state=TAKEN_IN).first(),
    )


def take(
    carrier: Carrier,
    found: Found,
    *,
    row: Bundle | None = None,
    by: Account | None,
    at: dt.datetime,
) -> tuple[Bundle, Outcome]:
    """Take a bundle in that was looked at, by the checks of the line port.

    Cut off anywhere, it is done again from the beginning: what is here is skipped.

    Args:
        carrier: the same that was looked at.
        found: what was found in it.
        row: the row that was written when it was looked at, where there is one.
        by: who takes it in; None on the command line.
        at: when.

    Raises:
        LogShut: while the line is frozen.
        BundleHeld: where this node was restored and is not released; what came stays.
        BundleGap: when entries before it are not here.
        BundleOlder: when the rest of a newer one has to come first.
        LogForked: when it contradicts what is known; the evidence is kept.
        ProofWrong: when the entries do not belong to the checkpoint.
        Otherwise as :func:`kakehashi.exchange.news.take_in`.
    """
    line, made = found.line, Outcome()
    if line.state == FROZEN:
        raise LogShut(origin=line.peer_origin, state=FROZEN)
    known = Incoming.objects.filter(line=line, log="")
    refused = known.filter(state=REFUSED).count()
    texts = known.filter(act__in=opening.SHARES).exclude(state=REFUSED).count()
    _take_begins(carrier, found, at=at)
    made.back = _take_largest(carrier, found, at=at)
    _take_countersignatures(carrier, found)
    try:
        made.entries = _take_entries(carrier, found, at=at)
    except LineHeld as held:
        raise BundleHeld from held
    line.refresh_from_db()
    if line.restored_at is not None:
        raise BundleHeld
    reopen_what_came_back(line, at=at)
    _open(line, at=at)
    made.blobs = _take_blobs(carrier, found, at=at)
    if found.size is not None and not line.address:
        made.missing = _note_missing(line, at=at)
    settle(line, at=at)
    Line.objects.filter(pk=line.pk).update(heard_at=at)
    line.refresh_from_db()
    note_unacknowledged(line)
    made.texts = known.filter(act__in=opening.SHARES).exclude(state=REFUSED).count() - texts
    made.refused = known.filter(state=REFUSED).count() - refused
    logs = Log.objects.in_bulk([line.origin, line.peer_origin])
    made.acknowledged = logs[line.origin].countersigned_size
    made.countersigned = logs[line.peer_origin].countersigned_size
    bundle = row or Bundle(**found.facts(), by=by, at=at)
    bundle.state, bundle.by, bundle.ended_at = TAKEN_IN, by, at
    holds = bundle.outcome.get("holds", {})
    bundle.outcome = {"holds": holds, "came": _numbers(made)}
    with transaction.atomic():
        bundle.save()
        note_bundle("exchange.bundle.taken_in", bundle, at=at)
    while following.follow_up(line.pk):
        pass
    wake()
    return bundle, made


def _numbers(made: Outcome) -> dict[str, int]:
    return {name: value for name, value in vars(made).items() if isinstance(value, int)}


def note_looked_at(found: Found, *, by: Account | None, at: dt.datetime) -> Bundle:
    """Write down that a bundle was brought and looked at."""
    return Bundle.objects.create(**found.facts(), state=LOOKED_AT, by=by, at=at)


def _signed_by_them(content: bytes, line: Line) -> Manifest:
    """Return the manifest; it may be older than a change of their keys.

    It is no proof of anything beyond its being whole: the checkpoint is signed by itself.
    """
    keys = [one.keys.log[0] for one in reversed(peer_periods(line))]
    for number, key in enumerate(keys, 1):
        try:
            return open_manifest(content, key)
        except SignatureUnexpected:
            if number == len(keys):
                raise
    raise AssertionError


def _checkpoint(
    carrier: Carrier, manifest: Manifest, line: Line, below: str = ""
) -> tuple[AddedCheckpoint, Checkpoint]:
    keys = own_log_keys(line) if below else peer_log_keys(line)
    with naming(below + CHECKPOINT):
        added = read_added_checkpoint(_small(carrier, manifest, below + CHECKPOINT) or b"")
        checkpoint, _ = open_checkpoint(added.checkpoint, keys, strict=True)
    origin = line.origin if below else line.peer_origin
    if checkpoint.origin != origin:
        raise BundleElsewhere(file=below + CHECKPOINT, origin=checkpoint.origin)
    return added, checkpoint


def _carried(
    carrier: Carrier, manifest: Manifest, line: Line, mirror: Log, size: int
) -> CarriedLog:
    return CarriedLog(
        carrier,
        manifest,
        size,
        origin=line.peer_origin,
        held=mirror.size,
        tiles=tiles_of(line.peer_origin),
    )


def _whole(log: CarriedLog, start: int, added: AddedCheckpoint, size: int) -> None:
    """Refuse a bundle that does not hold every entry that its manifest promises."""
    if added.old != start or start > size:
        raise _malformed(CHECKPOINT, "it begins elsewhere", "始まりの位置が一致しない")
    missing = log.missing(start) if start < size else ""
    if missing:
        raise _malformed(missing, "it is missing", "ない")


def _small(carrier: Carrier, manifest: Manifest, path: str) -> bytes | None:
    listed = {one.path: one.size for one in manifest.files}
    if path not in listed:
        return None
    if listed[path] > SMALL:
        raise _malformed(path, "it is too large", "大きすぎる")
    with carrier.open(path) as file:
        return file.read(SMALL + 1)


def _number(content: bytes) -> int:
    found = from_decimal(content.decode("ascii", "replace").removesuffix("\n"))
    if found is None or not content.endswith(b"\n"):
        raise _malformed(ASKS, "no plain number", "数の表記が正しくない")
    return found


def _act(entry: bytes) -> str:
    try:
        return read_statement(entry).act
    except Refused:
        return "other"


def _take_begins(carrier: Carrier, found: Found, *, at: dt.datetime) -> None:
    """Take what they say that this node's new log begins with, unless it has begun."""
    told = _small(carrier, found.manifest, BEGINS)
    if told is not None and not Log.objects.filter(pk=found.line.origin, size__gt=0).exists():
        take_end(found.line, read_beginning(told), at=at)


def _take_largest(carrier: Carrier, found: Found, *, at: dt.datetime) -> int:
    """Take what they ever received of our log, and what they give back of it.

    Where this node is asking, or what they show is not of our history, it is what the line port
    would be answered; otherwise there is nothing in it that is not known here.
    """
    line = found.line
    note = _small(carrier, found.manifest, LARGEST)
    log = Log.objects.get(pk=line.origin)
    keys, guard = own_log_keys(line), guard_of(line.origin)
    if note is not None and log.state != ASKING:
        with naming(LARGEST):
            told, _ = open_checkpoint(note, keys, strict=True)
        if told.size <= log.size and Reader(log.pk).root(told.size) == told.root:
            return 0
    if note is None and (log.state != ASKING or found.size is None):
        return 0
    try:
        missing = answered(line.origin, note or b"", keys, guard, at=at)
    except LogShut:
        news.freeze(line, at=at)
        raise
    if missing:
        note_restored(line, at=at)
    if not missing or not found.back:
        return 0
    added, checkpoint = _checkpoint(carrier, found.manifest, line, BACK)
    begin = Log.objects.values_list("size", flat=True).get(pk=line.origin)
    carried = CarriedLog(
        carrier, found.manifest, checkpoint.size, below=BACK, origin=line.origin, held=begin
    )
    if added.old > begin:
        raise BundleGap(start=added.old, held=begin)
    lacking = carried.missing(begin)
    if lacking:
        raise _malformed(lacking, "it is missing", "ない")
    body = carried.body(added, known=added.old, start=begin)
    return news.take_back_news(line, reading(body), at=at)


def _take_entries(carrier: Carrier, found: Found, *, at: dt.datetime) -> int:
    line = found.line
    if found.size is None:
        return 0
    mirror = Log.objects.get(pk=line.peer_origin)
    if found.manifest.old > mirror.size:
        raise BundleGap(start=found.manifest.old, held=mirror.size)
    if mirror.size < found.size < mirror.signed_size:
        raise BundleOlder(known=mirror.signed_size, size=found.size)
    added, _ = _checkpoint(carrier, found.manifest, line)
    log = _carried(carrier, found.manifest, line, mirror, found.size)
    body = log.body(added, known=mirror.signed_size, start=mirror.size)
    with suppress(LineHeld):  # what came stays; it is countersigned once the node is released
        news.take_in(line, reading(body), at=at)
    return Log.objects.values_list("size", flat=True).get(pk=line.peer_origin) - mirror.size


def _open(line: Line, *, at: dt.datetime) -> None:
    while opening.open_entries(line.pk, at=at):
        pass


def _take_blobs(carrier: Carrier, found: Found, *, at: dt.datetime) -> int:
    """Take what follows its entry; a text that came may name attachments that are here, too."""
    line, done = found.line, 0
    here = {
        one.path.removeprefix(BLOBS): one
        for one in found.manifest.files
        if one.path.startswith(BLOBS)
    }
    while True:
        wanted = [one for one in _waiting(line) if one.digest in here]
        if not wanted:
            return done
        for parcel in wanted:
            file = here.pop(parcel.digest, None)
            if file is not None and file.size == parcel.size:
                _take_blob(carrier, file.path, parcel)
            if _all_here(parcel):
                fetching.finish(parcel, line, at=at)
                done += 1
        _open(line, at=at)


def _all_here(parcel: Parcel) -> bool:
    """Say whether all bytes of a parcel are here."""
    return blobs.is_here(parcel.digest) or blobs.come(parcel.digest) == parcel.size


def _take_blob(carrier: Carrier, path: str, parcel: Parcel) -> None:
    """Bring the bytes that are not here; what came otherwise and is wrong is brought anew."""
    for _ in range(2):
        if blobs.is_here(parcel.digest):
            return
        with carrier.open(path) as file:
            file.seek(blobs.come(parcel.digest))
            parcels.take(parcel, pieces(file))
        if blobs.come(parcel.digest) == parcel.size and blobs.finish(parcel.digest):
            return


def _waiting(line: Line) -> Sequence[Parcel]:
    theirs = Q(log=line.peer_origin, state__in=(COMING, MISSING))
    ours = Q(log=line.origin, state=COMING)
    rows = Parcel.objects.filter(theirs | ours, line=line).exclude(why=parcels.RECALLED)
    return list(rows.order_by("part", "pk"))


def _note_missing(line: Line, *, at: dt.datetime) -> int:
    """Tell the other side of what its entries name and no bundle brought: once each."""
    rows = _waiting(line)
    for parcel in rows:
        if parcel.state == COMING and not _all_here(parcel):
            parcels.note_missing(parcel, line, at=at)
    return len(rows)


def _take_countersignatures(carrier: Carrier, found: Found) -> None:
    """Take their signatures under our log, unless they are by keys that they retired since."""
    line = found.line
    note = _small(carrier, found.manifest, LARGEST)
    lines = _small(carrier, found.manifest, COUNTERSIGNATURES)
    if note is None or lines is None:
        return
    periods = peer_periods(line)
    try:
        take_earlier_countersignature(
            line.origin, note, lines, own_log_keys(line), periods[-1].keys.countersign
        )
    except (SignatureUnexpected, SignatureMissing):
        if len(periods) == 1:
            raise
    except CountersignatureOld:
        raise _malformed(
            COUNTERSIGNATURES, "it is not of this node's log", "このノードのログのものでない"
        ) from None


def _malformed(path: str, en: str, ja: str) -> BundleMalformed:
    return BundleMalformed(why={"en": en, "ja": ja}, where=in_part(path, path))
