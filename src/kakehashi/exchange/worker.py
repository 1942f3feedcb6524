"""The worker of the lines: asks, enters, pushes, opens; goes on by itself after anything.

State lies in the database alone, so the worker may be killed at any instruction.
"""

import datetime as dt
import io
import logging
from collections.abc import Callable

from kakehashi.errors import Refused
from kakehashi.exchange import blobs, following, news, opening, sending
from kakehashi.exchange.beginnings import take_end
from kakehashi.exchange.bundles.acknowledging import note_unacknowledged
from kakehashi.exchange.bundles.resuming import take_up_again
from kakehashi.exchange.fetching import fetch
from kakehashi.exchange.key_rotation import destroy_retired, settle
from kakehashi.exchange.keys_in_force import own_log_keys, remember_keys
from kakehashi.exchange.line.client import Caller, LineBroken
from kakehashi.exchange.models import ENROLLED, FROZEN, QUEUED, Line, Outgoing, Parcel
from kakehashi.exchange.own_keys import guard_of, put_next_in_force, tiles_of
from kakehashi.exchange.reopening import is_due, reopen_what_came_back
from kakehashi.exchange.restoring import LeavesGone, LineHeld, mirror_is_behind, note_restored
from kakehashi.ledger.logs.guard import GuardMoved
from kakehashi.ledger.logs.mirror import where_to_go_on
from kakehashi.ledger.logs.signing import (
    CountersignatureOld,
    Start,
    answered,
    start,
    take_countersignature,
)
from kakehashi.ledger.logs.tile_files import file_tiles
from kakehashi.ledger.models import Log
from kakehashi.look.storage import (
    FAULTS,
    StorageFails,
    let_go,
    storage_refusal,
    though_storage_fails,
)
from kakehashi.trust.beginnings import read_beginning
from kakehashi.trust.key_sets import read_public_keys
from kakehashi.trust.mirroring import MirrorInfo, read_mirror_info

LONGEST_WAIT = 60
"""Seconds between two attempts on a line that stays broken."""
SAID_AFTER = 5
"""Attempts, half a minute of them, that may find nobody before the operator's log says so."""
FILED_EVERY = dt.timedelta(seconds=5)
"""Between two rounds of writing tiles, which nobody on the line waits for."""
ROUNDS = 64
"""Requests that one pass makes of one line before it looks at the others."""

_LOGGER = logging.getLogger(__name__)


