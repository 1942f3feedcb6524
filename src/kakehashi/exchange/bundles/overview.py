"""The lines as those who carry bundles read them: what waits, what was carried, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from kakehashi.exchange.models import LOOKED_AT, MADE, QUEUED, Bundle, Line, Outgoing
from kakehashi.exchange.opening import SHARES
from kakehashi.ledger.models import Log

SHOWN = 20
"""Bundles of each line that the page lists."""
CONFIRMS = ("confirm",)
RECEIPTS = ("receipt",)


@dataclass(frozen=True)
class Carried:
    """One line, as it is carried by hand."""

    line: Line
    entries: int
    """Said here and not countersigned there: in the log or waiting to be entered."""
    texts: int
    """Of these, texts shared."""
    last: Bundle | None
    """The last one made here."""
    waiting: Sequence[Bundle]
    """Brought, looked at, and not decided on."""
    history: Sequence[Bundle]


def bundles_of_lines() -> list[Carried]:
    """Return every line with its bundles, the newest first: four queries and one more a line."""
    lines = list(Line.objects.select_related("peer").order_by("peer"))
    logs = Log.objects.in_bulk([one.origin for one in lines])
    made = []
    for line in lines:
        rows = list(
            Bundle.objects.filter(line=line).select_related("by", "line__peer")[: 2 * SHOWN]
        )
        done = logs[line.origin].countersigned_size
        told = Outgoing.objects.filter(
            Q(state=QUEUED) | Q(index__gte=done), line=line, log=""
        ).aggregate(entries=Count("pk"), texts=Count("pk", filter=Q(act="share")))
        made.append(
            Carried(
                line=line,
                entries=told["entries"],
                texts=told["texts"],
                last=next((one for one in rows if one.state == MADE and one.size), None),
                waiting=[one for one in rows if one.state == LOOKED_AT],
                history=[one for one in rows if one.state != LOOKED_AT][:SHOWN],
            )
        )
    return made


def holding(bundle: Bundle) -> Mapping[str, int]:
    """Return what a bundle that was brought held when it was looked at, in the page's words."""
    told = bundle.outcome.get("holds", {})
    acts: Mapping[str, int] = told.get("acts", {})
    every = sum(acts.values())
    texts = sum(acts.get(one, 0) for one in SHARES)
    confirms = sum(acts.get(one, 0) for one in CONFIRMS)
    receipts = sum(acts.get(one, 0) for one in RECEIPTS)
    return {
        "fresh": told.get("fresh", 0),
        "texts": texts,
        "confirms": confirms,
        "receipts": receipts,
        "others": every - texts - confirms - receipts,
        "blobs": told.get("blobs", 0),
        "back": int(told.get("back", False)),
    }
