"""Answering a commission: on the desk or by a link, kept whatever happens."""

import datetime as dt
import re
import unicodedata
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from kakehashi.commissions.models import Asked, Course, Draft, Given
from kakehashi.commissions.rules import ASKED, CLOSED, NIL, OPEN, STATES, TEXT
from kakehashi.commissions.services.linking import use_link
from kakehashi.commissions.services.refusals import (
    AnswerEmpty,
    AnswerUntouched,
    CommissionOver,
    NameMissing,
)
from kakehashi.commissions.services.standing import (
    asked_of,
    asker_words,
    locked_course,
    note,
    office_words,
    steered,
    today_of,
)
from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.entered import LONGEST_TEXT

LONGEST_NAME = 120
DRAFTS_KEPT = 40
"""Savings of a text that are kept for one office; what came too late is always kept."""


@dataclass(frozen=True)
class Answerer:
    """Who answers: an account, or a name as it was typed."""

    name: str
    account: Account | None = None


_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def language_of(text: str) -> str:
    """Return the language a returned text is in, as its script tells."""
    return "ja" if _JAPANESE.search(text) else "en"


def answer(*, asked: int, given: str, text: str = "", by: Account, at: dt.datetime) -> Item:
    """Answer for one's own office; a second answer is a newer version of the first.

    Args:
        asked: number of the office asked.
        given: ``text`` or ``nil``.
        text: what is returned, word for word; empty for a nil return.
        by: who answers.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourReturn: when it may not be.
        AnswerEmpty, TooLong: for what is entered.
        CommissionOver: when no more answers are taken; the text is kept.
    """
    with transaction.atomic():
        found, course = asked_of(asked, by)
        name = by.name_in(course.language) or by.username
        made = _take(found, course, given, text, Answerer(name, by), at=at)
    return _or_over(made, course)


def answer_by_link(
    *, secret: str, given: str, text: str = "", name: str = "", at: dt.datetime
) -> Item:
    """Answer by a link, without an account: recorded as such, under the name that was typed.

    Args:
        secret: of the link.
        given: ``text`` or ``nil``.
        text: what is returned, word for word.
        name: of who answers; may be empty for a nil return, which is then the office's.
        at: when.

    Raises:
        LinkWrong, LinkBusy: when the link cannot be used.
        AnswerEmpty, NameMissing, TooLong: for what is entered.
        CommissionOver: when no more answers are taken; the text is kept.
    """
    with transaction.atomic():
        found = use_link(secret, at=at)
        course = locked_course(found.commission_id)
        typed = " ".join(name.split())[:LONGEST_NAME]
        if not typed and given == TEXT:
            raise NameMissing
        office = office_words(found.organisation, found.division)
        said = typed or found.mailbox or office.get(course.language, office["en"])
        made = _take(found, course, given, text, Answerer(said), at=at)
    return _or_over(made, course)


def save_draft(*, asked: int, text: str, by: Account, at: dt.datetime) -> None:
    """Keep what somebody is writing for their office.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourReturn: when it may not be.
    """
    with transaction.atomic():
        found, course = asked_of(asked, by)
        _keep(found, text, by.name_in(course.language), "", at=at)


def save_draft_by_link(*, secret: str, text: str, name: str = "", at: dt.datetime) -> None:
    """Keep what somebody is writing by a link.

    Raises:
        LinkWrong, LinkBusy: when the link cannot be used.
    """
    with transaction.atomic():
        _keep(use_link(secret, at=at), text, name, "", at=at)


