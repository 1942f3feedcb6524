"""The framework as it stood on a day: editions, and days that are none, on portal and desk."""

import datetime as dt

import pytest
from django.test import Client

from kakehashi.cli.loading import load_node
from kakehashi.errors import NotHere
from kakehashi.framework import selectors
from kakehashi.framework.models import Edition, Place
from kakehashi.people.models import Account
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.records.models import Entry
from tests.cast import NOW

FIRST, CHANGED = dt.date(2023, 5, 10), dt.date(2024, 6, 1)


def flat(branches):
    return [ref for one in branches for ref in (one.row.reference, *flat(one.below))]


def references(tree):
    found = []
    for section in tree.sections:
        found += flat(section.branches)
        for pillar in section.pillars:
            found += [ref for leaf in pillar.areas for ref in flat(leaf.branches)]
    return found


def texts(tree):
    waiting = [one for section in tree.sections for one in section.branches]
    found = {}
    while waiting:
        branch = waiting.pop()
        found[branch.row.reference] = branch.version.wording["statement"]["en"]
        waiting += branch.below
    return found


@pytest.fixture
def changed(db):
    """A framework that was changed once: 1.3 came, 2.4 moved under 2.3, and 1.1 got other words."""
    load_node("practice", NOW)
    new = Edition.objects.get()
    old = Edition.objects.create(name_en="Old", name_ja="旧", since=FIRST, until=CHANGED)
    Edition.objects.filter(pk=new.pk).update(since=CHANGED)
    for place in Place.objects.filter(edition=new).exclude(reference="1.3"):
        place.pk, place.edition = None, old
        if place.reference == "2.4":
            place.parent = "2.3"
        place.save()
    entry = Entry.objects.get(kind="provision", reference="1.1")
    later = entry.version
    later.pk, later.number = None, later.number + 1
    later.digest = "0" * len(later.digest)
    words = later.wording["statement"]["en"].encode()
    later.content = bytes(later.content).replace(words, b"Other words.")
    later.save()
    Entry.objects.filter(pk=entry.pk).update(version=later)


def test_an_edition_is_read_as_it_stood(changed):
    now = selectors.tree(PUBLIC_VIEWER)
    assert "1.3" in references(now)
    assert texts(now)["1.1"] == "Other words."
    for day in (FIRST, dt.date(2024, 5, 31)):
        then = selectors.tree(PUBLIC_VIEWER, day)
        assert then.edition.name_en == "Old"
        assert references(then) == [one for one in references(now) if one != "1.3"]
        assert then.total == now.total - 1
        assert texts(then)["1.1"] != "Other words."
        running = next(one for one in then.sections if one.id == "running")
        assert [one.row.reference for one in running.branches[0].below] == ["2.1", "2.2", "2.3"]
        assert flat(running.branches[0].below) == ["2.1", "2.2", "2.3", "2.4"]
    assert references(selectors.tree(PUBLIC_VIEWER, CHANGED)) == references(now)
    with pytest.raises(NotHere):
        selectors.tree(PUBLIC_VIEWER, FIRST - dt.timedelta(days=1))


NO_DAYS = ["2023-02-29", "tomorrow", "2023", "-1", "9" * 400, "2023-05-10T00:00", "<b>", "０-１-２"]


def test_days_that_are_none_are_said_on_both_faces(changed, settings):
    public, desk = Client(), Client()
    desk.force_login(Account.objects.get(username="officer-xa"))
    for day in NO_DAYS:
        assert public.get("/en/framework/", {"on": day}).status_code == 400, day
        page = desk.get("/en/desk/framework/", {"on": day})
        assert page.status_code == 200
        assert page.context["problem"], day
        assert page.context["on"] is None
    for face, address, status in (
        (public, "/framework/", 404),
        (desk, "/desk/framework/", 200),
    ):
        for language, before, to_come in (
            ("en", "There was no framework", "still to come"),
            ("ja", "枠組", "まだ来ていない日"),
        ):
            page = face.get(f"/{language}{address}", {"on": "0001-01-01"})
            assert page.status_code == status
            assert before in page.content.decode()
            page = face.get(f"/{language}{address}", {"on": "9999-12-31"})
            assert page.status_code == (200 if status == 200 else 400)
            assert to_come in page.content.decode(), address
        page = face.get(f"/en{address}", {"on": "2024-05-31"})
        assert page.status_code == 200
        assert "1.2" in page.content.decode()
        assert "/1.3/" not in page.content.decode()
