"""Parcels: blobs that follow their entry, each an attachment or a record too large to go with it.

Of what is sent a parcel says how much the other side fetched and what it answered; of what is to
come, how much is here. A parcel that never comes, is refused or recalled holds nothing else up.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q

from kakehashi.errors import Refused
from kakehashi.exchange import blobs
from kakehashi.exchange.models import (
    COMING,
    ENTERED,
    HELD,
    MISSING,
    OPENED,
    REFUSED,
    Blob,
    Incoming,
    Line,
    Outgoing,
    Parcel,
)
from kakehashi.ledger.logs.reading import entries
from kakehashi.records import files
from kakehashi.records.attached import attached_of, check_file, is_attached
from kakehashi.records.models import Attachment, Version
from kakehashi.records.rules import DRAFT
from kakehashi.records.services.received_shape import TextUnsound
from kakehashi.trust import sha256_hex
from kakehashi.trust.attachments import open_attachment, seal_attachment, sealed_size
from kakehashi.trust.envelopes import Envelope, Header, SealMismatch, read_envelope
from kakehashi.trust.merkle import leaf_hash
from kakehashi.trust.sealing import LARGEST_RECORD, OpenedRecord
from kakehashi.trust.sealing_keys import SealingPublic, SealingSecret
from kakehashi.trust.statements import Statement

INLINE = 1 << 16
"""Bytes of a sealed record that travels with its entry; a larger one follows."""
AROUND = 1 << 18
"""Bytes that header and wrapped keys of a sealed record take at most."""
RECALLED = "recalled"
NOT_THERE = "blob-missing"
FOLLOWS = "blob-follows"
"""Why a record is not here yet: it is being fetched, and nothing needs to be said of it."""
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(hours=1)
"""Until a parcel that was not there is asked for again: doubled each time."""


class RecordTooLarge(Refused):
    """A sealed record that no node makes so large."""

    code = "record-too-large"
    message = {
        "en": "The sealed record is larger than any may be.",
        "ja": "封緘された案件が、許される大きさを超えています。",
    }
    hint = {
        "en": "It was refused. Long material belongs in an attachment.",
        "ja": "受入れを拒否しました。長い資料は添付資料としてください。",
    }


class PartsMismatch(Refused):
    """A statement whose blobs are not the record and its attachments."""

    code = "parts-mismatch"
    message = {
        "en": "What is said to follow is not what the record has attached.",
        "ja": "後続するとされたものが、案件の添付資料と一致しません。",
    }
    hint = {
        "en": "It was refused and kept as evidence. Tell the other side.",
        "ja": "受入れを拒否し、証拠として保存しました。相手側に知らせてください。",
    }


@dataclass(frozen=True)
class Sealed:
    """One blob sealed here, on disk where it is large."""

    digest: str
    size: int
    content: bytes | None = None
    """Of a record that travels with its entry."""


# Sending.


def seal_attachments(
    version: Version, header: Header, recipients: Sequence[SealingPublic]
) -> list[Sealed]:
    """Seal every attachment of a version, each in one run over its bytes.

    Raises:
        AttachmentNotHere: when this node does not have one of them.
    """
    named = b'"attachments":[{' in bytes(version.content or b"")  # not parsed again for every text
    rows = Attachment.objects.filter(version=version).order_by("part") if named else []
    made = []
    for row in rows:
        with files.read(row) as file:
            pieces = seal_attachment(replace(header, part=row.part), recipients, file.read)
            made.append(Sealed(*blobs.keep(pieces)))
    return made


def keep_record(sealed: bytes) -> Sealed:
    """Keep a sealed record: one that is large on disk, another is left to the database."""
    if len(sealed) > INLINE:
        return Sealed(*blobs.keep([sealed]))
    return Sealed(sha256_hex(sealed), len(sealed), sealed)


def sent(row: Outgoing, log: str, index: int, parts: Sequence[Sealed]) -> list[Parcel]:
    """Return what follows an entry of this side's log, to be saved with it."""
    if all(one.content is not None for one in parts):
        return []
    assert row.version is not None
    assert row.item_id is not None
    return [
        Parcel(
            line_id=row.line_id,
            log=log,
            index=index,
            part=part,
            digest=one.digest,
            size=one.size,
            record=row.item_id,
            version=row.version.digest,
            at=row.at,
        )
        for part, one in enumerate(parts)
        if one.content is None
    ]


