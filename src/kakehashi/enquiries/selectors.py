"""Reading enquiries: the register, one enquiry, its schedule, where a record was asked about."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from kakehashi.enquiries.models import (
    ClockChange,
    ConsultationReply,
    Consulting,
    Course,
    DisclosureConsultation,
    Document,
    Enquiry,
    Requester,
)
from kakehashi.enquiries.rules import (
    ANSWERED,
    LATE,
    OPEN,
    STOPPED,
    TRANSFERRED,
    WAITING,
    WITHDRAWN,
    Sort,
    procedure_of,
)
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Link

_OF: dict[str, Q] = {
    STOPPED: Q(state=OPEN, stopped=True),
    ANSWERED: Q(state=ANSWERED),
    "ended": Q(state__in=(WITHDRAWN, TRANSFERRED)),
}


def _q(standing: str, today: dt.date) -> Q | None:
    if standing == LATE:
        return Q(state=OPEN, due_date__lt=today)
    if standing == WAITING:
        return Q(state=OPEN, stopped=False) & (Q(due_date__gte=today) | Q(due_date=None))
    return _OF.get(standing)


def courses(
    viewer: Viewer,
    *,
    today: dt.date,
    sort: str = "",
    standing: str = "",
    area: str = "",
    post: str = "",
) -> QuerySet[Course]:
    """Return the enquiries of the viewer's own side: late ones first, then as they fall due.

    Args:
        viewer: who reads.
        today: the reader's day.
        sort: code of a kind of enquiry; empty for all.
        standing: key of :data:`kakehashi.enquiries.rules.STANDINGS`; empty for all.
        area: code of an area.
        post: whose.
    """
    found = Course.objects.filter(audience_id__in=visible_audiences(viewer))
    if sort:
        found = found.filter(sort=sort)
    wanted = _q(standing, today)
    if wanted is not None:
        found = found.filter(wanted)
    if area:
        found = found.filter(item_id__in=Enquiry.objects.filter(area=area).values("item_id"))
    if post:
        found = found.filter(post_id=post)
    return found.select_related("item", "post", "side").order_by(
        Case(When(state=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()),
        F("due_date").asc(nulls_last=True),
        "-at",
        "pk",
    )


@dataclass(frozen=True)
class Line:
    """One enquiry as the register shows it."""

    course: Course
    entry: Entry
    sort: Sort | None
    standing: str


def standing_of(course: Course, today: dt.date) -> str:
    """Return where an enquiry stands: a key of :data:`kakehashi.enquiries.rules.STANDINGS`."""
    if course.state != OPEN:
        return ANSWERED if course.state == ANSWERED else "ended"
    if course.stopped:
        return STOPPED
    return LATE if course.due_date is not None and course.due_date < today else WAITING


def lines(found: Sequence[Course], viewer: Viewer, today: dt.date) -> list[Line]:
    """Return courses with their faces and kinds. One query."""
    faces = {
        one.item_id: one
        for one in Entry.objects.filter(
            item_id__in=[course.item_id for course in found],
            audience_id__in=visible_audiences(viewer),
        ).select_related("version")
    }
    return [
        Line(
            one,
            faces[one.item_id],
            procedure_of(one.side_id).sorts.get(one.sort),
            standing_of(one, today),
        )
        for one in found
        if one.item_id in faces
    ]


def counted(viewer: Viewer, today: dt.date) -> dict[str, int]:
    """Return how many enquiries there are by standing. One query."""
    names = (LATE, WAITING, STOPPED, ANSWERED, "ended")
    return Course.objects.filter(audience_id__in=visible_audiences(viewer)).aggregate(
        **{one: Count("pk", filter=_q(one, today)) for one in names}
    )


def waiting_for(viewer: Viewer, *, post: str, today: dt.date, limit: int) -> list[Line]:
    """Return the open enquiries of a post, late ones first. Two queries, none without a post."""
    if not post or not viewer.may("read_own_side"):
        return []
    found = courses(viewer, today=today, post=post).filter(state=OPEN)
    return lines(list(found[:limit]), viewer, today)


def open_count(viewer: Viewer, post: str) -> int:
    """Return how many enquiries of a post are open. One query."""
    if not post or not viewer.may("read_own_side"):
        return 0
    return Course.objects.filter(
        audience_id__in=visible_audiences(viewer), post_id=post, state=OPEN
    ).count()


def waiting_count(viewer: Viewer, post: str, most: int) -> int:
    """Return how many open enquiries of a post wait, no clock of theirs stopped, up to ``most``."""
    if not post or not viewer.may("read_own_side"):
        return 0
    return Course.objects.filter(
        audience_id__in=visible_audiences(viewer), post_id=post, state=OPEN, stopped=False
    )[:most].count()


def course_of(item: uuid.UUID, viewer: Viewer) -> Course | None:
    """Return the course of an enquiry, where the viewer sees it."""
    return (
        Course.objects.filter(pk=item, audience_id__in=visible_audiences(viewer))
        .select_related("item", "side", "post", "by")
        .first()
    )


def clock_of(item: uuid.UUID) -> list[ClockChange]:
    """Return what was done to the clock of an enquiry, in order; the caller has seen it."""
    return list(ClockChange.objects.filter(item_id=item).select_related("by").order_by("pk"))


def requester_of(item: uuid.UUID, viewer: Viewer) -> Requester | None:
    """Return who asked, for the eyes of the side that was asked."""
    return Requester.objects.filter(pk=item, audience_id__in=visible_audiences(viewer)).first()


def documents_of(item: uuid.UUID, viewer: Viewer) -> list[Document]:
    """Return the schedule of documents of an enquiry, in its order. One query."""
    return list(
        Document.objects.filter(enquiry_id=item, audience_id__in=visible_audiences(viewer))
        .select_related("item__origin", "consulting__item")
        .order_by("position")
    )


@dataclass(frozen=True)
class Outcome:
    """What came of consulting the other side."""

    view: str
    day: dt.date | None
    words: dict[str, str]
    reply: Entry | None = None
    """The record by which the other side said so, where it did so here."""


def outcomes(consultings: Sequence[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, Outcome]:
    """Return what came of consultations, by consultation; what the other side said here counts.

    Four queries, whatever their number.
    """
    visible = visible_audiences(viewer)
    found: dict[uuid.UUID, Outcome] = {
        one.pk: Outcome(one.outcome, one.outcome_date, {"en": one.words} if one.words else {})
        for one in Consulting.objects.filter(pk__in=consultings, audience_id__in=visible).exclude(
            outcome=""
        )
    }
    answering = dict(
        Link.objects.filter(
            to_id__in=consultings,
            relation="answers",
            kind="consultation_reply",
            audience_id__in=visible,
        ).values_list("entry_id", "to_id")
    )
    for one in (
        ConsultationReply.objects.filter(pk__in=answering, audience_id__in=visible)
        .exclude(state__in=("draft", "withdrawn", "overtaken"))
        .select_related("entry__version")
        .order_by("updated_at", "pk")
    ):
        found[answering[one.pk]] = Outcome(
            one.view,
            one.updated_at.date(),
            one.entry.version.wording.get("body", {}),
            one.entry,
        )
    return found


def outcome_of(consulting: Consulting | None, viewer: Viewer) -> Outcome | None:
    """Return what came of one consultation; None before anything was recorded."""
    return outcomes([consulting.pk], viewer).get(consulting.pk) if consulting else None


def consultings_of(item: uuid.UUID, viewer: Viewer) -> list[Consulting]:
    """Return the consultations made for an enquiry, in their order. One query."""
    return list(
        Consulting.objects.filter(enquiry_id=item, audience_id__in=visible_audiences(viewer))
        .select_related("item", "by")
        .order_by("at")
    )


def replies_to(item: uuid.UUID, viewer: Viewer) -> list[ConsultationReply]:
    """Return the views given on a consultation, the newest first. Two queries."""
    visible = visible_audiences(viewer)
    named = Link.objects.filter(
        to_id=item, relation="answers", kind="consultation_reply", audience_id__in=visible
    ).values_list("entry_id", flat=True)
    return list(
        ConsultationReply.objects.filter(pk__in=list(named), audience_id__in=visible)
        .exclude(state__in=("withdrawn", "overtaken"))
        .select_related("entry__version__side")
        .order_by("-updated_at", "pk")
    )


def asked_of(viewer: Viewer, limit: int) -> list[DisclosureConsultation]:
    """Return what the other side asks before a release and the viewer's has not answered.

    The soonest wanted first. Two queries; none for who cannot answer.
    """
    if not viewer.side or not (viewer.may("share") and viewer.may("write")):
        return []
    visible = visible_audiences(viewer)
    said = Link.objects.filter(
        relation="answers",
        kind="consultation_reply",
        item__origin_id=viewer.side,
        audience_id__in=visible,
    ).values("to_id")
    return list(
        DisclosureConsultation.objects.filter(audience_id__in=visible, state="shared")
        .exclude(item__origin_id=viewer.side)
        .exclude(item_id__in=said)
        .select_related("entry")
        .order_by("wanted_date", "pk")[:limit]
    )
