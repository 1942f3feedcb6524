"""Writing a text: starting a record, saving, discarding a draft, loading what is published."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import OWN_SIDE, PARTICIPANTS, PUBLIC, check_may, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import search
from kakehashi.records.kinds import OWN, Kind, check_fact, kind_of
from kakehashi.records.markings import check_marking
from kakehashi.records.models import Counter, Entry, Item, MarkingTerm, Version
from kakehashi.records.planner import MUCH, tell_planner
from kakehashi.records.rules import DRAFT, PUBLISHED, SHARED_STATE, check_step
from kakehashi.records.services.entered import clean_wording
from kakehashi.records.services.plans import (
    CHECKED,
    FACES,
    OWN_FACE,
    PUBLIC_FACE,
    SHARED_FACE,
    EditConflict,
    LinkTo,
    NewText,
    Plan,
    commit,
    fields_changed,
    follow,
    note_event,
    settle_audiences,
    standing_of,
    text_of,
)


class ReferenceTaken(Refused):
    """Another record already has this reference."""

    code = "reference-taken"
    status = 409
    message = {
        "en": "There is already a record {reference}.",
        "ja": "番号 {reference} の案件は既にあります。",
    }
    hint = {
        "en": "Nothing was saved. Leave the reference empty and one will be given.",
        "ja": "何も保存されていません。番号を空欄にすると自動で付番されます。",
    }


class LinkToNothing(Refused):
    """A link names a record that is not there."""

    code = "link-to-nothing"
    message = {
        "en": "A link names a record that does not exist.",
        "ja": "存在しない案件へのリンクが含まれています。",
    }
    hint = {
        "en": "Nothing was saved. Choose the record from the list.",
        "ja": "何も保存されていません。一覧から案件を選択してください。",
    }


def next_reference(prefix: str) -> str:
    """Return the next readable reference, as ``UP-JP-12``; never given twice.

    The counter may lag behind the records: those of a restored node come back from the other side.
    """
    Counter.objects.get_or_create(name=prefix)
    while True:
        Counter.objects.filter(name=prefix).update(value=F("value") + 1)
        given = f"{prefix}-{Counter.objects.get(name=prefix).value}"
        if not Item.objects.filter(reference=given).exists():
            return given


def clean_facts(kind: Kind, facts: dict[str, Any]) -> dict[str, object]:
    """Return the facts that the kind declares, checked; empty ones left out.

    Raises:
        FactWrong: for a value that is not of its type.
    """
    checked = {fact.name: check_fact(fact, facts.get(fact.name)) for fact in kind.facts}
    return {name: value for name, value in checked.items() if value is not None}


def facts_of_links(
    kind: Kind, facts: Mapping[str, object], links: Sequence[LinkTo], found: Mapping[uuid.UUID, str]
) -> dict[str, object]:
    """Return ``facts`` with those that name the target of a link brought in step with it.

    Args:
        kind: kind of the record.
        facts: as entered.
        links: as entered.
        found: references of the records linked to, by item id.
    """
    settled = dict(facts)
    for fact in kind.facts:
        named = [
            found[link.to].removeprefix(fact.drops)
            for link in links
            if fact.follows and link.relation == fact.follows
        ]
        if named and settled.get(fact.name) not in named:
            settled[fact.name] = named[0]
    return settled


def _checked(kind: Kind, text: NewText, *, lane: str) -> NewText:
    marked = text.marking.national or text.marking.caveats
    terms = list(MarkingTerm.objects.all()) if marked else []
    check_marking(text.marking, lane=lane, terms=terms)
    wanted = {link.to for link in text.links}
    found = dict(Item.objects.filter(pk__in=wanted).values_list("pk", "reference"))
    if len(found) != len(wanted):
        raise LinkToNothing
    facts = clean_facts(kind, facts_of_links(kind, text.facts, text.links, found))
    return replace(text, wording=clean_wording(kind, text.wording, facts), facts=facts)


def create(
    *,
    kind: str,
    text: NewText,
    by: Account,
    at: dt.datetime,
    lane: str = "",
    reference: str = "",
    sides: Sequence[str] = (),
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Start a record: a draft that only the writer's own side sees.

    Args:
        kind: code of its kind.
        text: what it says.
        by: who writes.
        at: when.
        lane: the kind's own where empty.
        reference: one is given where empty.
        sides: every side where empty.
        id: an id drawn beforehand. Sent a second time (a form sent twice) it gives the record
            that the first made.

    Raises:
        NotHere: when ``id`` is that of a record of another side or kind.
        NoSide, NotYourRole: when the account may not write.
        MarkingTooHigh, MarkingUnknown, MarkingNeedsNames: for a marking that cannot be.
        TextMissing, TooLong, FactWrong, LinkToNothing, ReferenceTaken: for what is entered.
    """
    spec = kind_of(kind)
    side = check_side(viewer_of(by), ["write", *([spec.needs] if spec.needs else [])])
    lane = lane or spec.lane
    text = _checked(spec, text, lane=lane)
    with transaction.atomic():
        made = Item.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.kind, made.origin_id) != (kind, side):
                raise NotHere
            return made
        given = reference or next_reference(f"{spec.prefix}-{side}")
        if Item.objects.filter(reference=given).exists():
            raise ReferenceTaken(reference=given)
        item = Item(
            kind=kind,
            reference=given,
            lane=lane,
            origin_id=side,
            sides=sorted(sides or Side.objects.values_list("code", flat=True)),
            pen_id=None if lane == OWN else side,
            owner_id=by.post_id,
            created_at=at,
        )
        if id is not None:
            item.id = id
        commit(
            [
                Plan(
                    item=item,
                    text=text,
                    state=DRAFT,
                    face=OWN_FACE,
                    event="drafted",
                    fields=fields_changed(text.wording, {}, languages=True)
                    + fields_changed(text.facts, {}, languages=False),
                    new=True,
                )
            ],
            by=by,
            at=at,
        )
    return item


