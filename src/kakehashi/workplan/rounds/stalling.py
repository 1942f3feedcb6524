"""What does not move in a round, and why: computed from state for the rows of one page, or all."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kakehashi.people.models import Account, Holding, Post
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Facet, Link
from kakehashi.workplan.models import JointAction, PeriodValue, Round
from kakehashi.workplan.rounds.rules import QUIET_MONTHS, REPORTED, STALLS, months_before
from kakehashi.workplan.rules import ENDED
from kakehashi.workplan.selectors.actions import TOLD


@dataclass(frozen=True)
class Stall:
    """One reason why a joint action does not move."""

    code: str
    """One of :data:`kakehashi.workplan.rounds.rules.STALLS`."""
    day: dt.date | None = None
    """Since when, where that is known."""
    posts: Sequence[Post] = ()
    """Of a vacancy: the posts."""


def vacant_posts(day: dt.date) -> QuerySet[Post]:
    """Return posts that somebody has left and nobody holds on ``day``.

    A post of which no holder was ever recorded is unknown, not vacant; one whose work an account
    does is held.
    """
    of_post = Holding.objects.filter(post=OuterRef("pk"))
    now = of_post.filter(Q(since=None) | Q(since__lte=day)).filter(Q(until=None) | Q(until__gt=day))
    served = Account.objects.filter(post=OuterRef("pk"), is_active=True)
    left = of_post.filter(until__lte=day, as_of=None)
    return Post.objects.filter(Exists(left), ~Exists(now), ~Exists(served))


def reasons(period: Round, viewer: Viewer, today: dt.date) -> Mapping[str, Q]:
    """Return the condition of each reason on what stands in ``period``."""
    visible = visible_audiences(viewer)
    action = JointAction.objects.filter(item=OuterRef("action"), audience_id__in=visible)
    owned = Facet.objects.filter(
        name="owners",
        entry__item=OuterRef("action"),
        entry__audience_id__in=visible,
        value__in=vacant_posts(today).values("pk"),
    )
    told = Link.objects.filter(
        relation="about",
        kind="update",
        to=OuterRef("action"),
        audience_id__in=visible,
        entry__state__in=TOLD,
        entry__update__date__gte=period.starts.isoformat() if period.starts else "",
    )
    return {
        "overdue": Q(Exists(action.filter(due_date__lt=today).exclude(progress__in=list(ENDED)))),
        "waiting": Q(step=REPORTED),
        "vacant": Q(Exists(owned)),
        "quiet": Q(
            Exists(
                action.filter(
                    nature="continuing", reported_at__lt=months_before(today, QUIET_MONTHS)
                )
            )
        ),
        "untold": Q(~Exists(told), report=None),
    }


def owing(values: QuerySet[PeriodValue]) -> QuerySet[PeriodValue]:
    """Return those of which something is still owed: neither ended nor done."""
    return values.filter(ending="").exclude(progress__in=list(ENDED))


def stalled(
    values: QuerySet[PeriodValue], period: Round, viewer: Viewer, today: dt.date, reason: str = ""
) -> QuerySet[PeriodValue]:
    """Return what does not move, for ``reason`` or for any that needs somebody.

    That an update is merely missing counts only where it is asked for.
    """
    conditions = reasons(period, viewer, today)
    if reason in conditions:
        return owing(values).filter(conditions[reason])
    urgent = Q()
    for code, condition in conditions.items():
        if code != "untold":
            urgent |= condition
    return owing(values).filter(urgent)


def why(
    values: Iterable[PeriodValue], period: Round, viewer: Viewer, today: dt.date
) -> dict[uuid.UUID, list[Stall]]:
    """Return why each of ``values`` does not move, by joint action: four queries.

    The reason to be looked at first stands first.
    """
    pks = [value.pk for value in values]
    conditions = reasons(period, viewer, today)
    rows = list(
        owing(PeriodValue.objects.filter(pk__in=pks))
        .annotate(**{f"is_{code}": one for code, one in conditions.items()})
        .values("action_id", *(f"is_{code}" for code in conditions))
    )
    found = {
        row["action_id"]: [Stall(code) for code in STALLS if row[f"is_{code}"]] for row in rows
    }
    days: dict[uuid.UUID, Any] = {
        row["item_id"]: row
        for row in JointAction.objects.filter(
            item_id__in=list(found), audience_id__in=visible_audiences(viewer)
        ).values("item_id", "due_date", "reported_at")
    }
    posts: dict[uuid.UUID, list[str]] = {}
    for item, post in Facet.objects.filter(
        name="owners",
        entry__item_id__in=list(found),
        entry__audience_id__in=visible_audiences(viewer),
        value__in=vacant_posts(today).values("pk"),
    ).values_list("entry__item_id", "value"):
        posts.setdefault(item, []).append(post)
    named = Post.objects.in_bulk({post for listed in posts.values() for post in listed})
    for action, stalls in found.items():
        row = days.get(action, {})
        known: dict[str, dt.date | None] = {
            "overdue": row.get("due_date"),
            "quiet": row.get("reported_at"),
        }
        found[action] = [
            replace(
                one,
                day=known.get(one.code),
                posts=[named[post] for post in posts.get(action, ())]
                if one.code == "vacant"
                else (),
            )
            for one in stalls
        ]
    return found


def counted(
    values: QuerySet[PeriodValue], period: Round, viewer: Viewer, today: dt.date
) -> dict[str, int]:
    """Return how many do not move for which reason: one query a reason."""
    conditions = reasons(period, viewer, today)
    return {code: owing(values).filter(conditions[code]).count() for code in STALLS}
