"""How a log that follows another begins: what of the closed one it names, and what goes out anew.

Either side closes its own log for a new one (:mod:`.new_logs`); the first leaf of the new one names
the last countersigned checkpoint of the old one, and after a contradiction those that prove it.
"""

import datetime as dt
import re

from django.db import transaction
from django.db.models import Q, QuerySet

from kakehashi.errors import Refused
from kakehashi.exchange.keys_in_force import of_log
from kakehashi.exchange.models import (
    COMING,
    ENTERED,
    HELD,
    LOG_FORKED,
    MISSING,
    NODE_LOST,
    OPENED,
    QUEUED,
    REFUSED,
    ClosedLog,
    Line,
    Outgoing,
    Parcel,
)
from kakehashi.exchange.parcels import RECALLED
from kakehashi.ledger.logs.appending import append
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.models import Fork, Log
from kakehashi.records.crossing import node_side
from kakehashi.records.services.pen import move_pens
from kakehashi.trust.beginnings import Beginning, BeginsOtherwise, beginning_of, checkpoint_digest
from kakehashi.trust.key_sets import read_public_keys
from kakehashi.trust.spellings import from_base64, to_base64
from kakehashi.trust.statements import Seen, Statement, fresh_nonce, read_statement

_LATER = re.compile(r"/[0-9]+$")
"""Ends the origin of every log of a side but its first."""


class LogClosed(Refused):
    """What stood in a log that was closed before it was complete."""

    code = "log-closed"
    status = 409
    message = {
        "en": "It stood in a log that was closed before all of it had come.",
        "ja": "全てが届く前に閉鎖されたログに記載されていました。",
    }
    hint = {
        "en": "It is shared again in the new log.",
        "ja": "新しいログで改めて共有されます。",
    }


def closed_before(line: Line, *, own: bool) -> ClosedLog | None:
    """Return the log that the present one of a side follows; None for a first one."""
    origin = line.origin if own else line.peer_origin
    return ClosedLog.objects.filter(line=line, own=own, followed_by=origin).first()


def known_end(closed: ClosedLog) -> Beginning:
    """Return what the log after a closed one begins with, as far as this node knows."""
    log = Log.objects.filter(pk=closed.origin).first()
    fork = Fork.objects.filter(log=closed.origin).last()
    return Beginning(
        closed.origin,
        bytes(log.countersigned) if log else b"",
        (bytes(fork.first), bytes(fork.second)) if fork else (),
        lost=closed.why == NODE_LOST,
    )


def take_end(line: Line, told: Beginning, *, at: dt.datetime) -> None:
    """Take what the other side says that this node's new log has to begin with.

    It may have countersigned more of the old log than this node was told, or hold evidence of a
    contradiction that this node does not know. A node that lost everything learns of its old log.

    Raises:
        SignatureWrong, SignatureMissing, NotANote, BeginsOtherwise: for what is not signed by the
            keys of the old log, as far as they are known here, or is of another one.
    """
    closed = closed_before(line, own=True)
    if closed is None:
        told.check_countersigned(read_public_keys(bytes(line.peer_keys)).countersign)
        closed = ClosedLog(
            line=line,
            origin=told.follows,
            own=True,
            why=NODE_LOST,
            followed_by=line.origin,
            at=at,
        )
    else:
        told.check(closed.origin, of_log(closed.origin), last="", forked=())
    closed.told = {
        "last": to_base64(told.last),
        "forked": [to_base64(one) for one in told.forked],
    }
    closed.save()


def end_of(closed: ClosedLog) -> Beginning:
    """Return what this node's new log begins with: what was told, and what is known here."""
    known = known_end(closed)
    if not closed.told:
        return known
    last = from_base64(closed.told["last"]) or b""
    told = [from_base64(one) or b"" for one in closed.told["forked"]]
    return Beginning(
        closed.origin,
        last or known.last,
        (*known.forked, *(one for one in told if one not in known.forked)),
        lost=known.lost,
    )


def waits_to_be_told(line: Line) -> bool:
    """Say whether this node's new log cannot begin yet: only the other side knows with what.

    Which contradiction it found, and how far a node that lost everything had come. Over the network
    it is asked; on a line carried by hand its next bundle tells (:func:`take_end`).
    """
    if line.address or Log.objects.filter(pk=line.origin, size__gt=0).exists():
        return False
    closed = closed_before(line, own=True)
    if closed is not None:
        return closed.why in {LOG_FORKED, NODE_LOST} and not closed.told
    return _LATER.search(line.origin) is not None


def begin_where_due(line: Line, partnership: str, seen: Seen | None, *, at: dt.datetime) -> bool:
    """Enter the first leaf of this node's new log, where it follows another and is empty.

    What the other side never received of the old log is queued again in the same transaction.

    Returns:
        Whether it was entered now.
    """
    closed = closed_before(line, own=True)
    if closed is None:
        return False
    begins = end_of(closed)
    made = Statement("begin", partnership, line.origin, seen, fresh_nonce(), begins.facts())
    with transaction.atomic():
        Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
        if Log.objects.values_list("size", flat=True).get(pk=line.origin):
            return False
        append(line.origin, [made.canonical()])
        Outgoing.objects.create(line=line, act="begin", index=0, state=ENTERED, at=at)
        _queue_again(line, closed, begins.size, at=at)
    return True


