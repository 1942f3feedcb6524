"""Names of bodies: kept with each text of the body, and here as rows to be looked up."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kakehashi.governance.models import BodyName
from kakehashi.records.models import Entry, Item

_WIDEST = ("public", "shared", "own")


def follow_names(items: Sequence[Item]) -> None:
    """Let the rows of names say what the widest text of each body says."""
    faces: dict[object, dict[str, Entry]] = {}
    for entry in Entry.objects.filter(item__in=items).select_related("version"):
        faces.setdefault(entry.item_id, {})[entry.face] = entry
    rows: list[BodyName] = []
    for item in items:
        known = faces.get(item.pk, {})
        widest = next((known[face] for face in _WIDEST if face in known), None)
        names = widest.version.facts.get("names") if widest is not None else None
        if names is not None:  # a text from before names were part of it leaves the rows alone
            BodyName.objects.filter(item=item).delete()
            rows += _rows(item, names)
    BodyName.objects.bulk_create(rows)


def _rows(item: Item, names: Iterable[Mapping[str, Any]]) -> list[BodyName]:
    return [
        BodyName(
            item=item,
            language=name["language"],
            text=name["text"],
            since=day_of(name.get("since")),
            until=day_of(name.get("until")),
            issued_by=list(name.get("issued_by") or ()),
            in_text=bool(name.get("in_text")),
            position=position,
        )
        for position, name in enumerate(names)
    ]


def day_of(text: object) -> dt.date | None:
    """Return a day of a fact, the first of a perhaps partial one; None for none."""
    return dt.date.fromisoformat((f"{text}-01-01")[:10]) if text else None


def holds(since: object, until: object, day: dt.date) -> bool:
    """Say whether what holds from a day until another (no longer then) holds on ``day``."""
    first, last = day_of(since), day_of(until)
    return (first is None or first <= day) and (last is None or day < last)


def name_on(
    names: Sequence[BodyName], day: dt.date, language: str, issuer: str = ""
) -> BodyName | None:
    """Return the name of the day: as ``issuer`` writes it, else as the text does, else any.

    Args:
        names: of one body.
        day: the day, as that of a meeting.
        language: of the name.
        issuer: an organisation; empty for none in particular.
    """
    held = [one for one in names if one.language == language and holds(one.since, one.until, day)]
    theirs = [one for one in held if issuer and issuer in one.issued_by]
    nobodys = [one for one in held if one.in_text or not one.issued_by]
    return next(iter([*theirs, *nobodys, *held]), None)