def choose(*, asked: int, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Say which of several people's returns counts; the others stay.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission: when it may not be.
    """
    with transaction.atomic():
        found = Asked.objects.filter(pk=asked).first()
        if found is None:
            raise NotHere
        course = steered(found.commission_id, by)
        given = Given.objects.filter(asked=found, item_id=item).first()
        if given is None:
            raise NotHere
        Asked.objects.filter(pk=asked).update(
            chosen_id=item, answer=given.given, answered_at=given.at, late=given.late
        )
        note(course, "return_chosen", by=by, at=at, facts={"asked": asked, "return": str(item)})


def take_in(*, draft: int, by: Account, at: dt.datetime) -> Item:
    """Take as a return, marked late, what came after the commission was closed.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission: when it may not be.
    """
    with transaction.atomic():
        kept = Draft.objects.select_related("asked__organisation").filter(pk=draft).first()
        if kept is None or kept.after != CLOSED or kept.taken_at is not None:
            raise NotHere
        course = steered(kept.asked.commission_id, by)
        made = _record(
            kept.asked, course, TEXT if kept.text else NIL, kept.text, Answerer(kept.name), at=at
        )
        Draft.objects.filter(pk=draft).update(taken_at=at)
        note(course, "late_text_taken", by=by, at=at, facts={"asked": kept.asked_id})
    return made


def _or_over(made: Item | None, course: Course) -> Item:
    """Return what was made; the refusal comes only after what was typed is safely kept."""
    if made is None:
        raise CommissionOver(
            reference=course.item.reference, state=STATES[course.state], asker=asker_words(course)
        )
    return made


def _take(
    asked: Asked,
    course: Course,
    given: str,
    text: str,
    who: Answerer,
    *,
    at: dt.datetime,
) -> Item | None:
    if given not in (TEXT, NIL):
        raise NotHere
    said = text.strip() if given == TEXT else ""
    if given == TEXT and not said:
        raise AnswerEmpty
    if said and said.split() in _forms(course):
        raise AnswerUntouched
    if course.state != OPEN or asked.moved_to_id is not None:
        state = course.state if course.state != OPEN else CLOSED
        _keep(asked, said, who.name, state, at=at)
        return None
    return _record(asked, course, given, said, who, at=at)


def _forms(course: Course) -> list[list[str]]:
    """Return the form that offices were sent, word by word, in each language."""
    entry = Entry.objects.select_related("version").get(item_id=course.item_id)
    return [words.split() for words in entry.version.wording.get("template", {}).values()]


def _record(
    asked: Asked,
    course: Course,
    given: str,
    text: str,
    who: Answerer,
    *,
    at: dt.datetime,
) -> Item:
    before = _same_person(asked, who)
    office = office_words(asked.organisation, asked.division)
    late = today_of(course, at) > asked.due_date or course.state != OPEN
    entry = Entry.objects.select_related("version").get(item_id=course.item_id)
    made = records.take_down(
        kind="commission_return",
        text=NewText(
            wording={
                "title": {
                    "en": f"{office['en']}: return to {course.item.reference}"[:300],
                    "ja": f"{course.item.reference} への回答（{office['ja']}）"[:300],
                },
                "body": {language_of(text): text},
            },
            facts={
                "commission": course.item.reference,
                "given": given,
                "office": office.get(course.language, office["en"]),
                "name": who.name,
                "by_link": who.account is None,
                "late": late,
            },
            links=[LinkTo("answers", course.item_id)],
            marking=Marking.from_object(entry.version.marking),
        ),
        side=course.side_id,
        owner=course.post_id,
        by=who.account,
        at=at,
        onto=before.item_id if before else None,
    )
    if before is None:
        Given.objects.create(
            item=made,
            asked=asked,
            given=given,
            name=who.name,
            account=who.account,
            late=late,
            at=at,
        )
    else:
        Given.objects.filter(pk=made.pk).update(given=given, late=late, at=at)
    changed = {"extension": ""} if asked.extension == ASKED else {}
    if asked.chosen_id in (None, made.pk):
        Asked.objects.filter(pk=asked.pk).update(answer=given, answered_at=at, late=late, **changed)
    note(
        course,
        "office_returned",
        by=who.account,
        at=at,
        facts={"asked": asked.pk, "given": given, "return": str(made.pk), "late": late},
    )
    return made


def _same_person(asked: Asked, who: Answerer) -> Given | None:
    for one in Given.objects.filter(asked=asked, account=who.account):
        if who.account is not None or _folded(one.name) == _folded(who.name):
            return one
    return None


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _keep(asked: Asked, text: str, name: str, after: str, *, at: dt.datetime) -> None:
    """Keep a text as a row of its own, unless the newest one says the same."""
    said = text[:LONGEST_TEXT]
    newest = Draft.objects.filter(asked=asked).order_by("-number").first()
    if newest is not None and (newest.text, newest.after) == (said, after) and not newest.taken_at:
        return
    number = (Draft.objects.filter(asked=asked).aggregate(n=Max("number"))["n"] or 0) + 1
    Draft.objects.create(
        asked=asked,
        number=number,
        text=said,
        name=" ".join(name.split())[:LONGEST_NAME],
        after=after,
        at=at,
    )
    old = Draft.objects.filter(asked=asked, after="").order_by("-number").values_list("pk")
    Draft.objects.filter(pk__in=[pk for (pk,) in old[DRAFTS_KEPT : DRAFTS_KEPT + 20]]).delete()
