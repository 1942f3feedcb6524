"""Going on after a restore, where what was missing was brought by hand."""

import datetime as dt

from kakehashi.exchange import news
from kakehashi.exchange.models import Line
from kakehashi.exchange.reopening import is_due, reopen_what_came_back
from kakehashi.ledger.models import Log


def take_up_again(line: Line, *, at: dt.datetime) -> None:
    """Act anew on own entries that came back, once the node is released; idempotent.

    Before anything is entered: what waits in a restored queue may stand in the log already.
    """
    if not is_due(line):
        return
    if Log.objects.filter(pk=line.peer_origin, signed_size__gt=0).exists():
        news.acknowledge(line, at=at)
    reopen_what_came_back(line, at=at)
