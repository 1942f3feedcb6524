"""Two officials: one asks, a second approves that very thing, both freshly signed in.

For changing keys, and going on after a restore. What is approved is
bound to its facts and to how the line stood; where either moves, the approval is void. Restricted
sharing has a gate of its own, bound to the version: :mod:`kakehashi.records.services.sharing`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.enrolling import TwoOfficialsNeeded
from kakehashi.exchange.key_rotation import check_kinds, check_none_under_way, rotate
from kakehashi.exchange.models import DONE, VOID, WAITING, WITHDRAWN, Approval, KeySet, Line
from kakehashi.exchange.new_logs import begin_log, check_new_card, check_reason, enrol_again
from kakehashi.exchange.own_keys import NoKeys, own_public
from kakehashi.exchange.restoring import check_restored, release
from kakehashi.ledger import services as ledger
from kakehashi.ledger.models import Fork, Log
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.seats import check_independent
from kakehashi.people.selectors import viewer_of
from kakehashi.records.crossing import node_side
from kakehashi.trust import sha256_hex
from kakehashi.trust.canonical import canonical_bytes

FRESH: Final = dt.timedelta(minutes=15)
"""For how long a sign-in counts as fresh."""
LASTS: Final = dt.timedelta(hours=24)
"""For how long a request waits for the second official."""
KEYS, RELEASE, NEW_LOG, ENROL = "keys", "release", "new-log", "enrol"
PURPOSES = (KEYS, RELEASE, NEW_LOG, ENROL)


class SignInAgain(Refused):
    """Who approves signed in too long ago."""

    code = "sign-in-again"
    status = 403
    message = {
        "en": "You signed in more than {minutes} minutes ago. This takes a fresh sign-in.",
        "ja": "サインインから{minutes}分以上経過しています。改めてサインインが必要です。",
    }
    hint = {
        "en": "Nothing was done. Sign in with a new link and do it again.",
        "ja": "何も行われていません。新しいリンクでサインインし、もう一度行ってください。",
    }


class ApprovalVoid(Refused):
    """What was asked for is not what would be done now."""

    code = "approval-void"
    status = 409
    message = {
        "en": "The line or what was asked for has changed since; the request is void.",
        "ja": "依頼後に接続の状態又は依頼内容が変わったため、この依頼は無効です。",
    }
    hint = {
        "en": "Nothing was done. Look at the line and ask again.",
        "ja": "何も行われていません。接続の状態を確認し、改めて依頼してください。",
    }


class ApprovalEnded(Refused):
    """A request that was approved, withdrawn or void already."""

    code = "approval-ended"
    status = 409
    message = {
        "en": "This request has ended already.",
        "ja": "この依頼は、既に終了しています。",
    }
    hint = {
        "en": "Nothing was done. The page of keys shows what became of it.",
        "ja": "何も行われていません。結果は鍵のページで確認できます。",
    }


class ApprovalWaits(Refused):
    """The same is asked for already."""

    code = "approval-waits"
    status = 409
    message = {
        "en": "The same was asked for already and waits for a second official.",
        "ja": "同じ依頼が既に出されており、2人目の担当者の承認を待っています。",
    }
    hint = {
        "en": "Approve that request, or withdraw it first.",
        "ja": "その依頼を承認するか、先に取り下げてください。",
    }


def ask(
    purpose: str,
    line: Line,
    facts: Mapping[str, Any],
    *,
    by: Account,
    proven_at: dt.datetime | None,
    at: dt.datetime,
) -> Approval:
    """Ask, as the first official, for something that a second one has to approve.

    Args:
        purpose: one of ``PURPOSES``.
        line: that it is about.
        facts: all of what is to be done.
        by: the first official.
        proven_at: when they last signed in.
        at: when.

    Raises:
        NoSide, NotYourRole, SignInAgain: for the official.
        ApprovalWaits: when the same waits already.
        Refused: where it could not be done now, by what would refuse it then.
    """
    _check_official(by, proven_at, at=at)
    _end_old(line, at=at)
    with transaction.atomic():
        locked = Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
        if Approval.objects.filter(line=locked, purpose=purpose, state=WAITING).exists():
            raise ApprovalWaits
        _CHECKS[purpose](locked, facts)
        row = Approval.objects.create(
            line=locked,
            purpose=purpose,
            facts=dict(facts),
            binding=_binding(locked, purpose, facts),
            asked_by=by,
            asked_at=at,
        )
        _note("asked", row, by, at=at)
    return row


def approve(
    approval: int, *, by: Account, proven_at: dt.datetime | None, at: dt.datetime
) -> Approval:
    """Approve, as the second official, what another asked for, and do it.

    Raises:
        NoSide, NotYourRole, SignInAgain, TwoOfficialsNeeded, RoleGivenByOther: for the official.
        ApprovalEnded, ApprovalVoid: for the request.
        Refused: by what is done; it then waits as before.
    """
    _check_official(by, proven_at, at=at)
    with transaction.atomic():
        row = (
            Approval.objects.select_for_update(of=("self",))
            .select_related("asked_by")
            .filter(pk=approval)
            .first()
        )
        if row is None or row.state != WAITING:
            raise ApprovalEnded
        if row.asked_by_id == by.pk:
            raise TwoOfficialsNeeded
        check_independent(row.asked_by, by, "approve_restricted")
        line = Line.objects.select_for_update(of=("self",)).get(pk=row.line_id)
        void = not _stands(row, line, at=at)
        if not void:
            _ACTIONS[row.purpose](line, row, by, at)
        row.state, row.ended_at = (VOID if void else DONE), at
        row.approved_by = None if void else by
        row.save(update_fields=["state", "ended_at", "approved_by"])
        _note("voided" if void else "approved", row, by, at=at)
    if void:  # after the transaction: that it is void stays
        raise ApprovalVoid
    return row


def withdraw(approval: int, *, by: Account, at: dt.datetime) -> None:
    """Withdraw a request; either official may.

    Raises:
        NoSide, NotYourRole: for the official.
        ApprovalEnded: when it has ended.
    """
    check_side(viewer_of(by), ["approve_restricted"])
    with transaction.atomic():
        moved = Approval.objects.filter(pk=approval, state=WAITING).update(
            state=WITHDRAWN, ended_at=at
        )
        if not moved:
            raise ApprovalEnded
        _note("withdrawn", Approval.objects.get(pk=approval), by, at=at)


def stands(row: Approval, *, at: dt.datetime) -> bool:
    """Say whether a waiting request could still be approved."""
    return row.state == WAITING and _stands(row, row.line, at=at)


def _stands(row: Approval, line: Line, *, at: dt.datetime) -> bool:
    asker = row.asked_by
    held = asker.is_active and viewer_of(asker).may("approve_restricted")
    fresh = at - row.asked_at <= LASTS
    return held and fresh and row.binding == _binding(line, row.purpose, row.facts)


def _check_official(by: Account, proven_at: dt.datetime | None, *, at: dt.datetime) -> None:
    check_side(viewer_of(by), ["approve_restricted"])
    if by.side_id != node_side():
        raise TwoOfficialsNeeded
    if proven_at is None or at - proven_at > FRESH:
        raise SignInAgain(minutes=int(FRESH.total_seconds() // 60))


def _end_old(line: Line, *, at: dt.datetime) -> None:
    """Void what waits and could not be approved any more, so that it can be asked for anew."""
    for row in Approval.objects.filter(line=line, state=WAITING).select_related("asked_by", "line"):
        if not _stands(row, row.line, at=at):
            Approval.objects.filter(pk=row.pk, state=WAITING).update(state=VOID, ended_at=at)


def _binding(line: Line, purpose: str, facts: Mapping[str, Any]) -> str:
    """Return the digest of what is to be done and of all that it is done on."""
    try:
        own = sha256_hex(own_public().canonical())
    except NoKeys:
        own = "-"
    changes = list(
        KeySet.objects.filter(line=line).order_by("origin", "first").values_list("origin", "first")
    )
    forks = list(Fork.objects.filter(log__in=[line.origin, line.peer_origin]).values_list("pk"))
    states = [
        one.state
        for one in Log.objects.filter(pk__in=[line.origin, line.peer_origin]).order_by("pk")
    ]
    return sha256_hex(
        canonical_bytes(
            {
                "type": "kakehashi/approval/v1",
                "purpose": purpose,
                "facts": dict(facts),
                "line": [line.pk, line.state, line.origin, line.peer_origin],
                "own": own,
                "theirs": sha256_hex(bytes(line.peer_keys)),
                "changes": [f"{origin} {first}" for origin, first in changes],
                "forks": len(forks),
                "states": states,
                "restored": line.restored_at.isoformat() if line.restored_at else "-",
            }
        )
    )


def _note(what: str, row: Approval, by: Account, *, at: dt.datetime) -> None:
    ledger.append(
        [
            ledger.Entry(
                name=f"exchange.approval.{what}",
                actor=str(by.pk),
                side=node_side(),
                subject="",
                facts={
                    "peer": row.line_id,
                    "purpose": row.purpose,
                    "binding": row.binding,
                },
            )
        ],
        at=at,
    )


def _check_keys(line: Line, facts: Mapping[str, Any]) -> None:
    check_kinds(facts["kinds"])
    check_none_under_way(line)


def _check_enrol(line: Line, facts: Mapping[str, Any]) -> None:
    check_new_card(line, facts)


def _do_keys(line: Line, row: Approval, by: Account, at: dt.datetime) -> None:
    rotate(line, row.facts["kinds"], by=by, at=at)


def _do_new_log(line: Line, row: Approval, by: Account, at: dt.datetime) -> None:
    row.told_once = begin_log(line, row.facts, by=by, at=at)


def _do_enrol(line: Line, row: Approval, by: Account, at: dt.datetime) -> None:
    enrol_again(line, row.facts, by=[row.asked_by, by], at=at)


def _do_release(line: Line, _row: Approval, _by: Account, at: dt.datetime) -> None:
    release(line, at=at)


_CHECKS: Mapping[str, Callable[[Line, Mapping[str, Any]], None]] = {
    KEYS: _check_keys,
    RELEASE: lambda line, _facts: check_restored(line),
    NEW_LOG: lambda _line, facts: check_reason(facts),
    ENROL: _check_enrol,
}
_ACTIONS: Mapping[str, Callable[[Line, Approval, Account, dt.datetime], None]] = {
    KEYS: _do_keys,
    RELEASE: _do_release,
    NEW_LOG: _do_new_log,
    ENROL: _do_enrol,
}
