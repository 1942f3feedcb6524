"""On SQLite documents stand in order by their row number, however they come in."""

import random

import pytest
from django.db import connection

from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.records import search
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, SearchDocument
from kakehashi.records.search import positions
from kakehashi.records.search.positions import ROOM, numbers_between
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded, load
from tests.cast import NOW

pytestmark = pytest.mark.database("sqlite")


def put(cast, numbers):
    load(
        [
            Loaded(
                kind="initiative",
                reference=f"IN-{number}",
                text=NewText(
                    wording={"title": {"en": f"Harbour {number}"}}, marking=Marking(reach="public")
                ),
            )
            for number in numbers
        ],
        by=cast.olga,
        at=NOW,
    )


def in_order():
    by_number = list(SearchDocument.objects.order_by("pk").values_list("reference", flat=True))
    by_place = list(SearchDocument.objects.order_by("place").values_list("reference", flat=True))
    assert by_number == by_place
    hits = search.find("harbour", viewer=PUBLIC_VIEWER).hits
    assert [hit.reference for hit in hits] == by_place
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_searchtokens (records_searchtokens, rank) "
            "VALUES ('integrity-check', 1)"
        )
    return by_place


ORDERS = {
    "upwards": list(range(60)),
    "downwards": list(range(59, -1, -1)),
    "anyhow": random.Random(3).sample(range(60), 60),
}


@pytest.mark.parametrize("order", sorted(ORDERS))
@pytest.mark.parametrize("room", [1 << 62, 1 << 24, 3_000, 200])
def test_documents_stand_in_order(cast, monkeypatch, order, room):
    for module in (positions, search.entering):
        monkeypatch.setattr(module, "ROOM", room)
    monkeypatch.setattr(positions, "_NARROWEST", 2)
    monkeypatch.setattr(positions, "_LOOSE", 4)
    for number in ORDERS[order]:
        put(cast, [number])
    assert in_order() == [f"IN-{number}" for number in range(60)]


def test_many_at_once_go_between_those_that_are_there(cast):
    put(cast, range(0, 90, 7))
    put(cast, set(range(90)) - set(range(0, 90, 7)))
    assert in_order() == [f"IN-{number}" for number in range(90)]
    search.forget(list(Entry.objects.filter(reference="IN-45").values_list("pk", flat=True)))
    assert len(in_order()) == 89


def test_a_document_goes_when_its_face_goes(cast):
    put(cast, range(3))
    entry = Entry.objects.get(reference="IN-1")
    SearchDocument.objects.filter(entry=entry).update(tokens="shello")
    entry.delete()
    assert in_order() == ["IN-0", "IN-2"]


@pytest.mark.parametrize("count", [1, 5, 1000])
def test_numbers_lie_between(count):
    for low, high in ((0, ROOM), (7, 7 + count), (7, 8 + count), (10, 10**9), (0, 10**6)):
        numbers = numbers_between(low, high, count)
        assert numbers == sorted(set(numbers))
        assert all(low < number < high for number in numbers)
        assert len(numbers) == (count if high - low > count else 0)
