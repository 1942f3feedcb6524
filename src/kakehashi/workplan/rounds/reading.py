"""Reading rounds: the list of them, the sheet of one, how far it has come, what updates propose."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kakehashi.errors import NotHere
from kakehashi.framework.selectors import areas_led_by
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Confirmation, Facet, Link
from kakehashi.workplan.models import (
    HandlingStatement,
    JointAction,
    PeriodReport,
    PeriodValue,
    Round,
    Update,
)
from kakehashi.workplan.rounds.rules import CONFIRMED, OPEN
from kakehashi.workplan.selectors.actions import TOLD

GONE = ("withdrawn", "overtaken")


def rounds(viewer: Viewer) -> list[Round]:
    """Return the rounds that ``viewer`` sees, the newest period first: one query."""
    return list(
        Round.objects.filter(audience_id__in=visible_audiences(viewer)).order_by("-ends", "-pk")
    )


def round_for(reference: str, viewer: Viewer) -> Round:
    """Return a round.

    Raises:
        NotHere: when there is none of that reference that ``viewer`` sees.
    """
    found = (
        Round.objects.filter(reference=reference, audience_id__in=visible_audiences(viewer))
        .select_related("entry__version", "item")
        .first()
    )
    if found is None:
        raise NotHere
    return found


def open_round(viewer: Viewer) -> Round | None:
    """Return the round that is open, if ``viewer`` sees one: one query."""
    return (
        Round.objects.filter(standing=OPEN, audience_id__in=visible_audiences(viewer))
        .exclude(state__in=["draft", *GONE])
        .order_by("-ends", "-pk")
        .first()
    )


def before(period: Round, viewer: Viewer) -> Round | None:
    """Return the round before ``period``: one query."""
    return (
        Round.objects.filter(ends__lt=period.ends, audience_id__in=visible_audiences(viewer))
        .exclude(state__in=["draft", *GONE])
        .order_by("-ends", "-pk")
        .first()
    )


def values(viewer: Viewer) -> QuerySet[PeriodValue]:
    """Return what stands for the joint actions that ``viewer`` sees, in rounds that they see."""
    visible = visible_audiences(viewer)
    return PeriodValue.objects.filter(
        Exists(JointAction.objects.filter(item=OuterRef("action"), audience_id__in=visible)),
        Exists(Round.objects.filter(item=OuterRef("period"), audience_id__in=visible)),
    )


@dataclass
class Standing:
    """How far a round has come, in joint actions."""

    total: int = 0
    unchanged: int = 0
    reported: int = 0
    """Changes that wait for a confirmation."""
    confirmed: int = 0
    not_agreed: int = 0
    ended: int = 0
    """Of ``total``: withdrawn, overtaken or merged."""

    @property
    def changed(self) -> int:
        """Joint actions of which somebody reported a change."""
        return self.reported + self.confirmed + self.not_agreed

    @property
    def settled(self) -> int:
        """Joint actions whose value needs nobody any more."""
        return self.total - self.reported


_PART = {
    "standing": "unchanged",
    "carried": "unchanged",
    "reported": "reported",
    "confirmed": "confirmed",
    "not_agreed": "not_agreed",
}


def standing(period: Round, viewer: Viewer) -> dict[str, Standing]:
    """Return how far a round has come by area, and under ``""`` in all: one query."""
    found: dict[str, Standing] = {"": Standing()}
    for row in (
        values(viewer)
        .filter(period_id=period.item_id)
        .values("area", "step", ended=Q(ending__gt=""))
        .annotate(total=Count("*"))
        .order_by("area", "step", "ended")
    ):
        for one in (found[""], found.setdefault(row["area"] or "-", Standing())):
            _add(one, row)
    return found


def standings(periods: Sequence[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, Standing]:
    """Return how far each of several rounds has come, by round: one query."""
    found: dict[uuid.UUID, Standing] = {}
    for row in (
        values(viewer)
        .filter(period_id__in=list(periods))
        .values("period_id", "step", ended=Q(ending__gt=""))
        .annotate(total=Count("*"))
        .order_by("period_id", "step", "ended")
    ):
        _add(found.setdefault(row["period_id"], Standing()), row)
    return found


def _add(one: Standing, row: Mapping[str, Any]) -> None:
    one.total += row["total"]
    part = _PART[row["step"]]
    setattr(one, part, getattr(one, part) + row["total"])
    if row["ended"]:
        one.ended += row["total"]


def newest_updates(
    period: Round, viewer: Viewer, actions: Iterable[uuid.UUID] | None = None
) -> dict[uuid.UUID, Update]:
    """Return the newest update that says another progress than the last period, by joint action.

    Only such as a side has shared since the last period and up to the end of this one; of joint
    actions without a report that ``viewer`` sees. Four queries.
    """
    visible = visible_audiences(viewer)
    reports = PeriodReport.objects.filter(period=period.reference, audience_id__in=visible).exclude(
        state__in=GONE
    )
    wanted = values(viewer).filter(period_id=period.item_id, report=None, ending="")
    if actions is not None:
        wanted = wanted.filter(action_id__in=list(actions))
    last = dict(wanted.values_list("action_id", "last"))
    told = set(
        Link.objects.filter(
            kind="period_report", relation="about", entry_id__in=reports.values("pk")
        ).values_list("to_id", flat=True)
    )
    links = Link.objects.filter(relation="about", kind="update", audience_id__in=visible)
    if actions is not None:
        links = links.filter(to_id__in=list(actions))
    to_of: dict[int, list[uuid.UUID]] = {}
    for entry, to in links.values_list("entry_id", "to_id"):
        to_of.setdefault(entry, []).append(to)
    earlier = before(period, viewer)
    since = earlier.ends.isoformat() if earlier and earlier.ends else ""
    rows = Update.objects.filter(
        pk__in=links.values("entry_id"), audience_id__in=visible, state__in=TOLD
    ).exclude(Q(progress="") | Q(date__gt=f"{period.ends}~"))
    if since:
        rows = rows.filter(date__gt=since)
    found: dict[uuid.UUID, tuple[int, str]] = {}
    for pk, progress in rows.order_by("date", "updated_at", "pk").values_list("pk", "progress"):
        found |= dict.fromkeys(to_of[pk], (pk, progress))
    kept = {
        action: pk
        for action, (pk, progress) in found.items()
        if action in last and action not in told and progress != last[action]
    }
    chosen = {
        update.pk: update
        for update in Update.objects.filter(pk__in=set(kept.values())).select_related(
            "entry__version"
        )
    }
    return {action: chosen[pk] for action, pk in kept.items()}


@dataclass
class Drafted:
    """The reports of a round that a reader sees, by what is to be done with them."""

    by_action: dict[str, PeriodReport] = field(default_factory=dict)
    """Reference of the joint action to its report."""
    drafts: list[PeriodReport] = field(default_factory=list)
    """Of the reader's side, not yet put forward."""
    to_confirm: list[PeriodReport] = field(default_factory=list)
    waiting: list[PeriodReport] = field(default_factory=list)
    """Confirmed by the reader's side, not yet by the other."""


