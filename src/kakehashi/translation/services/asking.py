"""Asking for a translation: of which paragraphs, by whom, reviewed by whom, by when."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.look.dates import day_words
from kakehashi.people.calendars import is_working_day, working_day_from
from kakehashi.people.models import Account, Post, Side
from kakehashi.people.rules import NAMED, check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.kinds import RESTRICTED, kind_of
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import CHECKED
from kakehashi.records.services.writing import locked
from kakehashi.translation.models import Job, Passage
from kakehashi.translation.refusals import (
    DueWrong,
    NamedPeopleOnly,
    NothingToTranslate,
    SameHands,
    SameLanguage,
    TranslatorMissing,
)
from kakehashi.translation.rules import LANGUAGES, USUAL_DAYS, due_after
from kakehashi.translation.services.standing import NEEDS, note

LONGEST_NAME = 200
LONGEST_AHEAD = dt.timedelta(days=730)


@dataclass(frozen=True)
class Request:
    """What is asked for."""

    of: uuid.UUID
    """The record."""
    source: str
    target: str
    fields: Sequence[str] = ()
    """Names of text fields; every one that has words where empty."""
    translator: str = ""
    """A post of one's own side, or empty for somebody outside."""
    translator_name: str = ""
    reviewer: str = ""
    """A post of one's own side; empty where whoever asks reviews."""
    due: dt.date | None = None
    """The usual number of working days from today where None."""
    note: str = ""


def ask(
    *,
    request: Request,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Ask for a translation of paragraphs of a record, as they now stand.

    Args:
        request: what is asked for.
        by: who asks.
        at: when.
        id: an id drawn beforehand; sent a second time it gives the job the first made.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        SameLanguage, TranslatorMissing, SameHands, DueWrong, NothingToTranslate, TooLong: for
            what is entered.
        NamedPeopleOnly: for what only named people may read.
    """
    code = check_side(viewer_of(by), NEEDS)
    side = Side.objects.get(pk=code)
    if request.source == request.target or {request.source, request.target} - set(LANGUAGES):
        raise SameLanguage
    due = due_day(request.due, side, at)
    translator, reviewer = _hands(request, by)
    with transaction.atomic():
        made = Item.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.kind, made.origin_id) != ("translation_job", code):
                raise NotHere
            return made
        of, _entry, version = locked(request.of, by)
        _check_reach(of, version)
        passages = _passages(of, version, request)
        item = records.create(
            kind="translation_job", text=_text(of, version, request, side), by=by, at=at, id=id
        )
        job = Job.objects.create(
            item=item,
            of=of,
            version=version,
            side=side,
            organisation_id=by.organisation_id,
            source=request.source,
            target=request.target,
            due_date=due,
            translator=translator,
            translator_name="" if translator else request.translator_name.strip()[:LONGEST_NAME],
            reviewer=reviewer,
            by=by,
            post_id=by.post_id,
            at=at,
            audience_id=Entry.objects.get(item=item).audience_id,
        )
        for one in passages:
            one.job = job
        Passage.objects.bulk_create(passages)
        note(job, "asked", by=by, at=at, facts={"fields": [one.field for one in passages]})
    return item


def due_day(due: dt.date | None, side: Side, at: dt.datetime) -> dt.date:
    """Return the day a translation is due: the one given, or the usual one.

    Raises:
        DueWrong: for a day that has passed, is no working day, or lies too far ahead.
    """
    today = at.astimezone(ZoneInfo(side.zone)).date()
    calendars = [side.calendar]
    if due is None:
        return due_after(today, USUAL_DAYS, calendars)
    last = today + LONGEST_AHEAD
    if not today <= due <= last or not is_working_day(due, calendars):
        first = today if is_working_day(today, calendars) else working_day_from(today, 1, calendars)
        raise DueWrong(day=day_words(due), first=day_words(first), last=day_words(last))
    return due


def _hands(request: Request, by: Account) -> tuple[Post | None, Post | None]:
    wanted = {one for one in (request.translator, request.reviewer) if one}
    own = {one.pk: one for one in Post.objects.filter(pk__in=wanted, organisation__side=by.side_id)}
    if set(own) != wanted or not (request.translator or request.translator_name.strip()):
        raise TranslatorMissing
    translator, reviewer = own.get(request.translator), own.get(request.reviewer)
    if translator is not None and translator.pk == (reviewer.pk if reviewer else by.post_id):
        raise SameHands
    return translator, reviewer


def _check_reach(of: Item, version: Version) -> None:
    """Refuse what fewer people may read than the whole side, which reads the job."""
    marking = Marking.from_object(version.marking)
    limited = marking.reach == NAMED or marking.organisation or marking.groups or marking.people
    if of.lane == RESTRICTED or limited:
        raise NamedPeopleOnly(reference=of.reference)
    if of.kind == "translation_job":
        raise NothingToTranslate(reference=of.reference)


def _passages(of: Item, version: Version, request: Request) -> list[Passage]:
    wording, wanted = version.wording, set(request.fields)
    found = [
        Passage(
            field=text.name,
            position=position,
            label_en=text.label.get("en", text.name)[:120],
            label_ja=text.label.get("ja", text.name)[:120],
            source=wording[text.name][request.source],
            before=wording[text.name].get(request.target, ""),
        )
        for position, text in enumerate(kind_of(of.kind).texts_of(version.facts))
        if wording.get(text.name, {}).get(request.source) and (not wanted or text.name in wanted)
    ]
    if not found or wanted - {one.field for one in found}:
        raise NothingToTranslate(reference=of.reference)
    return found


def _text(of: Item, version: Version, request: Request, side: Side) -> NewText:
    """Return the job as a record: it names the record by its reference, never by its title."""
    into = {"ja": {"en": "Japanese", "ja": "和訳"}, "en": {"en": "English", "ja": "英訳"}}
    told = into[request.target]
    title = {
        "en": f"Translation of {of.reference} into {told['en']}",
        "ja": f"{of.reference} の{told['ja']}",
    }
    marking = Marking.from_object(version.marking)
    return NewText(
        wording={"title": title, "body": {side.language: request.note}},
        facts={"source": request.source, "target": request.target},
        links=[LinkTo("translates", of.pk)],
        marking=Marking(national=marking.national, caveats=marking.caveats),
        language_states={"title": {"en": CHECKED, "ja": CHECKED}},
    )
