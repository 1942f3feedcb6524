"""Reading commissions: lists, the returns of one as a table, what a link shows. Own side only."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from kakehashi.commissions.models import AnswerLink, Asked, Course, Draft, Given
from kakehashi.commissions.rules import (
    ASKED,
    NIL,
    OPEN,
    PENDING,
    STANDINGS,
    proposed_extension,
    standing_of,
)
from kakehashi.commissions.services.extending import last_day
from kakehashi.commissions.services.standing import asker_words, office_words
from kakehashi.errors import NotHere
from kakehashi.people.models import Account, Holding, Succession
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Version

OURS, OWED, EVERY, ENDED = "ours", "owed", "open", "ended"
LISTS = (OWED, OURS, EVERY, ENDED)
"""Lists of commissions: what one's office owes, sent, every open one, every ended one."""


@dataclass(frozen=True)
class Line:
    """One commission in a list, with how many offices answered."""

    course: Course
    entry: Entry
    offices: int
    answered: int
    asking: int
    """Offices that wait for an answer about more time."""
    mine: Asked | None = None
    """What the reader's own office owes of it."""


@dataclass(frozen=True)
class Returned:
    """One return of one office, as the table shows it."""

    given: Given
    version: Version
    chosen: bool

    @property
    def text(self) -> str:
        """What was returned, word for word."""
        return next(iter(self.version.wording.get("body", {}).values()), "")

    @property
    def language(self) -> str:
        """The language it is in."""
        return next(iter(self.version.wording.get("body", {})), "en")


@dataclass(frozen=True)
class Row:
    """One office asked, as the table shows it."""

    asked: Asked
    standing: str
    returns: Sequence[Returned]
    passed_on: Course | None
    successor: Succession | None
    """Who took over the office's work, where that waits to be passed on."""
    vacant: bool
    """Whether the post that is to answer is known to be held by nobody."""
    too_late: Sequence[Draft]
    """What came after the end and was not taken in."""
    links: int
    may_answer: bool
    proposed: dt.date | None

    @property
    def words(self) -> Mapping[str, str]:
        """How it stands, in both languages."""
        return STANDINGS[self.standing]

    @property
    def office(self) -> Mapping[str, str]:
        """What the office is called."""
        return office_words(self.asked.organisation, self.asked.division)

    @property
    def counted(self) -> Returned | None:
        """The return that counts: the chosen one, or the only one."""
        chosen = [one for one in self.returns if one.chosen]
        return chosen[0] if chosen else self.returns[0] if len(self.returns) == 1 else None


@dataclass(frozen=True)
class Table:
    """One commission with all its offices."""

    course: Course
    entry: Entry
    rows: Sequence[Row]
    may_steer: bool
    under: Asked | None
    """The request to one's own office that this passes on."""
    texts: Sequence[Entry] = ()
    """Consolidated texts made of its returns."""
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """How many offices answered."""
        return sum(bool(row.asked.answer) for row in self.rows)

    @property
    def wanted(self) -> int:
        """How many offices are asked, those not counted whose work passed on."""
        return sum(row.asked.moved_to_id is None for row in self.rows)

    @property
    def pending(self) -> int:
        """How many offices still owe a return."""
        return sum(row.standing in PENDING for row in self.rows)


@dataclass(frozen=True)
class Opened:
    """What one request shows to who answers it, by a link or on the desk: nothing else."""

    asked: Asked
    course: Course
    wording: Mapping[str, Mapping[str, str]]
    office: Mapping[str, str]
    asker: Mapping[str, str]
    drafts: Sequence[Draft]
    returns: Sequence[Returned]
    proposed: dt.date | None
    """Till when more time can be asked for by one button; None where there is no room."""
    last: dt.date
    """The latest day to which more time can be asked for."""

    @property
    def open(self) -> bool:
        """Whether answers are taken."""
        return self.course.state == OPEN and self.asked.moved_to_id is None

    def text_in(self, name: str, language: str) -> tuple[str, str]:
        """Return a text of the request and the language it is in: the reader's where there is."""
        words = self.wording.get(name, {})
        code = language if words.get(language) else next(iter(words), language)
        return words.get(code, ""), code


