"""Answering an enquiry, ending it without an answer, opening it again."""

import datetime as dt
import uuid
from dataclasses import replace

from django.db import transaction

from kakehashi.enquiries.clocks import days_late
from kakehashi.enquiries.models import Course, Document
from kakehashi.enquiries.rules import ANSWERED, OPEN, TRANSFERRED, WITHDRAWN
from kakehashi.enquiries.services.refusals import AnswerMissing, DocumentsUndecided, WhyMissing
from kakehashi.enquiries.services.standing import check_day, check_open, held, note, settle
from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry
from kakehashi.records.services import LinkTo
from kakehashi.records.services.plans import text_of

ENDINGS = (WITHDRAWN, TRANSFERRED)
LONGEST_WHY = 500


def write_answer(
    *,
    item: uuid.UUID,
    base: int,
    answer: dict[str, str],
    uses: list[str] | None = None,
    by: Account,
    at: dt.datetime,
) -> None:
    """Save the draft of an answer, whatever the clock says: a day that passed loses no word.

    Args:
        item: the enquiry.
        base: number of the text that the writer started from.
        answer: by language.
        uses: references of the records it is made of; None leaves them as they are.
        by: who writes.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        EditConflict, TooLong: for what is entered.
    """
    with transaction.atomic():
        found = held(item, by)
        check_open(found)
        text = text_of(found.entry.version)
        links = list(text.links)
        if uses is not None:
            wanted = list(dict.fromkeys(one.strip() for one in uses if one.strip()))
            seen = {
                one.reference: one.item_id
                for one in Entry.objects.filter(
                    reference__in=wanted, audience_id__in=visible_audiences(viewer_of(by))
                )
            }
            if set(wanted) - set(seen):
                raise NotHere
            links = [one for one in links if one.relation != "uses"]
            links += [LinkTo("uses", seen[one]) for one in wanted]
        records.save(
            item=item,
            base=base,
            text=replace(text, wording={**text.wording, "answer": answer}, links=links),
            by=by,
            at=at,
        )


def answered(*, item: uuid.UUID, day: dt.date, by: Account, at: dt.datetime) -> Course:
    """Say that an enquiry was answered on a day, with the text as it stands now.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        AnswerMissing, DocumentsUndecided, DayWrong: for what stands there.
    """
    with transaction.atomic():
        found = held(item, by)
        check_open(found)
        check_day(day, found.received, found.today(at))
        if not any(found.entry.version.wording.get("answer", {}).values()):
            raise AnswerMissing
        undecided = Document.objects.filter(enquiry_id=item, decision="").count()
        if undecided:
            raise DocumentsUndecided(count=undecided)
        late = days_late(found.course.due_date, day) > 0
        Course.objects.filter(pk=item).update(
            state=ANSWERED,
            settled_date=day,
            settled_version=found.entry.version.number,
            late=late,
        )
        note(found, "enquiry_answered", by=by, at=at, facts={"day": day.isoformat()})
        found.course.refresh_from_db()
    return found.course


def end(*, item: uuid.UUID, how: str, why: str, day: dt.date, by: Account, at: dt.datetime) -> None:
    """End an enquiry without an answer: withdrawn by who asked, or passed to another office.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        WhyMissing, DayWrong: for what is entered.
    """
    if how not in ENDINGS:
        raise NotHere
    with transaction.atomic():
        found = held(item, by)
        check_open(found)
        check_day(day, found.received, found.today(at))
        if not why.strip():
            raise WhyMissing
        Course.objects.filter(pk=item).update(
            state=how, settled_date=day, why=why.strip()[:LONGEST_WHY]
        )
        note(found, f"enquiry_{how}", by=by, at=at, facts={"day": day.isoformat()})


def reopen(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Open an enquiry again that was answered or ended; its clock counts as it did.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be, or it is open.
    """
    with transaction.atomic():
        found = held(item, by)
        if found.course.state == OPEN:
            raise NotHere
        Course.objects.filter(pk=item).update(
            state=OPEN, settled_date=None, settled_version=None, late=False, why=""
        )
        settle([item])
        note(found, "enquiry_reopened", by=by, at=at)
