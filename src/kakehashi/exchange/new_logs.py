"""A new log in the place of one that cannot go on: begun here, taken in at the other end.

The keys of a log were lost, it contradicts itself, entries that were signed are nowhere, or the
whole node is lost. The old log is closed and stays as it is; keys of every kind are new, so that
both ends take two officials and a comparison of words by voice.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.beginnings import LogClosed, share_again
from kakehashi.exchange.enrolling import Card, check_card, read_card
from kakehashi.exchange.equivalents import partnership
from kakehashi.exchange.following import follow_up
from kakehashi.exchange.keys_in_force import Period, note_first, own_periods, peer_periods
from kakehashi.exchange.models import (
    CLOSED_WHYS,
    COMING,
    ENROLLED,
    FROZEN,
    MISSING,
    QUEUED,
    REFUSED,
    ClosedLog,
    Incoming,
    Line,
    Outgoing,
    Parcel,
)
from kakehashi.exchange.opening import open_entries
from kakehashi.exchange.own_keys import NoKeys, make_next_keys, put_next_in_force
from kakehashi.exchange.waking import wake
from kakehashi.ledger import services as ledger
from kakehashi.ledger.logs.appending import make_log
from kakehashi.ledger.models import Log
from kakehashi.ledger.models.logs import CLOSED
from kakehashi.ledger.models.logs import FROZEN as LOG_FROZEN
from kakehashi.people.models import Account
from kakehashi.records.crossing import node_side
from kakehashi.trust.fingerprints import check_words
from kakehashi.trust.key_sets import read_public_keys
from kakehashi.trust.spellings import from_base64


class NoSuchReason(Refused):
    """A reason to begin a new log that there is not."""

    code = "no-such-reason"
    message = {"en": "“{why}” is no reason.", "ja": "「{why}」という理由はありません。"}
    hint = {
        "en": "One of: keys, fork, leaves, node.",
        "ja": "keys、fork、leaves、node から選んでください。",
    }


class SameLog(Refused):
    """A card of a log that is known here already."""

    code = "same-log"
    status = 409
    message = {
        "en": "The card is of the log {origin}, which is known here already.",
        "ja": "登録カードは、既に登録されているログ {origin} のものです。",
    }
    hint = {
        "en": "A card made after a new log was begun names another log. Ask the other side for it.",
        "ja": "新しいログの開始後に作成された登録カードには、別のログ名が記載されます。"
        "相手側に依頼してください。",
    }


def check_reason(facts: Mapping[str, Any]) -> None:
    """Refuse a reason that there is not.

    Raises:
        NoSuchReason: naming it.
    """
    if facts.get("why") not in CLOSED_WHYS:
        raise NoSuchReason(why=str(facts.get("why", ""))[:20])


def begin_log(line: Line, facts: Mapping[str, Any], *, by: Account, at: dt.datetime) -> str:
    """Close this node's own log on a line and begin another, with new keys of every kind.

    Two officials have approved it. What stands in the old log stays; what waits goes out in the
    new one, once the other side has enrolled the new keys.

    Args:
        line: the line.
        facts: ``why``, one of ``CLOSED_WHYS``.
        by: the second official.
        at: when.

    Returns:
        The escrow secret where a new one had to be made, else nothing. It is shown once and kept
        off the node.

    Raises:
        NoSuchReason: for one that there is not.
    """
    check_reason(facts)
    with transaction.atomic():
        locked = Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
        old, fresh = locked.origin, next_origin(locked.origin)
        with suppress(NoKeys):  # nothing is known of them here; the other side knows them
            note_first(locked, old, own_periods(locked)[0], at=at)
        escrow = make_next_keys(partnership=partnership(), side=node_side(), origin=fresh)
        _close(locked, old, fresh, own=True, why=str(facts["why"]), at=at)
        rows = Outgoing.objects.filter(line=locked, log="")
        rows.filter(act="key", state=QUEUED).update(state=REFUSED, why=LogClosed.code)
        rows.filter(index__isnull=False).update(log=old)
        make_log(fresh, own=True)
        locked.origin, locked.restored_at = fresh, None
        _go_on(locked)
        _note("exchange.log.begun", locked, fresh, side=node_side(), by=by, at=at)
        transaction.on_commit(partial(put_next_in_force, fresh))
        transaction.on_commit(wake)
    line.refresh_from_db()
    return escrow


def next_origin(origin: str) -> str:
    """Return the name of the log that follows one: ``…/jp-to-gb``, ``…/jp-to-gb/2`` and so on."""
    base, _, number = origin.rpartition("/")
    return f"{base}/{int(number) + 1}" if base and number.isdecimal() else f"{origin}/2"


def check_new_card(line: Line, facts: Mapping[str, Any]) -> Card:
    """Return the card of the other side's new log.

    Args:
        line: to that side.
        facts: ``card``, base64; ``words`` as they were heard, in ``language``.

    Raises:
        ObjectMalformed, KeyMalformed, KeyWeak, SealingKeyWrong, CardWrong: for the card.
        WordsDiffer: when the words are not those of the card.
        SameLog: for one that is known here.
    """
    card = read_card(from_base64(str(facts.get("card", ""))) or b"")
    keys = read_public_keys(card.keys)
    check_card(card, keys, peer=line.peer_id)
    known = ClosedLog.objects.filter(origin=keys.origin).exists()
    if known or Log.objects.filter(pk=keys.origin).exists():
        raise SameLog(origin=keys.origin)
    check_words(card.keys, str(facts.get("words", "")), str(facts.get("language", "en")))
    return card


def enrol_again(
    line: Line, facts: Mapping[str, Any], *, by: Sequence[Account], at: dt.datetime
) -> None:
    """Take the other side's new log in the place of the one it had, which is closed and kept.

    Two officials compared the words of its new keys by voice and approved it.

    Raises:
        Refused: as :func:`check_new_card`.
    """
    card = check_new_card(line, facts)
    keys = read_public_keys(card.keys)
    with transaction.atomic():
        while open_entries(line.pk, at=at):
            """What was countersigned is acted on while its log is the present one."""
        while follow_up(line.pk):
            """Search and the kinds catch up with it."""
        locked = Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
        old = locked.peer_origin
        note_first(locked, old, peer_periods(locked)[0], at=at)
        _close(locked, old, keys.origin, own=False, why="", at=at)
        rows = Incoming.objects.filter(line=locked, log="")
        rows.filter(state=MISSING).update(state=REFUSED, why=LogClosed.code)
        rows.update(log=old)
        Parcel.objects.filter(line=locked, log=old, state__in=(COMING, MISSING)).update(
            state=REFUSED, why=LogClosed.code
        )
        make_log(keys.origin, own=False)
        locked.peer_origin, locked.peer_keys = keys.origin, card.keys
        locked.certificate, locked.address = card.certificate, card.address.rstrip("/")
        locked.opened = locked.followed = 0
        locked.enrolled_by = [str(one.pk) for one in by]
        _go_on(locked)
        note_first(locked, keys.origin, Period(0, keys, card.certificate), at=at)
        # Sealed to the keys it had and not received: to be sealed to the new ones.
        share_again(locked, locked.origin, at=at)
        for one in by:
            _note("exchange.line.enrolled", locked, keys.origin, side=node_side(), by=one, at=at)
        transaction.on_commit(wake)
    line.refresh_from_db()


def _close(line: Line, origin: str, follows: str, *, own: bool, why: str, at: dt.datetime) -> None:
    Log.objects.filter(pk=origin).update(state=CLOSED)
    ClosedLog.objects.create(line=line, origin=origin, own=own, why=why, followed_by=follows, at=at)
    side = node_side() if own else line.peer_id
    _note("exchange.log.closed", line, origin, side=side, by=None, at=at)


def _go_on(line: Line) -> None:
    """Let a line go on where no log of it is frozen any more."""
    logs = Log.objects.filter(pk__in=(line.origin, line.peer_origin))
    line.state = FROZEN if logs.filter(state=LOG_FROZEN).exists() else ENROLLED
    line.failure, line.failures, line.next_try_at = {}, 0, None
    line.save()


def _note(
    name: str, line: Line, origin: str, *, side: str, by: Account | None, at: dt.datetime
) -> None:
    ledger.append(
        [
            ledger.Entry(
                name=name,
                actor=str(by.pk) if by else "",
                side=side,
                subject="",
                facts={"peer": line.pk, "origin": origin},
            )
        ],
        at=at,
    )
