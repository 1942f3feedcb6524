"""What the public may see of records: only published faces, never a draft, name or timeline."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences
from kakehashi.records import search as searching
from kakehashi.records import selectors
from kakehashi.records.kinds import Kind, all_kinds, kind_of
from kakehashi.records.models import Entry, Link, PublishedName
from kakehashi.records.published_names import public_names
from kakehashi.records.search import Hits
from kakehashi.records.selectors import FactValue, LinkedKind

__all__ = [
    "Entry",
    "FactValue",
    "Hits",
    "Kind",
    "LinkedKind",
    "PublicPage",
    "PublishedName",
    "entries",
    "faces",
    "kind_codes",
    "kind_of",
    "last_changes",
    "linked",
    "linked_by",
    "links_of",
    "newest",
    "page",
    "public_names",
    "search",
]


@dataclass(frozen=True)
class PublicPage:
    """A published record: its text, facts, links, and who confirmed it as sides only."""

    page: selectors.Page

    @property
    def confirmed_sides(self) -> list[str]:
        """Codes of the sides that confirmed this content."""
        return [one.side.code for one in self.page.sides if one.confirmed]


def page(reference: str) -> PublicPage:
    """Return the published page of a record.

    Raises:
        NotHere: when nothing is published under ``reference``.
    """
    return PublicPage(selectors.page(reference, PUBLIC_VIEWER))


def entries(kind: str) -> QuerySet[Entry]:
    """Return the published faces of one kind, in their order."""
    return Entry.objects.filter(
        kind=kind, audience_id__in=visible_audiences(PUBLIC_VIEWER)
    ).order_by("sort_key", "pk")


def last_changes() -> dict[str, dt.datetime]:
    """Return when the published records of each kind last changed, by kind: one query."""
    found = (
        Entry.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("kind")
        .annotate(last=Max("updated_at"))
    )
    return {row["kind"]: row["last"] for row in found}


def faces(references: Iterable[str]) -> dict[str, Entry]:
    """Return the published faces of records by reference; what is not published is left out."""
    return {
        entry.reference: entry
        for entry in Entry.objects.filter(
            reference__in=list(references), audience_id__in=visible_audiences(PUBLIC_VIEWER)
        )
    }


def linked(item: uuid.UUID, kind: str) -> QuerySet[Entry]:
    """Return every published record of ``kind`` that points to ``item``, in their order."""
    made = Link.objects.filter(
        to_id=item, kind=kind, audience_id__in=visible_audiences(PUBLIC_VIEWER)
    )
    return Entry.objects.filter(pk__in=made.values("entry_id")).order_by("sort_key", "pk")


def newest(
    kinds: Iterable[str], limit: int, *, on: uuid.UUID | None = None, through: str = ""
) -> list[Entry]:
    """Return the published records that changed last, newest first, each with its version.

    Args:
        kinds: of which kinds; what was withdrawn is left out.
        limit: how many at most.
        on: only what points to this record,
        through: or to a record of this kind that does.
    """
    visible = visible_audiences(PUBLIC_VIEWER)
    found = Entry.objects.filter(kind__in=list(kinds), audience_id__in=visible)
    if on is not None:
        between = Link.objects.filter(to_id=on, kind=through, audience_id__in=visible)
        hung = Link.objects.filter(
            Q(to_id=on) | Q(to_id__in=between.values("item_id")), audience_id__in=visible
        )
        found = found.filter(pk__in=hung.values("entry_id"))
    return list(
        found.exclude(state="withdrawn")
        .select_related("version__side")
        .order_by("-updated_at", "-pk")[:limit]
    )


def links_of(kind: str, relation: str) -> dict[int, list[str]]:
    """Return the references that published records of ``kind`` point to by ``relation``.

    By the key of the face that points; two queries, however many there are.
    """
    visible = visible_audiences(PUBLIC_VIEWER)
    made = Link.objects.filter(kind=kind, relation=relation, audience_id__in=visible)
    to = dict(
        Entry.objects.filter(item_id__in=made.values("to_id"), audience_id__in=visible).values_list(
            "item_id", "reference"
        )
    )
    found: dict[int, list[str]] = {}
    for entry, one in made.order_by("entry_id", "pk").values_list("entry_id", "to_id"):
        if one in to:
            found.setdefault(entry, []).append(to[one])
    return found


@dataclass(frozen=True)
class LinkedBy:
    """Published records of one kind that point to one record by one relation."""

    total: int
    entries: list[Entry]
    """The first of them, in their order."""


def linked_by(
    items: Iterable[uuid.UUID], kind: str, relation: str, limit: int
) -> dict[uuid.UUID, LinkedBy]:
    """Return what published records of ``kind`` point to each of ``items`` by ``relation``.

    Three queries, whatever hangs there.
    """
    made = Link.objects.filter(
        to_id__in=list(items),
        kind=kind,
        relation=relation,
        audience_id__in=visible_audiences(PUBLIC_VIEWER),
    )
    totals = {
        row["to_id"]: row["total"]
        for row in made.values("to_id").annotate(total=Count("entry_id", distinct=True))
    }
    first = list(
        made.annotate(
            place=Window(
                RowNumber(), partition_by=[F("to_id")], order_by=[F("sort_key"), F("entry_id")]
            )
        )
        .filter(place__lte=limit)
        .order_by("to_id", "sort_key", "entry_id")
        .values_list("to_id", "entry_id")
    )
    faces = Entry.objects.in_bulk([entry for _to, entry in first])
    found = {to: LinkedBy(total, []) for to, total in totals.items()}
    for to, entry in first:
        found[to].entries.append(faces[entry])
    return found


def search(query: str, *, kinds: Sequence[str] | None = None, limit: int, offset: int = 0) -> Hits:
    """Find published records that say what ``query`` asks for.

    Raises:
        QueryTooLong: for a query nobody types.
    """
    return searching.find(query, viewer=PUBLIC_VIEWER, kinds=kinds, limit=limit, offset=offset)


def kind_codes() -> frozenset[str]:
    """Return the code of every kind of record there is."""
    return frozenset(kind.code for kind in all_kinds())
