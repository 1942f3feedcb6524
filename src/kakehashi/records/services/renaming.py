"""Giving records other references: only where a text is numbered anew, all of them at once."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from kakehashi.people.models import Account
from kakehashi.records import search
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry, Item, Link
from kakehashi.records.services.plans import note_event
from kakehashi.records.services.writing import ReferenceTaken, next_reference


def rename(
    references: Mapping[uuid.UUID, str], *, by: Account | None, at: dt.datetime
) -> dict[uuid.UUID, str]:
    """Give records other references, which may change places among themselves.

    The identity stays, and with it every version, link and confirmation. Search finds the records
    by their new references; the timeline says from which to which.

    Args:
        references: item id to its new reference.
        by: who.
        at: when.

    Returns:
        The references they had before.

    Raises:
        ReferenceTaken: when a record that is not among them has one of the references.
    """
    with transaction.atomic():
        items = {
            item.pk: item
            for item in Item.objects.select_for_update(of=("self",)).filter(pk__in=list(references))
        }
        before = {key: item.reference for key, item in items.items()}
        changed = {key: new for key, new in references.items() if before.get(key) != new}
        taken = (
            Item.objects.filter(reference__in=list(changed.values()))
            .exclude(pk__in=list(changed))
            .first()
        )
        if taken is not None:
            raise ReferenceTaken(reference=taken.reference)
        for key in changed:
            # Out of the way first: two may change places.
            Item.objects.filter(pk=key).update(reference=f"~{key.hex}")
        for key, new in changed.items():
            Item.objects.filter(pk=key).update(reference=new)
            Entry.objects.filter(item_id=key).update(reference=new)
            kind_of(items[key].kind).model.objects.filter(item_id=key).update(reference=new)
        search.index_again(list(changed))
        faces: dict[uuid.UUID, int] = {}
        for entry in Entry.objects.filter(item_id__in=list(changed)).order_by("pk"):
            faces[entry.item_id] = entry.audience_id
        for key, new in changed.items():
            if key in faces:
                note_event(
                    items[key],
                    "renumbered",
                    by=by,
                    at=at,
                    audience=faces[key],
                    facts={"from": before[key], "to": new},
                )
    return before


def give_way(reference: str, *, to: uuid.UUID, at: dt.datetime) -> None:
    """Give another number to a record that was made, on a restored node, under one given before.

    Args:
        reference: of a record that comes back.
        to: that record.
        at: when.
    """
    prefix, _, number = reference.rpartition("-")
    there = Item.objects.filter(reference=reference).exclude(pk=to).first()
    if there is not None and prefix and number.isdecimal():
        rename({there.pk: next_reference(prefix)}, by=None, at=at)


def reorder(sort_keys: Mapping[uuid.UUID, str]) -> None:
    """Give records other places in the order of lists. The caller holds the transaction.

    Args:
        sort_keys: item id to its new sort key.
    """
    moved = [
        entry
        for entry in Entry.objects.filter(item_id__in=list(sort_keys))
        if entry.sort_key != sort_keys[entry.item_id]
    ]
    for entry in moved:
        entry.sort_key = sort_keys[entry.item_id]
    Entry.objects.bulk_update(moved, ["sort_key"], batch_size=200)
    by_kind: dict[str, list[Entry]] = {}
    for entry in moved:
        by_kind.setdefault(entry.kind, []).append(entry)
    for code, entries in by_kind.items():
        model = kind_of(code).model
        keys = {entry.pk: entry.sort_key for entry in entries}
        rows = list(model.objects.filter(pk__in=list(keys)))
        for row in rows:
            row.sort_key = keys[row.pk]
        model.objects.bulk_update(rows, ["sort_key"], batch_size=200)
        links = list(Link.objects.filter(entry_id__in=list(keys)))
        for link in links:
            link.sort_key = keys[link.entry_id]
        Link.objects.bulk_update(links, ["sort_key"], batch_size=200)
    search.index_again(list({entry.item_id for entry in moved}))
