"""Reopening: acting anew on this node's own entries that came back after a restore."""

import datetime as dt
import uuid

from django.db import transaction

from kakehashi.exchange import parcels
from kakehashi.exchange.models import HELD, Line, Outgoing
from kakehashi.exchange.opening import SHARES, received_of
from kakehashi.exchange.own_keys import opening_keys, own_keys
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.models import Log
from kakehashi.records.services.receiving import receive, receive_confirmation
from kakehashi.trust.key_sets import SecretKeys
from kakehashi.trust.sealing import open_record
from kakehashi.trust.statements import Statement, read_statement


def _reopened(
    line: Line,
    statement: Statement,
    index: int,
    sealed: bytes,
    keys: SecretKeys,
    *,
    at: dt.datetime,
) -> bool:
    opened = open_record(sealed, opening_keys(), statement)
    stands = receive([received_of(opened)], side=keys.side, at=at) == [None]
    if stands:
        parcels.expect(line, line.origin, index, statement, opened, at=at)
    return stands


def reopen_own(peer: str, first: int, *, at: dt.datetime, upto: int | None = None) -> int:
    """Act anew on this node's own entries that came back from the mirror after a restore.

    Records are sealed to their own side too, so what was shared is read back from what the other
    side holds. Returns how many texts stand here again.
    """
    line = Line.objects.get(pk=peer)
    keys = own_keys()
    size = Log.objects.values_list("size", flat=True).get(pk=line.origin)
    back = 0
    for index in range(first, size if upto is None else upto):
        entry = entries(line.origin, index, index + 1)[0]
        statement = read_statement(entry)
        record = statement.facts.get("record")
        with transaction.atomic():
            if statement.act in SHARES:
                digest = statement.facts["blobs"][0]["digest"]
                sealed = parcels.sealed_bytes(digest)
                if sealed is None and statement.facts["blobs"][0]["size"] > parcels.INLINE:
                    parcels.fetch_back(line, statement, index, at=at)
                else:
                    back += _reopened(line, statement, index, sealed or b"", keys, at=at)
            elif statement.act == "confirm":
                receive_confirmation(
                    record=uuid.UUID(record),
                    content=statement.facts["content"],
                    side=keys.side,
                    signature=f"{line.origin}#{statement.nonce}",
                    at=at,
                )
            Outgoing.objects.get_or_create(
                line=line,
                index=index,
                defaults={
                    "act": "share" if statement.act in SHARES else statement.act,
                    "item_id": record,
                    "facts": {},
                    "state": HELD,
                    "at": at,
                },
            )
    return back
