"""What the public may see of governance: published meetings, decisions, who attended."""

import datetime as dt
import uuid

from kakehashi.governance import selectors
from kakehashi.governance.models import Attendance, Body, BodyName, Meeting
from kakehashi.governance.rules import STANDINGS
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences

__all__ = [
    "STANDINGS",
    "Attendance",
    "Body",
    "BodyName",
    "Meeting",
    "attendance",
    "bodies",
    "body_names",
    "decisions",
    "meeting",
    "meetings",
    "next_and_last",
]


def meetings() -> list[Meeting]:
    """Return the published meetings, newest first."""
    return selectors.meetings(PUBLIC_VIEWER)


def next_and_last(today: dt.date) -> tuple[Meeting | None, Meeting | None]:
    """Return the published next meeting and the last one held."""
    return selectors.next_and_last(PUBLIC_VIEWER, today)


def meeting(reference: str) -> Meeting | None:
    """Return the published meeting called ``reference``."""
    return Meeting.objects.filter(
        reference=reference, audience_id__in=visible_audiences(PUBLIC_VIEWER)
    ).first()


def bodies() -> list[Body]:
    """Return the published bodies."""
    return selectors.bodies(PUBLIC_VIEWER)


def attendance(meeting: Meeting) -> list[Attendance]:
    """Return who attended a published meeting."""
    return selectors.attendance(meeting)


def body_names(body: uuid.UUID) -> list[BodyName]:
    """Return the names a body bears or bore, per language and issuer."""
    return selectors.names_of([body]).get(str(body), [])


def decisions(meeting: str = "", area: str = "") -> list[selectors.Followed]:
    """Return published decisions with published follow-ups.

    Whether a completion is *not recorded* is for the desk alone: an empty list of follow-ups
    says nothing in public.
    """
    return selectors.decisions(PUBLIC_VIEWER, meeting, area)
