"""Raising a matter in a treaty body, and bringing back what was said."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.governance.models import AgendaPlace, Body
from kakehashi.governance.review_rules import (
    ANSWERED,
    CLOSED,
    RAISED,
    REFERRAL_STANDINGS,
    TO_RAISE,
    TREATY_BODY,
)
from kakehashi.governance.selectors.referrals import comes_back_to, open_pairs
from kakehashi.governance.services.carrying import put
from kakehashi.governance.services.seeing import seen
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item, Link
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of
from kakehashi.records.services.writing import titles_given


class NotATreatyBody(Refused):
    """A matter is to be raised in a body of the partnership itself."""

    code = "not-a-treaty-body"
    message = {
        "en": "{body} is not a treaty body.",
        "ja": "{body}は、条約等に基づく会議体ではありません。",
    }
    hint = {
        "en": "Matters for the partnership's own bodies go on their agenda.",
        "ja": "本パートナーシップの会議体に諮る事項は、その議題としてください。",
    }


class RaisedInFuture(Refused):
    """Something is said to have been done on a day to come, or answered before it was raised."""

    code = "raised-in-future"
    message = {
        "en": "{day} cannot be: {what}.",
        "ja": "{day}は使用できません（{what}）。",
    }
    hint = {
        "en": "Give the day it happened; leave it empty if it is still to come.",
        "ja": "実際の日付を記入してください。未了の場合は空欄とします。",
    }


class ReplyMissing(Refused):
    """A reply without a word of what was said."""

    code = "reply-missing"
    message = {
        "en": "It is not said what the answer was.",
        "ja": "回答の内容が記入されていません。",
    }
    hint = {
        "en": "One sentence in one language is enough. If no answer comes, close the matter.",
        "ja": "いずれかの言語で一文で構いません。回答がない場合は「終了」としてください。",
    }


class ReferralNotThere(Refused):
    """A step that a matter's standing does not allow."""

    code = "referral-standing"
    status = 409
    message = {
        "en": "This cannot be done now: the matter is “{standing}”.",
        "ja": "現在の状態（{standing}）では、この操作はできません。",
    }
    hint = {
        "en": "Open it again; its page shows what can be done.",
        "ja": "ページを開き直してください。可能な操作が表示されます。",
    }


def raise_in(
    *,
    body: str,
    raised_from: str,
    title: Mapping[str, str],
    words: Mapping[str, str],
    date: dt.date | None = None,
    sources: Sequence[str] = (),
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Raise a matter in a treaty body, from the record that asks; shared with the other side.

    It keeps its way home: the answer, when one comes, is read on the record that asked.

    Args:
        body: reference of the treaty body.
        raised_from: reference of the record that asks.
        title: what it is called; the title of that record where empty.
        words: what is raised, per language.
        date: the day it was raised; None while it is still to be raised.
        sources: where it can be read.
        by: who.
        at: when.
        id: an id drawn beforehand.

    Raises:
        NoSide, NotYourRole: when the account may not write.
        NotHere: for a body or record the account does not see.
        NotATreatyBody: for a body of the partnership itself.
        RaisedInFuture: for a day to come.
        FactWrong, TooLong: for what is entered.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["write"])
    with transaction.atomic():
        to = seen(body, by, "body")
        if Body.objects.get(pk=to.pk).body_kind != TREATY_BODY:
            raise NotATreatyBody(body={"en": to.title_en, "ja": to.title_ja})
        asked = seen(raised_from, by)
        _check_day(date, at)
        given = title if any(title.values()) else titles_given(asked)
        item = records.create(
            kind="referral",
            text=NewText(
                wording={"title": given, "matter": words},
                facts={
                    "body": body,
                    "standing": RAISED if date else TO_RAISE,
                    "date": date.isoformat() if date else "",
                    "post": by.post_id or "",
                    "sources": list(sources),
                },
                links=[LinkTo("raised_from", asked.item_id), LinkTo("of_body", to.item_id)],
            ),
            by=by,
            at=at,
            id=id,
        )
        if viewer.may("share") and Entry.objects.filter(item=item, state="draft").exists():
            records.share(item=item.pk, by=by, at=at)
    return item