def courses(which: str, viewer: Viewer) -> "QuerySet[Course]":
    """Return the commissions of one list, the soonest due first; the ended ones newest first."""
    seen = Course.objects.filter(audience_id__in=visible_audiences(viewer))
    if which == OWED:
        mine = owed_rows(viewer).values("commission_id")
        return seen.filter(item_id__in=mine).order_by("due_date", "pk")
    if which == OURS:
        return seen.filter(state=OPEN, organisation_id=viewer.organisation or "-").order_by(
            "due_date", "pk"
        )
    if which == ENDED:
        return seen.exclude(state=OPEN).order_by("-at", "pk")
    return seen.filter(state=OPEN).order_by("due_date", "pk")


def owed_rows(viewer: Viewer) -> "QuerySet[Asked]":
    """Return the requests that the viewer's own office has not answered, soonest due first."""
    open_now = Course.objects.filter(audience_id__in=visible_audiences(viewer), state=OPEN).values(
        "item_id"
    )
    return Asked.objects.filter(
        organisation_id=viewer.organisation or "-",
        answer="",
        moved_to__isnull=True,
        commission_id__in=open_now,
    ).order_by("due_date", "pk")


def lines(found: Sequence[Course], viewer: Viewer) -> list[Line]:
    """Return commissions as a list shows them: three queries whatever their number."""
    keys = [one.pk for one in found]
    faces = {
        one.item_id: one
        for one in Entry.objects.filter(item_id__in=keys, audience_id__in=visible_audiences(viewer))
    }
    counted = {
        one["commission_id"]: one
        for one in Asked.objects.filter(commission_id__in=keys)
        .order_by()
        .values("commission_id")
        .annotate(
            offices=Count("pk", filter=Q(moved_to__isnull=True)),
            answered=Count("pk", filter=~Q(answer="")),
            asking=Count("pk", filter=Q(extension=ASKED)),
        )
    }
    mine = {
        one.commission_id: one
        for one in Asked.objects.filter(
            commission_id__in=keys,
            organisation_id=viewer.organisation or "-",
            answer="",
            moved_to__isnull=True,
        ).order_by("-due_date")
    }
    return [
        Line(
            one,
            faces[one.pk],
            counted[one.pk]["offices"],
            counted[one.pk]["answered"],
            counted[one.pk]["asking"],
            mine.get(one.pk),
        )
        for one in found
        if one.pk in faces and one.pk in counted
    ]


def waiting_count(viewer: Viewer, limit: int) -> int:
    """Return how many requests wait for the viewer's own office, counted up to ``limit``."""
    return owed_rows(viewer)[:limit].count()


def awaited(viewer: Viewer, today: dt.date, limit: int) -> tuple[list[Line], int]:
    """Return the viewer's own commissions that ask something of them, and how many there are.

    An office asks for more time, the deadline has passed, or everybody has answered.
    """
    found = (
        courses(OURS, viewer)
        .annotate(
            pending=Count(
                "item__asked",
                filter=Q(item__asked__answer="", item__asked__moved_to__isnull=True),
            ),
            asking=Count(
                "item__asked",
                filter=Q(item__asked__extension=ASKED),
            ),
        )
        .filter(Q(asking__gt=0) | Q(pending=0) | Q(due_date__lt=today))
        .select_related("side")
    )
    return lines(list(found[:limit]), viewer), found.count()


def course_for(reference: str, viewer: Viewer) -> tuple[Course, Entry]:
    """Return a commission that ``viewer`` sees.

    Raises:
        NotHere: for any other.
    """
    entry = (
        Entry.objects.filter(
            reference=reference, kind="commission", audience_id__in=visible_audiences(viewer)
        )
        .select_related("version", "item")
        .first()
    )
    if entry is None:
        raise NotHere
    course = (
        Course.objects.select_related(
            "item", "side", "organisation", "post__organisation", "by", "under__commission"
        )
        .filter(pk=entry.item_id)
        .first()
    )
    if course is None:
        raise NotHere
    return course, entry


