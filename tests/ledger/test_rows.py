"""Rows written by one statement are those that Django's own way would have written."""

import uuid

import pytest
from django.db import transaction

from kakehashi.ledger.models import Event
from kakehashi.ledger.rows import write_rows, write_values
from kakehashi.people.models import Audience
from kakehashi.records.models import Item
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def audience(number):
    return Audience(
        digest=f"{number:064x}",
        reach="public",
        state="published",
        sides=["GB", "JP"],
        people=[f"日本 {number}"],
    )


def columns(row):
    return {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name != "id"
    }


def test_numbers_go_on_from_those_there_are_and_others_go_on_from_them():
    one = Audience.objects.create(**columns(audience(1)))
    rows = [audience(2), audience(3)]
    with transaction.atomic():
        write_rows(rows)
    last = Audience.objects.create(**columns(audience(4)))
    assert one.pk < rows[0].pk < rows[1].pk < last.pk
    found = Audience.objects.in_bulk()
    assert [columns(found[row.pk]) for row in rows] == [columns(row) for row in rows]
    rows[0].reach = "participants"
    rows[0].save()  # it is known to be there
    assert Audience.objects.count() == 4


def test_values_alone_become_the_rows_that_instances_would_have_become():
    given = ("digest", "reach", "state", "sides", "people")
    rows = [audience(1), audience(2)]
    with transaction.atomic():
        write_values(Audience, given, [])
        write_values(Audience, given, [tuple(getattr(row, name) for name in given) for row in rows])
    found = list(Audience.objects.order_by("pk"))
    assert [columns(row) for row in found] == [columns(row) for row in rows]
    assert Audience.objects.create(**columns(audience(3))).pk > found[-1].pk
    item, linked = uuid.uuid4(), ("id", "kind", "reference", "lane", "sides", "created_at")
    with transaction.atomic():
        write_values(Item, linked, [(item, "update", "UP-2", "own", ["JP"], NOW)])
    kept = Item.objects.get(pk=item)
    usual = Item(id=item, kind="update", reference="UP-2", lane="own", sides=["JP"], created_at=NOW)
    assert columns(kept) == columns(usual)


def test_every_kind_of_column_comes_back_as_it_was():
    item = Item(
        id=uuid.uuid4(),
        kind="update",
        reference="UP-1",
        lane="own",
        sides=["GB"],
        newest=3,
        created_at=NOW,
    )
    event = Event(
        sequence=7,
        name="a.b",
        at=NOW,
        actor="",
        facts={"né": [1, None, True]},
        previous="0" * 64,
        digest="1" * 64,
    )
    with transaction.atomic():
        for row in (item, event):
            write_rows([row])
    assert columns(Item.objects.get()) == columns(item)
    assert columns(Event.objects.get()) == columns(event)


def test_a_value_of_another_type_is_made_ready_by_its_field():
    row = audience(5)
    row.organisation = 12
    with transaction.atomic():
        write_rows([row])
    assert Audience.objects.get(pk=row.pk).organisation == "12"
