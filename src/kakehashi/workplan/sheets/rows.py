"""Joint actions as rows of text: one cell a column, read a few hundred at a time."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Version
from kakehashi.workplan.models import JointAction
from kakehashi.workplan.register.choices import Choices
from kakehashi.workplan.sheets.columns import Column

Row = Mapping[str, str]
"""Column name to text."""

BATCH = 500
PARTED = "; "
LINES = "\n"

_REFERENCES = {"serves": "objectives", "in_sector": "sectors"}


def cells_of(
    version: Version, columns: Sequence[Column], facts: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """Return the cells that a version itself fills: its wording and its facts, if read already."""
    wording = version.wording
    facts = version.facts if facts is None else facts
    owners = facts.get("owners") or {}
    cells = {}
    for column in columns:
        if column.text:
            field, language = column.text
            cells[column.name] = wording.get(field, {}).get(language, "")
        elif column.side:
            cells[column.name] = str(owners.get(column.side) or "")
        elif column.fact:
            cells[column.name] = as_text(column.fact, facts.get(column.fact))
    return cells


def as_text(fact: str, value: object) -> str:
    """Return the value of a fact as its cell has it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return (LINES if fact == "sources" else PARTED).join(str(one) for one in value)
    return str(value)


def marking_words(marking: Marking) -> str:
    """Return a marking in one line, as it stands in a cell."""
    national = [f"{side}: {text}" for side, text in sorted(marking.national.items())]
    return PARTED.join([marking.reach, *national, *marking.caveats])


def rows_of(
    keys: Sequence[int], viewer: Viewer, columns: Sequence[Column], choices: Choices
) -> Iterator[Row]:
    """Yield the rows of the faces called ``keys``, as they stand now for ``viewer``.

    A face that was replaced since it was selected comes with its new text; one that was taken
    out of sight does not come.
    """
    visible = visible_audiences(viewer)
    named = {
        item: value
        for facet in ("objective", "sector")
        for value, items in choices.kept_as[facet].items()
        for item in items
    }
    items = _items(keys)
    for some in _some(keys):
        wanted = [items[key] for key in some if key in items]
        rows = {
            row.item_id: row
            for row in JointAction.objects.filter(
                item_id__in=wanted, audience_id__in=visible
            ).select_related("entry__version")
        }
        for item in wanted:
            if item in rows:
                yield _row(rows[item], columns, named)


def _items(keys: Sequence[int]) -> dict[int, uuid.UUID]:
    found: dict[int, uuid.UUID] = {}
    for some in _some(keys):
        found.update(Entry.objects.filter(pk__in=some).values_list("pk", "item_id"))
    return found


def _some(keys: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(keys)
    while some := list(islice(remaining, BATCH)):
        yield some


def _row(row: JointAction, columns: Sequence[Column], named: Mapping[str, str]) -> Row:
    version = row.entry.version
    links: dict[str, list[str]] = {name: [] for name in _REFERENCES.values()}
    facts = version.facts
    for link in facts.get("links", ()):
        if link["relation"] in _REFERENCES and link["to"] in named:
            links[_REFERENCES[link["relation"]]].append(named[link["to"]])
    return {
        "reference": row.reference,
        "version": str(version.number),
        **cells_of(version, columns, facts),
        **{name: PARTED.join(sorted(found)) for name, found in links.items()},
        "progress": row.progress,
        "reported_on": row.reported_at.isoformat() if row.reported_at else "",
        "state": row.state,
        "marking": marking_words(Marking.from_object(version.marking)),
        "updated_at": row.updated_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
