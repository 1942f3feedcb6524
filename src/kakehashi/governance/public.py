"""What the public may see of governance: published meetings, decisions, who attended."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from kakehashi.governance import selectors
from kakehashi.governance.models import (
    AgendaItem,
    AgendaPlace,
    Attendance,
    Body,
    BodyName,
    Decision,
    Meeting,
    Sitting,
)
from kakehashi.governance.rules import PLACE_ENDINGS, STANDINGS, Words
from kakehashi.governance.selectors import Followed
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences

__all__ = [
    "STANDINGS",
    "Attendance",
    "Body",
    "BodyName",
    "Decision",
    "Followed",
    "Meeting",
    "OnAgenda",
    "agenda",
    "all_decisions",
    "attendance",
    "bodies",
    "body_names",
    "decisions",
    "followed",
    "held",
    "last_held",
    "meeting",
    "meetings",
    "newest_decisions",
    "next_and_last",
    "to_come",
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


@dataclass(frozen=True)
class OnAgenda:
    """A published item of a meeting's agenda, and how it ended there."""

    item: AgendaItem
    ending: Words | None
    """In every language; None while the meeting is not closed."""


def agenda(meeting: Meeting) -> list[OnAgenda]:
    """Return the published items of a meeting's agenda in their order, in three queries.

    Only items that were published themselves; any other record that stands on the agenda does not
    say so in public. How an item ended is public once the meeting is closed.
    """
    places = list(AgendaPlace.objects.filter(meeting=meeting.item_id).order_by("position", "pk"))
    items = {
        row.item_id: row
        for row in AgendaItem.objects.filter(
            item__in=[one.item_id for one in places],
            entry__face="public",
            audience_id__in=visible_audiences(PUBLIC_VIEWER),
        ).exclude(state="withdrawn")
    }
    closed = Sitting.objects.filter(meeting=meeting.item_id, closed_at__isnull=False).exists()
    return [
        OnAgenda(items[one.item_id], PLACE_ENDINGS.get(one.ending) if closed else None)
        for one in places
        if one.item_id in items
    ]


def bodies() -> list[Body]:
    """Return the published bodies."""
    return selectors.bodies(PUBLIC_VIEWER)


def attendance(meeting: Meeting) -> list[Attendance]:
    """Return who attended a published meeting, as the public record says.

    What officials enter on the desk is not published with the meeting.
    """
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


def to_come(today: dt.date) -> list[Meeting]:
    """Return the published meetings from ``today`` on that were not held yet, soonest first."""
    found = _meetings().filter(date__gte=today).exclude(standing="held")
    return list(found.order_by("date", "pk"))


def held(today: dt.date) -> QuerySet[Meeting]:
    """Return every other published meeting, newest first."""
    coming = _meetings().filter(date__gte=today).exclude(standing="held")
    return _meetings().exclude(pk__in=coming.values("pk")).order_by("-date", "-pk")


def last_held(limit: int) -> list[Meeting]:
    """Return the last published meetings that were held, newest first."""
    return list(_meetings().filter(standing="held").order_by("-date", "-pk")[:limit])


def all_decisions() -> QuerySet[Decision]:
    """Return every published decision that stands, newest first, each with its text."""
    return (
        Decision.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .exclude(state="withdrawn")
        .select_related("entry__version")
        .order_by("-date", "sort_key", "pk")
    )


def followed(rows: Sequence[Decision]) -> list[Followed]:
    """Return published decisions each with what the sides published of what became of it."""
    return selectors.with_follow_ups(rows, visible_audiences(PUBLIC_VIEWER))


def newest_decisions() -> dict[str, Decision]:
    """Return the newest published decision of each area that has one: one query."""
    numbered = (
        all_decisions()
        .exclude(area="")
        .annotate(
            place=Window(
                RowNumber(), partition_by=[F("area")], order_by=[F("date").desc(), F("pk").asc()]
            )
        )
    )
    return {row.area: row for row in numbered.filter(place=1)}


def _meetings() -> QuerySet[Meeting]:
    return Meeting.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
