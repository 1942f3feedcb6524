"""Writing clearance: asking offices, answering, closing, and what the side wants of it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.clearance.models import Clearance, ClearanceRule, OfficeAsked
from kakehashi.clearance.rules import (
    ANSWERS,
    CLOSED,
    COMPLETE,
    NEEDS_WORDS,
    OPEN,
    SETTLES,
    SILENT,
    is_complete,
    silence_counts,
    whose_turn,
)
from kakehashi.errors import NotHere, Refused
from kakehashi.ledger import services as ledger
from kakehashi.look.dates import day_words
from kakehashi.people.calendars import working_days_until
from kakehashi.people.models import Account, Organisation, Side
from kakehashi.people.rules import OWN_SIDE, Circle, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.people.services import Interner
from kakehashi.records.models import Entry, Item

MOST_OFFICES = 60
LONGEST_WORDS = 20_000
LONGEST_NUMBER = 80
MOST_SILENCE_DAYS = 60


class NoOffices(Refused):
    """Clearance without anybody to ask, or with an office that is not one's own."""

    code = "clearance-offices"
    message = {
        "en": "Name the offices of your own side to ask, each once, at most {most}.",
        "ja": "自国側の協議先を、重複なく{most}件以内で指定してください。",
    }
    hint = {
        "en": "Choose them from the list of organisations.",
        "ja": "組織の一覧から選択してください。",
    }


class ClearanceOpen(Refused):
    """Clearance of this text is under way already."""

    code = "clearance-open"
    status = 409
    message = {
        "en": "Your side's clearance of {reference} is under way already.",
        "ja": "{reference} については、自国側の合議・協議が既に進行中です。",
    }
    hint = {
        "en": "Complete or close it before you ask anew.",
        "ja": "完了又は終了した後に、改めて開始してください。",
    }


class NotYourTurn(Refused):
    """An office answered before it was asked."""

    code = "clearance-turn"
    status = 409
    message = {
        "en": "{office} is asked when the offices before it have answered.",
        "ja": "{office}への協議は、先順位の協議先の回答後となります。",
    }
    hint = {
        "en": "The page shows whose turn it is.",
        "ja": "現在の協議先は画面で確認できます。",
    }


class NotYourOffice(Refused):
    """Somebody answered for an office that is not theirs."""

    code = "clearance-office"
    status = 403
    message = {
        "en": "You cannot answer for {office}.",
        "ja": "{office}としての回答はできません。",
    }
    hint = {
        "en": "Somebody of that office can, or an official who may share for your side.",
        "ja": "当該組織の職員、又は共有の権限を持つ担当者が回答できます。",
    }


class AnswerWordsMissing(Refused):
    """Comments or a condition without words."""

    code = "clearance-words"
    message = {
        "en": "Say what the comment or the condition is.",
        "ja": "意見又は条件の内容がありません。",
    }
    hint = {"en": "One sentence is enough.", "ja": "一文で構いません。"}


class DueBefore(Refused):
    """Answers are wanted by a day that has passed."""

    code = "clearance-due"
    message = {"en": "{day} has passed.", "ja": "{day}は過去の日付です。"}
    hint = {
        "en": "Give a day from today on, or none.",
        "ja": "本日以降の日付を指定するか、空欄にしてください。",
    }


class DecisionNumberMissing(Refused):
    """A decision taken elsewhere without its number."""

    code = "clearance-decision-number"
    message = {
        "en": "Give the number of the decision, up to {most} characters.",
        "ja": "決裁等の番号を{most}字以内で入力してください。",
    }
    hint = {
        "en": "Copy it from the system in which the decision was taken.",
        "ja": "決裁を行ったシステムに表示されている番号を転記してください。",
    }


class SilenceDaysWrong(Refused):
    """A rule about silence with a number of days that is none."""

    code = "clearance-silence-days"
    message = {
        "en": "Working days are a whole number from 0 to {most}.",
        "ja": "営業日数は、0から{most}までの整数で指定してください。",
    }
    hint = {
        "en": "0 means that silence never counts as cleared.",
        "ja": "0とすると、回答がないことを異議なしとはみなしません。",
    }


class ClearanceNotComplete(Refused):
    """The side does not confirm before its clearance is complete."""

    code = "clearance-not-complete"
    status = 409
    message = {
        "en": "Your side's clearance is not complete: {offices}.",
        "ja": "自国側の合議・協議が完了していません（{offices}）。",
    }
    hint = {
        "en": "Wait for the answers, close the clearance, or ask a coordinator to allow "
        "confirming before it is complete. The other side does not see this.",
        "ja": "回答を待つか、合議・協議を終了するか、完了前の確認を認める設定への変更を"
        "調整担当に依頼してください。この表示は相手側には見えません。",
    }