def note_fetched(line: Line, digest: str, upto: int) -> None:
    """Note how far the other side has fetched a blob of ours."""
    Parcel.objects.filter(line=line, log=line.origin, digest=digest, come__lt=upto).update(
        come=upto
    )


def take_answer(line: Line, log: str, facts: Mapping[str, Any], *, at: dt.datetime) -> bool:
    """Note what the other side says of a parcel; one it misses and we lost is shared again.

    Returns:
        Whether there is such a parcel.
    """
    parcel = Parcel.objects.filter(log=log, index=facts["index"], digest=facts["blob"]).first()
    if parcel is None:
        return False
    if parcel.why == RECALLED or parcel.state == COMING:  # lost here, and being fetched back
        return True
    parcel.state, parcel.why = str(facts["state"]), str(facts["why"] or "")
    if parcel.state == HELD:
        parcel.come, parcel.held_at = parcel.size, parcel.held_at or at
    parcel.save(update_fields=["state", "why", "come", "held_at"])
    if parcel.state == MISSING and not blobs.is_here(parcel.digest):
        _share_again(line, parcel, at=at)
    return True


def take_record_answers(line: Line, log: str, told: Mapping[int, str], *, at: dt.datetime) -> None:
    """Note what the other side says of records that follow their entries: one query, or more.

    Args:
        line: the line.
        log: origin of the log that they stand in.
        told: index to state.
        at: when.
    """
    rows = Parcel.objects.filter(log=log, index__in=list(told), part=0)
    for parcel in rows.exclude(state=COMING):
        state = told[parcel.index]
        parcel.state = HELD if state == OPENED else state
        if parcel.state == HELD:
            parcel.come, parcel.held_at = parcel.size, parcel.held_at or at
        parcel.save(update_fields=["state", "come", "held_at"])
        if state == MISSING and parcel.why != RECALLED and not blobs.is_here(parcel.digest):
            _share_again(line, parcel, at=at)


def _share_again(line: Line, parcel: Parcel, *, at: dt.datetime) -> None:
    """Share a version again whose sealed bytes were lost here, where the plain ones are here."""
    name = "" if parcel.log == line.origin else parcel.log
    first = Outgoing.objects.filter(line=line, log=name, index=parcel.index).first()
    version = Version.objects.filter(digest=parcel.version).first()
    if first is None or version is None or not version.content:
        return
    if Attachment.objects.filter(version=version).exclude(state=Attachment.HERE).exists():
        return
    later = Outgoing.objects.filter(line=line, act="share", version=version, pk__gt=first.pk)
    if not later.exists():
        Outgoing.objects.create(line=line, act="share", item=version.item, version=version, at=at)


# Receiving.


def record_here(line: Line, statement: Statement, index: int, *, at: dt.datetime) -> bytes | None:
    """Return a large sealed record where it has come; else see to it that it is fetched.

    Raises:
        RecordTooLarge: for one that need not be fetched at all.
    """
    told = statement.facts["blobs"][0]
    if told["size"] > LARGEST_RECORD + AROUND:
        raise RecordTooLarge
    if blobs.is_here(told["digest"]):
        with blobs.opened(told["digest"]) as file:
            return file.read(LARGEST_RECORD + AROUND + 1)
    _expect(line, line.peer_origin, statement, index, {0: COMING}, at=at)
    return None


def fetch_back(line: Line, statement: Statement, index: int, *, at: dt.datetime) -> None:
    """See to it that a large record of this side, lost with the database, is fetched back."""
    _expect(line, line.origin, statement, index, {0: COMING}, at=at)


def expect(
    line: Line, log: str, index: int, statement: Statement, opened: OpenedRecord, *, at: dt.datetime
) -> None:
    """See to it that the attachments of a record that was taken in are fetched.

    What was given before for the same record is not fetched again. What this node takes no such
    of is refused with a receipt of its own.
    """
    attached = attached_of(opened.content["attachments"])
    if not attached:
        return
    version = Version.objects.filter(digest=opened.header.version).first()
    if version is None:
        return
    rows = {row.part: row for row in Attachment.objects.filter(version=version)}
    given = set(
        Attachment.objects.filter(
            version__item=version.item_id,
            digest__in=[one.digest for one in attached],
            state=Attachment.HERE,
        )
        .exclude(version__state=DRAFT)
        .values_list("digest", flat=True)
    )
    states: dict[int, str] = {}
    whys: dict[int, str] = {}
    for part, one in enumerate(attached, 1):
        states[part] = HELD if one.digest in given else COMING
        try:
            check_file(one.name, one.size)
        except Refused as refusal:
            states[part], whys[part] = REFUSED, refusal.code
            rows[part].why = refusal.code
        rows[part].state = _STATES[states[part]]
    Attachment.objects.bulk_update(rows.values(), ["state", "why"])
    made = _expect(line, log, statement, index, states, at=at, whys=whys)
    answer(line, [one for one in made if one.state != COMING], at=at)


