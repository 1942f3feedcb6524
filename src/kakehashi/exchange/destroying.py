"""What the exchange room keeps of a record's words, and destroys with it: everything sealed.

What came can be opened with this node's key as long as its sealed bytes lie here; what went, with
the escrow key. The entries of both logs stay: they hold digests, and everything said in them goes
on being proved. Whoever asks for the sealed bytes again is told that they are not here.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import chain

from django.db import transaction
from django.utils import timezone

from kakehashi.exchange import blobs, parcels
from kakehashi.exchange.models import MISSING, QUEUED, REFUSED, Blob, Incoming, Outgoing
from kakehashi.exchange.news import named_blobs
from kakehashi.exchange.sending import RecordDisposed
from kakehashi.ledger.models import Leaf
from kakehashi.records.disposal import also_destroys

SHARES = ("share", "supersede")


def _destroy(items: Sequence[uuid.UUID]) -> int:
    sent = Outgoing.objects.filter(item__in=items, act="share").select_related("line", "version")
    came = Incoming.objects.filter(record__in=items, act__in=SHARES).select_related("line")
    places: dict[str, list[int]] = defaultdict(list)
    crossed = {(one.line_id, one.version.digest): one.line for one in sent if one.version}
    crossed |= {(one.line_id, one.version): one.line for one in came}
    said = chain(
        ((one.origin, one.index) for one in sent), ((one.origin, one.index) for one in came)
    )
    for origin, index in said:
        if index is not None:
            places[origin].append(index)
    named = {
        digest
        for log, indexes in places.items()
        for entry in Leaf.objects.filter(log=log, index__in=indexes).values_list(
            "content", flat=True
        )
        for digest, _size in named_blobs(bytes(entry))
    }
    files = set(named)
    for (_line, version), line in crossed.items():
        logs = [line.origin, line.peer_origin, *places]
        files.update(parcels.recall(line, logs, version, at=timezone.now()))
    transaction.on_commit(partial(blobs.destroy, sorted(files)))
    sent.filter(state=QUEUED).update(state=REFUSED, why=RecordDisposed.code)
    came.filter(state=MISSING).update(state=REFUSED, why=RecordDisposed.code)
    return Blob.objects.filter(digest__in=named, content__isnull=False).update(content=None)


also_destroys("sealed records", _destroy)