def _queue_again(line: Line, closed: ClosedLog, size: int, *, at: dt.datetime) -> None:
    rows = Outgoing.objects.filter(line=line, log=closed.origin)
    rows.filter(index__gte=size, act="begin").delete()
    rows.filter(index__gte=size, act="key").update(state=REFUSED, why=LogClosed.code)
    rows.filter(index__gte=size).exclude(state=REFUSED).update(log="", index=None, state=QUEUED)
    share_again(line, closed.origin, at=at)
    if closed.why == NODE_LOST:
        move_pens(held_by=node_side(), to=line.peer_id, at=at)


def share_again(line: Line, origin: str, *, at: dt.datetime) -> None:
    """Queue anew the shares in a log of this node that the other side can open no more as they are.

    Args:
        line: the line.
        origin: of the log: one that is closed, or the present one where their keys are new.
        at: when.
    """
    present = origin == line.origin
    unheld = (
        Parcel.objects.filter(line=line, log=origin, state__in=(ENTERED, COMING, MISSING))
        .exclude(why=RECALLED)
        .values("index")
    )
    open_ = Q(state=MISSING) | Q(index__in=unheld)
    if present:
        open_ |= Q(state=ENTERED)
    rows = Outgoing.objects.filter(
        open_, line=line, log="" if present else origin, act="share", index__isnull=False
    )
    _queue(line, rows, at=at)


def _queue(line: Line, rows: "QuerySet[Outgoing]", *, at: dt.datetime) -> None:
    waiting = set(
        Outgoing.objects.filter(line=line, act="share", state=QUEUED).values_list(
            "version", flat=True
        )
    )
    recalled = set(
        Outgoing.objects.filter(line=line, act="recall").values_list("version", flat=True)
    )
    found = {
        row.version_id: row
        for row in rows.select_related("item", "version").order_by("pk")
        if row.version is not None and row.version.content
    }
    Outgoing.objects.bulk_create(
        [
            Outgoing(line=line, act="share", item=row.item, version=row.version, at=at)
            for key, row in found.items()
            if key not in waiting | recalled
        ],
        batch_size=200,
    )


def check_beginning(line: Line) -> None:
    """Check that the other side's new log begins as it has to, before anything of it is signed.

    Raises:
        BeginsOtherwise: when it does not.
        SignatureWrong, SignatureMissing, NotANote: when a checkpoint is not the old log's.
        ObjectMalformed: when its first leaf is no statement.
    """
    closed = closed_before(line, own=False)
    log = Log.objects.get(pk=line.peer_origin)
    if closed is None or log.countersigned_size or not log.size:
        return
    told = beginning_of(read_statement(entries(log.pk, 0, 1)[0]))
    ended = known_end(closed)
    told.check(
        closed.origin,
        of_log(closed.origin),
        last=checkpoint_digest(ended.last),
        forked=[checkpoint_digest(one) for one in ended.forked],
    )


def check_begins(line: Line, index: int) -> None:
    """Refuse a ``begin`` statement that is not the first leaf of a log.

    A node whose database was lost may not know which log theirs follows: then it says nothing more.

    Raises:
        BeginsOtherwise: when it is not.
    """
    if index:
        raise BeginsOtherwise(origin=line.peer_origin)


def lost_everything(line: Line) -> bool:
    """Say whether this node lost what it held, and gets texts of its own back as they come."""
    return ClosedLog.objects.filter(line=line, own=True, why=NODE_LOST).exists()


def note_begun(line: Line, told: Beginning, *, at: dt.datetime) -> None:
    """Act on the beginning of the other side's log: where it lost everything, the pens pass here.

    What this side had shared with it is shared again, and the table confirmed before that, where it
    was confirmed in a log that the other side will not see.
    """
    if not told.lost:
        return
    move_pens(held_by=line.peer_id, to=node_side(), at=at)
    _confirm_table_again(line, at=at)
    rows = Outgoing.objects.filter(
        line=line, act="share", index__isnull=False, state__in=(HELD, OPENED, ENTERED, MISSING)
    ).exclude(version=None)
    newest = dict(rows.order_by("pk").values_list("item", "pk"))
    _queue(line, Outgoing.objects.filter(pk__in=list(newest.values())), at=at)


def _confirm_table_again(line: Line, *, at: dt.datetime) -> None:
    said = Outgoing.objects.filter(line=line, act="correspondence").exclude(state=REFUSED)
    last = said.order_by("pk").last()
    if last is not None and last.log:
        Outgoing.objects.create(line=line, act="correspondence", facts=last.facts, at=at)
