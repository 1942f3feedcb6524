"""Reopening: acting anew on this node's own entries that came back after a restore."""

import datetime as dt
import uuid

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange import parcels
from kakehashi.exchange.models import HELD, QUEUED, Incoming, Line, Outgoing
from kakehashi.exchange.opening import AT_ONCE, SHARES, open_entries, received_of
from kakehashi.exchange.own_keys import opening_keys, own_keys
from kakehashi.exchange.receipts import take_receipts
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.models import Log
from kakehashi.records.models import Item, Version
from kakehashi.records.services.receiving import receive, receive_confirmation
from kakehashi.records.services.renaming import give_way
from kakehashi.trust.key_sets import SecretKeys
from kakehashi.trust.sealing import open_record
from kakehashi.trust.statements import Statement, read_statement

OF_A_TEXT = frozenset({"share", "recall"})
"""Acts of which a row names the text that it is about."""


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
    # Written here since the restore, under a number that the lost records had already.
    give_way(opened.about.reference, to=uuid.UUID(str(statement.facts["record"])), at=at)
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
            _told_already(line, index, statement, at=at)
    return back


def is_due(line: Line) -> bool:
    """Say whether entries of this node's own log stand there that it has not acted on again."""
    size = Log.objects.filter(pk=line.origin).values_list("size", flat=True).first()
    return Outgoing.objects.filter(line=line, log="", index__isnull=False).count() < (size or 0)


def reopen_what_came_back(line: Line, *, at: dt.datetime) -> int:
    """Act anew on every own entry that came back, each after what its writer had seen.

    An entry may be about a text of the other side that came before it: their entries are opened up
    to the size that the statement says was seen. May be stopped at any point and called again.
    """
    if not is_due(line):
        return 0
    size = Log.objects.values_list("size", flat=True).get(pk=line.origin)
    rows = Outgoing.objects.filter(line=line, log="", index__isnull=False)
    known = set(rows.values_list("index", flat=True))
    back = 0
    for index in range(size):
        if index in known:
            continue
        try:
            seen = read_statement(entries(line.origin, index, index + 1)[0]).seen
        except Refused:  # the head of a log that goes on from an older one, perhaps
            continue
        _open_up_to(line, seen.size if seen else 0, at=at)
        back += reopen_own(line.pk, index, at=at, upto=index + 1)
    take_receipts_again(line, at=at)
    return back


def take_receipts_again(line: Line, *, at: dt.datetime) -> None:
    """Note once more what the other side said became of entries that came back here.

    What was seen may be of a log that it closed: then its receipts were opened before the rows they
    are about were here.
    """
    told = Incoming.objects.filter(line=line, log="", act="receipt", state=HELD)
    indexes = list(told.order_by("index").values_list("index", flat=True))
    for start in range(0, len(indexes), AT_ONCE):
        some = indexes[start : start + AT_ONCE]
        said = [read_statement(entries(line.peer_origin, one, one + 1)[0]).facts for one in some]
        with transaction.atomic():
            take_receipts(line, said, at=at)


def _open_up_to(line: Line, size: int, *, at: dt.datetime) -> None:
    while True:
        opened = Line.objects.values_list("opened", flat=True).get(pk=line.pk)
        if opened >= size or not open_entries(line.pk, at=at, most=min(size - opened, AT_ONCE)):
            return


def _told_already(line: Line, index: int, statement: Statement, *, at: dt.datetime) -> None:
    """Note that a statement stands in the log, on the row that waits to say it where one does."""
    if Outgoing.objects.filter(line=line, log="", index=index).exists():
        return
    facts, act = statement.facts, "share" if statement.act in SHARES else statement.act
    rows = Outgoing.objects.filter(
        line=line, state=QUEUED, act=act, item=facts.get("record")
    ).order_by("pk")
    if "version" in facts:
        rows = rows.filter(version__digest=facts["version"])
    for name in ("index", "leaf", "content") if act in ("receipt", "confirm") else ():
        if name in facts:
            rows = rows.filter(**{f"facts__{name}": facts[name]})
    waiting = rows.first()
    if waiting is not None:
        waiting.index, waiting.state = index, HELD
        waiting.save(update_fields=["index", "state"])
        return
    Outgoing.objects.create(
        line=line,
        index=index,
        act=act,
        # One that was refused when it came back is not here.
        item=Item.objects.filter(pk=str(facts["record"])).first() if "record" in facts else None,
        # Without it nobody could ask it back, nor would it be counted as shared.
        version=_text_of(statement) if act in OF_A_TEXT else None,
        facts={},
        state=HELD,
        at=at,
    )


def _text_of(statement: Statement) -> Version | None:
    record, digest = uuid.UUID(statement.facts["record"]), statement.facts["version"]
    return Version.objects.filter(item=record, digest=digest).first()
