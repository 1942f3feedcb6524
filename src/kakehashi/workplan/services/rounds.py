"""Opening, locking and publishing a progress round."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.look.dates import day_words, say_partial
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import PARTICIPANTS, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.rules import WITHDRAWN, check_step
from kakehashi.records.services import LinkTo, NewText, ReasonMissing
from kakehashi.records.services.plans import SHARED_FACE, note_event, standing_of, text_of
from kakehashi.records.services.sharing import move_on
from kakehashi.records.services.writing import locked
from kakehashi.trust import canonical_bytes, sha256_hex
from kakehashi.workplan.models import PeriodReport, PeriodValue, Round
from kakehashi.workplan.rounds.rules import (
    CARRIED,
    CONFIRMED,
    LATEST_DUE,
    LOCKED,
    NOT_AGREED,
    OPEN,
    REPORTED,
    STANDING,
    PeriodNotOver,
    PeriodWrong,
    ReportsDueWrong,
    ReportsUnconfirmed,
    RoundOpen,
)
from kakehashi.workplan.services.actions import settle_all
from kakehashi.workplan.services.settling import (
    BATCH,
    GONE,
    actions_on_sheets,
    fresh_value,
)

LONGEST_DAYS = 2 * 366
NAMED_AT_MOST = 5
"""References that a refusal names; it says how many there are beside them."""


def open_round(
    *,
    text: NewText,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Open the progress round of a period, shared with the other side at once.

    Every joint action that the sides share is on its sheet with the value of the last period,
    which stands unless somebody reports a change. Queries do not grow with joint actions.

    Args:
        text: title and remarks; facts ``starts``, ``ends`` and ``freeze_date``.
        by: who opens it; their side holds the pen, and locks it later.
        at: when.
        id: an id drawn beforehand, as for :func:`kakehashi.records.services.create`.

    Raises:
        NoSide, NotYourRole: when the account may not write and share.
        RoundOpen: while another round is open.
        PeriodWrong: for days that are no period, or not after the last one.
        ReportsDueWrong: for reports due before the period begins, or long after it.
        TextMissing, FactWrong: for what is entered.
    """
    check_side(viewer_of(by), ["write", "share"])
    with transaction.atomic():
        made = Item.objects.filter(pk=id, kind="round").first() if id else None
        if made is not None:
            return made
        # One at a time: two rounds opened at once must not both find none open.
        list(Side.objects.select_for_update(no_key=True).order_by("code"))
        rounds = list(
            Round.objects.exclude(state__in=["draft", *GONE])
            .order_by("-ends", "-pk")
            .values("item_id", "reference", "standing", "ends")
        )
        for one in rounds:
            if one["standing"] == OPEN:
                raise RoundOpen(period=one["reference"])
        last = rounds[0] if rounds else None
        ends = _period(text.facts, last["ends"] if last else None)
        item = records.create(
            kind="round",
            text=NewText(
                wording=text.wording,
                facts={**text.facts, "standing": OPEN, "sheet": None, "locked_date": None},
                links=[*text.links, *([LinkTo("follows", last["item_id"])] if last else [])],
                note=text.note,
            ),
            by=by,
            at=at,
            id=id,
        )
        records.share(item=item.pk, by=by, at=at)
        before = (
            {
                value.action_id: value
                for value in PeriodValue.objects.filter(period_id=last["item_id"])
            }
            if last
            else {}
        )
        PeriodValue.objects.bulk_create(
            [
                fresh_value(row, item.pk, ends, before.get(row["item_id"]))
                for row in actions_on_sheets()
            ],
            batch_size=BATCH,
        )
    return item


def _said(day: object) -> dict[str, str]:
    return {code: say_partial(str(day), code) if day else "–" for code in ("en", "ja")}


def _period(facts: Mapping[str, object], last: dt.date | None) -> dt.date:
    wrong = PeriodWrong(
        starts=_said(facts.get("starts")),
        ends=_said(facts.get("ends")),
        last=day_words(last) if last else {"en": "none yet", "ja": "なし"},
    )
    try:
        starts = dt.date.fromisoformat(str(facts.get("starts")))
        ends = dt.date.fromisoformat(str(facts.get("ends")))
    except ValueError:
        raise wrong from None
    if starts >= ends or (ends - starts).days > LONGEST_DAYS or (last and starts <= last):
        raise wrong
    due = facts.get("freeze_date")
    if due and not starts <= dt.date.fromisoformat(str(due)) <= ends + LATEST_DUE:
        raise ReportsDueWrong(day=_said(due))
    return ends


