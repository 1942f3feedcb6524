"""Following up: search and what is derived from texts that came, once they can be read.

Opening writes what a text itself is. What follows from many texts together is worked out
afterwards, once for many, so that a backlog costs no more for each text than a single one does.
How far it has come lies in the database: who was killed in between goes on. The worker does nothing
else meanwhile, so it takes as many at a time as :class:`Pace` says: a share that comes in between
must not wait behind a backlog.
"""

import logging
import time

from kakehashi.errors import Refused
from kakehashi.exchange.models import HELD, Incoming, Line
from kakehashi.exchange.opening import CANNOT_BE_KEPT, SHARES
from kakehashi.records.services.receiving import catch_up

AT_ONCE = 2048
"""Entries followed up together, at the most."""
FEWEST = 32
A_TURN = 0.2
"""Seconds that one round of following up is to take."""
BREATH = 0.12
"""Seconds between two rounds: whoever waits to write to SQLite asks every tenth of a second, and is
kept out by one that writes without a pause."""

_LOGGER = logging.getLogger(__name__)


class Pace:
    """How many entries are followed up in one round, by what the rounds before took."""

    def __init__(self) -> None:
        """Begin with few: how fast this machine is shows at once."""
        self.most = FEWEST

    def took(self, done: int, seconds: float) -> None:
        """Learn from a round: twice as many at the most next time, however quick it was.

        Args:
            done: entries that were followed up; a round cut short by the end says little.
            seconds: it took.
        """
        if done >= self.most or seconds > A_TURN:
            wanted = int(done * A_TURN / max(seconds, 0.001))
            self.most = max(FEWEST, min(wanted, 2 * self.most, AT_ONCE))

    def follow_up(self, peer: str) -> int:
        """Follow up the next texts of a line; see :func:`follow_up`."""
        begun, most = time.monotonic(), self.most
        done = follow_up(peer, most=most)
        self.took(done, time.monotonic() - begun)
        if done >= most:  # there may be more
            time.sleep(BREATH)
        return done


def follow_up(peer: str, *, most: int = AT_ONCE) -> int:
    """Let search and the kinds follow the next texts that were opened.

    Returns:
        How many entries were followed up; 0 when all are.
    """
    line = Line.objects.get(pk=peer)
    start = line.followed if line.followed <= line.opened else 0  # another log was begun
    end = min(start + most, line.opened)
    if end == line.followed:
        return 0
    records = dict.fromkeys(
        Incoming.objects.filter(
            line=line, log="", index__gte=start, index__lt=end, act__in=SHARES, state=HELD
        )
        .order_by("index")
        .values_list("record", flat=True)
    )
    named = [one for one in records if one is not None]
    if named:
        try:
            catch_up(named)
        except (*CANNOT_BE_KEPT, Refused):
            for one in named:
                try:
                    catch_up([one])
                except (*CANNOT_BE_KEPT, Refused):
                    _LOGGER.exception("record %s", one)
    Line.objects.filter(pk=peer, followed=line.followed).update(followed=end)
    return end - start
