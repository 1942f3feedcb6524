"""Fetching what follows its entry, range by range: it goes on where it stopped, whatever cut it.

One look takes half a second about, so that large files never hold up what is said on the line.
"""

import datetime as dt
import time
from collections.abc import Callable

from django.db import transaction

from kakehashi.exchange import blobs, opening, parcels
from kakehashi.exchange.line.client import Caller, NotThere
from kakehashi.exchange.models import HELD, Line, Parcel
from kakehashi.exchange.own_keys import opening_keys
from kakehashi.exchange.reopening import reopen_own

SHORTEST_RANGE, LONGEST_RANGE = 1 << 16, 1 << 22
"""Bytes asked for at once: doubled while an answer takes a tenth of a second or less."""
QUICK = 0.1
LOOK = 0.5
"""Seconds after which no further range is asked for in one look."""


def fetch(line: Line, now: Callable[[], dt.datetime]) -> bool:
    """Fetch for a while what is due on a line; return whether there is more to be done at once.

    Raises:
        LineBroken: when the line is cut; what has come is kept.
        LineRefused: when the other side refuses what it is asked.
    """
    if parcels.due(line, at=now()) is None:
        return False
    begun = time.monotonic()
    with Caller(line) as caller:
        while (parcel := parcels.due(line, at=now())) is not None:
            if not _fetch(caller, parcel, begun + LOOK):
                return True
            finish(parcel, line, at=now())
            if time.monotonic() > begun + LOOK:
                return True
    return True


def _fetch(caller: Caller, parcel: Parcel, until: float) -> bool:
    """Fetch the rest of a parcel; return False when the time is over first."""
    have, most = blobs.come(parcel.digest), SHORTEST_RANGE
    while have < parcel.size and not blobs.is_here(parcel.digest):
        asked = time.monotonic()
        if asked > until:
            return False
        path = f"/parcel?digest={parcel.digest}&from={have}&most={most}"
        try:
            before, have = have, parcels.take(parcel, caller.fetch(path))
        except NotThere:
            return True
        if have == before:
            return True
        if time.monotonic() - asked <= QUICK:
            most = min(2 * most, LONGEST_RANGE)
    return True


def finish(parcel: Parcel, line: Line, *, at: dt.datetime) -> None:
    """Open a parcel that has come whole; note one that has not as missing.

    Raises:
        OSError: when there is no room; it is done again.
    """
    whole = blobs.is_here(parcel.digest) or (
        blobs.come(parcel.digest) == parcel.size and blobs.finish(parcel.digest)
    )
    if not whole:
        parcels.note_missing(parcel, line, at=at)
    elif parcel.part:
        parcels.open_parcel(parcel, line, opening_keys(), at=at)
    else:
        with transaction.atomic():
            parcel.state, parcel.why, parcel.held_at = HELD, "", at
            parcel.come = parcel.size
            parcel.save(update_fields=["state", "why", "held_at", "come"])
            if parcel.log == line.peer_origin:
                indexes = range(parcel.index, parcel.index + 1)
                opening.open_late(line.pk, {parcel.digest}, indexes, at=at)
            else:
                reopen_own(line.pk, parcel.index, at=at, upto=parcel.index + 1)
