"""Writing reviews: opened, with changes, proposed, decided, taken back or dropped."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from kakehashi.errors import Words
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Edition
from kakehashi.framework.revising import plan, standing
from kakehashi.framework.revising.editions import areas_by_code
from kakehashi.framework.revising.refusals import (
    EditionNotLater,
    NothingChanges,
    NumberTaken,
    ParentEnded,
    ProvisionNotStanding,
    SplitNeedsTwo,
)
from kakehashi.governance.models import Decision, Meeting, Review
from kakehashi.governance.review_rules import (
    DECIDED,
    DROPPED,
    OPEN,
    OVERTAKEN_ANSWER,
    PROPOSED,
    STANDINGS,
)
from kakehashi.governance.selectors.reviews import (
    Outlook,
    change_of,
    changes_of,
    moves_of,
)
from kakehashi.governance.services.carrying_out import PERMISSION, SETTLED, begun_everywhere
from kakehashi.governance.services.review_refusals import (
    ActionsUnanswered,
    AnswerUnknown,
    DecisionNotConfirmed,
    DecisionOfAnotherBody,
    ReasonForDropping,
    ReviewStanding,
    TakesEffectPast,
)
from kakehashi.governance.services.seeing import seen
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import (
    text_of,
)
from kakehashi.records.services.writing import titles_given


def open_review(
    *,
    title: Mapping[str, str],
    words: Mapping[str, str],
    triggers: Sequence[str],
    proposal: Mapping[str, str] | None = None,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Open a review of scope and objectives, shared with the other side at once.

    Args:
        title: what it is called.
        words: what prompted it.
        triggers: of the profile's, as ``technology``; unknown ones are left out.
        proposal: what is proposed, as far as it is known.
        by: who.
        at: when.
        id: an id drawn beforehand.

    Raises:
        NoSide, NotYourRole: when the account may not.
        TextMissing, TooLong: for what is entered.
    """
    viewer = viewer_of(by)
    check_side(viewer, [PERMISSION])
    known = framework.partnership()
    offered = known.settings.get("review_triggers", {}) if known else {}
    with transaction.atomic():
        item = records.create(
            kind="review",
            text=NewText(
                wording={"title": title, "body": words, "proposal": proposal or {}},
                facts={
                    "standing": OPEN,
                    "triggers": [one for one in offered if one in triggers],
                },
            ),
            by=by,
            at=at,
            id=id,
        )
        _share(item, by=by, at=at)
    return item


def _share(item: Item, *, by: Account, at: dt.datetime) -> None:
    drafted = Entry.objects.filter(item=item, face="own", state="draft").exists()
    if drafted and viewer_of(by).may("share"):
        records.share(item=item.pk, by=by, at=at)


def _review(reference: str, by: Account, standings: Sequence[str]) -> Review:
    """Return a review that is in one of the standings.

    Raises:
        NoSide, NotYourRole, NotHere, ReviewStanding: when it may not be changed so.
    """
    check_side(viewer_of(by), [PERMISSION])
    entry = seen(reference, by, "review")
    row = Review.objects.select_related("entry__version", "item").get(pk=entry.pk)
    if row.standing not in standings:
        raise ReviewStanding(standing=STANDINGS[row.standing])
    return row