def ask(
    *,
    item: uuid.UUID,
    offices: Sequence[tuple[str, str]],
    due: dt.date | None,
    in_order: bool,
    note: str = "",
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Clearance:
    """Ask offices of one's own side about the newest text of a record.

    Args:
        item: the record.
        offices: organisation and division, in order.
        due: by when.
        in_order: whether one after the other.
        note: what is asked.
        by: who asks.
        at: when.
        id: an id drawn beforehand; sent a second time it gives the clearance the first made.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        NoOffices, DueBefore, ClearanceOpen: for what is entered.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["read_own_side", "write"])
    home = Side.objects.get(pk=side)
    today = at.astimezone(ZoneInfo(home.zone)).date()
    with transaction.atomic():
        entry = _face(item, by)
        Item.objects.select_for_update(of=("self",)).get(pk=item)
        made = Clearance.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.item_id, made.side_id) != (item, side):
                raise NotHere
            return made
        named = [(code.strip(), division.strip()[:120]) for code, division in offices if code]
        own = set(
            Organisation.objects.filter(
                pk__in=[code for code, _division in named], side_id=side
            ).values_list("pk", flat=True)
        )
        wrong = any(code not in own for code, _division in named)
        if not 0 < len(named) <= MOST_OFFICES or len(set(named)) != len(named) or wrong:
            raise NoOffices(most=MOST_OFFICES)
        if due is not None and due < today:
            raise DueBefore(day=day_words(due))
        if Clearance.objects.filter(item_id=item, side_id=side, state=OPEN).exists():
            raise ClearanceOpen(reference=entry.reference)
        clearance = Clearance(
            item_id=item,
            version_id=entry.version_id,
            side_id=side,
            in_order=in_order,
            due_date=due,
            note=note.strip()[:LONGEST_WORDS],
            number=Clearance.objects.filter(item_id=item, side_id=side).count() + 1,
            silence=due is not None
            and silence_counts(
                working_days_until(today, due, [home.calendar]), silence_days_of(side)
            ),
            by=by,
            post_id=by.post_id,
            at=at,
            audience_id=Interner().number(
                Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,))
            ),
        )
        if id is not None:
            clearance.id = id
        clearance.save(force_insert=True)
        OfficeAsked.objects.bulk_create(
            OfficeAsked(
                clearance=clearance, organisation_id=code, division=division, position=position
            )
            for position, (code, division) in enumerate(named)
        )
        _note(clearance, "offices_asked", by=by, at=at, facts={"offices": len(named)})
    return clearance


def answer(*, office: int, given: str, words: str = "", by: Account, at: dt.datetime) -> Clearance:
    """Answer for one office; an answer may be changed while the clearance is open.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be, or the clearance is over.
        NotYourTurn, NotYourOffice, AnswerWordsMissing: for what is entered.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["read_own_side", "comment"])
    if given not in ANSWERS:
        raise NotHere
    with transaction.atomic():
        asked = (
            OfficeAsked.objects.select_related("clearance", "organisation")
            .filter(
                pk=office,
                clearance__audience_id__in=visible_audiences(viewer),
                clearance__state=OPEN,
            )
            .first()
        )
        if asked is None:
            raise NotHere
        clearance = Clearance.objects.select_for_update().get(pk=asked.clearance_id)
        name = {"en": asked.organisation.name_en, "ja": asked.organisation.name_ja}
        if asked.organisation_id != viewer.organisation and not viewer.may("share"):
            raise NotYourOffice(office=name)
        others = list(clearance.offices.order_by("position"))
        answers = [one.answer for one in others]
        place = next(at for at, one in enumerate(others) if one.pk == asked.pk)
        if not answers[place] and place not in whose_turn(answers, in_order=clearance.in_order):
            raise NotYourTurn(office=name)
        if given in NEEDS_WORDS and not words.strip():
            raise AnswerWordsMissing
        answers[place] = given
        OfficeAsked.objects.filter(pk=asked.pk).update(
            answer=given,
            words=words.strip()[:LONGEST_WORDS],
            version_id=_face(clearance.item_id, by).version_id,
            by=by,
            at=at,
        )
        _note(
            clearance, "office_answered", by=by, at=at, facts={"office": asked.pk, "answer": given}
        )
        if is_complete(answers):
            _settle(clearance, COMPLETE, by=by, at=at)
    return clearance


def close(*, clearance: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Close a clearance before it is complete.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be, or it is over.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["read_own_side", "write", "share"])
    with transaction.atomic():
        found = (
            Clearance.objects.select_for_update()
            .filter(pk=clearance, audience_id__in=visible_audiences(viewer), state=OPEN)
            .first()
        )
        if found is None:
            raise NotHere
        _settle(found, CLOSED, by=by, at=at)


def give(clearances: Sequence[str], *, to: str, by: Account, at: dt.datetime) -> None:
    """Make ``to`` the post whose clearances these are: answers come back to it."""
    for one in Clearance.objects.filter(pk__in=clearances):
        Clearance.objects.filter(pk=one.pk).update(post_id=to)
        _note(one, "owner_changed", by=by, at=at, facts={"post": to, "before": one.post_id or ""})


