"""Biographies: of whom, as of when, whether they still hold, and who sees them."""

import datetime as dt
from dataclasses import replace

import pytest

from kakehashi.biographies import services
from kakehashi.biographies.models import Biography
from kakehashi.biographies.rules import CURRENT, LEFT, STALE, stale_from, standing
from kakehashi.biographies.selectors import biographies, lives, of_people, office_holders
from kakehashi.biographies.services import NewLife
from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Holding, Organisation, Person, Post
from kakehashi.people.rules import PUBLIC_VIEWER, table_of
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from tests.cast import NOW

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def minister(cast):
    """Somebody of the other side holds a post since a day."""
    office = Organisation.objects.filter(side_id="JP").first()
    post = Post.objects.create(
        id="minister", organisation=office, name_en="Minister", name_ja="大臣"
    )
    person = Person.objects.create(id="taro", name_en="MIHON Taro", name_ja="見本 太郎")
    return Holding.objects.create(post=post, person=person, since=dt.date(2026, 3, 1))


LIFE = NewLife(
    person="taro",
    post="minister",
    career={"en": "Vice-Minister", "ja": "副大臣"},
    as_of=TODAY,
    checked_by="Private office",
)


@pytest.mark.parametrize(
    ("as_of", "wanted"),
    [
        (dt.date(2026, 1, 15), dt.date(2026, 7, 16)),
        (dt.date(2026, 8, 31), dt.date(2027, 3, 1)),
        (dt.date(2026, 12, 31), dt.date(2027, 7, 1)),
        (dt.date(2027, 8, 29), dt.date(2028, 3, 1)),
        (dt.date(2026, 6, 30), dt.date(2026, 12, 31)),
    ],
)
def test_it_counts_as_unchecked_after_six_months_by_the_calendar(as_of, wanted):
    assert stale_from(as_of) == wanted
    assert standing(as_of, wanted - DAY, holds=True) == CURRENT
    assert standing(as_of, wanted, holds=True) == STALE
    assert standing(as_of, as_of, holds=False) == LEFT
    assert standing(None, as_of, holds=True) == STALE


def test_one_is_written_once_of_somebody_in_office_and_kept_inside(cast, minister):
    item = services.write(life=LIFE, by=cast.alice, at=NOW)
    row = Biography.objects.get(item=item)
    assert (row.title_en, row.title_ja) == ("MIHON Taro, Minister", "大臣　見本 太郎")
    assert row.entry.version.facts["since"] == "2026-03-01"
    with pytest.raises(services.BiographyThere):
        services.write(life=LIFE, by=cast.bob, at=NOW)
    services.write(life=LIFE, by=cast.kenji, at=NOW)  # the other side has its own
    for viewer, seen in ((viewer_of(cast.bob), 1), (viewer_of(cast.kenji), 1), (PUBLIC_VIEWER, 0)):
        assert biographies(viewer).count() == seen
    assert of_people(viewer_of(cast.alice), ["taro"], TODAY)["taro"].row == row
    assert of_people(table_of(["JP", "GB"]), ["taro"], TODAY) == {}
    records.share(item=item.pk, by=cast.alice, at=NOW)
    with pytest.raises(services.BiographyStaysInside):
        records.publish(item=item.pk, by=cast.alice, at=NOW)


def test_of_nobody_without_an_office_and_as_of_no_day_to_come(cast, minister):
    with pytest.raises(services.BiographyDay):
        services.write(life=replace(LIFE, as_of=TODAY + DAY), by=cast.alice, at=NOW)
    for wrong in (replace(LIFE, post="semi"), replace(LIFE, person="nobody")):
        with pytest.raises(services.NotAnOfficeHolder):
            services.write(life=wrong, by=cast.alice, at=NOW)
    with pytest.raises(Refused):
        services.write(life=replace(LIFE, checked_by=""), by=cast.alice, at=NOW)
    for reader in (cast.yuki, cast.mallory, cast.olga):
        with pytest.raises(Refused):
            services.write(life=LIFE, by=reader, at=NOW)
    minister.until = TODAY
    minister.save()
    assert office_holders(TODAY) == []
    with pytest.raises(services.NotAnOfficeHolder):
        services.write(life=LIFE, by=cast.alice, at=NOW)
    assert not Biography.objects.exists()


def test_it_is_checked_again_and_says_so_when_the_person_has_left(cast, minister):
    old = replace(LIFE, as_of=TODAY - dt.timedelta(days=300))
    item = services.write(life=old, by=cast.alice, at=NOW)
    viewer = viewer_of(cast.alice)
    assert lives(biographies(viewer), TODAY)[0].standing == STALE
    with pytest.raises(NotHere):
        services.check(biography=item.reference, checked_by="X", as_of=TODAY, by=cast.kenji, at=NOW)
    services.check(
        biography=item.reference, checked_by="Tokyo office", as_of=TODAY, by=cast.bob, at=NOW
    )
    found = lives(biographies(viewer), TODAY)[0]
    assert found.standing == CURRENT
    version = found.row.entry.version
    assert (version.number, version.facts["checked_by"]) == (2, "Tokyo office")
    assert version.wording["career"] == {"en": "Vice-Minister", "ja": "副大臣"}
    minister.until = TODAY
    minister.save()
    assert lives(biographies(viewer), TODAY)[0].standing == LEFT
