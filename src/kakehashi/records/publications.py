"""Reading what waits to be published: plans, pauses, and when each text may go out."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Pause, Publication

PLANNED, HELD, CARRIED_OUT, CANCELLED = "planned", "held", "published", "cancelled"
OPEN = (PLANNED, HELD)

LATE = dt.timedelta(minutes=5)
"""A plan this long over its time, and neither paused nor held, says that no worker runs."""


@dataclass(frozen=True)
class Planned:
    """An open plan as a page shows it."""

    plan: Publication
    entry: Entry | None
    """The face of the record that the reader sees."""
    goes_at: dt.datetime
    """When it goes out: at its time, or when the pauses it falls into are over."""
    pauses: Sequence[Pause]
    """The pauses that put it off."""
    late: bool
    """Whether its time is over and nobody carried it out."""

    @property
    def held(self) -> bool:
        """Whether it was refused when it was due, and waits for somebody."""
        return self.plan.state == HELD


def begins(pause: Pause) -> dt.datetime:
    """Return the moment at which ``pause`` begins: midnight on its side's clock."""
    return dt.datetime.combine(pause.first_day, dt.time(), ZoneInfo(pause.side.zone))


def ends(pause: Pause) -> dt.datetime:
    """Return the moment at which ``pause`` is over: the midnight after its last day."""
    after = pause.last_day + dt.timedelta(days=1)
    return dt.datetime.combine(after, dt.time(), ZoneInfo(pause.side.zone))


def standing_pauses(sides: Iterable[str] | None = None) -> list[Pause]:
    """Return pauses that nobody ended, of ``sides`` or of all, in one query."""
    found = Pause.objects.filter(ended_at=None).select_related("side", "by")
    return list(found if sides is None else found.filter(side_id__in=list(sides)))


def pauses_on(pauses: Iterable[Pause], at: dt.datetime) -> list[Pause]:
    """Return those of ``pauses`` that are on at the moment ``at``."""
    return [pause for pause in pauses if begins(pause) <= at < ends(pause)]


def free_from(pauses: Sequence[Pause], at: dt.datetime) -> tuple[dt.datetime, list[Pause]]:
    """Return the first moment from ``at`` with no pause on, and the pauses that put it off.

    Args:
        pauses: of the participating sides.
        at: a moment that knows its zone.
    """
    through: list[Pause] = []
    while on := pauses_on(pauses, at):
        through += [pause for pause in on if pause not in through]
        at = max(ends(pause) for pause in on).astimezone(dt.UTC)
    return at, through


def open_plan(item: uuid.UUID) -> Publication | None:
    """Return the open plan of an item, seen by nobody's eyes: for services."""
    return (
        Publication.objects.filter(item_id=item, state__in=OPEN)
        .select_related("version", "by", "side")
        .first()
    )


def plan_of(item: uuid.UUID, viewer: Viewer, *, at: dt.datetime) -> Planned | None:
    """Return the open plan of an item where ``viewer`` may know of it, in at most two queries."""
    found = _seen(viewer).filter(item_id=item).first()
    return _planned([found], {}, at=at)[0] if found else None


def waiting(viewer: Viewer, *, at: dt.datetime) -> list[Planned]:
    """Return every open plan that ``viewer`` may know of, held ones first, then by time.

    Three queries, whatever waits.
    """
    plans = list(_seen(viewer).order_by("publish_at", "pk"))
    faces = {
        entry.item_id: entry
        for entry in Entry.objects.filter(
            item_id__in=[plan.item_id for plan in plans],
            audience_id__in=visible_audiences(viewer),
        )
    }
    found = _planned(plans, faces, at=at)
    return sorted(found, key=lambda one: (not one.held, one.goes_at, str(one.plan.pk)))


def held(viewer: Viewer, limit: int = 20) -> list[Publication]:
    """Return plans of the viewer's side that were refused when due, oldest first."""
    if not viewer.side or not viewer.may("publish"):
        return []
    return list(_seen(viewer).filter(state=HELD).order_by("publish_at", "pk")[:limit])


def last_cancelled(item: uuid.UUID, viewer: Viewer) -> Publication | None:
    """Return the plan of an item that was cancelled last, to plan it again as it was."""
    return (
        Publication.objects.filter(
            item_id=item, state=CANCELLED, audience_id__in=visible_audiences(viewer)
        )
        .order_by("-settled_at")
        .first()
    )


def pauses(*, at: dt.datetime) -> list[tuple[Pause, bool]]:
    """Return pauses that are on or to come, and whether each is on, in one query."""
    return [(pause, begins(pause) <= at) for pause in standing_pauses() if at < ends(pause)]


def _seen(viewer: Viewer) -> QuerySet[Publication]:
    return Publication.objects.filter(
        state__in=OPEN, audience_id__in=visible_audiences(viewer)
    ).select_related("item", "version", "by", "side")


def _planned(
    plans: Sequence[Publication], faces: Mapping[uuid.UUID, Entry], *, at: dt.datetime
) -> list[Planned]:
    known = standing_pauses()
    found = []
    for plan in plans:
        between = [pause for pause in known if pause.side_id in plan.item.sides]
        goes_at, through = free_from(between, max(plan.publish_at, at))
        due, _through = free_from(between, plan.publish_at)
        found.append(
            Planned(
                plan=plan,
                entry=faces.get(plan.item_id),
                goes_at=goes_at,
                pauses=through,
                late=plan.state == PLANNED and not pauses_on(between, at) and due + LATE < at,
            )
        )
    return found