class Worker:
    """Does what is due on every line. One a process; several processes do no harm."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        """Begin anew: each line is asked once what it received before anything is signed."""
        self._now = now
        self._asked: set[str] = set()
        self._held: set[str] = set()
        self._begun = False
        self._storage_failed = 0
        self._storage_tried_at: dt.datetime | None = None
        self._storage_since = ""
        self._filed_at: dt.datetime | None = None
        self._pace = following.Pace()

    def one_pass(self) -> bool:
        """Do what is due now; return whether there may be more at once.

        Where disk or database fail, every line waits, each time longer: what was due is still due.
        """
        if self._storage_tried_at and self._now() < self._storage_tried_at:
            return False
        try:
            more = self._every_line()
        except FAULTS as fault:
            refusal = storage_refusal(fault) or StorageFails()
            _LOGGER.warning("lines: %s (%s)", refusal, fault)
            let_go()
            self._storage_failed += 1
            self._storage_since = self._storage_since or self._now().isoformat()
            self._storage_tried_at = self._now() + _wait(self._storage_failed)
            told = _told(refusal, since=self._storage_since)
            with though_storage_fails():
                Line.objects.filter(state__in=(ENROLLED, FROZEN)).update(failure=told)
            return False
        self._storage_failed, self._storage_tried_at, self._storage_since = 0, None, ""
        return more

    def _every_line(self) -> bool:
        if not self._begun:
            Line.objects.update(failures=0, next_try_at=None)
            # What was not there before may be there now.
            Parcel.objects.update(next_try_at=None)
            remember_keys()
            blobs.sweep(set(Parcel.objects.values_list("digest", flat=True)))
            self._begun = True
        more = False
        for line in Line.objects.filter(state__in=(ENROLLED, FROZEN)):
            more = self._one_line(line) or more
        if more:
            return True
        # What can be read already is followed up once nothing else is due.
        lines = Line.objects.values_list("pk", flat=True)
        followed = [self._pace.follow_up(peer) for peer in lines]
        return any(followed)

    def _one_line(self, line: Line) -> bool:
        at = self._now()
        try:
            put_next_in_force(line.origin)
            # What came back of our own log is acted on first, in the order it was said.
            ready = line.pk in self._asked or not is_due(line)
            more = ready and bool(opening.open_entries(line.pk, at=at))
            if line.state == FROZEN or (line.next_try_at and line.next_try_at > at):
                return more
            if not self._ready(line):
                return more
            more = sending.enter(line.pk, at=self._now()) == sending.AT_ONCE or more
            if line.address:
                more = self._push(line) or more
                more = fetch(line, self._now) or more
            else:
                note_unacknowledged(line)
            self._file(line)
            destroy_retired(line, at=self._now())
        except Refused as refusal:
            if isinstance(refusal, GuardMoved):
                # A signature was guarded and not written down, or another copy of the node signed.
                self._asked.discard(line.pk)
            self._failed(line, refusal)
            return False
        if line.failures or line.failure:
            if line.failures >= SAID_AFTER:
                _LOGGER.warning("line to %s: goes on", line.pk)
            Line.objects.filter(pk=line.pk).update(failures=0, failure={}, next_try_at=None)
        return more

    def _ready(self, line: Line) -> bool:
        """Before the first signature after a start: ask what the other side ever received.

        A node that finds it was restored takes back what is missing, and is then not ready before
        two officials have released it.
        """
        if line.restored_at is not None and line.pk in self._held:
            return False
        if line.pk not in self._asked:
            if not self._taken_back(line):
                return False
            self._asked.add(line.pk)
        return line.restored_at is None

    def _taken_back(self, line: Line) -> bool:
        """Take back what is missing here; return whether this node may go on as it was."""
        found = start(line.origin, own_log_keys(line), guard_of(line.origin), at=self._now())
        if found in (Start.BEHIND, Start.UNGUARDED) or mirror_is_behind(
            line.peer_origin, guard_of(line.peer_origin)
        ):
            note_restored(line, at=self._now())
        if not line.address:
            if found == Start.FORKED or line.restored_at is not None:
                return False
            take_up_again(line, at=self._now())
            return True
        self._ask_back(line)
        try:
            # A restored node lacks what the other side already has countersigned, too.
            pull(line, at=self._now())
        except LineHeld:
            line.refresh_from_db(fields=["restored_at"])
        if line.restored_at is not None:
            self._held.add(line.pk)
            return False
        self._held.discard(line.pk)
        reopen_what_came_back(line, at=self._now())
        return True

    def _ask_back(self, line: Line) -> None:
        """Take entries of this node's own log back that the other side has and this one lacks."""
        keys, guard = own_log_keys(line), guard_of(line.origin)
        with Caller(line) as caller:
            _, note = caller.ask("GET", "/largest")
            missing = answered(line.origin, note, keys, guard, at=self._now())
            if missing:
                note_restored(line, at=self._now())
            while missing:
                size = Log.objects.values_list("size", flat=True).get(pk=line.origin)
                status, body = caller.ask("GET", f"/back?from={size}")
                taken = 0
                if status == 200 and body:  # noqa: PLR2004 - HTTP
                    taken = news.take_back_news(line, io.BytesIO(body).read, at=self._now())
                if not taken:
                    raise LeavesGone(origin=line.origin, first=size, last=size + missing - 1)
                missing = answered(line.origin, note, keys, guard, at=self._now())
            if not Log.objects.values_list("size", flat=True).get(pk=line.origin):
                _, told = caller.ask("GET", "/begins")
                if told:
                    take_end(line, read_beginning(told), at=self._now())

    def _push(self, line: Line) -> bool:
        """Push what is not countersigned yet; return whether there is more."""
        log = Log.objects.get(pk=line.origin)
        if log.countersigned_size == log.signed_size:
            _waiting(line, None)
            return False
        begun = self._now()
        known = MirrorInfo(log.countersigned_size, log.countersigned_size)
        try:
            with Caller(line) as caller:
                for _ in range(ROUNDS):
                    body = news.compose(line, known)
                    if not body:
                        # They have it all: their signature was lost on the way.
                        body = news.compose(line, MirrorInfo(known.size, known.next_entry - 1))
                    status, told = caller.ask("POST", "/news", body)
                    Line.objects.filter(pk=line.pk).update(heard_at=self._now())
                    if status == 200:  # noqa: PLR2004 - HTTP
                        self._countersigned(line, told)
                        return False
                    # Noted only now: what is answered at once waited for nobody.
                    _waiting(line, begun)
                    known = read_mirror_info(told)
        except Refused:
            _waiting(line, begun)
            raise
        return True

    def _countersigned(self, line: Line, told: bytes) -> None:
        keys = own_log_keys(line)
        theirs = read_public_keys(bytes(line.peer_keys)).countersign
        try:
            take_countersignature(line.origin, told, keys, theirs)
        except CountersignatureOld:
            return
        _waiting(line, None)
        settle(line, at=self._now())

    def _file(self, line: Line) -> None:
        """Write the tiles of both logs as files, each up to its last checkpoint."""
        if self._filed_at and self._now() - self._filed_at < FILED_EVERY:
            return
        self._filed_at = self._now()
        for origin in (line.origin, line.peer_origin):
            file_tiles(origin, tiles_of(origin))

    def _failed(self, line: Line, refusal: Refused) -> None:
        if Log.objects.filter(pk__in=(line.origin, line.peer_origin), state=FROZEN).exists():
            news.freeze(line, at=self._now())
        failures = line.failures + 1
        # The pages say at once that nobody answers; a log is for what does not pass by itself.
        if not isinstance(refusal, LineBroken) or failures == SAID_AFTER:
            _LOGGER.warning("line to %s: %s", line.pk, refusal)
        Line.objects.filter(pk=line.pk).update(
            failures=failures,
            failure=_told(refusal, since=str(line.failure.get("since") or self._now().isoformat())),
            next_try_at=self._now() + _wait(failures),
        )


