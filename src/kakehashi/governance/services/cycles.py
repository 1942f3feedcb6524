"""Writing partnership years: planning one, and what became of its steps."""

import datetime as dt
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.governance.models import Cycle, CycleStep, Meeting, YearStep
from kakehashi.governance.selectors.cycles import year_of
from kakehashi.governance.services.seeing import seen
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import OWN_SIDE, PARTICIPANTS, Circle, check_side
from kakehashi.people.selectors import sides, viewer_of, visible_audiences
from kakehashi.people.services import intern_audience
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.rules import DRAFT, SHARED_STATE
from kakehashi.records.services import NewText
from kakehashi.records.services.plans import OWN_FACE, note_event

FARTHEST = 250
"""Working days before or after its meeting that a step may lie."""


class CycleDaysWrong(Refused):
    """The last day of a partnership year lies before its first, or more than two years after."""

    code = "cycle-days-wrong"
    message = {
        "en": "A partnership year cannot run from {first} to {last}.",
        "ja": "{first}から{last}までを年次サイクルの期間とすることはできません。",
    }
    hint = {
        "en": "Choose a last day after the first one, at most two years later.",
        "ja": "最終日は、初日より後、2年以内の日を選択してください。",
    }


class CyclePlanned(Refused):
    """There is a partnership year over these days already."""

    code = "cycle-planned"
    status = 409
    message = {
        "en": "{reference} already covers some of these days.",
        "ja": "この期間の全部又は一部は、既に{reference}に含まれています。",
    }
    hint = {
        "en": "Open that partnership year, or choose days after its last one.",
        "ja": "当該年次サイクルを開くか、その最終日より後の期間を選択してください。",
    }


class StepNotYours(Refused):
    """A step is the other side's own."""

    code = "step-not-yours"
    status = 403
    message = {
        "en": "“{step}” is for {side} to say.",
        "ja": "「{step}」は{side}が記録する手順です。",
    }
    hint = {
        "en": "Ask their coordinator.",
        "ja": "相手側の調整担当に依頼してください。",
    }


class StepSettled(Refused):
    """A step is done or set aside already."""

    code = "step-settled"
    status = 409
    message = {
        "en": "“{step}” is already done or not needed.",
        "ja": "「{step}」は、既に実施済み又は不要とされています。",
    }
    hint = {
        "en": "Open it again first, if that was a mistake.",
        "ja": "誤りの場合は、まず未了に戻してください。",
    }


class StepReasonMissing(Refused):
    """A step is said not to be needed, but not why."""

    code = "step-reason-missing"
    message = {
        "en": "It is not said why “{step}” is not needed.",
        "ja": "「{step}」が不要である理由が示されていません。",
    }
    hint = {
        "en": "One sentence in one language is enough.",
        "ja": "いずれかの言語で一文を記入してください。",
    }


class StepTooFar(Refused):
    """A step is put more than a year of working days from its meeting."""

    code = "step-too-far"
    message = {
        "en": "A step lies at most {most} working days from its meeting.",
        "ja": "手順は、会合から{most}営業日以内に置いてください。",
    }
    hint = {
        "en": "Enter a smaller number.",
        "ja": "より小さい数を入力してください。",
    }