def enter_decision(
    *, clearance: uuid.UUID, number: str, date: dt.date | None, by: Account, at: dt.datetime
) -> None:
    """Enter the number of the decision taken elsewhere on what was cleared; or correct it.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        DecisionNumberMissing: for a number that is empty or too long.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["read_own_side", "write"])
    number = number.strip()
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise DecisionNumberMissing(most=LONGEST_NUMBER)
    with transaction.atomic():
        found = (
            Clearance.objects.select_for_update()
            .filter(pk=clearance, audience_id__in=visible_audiences(viewer))
            .first()
        )
        if found is None:
            raise NotHere
        Clearance.objects.filter(pk=found.pk).update(decision_number=number, decision_date=date)
        _note(found, "decision_entered", by=by, at=at)


def take_silence(*, clearance: uuid.UUID, at: dt.datetime) -> bool:
    """Count as cleared who did not answer by the day, where that was said when they were asked.

    Who has answered with comments stays to be dealt with. Done once, whoever calls it.

    Args:
        clearance: its id.
        at: now.

    Returns:
        Whether anything was counted.
    """
    with transaction.atomic():
        found = (
            Clearance.objects.select_for_update(of=("self",))
            .select_related("side")
            .filter(pk=clearance, state=OPEN, silence=True, due_date__isnull=False)
            .first()
        )
        if found is None or found.due_date is None:
            return False
        if at.astimezone(ZoneInfo(found.side.zone)).date() <= found.due_date:
            return False
        silent = OfficeAsked.objects.filter(clearance=found, answer="")
        counted = silent.update(answer=SILENT, at=at)
        if not counted:
            return False
        _note(found, "silence_counted", by=None, at=at, facts={"offices": counted})
        if is_complete(list(found.offices.values_list("answer", flat=True))):
            _settle(found, COMPLETE, by=None, at=at)
    return True


def set_rule(
    *, confirm_before: bool, silence_days: int = 0, by: Account, at: dt.datetime
) -> ClearanceRule:
    """Say what one's side wants of clearance; what was asked already keeps what it was told.

    Args:
        confirm_before: whether a text may be confirmed while its clearance is open.
        silence_days: silence counts as cleared where so many working days were given; 0: never.
        by: a coordinator.
        at: when.

    Raises:
        NoSide, NotYourRole: for anybody but a coordinator.
        SilenceDaysWrong: for a number of days that is none.
    """
    side = check_side(viewer_of(by), ["manage_people"])
    if not 0 <= silence_days <= MOST_SILENCE_DAYS:
        raise SilenceDaysWrong(most=MOST_SILENCE_DAYS)
    with transaction.atomic():
        rule, _made = ClearanceRule.objects.update_or_create(
            side_id=side,
            defaults={
                "confirm_before": confirm_before,
                "silence_days": silence_days,
                "by": by,
                "at": at,
            },
        )
        ledger.append(
            [
                ledger.Entry(
                    name="clearance.rule.clearance_rule_set",
                    actor=str(by.pk),
                    side=side,
                    subject=side,
                    facts={"confirm_before": confirm_before, "silence_days": silence_days},
                    audience_id=Interner().number(
                        Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,))
                    ),
                )
            ],
            at=at,
        )
    return rule


def silence_days_of(side: str) -> int:
    """Return how many working days must be given for silence to count; 0 where it never does."""
    rule = ClearanceRule.objects.filter(side_id=side).first()
    return rule.silence_days if rule else 0


def check_cleared(*, item: uuid.UUID, side: str) -> None:
    """Refuse while a side's clearance of a record is open and it wants it complete first.

    Raises:
        ClearanceNotComplete: naming the offices that are wanting.
    """
    rule = ClearanceRule.objects.filter(side_id=side).first()
    if rule is not None and rule.confirm_before:
        return
    found = Clearance.objects.filter(item_id=item, side_id=side, state=OPEN).first()
    if found is None:
        return
    wanting = [
        one.organisation
        for one in found.offices.select_related("organisation")
        if one.answer not in SETTLES
    ]
    raise ClearanceNotComplete(
        offices={
            "en": ", ".join(one.name_en for one in wanting),
            "ja": "、".join(one.name_ja for one in wanting),
        }
    )


def _face(item: uuid.UUID, by: Account) -> Entry:
    entry = Entry.objects.filter(
        item_id=item, audience_id__in=visible_audiences(viewer_of(by))
    ).first()
    if entry is None:
        raise NotHere
    return entry


def _settle(clearance: Clearance, state: str, *, by: Account | None, at: dt.datetime) -> None:
    Clearance.objects.filter(pk=clearance.pk).update(state=state, settled_at=at)
    clearance.state, clearance.settled_at = state, at
    _note(
        clearance, "clearance_completed" if state == COMPLETE else "clearance_closed", by=by, at=at
    )


def _note(
    clearance: Clearance,
    event: str,
    *,
    by: Account | None,
    at: dt.datetime,
    facts: dict[str, object] | None = None,
) -> None:
    ledger.append(
        [
            ledger.Entry(
                name=f"clearance.clearance.{event}",
                actor=str(by.pk) if by else "",
                side=clearance.side_id,
                subject=str(clearance.item_id),
                facts={"clearance": str(clearance.pk), **(facts or {})},
                audience_id=clearance.audience_id,
            )
        ],
        at=at,
    )
