"""Sending digests: claimed before they go out, so that nobody is mailed the same thing twice.

At most once. What a digest tells is entered before the server is asked; when the server certainly
did not take it the entries are taken back and it is tried again, and when nobody can know (the
process died, the connection broke after the text had gone) they stay: the desk shows the thing in
any case, and a week later it is told again under a key of its own.
"""

import contextlib
import datetime as dt
import logging
import smtplib
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.db.models import F

from kakehashi.governance.models import Digest, Reminder
from kakehashi.governance.reminders.delivering import SENT, UNKNOWN, WAITING, deliver
from kakehashi.governance.reminders.letters import letter
from kakehashi.governance.reminders.owed import Thing, owed_by
from kakehashi.people.calendars import is_working_day
from kakehashi.people.models import Account

NOTHING, CLAIMED, MISSED = "nothing", "claimed", "missed"

FROM_HOUR = 7
"""The hour of the reader's day from which a digest goes out."""

AGAIN_AFTER = dt.timedelta(minutes=10)
"""How long the server is left alone after it did not answer."""

GIVEN_UP_AFTER = dt.timedelta(minutes=30)
"""A claim this old belongs to a process that died: nobody knows whether the mail went out."""


class _ServerAway(Exception):  # noqa: N818 - says what happened
    """The server does not answer: the others are left for later."""


def remind_due(*, at: dt.datetime) -> int:
    """Send the digests that are due, one a person a day; return how many went out.

    Reads without a transaction; each is claimed in its own. One that the server will not take
    stops no other; a server that cannot be asked is asked again later.
    """
    if not settings.MAIL_ON:
        return 0
    _tidy(at)
    if Digest.objects.filter(
        state__in=[WAITING, UNKNOWN], settled_at__gt=at - AGAIN_AFTER, tries__gt=0
    ).exists():
        return 0
    sent, connection = 0, None
    try:
        for account, day in _readers(at):
            things = _new(account, owed_by(account, day))
            digest = _claim(account, day, things, at=at)
            if digest is None:
                continue
            connection = connection or get_connection(fail_silently=False)
            try:
                sent += _send(connection, account, digest, things, at=at)
            except _ServerAway:
                return sent
    finally:
        if connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.close()
    return sent


def _tidy(at: dt.datetime) -> None:
    """Settle what a process that died has left, and what was not sent on its day."""
    Digest.objects.filter(state=CLAIMED, claimed_at__lt=at - GIVEN_UP_AFTER).update(
        state=UNKNOWN, settled_at=at
    )
    Digest.objects.filter(state=WAITING, day__lt=at.date() - dt.timedelta(days=1)).update(
        state=MISSED
    )


def _readers(at: dt.datetime) -> Iterable[tuple[Account, dt.date]]:
    """Yield who is to be asked for now, with the day it is where they are: two queries."""
    accounts = list(
        Account.objects.filter(is_active=True, side__isnull=False)
        .exclude(email="")
        .exclude(reminders="off")
        .select_related("side")
        .order_by("pk")
    )
    week = dt.timedelta(days=8)
    had: dict[object, dict[dt.date, str]] = {}
    for key, day, state in Digest.objects.filter(day__gte=at.date() - week).values_list(
        "account_id", "day", "state"
    ):
        had.setdefault(key, {})[day] = state
    for account in accounts:
        local = at.astimezone(ZoneInfo(account.zone))
        day, days = local.date(), had.get(account.pk, {})
        assert account.side is not None
        if local.hour < FROM_HOUR or not is_working_day(day, [account.side.calendar]):
            continue
        if days.get(day, WAITING) != WAITING:
            continue
        monday = day - dt.timedelta(days=day.weekday())
        done = (SENT, UNKNOWN, NOTHING)
        if account.reminders == "weekly" and any(
            one >= monday and state in done for one, state in days.items()
        ):
            continue
        yield account, day


def _new(account: Account, things: Sequence[Thing]) -> list[Thing]:
    """Return what this person was not told of yet."""
    told = set(
        Reminder.objects.filter(account=account, key__in=[one.key for one in things]).values_list(
            "key", flat=True
        )
    )
    return [one for one in things if one.key not in told]


def _claim(
    account: Account, day: dt.date, things: Sequence[Thing], *, at: dt.datetime
) -> Digest | None:
    """Claim the digest of a day with all that it tells; None where nothing is to be sent.

    Of two processes that ask at once one wins: a digest a day, and a thing, can be entered once.
    """
    state = CLAIMED if things else NOTHING
    try:
        with transaction.atomic():
            won = Digest.objects.filter(account=account, day=day, state=WAITING).update(
                state=state, claimed_at=at, things=len(things)
            )
            digest = (
                Digest.objects.get(account=account, day=day)
                if won
                else Digest.objects.create(
                    account=account, day=day, state=state, things=len(things), claimed_at=at
                )
            )
            Reminder.objects.bulk_create(
                [Reminder(account=account, digest=digest, key=one.key) for one in things]
            )
    except IntegrityError:
        return None
    return digest if things else None


def _send(
    connection: Any, account: Account, digest: Digest, things: Sequence[Thing], *, at: dt.datetime
) -> int:
    outcome = deliver(connection, letter(account, digest, things))
    if outcome.certainly_not:
        _take_back(digest, outcome.state, outcome.reason, at=at)
    else:
        sent = _settle(digest, outcome.state, outcome.reason, at=at)
        if not outcome.away:
            return sent
    if outcome.away:
        raise _ServerAway
    return 0


def _settle(digest: Digest, state: str, why: str, *, at: dt.datetime) -> int:
    """Enter how it went, where the claim still stands."""
    return Digest.objects.filter(pk=digest.pk, state=CLAIMED).update(
        state=state, settled_at=at, reason=why, tries=F("tries") + 1
    )


def _take_back(digest: Digest, state: str, why: str, *, at: dt.datetime) -> None:
    """Enter that it was certainly not sent: what it told is still to be told."""
    with transaction.atomic():
        if _settle(digest, state, why, at=at):
            Reminder.objects.filter(digest=digest).delete()
    logging.getLogger(__name__).warning("digest %s is %s: %s", digest.pk, state, why)