def plan_cycle(
    *,
    first_day: dt.date,
    last_day: dt.date,
    title: Mapping[str, str],
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Plan a partnership year: a shared wording, drafted on one's own side, with every step.

    The steps are those of the profile. Each hangs on the meeting of its body in that year that
    the account sees; where there is none yet, on the first that will be set.

    Raises:
        NoSide, NotYourRole: when the account may not set meetings.
        CycleDaysWrong: for days that are no year.
        CyclePlanned: when the account sees one over these days.
        TextMissing, TooLong: for the title.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["manage_meetings"])
    if not dt.timedelta(0) < last_day - first_day <= dt.timedelta(days=2 * 366):
        raise CycleDaysWrong(first=day_words(first_day), last=day_words(last_day))
    with transaction.atomic():
        made = Item.objects.filter(pk=id, kind="cycle", origin=viewer.side).first() if id else None
        if made is not None:
            return made
        other = Cycle.objects.filter(
            audience_id__in=visible_audiences(viewer),
            first_day__lte=last_day,
            last_day__gte=first_day,
        ).exclude(state__in=["withdrawn", "overtaken"])
        found = other.first()
        if found is not None:
            raise CyclePlanned(reference=found.reference)
        item = records.create(
            kind="cycle",
            text=NewText(
                wording={"title": title},
                facts={"first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
            ),
            by=by,
            at=at,
            id=id,
        )
        plan_steps(item, first_day=first_day, last_day=last_day, by=by)
    return item


def plan_steps(item: Item, *, first_day: dt.date, last_day: dt.date, by: Account) -> None:
    """Write the steps of a partnership year that was just made."""
    held = (
        Meeting.objects.filter(
            audience_id__in=visible_audiences(viewer_of(by)),
            date__gte=first_day,
            date__lte=last_day,
        )
        .exclude(standing="cancelled")
        .order_by("date", "pk")
    )
    meetings: dict[str, list[Meeting | None]] = {}
    for one in held:
        meetings.setdefault(one.body, []).append(one)
    every = list(sides())
    none: list[Meeting | None] = [None]
    CycleStep.objects.bulk_create(
        row
        for step in YearStep.objects.all()
        for meeting in meetings.get(step.body, none)
        for row in _rows(item, step, meeting, every)
    )


def _rows(
    item: Item, step: YearStep, meeting: Meeting | None, every: Sequence[Side]
) -> Iterable[CycleStep]:
    owners: Sequence[Side | None] = every if step.each_side else [None]
    for side in owners:
        yield CycleStep(
            item=item,
            code=step.code,
            name_en=step.name_en,
            name_ja=step.name_ja,
            note_en=step.note_en,
            note_ja=step.note_ja,
            body=step.body,
            meeting_id=meeting.item_id if meeting else None,
            offset=step.offset,
            side=side,
            position=step.position,
        )


def add_meeting(*, cycle: str, meeting: str, by: Account, at: dt.datetime) -> int:
    """Hang steps on one more meeting of a partnership year; return how many there are now.

    Steps of its body that hang on no meeting yet are hung on it; else it gets steps of its own.

    Raises:
        NoSide, NotYourRole: when the account may not set meetings.
        NotHere: for a year or a meeting that the account does not see.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["manage_meetings"])
    with transaction.atomic():
        entry = seen(cycle, by, "cycle")
        item = Item.objects.select_for_update(of=("self",)).get(pk=entry.item_id)
        seen(meeting, by, "meeting")
        found = Meeting.objects.get(reference=meeting, audience_id__in=visible_audiences(viewer))
        rows = CycleStep.objects.filter(item=item, body=found.body)
        if not rows.filter(meeting=found.item_id).exists():
            waiting = rows.filter(meeting=None, done_at=None)
            if not waiting.update(meeting=found.item_id):
                every = list(sides())
                CycleStep.objects.bulk_create(
                    row
                    for step in YearStep.objects.filter(body=found.body)
                    for row in _rows(item, step, found, every)
                )
            _note(item, "meeting_added", by=by, at=at, facts={"meeting": meeting})
        return rows.filter(meeting=found.item_id).count()


def finish_step(*, cycle: str, step: int, on: dt.date, by: Account, at: dt.datetime) -> CycleStep:
    """Say that a step is done; the day it was due no longer moves. A second time changes nothing.

    Args:
        cycle: reference of the year.
        step: number of the step.
        on: the day it was done, on the doer's calendar.
        by: who says so.
        at: when.

    Raises:
        NoSide, NotYourRole, StepNotYours: when it is not theirs to say.
        NotHere: for a year or step that the account does not see.
        StepSettled: when it was set aside.
    """
    with transaction.atomic():
        row = _open(cycle, step, by)
        if row.done_at is not None:
            return row
        if row.skipped_at is not None:
            raise StepSettled(step=_named(row))
        year = year_of(row.item_id, viewer_of(by), on)
        due = next((one for one in year.steps if one.row.pk == row.pk), None)
        row.done_on, row.done_at, row.done_by = on, at, by
        if due is not None and due.day is not None and due.meeting is not None:
            row.meeting_id, row.kept_day = due.meeting.item_id, due.day
            row.kept_for = _known_only_to(due.meeting.item_id, by)
        row.save()
        _note(row.item, "step_done", by=by, at=at, facts=_what(row))
    return row


def skip_step(
    *, cycle: str, step: int, reason: Mapping[str, str], by: Account, at: dt.datetime
) -> CycleStep:
    """Say that a step is not needed this time, and why.

    Raises:
        NoSide, NotYourRole, StepNotYours: when it is not theirs to say.
        NotHere: for a year or step that the account does not see.
        StepReasonMissing: without a reason.
        StepSettled: when it is done or set aside already.
    """
    with transaction.atomic():
        row = _open(cycle, step, by)
        words = {code: " ".join(reason.get(code, "").split())[:300] for code in ("en", "ja")}
        if not row.open:
            raise StepSettled(step=_named(row))
        if not any(words.values()):
            raise StepReasonMissing(step=_named(row))
        row.reason_en, row.reason_ja = words["en"], words["ja"]
        row.skipped_at, row.skipped_by = at, by
        row.save()
        _note(row.item, "step_not_needed", by=by, at=at, facts=_what(row))
    return row


def reopen_step(*, cycle: str, step: int, by: Account, at: dt.datetime) -> CycleStep:
    """Open a step again that was done or set aside; its day moves with the meeting again.

    Raises:
        NoSide, NotYourRole, StepNotYours: when it is not theirs to say.
        NotHere: for a year or step that the account does not see.
    """
    with transaction.atomic():
        row = _open(cycle, step, by)
        if row.open:
            return row
        row.done_on = row.done_at = row.done_by = row.kept_day = None
        row.skipped_at = row.skipped_by = None
        row.kept_for = row.reason_en = row.reason_ja = ""
        row.save()
        _note(row.item, "step_reopened", by=by, at=at, facts=_what(row))
    return row


def offset_of(days: str, *, after: bool) -> int:
    """Return an offset from a number of working days as it was typed, full-width figures too.

    Raises:
        StepTooFar: for what is no whole number within a year of working days.
    """
    figures = unicodedata.normalize("NFKC", days).strip()
    if not (figures.isascii() and figures.isdigit()) or int(figures) > FARTHEST:
        raise StepTooFar(most=FARTHEST)
    return int(figures) if after else -int(figures)


def move_step(*, cycle: str, step: int, offset: int, by: Account, at: dt.datetime) -> CycleStep:
    """Put a step at another distance from its meeting, in working days of every calendar.

    Raises:
        NoSide, NotYourRole, StepNotYours: when it is not theirs to say.
        NotHere: for a year or step that the account does not see.
        StepSettled: when it is done or set aside.
        StepTooFar: for more than a year.
    """
    with transaction.atomic():
        row = _open(cycle, step, by)
        if not row.open:
            raise StepSettled(step=_named(row))
        if abs(offset) > FARTHEST:
            raise StepTooFar(most=FARTHEST)
        if offset != row.offset:
            before, row.offset = row.offset, offset
            row.save(update_fields=["offset"])
            facts = {**_what(row), "before": before, "offset": offset}
            _note(row.item, "step_moved", by=by, at=at, facts=facts)
    return row


def _open(cycle: str, step: int, by: Account) -> CycleStep:
    """Return a step of a year that ``by`` sees, the year locked."""
    viewer = viewer_of(by)
    check_side(viewer, ["manage_meetings"])
    entry = seen(cycle, by, "cycle")
    Item.objects.select_for_update(of=("self",)).get(pk=entry.item_id)
    row = (
        CycleStep.objects.filter(pk=step, item_id=entry.item_id)
        .select_related("item", "side")
        .first()
    )
    if row is None or (row.meeting_id and not _sees(row.meeting_id, by)):
        raise NotHere
    if row.side is not None and row.side_id != viewer.side:
        side = {"en": row.side.name_in("en"), "ja": row.side.name_in("ja")}
        raise StepNotYours(step=_named(row), side=side)
    return row


def _sees(meeting: uuid.UUID, by: Account) -> bool:
    audiences = visible_audiences(viewer_of(by))
    return Entry.objects.filter(item_id=meeting, audience_id__in=audiences).exists()


def _named(row: CycleStep) -> dict[str, str]:
    return {"en": row.name_in("en"), "ja": row.name_in("ja")}


def _what(row: CycleStep) -> dict[str, object]:
    return {"step": row.code, "number": row.pk}


def _known_only_to(meeting: uuid.UUID, by: Account) -> str:
    """Return the side that alone knows the day of a meeting by the face that ``by`` sees."""
    entry = Entry.objects.filter(
        item_id=meeting, audience_id__in=visible_audiences(viewer_of(by))
    ).first()
    return (by.side_id or "") if entry is not None and entry.face == OWN_FACE else ""


def _note(
    item: Item,
    event: str,
    *,
    by: Account,
    at: dt.datetime,
    facts: Mapping[str, object],
) -> None:
    """Note what happened to a working row: for officials of the sides alone, never the public."""
    shared = Entry.objects.filter(item=item).exclude(face=OWN_FACE).exists()
    circle = Circle(
        reach=PARTICIPANTS if shared else OWN_SIDE,
        state=SHARED_STATE if shared else DRAFT,
        origin=by.side_id or "",
        sides=tuple(item.sides),
    )
    note_event(item, event, by=by, at=at, audience=intern_audience(circle), facts=facts)
