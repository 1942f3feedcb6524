"""The schedule of documents: added, decided one by one, never quietly taken away."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from kakehashi.enquiries.models import Document
from kakehashi.enquiries.rules import DECISIONS, NEEDS_REASON, RELEASES, procedure_of
from kakehashi.enquiries.selectors import outcome_of
from kakehashi.enquiries.services.refusals import (
    ClockNotSo,
    DocumentDecided,
    DocumentTwice,
    DocumentUnnamed,
    OtherSideFirst,
    ReasonMissingHere,
)
from kakehashi.enquiries.services.standing import Held, check_open, held, note
from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records.kinds import OWN
from kakehashi.records.models import Entry

LONGEST_TITLE, LONGEST_HELD, LONGEST_NOTE = 300, 200, 20_000


def add_document(
    *,
    item: uuid.UUID,
    reference: str = "",
    title: str = "",
    held_at: str = "",
    day: dt.date | None = None,
    theirs: bool = False,
    by: Account,
    at: dt.datetime,
) -> Document:
    """Add a record, or a file kept elsewhere, to the schedule of a request for documents.

    Args:
        item: the enquiry.
        reference: of the record; whether the other side has a say follows from it.
        title: of a file.
        held_at: where the file is kept.
        day: of the file.
        theirs: whether the file came from the other side.
        by: who adds it.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        ClockNotSo, DocumentTwice, DocumentUnnamed: for what is entered.
    """
    with transaction.atomic():
        found = _scheduled(item, by)
        last = Document.objects.filter(enquiry_id=item).aggregate(last=Max("position"))["last"]
        row = Document(
            enquiry_id=item, position=(last or 0) + 1, at=at, audience_id=found.course.audience_id
        )
        if reference:
            _of_record(row, reference, found, by)
        else:
            if not title.strip():
                raise DocumentUnnamed
            row.title = title.strip()[:LONGEST_TITLE]
            row.held, row.day, row.theirs = held_at.strip()[:LONGEST_HELD], day, theirs
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise DocumentTwice(title=row.title) from None
        note(found, "document_listed", by=by, at=at, facts={"document": str(row.pk)})
    return row


def _scheduled(item: uuid.UUID, by: Account) -> Held:
    found = held(item, by)
    check_open(found)
    if not found.sort.disclosure:
        raise ClockNotSo
    return found


def _of_record(row: Document, reference: str, found: Held, by: Account) -> None:
    entry = (
        Entry.objects.filter(reference=reference, audience_id__in=visible_audiences(viewer_of(by)))
        .select_related("item", "version")
        .first()
    )
    if entry is None or entry.item_id == found.course.item_id:
        raise NotHere
    row.item_id, row.version = entry.item_id, entry.version.number
    row.title = (entry.title_en or entry.title_ja)[:LONGEST_TITLE]
    row.day = entry.version.at.date()
    row.public = entry.face == "public"
    both = entry.item.lane != OWN and entry.face != "own"
    row.theirs = not row.public and (entry.item.origin_id != found.course.side_id or both)


def decide(
    *,
    document: uuid.UUID,
    decision: str,
    reasons: Sequence[str] = (),
    note_words: str = "",
    by: Account,
    at: dt.datetime,
) -> Document:
    """Decide what is done with one document; decided anew, the timeline keeps both.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        ReasonMissingHere: when something is withheld by no provision.
        OtherSideFirst: for a release on which the other side has a say, before it is recorded.
    """
    with transaction.atomic():
        row = _row(document)
        found = _scheduled(row.enquiry_id, by)
        if decision not in DECISIONS:
            raise NotHere
        known = procedure_of(found.course.side_id).reasons
        chosen = [one for one in dict.fromkeys(reasons) if one in known]
        if decision in NEEDS_REASON and not chosen:
            raise ReasonMissingHere
        if decision in RELEASES and row.theirs and not outcome_of(row.consulting, viewer_of(by)):
            raise OtherSideFirst(title=row.title)
        row.decision, row.note = decision, note_words.strip()[:LONGEST_NOTE]
        row.reasons = chosen if decision in NEEDS_REASON else []
        row.decided_by, row.decided_at = by, at
        row.save()
        note(
            found,
            "document_decided",
            by=by,
            at=at,
            facts={"document": str(row.pk), "decision": decision, "reasons": row.reasons},
        )
    return row


def take_out(*, document: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Take a document out of the schedule that is not in scope, before it is decided.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        DocumentDecided: when it was decided, or the other side was consulted on it.
    """
    with transaction.atomic():
        row = _row(document)
        found = _scheduled(row.enquiry_id, by)
        if row.decision or row.consulting_id:
            raise DocumentDecided(title=row.title)
        note(found, "document_taken_out", by=by, at=at, facts={"document": str(row.pk)})
        row.delete()


def _row(document: uuid.UUID) -> Document:
    row = Document.objects.select_related("consulting").filter(pk=document).first()
    if row is None:
        raise NotHere
    return row