def lock_round(
    *,
    item: uuid.UUID,
    left: Mapping[uuid.UUID, str] | None = None,
    by: Account,
    at: dt.datetime,
) -> Item:
    """Lock the period of a round: what was confirmed counts, all else stands as it was.

    The values go with the round as a digest, so that confirming the locked round confirms every
    one of them. Queries do not grow with joint actions, but with reports left unconfirmed.

    Args:
        item: the round.
        left: reports not confirmed in time, each with the reason why the last value stands.
        by: who locks, of the side that holds the pen of the round.
        at: when.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
        PeriodLocked: when it is locked already.
        PeriodNotOver: before the period is over.
        ReportsUnconfirmed: when a changed report is neither confirmed nor left with a reason.
        ReasonMissing: for a report left without one.
    """
    reasons = {key: why.strip() for key, why in (left or {}).items()}
    with transaction.atomic():
        found, entry, version = locked(item, by)
        if found.kind != "round":
            raise NotHere
        viewer = viewer_of(by)
        check_step(viewer, standing_of(found, entry), "save")
        check_side(viewer, ["share"])
        facts = version.facts
        if at.date() <= dt.date.fromisoformat(facts["ends"]):
            raise PeriodNotOver(ends=_said(facts["ends"]))
        values = list(
            PeriodValue.objects.select_for_update(of=("self",))
            .filter(period=found)
            .select_related("action", "report")
            .order_by("sort_key", "action_id")
        )
        _leave(values, reasons, by=by, at=at)
        for value in values:
            if value.step == STANDING:
                value.step = CARRIED
            value.locked_date = at.date()
        PeriodValue.objects.bulk_update(
            values,
            ["step", "locked_date", "why", "reported", "report", "progress", "result_kind"],
            batch_size=BATCH,
        )
        text = text_of(version)
        records.save(
            item=found.pk,
            base=version.number,
            text=NewText(
                wording=text.wording,
                facts={
                    **text.facts,
                    "standing": LOCKED,
                    "locked_date": at.date().isoformat(),
                    "sheet": sheet_digest(values),
                },
                links=text.links,
                marking=text.marking,
                authoritative=text.authoritative,
                language_states=text.language_states,
            ),
            by=by,
            at=at,
        )
        records.share(item=found.pk, by=by, at=at)
        note_event(
            found,
            "locked",
            by=by,
            at=at,
            audience=version.audience_id,
            facts={
                step: sum(value.step == step for value in values)
                for step in (CARRIED, CONFIRMED, NOT_AGREED)
            },
        )
        settle_all()
    return found


def _leave(
    values: list[PeriodValue], reasons: Mapping[uuid.UUID, str], *, by: Account, at: dt.datetime
) -> None:
    """Let the last value stand where a report came too late; refuse what is undecided."""
    undecided = [
        value for value in values if value.step == REPORTED and value.report_id not in reasons
    ]
    if undecided:
        which = ", ".join(value.action.reference for value in undecided[:NAMED_AT_MOST])
        more = len(undecided) > NAMED_AT_MOST
        raise ReportsUnconfirmed(number=len(undecided), which=which + (" …" if more else ""))
    for value in values:
        if value.step != REPORTED or value.report is None:
            continue
        why = reasons[value.report.pk]
        if not why:
            raise ReasonMissing
        face = (
            Entry.objects.filter(item=value.report, face=SHARED_FACE)
            .select_related("version")
            .get()
        )
        # Nobody's pen is asked for: the round ends it, and its drafter reads why.
        report, reported = value.report, value.reported
        move_on(
            report,
            face,
            face.version,
            state=WITHDRAWN,
            face=SHARED_FACE,
            reach=PARTICIPANTS,
            event="not_agreed",
            by=by,
            at=at,
            note=why,
        )
        value.step, value.why = NOT_AGREED, why
        value.report, value.reported, value.progress = report, reported, value.last


def sheet_digest(values: list[PeriodValue]) -> str:
    """Return SHA-256 over the values of a period, in hexadecimal.

    The bytes are canonical JSON: ``type``, and ``values`` as lists of reference of the joint
    action, progress, step, ending and kind of result, in the order of the references.
    """
    return sha256_hex(
        canonical_bytes(
            {
                "type": "kakehashi.period-values.v1",
                "values": sorted(
                    [
                        value.action.reference,
                        value.progress,
                        value.step,
                        value.ending,
                        value.result_kind,
                    ]
                    for value in values
                ),
            }
        )
    )


def publish_round(*, item: uuid.UUID, by: Account, at: dt.datetime) -> bool:
    """Ask for, or consent to, publication of a locked round with the reports confirmed in it.

    Returns:
        Whether the round is published now.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState: when it may not be.
        PublicationPaused, PublicationPlanned: as :func:`kakehashi.records.services.publish`.
    """
    with transaction.atomic():
        found, _entry, _version = locked(item, by)
        if found.kind != "round" or not Round.objects.filter(item=found, standing=LOCKED).exists():
            raise NotHere
        done = records.publish(item=found.pk, by=by, at=at)
        reports = PeriodReport.objects.filter(
            period=found.reference,
            state="confirmed",
            audience_id__in=visible_audiences(viewer_of(by)),
        ).values_list("item_id", flat=True)
        for report in reports:
            records.publish(item=report, by=by, at=at)
    return done
