"""Writing action points: opening one, and every step that a side takes on it."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.governance import action_rules as rules
from kakehashi.governance.models import ActionPoint, Meeting
from kakehashi.governance.selectors.actions import standing_of
from kakehashi.governance.selectors.unrecorded import is_unrecorded
from kakehashi.governance.services.action_course import ABOUT, Offices, last_step_at
from kakehashi.governance.services.decisions import (
    DoneInFuture,
    ReplacementMissing,
    WhenMissing,
    WhyMissing,
    replacement,
)
from kakehashi.governance.services.seeing import placed_by, seen
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Post
from kakehashi.people.rules import OWN_SIDE, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import note_event
from kakehashi.records.services.writing import titles_given


class OwnerUnknown(Refused):
    """An action point without an owner, or with a post that there is not, or not any more."""

    code = "owner-unknown"
    message = {
        "en": "No post in force is called “{post}”.",
        "ja": "「{post}」という職は、現在ありません。",
    }
    hint = {
        "en": "An action point has one owner, a post. Choose it from the list.",
        "ja": "対応事項には、担当となる職を一つ定めます。一覧から選択してください。",
    }


class DueMissing(Refused):
    """A due date was to be proposed, but none was given; or one that has passed."""

    code = "due-missing"
    message = {
        "en": "{day} is no due date to come.",
        "ja": "{day}は、今後の期限として使用できません。",
    }
    hint = {
        "en": "Give a day from today on.",
        "ja": "本日以降の日付を記入してください。",
    }


class EvidenceMissing(Refused):
    """A priority action point was reported done without evidence."""

    code = "evidence-missing"
    message = {
        "en": "A priority action point needs evidence that it is done.",
        "ja": "優先の対応事項の完了報告には、根拠が必要です。",
    }
    hint = {
        "en": "Give at least one address where the other side can see it.",
        "ja": "相手側が確認できるアドレスを一つ以上記入してください。",
    }


class ReopenTooLate(Refused):
    """An action point was to be reopened after its time."""

    code = "reopen-too-late"
    status = 409
    message = {
        "en": "It could be reopened until {day}.",
        "ja": "再開できる期間は {day}までです。",
    }
    hint = {
        "en": "Open a new action point about this one.",
        "ja": "この事項に関する新たな対応事項を設けてください。",
    }


class StillOwed(Refused):
    """The end of an action point was to be recorded that is still in somebody's hands."""

    code = "still-owed"
    status = 409
    message = {
        "en": "This is not one whose completion was left unrecorded.",
        "ja": "この対応事項は「完了の記録なし」に当たりません。",
    }
    hint = {
        "en": "Its owner reports it done; a text that no longer holds is withdrawn or overtaken.",
        "ja": "完了は担当が報告します。効力を失った場合は、取下げ又は前提変更により終了とします。",
    }


class ActionMoved(Refused):
    """Somebody took a step while this one was being decided on."""

    code = "action-moved"
    status = 409
    message = {
        "en": "Somebody took a step on {reference} meanwhile.",
        "ja": "この間に、{reference} の状況が変わりました。",
    }
    hint = {
        "en": "Nothing was recorded. Read what was done, then decide again.",
        "ja": "何も記録されていません。経過を確認した上で、改めて操作してください。",
    }


class OwnsAlready(Refused):
    """An action point was to be handed over to the post that owns it."""

    code = "owns-already"
    message = {
        "en": "“{post}” owns it already.",
        "ja": "「{post}」が既に担当となっています。",
    }
    hint = {
        "en": "Choose another post of your side.",
        "ja": "自国側の別の職を選択してください。",
    }


class HandedAcross(Refused):
    """An action point was to be handed over to a post of the other side."""

    code = "handed-across"
    message = {
        "en": "An action point is handed over within one's own side.",
        "ja": "対応事項の引継ぎは、自国側の職に限られます。",
    }
    hint = {
        "en": "Open a new action point for the other side; it decides who owns it.",
        "ja": "相手側には新たな対応事項を設けてください。担当は相手側が定めます。",
    }


@dataclass(frozen=True)
class StepText:
    """What is said with a step. Each step takes what it needs of it."""

    words: Mapping[str, str]
    """Language to what was done, or why."""
    date: dt.date | None = None
    """The day it was done."""
    due: dt.date | None = None
    """The due date proposed."""
    sources: Sequence[str] = ()
    """Addresses of the evidence."""
    post: str = ""
    """The post it is handed over to."""
    replaced_by: str = ""
    """Reference of the record that replaced it."""


