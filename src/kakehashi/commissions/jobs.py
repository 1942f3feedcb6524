"""Mail to offices without an account: each request at once, each reminder once, one digest a day.

What is owed is computed from state and claimed before it goes out, as reminders of people are:
a mail that certainly did not go is tried again, one of which nobody knows is not sent twice.
"""

import contextlib
import datetime as dt
import logging
import smtplib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from kakehashi.commissions import letters
from kakehashi.commissions.letters import Told
from kakehashi.commissions.models import AnswerLink, Asked, Chaser, Course, Mailing
from kakehashi.commissions.rules import ASKED, GRANTED, OPEN, REFUSED, WITHDRAWN, told_now
from kakehashi.commissions.services.linking import draw_link, mark_barring_mail
from kakehashi.commissions.services.standing import asker_words, office_words
from kakehashi.governance.reminders.delivering import UNKNOWN, WAITING, deliver
from kakehashi.governance.reminders.sending import (
    AGAIN_AFTER,
    CLAIMED,
    FROM_HOUR,
    GIVEN_UP_AFTER,
    MISSED,
)
from kakehashi.people.calendars import is_working_day
from kakehashi.records.models import Entry, MarkingTerm

REMINDERS = "reminders"
MOST = 200
"""Mails of one look; the rest goes with the next."""


def chase_due(*, at: dt.datetime) -> int:
    """Send requests and reminders that are due; return how many mails went out.

    Nothing goes out where the node knows no address that its links could lead to.
    """
    if not settings.MAIL_ON or not settings.DESK_ADDRESS:
        return 0
    _tidy(at)
    if Mailing.objects.filter(
        state__in=[WAITING, UNKNOWN], settled_at__gt=at - AGAIN_AFTER, tries__gt=0
    ).exists():
        return 0
    connection, sent = get_connection(fail_silently=False), 0
    try:
        for mailbox, sort, day, told in _due(at):
            claimed = _claim(mailbox, sort, day, told, at=at)
            if claimed is None:
                continue
            mailing, written = claimed
            outcome = deliver(connection, letters.letter(mailing, written))
            _settle(mailing, outcome.state, outcome.reason, undo=outcome.certainly_not, at=at)
            if outcome.away:
                break
            sent += not outcome.certainly_not
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.close()
    return sent


def _tidy(at: dt.datetime) -> None:
    Mailing.objects.filter(state=CLAIMED, claimed_at__lt=at - GIVEN_UP_AFTER).update(
        state=UNKNOWN, settled_at=at
    )
    Mailing.objects.filter(state=WAITING, day__lt=at.date() - dt.timedelta(days=1)).update(
        state=MISSED
    )


_Mail = tuple[str, str, dt.date, list[Told]]


def _due(at: dt.datetime) -> Iterable[_Mail]:
    """Return the mails that are due: each request by itself, then one digest a mailbox."""
    rows = list(
        Asked.objects.exclude(mailbox="")
        .filter(
            Q(commission__course__state=OPEN, answer="", moved_to__isnull=True)
            | Q(commission__course__state=WITHDRAWN, answer="", chasers__key=letters.REQUEST)
        )
        .select_related("organisation", "commission")
        .order_by("due_date", "pk")
        .distinct()
    )
    courses = Course.objects.select_related(
        "item", "side", "organisation", "post__organisation", "by"
    ).in_bulk({one.commission_id for one in rows})
    known: dict[int, set[str]] = {}
    for asked, key in Chaser.objects.filter(asked__in=[one.pk for one in rows]).values_list(
        "asked_id", "key"
    ):
        known.setdefault(asked, set()).add(key)
    sees = _Titles([one.commission_id for one in rows])
    requests: list[_Mail] = []
    digests: dict[str, list[Told]] = {}
    for one in rows:
        course, had = courses[one.commission_id], known.get(one.pk, set())
        local = at.astimezone(ZoneInfo(course.side.zone))
        if letters.REQUEST not in had:
            told = sees.told(one, course, letters.REQUEST, letters.REQUEST)
            requests.append((one.mailbox, f"request:{one.pk}", local.date(), [told]))
        elif local.hour >= FROM_HOUR and is_working_day(local.date(), [course.side.calendar]):
            for what, key in _news(one, course, local.date()):
                if key not in had:
                    digests.setdefault(one.mailbox, []).append(sees.told(one, course, what, key))
    taken = set(
        Mailing.objects.filter(sort=REMINDERS, day__gte=at.date() - dt.timedelta(days=1))
        .exclude(state=WAITING)
        .values_list("mailbox", "day")
    )
    reminders: list[_Mail] = []
    for mailbox, told_of in digests.items():
        day = at.astimezone(ZoneInfo(told_of[0].course.side.zone)).date()
        if (mailbox, day) not in taken:
            reminders.append((mailbox, REMINDERS, day, told_of))
    return [*requests, *reminders][:MOST]


