"""What enquiries ask of one person on the desk: those of their post, late ones first."""

from django.urls import reverse
from django.utils.translation import gettext as _

from kakehashi.desk.sections import Reader, Remark, Row, Section, due_remark
from kakehashi.enquiries import selectors
from kakehashi.enquiries.rules import STANDINGS, STOPPED
from kakehashi.look.tags.bilingual import said


def to_answer(reader: Reader) -> Section:
    """Return the open enquiries of the reader's post, late ones first. Three queries."""
    post = reader.account.post_id or ""
    found = selectors.waiting_for(reader.viewer, post=post, today=reader.today, limit=reader.limit)
    return Section(
        "enquiries",
        _("Enquiries to answer"),
        selectors.open_count(reader.viewer, post) if found else 0,
        [
            Row(
                one.entry,
                [due_remark(one.course.due_date, reader)]
                if one.course.due_date
                else ([Remark(str(said(STANDINGS[STOPPED])))] if one.course.stopped else []),
                at=one.course.at,
                action=_("Answer"),
                href=reverse("desk:enquiry", args=[one.entry.reference]),
            )
            for one in found
        ],
        2,
        href=reverse("desk:enquiries"),
    )


def asked_of(reader: Reader) -> Section:
    """Return what the other side asks before it releases papers of the reader's side."""
    found = selectors.asked_of(reader.viewer, reader.limit)
    return Section(
        "consultations",
        _("Views asked of your side before a release"),
        len(found),
        [
            Row(one.entry, [due_remark(one.wanted_date, reader)] if one.wanted_date else [])
            for one in found
        ],
        2,
    )
