"""Entering the names under which ministries published a record's matter; taking them away."""

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Organisation, Side
from kakehashi.people.rules import OWN_SIDE, Circle, check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.people.services import intern_audience
from kakehashi.records import selectors
from kakehashi.records.disposal import also_destroys
from kakehashi.records.models import Item, PublishedName
from kakehashi.records.published_names import is_public, well_formed
from kakehashi.records.rules import DRAFT
from kakehashi.records.services.plans import note_event

LONGEST_NAME = 300
LONGEST_LINK = 1000
LANGUAGES = ("ja", "en")


class PublishedNameWrong(Refused):
    """A published name that is empty or too long, or in a language that is not one of the two."""

    code = "published-name-wrong"
    message = {
        "en": "The name is missing, longer than {most} characters, or in no language of ours.",
        "ja": "名称が未記入か、{most}文字を超えているか、言語の指定が正しくありません。",
    }
    hint = {
        "en": "Give the name as the ministry printed it, and say whether it is Japanese or "
        "English.",
        "ja": "府省庁が公表したとおりの名称を記入し、日本語か英語かを指定してください。",
    }


class PublishedLinkWrong(Refused):
    """A link to a published text that the public cannot open, by its form."""

    code = "published-link-wrong"
    message = {
        "en": "Nobody outside can open {link}.",
        "ja": "{link} は外部から開くことができません。",
    }
    hint = {
        "en": "Give the address of a public page, beginning with https://.",
        "ja": "https:// で始まる公開ページのアドレスを記入してください。",
    }


class PublishedDayWrong(Refused):
    """A day of publication that is still to come."""

    code = "published-day-wrong"
    message = {
        "en": "{day} is still to come.",
        "ja": "{day}はまだ到来していません。",
    }
    hint = {
        "en": "Give the day on which the ministry published it: today or earlier.",
        "ja": "府省庁が公表した日（本日以前）を記入してください。",
    }


class PublishedOfficeWrong(Refused):
    """A published name of an organisation that is none of one's own side."""

    code = "published-office-wrong"
    message = {
        "en": "{office} is no organisation of your side.",
        "ja": "{office} は自国側の機関ではありません。",
    }
    hint = {
        "en": "Choose one of your side's. The other side enters its own.",
        "ja": "自国側の機関を選択してください（相手側の分は相手側が記入します）。",
    }


class PublishedNameThere(Refused):
    """A second name of one ministry in one language for one record."""

    code = "published-name-there"
    status = 409
    message = {
        "en": "A name of {office} in this language is there already.",
        "ja": "{office}のこの言語での名称は既に記入されています。",
    }
    hint = {
        "en": "Remove that one first, then enter the right one.",
        "ja": "先に既存の名称を削除してから記入してください。",
    }


def enter_name(
    *,
    item: uuid.UUID,
    organisation: str,
    language: str,
    name: str,
    link: str,
    day: dt.date,
    by: Account,
    at: dt.datetime,
) -> PublishedName:
    """Enter under which name an organisation of one's own side published a record's matter.

    Raises:
        NoSide, NotYourRole: without a side, without the permission to write, or, once the record
            is public, without the one to publish.
        NotHere: when ``by`` sees no such record.
        PublishedNameWrong, PublishedLinkWrong, PublishedDayWrong, PublishedOfficeWrong: for what
            was entered.
        PublishedNameThere: when there is one of that organisation in that language.
    """
    with transaction.atomic():
        found, side = _mine(item, by)
        said, address = " ".join(name.split()), link.strip()
        if not 0 < len(said) <= LONGEST_NAME or "\x00" in said or language not in LANGUAGES:
            raise PublishedNameWrong(most=LONGEST_NAME)
        spaced = any(one.isspace() or not one.isprintable() for one in address)
        if spaced or len(address) > LONGEST_LINK or not well_formed(address):
            raise PublishedLinkWrong(link=address[:80])
        zone = Side.objects.get(pk=side).zone
        if day > at.astimezone(ZoneInfo(zone)).date():
            raise PublishedDayWrong(day=day_words(day))
        office = Organisation.objects.filter(pk=organisation, side_id=side).first()
        if office is None:
            raise PublishedOfficeWrong(office=organisation[:60])
        _check_free(found, office, language)
        made = PublishedName.objects.create(
            item=found,
            side_id=side,
            organisation=office,
            language=language,
            name=said,
            link=address,
            day=day,
            by=by,
            at=at,
        )
        _note(made, "published_name_entered", by=by, at=at)
    return made


def remove_name(*, name: uuid.UUID, by: Account, at: dt.datetime) -> PublishedName:
    """Take a name of one's own side away; :func:`restore_name` puts it back.

    Raises:
        NoSide, NotYourRole: as for entering one.
        NotHere: when one's side has no such name, or it was taken away already.
    """
    with transaction.atomic():
        one = _own(name, by)
        if one.removed_at is not None:
            raise NotHere
        one.removed_at = at
        one.save(update_fields=["removed_at"])
        _note(one, "published_name_removed", by=by, at=at)
    return one


def restore_name(*, name: uuid.UUID, by: Account, at: dt.datetime) -> PublishedName:
    """Put a name back that one's own side took away.

    Raises:
        NoSide, NotYourRole: as for entering one.
        NotHere: when one's side has no such name, or it was not taken away.
        PublishedNameThere: when another was entered in its place.
    """
    with transaction.atomic():
        one = _own(name, by)
        if one.removed_at is None:
            raise NotHere
        _check_free(one.item, one.organisation, one.language)
        one.removed_at = None
        one.save(update_fields=["removed_at"])
        _note(one, "published_name_restored", by=by, at=at)
    return one


def _mine(item: uuid.UUID, by: Account) -> tuple[Item, str]:
    """Return the record, held until the transaction ends, and the side one writes for."""
    viewer = viewer_of(by)
    side = check_side(viewer, ["publish" if is_public(item) else "write"])
    found = Item.objects.select_for_update(of=("self",)).filter(pk=item).first()
    if found is None:
        raise NotHere
    selectors.entry_for(found.reference, viewer)
    return found, side


def _own(name: uuid.UUID, by: Account) -> PublishedName:
    one = PublishedName.objects.filter(pk=name, side_id=by.side_id).first()
    if one is None:
        raise NotHere
    _mine(one.item_id, by)
    return PublishedName.objects.select_related("item", "organisation").get(pk=name)


def _check_free(item: Item, organisation: Organisation, language: str) -> None:
    if PublishedName.objects.filter(
        item=item, organisation=organisation, language=language, removed_at=None
    ).exists():
        raise PublishedNameThere(office=organisation.short)


def _note(one: PublishedName, event: str, *, by: Account, at: dt.datetime) -> None:
    circle = Circle(reach=OWN_SIDE, state=DRAFT, origin=one.side_id, sides=(one.side_id,))
    note_event(
        one.item,
        event,
        by=by,
        at=at,
        audience=intern_audience(circle),
        facts={"organisation": one.organisation_id, "language": one.language},
    )


def _destroy(items: Sequence[uuid.UUID]) -> int:
    return PublishedName.objects.filter(item__in=items).update(name="", link="")


also_destroys("published names", _destroy)
