"""More time: asked for by an office, given or refused by who commissions."""

import datetime as dt

from django.db import transaction

from kakehashi.commissions.models import Asked, Course
from kakehashi.commissions.rules import (
    ASKED,
    GRANTED,
    REFUSED,
    latest_inner,
)
from kakehashi.commissions.services.linking import prolong_links, use_link
from kakehashi.commissions.services.refusals import ExtensionWrong
from kakehashi.commissions.services.standing import (
    asked_of,
    check_open,
    locked_course,
    note,
    steered,
    today_of,
)
from kakehashi.errors import NotHere
from kakehashi.look.dates import day_words
from kakehashi.people.calendars import is_working_day, working_day_from
from kakehashi.people.models import Account

LONGEST_WHY = 500
FARTHEST = 30
"""Working days after its deadline up to which an office may ask for more time."""


def last_day(asked: Asked, course: Course) -> dt.date:
    """Return the latest day to which an office's deadline can move.

    Under a commission that was passed on it stays before the deadline above, always.
    """
    calendars = [course.side.calendar]
    if course.under_id is not None:
        above = Asked.objects.get(pk=course.under_id)
        return latest_inner(above.due_date, calendars)
    return working_day_from(max(asked.due_date, course.outer_date), FARTHEST, calendars)


def ask_more_time(
    *, asked: int, until: dt.date | None, why: str = "", by: Account, at: dt.datetime
) -> None:
    """Ask for more time for one's own office.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourReturn, CommissionOver: when it may not be.
        ExtensionWrong: for a day that cannot be.
    """
    with transaction.atomic():
        found, course = asked_of(asked, by)
        _ask(found, course, until, why, by=by, at=at)


def ask_more_time_by_link(
    *, secret: str, until: dt.date | None, why: str = "", at: dt.datetime
) -> None:
    """Ask for more time by a link.

    Raises:
        LinkWrong, LinkBusy, CommissionOver: when it may not be.
        ExtensionWrong: for a day that cannot be.
    """
    with transaction.atomic():
        found = use_link(secret, at=at)
        course = locked_course(found.commission_id)
        _ask(found, course, until, why, by=None, at=at)


def _ask(
    asked: Asked,
    course: Course,
    until: dt.date | None,
    why: str,
    *,
    by: Account | None,
    at: dt.datetime,
) -> None:
    check_open(course)
    until = _checked(asked, course, until, at)
    if (asked.extension, asked.extension_date) == (ASKED, until):
        return
    Asked.objects.filter(pk=asked.pk).update(
        extension=ASKED,
        extension_date=until,
        extension_why=why.strip()[:LONGEST_WHY],
        extension_reply="",
    )
    note(course, "more_time_asked", by=by, at=at, facts={"asked": asked.pk, "until": str(until)})


def decide_more_time(
    *,
    asked: int,
    grant: bool,
    until: dt.date | None = None,
    reply: str = "",
    by: Account,
    at: dt.datetime,
) -> None:
    """Give an office more time or refuse it.

    Args:
        asked: number of the office asked.
        grant: whether it gets more time.
        until: till when; what it asked for where None.
        reply: a word to the office.
        by: who decides.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission, CommissionOver: when it may not be.
        ExtensionWrong: for a day that cannot be.
    """
    with transaction.atomic():
        found = Asked.objects.filter(pk=asked).first()
        if found is None:
            raise NotHere
        course = steered(found.commission_id, by)
        check_open(course)
        found.refresh_from_db()
        said = reply.strip()[:LONGEST_WHY]
        if not grant:
            if found.extension != ASKED:
                raise NotHere
            Asked.objects.filter(pk=asked).update(extension=REFUSED, extension_reply=said)
            note(course, "more_time_refused", by=by, at=at, facts={"asked": asked})
            return
        day = _checked(found, course, until or found.extension_date, at)
        Asked.objects.filter(pk=asked).update(
            extension=GRANTED, extension_date=day, extension_reply=said, due_date=day
        )
        found.due_date = day
        if course.under_id is None and day > course.outer_date:
            Course.objects.filter(pk=course.pk).update(outer_date=day)
        prolong_links(found, course, at=at)
        note(course, "more_time_given", by=by, at=at, facts={"asked": asked, "until": str(day)})


def _checked(asked: Asked, course: Course, day: dt.date | None, at: dt.datetime) -> dt.date:
    """Return the day where the deadline can move to it."""
    last = last_day(asked, course)
    calendars = [course.side.calendar]
    after = max(asked.due_date, today_of(course, at) - dt.timedelta(days=1))
    fits = day is not None and after < day <= last and is_working_day(day, calendars)
    if day is None or asked.answer or asked.moved_to_id or not fits:
        raise ExtensionWrong(
            day=day_words(day),
            due=day_words(asked.due_date),
            last=day_words(last),
        )
    return day