def drafted(period: Round, viewer: Viewer) -> Drafted:
    """Return the reports of a round, sorted by what ``viewer`` has to do with them: two queries."""
    rows = list(
        PeriodReport.objects.filter(
            period=period.reference, audience_id__in=visible_audiences(viewer)
        )
        .select_related("entry__version", "item")
        .order_by("action", "pk")
    )
    confirmed = set(
        Confirmation.objects.filter(
            item__in=[row.item_id for row in rows], side_id=viewer.side or None
        ).values_list("item_id", "content_digest")
    )
    found = Drafted()
    for row in rows:
        if row.state in GONE:
            found.by_action.setdefault(row.action, row)
            continue
        found.by_action[row.action] = row
        if row.state == "draft":
            found.drafts.append(row)
        elif row.state == "shared":
            mine = (row.item_id, row.entry.version.content_digest) in confirmed
            (found.waiting if mine else found.to_confirm).append(row)
    return found


def statements(period: Round, viewer: Viewer) -> list[HandlingStatement]:
    """Return the statements on sensitive information of a round that ``viewer`` sees: one query."""
    return list(
        HandlingStatement.objects.filter(
            period=period.reference, audience_id__in=visible_audiences(viewer)
        )
        .exclude(state__in=GONE)
        .select_related("entry", "item")
        .order_by("item__origin_id", "pk")
    )


