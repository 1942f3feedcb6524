"""The first look: that an official of this side opened what another side shared, said once."""

import datetime as dt

from django.db import transaction

from kakehashi.exchange.models import HELD, OPENED, Incoming, Outgoing
from kakehashi.exchange.waking import wake
from kakehashi.ledger.logs.reading import hashes
from kakehashi.people.models import Account
from kakehashi.records.crossing import node_side
from kakehashi.records.models import Item, Version
from kakehashi.records.services.plans import note_event

SHARES = ("share", "supersede")


def note_first_look(*, version: Version, by: Account, at: dt.datetime) -> bool:
    """Note that an official looks at a text; tell its sender when nobody here had before.

    One query where there is nothing to tell; none on a node that serves every side.

    Args:
        version: the text that is looked at.
        by: who looks; only officials of this node's side count.
        at: when.

    Returns:
        Whether this was the first look.
    """
    side = node_side()
    if not side or by.side_id != side or version.side_id == side:
        return False
    received = Incoming.objects.filter(
        record=version.item_id,
        version=version.digest,
        act__in=SHARES,
        state=HELD,
        opened_at=None,
    )
    rows = list(received.select_related("line"))
    if not rows:
        return False
    with transaction.atomic():
        # Of two who look at the same instant, one finds the row still unopened.
        first = [
            row
            for row in rows
            if Incoming.objects.filter(pk=row.pk, opened_at=None).update(opened_at=at)
        ]
        Outgoing.objects.bulk_create(_receipt(row, by=by, at=at) for row in first)
        if first:
            note_event(
                Item.objects.get(pk=version.item_id),
                "first_opened",
                by=by,
                at=at,
                audience=version.audience_id,
                facts={"version": version.digest},
            )
            transaction.on_commit(wake)
    return bool(first)


def _receipt(row: Incoming, *, by: Account, at: dt.datetime) -> Outgoing:
    leaf = hashes(row.origin, row.index, row.index + 1)[0]
    facts = {"index": row.index, "leaf": leaf.hex(), "state": OPENED, "why": None}
    return Outgoing(line=row.line, act="receipt", facts=facts, by=by, at=at)
