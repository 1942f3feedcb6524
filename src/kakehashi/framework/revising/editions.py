"""Writing the next edition: provisions, their places and what became of each of them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from kakehashi.framework.models import (
    Area,
    Descent,
    Edition,
    Partnership,
    Pillar,
    Place,
    Provision,
    ReviewNote,
)
from kakehashi.framework.revising.planning import (
    KEPT,
    MERGED,
    RENUMBERED,
    Change,
    NextText,
    Planned,
    Stand,
    plan,
)
from kakehashi.framework.revising.refusals import EditionNotLater
from kakehashi.framework.rules import ENDED
from kakehashi.glossary.models import Concept
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import PUBLIC
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.rules import OVERTAKEN, PUBLISHED
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import FACES, PUBLIC_FACE, Plan, commit, text_of

FIELDS = ("title", "statement", "verb")
"""The texts of a provision that a change may give anew."""


@dataclass(frozen=True)
class MadeEdition:
    """An edition that has just come into force."""

    edition: Edition
    text: NextText
    items: Mapping[str, uuid.UUID]
    """Reference in the new text to the provision that bears it."""
    called: Mapping[str, Sequence[str]]
    """Reference in the text before to those that now stand for it; to its name as a provision
    of the past where nothing does."""


def standing() -> list[Stand]:
    """Return the provisions of the present text in their order: two queries."""
    places = list(Place.objects.filter(edition__until__isnull=True).order_by("position"))
    rows = {
        row.item_id: row
        for row in Provision.objects.filter(item_id__in=[place.item_id for place in places])
    }
    return [
        Stand(
            item=place.item_id,
            reference=place.reference,
            parent=place.parent,
            position=place.position,
            section=rows[place.item_id].section,
            area=rows[place.item_id].area,
            pillar=rows[place.item_id].pillar,
            level=rows[place.item_id].level,
            number=rows[place.item_id].number,
        )
        for place in places
        if place.item_id in rows
    ]


def areas_by_code() -> dict[str, str]:
    """Return the code of every area and of its pillar."""
    return {
        reference.removeprefix("area-"): pillar
        for reference, pillar in Area.objects.values_list("reference", "pillar")
    }


def make_edition(
    *,
    changes: Sequence[Change],
    since: dt.date,
    names: Mapping[str, str],
    carried_by: uuid.UUID | None,
    by: Account,
    at: dt.datetime,
) -> MadeEdition:
    """Put the next text into force from a day on: provisions, places, and what became of each.

    The caller has made sure that both sides want it. The edition before is closed with every
    provision in the wording it had then. Whatever else names a provision by its number (the
    glossary, the standing notice, notes for the review) follows.

    Args:
        changes: what changes; all else is kept.
        since: the first day of the new text.
        names: its name per language.
        carried_by: the review that leads to it.
        by: who puts it into force.
        at: when.

    Raises:
        EditionNotLater: when the present text is in force only from that day or later.
        Refused: as :func:`~kakehashi.framework.revising.planning.plan`.
    """
    with transaction.atomic():
        last = Edition.objects.select_for_update().order_by("-since").first()
        if last is None or since <= last.since:
            raise EditionNotLater(
                day=day_words(since), since=day_words(last.since) if last else "–"
            )
        stands = standing()
        text = plan(stands, changes, areas_by_code())
        _close(last, since)
        edition = Edition.objects.create(
            name_en=names.get("en", "") or last.name_en,
            name_ja=names.get("ja", "") or last.name_ja,
            since=since,
            carried_by_id=carried_by,
        )
        past = {
            item: f"{reference}_until-{since}"
            for item, reference in ((one.item, one.reference) for one in stands)
            if item in text.ended
        }
        names_now = {one.item: one.reference for one in text.provisions if one.item}
        records.rename({**names_now, **past}, by=by, at=at)
        called = _called(stands, text, past)
        note = edition.carried_by.reference if edition.carried_by else ""
        items = _write(stands, text, called, note=note, by=by, at=at)
        _places(edition, text, items)
        _descents(edition, text, items)
        settle_places(list(Item.objects.filter(pk__in=[*items.values()])))
        records.reorder({items[one.reference]: sort_key(one.position) for one in text.provisions})
        _follow(called)
    return MadeEdition(edition, text, items, called)


def sort_key(position: int) -> str:
    """Return the sort key of the provision at a place of the text."""
    return f"{position:06d}"


def _close(last: Edition, since: dt.date) -> None:
    """End an edition, each of its provisions in the wording that was published on its last day."""
    Edition.objects.filter(pk=last.pk).update(until=since)
    published = dict(
        Entry.objects.filter(
            item_id__in=Place.objects.filter(edition=last).values("item_id"), face=PUBLIC_FACE
        ).values_list("item_id", "version_id")
    )
    places = list(Place.objects.filter(edition=last))
    for place in places:
        place.version_id = published.get(place.item_id, place.version_id)
    Place.objects.bulk_update(places, ["version"], batch_size=200)


def _called(
    stands: Sequence[Stand], text: NextText, past: Mapping[uuid.UUID, str]
) -> dict[str, list[str]]:
    """Return by which references the provisions of the present text go on."""
    now: dict[uuid.UUID, str] = {one.item: one.reference for one in text.provisions if one.item}
    called: dict[str, list[str]] = {}
    for stand in stands:
        if stand.item in now:
            called[stand.reference] = [now[stand.item]]
            continue
        ones = [text.of_change(change) for change in text.ended[stand.item]]
        called[stand.reference] = [one.reference for one in ones if one] or [past[stand.item]]
    return called


def _write(
    stands: Sequence[Stand],
    text: NextText,
    called: Mapping[str, Sequence[str]],
    *,
    note: str,
    by: Account,
    at: dt.datetime,
) -> dict[str, uuid.UUID]:
    """Write a version of every provision that is not what it was; return all by reference."""
    wanted = [one.item for one in stands]
    items = {item.pk: item for item in Item.objects.filter(pk__in=wanted)}
    entries: dict[uuid.UUID, Entry] = {}
    for entry in Entry.objects.filter(item_id__in=wanted).select_related("version"):
        if entry.item_id not in entries or entry.face == PUBLIC_FACE:
            entries[entry.item_id] = entry
    plans = []
    by_reference: dict[str, uuid.UUID] = {}
    everybody = sorted(Side.objects.values_list("code", flat=True))
    for one in text.provisions:
        if one.item is not None:
            version = entries[one.item].version
            new = _text(one, text_of(version), called, [])
            by_reference[one.reference] = one.item
            if _same(new, text_of(version)):
                continue
            worded = new.wording != version.wording
            plans.append(_plan(items[one.item], entries[one.item], new, one, worded=worded))
            continue
        assert one.change is not None
        sources = [text_of(entries[item].version) for item in one.change.sources]
        item = Item(
            kind="provision",
            reference=one.reference,
            lane="shared",
            sides=everybody,
            pen_id=items[wanted[0]].pen_id if wanted else None,
            created_at=at,
        )
        by_reference[one.reference] = item.pk
        plans.append(
            Plan(
                item=item,
                text=_text(one, _beginning(sources), called, sources),
                state=PUBLISHED,
                face=PUBLIC_FACE,
                event="text_began",
                new=True,
                sort_key=sort_key(one.position),
            )
        )
    for gone in text.ended:
        entry = entries[gone]
        plans.append(
            Plan(
                item=items[gone],
                text=text_of(entry.version),
                state=OVERTAKEN,
                face=PUBLIC_FACE,
                event="text_ended",
                removes=FACES,
                previous=entry.version,
                sort_key=entry.sort_key,
            )
        )
    for one_plan in plans:
        one_plan.text = replace(one_plan.text, note=note)
    commit(plans, by=by, at=at)
    return by_reference


def _plan(item: Item, entry: Entry, new: NewText, one: Planned, *, worded: bool) -> Plan:
    """Return the version of a provision that goes on.

    A draft that somebody had on top of words that are no longer the text's is taken off the page;
    it stays in the history of its side.
    """
    return Plan(
        item=item,
        text=new,
        state=PUBLISHED,
        face=PUBLIC_FACE,
        event="revised",
        fields=sorted(new.wording) if worded else ["number"],
        removes=FACES if worded else (PUBLIC_FACE,),
        previous=entry.version,
        sort_key=sort_key(one.position),
    )


def _beginning(sources: Sequence[NewText]) -> NewText:
    """Return what a new provision starts from: nothing, or the marking of what it comes from."""
    if sources:
        return replace(sources[0], language_states=None)
    return NewText(wording={}, marking=Marking(reach=PUBLIC))


def _text(
    one: Planned,
    before: NewText,
    called: Mapping[str, Sequence[str]],
    sources: Sequence[NewText],
) -> NewText:
    """Return the text of a provision in the next edition."""
    change, facts = one.change, dict(before.facts)
    wording = {name: dict(words) for name, words in before.wording.items()}
    given = {
        name: {code: words for code, words in change.wording.get(name, {}).items() if words}
        for name in FIELDS
        if change
    }
    wording |= {name: words for name, words in given.items() if words}
    wording.setdefault("title", dict.fromkeys(("en", "ja"), one.reference))
    facts |= {
        "number": one.number,
        "level": one.level,
        "parent": one.parent,
        "section": one.section,
        "pillar": one.pillar,
        "area": one.area,
        "position": one.position,
    }
    if one.item is not None:
        facts["position"] = before.facts.get("position", one.position)
    else:
        facts["promises"] = []
    facts["references"] = _referred([before, *sources], called, one.reference)
    if change is not None and change.nature:
        facts |= {"nature": change.nature, "natures": [change.nature]}
    if change is not None and change.strength is not None:
        facts |= {"strength": change.strength, "strengths": [str(change.strength)]}
    facts.setdefault("nature", "context")
    facts.setdefault("strength", 0)
    links = _links(one, [before, *sources])
    return replace(
        before,
        wording=wording,
        facts={name: value for name, value in facts.items() if value not in (None, "", [], {})},
        links=links,
        note="",
        language_states=None if any(given.values()) else before.language_states,
    )


def _referred(texts: Sequence[NewText], called: Mapping[str, Sequence[str]], own: str) -> list[str]:
    found: list[str] = []
    for text in texts:
        for name in _listed(text.facts.get("references")):
            found += called.get(str(name), [str(name)])
    return [one for one in dict.fromkeys(found) if one != own]


def _links(one: Planned, texts: Sequence[NewText]) -> list[LinkTo]:
    """Return the links of all it comes from, with the area and pillar where it now stands."""
    kept = [
        link
        for text in texts
        for link in text.links
        if link.relation not in ("of_area", "of_pillar")
    ]
    of = {
        "of_pillar": Pillar.objects.filter(reference=f"pillar-{one.pillar}"),
        "of_area": Area.objects.filter(reference=f"area-{one.area}"),
    }
    stood = [link for text in texts for link in text.links if link not in kept]
    before = one.before
    if before is not None and (before.area, before.pillar) == (one.area, one.pillar):
        return list(dict.fromkeys([*kept, *stood]))
    for relation, found in of.items():
        row = found.first()
        if row is not None:
            kept.append(LinkTo(relation, row.item_id))
    return list(dict.fromkeys(kept))


def _same(new: NewText, before: NewText) -> bool:
    def empty(facts: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in facts.items() if value not in (None, "", [], {})}

    return (
        new.wording == before.wording
        and empty(new.facts) == empty(before.facts)
        and set(new.links) == set(before.links)
    )


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _places(edition: Edition, text: NextText, items: Mapping[str, uuid.UUID]) -> None:
    versions = dict(
        Entry.objects.filter(item_id__in=list(items.values()), face=PUBLIC_FACE).values_list(
            "item_id", "version_id"
        )
    )
    newest = {
        version.item_id: version.pk
        for version in Version.objects.filter(
            item_id__in=[item for item in items.values() if item not in versions],
            number=F("item__newest"),
        )
    }
    Place.objects.bulk_create(
        Place(
            edition=edition,
            item_id=items[one.reference],
            version_id=versions.get(items[one.reference]) or newest[items[one.reference]],
            reference=one.reference,
            parent=one.parent,
            position=one.position,
        )
        for one in text.provisions
    )


def _descents(edition: Edition, text: NextText, items: Mapping[str, uuid.UUID]) -> None:
    rows = []
    for one in text.provisions:
        if one.mark == KEPT:
            continue
        own = {one.item} if one.item else set()
        change = one.change
        sources: list[uuid.UUID | None] = list(change.sources) if change else []
        if one.mark == MERGED and one.item is not None and one.item not in sources:
            sources.append(one.item)
        if one.mark == RENUMBERED or not sources:
            sources = [*own] or [None]
        rows += [
            Descent(
                edition=edition, change=one.mark, before_id=source, after_id=items[one.reference]
            )
            for source in sources
        ]
    rows += [
        Descent(edition=edition, change=changes[0].kind, before_id=item, after=None)
        for item, changes in text.ended.items()
        if not any(text.of_change(change) for change in changes)
    ]
    Descent.objects.bulk_create(rows)


def settle_places(items: Sequence[Item]) -> None:
    """Bring the columns of provisions in step with where they stand in the present text.

    The number is where a provision stands; a version written before the text was numbered anew
    does not know it.

    Args:
        items: provisions that were written.
    """
    places = {
        place.item_id: place
        for place in Place.objects.filter(
            edition__until__isnull=True, item_id__in=[item.pk for item in items]
        ).select_related("version")
    }
    if not places:
        return
    moved = []
    for row in Provision.objects.filter(item_id__in=list(places)).exclude(state__in=ENDED):
        place = places[row.item_id]
        facts = place.version.facts
        settled = {
            "parent": place.parent,
            "position": place.position,
            **{
                name: str(facts.get(name, ""))
                for name in ("number", "level", "section", "area", "pillar")
            },
        }
        if any(getattr(row, name) != value for name, value in settled.items()):
            for name, value in settled.items():
                setattr(row, name, value)
            moved.append(row)
    Provision.objects.bulk_update(
        moved,
        ["parent", "position", "number", "level", "section", "area", "pillar"],
        batch_size=200,
    )


def settle_notes(items: Sequence[Item]) -> None:
    """Bring the column of notes for the review in step with what the provision is now called."""
    for note in ReviewNote.objects.filter(item__in=items).select_related("entry"):
        about = (
            note.entry.links.filter(relation="about")
            .values_list("to__reference", flat=True)
            .first()
        )
        if about and about != note.provision:
            ReviewNote.objects.filter(pk=note.pk).update(provision=about)


def _follow(called: Mapping[str, Sequence[str]]) -> None:
    """Let notice, objectives, glossary and notes follow the numbers they name."""
    changed = {old: list(new) for old, new in called.items() if list(new) != [old]}
    if not changed:
        return
    for known in Partnership.objects.all():
        settings = dict(known.settings)
        settings["objectives"] = _mapped(settings.get("objectives", []), changed)
        settings["organisations_named"] = {
            new: names
            for old, names in settings.get("organisations_named", {}).items()
            for new in changed.get(old, [old])
        }
        notices = [
            {**one, "provision": changed.get(one["provision"], [one["provision"]])[0]}
            for one in known.notices
        ]
        Partnership.objects.filter(pk=known.pk).update(settings=settings, notices=notices)
    for concept in Concept.objects.all():
        provisions = _mapped(concept.provisions, changed)
        if provisions != concept.provisions:
            Concept.objects.filter(pk=concept.pk).update(provisions=provisions)
    notes = ReviewNote.objects.filter(provision__in=list(changed)).values("item_id")
    settle_notes(list(Item.objects.filter(pk__in=notes)))


def _mapped(references: Sequence[str], changed: Mapping[str, Sequence[str]]) -> list[str]:
    found = [new for old in references for new in changed.get(old, [old])]
    return list(dict.fromkeys(found))
