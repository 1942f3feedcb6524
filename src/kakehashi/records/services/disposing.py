"""Destroying records whose retention is over: words, bytes and salts go, digests stay.

Nobody is asked here whether it may be: the room that disposes has had that approved.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction

from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account
from kakehashi.records import files, search
from kakehashi.records.disposal import destroyers
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import (
    Attachment,
    Entry,
    Item,
    Proposal,
    PublishedName,
    SearchDocument,
    Version,
)
from kakehashi.records.rules import DRAFT
from kakehashi.records.search.databases import tidy

BATCH = 500
"""Records destroyed with one round of statements."""


@dataclass(frozen=True)
class Digests:
    """What stays of one version."""

    number: int
    content: str
    version: str
    side: str
    """Whose text it was."""
    draft: bool
    """Whether only that side ever read it."""


@dataclass(frozen=True)
class Remains:
    """What stays of a record whose words were destroyed."""

    versions: Sequence["Digests"]
    attachments: Sequence[str]
    """SHA-256 of each."""


def dispose(
    *, items: Sequence[uuid.UUID], certificate: str, audience: int, by: Account, at: dt.datetime
) -> dict[uuid.UUID, Remains]:
    """Destroy every word of records: versions with their salts, faces, search, attachments.

    Identity, reference, digests, markings, confirmations and timeline stay, so that the chain and
    the exchange log go on verifying. What other rooms keep of the words goes, too
    (:mod:`kakehashi.records.disposal`). On SQLite what is let go is overwritten.

    Args:
        items: the records.
        certificate: id of the disposal that they are destroyed under, for the timeline.
        audience: who may read of it in the timeline.
        by: who approved it.
        at: when.

    Returns:
        What stays of each record that still had words.
    """
    remains: dict[uuid.UUID, Remains] = {}
    with transaction.atomic():
        _overwrite_what_goes()
        for start in range(0, len(items), BATCH):
            some = items[start : start + BATCH]
            found = list(
                Item.objects.select_for_update(of=("self",)).filter(pk__in=some).order_by("pk")
            )
            remains |= _dispose(found, certificate, audience, by=by, at=at)
        if remains:
            transaction.on_commit(partial(_let_go_for_good, connection.vendor))
    return remains


def _dispose(
    items: Sequence[Item], certificate: str, audience: int, *, by: Account, at: dt.datetime
) -> Mapping[uuid.UUID, Remains]:
    keys = [one.pk for one in items]
    versions: dict[uuid.UUID, list[Digests]] = {}
    rows = list(
        Version.objects.filter(item__in=keys, disposed_at=None)
        .order_by("item_id", "number")
        .values_list("pk", "item_id", "number", "content_digest", "digest", "side_id", "state")
    )
    for _pk, item, number, content, digest, side, state in rows:
        versions.setdefault(item, []).append(
            Digests(number, content, digest, side or "", state == DRAFT)
        )
    attached: dict[uuid.UUID, list[str]] = {}
    for item, digest in (
        Attachment.objects.filter(version__item__in=keys)
        .exclude(state=Attachment.DESTROYED)
        .order_by("version__item", "version__number", "part")
        .values_list("version__item", "digest")
    ):
        if digest not in attached.setdefault(item, []):
            attached[item].append(digest)
    entries = Entry.objects.filter(item__in=keys)
    search.forget(list(entries.values_list("pk", flat=True)))
    entries.delete()
    pks = [row[0] for row in rows]
    files.destroy(pks)
    Attachment.objects.filter(version__in=pks).update(name="")
    Version.objects.filter(pk__in=pks).update(
        content=None, header=None, salt="", note="", language_states={}, disposed_at=at
    )
    Proposal.objects.filter(item__in=keys).update(wording={}, note="", answer="")
    for destroyer in destroyers().values():
        destroyer(keys)
    gone = [one for one in items if one.pk in versions]
    ledger.append(
        [
            ledger.Entry(
                name=f"{kind_of(one.kind).room}.{one.kind}.disposed",
                actor=str(by.pk),
                side=by.side_id or "",
                subject=str(one.pk),
                facts={"certificate": certificate},
                audience_id=audience,
            )
            for one in gone
        ],
        at=at,
    )
    return {one.pk: Remains(versions[one.pk], attached.get(one.pk, [])) for one in gone}


def _overwrite_what_goes() -> None:
    """Have SQLite write zeros over what this connection deletes or changes from now on."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _let_go_for_good(vendor: str) -> None:
    """Take what was destroyed out of the search index's old parts and of the journal.

    On PostgreSQL the rows of before are gone with the next vacuum, which it is asked for here.
    """
    tidy()
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        if connection.in_atomic_block:
            return
        for model in (Version, Entry, Attachment, Proposal, PublishedName, SearchDocument):
            cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: SLF001
