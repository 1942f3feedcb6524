"""Sending a commission: one request to many offices, at the top or under one that was passed on."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from kakehashi.commissions.models import Asked, Course
from kakehashi.commissions.rules import (
    OPEN,
    latest_inner,
    working_day_at_or_before,
)
from kakehashi.commissions.services.refusals import (
    AskedAlready,
    CommissionOffices,
    DeadlineWrong,
    NoTimeLeft,
    RequestMissing,
)
from kakehashi.commissions.services.standing import asked_of, check_open, note, office_words
from kakehashi.errors import NotHere
from kakehashi.look.dates import day_words
from kakehashi.people.calendars import is_working_day
from kakehashi.people.models import Account, Organisation, Post, Side
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import CHECKED

MOST_OFFICES = 60
LONGEST_DIVISION = 120


@dataclass(frozen=True)
class Office:
    """An office to ask."""

    organisation: str
    division: str = ""
    mailbox: str = ""
    """Where the request goes with a link; empty for one that answers on the desk."""
    post: str = ""


@dataclass(frozen=True)
class Request:
    """What is asked: wording per language, about which records, by when, of whom."""

    title: Mapping[str, str]
    body: Mapping[str, str]
    offices: Sequence[Office]
    due: dt.date
    outer: dt.date | None = None
    """By when who commissions needs it; the due day itself where None."""
    template: Mapping[str, str] = field(default_factory=dict)
    """Form of the answer, given once for each record it is about."""
    about: Sequence[uuid.UUID] = ()
    area: uuid.UUID | None = None
    national: Mapping[str, str] = field(default_factory=dict)


def issue(
    *,
    request: Request,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
    under: int | None = None,
) -> Item:
    """Send a commission to offices of one's own side.

    Args:
        request: what is asked.
        by: who commissions.
        at: when.
        id: an id drawn beforehand; sent a second time it gives the commission the first made.
        under: the request to one's own office that is passed on by it.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourReturn: when it may not be.
        CommissionOver: when the one that is passed on takes no more answers.
        RequestMissing, CommissionOffices, AskedAlready, DeadlineWrong, NoTimeLeft, TextMissing,
        TooLong, MarkingTooHigh, MarkingUnknown: for what is entered.
    """
    side_code = check_side(viewer_of(by), ["read_own_side", "write"])
    side = Side.objects.get(pk=side_code)
    with transaction.atomic():
        made = Item.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.kind, made.origin_id) != ("commission", side_code):
                raise NotHere
            return made
        parent, above = asked_of(under, by) if under is not None else (None, None)
        if above is not None:
            check_open(above)
        if parent is not None and (parent.moved_to_id or Course.objects.filter(under=parent)):
            raise NotHere
        outer = parent.due_date if parent else request.outer or request.due
        _check_deadline(request.due, outer, side, at, inner=parent is not None)
        if not any(words.strip() for words in request.body.values()):
            raise RequestMissing
        offices = _checked(request.offices, side_code)
        item = records.create(
            kind="commission",
            text=_text(request, above, by),
            by=by,
            at=at,
            id=id,
        )
        root = above.root_id if above else item.pk
        course = Course.objects.create(
            item=item,
            root_id=root,
            under=parent,
            side=side,
            organisation_id=by.organisation_id,
            state=OPEN,
            due_date=request.due,
            outer_date=outer,
            language=side.language,
            by=by,
            post_id=by.post_id,
            at=at,
            audience_id=Entry.objects.get(item=item).audience_id,
        )
        _ask(course, offices, request.due)
        note(course, "commission_sent", by=by, at=at, facts={"offices": len(offices)})
        if above is not None and parent is not None:
            note(above, "commission_passed_on", by=by, at=at, facts={"asked": parent.pk})
    return item


def _check_deadline(
    due: dt.date, outer: dt.date, side: Side, at: dt.datetime, *, inner: bool
) -> None:
    calendars = [side.calendar]
    today = at.astimezone(ZoneInfo(side.zone)).date()
    last = latest_inner(outer, calendars) if inner else working_day_at_or_before(outer, calendars)
    if last < today:
        raise NoTimeLeft(outer=day_words(outer))
    if not today <= due <= last or not is_working_day(due, calendars):
        raise DeadlineWrong(day=day_words(due), first=day_words(today), last=day_words(last))


def _checked(offices: Sequence[Office], side: str) -> list[Office]:
    named = [
        Office(
            one.organisation.strip(),
            one.division.strip()[:LONGEST_DIVISION],
            one.mailbox.strip(),
            one.post.strip(),
        )
        for one in offices
        if one.organisation.strip()
    ]
    keys = [(one.organisation, one.division) for one in named]
    own = set(
        Organisation.objects.filter(side_id=side, pk__in=[key[0] for key in keys]).values_list(
            "pk", flat=True
        )
    )
    posts = dict(
        Post.objects.filter(pk__in=[one.post for one in named if one.post]).values_list(
            "pk", "organisation_id"
        )
    )
    wrong = any(
        one.organisation not in own or (one.post and posts.get(one.post) != one.organisation)
        for one in named
    )
    if not 0 < len(named) <= MOST_OFFICES or len(set(keys)) != len(keys) or wrong:
        raise CommissionOffices(most=MOST_OFFICES)
    return named


def _ask(course: Course, offices: Sequence[Office], due: dt.date) -> None:
    """Enter who is asked; the database holds that nobody is, twice in one tree."""
    _refuse_twice(course, offices)
    try:
        with transaction.atomic():
            Asked.objects.bulk_create(
                Asked(
                    commission_id=course.item_id,
                    root_id=course.root_id,
                    organisation_id=one.organisation,
                    division=one.division,
                    post_id=one.post or None,
                    mailbox=one.mailbox,
                    position=position,
                    due_date=due,
                )
                for position, one in enumerate(offices)
            )
    except IntegrityError:  # a colleague asked the same office just now
        _refuse_twice(course, offices)
        raise


def _refuse_twice(course: Course, offices: Sequence[Office]) -> None:
    taken = {
        (one.organisation_id, one.division): one
        for one in Asked.objects.filter(root_id=course.root_id).select_related(
            "organisation", "commission"
        )
    }
    for one in offices:
        found = taken.get((one.organisation, one.division))
        if found is not None:
            raise AskedAlready(
                office=office_words(found.organisation, found.division),
                reference=found.commission.reference,
            )


def _text(request: Request, above: Course | None, by: Account) -> NewText:
    about = list(
        Entry.objects.filter(
            item_id__in=list(request.about),
            audience_id__in=visible_audiences(viewer_of(by)),
        )
    )
    if {one.item_id for one in about} != set(request.about):
        raise NotHere
    wording = {
        "title": dict(request.title),
        "body": dict(request.body),
        "template": _per_record(request.template, about),
    }
    links = [LinkTo("about", one) for one in request.about]
    if request.area is not None:
        links.append(LinkTo("of_area", request.area))
    if above is not None:
        links.append(LinkTo("passes_on", above.item_id))
    return NewText(
        wording=wording,
        links=links,
        marking=Marking(national=dict(request.national)),
        language_states={
            name: {code: CHECKED for code, words in by_language.items() if words.strip()}
            for name, by_language in wording.items()
        },
    )


def _per_record(template: Mapping[str, str], about: Sequence[Entry]) -> dict[str, str]:
    """Return the form of the answer, once for each record, under its reference and title."""
    filled = {}
    for language, words in template.items():
        if not words.strip() or not about:
            filled[language] = words
            continue
        mark = "■ " if language == "ja" else "## "
        titles = [
            (one.reference, (one.title_ja if language == "ja" else one.title_en) or one.title)
            for one in about
        ]
        filled[language] = "\n\n".join(
            f"{mark}{reference} {title}\n{words.strip()}" for reference, title in titles
        )
    return filled
