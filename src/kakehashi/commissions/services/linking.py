"""Links by which an office answers one request without an account: made, used, revoked."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from kakehashi.commissions.models import AnswerLink, Asked, Course
from kakehashi.commissions.rules import LINK_LIFE
from kakehashi.commissions.services.refusals import LinkBusy, LinkNotAllowed, LinkWrong
from kakehashi.commissions.services.standing import check_open, note, steered
from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, MarkingTerm, Version

MOST_AN_HOUR = 60
"""Writings by one link within an hour: a person who saves a draft each minute."""


def barring_mark(course: Course) -> str:
    """Return the marking that lets nobody read a commission by a link; empty where none does.

    A link goes by mail over an open network: what may not stand in such a mail may not be read by
    what stands in it.
    """
    version = Entry.objects.select_related("version").get(item_id=course.item_id).version
    allowed = set(MarkingTerm.objects.filter(mail=True).values_list("text", flat=True))
    return mark_barring_mail(version, allowed)


def mark_barring_mail(version: Version, allowed: Collection[str]) -> str:
    """Return the mark of a text that lets nothing of it into a mail; empty where none does.

    Args:
        version: the text.
        allowed: national markings that let a title into a mail.
    """
    marking = Marking.from_object(version.marking)
    if marking.caveats:
        return str(next(iter(marking.caveats)))
    return next((text for text in marking.national.values() if text not in allowed), "")


def make_link(*, asked: int, by: Account, at: dt.datetime) -> tuple[AnswerLink, str]:
    """Make a link for one office, to send it by hand; return it and its secret, seen only now.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission: when it may not be.
        CommissionOver: when the commission is closed or withdrawn.
        LinkNotAllowed: when its marking lets nobody read it without an account.
    """
    with transaction.atomic():
        found = Asked.objects.filter(pk=asked).first()
        if found is None:
            raise NotHere
        course = steered(found.commission_id, by)
        check_open(course)
        mark = barring_mark(course)
        if mark:
            raise LinkNotAllowed(marking=mark)
        link, secret = draw_link(found, course, by=by, at=at)
    return link, secret


def draw_link(
    asked: Asked, course: Course, *, by: Account | None, at: dt.datetime
) -> tuple[AnswerLink, str]:
    """Enter a new link in the transaction of the caller, who has checked that it may be."""
    secret = secrets.token_urlsafe(32)
    link = AnswerLink.objects.create(
        asked=asked,
        digest=digest_of(secret),
        made_by=by,
        made_at=at,
        expires_at=_end(asked.due_date, course, at),
    )
    note(course, "answer_link_made", by=by, at=at, facts={"asked": asked.pk, "link": str(link.pk)})
    return link, secret


def revoke_links(*, asked: int, by: Account, at: dt.datetime) -> int:
    """Make all links of one office worthless from now on; return how many there were.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission: when it may not be.
    """
    with transaction.atomic():
        found = Asked.objects.filter(pk=asked).first()
        if found is None:
            raise NotHere
        course = steered(found.commission_id, by)
        ended = end_links(found, at=at)
        if ended:
            note(course, "answer_links_revoked", by=by, at=at, facts={"asked": asked})
    return ended


def end_links(asked: Asked, *, at: dt.datetime) -> int:
    """Revoke the links of an office in the transaction of the caller."""
    return AnswerLink.objects.filter(asked=asked, revoked_at=None).update(revoked_at=at)


def prolong_links(asked: Asked, course: Course, *, at: dt.datetime) -> None:
    """Let the links of an office live on to its new deadline."""
    AnswerLink.objects.filter(asked=asked, revoked_at=None, expires_at__gt=at).update(
        expires_at=_end(asked.due_date, course, at)
    )


def look_by_link(secret: str, *, at: dt.datetime) -> Asked:
    """Return the one request a link opens, without using it: opening does nothing.

    Raises:
        LinkWrong: for one that was never made, was revoked, or is over. The answer is the same.
    """
    return _found(secret, at).asked


def use_link(secret: str, *, at: dt.datetime) -> Asked:
    """Return the request a link opens, counting that something is written by it.

    Raises:
        LinkWrong: as :func:`look_by_link`.
        LinkBusy: when more was written within the hour than any person writes.
    """
    link = _found(secret, at)
    hour = at.replace(minute=0, second=0, microsecond=0)
    if link.hour != hour:
        AnswerLink.objects.filter(pk=link.pk).exclude(hour=hour).update(hour=hour, writes=0)
    took = AnswerLink.objects.filter(pk=link.pk, writes__lt=MOST_AN_HOUR).update(
        hour=hour, writes=F("writes") + 1, used_on=at.date()
    )
    if not took:
        raise LinkBusy
    return link.asked


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _found(secret: str, at: dt.datetime) -> AnswerLink:
    link = (
        AnswerLink.objects.select_related("asked__organisation")
        .filter(digest=digest_of(secret))
        .first()
    )
    if link is None or not link.works_at(at):
        raise LinkWrong
    return link


def _end(due: dt.date, course: Course, at: dt.datetime) -> dt.datetime:
    """Return the end of the last day a link works: some weeks after the deadline, or after now."""
    zone = ZoneInfo(course.side.zone)
    last = max(due, at.astimezone(zone).date()) + LINK_LIFE
    return dt.datetime.combine(last, dt.time.max, zone)