def to_agendas(items: Sequence[Item]) -> None:
    """Put matters on the agendas they come to, as soon as both sides have them.

    Whoever shares a draft, and with whichever step: nothing that is open waits for somebody to
    think of it. What was on an agenda of that body already stays where it is.

    Args:
        items: matters that were written.
    """
    written = {
        one.item_id: one.version
        for one in Entry.objects.filter(item__in=items, face="shared").select_related(
            "version__author"
        )
    }
    if not written:
        return
    bodies = Link.objects.filter(item__in=list(written), relation="of_body", kind="referral")
    asked = {*bodies.values_list("to_id", flat=True), *filter(None, [comes_back_to()])}
    there = set(
        AgendaPlace.objects.filter(item__in=list(written)).values_list("body_id", "item_id")
    )
    for body, item in open_pairs(list(asked)):
        if item in written and (body, item) not in there:
            version = written[item]
            put(body=body, items=[item], why="referral", by=version.author, at=version.at)


def _check_day(date: dt.date | None, at: dt.datetime, since: dt.date | None = None) -> None:
    latest = (at + dt.timedelta(hours=14)).date()  # a day may have begun further east
    if date is not None and date > latest:
        what = {"en": "that day is still to come", "ja": "まだ来ていない日です"}
        raise RaisedInFuture(day=day_words(date), what=what)
    if date is not None and since is not None and date < since:
        what = {"en": "it was raised only later", "ja": "提起した日より前の日です"}
        raise RaisedInFuture(day=day_words(date), what=what)


def mark_raised(*, referral: str, date: dt.date, by: Account, at: dt.datetime) -> Item:
    """Record that a matter was raised, on which day.

    Raises:
        NotHere, NotYourPen, NotYourRole: as for every save.
        ReferralNotThere: unless it was still to be raised.
        RaisedInFuture: for a day to come.
    """
    _check_day(date, at)
    return _step(
        referral, (TO_RAISE,), {"standing": RAISED, "date": date.isoformat()}, {}, by=by, at=at
    )


def record_reply(
    *,
    referral: str,
    words: Mapping[str, str],
    date: dt.date,
    sources: Sequence[str] = (),
    by: Account,
    at: dt.datetime,
) -> Item:
    """Record what was said to a matter raised. It lands on the record that asked.

    Raises:
        NotHere, NotYourPen, NotYourRole: as for every save.
        ReferralNotThere: before it was raised, or after it was closed.
        ReplyMissing: without a word.
        RaisedInFuture: for a day to come, or before it was raised.
        FactWrong: for an address that cannot be used.
    """
    if not any(text.strip() for text in words.values()):
        raise ReplyMissing
    found = seen(referral, by, "referral")
    raised = found.version.facts.get("date")
    _check_day(date, at, dt.date.fromisoformat(raised) if raised else None)
    facts: dict[str, object] = {"standing": ANSWERED, "reply_date": date.isoformat()}
    if sources:
        facts["sources"] = [*found.version.facts.get("sources", []), *sources]
    return _step(referral, (RAISED, ANSWERED), facts, {"reply": dict(words)}, by=by, at=at)


def close_referral(*, referral: str, by: Account, at: dt.datetime) -> Item:
    """Close a matter: answered and read, or without an answer; none is promised.

    Raises:
        NotHere, NotYourPen, NotYourRole: as for every save.
        ReferralNotThere: when it is closed already.
    """
    return _step(referral, (TO_RAISE, RAISED, ANSWERED), {"standing": CLOSED}, {}, by=by, at=at)


def _step(
    referral: str,
    standings: Sequence[str],
    facts: Mapping[str, object],
    wording: Mapping[str, Mapping[str, str]],
    *,
    by: Account,
    at: dt.datetime,
) -> Item:
    viewer = viewer_of(by)
    check_side(viewer, ["write"])
    with transaction.atomic():
        found = seen(referral, by, "referral")
        text = text_of(found.version)
        standing = str(text.facts.get("standing", TO_RAISE))
        if standing not in standings:
            raise ReferralNotThere(standing=REFERRAL_STANDINGS[standing])
        item = records.save(
            item=found.item_id,
            base=found.version.number,
            text=replace(
                text,
                facts={**text.facts, **facts},
                wording={**text.wording, **wording},
                language_states=None,
            ),
            by=by,
            at=at,
        )
        if viewer.may("share"):
            records.share(item=item.pk, by=by, at=at)
    return item