def led_by(found: QuerySet[PeriodValue], post: str, viewer: Viewer) -> QuerySet[PeriodValue]:
    """Return those of ``found`` that a post leads, itself or through an area; none without one."""
    if not post:
        return found.none()
    owned = Facet.objects.filter(
        name="owners",
        value=post,
        entry__item=OuterRef("action"),
        entry__audience_id__in=visible_audiences(viewer),
    )
    return found.filter(Q(area__in=areas_led_by(post)) | Q(Exists(owned)))


def actions(found: Iterable[PeriodValue], viewer: Viewer) -> dict[uuid.UUID, JointAction]:
    """Return the joint actions of ``found`` by their items: one query."""
    return {
        row.item_id: row
        for row in JointAction.objects.filter(
            item_id__in=[value.action_id for value in found],
            audience_id__in=visible_audiences(viewer),
        )
    }


def history(action: uuid.UUID, viewer: Viewer) -> list[PeriodValue]:
    """Return what each locked period said of a joint action, the newest first: one query."""
    return list(
        values(viewer)
        .filter(action_id=action)
        .exclude(locked_date=None)
        .select_related("period", "report")
        .order_by("-ends", "-pk")
    )


def tally(
    viewer: Viewer, by: str, periods: Sequence[uuid.UUID] | None = None
) -> dict[uuid.UUID, dict[str, Counter[str]]]:
    """Return how many joint actions had which progress in each locked period: one query.

    Args:
        viewer: for whom.
        by: ``area``, ``nature`` or ``objective`` (then by reference of the objective; a joint
            action that serves two counts with both).
        periods: only these rounds.

    Returns:
        Round, to value of ``by``, to progress (or how it ended), to how many.
    """
    found = values(viewer).exclude(locked_date=None)
    if periods is not None:
        found = found.filter(period_id__in=list(periods))
    if by == "objective":
        served = Link.objects.filter(
            kind="joint_action", relation="serves", audience_id__in=visible_audiences(viewer)
        ).values_list("item_id", "to__reference")
        return _by_objective(found, served)
    sums: dict[uuid.UUID, dict[str, Counter[str]]] = {}
    for row in (
        found.values("period_id", by, "progress", "ending")
        .annotate(total=Count("*"))
        .order_by("period_id", by, "progress", "ending")
    ):
        counted = sums.setdefault(row["period_id"], {}).setdefault(row[by], Counter())
        counted[row["ending"] or row["progress"]] += row["total"]
    return sums


def _by_objective(
    found: QuerySet[PeriodValue], served: Iterable[tuple[uuid.UUID, str]]
) -> dict[uuid.UUID, dict[str, Counter[str]]]:
    serves: dict[uuid.UUID, set[str]] = {}
    for action, objective in served:
        serves.setdefault(action, set()).add(objective)
    sums: dict[uuid.UUID, dict[str, Counter[str]]] = {}
    for period, action, progress, ending in found.values_list(
        "period_id", "action_id", "progress", "ending"
    ):
        for objective in serves.get(action, ()):
            counted = sums.setdefault(period, {}).setdefault(objective, Counter())
            counted[ending or progress] += 1
    return sums


@dataclass
class Said:
    """What one locked period says of a joint action."""

    round: Round
    value: PeriodValue
    report: PeriodReport | None = None
    """The report of a change, where the reader may open it."""
    corrected: str = ""
    """What the value should have been, as the next period records it; empty where it was right."""

    @property
    def shown(self) -> str:
        """The progress, or how it ended."""
        return self.value.ending or self.value.progress


def said_of(action: uuid.UUID, viewer: Viewer) -> list[Said]:
    """Return what each locked period says of a joint action, the newest first: three queries."""
    visible = visible_audiences(viewer)
    kept = history(action, viewer)
    rounds = {
        row.item_id: row
        for row in Round.objects.filter(
            item_id__in=[value.period_id for value in kept], audience_id__in=visible
        )
    }
    reports = {
        row.item_id: row
        for row in PeriodReport.objects.filter(
            item_id__in=[value.report_id for value in kept if value.report_id],
            audience_id__in=visible,
        ).select_related("entry__version")
    }
    found: list[Said] = []
    correction = ""
    for value in kept:
        if value.period_id not in rounds:
            continue
        report = reports.get(value.report_id) if value.report_id else None
        found.append(Said(rounds[value.period_id], value, report, correction))
        told = report is not None and value.step == CONFIRMED
        correction = (
            str(report.entry.version.facts.get("should_have_been") or "")
            if report is not None and told
            else ""
        )
    return found
