"""Reading records: what a page of one record needs, in a fixed number of queries."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from kakehashi.errors import NotHere
from kakehashi.ledger.models import Event
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import PUBLIC_VIEWER, Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import Kind, Text, kind_of
from kakehashi.records.markings import Marking
from kakehashi.records.models import (
    Attachment,
    Confirmation,
    Consent,
    Entry,
    Item,
    Link,
    Proposal,
    Record,
    Version,
)
from kakehashi.records.rules import Standing, steps_for
from kakehashi.records.services.plans import standing_of
from kakehashi.wording import compare_words

LINKED_A_KIND = 25
HISTORY = 50


@dataclass(frozen=True)
class Wording:
    """One text field of a version, side by side."""

    field: Text
    by_language: Mapping[str, str]
    authoritative: Sequence[str]
    states: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether no language has any wording."""
        return not any(self.by_language.values())


@dataclass(frozen=True)
class FactValue:
    """One fact of a version with its label."""

    name: str
    label: Mapping[str, str]
    type: str
    value: object
    words: object
    """The value in words where it is a choice: per language, or a list of them."""


@dataclass(frozen=True)
class LinkedKind:
    """Records of one kind that hang on a record."""

    kind: Kind
    total: int
    entries: Sequence[Entry]


@dataclass(frozen=True)
class SideStanding:
    """Where one side stands to the current text."""

    side: Side
    confirmed: Confirmation | None
    consented: bool


@dataclass(frozen=True)
class Page:
    """A record as one reader sees it."""

    entry: Entry
    item: Item
    kind: Kind
    version: Version
    standing: Standing
    marking: Marking
    wordings: Sequence[Wording]
    facts: Sequence[FactValue]
    links: Sequence[tuple[str, Entry]]
    """What it points to that the reader may see: relation and face."""
    linked: Sequence[LinkedKind]
    """What points to it."""
    history: Sequence[Version]
    events: Sequence[Event]
    actors: Mapping[str, Account]
    sides: Sequence[SideStanding]
    proposals: Sequence[Proposal]
    attachments: Sequence[Attachment] = ()
    steps: Sequence[str] = field(default=())

    @property
    def confirmed_by_both(self) -> bool:
        """Whether every side confirmed this very content."""
        return all(one.confirmed for one in self.sides)


def entry_for(reference: str, viewer: Viewer) -> Entry:
    """Return the face of the record called ``reference`` that ``viewer`` sees.

    Raises:
        NotHere: when there is none they may see.
    """
    entry = (
        Entry.objects.filter(reference=reference, audience_id__in=visible_audiences(viewer))
        .select_related("version", "item", "version__author_post", "version__author")
        .first()
    )
    if entry is None:
        raise NotHere
    return entry


def row_of(entry: Entry) -> Record:
    """Return the kind's row of a face."""
    return kind_of(entry.kind).model.objects.get(pk=entry.pk)


def page(reference: str, viewer: Viewer) -> Page:
    """Return all that the page of a record shows, in a fixed number of queries.

    The public sees the text that is published, not the ones before it: its history is empty.

    Raises:
        NotHere: when there is nothing under ``reference`` that ``viewer`` may see.
    """
    entry = entry_for(reference, viewer)
    visible = visible_audiences(viewer)
    item, version, kind = entry.item, entry.version, kind_of(entry.kind)
    standing = standing_of(item, entry)
    events = list(
        Event.objects.filter(subject=str(item.pk), audience_id__in=visible).order_by("-sequence")[
            :HISTORY
        ]
        if viewer.may("see_timeline")
        else []
    )
    return Page(
        entry=entry,
        item=item,
        kind=kind,
        version=version,
        standing=standing,
        marking=Marking.from_object(version.marking),
        wordings=wordings(kind, version),
        facts=facts(kind, version),
        links=_links_from(entry, visible),
        linked=linked_to([item.pk], visible),
        history=[] if viewer == PUBLIC_VIEWER else history(item, visible),
        events=events,
        actors=_actors(events),
        sides=_sides(item, version),
        proposals=list(
            Proposal.objects.filter(item=item, audience_id__in=visible)
            .select_related("version", "side", "by", "answered_by")
            .order_by("-at")
        )
        if viewer.side
        else [],
        attachments=attachments(version),
        steps=steps_for(viewer, standing),
    )


def attachments(version: Version) -> list[Attachment]:
    """Return the attachments of a version in their order; no query where it has none.

    What a disposal destroyed is still named, with its digest.
    """
    if version.content and not version.attached:
        return []
    return list(Attachment.objects.filter(version=version).order_by("part"))


def wordings(kind: Kind, version: Version) -> list[Wording]:
    """Return the text fields of a version in the order the kind declares them."""
    texts, firm, facts_there = version.wording, version.authoritative, version.facts
    return [
        Wording(
            field=text,
            by_language=texts.get(text.name, {}),
            authoritative=firm.get(text.name, ["en", "ja"]),
            states=version.language_states.get(text.name, {}),
        )
        for text in kind.texts_of(facts_there)
    ]


def facts(kind: Kind, version: Version) -> list[FactValue]:
    """Return the facts of a version that have a value, in the order the kind declares them."""
    recorded = version.facts
    return [
        FactValue(
            name=fact.name,
            label=fact.label,
            type=fact.type,
            value=recorded[fact.name],
            words=_in_words(fact.choices, recorded[fact.name]),
        )
        for fact in kind.facts
        if recorded.get(fact.name) not in (None, "", [], {})
    ]


def _in_words(choices: Mapping[str, Mapping[str, str]], value: Any) -> object:
    if not choices:
        return None
    if isinstance(value, list):
        return [choices.get(one, {"en": one, "ja": one}) for one in value]
    return choices.get(value, {"en": value, "ja": value})


