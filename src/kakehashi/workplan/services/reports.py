"""Reporting in a round: starting a report, taking over updates, putting forward, taking back."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.workplan.models import JointAction, PeriodReport, PeriodValue, Round
from kakehashi.workplan.rounds.reading import newest_updates
from kakehashi.workplan.rounds.rules import LOCKED, PeriodLocked
from kakehashi.workplan.services.settling import GONE


def _open(period: uuid.UUID, viewer: Viewer) -> Round:
    """Return the round as ``viewer`` sees it.

    Raises:
        NotHere: when they do not.
        PeriodLocked: when it is not open.
    """
    found = Round.objects.filter(item_id=period, audience_id__in=visible_audiences(viewer)).first()
    if found is None:
        raise NotHere
    if found.standing == LOCKED or found.state in GONE:
        raise PeriodLocked(period=found.reference)
    return found


def start_report(
    *,
    period: uuid.UUID,
    action: uuid.UUID,
    text: NewText | None = None,
    by: Account,
    at: dt.datetime,
) -> Item:
    """Start the report of a joint action in an open round, or return the one there is.

    It starts from the value of the last period: a draft on one's own side.

    Args:
        period: the round.
        action: the joint action.
        text: what it says, where that is known; facts that come from the round are added.
        by: who writes.
        at: when.

    Raises:
        NotHere, NoSide, NotYourRole: when it may not be.
        PeriodLocked: when the round is not open.
        Refused: as :func:`kakehashi.records.services.create`.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["write"])
    with transaction.atomic():
        found = _open(period, viewer)
        row = (
            JointAction.objects.filter(item_id=action, audience_id__in=visible_audiences(viewer))
            .order_by("pk")
            .first()
        )
        value = PeriodValue.objects.filter(period_id=period, action_id=action).first()
        if row is None or value is None:
            raise NotHere
        there = (
            PeriodReport.objects.filter(
                period=found.reference,
                action=row.reference,
                audience_id__in=visible_audiences(viewer),
            )
            .exclude(state__in=GONE)
            .select_related("item")
            .first()
        )
        if there is not None:
            return there.item
        given = text or NewText(wording={})
        wording = {
            "title": {
                code: words for code, words in (("en", row.title_en), ("ja", row.title_ja)) if words
            },
            **given.wording,
        }
        facts = {
            "progress": value.last,
            **given.facts,
            "period": found.reference,
            "action": row.reference,
            "area": row.area,
            "nature": row.nature,
            "was": value.last,
        }
        links = [LinkTo("about", action), LinkTo("under", period), *given.links]
        return records.create(
            kind="period_report",
            text=replace(given, wording=wording, facts=facts, links=list(dict.fromkeys(links))),
            by=by,
            at=at,
        )


def take_updates(
    *, period: uuid.UUID, actions: Sequence[uuid.UUID], by: Account, at: dt.datetime
) -> dict[uuid.UUID, Item | Refused]:
    """Draft reports from the newest update of each joint action since the last period.

    Progress, date, what was done and its evidence are taken over; the report names the update.

    Returns:
        Joint action to the report, or to why there is none; those without an update are left out.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["write"])
    answers: dict[uuid.UUID, Item | Refused] = {}
    for action, update in newest_updates(_open(period, viewer), viewer, actions).items():
        version = update.entry.version
        facts = version.facts
        try:
            answers[action] = start_report(
                period=period,
                action=action,
                text=NewText(
                    wording={"body": version.wording.get("body", {})},
                    facts={
                        "progress": update.progress,
                        "activity_date": update.date or None,
                        "sources": facts.get("sources"),
                        "sourced": facts.get("sourced"),
                    },
                    links=[LinkTo("arises_from", update.item_id)],
                ),
                by=by,
                at=at,
            )
        except Refused as refusal:
            answers[action] = refusal
    return answers


def put_forward(
    *, reports: Iterable[uuid.UUID], by: Account, at: dt.datetime
) -> dict[uuid.UUID, Refused | None]:
    """Share drafts of reports and confirm them for one's own side, each for itself.

    What is put forward waits for the other side alone.

    Returns:
        Report to what was refused, None where it went.
    """
    answers: dict[uuid.UUID, Refused | None] = {}
    for item in reports:
        try:
            with transaction.atomic():
                _check_report(item)
                records.share(item=item, by=by, at=at)
                entry = Entry.objects.select_related("version").get(item_id=item, face="shared")
                records.confirm(item=item, digest=entry.version.content_digest, by=by, at=at)
        except Refused as refusal:
            answers[item] = refusal
        else:
            answers[item] = None
    return answers


def take_back(*, report: uuid.UUID, why: str, by: Account, at: dt.datetime) -> None:
    """Take back a report that was shared: the last value stands again.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen, PeriodLocked: when it may not be.
        ReasonMissing: without a reason.
    """
    _check_report(report)
    records.withdraw(item=report, why=why, by=by, at=at)


def _check_report(item: uuid.UUID) -> None:
    if not Item.objects.filter(pk=item, kind="period_report").exists():
        raise NotHere


def state_handling(
    *,
    period: uuid.UUID,
    wording: Mapping[str, Mapping[str, str]],
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Start one's side's statement on the handling of sensitive information in a period.

    An own entry: the other side sees it once it is shared, and nobody confirms it.

    Raises:
        NotHere: for a round the account does not see.
        NoSide, NotYourRole: when the account is not its side's security officer.
        TextMissing, TooLong: for what is entered.
    """
    viewer = viewer_of(by)
    found = Round.objects.filter(item_id=period, audience_id__in=visible_audiences(viewer)).first()
    if found is None:
        raise NotHere
    day = {"starts": found.starts, "ends": found.ends}
    return records.create(
        kind="handling_statement",
        text=NewText(
            wording=wording,
            facts={
                "period": found.reference,
                **{name: when.isoformat() for name, when in day.items() if when},
            },
            links=[LinkTo("under", period)],
        ),
        by=by,
        at=at,
        id=id,
    )
