"""Writing of decisions: saying what became of one."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.governance.services.seeing import seen
from kakehashi.look.dates import say_partial
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import sides, viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.writing import titles_given


class ReplacementMissing(Refused):
    """A decision is said to be replaced, but not by what."""

    code = "replacement-missing"
    message = {
        "en": "It is not said what replaced the decision.",
        "ja": "置き換えた事項が示されていません。",
    }
    hint = {
        "en": "Name the record that replaced it, by its reference.",
        "ja": "置き換えた案件の番号を記入してください。",
    }


class ReplacementUnknown(Refused):
    """What is said to have replaced a decision is not there, or not for this person."""

    code = "replacement-unknown"
    message = {
        "en": "No record that you may see is called “{reference}”.",
        "ja": "「{reference}」という番号の案件は見当たりません。",
    }
    hint = {
        "en": "Write the reference as its page has it; a decision does not replace itself.",
        "ja": "案件のページに示された番号を記入してください（当該事項自身は指定できません）。",
    }


class WhyMissing(Refused):
    """Something is said to have been done, or not, but not what or why."""

    code = "why-missing"
    message = {
        "en": "What is missing: {what}.",
        "ja": "記入がありません: {what}",
    }
    hint = {
        "en": "One sentence is enough.",
        "ja": "一文で構いません。",
    }


class WhenMissing(Refused):
    """Something is said to have been done, but not when."""

    code = "when-missing"
    message = {
        "en": "It is not said when it was done.",
        "ja": "実施日が記入されていません。",
    }
    hint = {
        "en": "Where the day is not known, say what is known of it.",
        "ja": "日が分からない場合は、分かる範囲で記入してください。",
    }


class DoneInFuture(Refused):
    """Something was said to have been done on a day to come."""

    code = "done-in-future"
    message = {
        "en": "{day} is still to come.",
        "ja": "{day}は未到来の日付です。",
    }
    hint = {
        "en": "Give the day it was done, today at the latest.",
        "ja": "実施した日（本日まで）を記入してください。",
    }


def say_what_became(
    *,
    decision: str,
    ending: str,
    date: str,
    words: Mapping[str, str],
    sources: Sequence[str],
    replaced_by: str = "",
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Say what became of a decision, as one's own side's entry, shared with the other at once.

    Sent a second time with the same ``id`` (a form sent twice) it gives the entry already made.

    Raises:
        NoSide, NotYourRole: when the account may not.
        NotHere: for a decision the account does not see.
        WhenMissing, WhyMissing: when nothing says when or why.
        DoneInFuture: for a day, month or year that has not begun anywhere among the sides.
        ReplacementMissing: when it was replaced but not by what.
        ReplacementUnknown: when what replaced it is not there, or is the decision itself.
        FactWrong: for a date or address that cannot be used.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["record_decisions"])
    with transaction.atomic():
        found = seen(decision, by, "decision")
        if id is not None:
            made = Item.objects.filter(pk=id, kind="follow_up", origin=viewer.side).first()
            if made is not None:
                return made
        links = [LinkTo("about", found.item_id)]
        if ending == "replaced":
            if not replaced_by.strip():
                raise ReplacementMissing
            links.append(LinkTo("replaced_by", replacement(replaced_by.strip(), found, by)))
        if ending == "held" and not date:
            raise WhenMissing
        _check_past(date, at)
        if ending == "not_held" and not any(words.values()):
            raise WhyMissing(what={"en": "why it was not done", "ja": "実施しなかった理由"})
        item = records.create(
            kind="follow_up",
            text=NewText(
                wording={
                    "title": titles_given(found),
                    "body": words,
                },
                facts={"ending": ending, "date": date, "sources": list(sources)},
                links=links,
            ),
            by=by,
            at=at,
            id=id,
        )
        if viewer.may("share"):
            records.share(item=item.pk, by=by, at=at)
    return item


def _check_past(date: str, at: dt.datetime) -> None:
    today = max(at.astimezone(ZoneInfo(one.zone)).date() for one in sides()).isoformat()
    if date > today[: len(date)]:
        raise DoneInFuture(day={code: say_partial(date, code) for code in ("en", "ja")})


def replacement(reference: str, decision: Entry, by: Account) -> uuid.UUID:
    """Return the item called ``reference`` that replaced ``decision``.

    Raises:
        ReplacementUnknown: when it is not there, or is the decision itself.
    """
    try:
        found = seen(reference, by)
    except NotHere:
        raise ReplacementUnknown(reference=reference) from None
    if found.item_id == decision.item_id:
        raise ReplacementUnknown(reference=reference)
    return found.item_id
