"""Who attended a meeting: posts, each with whoever held it that day."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from kakehashi.errors import NotHere
from kakehashi.governance.models import Attendance, Meeting
from kakehashi.governance.services.carrying import seen_with
from kakehashi.governance.services.seeing import seen
from kakehashi.people.models import Account, Post
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import holder_on, viewer_of
from kakehashi.records.services.plans import note_event


def attend(*, meeting: str, post: str, by: Account, at: dt.datetime) -> Attendance:
    """Enter that a post attended, with the person who held it on the day of the meeting.

    A post that nobody held is entered without a person. What is entered here is for the desk: the
    public reads of those whom the public record names.

    Raises:
        NoSide, NotYourRole: when the account may not set meetings.
        NotHere: for a meeting the account does not see, or a post that is not there.
    """
    check_side(viewer_of(by), ["manage_meetings"])
    with transaction.atomic():
        entry = seen(meeting, by, "meeting")
        found = (
            Post.objects.filter(pk=post)
            .select_related("organisation")
            .prefetch_related("holdings__person")
            .first()
        )
        if found is None:
            raise NotHere
        there = Attendance.objects.filter(item=entry.item_id, post=found).first()
        if there is not None:
            return there
        day = Meeting.objects.get(pk=entry.pk).date or at.date()
        holding = holder_on(found, day)
        last = Attendance.objects.filter(item=entry.item_id).aggregate(last=Max("position"))["last"]
        made = Attendance.objects.create(
            item_id=entry.item_id,
            side_id=found.organisation.side_id,
            organisation=found.organisation,
            post=found,
            person=holding.person if holding else None,
            position=(last or 0) + 1,
            entered_at=at,
        )
        note_event(
            entry.item,
            "attendance_entered",
            by=by,
            at=at,
            audience=seen_with(entry.item),
            facts={"post": found.pk},
        )
    return made


def not_attending(*, meeting: str, attendance: int, by: Account, at: dt.datetime) -> None:
    """Take back that somebody attended; what the public record says stays.

    Raises:
        NoSide, NotYourRole: when the account may not set meetings.
        NotHere: for a meeting the account does not see, or what was not entered on the desk.
    """
    check_side(viewer_of(by), ["manage_meetings"])
    with transaction.atomic():
        entry = seen(meeting, by, "meeting")
        found = Attendance.objects.filter(
            pk=attendance, item=entry.item_id, entered_at__isnull=False
        ).first()
        if found is None:
            raise NotHere
        post = found.post_id
        found.delete()
        note_event(
            entry.item,
            "attendance_taken_back",
            by=by,
            at=at,
            audience=seen_with(entry.item),
            facts={"post": post or ""},
        )
