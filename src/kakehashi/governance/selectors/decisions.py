"""Reading decisions, and what became of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from kakehashi.governance.models import AgendaPlace, Decision, FollowUp, Meeting
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Link


@dataclass(frozen=True)
class Followed:
    """A decision with what became of it, as each side says."""

    decision: Decision
    follow_ups: Sequence[FollowUp]

    @property
    def unknown(self) -> bool:
        """Whether nobody has said what became of it."""
        return not self.follow_ups


def decisions(viewer: Viewer, meeting: str = "", area: str = "") -> list[Followed]:
    """Return decisions with their follow-ups, newest first, in three queries."""
    visible = visible_audiences(viewer)
    found = Decision.objects.filter(audience_id__in=visible)
    if meeting:
        found = found.filter(meeting=meeting)
    if area:
        found = found.filter(area=area)
    rows = list(found.order_by("-date", "sort_key", "pk"))
    return with_follow_ups(rows, visible)


def decided_in(viewer: Viewer) -> tuple[set[str], set[str]]:
    """Return references of meetings, and codes of areas, that have decisions: two queries."""
    found = Decision.objects.filter(audience_id__in=visible_audiences(viewer)).order_by()
    meetings, areas = (
        set(found.values_list(name, flat=True).distinct()) - {""} for name in ("meeting", "area")
    )
    return meetings, areas


def with_follow_ups(rows: Sequence[Decision], visible: Sequence[int]) -> list[Followed]:
    """Return ``rows`` each with its follow-ups that readers of ``visible`` may see."""
    links: Mapping[int, object] = dict(
        Link.objects.filter(
            to_id__in=[row.item_id for row in rows],
            relation="about",
            kind="follow_up",
            audience_id__in=visible,
        ).values_list("entry_id", "to_id")
    )
    said: dict[object, list[FollowUp]] = {}
    for follow_up in (
        FollowUp.objects.filter(pk__in=links)
        .exclude(state="withdrawn")
        .select_related("entry__version__side")
        .order_by("-date", "-pk")
    ):
        said.setdefault(links[follow_up.pk], []).append(follow_up)
    return [Followed(row, said.get(row.item_id, [])) for row in rows]


QUIET = dt.timedelta(days=90)
"""How long after it was decided, or agreed, what has no date is asked of."""

UNSETTLED = ("under_way",)
"""Endings after which a decision is still somebody's work."""


def _told(visible: Sequence[int], *, settled: bool = False) -> QuerySet[FollowUp]:
    """Return the follow-ups of an outer decision, those that settle it where ``settled``."""
    about = Link.objects.filter(
        to_id=OuterRef(OuterRef("item_id")), relation="about", kind="follow_up"
    )
    found = FollowUp.objects.filter(
        pk__in=about.values("entry_id"), audience_id__in=list(visible)
    ).exclude(state="withdrawn")
    return found.exclude(ending__in=UNSETTLED) if settled else found


def unfollowed(
    viewer: Viewer, limit: int = 20, *, today: dt.date | None = None
) -> tuple[list[Decision], int]:
    """Return decisions of which nobody said what became, oldest first, and how many.

    For the desk only. Two queries.

    Args:
        viewer: for whom.
        limit: how many to return.
        today: where given, those that are still to come, or that were decided lately and have no
            date, are left out.
    """
    visible = visible_audiences(viewer)
    found = Decision.objects.filter(~Exists(_told(visible)), audience_id__in=visible).exclude(
        state__in=["withdrawn", "overtaken"]
    )
    if today is not None:
        old = Q(date__isnull=True) | Q(date__lt=today - QUIET)
        found = found.filter(Q(due_date__lt=today) | Q(due_date__isnull=True) & old)
    return list(found.order_by("date", "sort_key", "pk")[:limit]), found.count()


def unrecorded_of(body: Entry, viewer: Viewer, *, today: dt.date) -> list[Decision]:
    """Return what a body decided of which the record shows no end, and that is on no agenda of it.

    Oldest first: one query. For the desk only.
    """
    visible = visible_audiences(viewer)
    old = Q(date__isnull=True) | Q(date__lt=today - QUIET)
    return list(
        Decision.objects.filter(
            ~Exists(_told(visible)),
            Q(due_date__lt=today) | Q(due_date__isnull=True) & old,
            audience_id__in=visible,
            meeting__in=Meeting.objects.filter(body=body.reference).values("reference"),
        )
        .exclude(state__in=["withdrawn", "overtaken"])
        .exclude(
            item__in=AgendaPlace.objects.filter(body=body.item_id, ended_at__isnull=True).values(
                "item_id"
            )
        )
        .order_by("date", "sort_key", "pk")
    )


def decisions_due(
    viewer: Viewer, *, today: dt.date, until: dt.date, limit: int = 20
) -> tuple[list[Decision], int]:
    """Return decisions due up to ``until`` of which no side said how they ended, and how many.

    The longest due first. One whose day has passed without a word of it is not among them: its
    completion is not recorded, and :func:`unfollowed` asks what became of it. Two queries.
    """
    visible = visible_audiences(viewer)
    found = Decision.objects.filter(
        ~Exists(_told(visible, settled=True)), audience_id__in=visible, due_date__lte=until
    ).exclude(state__in=["withdrawn", "overtaken"])
    found = found.exclude(~Exists(_told(visible)), due_date__lt=today)
    return list(found.order_by("due_date", "sort_key", "pk")[:limit]), found.count()
