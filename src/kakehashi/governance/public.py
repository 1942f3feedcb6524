"""What the public may see of governance: published meetings, decisions, who attended."""

import datetime as dt

from kakehashi.governance import selectors
from kakehashi.governance.models import Attendance, Meeting
from kakehashi.people.rules import PUBLIC_VIEWER


def meetings() -> list[Meeting]:
    """Return the published meetings, newest first."""
    return selectors.meetings(PUBLIC_VIEWER)


def next_and_last(today: dt.date) -> tuple[Meeting | None, Meeting | None]:
    """Return the published next meeting and the last one held."""
    return selectors.next_and_last(PUBLIC_VIEWER, today)


def attendance(meeting: Meeting) -> list[Attendance]:
    """Return who attended a published meeting."""
    return selectors.attendance(meeting)


def decisions(meeting: str = "", area: str = "") -> list[selectors.Followed]:
    """Return published decisions with published follow-ups.

    Whether a completion is *not recorded* is for the desk alone: an empty list of follow-ups
    says nothing in public.
    """
    return selectors.decisions(PUBLIC_VIEWER, meeting, area)