def locked(item: uuid.UUID, by: Account) -> tuple[Item, Entry, Version]:
    """Return an item locked for writing, with the newest face ``by`` sees and its version.

    Raises:
        NotHere: when the account sees no face of it.
    """
    found = Item.objects.select_for_update(of=("self",)).filter(pk=item).first()
    if found is None:
        raise NotHere
    entry = (
        Entry.objects.filter(item=found, audience_id__in=visible_audiences(viewer_of(by)))
        .select_related("version")
        .first()
    )
    if entry is None:
        raise NotHere
    return found, entry, entry.version


def save(*, item: uuid.UUID, base: int, text: NewText, by: Account, at: dt.datetime) -> Item:
    """Save a new text on top of version ``base``: a draft until it is shared.

    What was confirmed or published before stays readable, and stays what others see.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
        EditConflict: when a newer text was saved meanwhile.
        MarkingTooHigh, MarkingUnknown, MarkingNeedsNames, TextMissing, TooLong, FactWrong,
        LinkToNothing: for what is entered.
    """
    with transaction.atomic():
        found, entry, version = locked(item, by)
        spec = kind_of(found.kind)
        check_step(viewer_of(by), standing_of(found, entry), "save")
        if version.number != base:
            raise EditConflict(reference=found.reference)
        reach = text.marking.reach if found.lane == "restricted" else OWN_SIDE
        text = _checked(
            spec, replace(text, marking=replace(text.marking, reach=reach)), lane=found.lane
        )
        before = text_of(version)
        changed = fields_changed(text.wording, before.wording, languages=True) + fields_changed(
            text.facts, before.facts, languages=False
        )
        commit(
            [
                Plan(
                    item=found,
                    text=text,
                    state=DRAFT,
                    face=OWN_FACE,
                    event="saved",
                    fields=changed,
                    removes=(OWN_FACE,),
                    previous=version,
                    sort_key=entry.sort_key,
                )
            ],
            by=by,
            at=at,
        )
        settle_audiences(found)
    return found


