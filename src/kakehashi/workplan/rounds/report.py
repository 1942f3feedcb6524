"""The progress report of a period, in order: area, joint action, what stands and what was said."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.framework import selectors as framework
from kakehashi.people.models import Side
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import sides, visible_audiences
from kakehashi.records.models import Version
from kakehashi.workplan.models import (
    HandlingStatement,
    JointAction,
    PeriodReport,
    PeriodValue,
    Round,
)
from kakehashi.workplan.rounds import reading
from kakehashi.workplan.rounds.reading import GONE, Standing

Words = Mapping[str, str]
"""Language to text; a language that is missing is not there."""


@dataclass(frozen=True)
class Line:
    """What a period says of one joint action."""

    reference: str
    title: Words
    nature: str
    progress: str
    changed_from: str
    """The value of the period before where it was another; else empty."""
    step: str
    """How the value came to stand: a key of ``rounds.rules.STEP_WORDS``."""
    ending: str
    ending_why: Words
    result_kind: str
    done: Words
    conclusion: Words
    reason: Words
    activity_date: str
    activity_kind: str
    evidence: Sequence[str]
    corrects: str
    """What the value of the period before should have been; empty where it was right."""
    not_agreed: str
    """Value that was reported and not confirmed in time; empty otherwise."""
    why: str
    """Why it was not confirmed in time."""
    report: str
    """Reference of the report, where this reader may open it."""


@dataclass(frozen=True)
class Area:
    """The joint actions of one area, and the posts that lead it."""

    code: str
    title: Words
    leads: Mapping[str, str]
    """Side to name of the post that leads the area for it now, in the language of the page."""
    standing: Standing
    lines: Sequence[Line]


@dataclass(frozen=True)
class Report:
    """All that a period says, for one reader."""

    reference: str
    title: Words
    remarks: Words
    starts: dt.date | None
    ends: dt.date | None
    locked: bool
    state: str
    reach: str
    """Reach of the widest circle that all of it may go to: that of the round."""
    standing: Standing
    areas: Sequence[Area]
    statements: Sequence["Statement"]
    markings: Sequence[Mapping[str, object]] = ()
    """Of every text in it, each as its version keeps it: what holds them bears the highest."""
    sides: Sequence[Side] = field(default_factory=tuple)


@dataclass(frozen=True)
class Statement:
    """What a side states of the handling of sensitive information."""

    side: str
    reference: str
    state: str
    title: Words
    body: Words
    events: Words


NONE: Words = {}


def period_report(reference: str, viewer: Viewer) -> Report:
    """Return the progress report of a round as ``viewer`` may see it: a fixed number of queries.

    What is a draft of one side is in nobody's report: of a joint action whose change is not shared
    the last value stands.

    Raises:
        NotHere: for a round that ``viewer`` does not see.
    """
    period = reading.round_for(reference, viewer)
    version = period.entry.version
    values = list(
        reading.values(viewer)
        .filter(period_id=period.item_id)
        .select_related("action", "report")
        .order_by("sort_key", "action__reference")
    )
    reports = _reports(period, viewer)
    actions = {
        row.item_id: row
        for row in JointAction.objects.filter(
            audience_id__in=visible_audiences(viewer),
            item__period_values__period_id=period.item_id,
        ).select_related("entry__version")
    }
    standing = reading.standing(period, viewer)
    stated = _statements(period, viewer)
    return Report(
        reference=period.reference,
        title=version.wording.get("title", NONE),
        remarks=version.wording.get("body", NONE),
        starts=period.starts,
        ends=period.ends,
        locked=period.standing == "locked",
        state=period.state,
        reach=period.entry.reach,
        standing=standing[""],
        areas=_areas(values, actions, reports, standing, viewer),
        statements=[_statement(row) for row in stated],
        markings=[
            row.entry.version.marking
            for row in (period, *reports.values(), *actions.values(), *stated)
        ],
        sides=list(sides()),
    )


def _reports(period: Round, viewer: Viewer) -> dict[uuid.UUID, PeriodReport]:
    rows = (
        PeriodReport.objects.filter(
            period=period.reference, audience_id__in=visible_audiences(viewer)
        )
        .exclude(state="draft")
        .select_related("entry__version")
    )
    return {row.item_id: row for row in rows}


def _statements(period: Round, viewer: Viewer) -> list[HandlingStatement]:
    return list(
        HandlingStatement.objects.filter(
            period=period.reference, audience_id__in=visible_audiences(viewer)
        )
        .exclude(state__in=["draft", *GONE])
        .select_related("entry__version", "item")
        .order_by("item__origin_id", "pk")
    )


def _statement(row: HandlingStatement) -> Statement:
    wording = row.entry.version.wording
    return Statement(
        side=row.item.origin_id or "",
        reference=row.reference,
        state=row.state,
        title=wording.get("title", NONE),
        body=wording.get("body", NONE),
        events=wording.get("events", NONE),
    )


def _areas(
    values: Sequence[PeriodValue],
    actions: Mapping[uuid.UUID, JointAction],
    reports: Mapping[uuid.UUID, PeriodReport],
    standing: Mapping[str, Standing],
    viewer: Viewer,
) -> list[Area]:
    lines: dict[str, list[Line]] = {}
    for value in values:
        row = actions.get(value.action_id)
        if row is not None:
            lines.setdefault(value.area, []).append(
                _line(value, row, reports.get(value.report_id) if value.report_id else None)
            )
    found = []
    for area in framework.led_areas(viewer):
        code = area.area.reference.removeprefix("area-")
        if code in lines:
            found.append(
                Area(
                    code=code,
                    title={"en": area.area.title_en, "ja": area.area.title_ja},
                    leads={side: lead.post.name for side, lead in area.leads.items()}
                    if viewer.account
                    else {},
                    standing=standing.get(code, Standing()),
                    lines=lines.pop(code),
                )
            )
    for code, rest in lines.items():
        title = {"en": "Outside the areas", "ja": "分野外"}
        found.append(Area(code, title, {}, standing.get(code or "-", Standing()), rest))
    return found


def _line(value: PeriodValue, row: JointAction, report: PeriodReport | None) -> Line:
    version: Version | None = report.entry.version if report is not None else None
    agreed = version is not None and value.step in ("confirmed", "reported")
    wording = version.wording if version is not None and agreed else {}
    facts = version.facts if version is not None and agreed else {}
    ended = row.entry.version.note if row.state in GONE else ""
    return Line(
        reference=row.reference,
        title={"en": row.title_en, "ja": row.title_ja},
        nature=value.nature,
        progress=value.progress,
        changed_from=value.last if value.last != value.progress else "",
        step=value.step,
        ending=value.ending,
        ending_why={"en": ended, "ja": ended} if ended else wording.get("reason", NONE),
        result_kind=value.result_kind,
        done=wording.get("body", NONE),
        conclusion=wording.get("conclusion", NONE),
        reason=wording.get("reason", NONE),
        activity_date=str(facts.get("activity_date") or ""),
        activity_kind=str(facts.get("activity_kind") or ""),
        evidence=tuple(facts.get("sources") or ()),
        corrects=str(facts.get("should_have_been") or ""),
        not_agreed=value.reported if value.step == "not_agreed" else "",
        why=value.why,
        report=report.reference if report is not None else "",
    )