def may_steer(course: Course, viewer: Viewer) -> bool:
    """Say whether ``viewer`` may decide, choose, close, withdraw and make one text of it."""
    return (
        viewer.side == course.side_id
        and viewer.may("read_own_side")
        and viewer.may("write")
        and (course.organisation_id in (None, viewer.organisation) or viewer.may("share"))
    )


def may_answer(asked: Asked, viewer: Viewer) -> bool:
    """Say whether ``viewer`` may answer for an office."""
    return (
        viewer.may("read_own_side")
        and viewer.may("comment")
        and (asked.organisation_id == viewer.organisation or viewer.may("share"))
    )


def table(reference: str, viewer: Viewer, today: dt.date) -> Table:
    """Return the returns of one commission as a table, in a fixed number of queries.

    Raises:
        NotHere: when the viewer does not see it.
    """
    course, entry = course_for(reference, viewer)
    asked = list(
        Asked.objects.filter(commission_id=course.pk)
        .select_related("organisation", "post", "moved_to__organisation")
        .order_by("position", "pk")
    )
    keys = [one.pk for one in asked]
    returned = _returns(asked)
    passed = {
        one.under_id: one for one in Course.objects.filter(under__in=keys).select_related("item")
    }
    late: dict[int, list[Draft]] = {}
    for kept in Draft.objects.filter(asked__in=keys, taken_at=None).exclude(after=""):
        late.setdefault(kept.asked_id, []).append(kept)
    links = Counter(
        AnswerLink.objects.filter(asked__in=keys, revoked_at=None).values_list(
            "asked_id", flat=True
        )
    )
    successors = _successors({one.organisation_id for one in asked}, today)
    vacant = _vacant({one.post_id for one in asked if one.post_id}, today)
    rows = [
        _row(
            one,
            course,
            returned.get(one.pk, []),
            passed.get(one.pk),
            successors.get(one.organisation_id),
            late.get(one.pk, []),
            vacant=one.post_id in vacant,
            links=links[one.pk],
            answers=may_answer(one, viewer),
            today=today,
        )
        for one in asked
    ]
    texts = list(
        Entry.objects.filter(
            kind="consolidated_text",
            audience_id__in=visible_audiences(viewer),
            links__relation="consolidates",
            links__to_id=course.pk,
        ).order_by("-updated_at")
    )
    return Table(
        course,
        entry,
        rows,
        may_steer(course, viewer),
        course.under,
        texts,
        Counter(row.standing for row in rows),
    )


def _row(  # noqa: PLR0917 - what one office is shown by
    asked: Asked,
    course: Course,
    returns: Sequence[Returned],
    passed: Course | None,
    successor: Succession | None,
    late: Sequence[Draft],
    *,
    vacant: bool,
    links: int,
    answers: bool,
    today: dt.date,
) -> Row:
    standing = standing_of(
        state=course.state,
        answer=asked.answer,
        late=asked.late,
        rivals=len(returns) > 1 and asked.chosen_id is None,
        moved=asked.moved_to_id is not None,
        extension=asked.extension,
        passed_on=passed is not None,
        due=asked.due_date,
        today=today,
    )
    pending = standing in PENDING
    calendars = [course.side.calendar]
    return Row(
        asked,
        standing,
        returns,
        passed,
        successor if pending else None,
        vacant and pending,
        late,
        links,
        answers,
        proposed_extension(asked.due_date, today, dt.date.max, calendars)
        if pending and course.under_id is None
        else asked.extension_date,
    )


