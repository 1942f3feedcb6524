"""Consulting the other side before its papers are released; it never learns for whom."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from kakehashi.enquiries.models import Consulting, Document, Requester
from kakehashi.enquiries.rules import NEEDS_WORDS, NO_REPLY, OUTCOMES, VIEWS
from kakehashi.enquiries.services.refusals import (
    NoReplyTooSoon,
    NotAskedOfYou,
    NothingToConsult,
    NotSharedYet,
    RevealsRequester,
    ViewWordsMissing,
)
from kakehashi.enquiries.services.standing import check_day, check_open, held, note
from kakehashi.errors import NotHere
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText

LONGEST_DAYS = dt.timedelta(days=365)
LONGEST_WORDS = 20_000


def consult(
    *,
    item: uuid.UUID,
    documents: Sequence[uuid.UUID],
    wanted: dt.date,
    title: Mapping[str, str],
    body: Mapping[str, str],
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Ask the other side what it says to the release of its papers; shared at once.

    What it reads is a record of its own that names papers and a day. Which enquiry it is for,
    and who asked, stand in no part of it.

    Args:
        item: the enquiry.
        documents: of its schedule, each one on which the other side has a say.
        wanted: by when.
        title: by language.
        body: by language, as it goes out.
        by: who asks; with the permission to share.
        at: now.
        id: drawn beforehand; sent a second time it gives what the first made.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        NothingToConsult, RevealsRequester, DayWrong, TextMissing, TooLong: for what is entered.
    """
    with transaction.atomic():
        found = held(item, by, needs=("write", "share"))
        made = Item.objects.filter(pk=id).first() if id else None
        if made is not None:
            if not Consulting.objects.filter(pk=made.pk, enquiry_id=item).exists():
                raise NotHere
            return made
        check_open(found)
        today = found.today(at)
        check_day(wanted, today, today + LONGEST_DAYS)
        rows = list(
            Document.objects.filter(
                enquiry_id=item, pk__in=list(documents), theirs=True, consulting=None
            )
        )
        if not rows or len(rows) != len(set(documents)):
            raise NothingToConsult
        _check_reveals(item, found.entry, [*title.values(), *body.values()])
        made = records.create(
            kind="disclosure_consultation",
            text=NewText(
                wording={"title": dict(title), "body": dict(body)},
                facts={"wanted_date": wanted.isoformat()},
                links=[
                    LinkTo("about", one)
                    for one in _known_to_both([row.item_id for row in rows if row.item_id])
                ],
            ),
            by=by,
            at=at,
            id=id,
        )
        row = Consulting.objects.create(
            item=made,
            enquiry_id=item,
            wanted_date=wanted,
            by=by,
            at=at,
            audience_id=found.course.audience_id,
        )
        Document.objects.filter(pk__in=[one.pk for one in rows]).update(consulting=row)
        records.share(item=made.pk, by=by, at=at)
        note(found, "other_side_consulted", by=by, at=at, facts={"documents": len(rows)})
    return made


def _known_to_both(items: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Return those items that stand somewhere in the sight of both sides."""
    return list(
        dict.fromkeys(
            Entry.objects.filter(item_id__in=items)
            .exclude(face="own")
            .order_by("sort_key", "pk")
            .values_list("item_id", flat=True)
        )
    )


def _check_reveals(item: uuid.UUID, entry: Entry, texts: Sequence[str]) -> None:
    """Refuse a text that says who asked, or which enquiry it is for."""
    secret = [entry.reference, str(entry.version.facts.get("number") or "")]
    requester = Requester.objects.filter(pk=item).first()
    if requester is not None:
        secret += [requester.name, requester.contact]
    whole = " ".join(" ".join(texts).split()).casefold()
    for one in secret:
        words = " ".join(one.split())
        if words and words.casefold() in whole:
            raise RevealsRequester(words=words)


def record_outcome(
    *,
    consultation: uuid.UUID,
    outcome: str,
    day: dt.date,
    words: str = "",
    by: Account,
    at: dt.datetime,
) -> Consulting:
    """Record what the other side said where it did not say it here, or that nothing came in time.

    Raises:
        NoSide, NotYourRole, NotHere, EnquiryOver: when it may not be.
        NotSharedYet, NoReplyTooSoon, ViewWordsMissing, DayWrong: for what is entered.
    """
    if outcome not in OUTCOMES:
        raise NotHere
    with transaction.atomic():
        row = Consulting.objects.select_related("item").filter(pk=consultation).first()
        if row is None:
            raise NotHere
        found = held(row.enquiry_id, by)
        check_open(found)
        if not Entry.objects.filter(item_id=row.pk).exclude(face="own").exists():
            raise NotSharedYet(reference=row.item.reference)
        today = found.today(at)
        check_day(day, row.at.date(), today)
        if outcome == NO_REPLY and today <= row.wanted_date:
            raise NoReplyTooSoon(day=day_words(row.wanted_date))
        if outcome in NEEDS_WORDS and not words.strip():
            raise ViewWordsMissing
        row.outcome, row.outcome_date, row.words = outcome, day, words.strip()[:LONGEST_WORDS]
        row.save(update_fields=["outcome", "outcome_date", "words"])
        note(found, "consultation_outcome", by=by, at=at, facts={"outcome": outcome})
    return row


def reply(
    *,
    consultation: str,
    view: str,
    words: str,
    language: str,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Say for one's side what it says to a release that the other side asks about; shared at once.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        NotAskedOfYou: for a consultation of one's own side.
        ViewWordsMissing: for a view that says nothing without words.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["write", "share"])
    if view not in VIEWS:
        raise NotHere
    with transaction.atomic():
        entry = (
            Entry.objects.select_related("item")
            .filter(
                reference=consultation,
                kind="disclosure_consultation",
                audience_id__in=visible_audiences(viewer),
            )
            .first()
        )
        if entry is None:
            raise NotHere
        if entry.item.origin_id == side:
            raise NotAskedOfYou(reference=consultation)
        if view in NEEDS_WORDS and not words.strip():
            raise ViewWordsMissing
        made = Item.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.kind, made.origin_id) != ("consultation_reply", side):
                raise NotHere
            return made
        wording = {"title": dict(VIEWS[view])}
        if words.strip():
            wording["body"] = {language: words.strip()}
        item = records.create(
            kind="consultation_reply",
            text=NewText(
                wording=wording, facts={"view": view}, links=[LinkTo("answers", entry.item_id)]
            ),
            by=by,
            at=at,
            id=id,
        )
        records.share(item=item.pk, by=by, at=at)
    return item
