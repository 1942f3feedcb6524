"""Reading meetings and who attended them."""

import datetime as dt

from kakehashi.governance.models import Attendance, Meeting
from kakehashi.people.rules import PUBLIC_VIEWER, Viewer
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


def prepares(meeting: Meeting, viewer: Viewer) -> bool:
    """Say whether a reader is among those who prepare a meeting, or runs the node.

    To everybody else the running order, how items ended and who was entered as attending do not
    exist, even of a meeting that is published.
    """
    if viewer.side:
        return viewer.side in meeting.item.sides
    return viewer.may("operate")


def attendance(meeting: Meeting, viewer: Viewer = PUBLIC_VIEWER) -> list[Attendance]:
    """Return who attended, with the post held that day.

    What officials entered is for those who prepare the meeting; others read of those whom the
    public record names.
    """
    found = Attendance.objects.filter(item_id=meeting.item_id)
    if not prepares(meeting, viewer):
        found = found.filter(entered_at__isnull=True)
    return list(
        found.select_related("side", "organisation", "post__organisation", "person")
        .prefetch_related("organisation__names")
        .order_by("position")
    )
