"""Since when something said on a line has not been acknowledged, where no answer comes by wire."""

from django.db.models import Min, Q

from kakehashi.exchange.models import QUEUED, Line, Outgoing
from kakehashi.ledger.models import Log


def note_unacknowledged(line: Line) -> None:
    """Write down since when the oldest thing said here is not countersigned; idempotent.

    Receipts do not count: they acknowledge, and nobody waits for one of theirs. Two
    queries, and one more only where it changed.
    """
    done = Log.objects.values_list("countersigned_size", flat=True).get(pk=line.origin)
    since = (
        Outgoing.objects.filter(Q(state=QUEUED) | Q(index__gte=done), line=line, log="")
        .exclude(act="receipt")
        .aggregate(since=Min("at"))["since"]
    )
    if since != line.waiting_since:
        Line.objects.filter(pk=line.pk).update(waiting_since=since)
        line.waiting_since = since
