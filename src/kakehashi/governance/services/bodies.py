"""Writing bodies: names with their days, chairs, members, rules; each change is a new text."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.governance.names import day_of
from kakehashi.governance.services.seeing import seen
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Organisation, Post
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Entry
from kakehashi.records.services.plans import text_of

CHAIRS, MEMBERS = "chairs", "members"
LANGUAGES = ("en", "ja")
LONGEST_NAME, LONGEST_SILENCE = 200, 60
SCOPES = ("", "proposes", "confirms")
_FAR = dt.date.max


class NameMissing(Refused):
    """A name of a body is empty, too long, or in no language of the partnership."""

    code = "body-name-missing"
    message = {
        "en": "A name needs a text of at most {most} characters and a language.",
        "ja": "名称（{most}文字以内）と言語を入力してください。",
    }
    hint = {
        "en": "Write the name as its issuer writes it.",
        "ja": "発表元の表記のとおりに入力してください。",
    }


class NamesOverlap(Refused):
    """A body would bear two names of one issuer and language on the same day."""

    code = "body-names-overlap"
    status = 409
    message = {
        "en": "“{name}” is already its name in that language, by the same issuer, on some of these "
        "days.",
        "ja": "同じ発表元及び言語の名称「{name}」が、この期間の全部又は一部に既にあります。",
    }
    hint = {
        "en": "End that name first, or begin this one the day after.",
        "ja": "先に当該名称を終了させるか、その翌日以降を開始日としてください。",
    }


class PeriodWrong(Refused):
    """Something would end before it begins."""

    code = "body-period-wrong"
    message = {
        "en": "It would end ({until}) before it begins ({since}).",
        "ja": "終了日（{until}）が開始日（{since}）より前です。",
    }
    hint = {"en": "Correct one of the days.", "ja": "日付を修正してください。"}


class OfficeUnknown(Refused):
    """An organisation or post that this node does not know, or a post of another organisation."""

    code = "body-office-unknown"
    message = {
        "en": "“{office}” is no organisation or post known here, or no post of that organisation.",
        "ja": "「{office}」は登録された機関・職でないか、当該機関の職ではありません。",
    }
    hint = {
        "en": "Choose from the list; the operator adds what is missing.",
        "ja": "一覧から選択してください。一覧にない場合は運用担当者に登録を依頼してください。",
    }


class SeatTaken(Refused):
    """An organisation or post already sits there on some of these days."""

    code = "body-seat-taken"
    status = 409
    message = {
        "en": "{office} is already there on some of these days.",
        "ja": "{office}は、この期間の全部又は一部に既に登録されています。",
    }
    hint = {
        "en": "End the earlier entry first.",
        "ja": "先に既存の登録を終了させてください。",
    }


class SilenceWrong(Refused):
    """Days of silence that are none, or a part in reviews that there is not."""

    code = "body-silence-wrong"
    message = {
        "en": "Silence confirms after 1 to {most} working days, or never.",
        "ja": "異議なき場合の確認までの日数は、1～{most}営業日又は「認めない」としてください。",
    }
    hint = {
        "en": "Leave the days empty where silence never confirms.",
        "ja": "認めない場合は空欄にしてください。",
    }


def add_name(
    *,
    body: str,
    language: str,
    text: str,
    since: dt.date | None,
    until: dt.date | None = None,
    issued_by: Sequence[str] = (),
    by: Account,
    at: dt.datetime,
) -> None:
    """Add a dated name of a body, as one issuer writes it: a draft until it is shared.

    Raises:
        NoSide, NotYourRole, NotYourPen, NotHere: when it may not be.
        NameMissing, PeriodWrong, NamesOverlap, OfficeUnknown: for what is entered.
    """
    text = " ".join(text.split())
    if not 0 < len(text) <= LONGEST_NAME or language not in LANGUAGES:
        raise NameMissing(most=LONGEST_NAME)
    _check_period(since, until)
    issuers = sorted(set(issued_by))
    known = set(Organisation.objects.filter(pk__in=issuers).values_list("pk", flat=True))
    for issuer in issuers:
        if issuer not in known:
            raise OfficeUnknown(office=issuer)

    def change(facts: dict[str, Any]) -> None:
        names = list(facts.get("names") or ())
        for one in names:
            same = one["language"] == language and _one_issuer(one.get("issued_by"), issuers)
            if same and not one.get("in_text") and _overlap(one, since, until):
                raise NamesOverlap(name=one["text"])
        names.append(
            {"language": language, "text": text, "issued_by": issuers, **_days(since, until)}
        )
        facts["names"] = names

    _change(body, change, by=by, at=at)


def end_name(*, body: str, place: int, until: dt.date, by: Account, at: dt.datetime) -> None:
    """End a name of a body: ``until`` is the first day on which it is no longer borne.

    Raises:
        NoSide, NotYourRole, NotYourPen, NotHere: when it may not be.
        PeriodWrong: for a day before it began.
    """
    _change(body, lambda facts: _end(facts, "names", place, until), by=by, at=at)


def seat(
    *,
    body: str,
    part: str,
    organisation: str,
    post: str = "",
    role: str = "",
    since: dt.date | None = None,
    by: Account,
    at: dt.datetime,
) -> None:
    """Add a chair or member of a body from a day on: a draft until it is shared.

    Args:
        body: reference of the body.
        part: ``chairs`` or ``members``.
        organisation: id.
        post: id of a post of that organisation; empty for the organisation as such.
        role: what it does there, as ``lead`` or ``member``.
        since: first day.
        by: who writes.
        at: when.

    Raises:
        NoSide, NotYourRole, NotYourPen, NotHere: when it may not be.
        OfficeUnknown, SeatTaken: for what is entered.
    """
    if part not in (CHAIRS, MEMBERS):
        raise NotHere
    office = Organisation.objects.filter(pk=organisation).first()
    if office is None:
        raise OfficeUnknown(office=organisation)
    if post and not Post.objects.filter(pk=post, organisation=office).exists():
        raise OfficeUnknown(office=post)

    def change(facts: dict[str, Any]) -> None:
        seats = list(facts.get(part) or ())
        for one in seats:
            same = (one.get("organisation"), one.get("post") or "") == (organisation, post)
            if same and _overlap(one, since, None):
                raise SeatTaken(office={"en": office.name_in("en"), "ja": office.name_in("ja")})
        seats.append(
            {"organisation": organisation, "post": post, "role": role, **_days(since, None)}
        )
        facts[part] = seats

    _change(body, change, by=by, at=at)


def unseat(
    *, body: str, part: str, place: int, until: dt.date, by: Account, at: dt.datetime
) -> None:
    """End a chair or membership: ``until`` is the first day on which it no longer holds.

    Raises:
        NoSide, NotYourRole, NotYourPen, NotHere: when it may not be.
        PeriodWrong: for a day before it began.
    """
    if part not in (CHAIRS, MEMBERS):
        raise NotHere
    _change(body, lambda facts: _end(facts, part, place, until), by=by, at=at)


def set_rules(
    *, body: str, silence_days: int | None, scope: str, by: Account, at: dt.datetime
) -> None:
    """Say what a body decides for itself: confirming by silence, its part in changes of scope.

    Raises:
        NoSide, NotYourRole, NotYourPen, NotHere: when it may not be.
        SilenceWrong: for what is entered.
    """
    if scope not in SCOPES or (
        silence_days is not None and not 0 < silence_days <= LONGEST_SILENCE
    ):
        raise SilenceWrong(most=LONGEST_SILENCE)

    def change(facts: dict[str, Any]) -> None:
        rules = {"silence_days": silence_days, "scope": scope}
        facts["rules"] = {name: value for name, value in rules.items() if value}

    _change(body, change, by=by, at=at)


def _change(
    body: str, change: Callable[[dict[str, Any]], None], *, by: Account, at: dt.datetime
) -> None:
    """Save a body's text with other facts, on top of the newest that ``by`` sees."""
    check_side(viewer_of(by), ["manage_meetings"])
    with transaction.atomic():
        found = seen(body, by, "body")
        records.take_free_pen(item=found.item_id, by=by, at=at)
        entry = Entry.objects.select_related("version").get(pk=seen(body, by, "body").pk)
        text = text_of(entry.version)
        facts = dict(text.facts)
        change(facts)
        records.save(
            item=entry.item_id,
            base=entry.version.number,
            text=replace(text, facts=facts),
            by=by,
            at=at,
        )


def _end(facts: dict[str, Any], part: str, place: int, until: dt.date) -> None:
    rows = [dict(one) for one in facts.get(part) or ()]
    if not 0 <= place < len(rows):
        raise NotHere
    _check_period(day_of(rows[place].get("since")), until)
    rows[place]["until"] = until.isoformat()
    facts[part] = rows


def _check_period(since: dt.date | None, until: dt.date | None) -> None:
    if since is not None and until is not None and until <= since:
        raise PeriodWrong(since=day_words(since), until=day_words(until))


def _days(since: dt.date | None, until: dt.date | None) -> dict[str, str]:
    return {
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
    }


def _overlap(one: Mapping[str, Any], since: dt.date | None, until: dt.date | None) -> bool:
    first, last = day_of(one.get("since")) or dt.date.min, day_of(one.get("until")) or _FAR
    return first < (until or _FAR) and (since or dt.date.min) < last


def _one_issuer(ones: object, others: Sequence[str]) -> bool:
    mine = {str(one) for one in ones} if isinstance(ones, Sequence) else set()
    return bool(mine & set(others)) or (not mine and not others)
