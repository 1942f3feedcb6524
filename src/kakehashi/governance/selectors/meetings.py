"""Reading meetings and who attended them."""

import datetime as dt

from kakehashi.governance.models import Attendance, Meeting
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences


def meetings(viewer: Viewer, body: str = "") -> list[Meeting]:
    """Return meetings, newest first, of one body where given."""
    found = Meeting.objects.filter(audience_id__in=visible_audiences(viewer))
    if body:
        found = found.filter(body=body)
    return list(found.order_by("-date", "-pk"))


def next_and_last(viewer: Viewer, today: dt.date) -> tuple[Meeting | None, Meeting | None]:
    """Return the next meeting to come and the last one held."""
    every = meetings(viewer)
    coming = [
        one for one in every if one.date and one.date >= today and one.standing != "cancelled"
    ]
    held = [one for one in every if one.date and one.date < today and one.standing == "held"]
    return (coming[-1] if coming else None), (held[0] if held else None)


def attendance(meeting: Meeting) -> list[Attendance]:
    """Return who attended, with the post held that day."""
    return list(
        Attendance.objects.filter(item_id=meeting.item_id)
        .select_related("side", "organisation", "post", "person")
        .prefetch_related("organisation__names")
        .order_by("position")
    )
