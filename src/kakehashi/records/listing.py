"""Reading lists of records: faces by kind, state and columns, light enough for long pages."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from kakehashi.ledger import selectors as ledger
from kakehashi.ledger.models import Event
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import all_kinds, kind_of
from kakehashi.records.models import Entry, Version

IN_ORDER = ("sort_key", "reference")
"""The order of lists: as people count references; no two records are equal in it."""

BY_CHANGE = ("updated_at", "reference")


def faces(
    viewer: Viewer,
    *,
    kind: str | None = None,
    state: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    since: dt.datetime | None = None,
) -> QuerySet[Entry]:
    """Return the faces that ``viewer`` sees, without their texts.

    Args:
        viewer: for whom.
        kind: code of the only kind wanted.
        state: the only state wanted.
        columns: names of columns to values; a face is kept where its kind has the column and the
            value stands there.
        since: kept are those changed at or after it.
    """
    found = Entry.objects.filter(audience_id__in=visible_audiences(viewer))
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if since:
        found = found.filter(updated_at__gte=since)
    for name, value in (columns or {}).items():
        if value:
            found = found.filter(_with_column(name, value))
    return _light(found, "version")


def rows(kind: str, viewer: Viewer, **columns: str | int | None) -> QuerySet[Any]:
    """Return the rows of one kind that ``viewer`` sees, each with its face, without their texts."""
    kept = {name: value for name, value in columns.items() if value not in (None, "")}
    found = kind_of(kind).model.objects.filter(audience_id__in=visible_audiences(viewer), **kept)
    return _light(found, "entry__version")


def _light(found: QuerySet[Any], version: str) -> QuerySet[Any]:
    return found.select_related(version).defer(f"{version}__content", f"{version}__header")


def _with_column(name: str, value: str) -> Q:
    kinds = [
        kind
        for kind in all_kinds()
        if any(fact.column and fact.name == name for fact in kind.facts)
    ]
    any_of = Q(pk__in=[])
    for kind in kinds:
        any_of |= Q(pk__in=kind.model.objects.filter(**{name: value}).values("pk"))
    return any_of


def changes(viewer: Viewer) -> QuerySet[Event]:
    """Return the events about records that ``viewer`` may see, oldest first."""
    return ledger.visible_to(visible_audiences(viewer)).exclude(subject="").order_by("sequence")


def of_items(ids: Iterable[str], viewer: Viewer) -> dict[str, Entry]:
    """Return the faces that ``viewer`` sees of items, by item id as text: one query."""
    known: list[uuid.UUID] = []
    for one in ids:
        try:
            known.append(uuid.UUID(one))
        except ValueError:
            continue
    found = Entry.objects.filter(item_id__in=known, audience_id__in=visible_audiences(viewer))
    return {str(entry.item_id): entry for entry in found}


def with_versions(entries: Sequence[Entry]) -> None:
    """Read the versions of faces that were found otherwise, without their texts: one query."""
    light = Version.objects.defer("content", "header")
    prefetch_related_objects(list(entries), Prefetch("version", light))
