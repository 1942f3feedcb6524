"""What every write to an enquiry begins with, and what follows from its clock."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kakehashi.enquiries.clocks import Due, Stop, due
from kakehashi.enquiries.models import ClockChange, Course, Enquiry
from kakehashi.enquiries.rules import OPEN, Sort, procedure_of
from kakehashi.enquiries.services.refusals import DayWrong, EnquiryOver
from kakehashi.errors import NotHere
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account
from kakehashi.people.rules import OWN_SIDE, Circle, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.people.services import Interner
from kakehashi.records.models import Entry
from kakehashi.records.services.plans import note_event


@dataclass(frozen=True)
class Held:
    """An enquiry that is being written to: its course, locked, and its newest text."""

    course: Course
    entry: Entry
    sort: Sort

    @property
    def received(self) -> dt.date:
        """The day it came."""
        return dt.date.fromisoformat(str(self.entry.version.facts["received_date"]))

    @property
    def asked_for(self) -> dt.date | None:
        """The day that whoever asks gave, if any."""
        given = self.entry.version.facts.get("asked_for")
        return dt.date.fromisoformat(str(given)) if given else None

    def stops(self) -> list[Stop]:
        """Return the times its clock stood still. One query."""
        return stops_of(self.sort, changes_of([self.course.item_id]))

    def today(self, at: dt.datetime) -> dt.date:
        """Return the day it is on its side."""
        return at.astimezone(ZoneInfo(self.course.side.zone)).date()


def own_audience(side: str) -> int:
    """Return the audience of what one side keeps to itself."""
    return Interner().number(Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,)))


def held(item: uuid.UUID, by: Account, *, needs: Sequence[str] = ("write",)) -> Held:
    """Return an enquiry of one's own side, locked for writing.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["read_own_side", *needs])
    course = (
        Course.objects.select_for_update(of=("self",))
        .select_related("side", "item")
        .filter(pk=item, audience_id__in=visible_audiences(viewer))
        .first()
    )
    entry = (
        Entry.objects.filter(item_id=item, audience_id__in=visible_audiences(viewer))
        .select_related("version", "item")
        .first()
    )
    sort = procedure_of(course.side_id).sorts.get(course.sort) if course else None
    if course is None or entry is None or sort is None:
        raise NotHere
    return Held(course, entry, sort)


def check_open(found: Held) -> None:
    """Refuse what only an open enquiry takes.

    Raises:
        EnquiryOver: when it was answered, withdrawn or passed on.
    """
    if found.course.state != OPEN:
        raise EnquiryOver(reference=found.entry.reference)


def check_day(day: dt.date, first: dt.date, last: dt.date) -> None:
    """Refuse a day outside ``first`` to ``last``.

    Raises:
        DayWrong: naming both.
    """
    if not first <= day <= last:
        raise DayWrong(day=day_words(day), first=day_words(first), last=day_words(last))


def changes_of(items: Sequence[uuid.UUID]) -> list[ClockChange]:
    """Return what was done to the clocks of enquiries, in order. One query."""
    return list(ClockChange.objects.filter(item_id__in=items).order_by("item_id", "pk"))


def stops_of(sort: Sort, changes: Sequence[ClockChange]) -> list[Stop]:
    """Return the stops among ``changes`` as a clock counts them."""
    found = []
    for one in changes:
        pause = sort.stop(one.code) if one.what == ClockChange.STOP else None
        if pause is not None:
            found.append(Stop(pause.effect, one.start, one.end, pause.whole))
    return found


def standing_of(
    sort: Sort, received: dt.date, asked_for: dt.date | None, changes: Sequence[ClockChange]
) -> tuple[Due, dt.date | None]:
    """Return where a clock stands with its extensions, and the day for the rest, if any.

    An extension to a named day stands until the clock begins anew after a clarification.
    """
    stops = stops_of(sort, changes)
    now = due(sort.clock, received, given=asked_for, stops=stops)
    rest = None
    if now.stopped:
        return now, None
    for one in changes:
        more = sort.extension(one.code) if one.what == ClockChange.MORE else None
        if more is None or one.until is None or (now.received and one.start < now.received):
            continue
        if more.rest:
            taken = due(sort.clock, received, given=asked_for, stops=stops, more=more.count)
            now, rest = Due(taken.date, received=taken.received), one.until
        else:
            now = Due(one.until, received=now.received)
    return now, rest


def settle(items: Sequence[uuid.UUID]) -> None:
    """Bring due days in step with the texts and the clocks of enquiries; four queries each."""
    for course in Course.objects.filter(pk__in=items, state=OPEN):
        row = Enquiry.objects.filter(item_id=course.pk).select_related("entry__version").first()
        sort = procedure_of(course.side_id).sorts.get(course.sort)
        if row is None or sort is None:
            continue
        facts = row.entry.version.facts
        given = facts.get("asked_for")
        now, rest = standing_of(
            sort,
            dt.date.fromisoformat(str(facts["received_date"])),
            dt.date.fromisoformat(str(given)) if given else None,
            changes_of([course.pk]),
        )
        Course.objects.filter(pk=course.pk).update(
            due_date=now.date, rest_date=rest, stopped=now.stopped
        )


def note(
    found: Held,
    event: str,
    *,
    by: Account,
    at: dt.datetime,
    facts: dict[str, object] | None = None,
) -> None:
    """Append an event about an enquiry, for its own side: codes and days, never a text."""
    note_event(
        found.entry.item, event, by=by, at=at, audience=found.course.audience_id, facts=facts
    )
