"""Entering: putting faces into the search index and taking them out, within the caller's write."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from kakehashi.records.models import Entry, SearchDocument, Version
from kakehashi.records.search.databases import tidy
from kakehashi.records.search.documents import also_searched, fill, place_of, retell_audience
from kakehashi.records.search.positions import ROOM, make_room, numbers_between, runs

BATCH = 500
SOME = 50
"""Faces entered in one transaction where others may wait: some hundredths of a second."""

Face = tuple[Entry, Version]
Progress = Callable[[int, int], None]
"""Told how many faces are done, of how many."""


def index(faces: Sequence[Face]) -> None:
    """Enter faces in the search index; one that is already there is entered anew.

    The caller holds the transaction. Made for one face as for a hundred thousand.
    """
    forget([entry.pk for entry, _version in faces])
    _enter(sorted(((place_of(entry), entry, version) for entry, version in faces), key=_by_place))


def forget(entries: Sequence[int]) -> None:
    """Take faces out of the search index."""
    for start in range(0, len(entries), BATCH):
        SearchDocument.objects.filter(entry__in=entries[start : start + BATCH]).delete()


def move(entry: int, audience: int) -> None:
    """Put a face's search document in another audience; nothing where it is not yet entered."""
    document = (
        SearchDocument.objects.filter(entry=entry).only("pk", "audience_id", "tokens").first()
    )
    if document is not None:
        SearchDocument.objects.filter(pk=document.pk).update(
            audience=audience,
            tokens=retell_audience(document.tokens, document.audience_id, audience),
        )


def index_again(items: Sequence[UUID]) -> None:
    """Enter all faces of ``items`` anew: when text that is searched with them has changed."""
    with transaction.atomic():
        for start in range(0, len(items), BATCH):
            found = Entry.objects.filter(item__in=items[start : start + BATCH])
            index([(entry, entry.version) for entry in found.select_related("version")])


def enter_missing(items: Sequence[UUID]) -> None:
    """Enter the faces of ``items`` that are not in the index yet, some at a time.

    Each some is a transaction of its own, so that who writes meanwhile does not wait long.
    """
    for start in range(0, len(items), SOME):
        with transaction.atomic():
            faces = Entry.objects.select_for_update(of=("self",)).filter(
                item__in=items[start : start + SOME], search_document=None
            )
            index([(entry, entry.version) for entry in faces.select_related("version")])


def reindex(progress: Progress | None = None) -> int:
    """Make the whole search index anew, in one transaction, and return how many faces it has."""
    with transaction.atomic():
        SearchDocument.objects.all().delete()
        total, done = Entry.objects.count(), 0
        entries = iter(
            sorted(
                Entry.objects.only("pk", "kind", "reference", "sort_key").iterator(BATCH),
                key=lambda entry: place_of(entry).encode(),
            )
        )
        # All at once where they stand in order, so that the room between them is even.
        numbers = iter(_numbers_for(total))
        while batch := [entry.pk for entry in islice(entries, BATCH)]:
            found = Entry.objects.select_related("version").in_bulk(batch)
            documents = [_document(place_of(found[pk]), found[pk]) for pk in batch]
            for document, number in zip(documents, numbers, strict=False):
                document.pk = number
            _create(documents, [found[pk].version for pk in batch])
            done += len(batch)
            if progress is not None:
                progress(done, total)
        tidy()
    return total


def _by_place(one: tuple[str, Entry, Version]) -> bytes:
    return one[0].encode()


def _numbers_for(total: int) -> list[int]:
    return numbers_between(0, ROOM, total) if connection.vendor == "sqlite" else []


def _enter(faces: Sequence[tuple[str, Entry, Version]]) -> None:
    if connection.vendor != "sqlite":
        for start in range(0, len(faces), BATCH):
            part = faces[start : start + BATCH]
            _create(
                [_document(place, entry) for place, entry, _version in part],
                [version for _place, _entry, version in part],
            )
        return
    waiting: list[tuple[SearchDocument, Version]] = []
    for first, last, low, high in runs([place for place, _entry, _version in faces]):
        numbers = numbers_between(low, high, last - first)
        if not numbers:
            # Making room moves documents, so those that have their numbers must be in place.
            _flush(waiting)
            numbers = make_room(low, high, last - first)
        for number, (place, entry, version) in zip(numbers, faces[first:last], strict=True):
            document = _document(place, entry)
            document.pk = number
            waiting.append((document, version))
        if len(waiting) >= BATCH:
            _flush(waiting)
    _flush(waiting)


def _flush(waiting: list[tuple[SearchDocument, Version]]) -> None:
    for part in _parts(waiting):
        _create([document for document, _version in part], [version for _document, version in part])
    waiting.clear()


def _parts(
    waiting: Sequence[tuple[SearchDocument, Version]],
) -> Iterator[Sequence[tuple[SearchDocument, Version]]]:
    for start in range(0, len(waiting), BATCH):
        yield waiting[start : start + BATCH]


def _document(place: str, entry: Entry) -> SearchDocument:
    return SearchDocument(
        entry=entry,
        audience_id=entry.audience_id,
        kind=entry.kind,
        reference=entry.reference,
        place=place,
    )


def _create(documents: Sequence[SearchDocument], versions: Sequence[Version]) -> None:
    """Fill the documents and write them, with the audiences that their faces now have."""
    now = dict(
        Entry.objects.filter(pk__in=[document.entry_id for document in documents]).values_list(
            "pk", "audience_id"
        )
    )
    further = also_searched(document.entry for document in documents)
    for document, version in zip(documents, versions, strict=True):
        document.audience_id = now[document.entry_id]
        fill(document, version, further.get(str(document.entry.item_id)))
    SearchDocument.objects.bulk_create(documents, batch_size=BATCH)
