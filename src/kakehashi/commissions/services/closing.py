"""The end of a commission, and offices that end before it: closing, withdrawing, succession."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from kakehashi.commissions.models import Asked, Course
from kakehashi.commissions.rules import CLOSED, OPEN, WITHDRAWN
from kakehashi.commissions.services.linking import end_links
from kakehashi.commissions.services.standing import check_open, note, steered
from kakehashi.errors import NotHere
from kakehashi.people.models import Account, Organisation

LONGEST_WHY = 500


def close(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Close a commission and those it was passed on by: no more answers are taken.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission, CommissionOver: when it may not be.
    """
    _end(item, CLOSED, "", by=by, at=at)


def withdraw(*, item: uuid.UUID, why: str = "", by: Account, at: dt.datetime) -> None:
    """Withdraw a commission and those it was passed on by; what was returned stays readable.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission, CommissionOver: when it may not be.
    """
    _end(item, WITHDRAWN, why.strip()[:LONGEST_WHY], by=by, at=at)


def reopen(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Open a closed commission again, where the one above it is open.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission: when it may not be.
    """
    with transaction.atomic():
        course = steered(item, by)
        above = (
            Course.objects.filter(item__asked=course.under_id).first()
            if course.under_id
            else (None)
        )
        if course.state != CLOSED or (above is not None and above.state != OPEN):
            raise NotHere
        Course.objects.filter(pk=course.pk).update(state=OPEN, settled_at=None)
        note(course, "commission_reopened", by=by, at=at)


def pass_to_successor(*, asked: int, successor: str, by: Account, at: dt.datetime) -> Asked:
    """Ask the office that took over the work of one that was asked.

    One that is asked already in the same tree is not asked twice: it is then for both.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission, CommissionOver: when it may not be.
    """
    with transaction.atomic():
        found = Asked.objects.filter(pk=asked).first()
        if found is None:
            raise NotHere
        course = steered(found.commission_id, by)
        check_open(course)
        found.refresh_from_db()
        own = Organisation.objects.filter(pk=successor, side_id=course.side_id)
        if found.moved_to_id or found.answer or not own.exists():
            raise NotHere
        if successor == found.organisation_id:
            raise NotHere
        heir = Asked.objects.filter(root_id=course.root_id, organisation_id=successor).first()
        if heir is None:
            heir = _successor(found, course, successor)
        Asked.objects.filter(pk=asked).update(moved_to=heir)
        end_links(found, at=at)
        note(
            course,
            "office_succeeded",
            by=by,
            at=at,
            facts={"asked": asked, "successor": heir.pk},
        )
    return heir


def _successor(found: Asked, course: Course, successor: str) -> Asked:
    try:
        with transaction.atomic():
            return Asked.objects.create(
                commission_id=course.item_id,
                root_id=course.root_id,
                organisation_id=successor,
                position=Asked.objects.filter(commission_id=course.item_id).count(),
                due_date=found.due_date,
            )
    except IntegrityError:  # a colleague asked it just now
        return Asked.objects.get(root_id=course.root_id, organisation_id=successor, division="")


def _end(item: uuid.UUID, state: str, why: str, *, by: Account, at: dt.datetime) -> None:
    with transaction.atomic():
        course = steered(item, by)
        check_open(course)
        ended = [course]
        while ended:
            one = ended.pop()
            Course.objects.filter(pk=one.pk).update(state=state, settled_at=at, why=why)
            note(one, f"commission_{state}", by=by, at=at)
            ended += list(
                Course.objects.select_for_update(of=("self",)).filter(
                    under__commission_id=one.pk, state=OPEN
                )
            )