NO_WORDS = StepText({})


def open_action_point(
    *,
    title: Mapping[str, str],
    task: Mapping[str, str],
    owner: str,
    due_date: dt.date | None = None,
    priority: bool = False,
    meeting: str = "",
    decision: str = "",
    area: str = "",
    body: str = "",
    about: Sequence[str] = (),
    sources: Sequence[str] = (),
    share: bool = True,
    marking: Marking | None = None,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Open an action point: a shared wording with one owner, shared at once unless told not to.

    Sent a second time with the same ``id`` (a form sent twice) it gives the record already made.

    Args:
        title: per language.
        task: what is to be done, per language.
        owner: id of the post that owns it.
        due_date: the day it is asked for; it is firm once the owner has accepted it.
        priority: whether the other side has to verify it.
        meeting: reference of the meeting it comes from; its body follows it then.
        decision: reference of the decision it carries out.
        area: reference of the area, ``area-`` included.
        body: reference of the body on whose agenda it stays, where no meeting says so.
        about: references of further records that it is about; their provisions and areas become
            its own.
        sources: addresses.
        share: whether it is shared with the other side at once.
        marking: own side until shared where none is given.
        by: who opens it.
        at: when.
        id: an id drawn beforehand.

    Raises:
        NoSide, NotYourRole: when the account may not write, or share.
        NotHere: for a meeting, decision, area, body or other record the account does not see.
        OwnerUnknown: for a post that is not in force.
        DueMissing: for a due date that has passed.
        Refused: as :func:`kakehashi.records.services.create`.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["write", *(["share"] if share else [])])
    with transaction.atomic():
        made = Item.objects.filter(pk=id, kind="action_point", origin=side).first() if id else None
        if made is not None:
            return made
        offices = Offices.read()
        today = offices.day_of(at, side)
        post = post_in_force(owner, today)
        _check_due(due_date, today)
        links = [
            LinkTo(relation, seen(reference, by, kind).item_id)
            for relation, reference, kind in (
                ("of_meeting", meeting, "meeting"),
                ("of_decision", decision, "decision"),
                ("of_area", area, "area"),
                ("of_body", body or _body_of(meeting, by), "body"),
            )
            if reference
        ]
        for face in (seen(reference, by) for reference in about):
            links += [LinkTo(ABOUT, face.item_id), *placed_by(face)]
        item = records.create(
            kind="action_point",
            text=NewText(
                wording={"title": title, "task": task},
                facts={
                    "owner": post.pk,
                    "due_date": due_date.isoformat() if due_date else "",
                    "priority": priority,
                    "date": today.isoformat(),
                    "sources": list(sources),
                },
                links=list(dict.fromkeys(links)),
                marking=marking or Marking(),
            ),
            by=by,
            at=at,
            id=id,
        )
        # Records are owned by posts; this one by the post that is to do it.
        Item.objects.filter(pk=item.pk).update(owner=post)
        if share:
            records.share(item=item.pk, by=by, at=at)
    return item


def post_in_force(post: str, today: dt.date) -> Post:
    """Return a post that there is today.

    Raises:
        OwnerUnknown: when there is none.
    """
    found = Post.objects.filter(pk=post).first()
    if found is None or not found.holds_on(today):
        raise OwnerUnknown(post=post or "-")
    return found


def _body_of(meeting: str, by: Account) -> str:
    if not meeting:
        return ""
    row = Meeting.objects.filter(
        reference=meeting, audience_id__in=visible_audiences(viewer_of(by))
    ).first()
    return row.body if row else ""


def _check_due(due: dt.date | None, today: dt.date) -> None:
    if due is not None and due < today:
        raise DueMissing(day=day_words(due))


