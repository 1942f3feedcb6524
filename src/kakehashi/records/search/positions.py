"""Positions: on SQLite a search document's row number says where it stands among all.

Row numbers are spread over 62 bits with room between them. A new document takes one between its
neighbours'; where there is no room left, the documents around are spread again, over as wide a
stretch as it needs. Each such step moves more documents the rarer it is.
"""

from collections.abc import Iterator, Sequence

from django.db.models import F

from kakehashi.records.models import SearchDocument

ROOM = 1 << 62
"""Row numbers lie between 0 and this, neither of them taken."""

_SHARE = 64  # of a gap, what one new document at its beginning leaves before itself
_NARROWEST = 64  # documents moved on each side, at least, where there is no room
_WIDER = 8
_LOOSE = 1 << 16  # the gap between two that makes it worth while to stop looking wider


def runs(places: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield what of ``places`` (in order) goes between the same two documents that are there.

    Yields:
        Index of the first and behind the last of ``places``; the row numbers of the document
        before them (0 for none) and behind them (:data:`ROOM` for none).
    """
    first = 0
    while first < len(places):
        place = places[first]
        before = (
            SearchDocument.objects.filter(place__lte=place)
            .order_by("-place", "-pk")
            .values_list("pk", flat=True)
            .first()
        )
        behind = (
            SearchDocument.objects.filter(place__gt=place)
            .order_by("place", "pk")
            .values_list("place", "pk")
            .first()
        )
        last = first + 1
        while last < len(places) and (behind is None or places[last] < behind[0]):
            last += 1
        yield first, last, before or 0, behind[1] if behind else ROOM
        first = last


def numbers_between(low: int, high: int, count: int) -> list[int]:
    """Return ``count`` row numbers between ``low`` and ``high``; none where they do not fit.

    References count upwards, so the next one will mostly go behind these: that is where the
    room is left, unless all of it is free.
    """
    step = (high - low) // (count + 1)
    if (low, high) != (0, ROOM):
        step = min(step, max((high - low) // (_SHARE * count), 1))
    return [low + step * number for number in range(1, count + 1)] if step else []


def make_room(low: int, high: int, count: int) -> list[int]:
    """Spread the documents around a gap again and return ``count`` row numbers inside it."""
    width = _NARROWEST
    while True:
        before = _numbers(width, "-pk", pk__lte=low)[::-1]
        behind = _numbers(width, "pk", pk__gte=high)
        floor = ([0, *_numbers(1, "-pk", pk__lt=before[0])] if before else [0])[-1]
        ceiling = ([ROOM, *_numbers(1, "pk", pk__gt=behind[-1])] if behind else [ROOM])[-1]
        everybody = len(before) + count + len(behind)
        step = (ceiling - floor) // (everybody + 1)
        if step >= _LOOSE or (floor, ceiling) == (0, ROOM):
            break
        width *= _WIDER
    spread = [floor + step * number for number in range(1, everybody + 1)]
    kept = spread[: len(before)] + spread[len(before) + count :]
    moved = before + behind
    # A number may be taken until its document has moved, so all step aside first.
    SearchDocument.objects.filter(pk__gte=moved[0], pk__lte=moved[-1]).update(id=-F("id"))
    for old, new in zip(moved, kept, strict=True):
        SearchDocument.objects.filter(pk=-old).update(id=new)
    return spread[len(before) : len(before) + count]


def _numbers(most: int, order: str, **where: int) -> list[int]:
    found = SearchDocument.objects.filter(**where).order_by(order)
    return list(found.values_list("pk", flat=True)[:most])