def _returns(asked: Sequence[Asked]) -> dict[int, list[Returned]]:
    """Return what each office returned, oldest person first: two queries."""
    chosen = {one.chosen_id for one in asked if one.chosen_id}
    found = list(
        Given.objects.filter(asked__in=[one.pk for one in asked])
        .select_related("item", "account")
        .order_by("item__created_at", "item_id")
    )
    versions = {
        one.item_id: one.version
        for one in Entry.objects.filter(item_id__in=[one.item_id for one in found]).select_related(
            "version"
        )
    }
    by_office: dict[int, list[Returned]] = {}
    for one in found:
        if one.item_id in versions:
            by_office.setdefault(one.asked_id, []).append(
                Returned(one, versions[one.item_id], one.item_id in chosen)
            )
    return by_office


def _successors(organisations: Iterable[str], today: dt.date) -> dict[str, Succession]:
    """Return who took over the work of each, the latest. One query."""
    return {
        one.predecessor_id: one
        for one in Succession.objects.filter(predecessor__in=list(organisations), on__lte=today)
        .select_related("successor")
        .order_by("on", "pk")
    }


def _vacant(posts: Iterable[str], today: dt.date) -> set[str]:
    """Return the posts that are known to be held by nobody. Two queries.

    One of which only the holder of some day is known says nothing of today.
    """
    wanted = list(posts)
    served = set(
        Account.objects.filter(post__in=wanted, is_active=True).values_list("post_id", flat=True)
    )
    held = {
        one.post_id
        for one in Holding.objects.filter(post__in=wanted)
        if one.as_of is not None or one.holds_on(today)
    }
    return {one for one in wanted if one not in served and one not in held}


def opened(asked: Asked, today: dt.date) -> Opened:
    """Return what one request shows to who answers it.

    It reads the request and what its own office wrote: no other office, no name of anybody else.
    """
    course = Course.objects.select_related(
        "item", "side", "organisation", "post__organisation", "by"
    ).get(pk=asked.commission_id)
    version = Entry.objects.select_related("version").get(item_id=course.pk).version
    calendars = [course.side.calendar]
    last = last_day(asked, course)
    drafts = [
        *Draft.objects.filter(asked=asked, after="").order_by("-number")[:5],
        *Draft.objects.filter(asked=asked, taken_at=None).exclude(after="").order_by("-number")[:5],
    ]
    return Opened(
        asked,
        course,
        version.wording,
        office_words(asked.organisation, asked.division),
        asker_words(course),
        drafts,
        _returns([asked]).get(asked.pk, []),
        None if asked.answer else proposed_extension(asked.due_date, today, last, calendars),
        last,
    )


def asked_for(number: int, viewer: Viewer) -> Asked:
    """Return one request that ``viewer`` may answer.

    Raises:
        NotHere: for any other.
    """
    found = (
        Asked.objects.select_related("organisation")
        .filter(
            pk=number,
            commission_id__in=Course.objects.filter(
                audience_id__in=visible_audiences(viewer)
            ).values("item_id"),
        )
        .first()
    )
    if found is None or not may_answer(found, viewer):
        raise NotHere
    return found


def nil_or_none(shown: Table) -> tuple[list[Row], list[Row]]:
    """Return the offices with a nil return, and those without any return."""
    kept = [row for row in shown.rows if row.asked.moved_to_id is None]
    return (
        [row for row in kept if row.asked.answer == NIL],
        [row for row in kept if not row.asked.answer],
    )


def consolidated_for(reference: str, viewer: Viewer) -> Entry:
    """Return a consolidated text that ``viewer`` sees.

    Raises:
        NotHere: for any other.
    """
    found = (
        Entry.objects.filter(
            reference=reference,
            kind="consolidated_text",
            audience_id__in=visible_audiences(viewer),
        )
        .select_related("version", "item")
        .first()
    )
    if found is None:
        raise NotHere
    return found


def passed_on_by(asked: Asked) -> Course | None:
    """Return the commission by which an office passed its request on, where it did."""
    return Course.objects.select_related("item").filter(under=asked).first()
