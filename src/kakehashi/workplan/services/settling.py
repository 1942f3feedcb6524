"""What stands in an open round, kept in step with its reports and with the joint actions.

Called in the transaction of every write to them, from whatever page it comes: what is refused here
is refused on all of them.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from kakehashi.errors import Refused
from kakehashi.people.rules import NAMED, OWN_SIDE
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.rules import CONFIRMED as CONFIRMED_STATE
from kakehashi.records.rules import DRAFT, OVERTAKEN, PUBLISHED, WITHDRAWN
from kakehashi.workplan.models import JointAction, PeriodReport, PeriodValue, Round
from kakehashi.workplan.rounds.rules import (
    CONFIRMED,
    LOCKED,
    REPORTED,
    STANDING,
    PeriodLocked,
    ReportThere,
    check_report,
)
from kakehashi.workplan.rules import ENDED_STATES

BATCH = 500
GONE = (WITHDRAWN, OVERTAKEN)

WRITES = ("save", "share", "confirm", "propose", "withdraw", "overtake")
"""Steps that would change what a locked period says."""


def barred_of_round(item: Item) -> Mapping[str, Refused]:
    """Return the steps that a round does not take: once locked it is confirmed and published."""
    locked = Round.objects.filter(item=item, standing=LOCKED).exists()
    refusal = PeriodLocked(period=item.reference)
    return {step: refusal for step in ("save", "propose", "withdraw", "overtake") if locked}


def barred_of_report(item: Item) -> Mapping[str, Refused]:
    """Return the steps that a report does not take: none that changes a period not open."""
    period = PeriodReport.objects.filter(item=item).values_list("period", flat=True).first() or ""
    rounds = Round.objects.filter(reference=period).values_list("standing", "state")
    closed = any(standing == LOCKED or state in GONE for standing, state in rounds)
    refusal = PeriodLocked(period=period)
    return dict.fromkeys(WRITES, refusal) if closed else {}


def settle_rounds(items: Sequence[Item]) -> None:
    """Take away the sheet of a round that was withdrawn before it was locked.

    Once a locked round is published or taken out of sight, the progress that the public reads
    follows.
    """
    pks = [item.pk for item in items]
    gone = list(
        Round.objects.filter(item_id__in=pks, state__in=GONE).values_list("item_id", flat=True)
    )
    PeriodValue.objects.filter(period_id__in=gone, locked_date=None).delete()
    published = Round.objects.filter(item_id__in=pks, state=PUBLISHED, standing=LOCKED)
    if published.exists():
        from kakehashi.workplan.services.actions import settle_all

        settle_all()


def actions_on_sheets() -> "list[dict[str, Any]]":
    """Return every joint action that the sides share, once each: one query.

    What only named people or one side may see is in no joint sheet.
    """
    return _newest(JointAction.objects.all())


def _newest(found: Any) -> list[dict[str, Any]]:
    rows = (
        found.exclude(state=DRAFT)
        .exclude(audience__reach__in=[OWN_SIDE, NAMED])
        .order_by("sort_key", "item_id", "entry__face")
        .values("item_id", "reference", "area", "nature", "sort_key", "state", "entry__face")
    )
    chosen: dict[uuid.UUID, dict[str, Any]] = {}
    for row in rows:
        # "shared" is newer than "public", and after it in the alphabet
        chosen[row["item_id"]] = row
    return list(chosen.values())


def ending_of(state: str) -> str:
    """Return how a joint action in ``state`` ended, or nothing."""
    return state if state in ENDED_STATES else ""


def settle_sheet(items: Iterable[Item]) -> None:
    """Bring the sheets of open rounds in step with joint actions: new ones join, ended ones say so.

    Three queries where a round is open, one where none is.
    """
    actions = [item.pk for item in items if item.kind == "joint_action"]
    opened = open_rounds() if actions else []
    if not opened:
        return
    found = _newest(JointAction.objects.filter(item_id__in=actions))
    for item, ends in opened:
        known = {
            value.action_id: value
            for value in PeriodValue.objects.filter(period_id=item, action_id__in=actions)
        }
        changed = []
        for row in found:
            value = known.get(row["item_id"])
            if value is None:
                continue
            ending = ending_of(row["state"]) or value.last_ending
            if value.step not in (CONFIRMED, REPORTED) and value.ending != ending:
                value.ending = ending
                changed.append(value)
        PeriodValue.objects.bulk_update(changed, ["ending"], batch_size=BATCH)
        PeriodValue.objects.bulk_create(
            [
                fresh_value(row, item, ends, None)
                for row in found
                if row["item_id"] not in known and not ending_of(row["state"])
            ],
            batch_size=BATCH,
        )


def fresh_value(
    row: Mapping[str, Any], period: uuid.UUID, ends: dt.date, last: PeriodValue | None
) -> PeriodValue:
    """Return the value that a joint action begins a round with: the last one, unchanged."""
    value = PeriodValue(
        period_id=period,
        action_id=row["item_id"],
        area=row["area"],
        nature=row["nature"],
        sort_key=row["sort_key"],
        ends=ends,
    )
    if last is not None:
        value.last = value.progress = last.progress
        value.last_ending = last.ending
        value.result_kind = last.result_kind
    value.ending = ending_of(row["state"]) or value.last_ending
    return value


def open_rounds() -> list[tuple[uuid.UUID, dt.date]]:
    """Return item and last day of rounds that are open: one query; there is one at most."""
    return [
        (item, ends)
        for item, ends in Round.objects.filter(standing="open")
        .exclude(state__in=[DRAFT, *GONE])
        .values_list("item_id", "ends")
        .distinct()
        if ends is not None
    ]


def settle_reports(items: Sequence[Item]) -> None:
    """Check reports as their nature asks, and bring the sheet in step with those that are shared.

    Raises:
        ProgressNotOfNature, ReportIncomplete: for what a report says.
        ReportThere: when the joint action has another report in the round.
    """
    pks = [item.pk for item in items]
    faces = list(
        Entry.objects.filter(item_id__in=pks).select_related("version", "periodreport", "item")
    )
    texts = {text.name for text in kind_of("period_report").texts}
    labels = {
        **{fact.name: fact.label for fact in kind_of("period_report").facts},
        **{text.name: text.label for text in kind_of("period_report").texts},
    }
    shared: dict[uuid.UUID, Entry] = {}
    for entry in sorted(faces, key=lambda one: one.face):  # public before shared: the newer stays
        row = entry.periodreport
        told = entry.state != DRAFT
        if entry.state not in GONE:
            check_report(
                action=row.action,
                nature=row.nature,
                facts=entry.version.facts,
                filled=frozenset(name for name in texts if entry.version.wording.get(name)),
                shared=told,
                labels=labels,
                written=entry.version.at.date(),
            )
        if told:
            shared[entry.item_id] = entry
    if shared:
        _put_on_sheet(shared.values())


def _put_on_sheet(entries: Collection[Entry]) -> None:
    rows = {entry.item_id: entry.periodreport for entry in entries}
    values = {
        (value.period.reference, value.action.reference): value
        for value in PeriodValue.objects.select_for_update(of=("self",))
        .filter(
            period__reference__in={row.period for row in rows.values()},
            action__reference__in={row.action for row in rows.values()},
            locked_date=None,
        )
        .select_related("period", "action", "report")
    }
    changed = []
    for entry in entries:
        row = rows[entry.item_id]
        value = values.get((row.period, row.action))
        if value is None:
            continue
        other = value.report_id not in (None, entry.item_id)
        if entry.state in GONE:
            if not other:
                clear(value)
                changed.append(value)
            continue
        if other and value.report is not None:
            raise ReportThere(action=row.action, report=value.report.reference)
        _report(value, row, entry.version, agreed=entry.state in (CONFIRMED_STATE, PUBLISHED))
        changed.append(value)
    PeriodValue.objects.bulk_update(
        changed,
        ["report", "reported", "progress", "step", "ending", "result_kind"],
        batch_size=BATCH,
    )


def _report(value: PeriodValue, row: PeriodReport, version: Version, *, agreed: bool) -> None:
    value.report_id = row.item_id
    value.reported = row.progress
    value.step = CONFIRMED if agreed else REPORTED
    value.progress = row.progress if agreed else value.last
    value.result_kind = str(version.facts.get("result_kind") or "") if agreed else ""
    if agreed:
        value.ending = row.ending or value.last_ending


def clear(value: PeriodValue) -> None:
    """Let the last value stand again: the report of it was taken back."""
    value.report = None
    value.reported = ""
    value.step = STANDING
    value.progress = value.last
    value.ending = value.last_ending
    value.result_kind = ""
