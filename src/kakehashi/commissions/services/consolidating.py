"""Making one text of many returns: each paragraph bears the return it comes from, for good."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from kakehashi.commissions.models import Asked, Given
from kakehashi.commissions.rules import NIL, TEXT
from kakehashi.commissions.services.answering import language_of
from kakehashi.commissions.services.refusals import NothingToMakeOf
from kakehashi.commissions.services.standing import office_words, steered
from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import CHECKED, text_of
from kakehashi.records.services.writing import locked

_BLANK_LINES = re.compile(r"\n[ \t\u3000]*\n+")


def consolidate(
    *,
    item: uuid.UUID,
    returns: Sequence[uuid.UUID],
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Make one own-side text of returns, in the order given, paragraph by paragraph.

    Args:
        item: the commission.
        returns: the returns to take, in order.
        by: who makes it.
        at: when.
        id: an id drawn beforehand; sent a second time it gives the text the first made.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourCommission: when it may not be.
        NothingToMakeOf: when none of them has a text.
    """
    with transaction.atomic():
        course = steered(item, by)
        made = Item.objects.filter(pk=id, kind="consolidated_text").first() if id else None
        if made is not None:
            return made
        found = {
            one.item_id: one
            for one in Given.objects.filter(
                asked__commission_id=item, item_id__in=list(returns)
            ).select_related("asked__organisation", "item")
        }
        if set(found) != set(returns):
            raise NotHere
        entries = {
            one.item_id: one
            for one in Entry.objects.filter(item_id__in=list(returns)).select_related("version")
        }
        paragraphs: list[dict[str, object]] = []
        wording: dict[str, dict[str, str]] = {}
        for key in dict.fromkeys(returns):
            given, version = found[key], entries[key].version
            if given.given != TEXT:
                continue
            for language, text in version.wording.get("body", {}).items():
                for piece in _BLANK_LINES.split(text):
                    if not piece.strip():
                        continue
                    field = f"p-{len(paragraphs) + 1}"
                    wording[field] = {language: piece.strip()}
                    paragraphs.append({"field": field, **_origin(given), "version": version.number})
        if not paragraphs:
            raise NothingToMakeOf
        nil, none = _without_text(item)
        source = Entry.objects.select_related("version").get(item_id=item)
        titles = source.version.wording.get("title", {})
        wording["title"] = {
            language: ("取りまとめ：" if language == "ja" else "Consolidated: ") + title[:280]
            for language, title in titles.items()
        }
        links = [
            LinkTo("consolidates", item),
            *(LinkTo("made_of", one) for one in dict.fromkeys(returns)),
            *(
                link
                for link in text_of(source.version).links
                if link.relation in ("about", "of_area")
            ),
        ]
        return records.create(
            kind="consolidated_text",
            text=NewText(
                wording=wording,
                facts={
                    "commission": course.item.reference,
                    "paragraphs": paragraphs,
                    "nil": nil,
                    "none": none,
                },
                links=links,
                marking=Marking.from_object(source.version.marking),
                language_states=_checked(wording),
            ),
            by=by,
            at=at,
            id=id,
        )


def revise(
    *,
    item: uuid.UUID,
    base: int,
    title: Mapping[str, str],
    paragraphs: Sequence[tuple[str, str]],
    by: Account,
    at: dt.datetime,
) -> Item:
    """Save an edited consolidated text; every paragraph keeps the mark of where it comes from.

    Args:
        item: the consolidated text.
        base: number of the version the writer started from.
        title: per language.
        paragraphs: field and text, in order; an empty text takes the paragraph out, an empty field
            is a paragraph of one's own.
        by: who edits.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        EditConflict: when a newer text was saved meanwhile.
        NothingToMakeOf: when nothing would be left.
    """
    check_side(viewer_of(by), ["read_own_side", "write"])
    with transaction.atomic():
        found, _entry, version = locked(item, by)
        if found.kind != "consolidated_text":
            raise NotHere
        before = text_of(version)
        marks = {str(one["field"]): dict(one) for one in _listed(before.facts.get("paragraphs"))}
        highest = max((int(field.partition("-")[2]) for field in marks), default=0)
        kept: list[dict[str, object]] = []
        wording: dict[str, dict[str, str]] = {"title": dict(title)}
        for field, text in paragraphs:
            said = text.replace("\r\n", "\n").strip()
            if not said:
                continue
            mark: dict[str, object] = marks.get(field, {})
            if not mark:
                highest += 1
                mark = {"field": f"p-{highest}"}
            name = str(mark["field"])
            old = before.wording.get(name, {})
            if name in wording:
                raise NotHere
            if mark.get("return") and said not in old.values():
                mark["edited"] = True
            language = next(iter(old), language_of(said))
            wording[name] = {language: said}
            kept.append(mark)
        if not kept:
            raise NothingToMakeOf
        return records.save(
            item=item,
            base=base,
            text=NewText(
                wording=wording,
                facts={**before.facts, "paragraphs": kept},
                links=before.links,
                marking=before.marking,
                authoritative=before.authoritative,
                language_states=_checked(wording),
            ),
            by=by,
            at=at,
        )


def joined(wording: Mapping[str, Mapping[str, str]], facts: Mapping[str, Any]) -> str:
    """Return a consolidated text as one text without marks, as it goes on to others."""
    return "\n\n".join(
        next(iter(wording.get(str(one["field"]), {}).values()), "")
        for one in _listed(facts.get("paragraphs"))
    ).strip()


def _checked(wording: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {name: dict.fromkeys(codes, CHECKED) for name, codes in wording.items()}


def _listed(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _origin(given: Given) -> dict[str, object]:
    office = office_words(given.asked.organisation, given.asked.division)
    return {
        "return": given.item.reference,
        "office_en": office["en"],
        "office_ja": office["ja"],
        "name": given.name,
    }


def _without_text(item: uuid.UUID) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the offices with a nil return, and those without any."""
    nil: list[dict[str, object]] = []
    none: list[dict[str, object]] = []
    for one in Asked.objects.filter(commission_id=item).select_related("organisation"):
        if one.moved_to_id or one.answer == TEXT:
            continue
        office = office_words(one.organisation, one.division)
        row: dict[str, object] = {"office_en": office["en"], "office_ja": office["ja"]}
        (nil if one.answer == NIL else none).append(row)
    return nil, none