@transaction.atomic
def add_change(
    *,
    review: str,
    change: str,
    sources: Sequence[str] = (),
    into: str = "",
    number: str = "",
    wording: Mapping[str, Mapping[str, str]] | None = None,
    why: Mapping[str, str] | None = None,
    strength: int | None = None,
    nature: str = "",
    area: str = "",
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Propose one change to the framework in a review, shared with the other side at once.

    A split is one change a part. What other changes may still mend (a number that is taken, a
    single part) is let in and shown; what can never be is refused.

    Args:
        review: reference of the review.
        change: one of :data:`kakehashi.framework.rules.CHANGES`.
        sources: references of the present text that it starts from.
        into: reference of the provision of the present text that goes on; a new one if empty.
        number: its number in the new text.
        wording: ``title``, ``statement``, ``verb`` per language.
        why: the reason per language.
        strength: of the new wording, 0 to 4.
        nature: of the new wording.
        area: code of the area of a new provision that stands under no other.
        by: who.
        at: when.
        id: an id drawn beforehand.

    Raises:
        NoSide, NotYourRole, NotHere, ReviewStanding: when it may not be.
        ProvisionNotStanding, ChangeIncomplete, MergesIntoItself, ChangesInACircle,
        RetiredAndChanged, ChangedTwice, NumberWrong: for what can never be.
        FactWrong, TooLong: for what is entered.
    """
    row = _review(review, by, (OPEN, PROPOSED))
    made = Item.objects.filter(pk=id, kind="provision_change").first() if id else None
    if made is not None:
        return made
    known = {one.reference: one.item for one in standing()}
    for reference in [*sources, *([into] if into else [])]:
        if reference not in known:
            raise ProvisionNotStanding(reference=reference[:40])
    froms = [known[one] for one in dict.fromkeys(sources)]
    target = known[into] if into else None
    texts = {name: dict(words) for name, words in (wording or {}).items()}
    title = texts.pop("title", {})
    if not any(title.values()):
        stands = Entry.objects.filter(item_id__in=froms[:1]).first()
        title = titles_given(stands) if stands else {"en": number, "ja": number}
    facts: dict[str, object] = {
        "review": row.reference,
        "change": change,
        "number": number.strip(),
        "strength": strength,
        "nature": nature,
        "area": area,
    }
    links = [
        LinkTo("of_review", row.item_id),
        *(LinkTo("from_provision", one) for one in froms),
        *([LinkTo("into_provision", target)] if target else []),
    ]
    item = records.create(
        kind="provision_change",
        text=NewText(
            wording={"title": title, **texts, "body": why or {}}, facts=facts, links=links
        ),
        by=by,
        at=at,
        id=id,
    )
    _check_can_be(row, item, by)
    _share(item, by=by, at=at)
    return item


def _check_can_be(review: Review, item: Item, by: Account) -> None:
    entry = Entry.objects.select_related("version").get(item=item)
    new = change_of(entry)
    changes = [one.change for one in changes_of(review.item_id, viewer_of(by))]
    if all(one.key != new.key for one in changes):
        changes.append(new)
    try:
        plan(standing(), changes, areas_by_code())
    except (SplitNeedsTwo, ParentEnded, NumberTaken, NothingChanges):
        return


@transaction.atomic
def take_out(*, change: str, by: Account, at: dt.datetime) -> None:
    """Take a change out of a review. It stays in the history, as withdrawn or discarded.

    Raises:
        NotHere, NotYourRole, NotYourPen, ReviewStanding: when it may not be.
    """
    entry = seen(change, by, "provision_change")
    review = _review(str(entry.version.facts.get("review", "")), by, (OPEN, PROPOSED))
    if entry.state == "draft":
        records.discard(item=entry.item_id, by=by, at=at)
        entry = Entry.objects.filter(item_id=entry.item_id).first() or entry
    if Entry.objects.filter(item_id=entry.item_id).exists():
        records.withdraw(item=entry.item_id, why=review.reference, by=by, at=at)


@transaction.atomic
def answer_moves(*, review: str, moves: Mapping[str, str], by: Account, at: dt.datetime) -> Item:
    """Say where joint actions of split and retired provisions go.

    Args:
        review: reference of the review.
        moves: reference of a joint action to a number of the new text, or ``overtaken``; an empty
            answer takes an earlier one back.
        by: who.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourPen, ReviewStanding: when it may not be.
        AnswerUnknown: for a number that is not in the new text.
    """
    row = _review(review, by, (OPEN, PROPOSED))
    outlook = Outlook(changes_of(row.item_id, viewer_of(by)), {}, viewer=viewer_of(by))
    asked = {one.action.reference for one in outlook.questions}
    numbers = {one.reference for one in outlook.text.provisions} if outlook.text else set()
    known = moves_of(row.entry.version)
    for action, answer in moves.items():
        if action not in asked:
            continue
        if answer and answer != OVERTAKEN_ANSWER and answer not in numbers:
            raise AnswerUnknown(answer=answer[:40])
        known[action] = answer
    kept = {action: answer for action, answer in known.items() if answer and action in asked}
    if kept == moves_of(row.entry.version):
        return row.item
    return _save(row, {"moves": dict(sorted(kept.items()))}, by=by, at=at)


def _save(
    row: Review,
    facts: Mapping[str, object],
    *,
    links: Sequence[LinkTo] = (),
    drops: str = "",
    by: Account,
    at: dt.datetime,
    note: str = "",
) -> Item:
    version = row.entry.version
    text = text_of(version)
    item = records.save(
        item=row.item_id,
        base=version.number,
        text=replace(
            text,
            facts={**text.facts, **facts},
            links=[
                *(
                    one
                    for one in text.links
                    if one.relation != drops and one.relation not in {new.relation for new in links}
                ),
                *links,
            ],
            note=note,
        ),
        by=by,
        at=at,
    )
    _share(item, by=by, at=at)
    return item


@transaction.atomic
def propose_review(*, review: str, decision: str, by: Account, at: dt.datetime) -> Item:
    """Put a review forward as proposed by the body that may: its next text must be one.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourPen, ReviewStanding: when it may not be.
        DecisionOfAnotherBody, DecisionNotConfirmed: for what carries it.
        Refused: when the changes do not make a text.
    """
    row = _review(review, by, (OPEN,))
    carried = _carried(decision, "scope_proposed_by", by)
    _check_text(row, by, answered=False)
    return _save(
        row, {"standing": PROPOSED}, links=[LinkTo("proposed_by", carried.item_id)], by=by, at=at
    )


@transaction.atomic
def decide_review(
    *, review: str, decision: str, takes_effect: dt.date, by: Account, at: dt.datetime
) -> Item:
    """Record that a review was decided by the body that may, and from when the text is in force.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourPen, ReviewStanding: when it may not be.
        DecisionOfAnotherBody, DecisionNotConfirmed: for what carries it.
        TakesEffectPast, EditionNotLater: for the day.
        ActionsUnanswered: while a joint action has nowhere to go.
        Refused: when the changes do not make a text.
    """
    row = _review(review, by, (PROPOSED,))
    carried = _carried(decision, "scope_confirmed_by", by)
    if takes_effect < begun_everywhere(at):
        raise TakesEffectPast(day=day_words(takes_effect))
    last = Edition.objects.order_by("-since").first()
    if last is None or takes_effect <= last.since:
        raise EditionNotLater(
            day=day_words(takes_effect), since=day_words(last.since) if last else "–"
        )
    _check_text(row, by, answered=True)
    return _save(
        row,
        {"standing": DECIDED, "takes_effect": takes_effect.isoformat()},
        links=[LinkTo("carried_by", carried.item_id)],
        by=by,
        at=at,
    )


@transaction.atomic
def undo_decision(*, review: str, by: Account, at: dt.datetime) -> Item:
    """Take a decided review back to proposed, before its text is in force.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourPen: when it may not be.
        ReviewStanding: unless it is decided and not yet in force.
    """
    row = _review(review, by, (DECIDED,))
    return _save(
        row, {"standing": PROPOSED, "takes_effect": None}, drops="carried_by", by=by, at=at
    )


@transaction.atomic
def drop_review(*, review: str, why: str, by: Account, at: dt.datetime) -> Item:
    """Drop a review. It stays listed with the reason.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourPen, ReviewStanding: when it may not be.
        ReasonForDropping: without a reason.
    """
    row = _review(review, by, (OPEN, PROPOSED))
    if not why.strip():
        raise ReasonForDropping
    return _save(row, {"standing": DROPPED}, by=by, at=at, note=why.strip())


def _carried(decision: str, setting: str, by: Account) -> Decision:
    """Return the decision that carries a step of a review.

    Raises:
        NotHere, DecisionOfAnotherBody, DecisionNotConfirmed: for one that does not.
    """
    entry = seen(decision, by, "decision")
    row = Decision.objects.get(pk=entry.pk)
    known = framework.partnership()
    body = str(known.settings.get(setting, "")) if known else ""
    meeting = Meeting.objects.filter(
        reference=row.meeting, audience_id__in=visible_audiences(viewer_of(by))
    ).first()
    if body and (meeting is None or meeting.body != f"body-{body}"):
        raise DecisionOfAnotherBody(decision=decision, body=body_words(body))
    if entry.state not in (*SETTLED, "imported"):
        raise DecisionNotConfirmed(decision=decision)
    return row


def body_words(body: str) -> Words:
    """Return what a body of the profile is called, per language."""
    entry = Entry.objects.filter(kind="body", reference=f"body-{body}").first()
    if entry is None:
        return {"en": body, "ja": body}
    return {"en": entry.title_en, "ja": entry.title_ja}


def _check_text(row: Review, by: Account, *, answered: bool) -> None:
    viewer = viewer_of(by)
    outlook = Outlook(changes_of(row.item_id, viewer), moves_of(row.entry.version), viewer=viewer)
    if outlook.refusal is not None:
        raise outlook.refusal
    if answered and outlook.unanswered:
        names = [one.action.reference for one in outlook.unanswered]
        raise ActionsUnanswered(actions=", ".join(names[:12]))
