"""Writing about lines to take: used, valid again, and what the other side says of one."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.lines.models import LineUse
from kakehashi.lines.rules import LONGEST, NEEDS_WORDS, VIEWS
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account
from kakehashi.people.rules import OWN_SIDE, Circle, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.people.services import Interner
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import note_event, text_of

LONGEST_WHERE = 200


class LineStaysInside(Refused):
    """A line to take was to be published."""

    code = "line-stays-inside"
    status = 409
    message = {
        "en": "A line to take is not published.",
        "ja": "応答要領・想定問答は公表の対象ではありません。",
    }
    hint = {
        "en": "What may be public is written as a press line, a joint text.",
        "ja": "公表する場合は、共同文書の「プレスライン」として作成してください。",
    }


class UseUnsaid(Refused):
    """A line was used, but not said where or on a day that has come."""

    code = "line-use-unsaid"
    message = {
        "en": "Say where it was used, up to {most} characters, on a day that is not still to come.",
        "ja": "使用した場面（{most}字以内）と、本日までの日付を記入してください。",
    }
    hint = {
        "en": "The meeting, the press conference, the number of the question.",
        "ja": "会合名、会見、質問番号等を記入してください。",
    }


class EndWrong(Refused):
    """A line was to hold until a day that has passed, or for too long."""

    code = "line-valid-until"
    message = {
        "en": "It can be made valid from today until {last} at the latest.",
        "ja": "有効期限は、本日から{last}までの日付としてください。",
    }
    hint = {
        "en": "Look at the words again once a year at least.",
        "ja": "少なくとも1年に1回は内容を見直してください。",
    }


class ViewUnsaid(Refused):
    """A view on the other side's line without the words it needs."""

    code = "line-view-words"
    message = {
        "en": "Say what your side would rather have said, or why not.",
        "ja": "希望する表現又は理由が記入されていません。",
    }
    hint = {"en": "One sentence is enough.", "ja": "一文で構いません。"}


class NotOffered(Refused):
    """A view on a line of one's own side."""

    code = "line-not-offered"
    status = 409
    message = {
        "en": "{reference} is your own side's line.",
        "ja": "{reference} は自国側の応答要領です。",
    }
    hint = {
        "en": "Change it, or share it so that the other side can say what it thinks.",
        "ja": "内容を変更するか、共有して相手側の見解を求めてください。",
    }


def use(*, line: str, where: str, date: dt.date, by: Account, at: dt.datetime) -> LineUse:
    """Note that a line of one's own side was used; said twice it is noted once.

    Args:
        line: its reference.
        where: in one's own words.
        date: the day, where one is.
        by: who notes it.
        at: now.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        UseUnsaid: for what is entered.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["write"])
    with transaction.atomic():
        entry = _own(line, by)
        where = where.strip()
        today = at.astimezone(ZoneInfo(by.zone)).date()
        if not 0 < len(where) <= LONGEST_WHERE or date > today:
            raise UseUnsaid(most=LONGEST_WHERE)
        return _use(entry, where, date, by=by, at=at)


def use_many(*, lines: Iterable[uuid.UUID], where: str, by: Account, at: dt.datetime) -> int:
    """Note that lines of one's own side went into a paper; return how many were noted anew."""
    today = at.astimezone(ZoneInfo(by.zone)).date()
    viewer = viewer_of(by)
    with transaction.atomic():
        found = Entry.objects.select_related("version", "item").filter(
            item_id__in=list(lines),
            kind="line_to_take",
            item__origin_id=viewer.side,
            audience_id__in=visible_audiences(viewer),
        )
        before = LineUse.objects.count()
        for one in found:
            _use(one, where[:LONGEST_WHERE], today, by=by, at=at)
        return LineUse.objects.count() - before


def _use(entry: Entry, where: str, date: dt.date, *, by: Account, at: dt.datetime) -> LineUse:
    side = entry.item.origin_id or ""
    audience = Interner().number(Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,)))
    made, new = LineUse.objects.get_or_create(
        item_id=entry.item_id,
        date=date,
        where=where,
        defaults={
            "version": entry.version.number,
            "by": by,
            "at": at,
            "audience_id": audience,
        },
    )
    if new:
        note_event(entry.item, "line_used", by=by, at=at, audience=audience)
    return made


def renew(*, line: str, until: dt.date, by: Account, at: dt.datetime) -> Item:
    """Make a line valid until another day, its words as they are: a version of its own.

    Raises:
        NoSide, NotYourRole, NotHere, NotInThisState: when it may not be.
        EndWrong: for a day that has passed or is too far.
    """
    check_side(viewer_of(by), ["write"])
    with transaction.atomic():
        entry = _own(line, by)
        today = at.astimezone(ZoneInfo(by.zone)).date()
        last = today + dt.timedelta(days=LONGEST)
        if not today <= until <= last:
            raise EndWrong(last=day_words(last))
        text = text_of(entry.version)
        return records.save(
            item=entry.item_id,
            base=entry.version.number,
            text=replace(text, facts={**text.facts, "valid_until": until.isoformat()}),
            by=by,
            at=at,
        )


def react(
    *,
    line: str,
    view: str,
    words: str,
    language: str,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Say for one's side what it thinks of a line the other side offered; shared at once.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        NotOffered: for a line of one's own side.
        ViewUnsaid: for a view that says nothing without words.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["write", "share"])
    if view not in VIEWS:
        raise NotHere
    with transaction.atomic():
        entry = _seen(line, by)
        if entry.item.origin_id == side:
            raise NotOffered(reference=line)
        if view in NEEDS_WORDS and not words.strip():
            raise ViewUnsaid
        made = Item.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.kind, made.origin_id) != ("line_reaction", side):
                raise NotHere
            return made
        wording = {"title": dict(VIEWS[view])}
        if words.strip():
            wording["body"] = {language: words.strip()}
        item = records.create(
            kind="line_reaction",
            text=NewText(
                wording=wording, facts={"view": view}, links=[LinkTo("about", entry.item_id)]
            ),
            by=by,
            at=at,
            id=id,
        )
        records.share(item=item.pk, by=by, at=at)
    return item


def _seen(line: str, by: Account) -> Entry:
    entry = (
        Entry.objects.select_related("version", "item")
        .filter(
            reference=line,
            kind="line_to_take",
            audience_id__in=visible_audiences(viewer_of(by)),
        )
        .first()
    )
    if entry is None:
        raise NotHere
    return entry


def _own(line: str, by: Account) -> Entry:
    entry = _seen(line, by)
    if entry.item.origin_id != by.side_id:
        raise NotHere
    return entry