def take_step(
    *,
    action: str,
    step: str,
    said: StepText = NO_WORDS,
    after: int | None = None,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Take one step on an action point, as one's own side's entry, shared with the other at once.

    Sent a second time with the same ``id`` (a form sent twice) it gives the entry already made.

    Args:
        action: reference of the action point.
        step: one of :data:`kakehashi.governance.action_rules.STEPS`.
        said: what is said with it.
        after: how many steps whoever takes this one had seen; any number where none is given.
        by: who takes it.
        at: when.
        id: an id drawn beforehand.

    Raises:
        NoSide, NotYourRole: when the account may not.
        NotHere: for an action point the account does not see, or a step there is not.
        ActionMoved: when another step was taken after those that were seen.
        StepNotOpen, StepOfOtherSide: when the tables do not allow it.
        WhyMissing: when nothing says what was done, or why.
        EvidenceMissing: when a priority one is reported done without evidence.
        DueMissing: for a due date that is missing or has passed.
        ReopenTooLate: after ten working days.
        DoneInFuture: for a day of completion still to come.
        OwnerUnknown, OwnsAlready, HandedAcross: when it cannot be handed over to that post.
        StillOwed: when the end is recorded of one that is still in somebody's hands.
        ReplacementMissing, ReplacementUnknown: for what is said to have replaced it.
        FactWrong, TooLong: for what is entered.
    """
    if step not in rules.STEPS:
        raise NotHere
    viewer = viewer_of(by)
    side = check_side(viewer, rules.NEEDS[step])
    with transaction.atomic():
        found = seen(action, by, "action_point")
        made = Item.objects.filter(pk=id, kind="action_entry", origin=side).first() if id else None
        if made is not None:
            return made
        # Two steps at once queue up here; the second is held against where the first led.
        item = Item.objects.select_for_update(of=("self",)).get(pk=found.item_id)
        row = ActionPoint.objects.get(pk=found.pk)
        if after not in (None, row.steps):
            raise ActionMoved(reference=row.reference)
        rules.check_step(viewer, standing_of(row), step)
        at = max(at, last_step_at(item.pk) or at)
        offices = Offices.read()
        said = _checked(row, step, said, side=side, today=offices.day_of(at, side))
        links = [LinkTo(ABOUT, item.pk)]
        if step == rules.WAS_REPLACED:
            if not said.replaced_by.strip():
                raise ReplacementMissing
            links.append(LinkTo("replaced_by", replacement(said.replaced_by.strip(), found, by)))
        made = _enter(found, step, said, links, by=by, at=at, id=id)
        if step == rules.HAND_OVER:
            Item.objects.filter(pk=item.pk).update(owner=said.post)
        note_event(
            item,
            step,
            by=by,
            at=at,
            audience=Entry.objects.get(item=made, face="shared").audience_id,
            facts={"entry": str(made.pk)},
        )
    return made


def _enter(
    found: Entry,
    step: str,
    said: StepText,
    links: Sequence[LinkTo],
    *,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None,  # noqa: A002 - the column's own name
) -> Item:
    # As narrow as the text it is about: what limits that one limits this.
    marking = Marking.from_object(found.version.marking)
    made = records.create(
        kind="action_entry",
        text=NewText(
            wording={
                "title": titles_given(found),
                "body": said.words,
            },
            facts={
                "step": step,
                "date": said.date.isoformat() if said.date else "",
                "due_date": said.due.isoformat() if said.due else "",
                "post": said.post,
                "sources": list(said.sources),
            },
            links=links,
            marking=replace(marking, reach=OWN_SIDE, organisation="", people=()),
        ),
        by=by,
        at=at,
        id=id,
    )
    records.share(item=made.pk, by=by, at=at)
    return made


_WHAT_WAS_DONE = {"en": "what was done", "ja": "対応した内容"}
_WHY = {"en": "the reason", "ja": "理由"}
_NOTED = {"en": "the note", "ja": "経過"}

_SAYS: Mapping[str, Mapping[str, str]] = {
    rules.REPORT_DONE: _WHAT_WAS_DONE,
    rules.RETURN: _WHY,
    rules.REOPEN: _WHY,
    rules.NOTE: _NOTED,
    rules.WAS_NOT_DONE: _WHY,
}
"""Steps that take words, and what the words are to say."""


def _checked(row: ActionPoint, step: str, said: StepText, *, side: str, today: dt.date) -> StepText:
    """Return what is said, without what the step does not take.

    Raises:
        Refused: as :func:`take_step`.
    """
    if step in _SAYS and not any(words.strip() for words in said.words.values()):
        raise WhyMissing(what=_SAYS[step])
    kept = StepText(said.words, sources=said.sources)
    take = _TAKES.get(step)
    return take(_Asked(row, said, kept, side, today)) if take else kept


@dataclass(frozen=True)
class _Asked:
    """One step as it is asked for, and what is kept of it whatever the step."""

    row: ActionPoint
    said: StepText
    kept: StepText
    side: str
    today: dt.date


def _accepted(asked: _Asked) -> StepText:
    return replace(asked.kept, due=asked.row.offered_date)


def _proposed(asked: _Asked) -> StepText:
    due = asked.said.due
    if due is None:
        raise DueMissing(day={"en": "An empty field", "ja": "空欄"})
    _check_due(due, asked.today)
    return replace(asked.kept, due=due)


def _reported(asked: _Asked) -> StepText:
    if asked.row.priority and not any(one.strip() for one in asked.said.sources):
        raise EvidenceMissing
    _check_done(asked)
    return replace(asked.kept, date=asked.said.date or asked.today)


def _check_done(asked: _Asked) -> None:
    if asked.said.date is not None and asked.said.date > asked.today:
        raise DoneInFuture(day=day_words(asked.said.date))


def _reopened(asked: _Asked) -> StepText:
    until = asked.row.reopen_until
    if until is None or asked.today > until:
        raise ReopenTooLate(day=day_words(until) if until else "-")
    return asked.kept


def _handed(asked: _Asked) -> StepText:
    post = post_in_force(asked.said.post, asked.today)
    if post.pk == asked.row.post:
        raise OwnsAlready(post={"en": post.name_in("en"), "ja": post.name_in("ja")})
    if post.organisation.side_id != asked.side:
        raise HandedAcross
    return replace(asked.kept, post=post.pk)


def _unrecorded(asked: _Asked) -> StepText:
    if not is_unrecorded(asked.row, asked.today):
        raise StillOwed
    _check_done(asked)
    return replace(asked.kept, date=asked.said.date, replaced_by=asked.said.replaced_by)


def _was_done(asked: _Asked) -> StepText:
    if asked.said.date is None:
        raise WhenMissing
    return _unrecorded(asked)


_TAKES: Mapping[str, Callable[[_Asked], StepText]] = {
    rules.ACCEPT_DUE: _accepted,
    rules.PROPOSE_DUE: _proposed,
    rules.REPORT_DONE: _reported,
    rules.REOPEN: _reopened,
    rules.HAND_OVER: _handed,
    rules.WAS_DONE: _was_done,
    rules.WAS_NOT_DONE: _unrecorded,
    rules.WAS_REPLACED: _unrecorded,
}


def accept_due(*, action: str, by: Account, at: dt.datetime, id: uuid.UUID | None = None) -> Item:  # noqa: A002
    """Accept the due date on offer; as :func:`take_step`."""
    return take_step(action=action, step=rules.ACCEPT_DUE, by=by, at=at, id=id)


def propose_due(
    *,
    action: str,
    due: dt.date,
    words: Mapping[str, str] | None = None,
    by: Account,
    at: dt.datetime,
) -> Item:
    """Propose another due date; as :func:`take_step`."""
    said = StepText(words or {}, due=due)
    return take_step(action=action, step=rules.PROPOSE_DUE, said=said, by=by, at=at)


def report_done(
    *,
    action: str,
    words: Mapping[str, str],
    sources: Sequence[str] = (),
    date: dt.date | None = None,
    by: Account,
    at: dt.datetime,
) -> Item:
    """Report what was done: it closes an ordinary one, and asks to verify a priority one."""
    said = StepText(words, date=date, sources=sources)
    return take_step(action=action, step=rules.REPORT_DONE, said=said, by=by, at=at)


def verify(*, action: str, by: Account, at: dt.datetime, id: uuid.UUID | None = None) -> Item:  # noqa: A002
    """Verify for the other side that a priority one is done; as :func:`take_step`."""
    return take_step(action=action, step=rules.VERIFY, by=by, at=at, id=id)


def return_action(*, action: str, words: Mapping[str, str], by: Account, at: dt.datetime) -> Item:
    """Return a priority one that was reported done, saying why; as :func:`take_step`."""
    return take_step(action=action, step=rules.RETURN, said=StepText(words), by=by, at=at)


def reopen(*, action: str, words: Mapping[str, str], by: Account, at: dt.datetime) -> Item:
    """Reopen for the other side what its owner closed, saying why; as :func:`take_step`."""
    return take_step(action=action, step=rules.REOPEN, said=StepText(words), by=by, at=at)


def hand_over(
    *, action: str, to: str, words: Mapping[str, str] | None = None, by: Account, at: dt.datetime
) -> Item:
    """Hand it over to another post of the owner's side; as :func:`take_step`."""
    said = StepText(words or {}, post=to)
    return take_step(action=action, step=rules.HAND_OVER, said=said, by=by, at=at)


def note(*, action: str, words: Mapping[str, str], by: Account, at: dt.datetime) -> Item:
    """Add a note to its course; as :func:`take_step`."""
    return take_step(action=action, step=rules.NOTE, said=StepText(words), by=by, at=at)