def _wait(failures: int) -> dt.timedelta:
    return dt.timedelta(seconds=min(2 ** min(failures, 10), LONGEST_WAIT))


def _told(refusal: Refused, *, since: str) -> dict[str, object]:
    return {"code": refusal.code, "message": refusal.message_words(), "since": since}


def _waiting(line: Line, since: dt.datetime | None) -> None:
    rows = Line.objects.filter(pk=line.pk)
    if since is None:
        if not Outgoing.objects.filter(line=line, state=QUEUED).exists():
            rows.filter(waiting_since__isnull=False).update(waiting_since=None)
    else:
        rows.filter(waiting_since__isnull=True).update(waiting_since=since)


def _sign_again(line: Line, *, at: dt.datetime) -> None:
    """Countersign what is all here: a backup taken in between lacks the signature that went out."""
    mirror = Log.objects.get(pk=line.peer_origin)
    if mirror.countersigned_size < mirror.signed_size <= mirror.size:
        news.acknowledge(line, at=at)


def pull(line: Line, *, at: dt.datetime) -> int:
    """Fetch news of a side that cannot reach this node; return how many entries came."""
    before = where_to_go_on(line.peer_origin)
    with Caller(line) as caller:
        for _ in range(ROUNDS):
            known = where_to_go_on(line.peer_origin)
            _, body = caller.ask("POST", "/pull", known.as_bytes())
            if not body:
                _sign_again(line, at=at)
                break
            told = news.take_in(line, io.BytesIO(body).read, at=at)
            if isinstance(told, bytes):
                caller.ask("POST", "/countersignature", told)
    return where_to_go_on(line.peer_origin).next_entry - before.next_entry
