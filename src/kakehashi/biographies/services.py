"""Writing biographies: one a person and post and side, of holders of a public office alone."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.biographies.models import Biography
from kakehashi.biographies.selectors import biographies, office_holders
from kakehashi.errors import NotHere, Refused
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Holding
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import NewText
from kakehashi.records.services.plans import text_of


class BiographyStaysInside(Refused):
    """A biography was to be published."""

    code = "biography-stays-inside"
    status = 409
    message = {
        "en": "A short biography is not published.",
        "ja": "略歴は公表の対象ではありません。",
    }
    hint = {
        "en": "Give it to those who prepare a meeting in its papers.",
        "ja": "会合の準備に必要な範囲で、会議資料に掲載してください。",
    }


class NotAnOfficeHolder(Refused):
    """A biography of somebody who holds no public office on record."""

    code = "biography-not-a-holder"
    message = {
        "en": "That person holds no such post on record today.",
        "ja": "その者は、本日現在、記録上その職に就いていません。",
    }
    hint = {
        "en": "Biographies are of holders of a public office alone. Have the post and its holder "
        "entered first.",
        "ja": "略歴を作成できるのは公職の在職者に限ります。先に職と在職者を登録してください。",
    }


class BiographyThere(Refused):
    """A second biography of the same person in the same post."""

    code = "biography-there"
    status = 409
    message = {
        "en": "Your side has a biography of that person already: {reference}.",
        "ja": "この者の略歴は、既に自国側で作成されています（{reference}）。",
    }
    hint = {
        "en": "Open that one, change it, and give the day on which you checked it.",
        "ja": "その略歴を開いて修正し、確認した日を入力してください。",
    }


class BiographyDay(Refused):
    """A biography as of a day that has not come."""

    code = "biography-day"
    message = {
        "en": "A biography cannot be as of {day}: that day has not come.",
        "ja": "{day}はまだ到来していないため、略歴の時点とすることはできません。",
    }
    hint = {
        "en": "Give today, or the day on which it was last known to be right.",
        "ja": "本日又は内容を最後に確認した日を入力してください。",
    }


@dataclass(frozen=True)
class NewLife:
    """A biography as it is entered."""

    person: str
    post: str
    career: Mapping[str, str]
    """Language to lines, the latest stage first."""
    as_of: dt.date
    checked_by: str
    since: str = ""
    """A day, month or year; that of the post on record where empty."""
    sources: tuple[str, ...] = field(default=())


def write(
    *,
    life: NewLife,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Write the biography of somebody who holds a public office, as a draft of one's own side.

    Raises:
        NoSide, NotYourRole: when the account may not write.
        NotAnOfficeHolder: for anybody else.
        BiographyThere: when one's side has one of that person in that post.
        BiographyDay, FactWrong, TextMissing, TooLong: for what is entered.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["write"])
    today = _today(by, at)
    held = _held(life, today)
    _check_day(life.as_of, today)
    with transaction.atomic():
        again = Item.objects.filter(pk=id).first() if id else None
        there = biographies(viewer).filter(person=life.person, post=life.post, item__origin_id=side)
        if again is None and (found := there.first()) is not None:
            raise BiographyThere(reference=found.reference)
        known = held.since.isoformat() if held.since else ""
        return records.create(
            kind="biography",
            text=NewText(
                wording={"title": _title(held), "career": dict(life.career)},
                facts={
                    "person": life.person,
                    "post": life.post,
                    "since": life.since or known,
                    "as_of": life.as_of.isoformat(),
                    "checked_by": life.checked_by,
                    "sources": list(life.sources),
                },
            ),
            by=by,
            at=at,
            id=id,
        )


def check(*, biography: str, checked_by: str, as_of: dt.date, by: Account, at: dt.datetime) -> Item:
    """Say that a biography of one's own side is right as of a day, its words as they are.

    Raises:
        NoSide, NotYourRole, NotHere, NotInThisState: when it may not be.
        BiographyDay, FactWrong: for what is entered.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["write"])
    _check_day(as_of, _today(by, at))
    with transaction.atomic():
        row: Biography | None = (
            biographies(viewer).filter(reference=biography, item__origin_id=side).first()
        )
        if row is None:
            raise NotHere
        text = text_of(row.entry.version)
        facts = {**text.facts, "as_of": as_of.isoformat(), "checked_by": checked_by}
        return records.save(
            item=row.item_id,
            base=row.entry.version.number,
            text=replace(text, facts=facts),
            by=by,
            at=at,
        )


def _today(by: Account, at: dt.datetime) -> dt.date:
    return at.astimezone(ZoneInfo(by.zone)).date()


def _held(life: NewLife, today: dt.date) -> Holding:
    for one in office_holders(today):
        if (one.person_id, one.post_id) == (life.person, life.post):
            return one
    raise NotAnOfficeHolder


def _check_day(as_of: dt.date, today: dt.date) -> None:
    if as_of > today:
        raise BiographyDay(day=day_words(as_of))


def _title(held: Holding) -> dict[str, str]:
    """Return name and post as each language puts them."""
    return {
        "en": f"{held.person.name_in('en')}, {held.post.name_in('en')}",
        "ja": f"{held.post.name_in('ja')}　{held.person.name_in('ja')}",
    }
