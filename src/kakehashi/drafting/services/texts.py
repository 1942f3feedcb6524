"""Writing the text of a joint text: starting one, replacing its paragraphs, proposing to one."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kakehashi.drafting.paragraphs import (
    NOTICE,
    Paragraph,
    check,
    fresh_id,
    place_of,
    read,
    structure_of,
)
from kakehashi.drafting.rules import NOTICE_IN, NOTICE_PARTS, authoritative
from kakehashi.framework.models import Partnership
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.models import Item, Proposal, Version
from kakehashi.records.services import LinkTo, NewText, plans
from kakehashi.records.services.writing import locked

FACTS = ("text_kind", "authority", "meeting", "body", "area", "date")


@dataclass(frozen=True)
class Draft:
    """A joint text as it is read and written: title, paragraphs, and what kind of text it is."""

    title: Mapping[str, str]
    paragraphs: Sequence[Paragraph]
    text_kind: str
    authority: str = "en,ja"
    date: str = ""
    links: Sequence[LinkTo] = field(default=())

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are authoritative."""
        return authoritative(self.authority)


def text_of(version: Version) -> Draft:
    """Return what a version of a joint text says, its paragraphs in order."""
    facts = version.facts
    wording = version.wording
    return Draft(
        title=wording.get("title", {}),
        paragraphs=read(facts.get("structure") or (), wording),
        text_kind=str(facts.get("text_kind", "")),
        authority=str(facts.get("authority", "en,ja")),
        date=str(facts.get("date", "")),
        links=plans.text_of(version).links,
    )


def with_text(
    draft: Draft,
    title: Mapping[str, str],
    structure: Sequence[Mapping[str, Any]],
    words: Mapping[str, Mapping[str, str]],
) -> Draft:
    """Return ``draft`` with another title and other paragraphs, as a version keeps them.

    Raises:
        TooManyParagraphs, ParagraphsWrong: when they could not be kept.
    """
    paragraphs = read(structure, words)
    check(paragraphs)
    return replace(draft, title=dict(title), paragraphs=paragraphs)


def new_text(draft: Draft, *, note: str = "") -> NewText:
    """Return a draft as the record mechanism takes it."""
    check(draft.paragraphs)
    return NewText(
        wording={
            "title": draft.title,
            **{one.field: dict(one.words) for one in draft.paragraphs},
        },
        facts={
            "text_kind": draft.text_kind,
            "authority": draft.authority,
            "date": draft.date,
            "structure": structure_of(draft.paragraphs),
        },
        links=draft.links,
        authoritative=draft.languages,
        note=note,
    )


def wants_notice(text_kind: str) -> bool:
    """Say whether a kind of text must carry the standing notice in this partnership."""
    known = Partnership.objects.only("settings").first()
    named = known.settings.get("notice_in") if known else None
    return text_kind in (NOTICE_IN if named is None else named)


def standing_notice(taken: Sequence[str] = ()) -> list[Paragraph]:
    """Return both parts of the standing notice in the words of this partnership.

    They are a start: what stands in the text is the drafters' own.
    """
    known = Partnership.objects.first()
    stated = list(known.notices) if known else []
    made: list[Paragraph] = []
    for place, part in enumerate(NOTICE_PARTS):
        words = dict(stated[place]["text"]) if place < len(stated) else {}
        made.append(
            Paragraph(
                fresh_id([*taken, *(one.id for one in made)]),
                form=NOTICE,
                part=part,
                words=words,
            )
        )
    return made


def start(
    *,
    draft: Draft,
    by: Account,
    at: dt.datetime,
    reference: str = "",
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Start a joint text: a draft that only the writer's own side sees.

    Where its kind wants the standing notice and the draft has none, both parts are put at its end.

    Raises:
        NoSide, NotYourRole, TextMissing, TooLong, FactWrong, LinkToNothing: as for any record.
        TooManyParagraphs, ParagraphsWrong: for its paragraphs.
    """
    if wants_notice(draft.text_kind) and not any(one.form == NOTICE for one in draft.paragraphs):
        notice = standing_notice([one.id for one in draft.paragraphs])
        draft = replace(draft, paragraphs=[*draft.paragraphs, *notice])
    return records.create(
        kind="joint_text", text=new_text(draft), by=by, at=at, reference=reference, id=id
    )


def replace_paragraphs(
    *,
    item: uuid.UUID,
    base: int,
    draft: Draft,
    still_same: Sequence[str] = (),
    note: str = "",
    by: Account,
    at: dt.datetime,
) -> Item:
    """Save title and paragraphs on top of version ``base``: a draft until it is shared.

    Args:
        item: the joint text.
        base: number of the version that the writer started from.
        draft: the whole text as it is to be.
        still_same: languages whose unchanged wording still says the same as the changed one.
        note: kept with the version.
        by: who writes.
        at: when.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen, EditConflict: as for any record.
        TooManyParagraphs, ParagraphsWrong, TextMissing, TooLong: for what is entered.
    """
    _item, _entry, version = _newest(item, by)
    before = plans.text_of(version)
    text = replace(new_text(draft, note=note), marking=before.marking, still_same=still_same)
    return records.save(item=item, base=base, text=text, by=by, at=at)


def propose_paragraph(
    *,
    item: uuid.UUID,
    base: int,
    paragraph: str,
    words: Mapping[str, str],
    note: str,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Proposal:
    """Propose other words for one paragraph to the side that holds the pen.

    One proposal a paragraph, so that each is answered for itself.

    Raises:
        NotHere: when there is no such paragraph.
        NoSide, NotYourRole, NotInThisState, NothingProposed: as for any record.
    """
    _item, _entry, version = _newest(item, by)
    shown = text_of(version).paragraphs
    return records.propose(
        item=item,
        base=base,
        wording={shown[place_of(shown, paragraph)].field: words},
        note=note,
        by=by,
        at=at,
        id=id,
    )


def _newest(item: uuid.UUID, by: Account) -> tuple[Item, object, Version]:
    from django.db import transaction

    with transaction.atomic():
        return locked(item, by)