def _news(asked: Asked, course: Course, today: dt.date) -> Iterable[tuple[str, str]]:
    """Yield what a mailbox is told of a request after it was sent, each with its key."""
    if course.state == WITHDRAWN:
        yield letters.WITHDRAWN, "withdrawn"
        return
    decided = asked.extension in (GRANTED, REFUSED)
    if decided:
        yield asked.extension, f"{asked.extension}:{asked.extension_date}"
    key = told_now(asked.due_date, today, [course.side.calendar])
    if key and asked.extension != ASKED and not (decided and key.startswith(letters.SOON)):
        yield key.partition(":")[0], key


class _Titles:
    """What may stand in a mail of each commission: two queries for all of them."""

    def __init__(self, items: Sequence[object]) -> None:
        self._allowed = set(MarkingTerm.objects.filter(mail=True).values_list("text", flat=True))
        self._entries = {
            one.item_id: one
            for one in Entry.objects.filter(item_id__in=set(items)).select_related("version")
        }

    def told(self, asked: Asked, course: Course, what: str, key: str) -> Told:
        """Return one thing told, with its title where its marking lets it leave."""
        entry = self._entries[course.pk]
        barred = bool(mark_barring_mail(entry.version, self._allowed))
        return Told(
            asked,
            course,
            what,
            key,
            {} if barred else {"en": entry.title_en, "ja": entry.title_ja},
            asker_words(course),
            office_words(asked.organisation, asked.division),
            secret="" if barred or what == letters.WITHDRAWN else "link",
        )


def _claim(
    mailbox: str, sort: str, day: dt.date, told: Sequence[Told], *, at: dt.datetime
) -> tuple[Mailing, list[Told]] | None:
    """Claim a mail with all that it tells and make its links; None where another process did."""
    try:
        with transaction.atomic():
            won = Mailing.objects.filter(mailbox=mailbox, sort=sort, day=day, state=WAITING).update(
                state=CLAIMED, claimed_at=at
            )
            mailing = (
                Mailing.objects.get(mailbox=mailbox, sort=sort, day=day)
                if won
                else Mailing.objects.create(
                    mailbox=mailbox, sort=sort, day=day, state=CLAIMED, claimed_at=at
                )
            )
            written = []
            for one in told:
                link, secret = (
                    draw_link(one.asked, one.course, by=None, at=at) if one.secret else (None, "")
                )
                Chaser.objects.create(asked=one.asked, mailing=mailing, link=link, key=one.key)
                written.append(replace(one, secret=secret))
    except IntegrityError:
        return None
    return mailing, written


def _settle(mailing: Mailing, state: str, why: str, *, undo: bool, at: dt.datetime) -> None:
    """Enter how it went; of what certainly did not go, take back what was claimed for it."""
    with transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk, state=CLAIMED).update(
            state=state, settled_at=at, reason=why, tries=F("tries") + 1
        )
        if undo:
            links = list(mailing.chasers.values_list("link_id", flat=True))
            mailing.chasers.all().delete()
            AnswerLink.objects.filter(pk__in=[one for one in links if one]).delete()
    if why:
        logging.getLogger(__name__).warning("mail %s is %s: %s", mailing.pk, state, why)