_STATES = {HELD: Attachment.HERE, COMING: Attachment.COMING, REFUSED: Attachment.REFUSED}


def check_parts(statement: Statement, opened: OpenedRecord) -> None:
    """Check that the blobs of a statement can be a record's attachments, by number and size.

    Raises:
        PartsMismatch: when they cannot.
        TextUnsound: when what is attached is not told as a node tells it.
    """
    if not is_attached(opened.content.get("attachments")):
        raise TextUnsound(field="attachments")
    attached = attached_of(opened.content["attachments"])
    told = statement.facts["blobs"][1:]
    sizes = [
        sealed_size(_outside(replace(opened.header, part=part)), one.size)
        for part, one in enumerate(attached, 1)
    ]
    if [one["size"] for one in told] != sizes:
        raise PartsMismatch


def _outside(header: Header) -> Envelope:
    return Envelope(header, header.canonical(), (b"",) * len(header.recipients))


def _expect(
    line: Line,
    log: str,
    statement: Statement,
    index: int,
    states: Mapping[int, str],
    *,
    at: dt.datetime,
    whys: Mapping[int, str] | None = None,
) -> list[Parcel]:
    facts = statement.facts
    made = [
        Parcel(
            line=line,
            log=log,
            index=index,
            part=part,
            digest=facts["blobs"][part]["digest"],
            size=facts["blobs"][part]["size"],
            record=uuid.UUID(facts["record"]),
            version=facts["version"],
            state=state,
            why=(whys or {}).get(part, ""),
            come=facts["blobs"][part]["size"] if state == HELD else 0,
            held_at=at if state == HELD else None,
            at=at,
        )
        for part, state in states.items()
    ]
    Parcel.objects.bulk_create(made, ignore_conflicts=True)
    return made


def due(line: Line, *, at: dt.datetime) -> Parcel | None:
    """Return the parcel to be fetched next: records before attachments, small before large."""
    theirs = Q(log=line.peer_origin, state__in=(COMING, MISSING))
    lost = Q(log=line.origin, state=COMING)  # by this node, which was restored
    return (
        Parcel.objects.filter(theirs | lost, line=line)
        .exclude(next_try_at__gt=at)
        .alias(attached=Q(part__gt=0))
        .order_by("attached", "size", "pk")
        .first()
    )


def note_missing(parcel: Parcel, line: Line, *, at: dt.datetime) -> None:
    """Note that the other side does not have a parcel now: say so once, ask again later."""
    parcel.tries += 1
    parcel.next_try_at = at + min(FIRST_WAIT * 2 ** min(parcel.tries - 1, 16), LONGEST_WAIT)
    first = parcel.state != MISSING
    parcel.why = NOT_THERE
    if parcel.log == line.peer_origin:
        parcel.state = MISSING
    with transaction.atomic():
        parcel.save(update_fields=["tries", "next_try_at", "state", "why"])
        if first:
            if not parcel.part:
                Incoming.objects.filter(line=line, log="", index=parcel.index).update(why=NOT_THERE)
            answer(line, [parcel], at=at)


def take(parcel: Parcel, pieces: Iterable[bytes]) -> int:
    """Keep what comes of a parcel, at the end of what is here; return how much is here."""
    try:
        return blobs.add(parcel.digest, pieces, most=parcel.size)
    finally:
        parcel.come = blobs.come(parcel.digest)
        Parcel.objects.filter(pk=parcel.pk).update(come=parcel.come)


