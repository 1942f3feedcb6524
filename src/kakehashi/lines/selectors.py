"""Reading lines to take: by area and validity, what goes into a pack, when each was used last."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from kakehashi.lines.models import LineReaction, LineToTake, LineUse
from kakehashi.lines.rules import EXPIRED, HOLDS, SOON, WARNED
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Link

GONE = ("withdrawn", "overtaken")


def lines(
    viewer: Viewer,
    *,
    today: dt.date,
    area: str = "",
    form: str = "",
    standing: str = "",
    side: str = "",
) -> QuerySet[LineToTake]:
    """Return the lines that ``viewer`` sees, each with its version: by area, then as they end.

    Args:
        viewer: who reads.
        today: the reader's day.
        area: code of an area; empty for all.
        form: ``line`` or ``qa``; empty for both.
        standing: ``holds``, ``soon`` or ``expired``; empty for all.
        side: of whom; empty for every side.
    """
    found = LineToTake.objects.filter(audience_id__in=visible_audiences(viewer)).exclude(
        state__in=GONE
    )
    if area:
        found = found.filter(area=area)
    if form:
        found = found.filter(form=form)
    if side:
        found = found.filter(item__origin_id=side)
    if standing in (HOLDS, SOON, EXPIRED):
        found = found.filter(_of(standing, today))
    return found.select_related("entry__version__side", "item__owner").order_by(
        "area", "valid_until", "sort_key", "pk"
    )


def _of(standing: str, today: dt.date) -> Q:
    soon = today + dt.timedelta(days=WARNED)
    return {
        EXPIRED: Q(valid_until__lt=today) | Q(valid_until=None),
        SOON: Q(valid_until__gte=today, valid_until__lte=soon),
        HOLDS: Q(valid_until__gt=soon),
    }[standing]


def counted(viewer: Viewer, *, today: dt.date, area: str = "", side: str = "") -> dict[str, int]:
    """Return how many lines there are by standing. One query."""
    found = lines(viewer, today=today, area=area, side=side).order_by()
    return found.aggregate(
        **{one: Count("pk", filter=_of(one, today)) for one in (EXPIRED, SOON, HOLDS)}
    )


def ending(viewer: Viewer, *, post: str, today: dt.date, limit: int) -> list[LineToTake]:
    """Return the lines of a post that have expired or will within two weeks, the oldest first."""
    if not post:
        return []
    return list(
        lines(viewer, today=today, side=viewer.side)
        .filter(_of(EXPIRED, today) | _of(SOON, today), item__owner_id=post)
        .order_by("valid_until", "sort_key", "pk")[:limit]
    )


def for_pack(
    viewer: Viewer, *, areas: Collection[str], about: Iterable[uuid.UUID], today: dt.date
) -> tuple[list[LineToTake], list[LineToTake]]:
    """Return what a pack of one's own side holds: lines that hold, and those that have expired.

    Those of its areas, of no area, and on the records themselves. Two queries.

    Args:
        viewer: who reads; the whole table has no lines.
        areas: codes of the areas that it speaks of.
        about: items that it speaks of: the meeting, its agenda.
        today: the day on which it is made.
    """
    if viewer.table or not viewer.side:
        return [], []
    found = list(_near(viewer, areas, about, today).order_by("area", "form", "sort_key", "pk"))
    holding = [one for one in found if one.valid_until and one.valid_until >= today]
    kept = {one.pk for one in holding}
    return holding, [one for one in found if one.pk not in kept]


@dataclass(frozen=True)
class Beside:
    """The lines to take that a page shows beside something else: the first few, and no more."""

    holding: Sequence[LineToTake] = ()
    expired: Sequence[LineToTake] = ()
    more: bool = False
    """Whether there are others, which the list of lines shows."""


def beside(
    viewer: Viewer, *, area: str, about: Iterable[uuid.UUID], today: dt.date, most: int = 10
) -> Beside:
    """Return what :func:`for_pack` does for one area, at most ``most`` that hold, as many expired.

    Those of the area come before those of none. Three queries.
    """
    if viewer.table or not viewer.side:
        return Beside()
    found = _near(viewer, [area] if area else [], about, today).order_by(
        "-area", "form", "sort_key", "pk"
    )
    expired = Q(valid_until__lt=today) | Q(valid_until=None)
    some, over = list(found.exclude(expired)[: most + 1]), list(found.filter(expired)[: most + 1])
    return Beside(some[:most], over[:most], max(len(some), len(over)) > most)


def _near(
    viewer: Viewer, areas: Collection[str], about: Iterable[uuid.UUID], today: dt.date
) -> QuerySet[LineToTake]:
    named = Link.objects.filter(
        kind="line_to_take", relation="about", to_id__in=list(about)
    ).values_list("entry_id", flat=True)
    return lines(viewer, today=today, side=viewer.side).filter(
        Q(area__in=[*areas, ""]) | Q(pk__in=list(named))
    )


def last_uses(items: Collection[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, LineUse]:
    """Return the last use of each line, by its item. One query."""
    found: dict[uuid.UUID, LineUse] = {}
    for one in LineUse.objects.filter(
        item_id__in=items, audience_id__in=visible_audiences(viewer)
    ).order_by("date", "at", "pk"):
        found[one.item_id] = one
    return found


def uses_of(item: uuid.UUID, viewer: Viewer, limit: int = 20) -> Sequence[LineUse]:
    """Return the last uses of a line, the newest first. One query."""
    return list(
        LineUse.objects.filter(
            item_id=item, audience_id__in=visible_audiences(viewer)
        ).select_related("by")[:limit]
    )


def views_on(item: uuid.UUID, viewer: Viewer) -> list[LineReaction]:
    """Return what was said of a line that was offered, the newest first. Two queries."""
    visible = visible_audiences(viewer)
    about = Link.objects.filter(
        to_id=item, kind="line_reaction", relation="about", audience_id__in=visible
    ).values_list("entry_id", flat=True)
    return list(
        LineReaction.objects.filter(pk__in=list(about), audience_id__in=visible)
        .exclude(state__in=GONE)
        .select_related("entry__version__side")
        .order_by("-updated_at", "pk")
    )