def _links_from(entry: Entry, visible: Sequence[int]) -> list[tuple[str, Entry]]:
    made = list(Link.objects.filter(entry=entry).values_list("relation", "to_id"))
    faces = {
        face.item_id: face
        for face in Entry.objects.filter(
            item_id__in=[to for _, to in made], audience_id__in=visible
        )
    }
    found = [(relation, faces[to]) for relation, to in made if to in faces]
    return sorted(found, key=lambda one: (one[0], one[1].kind, one[1].sort_key))


def linked_to(items: Iterable[uuid.UUID], visible: Sequence[int]) -> list[LinkedKind]:
    """Return what points to ``items``, kind by kind, the first of each kind and how many.

    Three queries, whatever hangs there.
    """
    targets = list(items)
    counted = list(
        Link.objects.filter(to_id__in=targets, audience_id__in=visible)
        .values("kind")
        .annotate(total=Count("item_id", distinct=True))
    )
    totals = {row["kind"]: row["total"] for row in counted}
    numbered = (
        Link.objects.filter(to_id__in=targets, audience_id__in=visible)
        .annotate(
            place=Window(RowNumber(), partition_by=[F("kind")], order_by=["sort_key", "entry_id"])
        )
        .filter(place__lte=LINKED_A_KIND)
        .values_list("entry_id", flat=True)
    )
    entries: dict[str, list[Entry]] = {}
    for entry in Entry.objects.filter(pk__in=list(numbered)).order_by("sort_key", "pk"):
        entries.setdefault(entry.kind, []).append(entry)
    return [
        LinkedKind(kind_of(code), totals[code], entries.get(code, []))
        for code in sorted(totals, key=lambda code: (kind_of(code).weight, code))
    ]


def history(item: Item, visible: Sequence[int]) -> list[Version]:
    """Return the versions of ``item`` that readers of ``visible`` may see, newest first."""
    return list(versions(item, visible).order_by("-number")[:HISTORY])


def versions(item: Item, visible: Sequence[int]) -> QuerySet[Version]:
    """Return every version of ``item`` that readers of ``visible`` may see, without its text."""
    return (
        Version.objects.filter(item=item, audience_id__in=visible)
        .select_related("author_post", "side", "author")
        .defer("content", "header")
    )


def _actors(events: Sequence[Event]) -> dict[str, Account]:
    ids = {event.actor for event in events if event.actor}
    return {str(account.pk): account for account in Account.objects.filter(pk__in=ids)}


def _sides(item: Item, version: Version) -> list[SideStanding]:
    confirmed = {
        one.side_id: one
        for one in Confirmation.objects.filter(
            item=item, content_digest=version.content_digest
        ).select_related("by", "post")
    }
    consented = set(
        Consent.objects.filter(version_digest=version.digest, purpose="publish").values_list(
            "side_id", flat=True
        )
    )
    return [
        SideStanding(side, confirmed.get(side.code), side.code in consented)
        for side in Side.objects.all()
        if side.code in item.sides
    ]


def version_for(item: Item, number: int, viewer: Viewer) -> Version:
    """Return one version of ``item`` that ``viewer`` may see.

    Raises:
        NotHere: when there is none.
    """
    found = (
        Version.objects.filter(item=item, number=number, audience_id__in=visible_audiences(viewer))
        .select_related("author_post", "side")
        .first()
    )
    if found is None:
        raise NotHere
    return found


@dataclass(frozen=True)
class Difference:
    """One text field in two versions, per language as pieces of kind and text."""

    field: Text
    by_language: Mapping[str, Sequence[Any]]
    changed: bool


def compare(kind: Kind, old: Version, new: Version) -> list[Difference]:
    """Return the differences between two versions, by word in English, by morpheme in Japanese."""
    before, after = old.wording, new.wording
    found = []
    fields = {text.name: text for facts in (new.facts, old.facts) for text in kind.texts_of(facts)}
    for text in fields.values():
        one, other = before.get(text.name, {}), after.get(text.name, {})
        codes = sorted(set(one) | set(other))
        if codes:
            found.append(
                Difference(
                    field=text,
                    by_language={
                        code: compare_words(one.get(code, ""), other.get(code, ""), code)
                        for code in codes
                    },
                    changed=any(one.get(code) != other.get(code) for code in codes),
                )
            )
    return found


def facts_compared(old: Version, new: Version) -> list[tuple[str, object, object]]:
    """Return the facts that differ: name, old value, new value."""
    before, after = old.facts, new.facts
    return [
        (name, before.get(name), after.get(name))
        for name in sorted(set(before) | set(after))
        if before.get(name) != after.get(name)
    ]


# Lists of what needs somebody, computed from state.


def to_confirm(viewer: Viewer, limit: int = 20) -> list[Entry]:
    """Return shared texts that the viewer's side has not confirmed, oldest first."""
    if not viewer.side or not viewer.may("confirm"):
        return []
    mine = Confirmation.objects.filter(
        item_id=OuterRef("item_id"),
        side_id=viewer.side,
        content_digest=OuterRef("version__content_digest"),
    )
    return list(
        Entry.objects.filter(
            ~Exists(mine),
            audience_id__in=visible_audiences(viewer),
            state="shared",
            item__lane="shared",
        )
        .select_related("version", "version__side")
        .order_by("updated_at", "pk")[:limit]
    )


_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def subjects_of(ids: Iterable[str], visible: Sequence[int]) -> dict[str, Entry]:
    """Return the faces that events are about, by item id, where the reader may see one."""
    known = [one for one in ids if _UUID.fullmatch(one)]
    return {
        str(entry.item_id): entry
        for entry in Entry.objects.filter(item_id__in=known, audience_id__in=visible)
    }