def discard(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Take back a draft that stands on top of a shared or published text.

    Its versions stay in the history of the own side. A record that was never shared is withdrawn
    from sight of the lists the same way, and its reference is not given again.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
    """
    with transaction.atomic():
        found, entry, version = locked(item, by)
        check_step(viewer_of(by), standing_of(found, entry), "discard")
        note_event(
            found,
            "draft_discarded",
            by=by,
            at=at,
            audience=version.audience_id,
            facts={"number": version.number, "version": version.digest},
        )
        search.forget([entry.pk])
        entry.delete()
        settle_audiences(found)
        follow([found])


def check_language(
    *, item: uuid.UUID, field: str, language: str, by: Account, at: dt.datetime
) -> None:
    """Record that somebody compared one language of a field with the other: it is checked.

    Raises:
        NotHere, NoSide, NotYourRole: when it may not be.
    """
    check_languages(item=item, fields=[field], language=language, by=by, at=at)


def check_languages(
    *, item: uuid.UUID, fields: Sequence[str], language: str, by: Account, at: dt.datetime
) -> None:
    """Record that somebody compared one language of several fields with the other.

    Raises:
        NotHere, NoSide, NotYourRole: when it may not be.
    """
    with transaction.atomic():
        found, entry, version = locked(item, by)
        check_side(viewer_of(by), ["write"])
        wording = version.wording
        if any(language not in wording.get(field, {}) for field in fields):
            raise NotHere
        states = version.language_states
        version.language_states = {
            **states,
            **{field: {**states.get(field, {}), language: CHECKED} for field in fields},
        }
        version.save(update_fields=["language_states"])
        found_states = [one for codes in version.language_states.values() for one in codes.values()]
        Entry.objects.filter(pk=entry.pk).update(
            stale=any(one in ("stale", "missing") for one in found_states)
        )
        note_event(
            found,
            "language_checked",
            by=by,
            at=at,
            audience=version.audience_id,
            facts={
                "number": version.number,
                "fields": [f"{field}.{language}" for field in fields],
            },
        )


@dataclass(frozen=True)
class Loaded:
    """One record to be loaded, at once in the state it already has in the world."""

    kind: str
    reference: str
    text: NewText
    state: str = PUBLISHED
    origin: str | None = None
    pen: str | None = None
    sides: Sequence[str] = ()
    owner: str | None = None
    lane: str = ""
    sort_key: str = ""
    created_at: dt.datetime | None = None
    id: uuid.UUID | None = None
    salt: str = ""
    """Given where two nodes load the same public text; else drawn."""


_FACE_OF = {DRAFT: OWN_FACE, SHARED_STATE: SHARED_FACE, "confirmed": SHARED_FACE}


def load(records: Sequence[Loaded], *, by: Account, at: dt.datetime) -> list[Item]:
    """Load records that exist outside (a profile, the public record) in one transaction.

    Raises:
        NotYourRole: when the account does not operate the node.
        MarkingTooHigh, MarkingUnknown, TextMissing, FactWrong, LinkToNothing: for the data.
    """
    check_may(viewer_of(by), "operate")
    everybody = sorted(Side.objects.values_list("code", flat=True))
    terms = list(MarkingTerm.objects.all())
    items, plans = [], []
    for record in records:
        spec = kind_of(record.kind)
        lane = record.lane or spec.lane
        check_marking(record.text.marking, lane=lane, terms=terms)
        item = Item(
            kind=record.kind,
            reference=record.reference,
            lane=lane,
            origin_id=record.origin,
            sides=sorted(record.sides or everybody),
            pen_id=None if lane == OWN else (record.pen or record.origin),
            owner_id=record.owner,
            created_at=record.created_at or at,
        )
        if record.id is not None:
            item.id = record.id
        facts = clean_facts(spec, dict(record.text.facts))
        text = replace(
            record.text, wording=clean_wording(spec, record.text.wording, facts), facts=facts
        )
        plans.append(
            Plan(
                item=item,
                text=text,
                state=record.state,
                face=_FACE_OF.get(record.state, PUBLIC_FACE),
                event="loaded",
                new=True,
                sort_key=record.sort_key,
                salt=record.salt,
            )
        )
        items.append(item)
    commit(plans, by=by, at=at)
    if len(items) >= MUCH:
        tell_planner()
    return items


def faces_of(item: Item) -> list[Entry]:
    """Return the faces of an item from the newest text to the oldest."""
    found = {entry.face: entry for entry in Entry.objects.filter(item=item)}
    return [found[face] for face in FACES if face in found]


def titles_given(entry: Entry) -> dict[str, str]:
    """Return what a record is called in the widest text of it, in each language.

    For what is shared under the title of another record, as a comment is: the title of a draft is
    its side's alone, and one for named people is theirs. A record that both sides were not given
    is called by its reference.

    Args:
        entry: any face of the record, such as the one that its official sees.
    """
    wide = {
        one.face: one
        for one in Entry.objects.filter(
            item=entry.item_id, audience__reach__in=(PARTICIPANTS, PUBLIC)
        )
    }
    for face in reversed(FACES):
        if face in wide:
            return {"en": wide[face].title_en, "ja": wide[face].title_ja}
    return {"en": entry.reference, "ja": entry.reference}
