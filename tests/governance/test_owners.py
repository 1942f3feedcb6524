"""Owners of action points: held, vacant, ended with a successor; never nobody."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kakehashi.governance.selectors.owners import owners_of
from kakehashi.people.models import (
    Holding,
    Organisation,
    OrganisationName,
    OrganisationRole,
    Person,
    Post,
    Succession,
)
from tests.cast import NOW, Cast

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def post(name: str, organisation: str, **more: object) -> Post:
    """Make a post."""
    return Post.objects.create(
        id=name, organisation_id=organisation, name_en=name, name_ja=name, **more
    )


def held(by: str, of: Post, **more: object) -> None:
    """Let somebody hold a post."""
    person, _ = Person.objects.get_or_create(id=by, defaults={"name_en": by, "name_ja": by})
    Holding.objects.create(post=of, person=person, **more)


def ministry(name: str, side: str = "GB") -> Organisation:
    """Make an organisation."""
    return Organisation.objects.create(id=name, side_id=side, name_en=name, name_ja=name)


@pytest.mark.usefixtures("cast")
def test_who_left_is_a_vacancy_and_a_colleague_is_proposed() -> None:
    director, deputy = post("director", "dsit"), post("deputy", "dsit")
    held("ada", director, since=TODAY - 90 * DAY, until=TODAY)
    held("ben", deputy, as_of=TODAY - 90 * DAY)
    today = owners_of(["director", "deputy", "nobody", ""], TODAY)
    assert set(today) == {"director", "deputy"}
    assert today["director"].state == "vacant"
    assert today["director"].proposed is not None
    assert today["deputy"].state == "unknown", "of him only one day is known"
    assert today["deputy"].proposed is None
    before = owners_of(["director"], TODAY - DAY)["director"]
    assert (before.state, before.holder.pk if before.holder else "") == ("held", "ada")


def test_an_account_serves_a_post_of_which_no_holder_is_on_record(cast: Cast) -> None:
    assert owners_of(["coordinator-dsit"], TODAY)["coordinator-dsit"].state == "held"
    type(cast.alice).objects.filter(pk=cast.alice.pk).update(is_active=False)
    assert owners_of(["coordinator-dsit"], TODAY)["coordinator-dsit"].state == "unknown"


@pytest.mark.usefixtures("cast")
def test_a_dissolved_ministry_proposes_the_same_post_of_its_last_successor() -> None:
    for name in ("beis", "desnz", "newest"):
        ministry(name)
    OrganisationName.objects.create(
        organisation_id="beis", name_en="BEIS", name_ja="BEIS", until=TODAY
    )
    for old, new, on in (("beis", "desnz", TODAY), ("desnz", "newest", TODAY)):
        Succession.objects.create(
            predecessor_id=old, successor_id=new, on=on, what_en="all", what_ja="全部"
        )
    post("energy", "beis")
    post("a-other", "newest")
    same = Post.objects.create(
        id="z-energy", organisation_id="newest", name_en="energy", name_ja="energy"
    )
    found = owners_of(["energy"], TODAY)["energy"]
    assert (found.state, found.proposed) == ("ended", same)
    assert owners_of(["energy"], TODAY - DAY)["energy"].state == "unknown"


@pytest.mark.usefixtures("cast")
def test_a_ministry_that_goes_on_without_its_part_here_has_ended_as_an_owner() -> None:
    ministry("dcms")
    OrganisationRole.objects.create(organisation_id="dcms", role="lead", until=TODAY)
    post("digital", "dcms")
    Succession.objects.create(
        predecessor_id="dcms", successor_id="dsit", on=TODAY, what_en="digital", what_ja="デジタル"
    )
    found = owners_of(["digital"], TODAY)["digital"]
    assert found.state == "ended"
    assert found.proposed is not None
    assert found.proposed.organisation_id == "dsit"
    OrganisationRole.objects.create(organisation_id="dcms", role="contributor")
    assert owners_of(["digital"], TODAY)["digital"].state == "unknown"


@pytest.mark.usefixtures("cast")
def test_ministries_that_succeed_each_other_in_a_circle_are_answered() -> None:
    ministry("one")
    ministry("two")
    post("p", "one", until=TODAY)
    for old, new in (("one", "two"), ("two", "one")):
        Succession.objects.create(
            predecessor_id=old, successor_id=new, on=TODAY, what_en="x", what_ja="x"
        )
    assert owners_of(["p"], TODAY)["p"].state == "ended"


@pytest.mark.usefixtures("cast")
def test_owners_take_the_same_queries_however_many_there_are() -> None:
    def asked(number: int) -> int:
        names = [f"post-{number}-{one}" for one in range(number)]
        for name in names:
            held(f"{name}-p", post(name, "dsit"), until=TODAY - DAY)
        with CaptureQueriesContext(connection) as caught:
            found = owners_of(names, TODAY)
        assert {one.state for one in found.values()} == {"vacant"}
        return len(caught)

    assert asked(3) == asked(30) <= 10