def open_parcel(
    parcel: Parcel, line: Line, keys: Sequence[SealingSecret], *, at: dt.datetime
) -> None:
    """Open an attachment whose sealed bytes are here whole, and answer what became of it.

    Raises:
        OSError: when there is no room; it is done again.
    """
    rows = list(
        Attachment.objects.filter(version__digest=parcel.version, part=parcel.part).select_related(
            "version"
        )
    )
    if not rows:
        _close(parcel, line, REFUSED, RECALLED, at=at)
        return
    row = rows[0]
    try:
        laid = _opened(parcel, row, keys)
    except Refused as refusal:
        with transaction.atomic():
            Attachment.objects.filter(pk=row.pk).update(
                state=Attachment.REFUSED, why=refusal.code[:64]
            )
            _close(parcel, line, REFUSED, refusal.code[:64], at=at)
        blobs.destroy([parcel.digest])
        return
    try:
        with transaction.atomic():
            # A recall may have come while it was being opened.
            still = Parcel.objects.select_for_update().filter(pk=parcel.pk).exclude(why=RECALLED)
            if not still.exists():
                transaction.on_commit(partial(files.drop, laid))
                return
            kept = files.own(laid, at=at)
            Attachment.objects.filter(
                version__item=row.version.item_id, digest=kept.digest, state=Attachment.COMING
            ).update(state=Attachment.HERE)
            _close(parcel, line, HELD, "", at=at)
    except BaseException:
        files.drop(laid)
        raise


def _opened(parcel: Parcel, row: Attachment, keys: Sequence[SealingSecret]) -> files.Laid:
    with blobs.opened(parcel.digest) as sealed:
        header = read_envelope(sealed.read).header
        claims = (header.line, header.record, header.version, header.part, header.marking)
        wanted = (
            parcel.log,
            str(parcel.record),
            parcel.version,
            parcel.part,
            row.version.marking,
        )
        if claims != wanted:
            raise SealMismatch(field="header")
        sealed.seek(0)
        plain = open_attachment(sealed.read, keys, header, digest=row.digest, size=row.size)
        with blobs.draft() as draft:
            for piece in plain:
                draft.write(piece)
            return files.lay(row.name, File(draft))


def _close(parcel: Parcel, line: Line, state: str, why: str, *, at: dt.datetime) -> None:
    parcel.state, parcel.why = state, why
    parcel.held_at = at if state == HELD else None
    parcel.save(update_fields=["state", "why", "held_at"])
    answer(line, [parcel], at=at)


def answer(line: Line, parcels: Collection[Parcel], *, at: dt.datetime) -> None:
    """Queue a receipt for each parcel: of that blob; of a record, that of its entry."""
    theirs = [one for one in parcels if one.log == line.peer_origin]
    Outgoing.objects.bulk_create(
        [
            Outgoing(
                line=line,
                act="receipt",
                facts={
                    "index": one.index,
                    "leaf": leaf_hash(entries(one.log, one.index, one.index + 1)[0]).hex(),
                    **({"blob": one.digest} if one.part else {}),
                    "state": one.state,
                    "why": one.why or None,
                },
                at=at,
            )
            for one in theirs
        ],
        batch_size=200,
    )


def recall(line: Line, logs: Collection[str], version: str, *, at: dt.datetime) -> list[str]:
    """Fetch and give out no more of what is recalled; return digests whose bytes are to go."""
    rows = list(Parcel.objects.filter(line=line, log__in=logs, version=version))
    open_ = [one for one in rows if one.state in (COMING, MISSING)]
    for one in rows:
        one.state, one.why = (REFUSED if one in open_ else one.state), RECALLED
    Parcel.objects.bulk_update(rows, ["state", "why"])
    answer(line, open_, at=at)
    return [one.digest for one in rows]


def sealed_bytes(digest: str) -> bytes | None:
    """Return a sealed record wherever it lies, None where it is not here."""
    content = Blob.objects.filter(pk=digest).values_list("content", flat=True).first()
    if content is not None:
        return bytes(content)
    if not blobs.is_here(digest):
        return None
    with blobs.opened(digest) as file:
        return file.read(LARGEST_RECORD + AROUND + 1)


def following(line: Line, log: str, start: int) -> list[Parcel]:
    """Return what follows the entries of a log from ``start`` on and is here, in their order.

    Of this node's own log also what is named before and was neither received nor refused yet. For
    a bundle carried by hand; there :func:`take` and :func:`.fetching.finish` do the rest.
    """
    wanted = Q(index__gte=start)
    if log == line.origin:
        wanted |= Q(state__in=(ENTERED, MISSING))
    rows = Parcel.objects.filter(wanted, line=line, log=log).exclude(why=RECALLED)
    return [one for one in rows.order_by("index", "part") if blobs.is_here(one.digest)]
