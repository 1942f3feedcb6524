"""The clock of an enquiry: stopped, going on, given more time; each with its reason."""

import datetime as dt
import uuid

from django.db import transaction

from kakehashi.enquiries.clocks import due
from kakehashi.enquiries.models import ClockChange
from kakehashi.enquiries.rules import Extension
from kakehashi.enquiries.services.receiving import FARTHEST
from kakehashi.enquiries.services.refusals import (
    ClockNotSo,
    ExtensionTooLate,
    ExtensionTooLong,
    WhyMissing,
)
from kakehashi.enquiries.services.standing import (
    Held,
    changes_of,
    check_day,
    check_open,
    held,
    note,
    settle,
    standing_of,
)
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account

LONGEST_WHY = 1000


def stop(
    *, item: uuid.UUID, code: str, day: dt.date, why: str, by: Account, at: dt.datetime
) -> None:
    """Stop the clock, for a reason that the law knows, from the day the requester was asked.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        ClockNotSo, WhyMissing, DayWrong: for what is entered.
    """
    with transaction.atomic():
        found = held(item, by)
        check_open(found)
        if found.sort.stop(code) is None or found.course.stopped:
            raise ClockNotSo
        check_day(day, found.received, found.today(at))
        ClockChange.objects.create(
            item_id=item, what=ClockChange.STOP, code=code, start=day, why=_why(why), by=by, at=at
        )
        settle([item])
        note(found, "clock_stopped", by=by, at=at, facts={"code": code, "day": day.isoformat()})


def resume(*, item: uuid.UUID, day: dt.date, by: Account, at: dt.datetime) -> None:
    """Let the clock go on, or begin anew, from the day on which what was waited for came.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        ClockNotSo, DayWrong: when it is not stopped, or for the day.
    """
    with transaction.atomic():
        found = held(item, by)
        check_open(found)
        stopped = ClockChange.objects.filter(item_id=item, what=ClockChange.STOP, end=None).first()
        if stopped is None:
            raise ClockNotSo
        check_day(day, stopped.start, found.today(at))
        ClockChange.objects.filter(pk=stopped.pk).update(end=day)
        settle([item])
        note(found, "clock_resumed", by=by, at=at, facts={"day": day.isoformat()})


def extend(
    *,
    item: uuid.UUID,
    code: str,
    told: dt.date,
    until: dt.date,
    why: str,
    by: Account,
    at: dt.datetime,
) -> None:
    """Give an enquiry more time as its law allows.

    Args:
        item: the enquiry.
        code: which extension of its kind.
        told: the day the requester, or the House, was told; not after the day that had to be kept.
        until: the new day; of very many documents, that for the rest.
        why: as it was told.
        by: who enters it.
        at: now.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        ClockNotSo, WhyMissing, DayWrong, ExtensionTooLong, ExtensionTooLate: for what is entered.
    """
    with transaction.atomic():
        found = held(item, by)
        check_open(found)
        more = found.sort.extension(code)
        if more is None or found.course.stopped:
            raise ClockNotSo
        check_day(told, found.received, found.today(at))
        why = _why(why)
        now, rest = standing_of(found.sort, found.received, found.asked_for, changes_of([item]))
        before = now.date
        if before is not None and told > before:
            raise ExtensionTooLate(due=day_words(before), told=day_words(told))
        if rest is not None and more.rest:
            raise ClockNotSo
        earliest = _least(found, more, before)
        last = limit(found, more)
        if until <= earliest or (last is not None and until > last):
            raise ExtensionTooLong(
                day=day_words(until),
                due=day_words(earliest),
                last=day_words(last or earliest + FARTHEST),
            )
        check_day(until, found.received, found.received + FARTHEST)
        ClockChange.objects.create(
            item_id=item,
            what=ClockChange.MORE,
            code=code,
            start=told,
            until=until,
            why=why,
            by=by,
            at=at,
        )
        settle([item])
        note(
            found, "clock_extended", by=by, at=at, facts={"code": code, "until": until.isoformat()}
        )


def _least(found: Held, more: Extension, before: dt.date | None) -> dt.date:
    """Return the day after which a new one must lie."""
    if more.rest:
        part = due(
            found.sort.clock,
            found.received,
            given=found.asked_for,
            stops=found.stops(),
            more=more.count,
        )
        return part.date or found.received
    return before or found.received


def limit(found: Held, more: Extension) -> dt.date | None:
    """Return the last day to which ``more`` may extend, None where the law sets none."""
    if not (more.firm and more.count):
        return None
    return due(
        found.sort.clock,
        found.received,
        given=found.asked_for,
        stops=found.stops(),
        more=more.count,
    ).date


def _why(why: str) -> str:
    if not why.strip():
        raise WhyMissing
    return why.strip()[:LONGEST_WHY]
