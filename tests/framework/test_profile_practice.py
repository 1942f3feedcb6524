"""The practice partnership: another structure, full of live work in every state."""

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.framework.profile import dates
from kakehashi.framework.profile.consistency_record import PROGRESS, STATES, WIDTHS
from kakehashi.framework.profile.loading import load_profile
from kakehashi.framework.profile.shapes import Profile

TODAY = date(2026, 3, 2)
WRITTEN = load_profile("practice")
REAL = load_profile("uk-japan")


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("practice", today=TODAY)


def test_it_is_marked_as_practice_in_both_languages() -> None:
    assert WRITTEN.practice
    assert WRITTEN.watermark == {"en": "PRACTICE", "ja": "演習"}
    assert all(person.invented for person in WRITTEN.persons)


def test_it_shares_no_name_with_the_real_one() -> None:
    for names in (
        lambda one: {side.code for side in one.sides},
        lambda one: {area.ref for area in one.areas},
        lambda one: {level.id for level in one.levels},
        lambda one: {pillar.ref for pillar in one.pillars},
        lambda one: {body.id for body in one.bodies},
        lambda one: {organisation.id for organisation in one.organisations},
        lambda one: {post.id for post in one.posts},
        lambda one: {marking.code for side in one.sides for marking in side.markings},
        lambda one: {side.zone for side in one.sides},
    ):
        assert not names(WRITTEN) & names(REAL)
    assert len(WRITTEN.pillars) == 3
    assert len(WRITTEN.areas) == 7
    assert len(WRITTEN.provisions) == 40
    assert all(re.fullmatch(r"\d+(\.\d+)?|\([a-c]\)", one.number) for one in WRITTEN.provisions)


def test_work_stands_in_every_state() -> None:
    items = WRITTEN.items
    states = {item.state for item in items} | {
        item.facts["ended"]["how"] for item in items if "ended" in item.facts
    }
    assert states >= {state for allowed in STATES.values() for state in allowed} - {"imported"}
    assert {item.lane for item in items} == set(STATES)
    assert {item.marking.audience for item in items} == set(WIDTHS)
    assert {item.side for item in items} == {"XA", "XB"}
    sides = {side.code: side for side in WRITTEN.sides}
    for code, side in sides.items():
        used = {item.marking.code for item in items if item.side == code}
        assert {marking.code for marking in side.markings} <= used
        caveats = {one for item in items if item.side == code for one in item.marking.caveats}
        assert {caveat.code for caveat in side.caveats} <= caveats
    languages = {state for item in items for state in item.languages.values()}
    assert languages == {"missing", "machine", "draft", "stale", "checked"}
    proposals = {one.state for item in items for one in item.proposals}
    assert proposals == {"open", "accepted", "declined"}
    assert any(item.earlier for item in items)


def test_progress_of_every_nature_is_there() -> None:
    natures = {
        promise.ref: promise.nature
        for provision in WRITTEN.provisions
        for promise in provision.promises
    }
    found = {
        (natures[item.id], item.facts["progress"]) for item in WRITTEN.items_of("joint_action")
    }
    expected = {(nature, one) for nature, steps in PROGRESS.items() for one in steps}
    missing = expected - found
    assert {one for _, one in missing} == {"not_reported"}  # the ones that are not listed
    listed = {item.id for item in WRITTEN.items_of("joint_action")}
    assert set(natures) - listed
    endings = {
        item.facts["ended"]["how"]
        for item in WRITTEN.items_of("joint_action")
        if "ended" in item.facts
    }
    assert endings == {"overtaken", "withdrawn", "merged"}


def test_something_is_overdue_and_something_is_coming(profile: Profile) -> None:
    today = TODAY.isoformat()
    late = [
        item.id
        for item in profile.items_of("milestone")
        if item.facts["due"] < today and "done_on" not in item.facts
    ]
    assert late
    coming = [item for item in profile.items_of("meeting") if item.facts["date"] > today]
    assert {item.facts["status"] for item in coming} >= {"fixed", "pencilled"}
    followed = {item.facts["decision"] for item in profile.items_of("follow_up")}
    assert {item.id for item in profile.items_of("decision")} - followed
    assert {item.facts["became"] for item in profile.items_of("follow_up")} == {
        "open",
        "carried_out",
        "not_carried_out",
        "replaced",
    }
    held = {holding.post for holding in profile.holdings if not holding.period.until}
    assert {post.id for post in profile.posts} - held  # vacancy is a state


def test_the_conference_is_fifteen_working_days_away(profile: Profile) -> None:
    works = dates.working_day_test(side.calendar for side in profile.sides)
    (conference,) = [one for one in profile.items_of("meeting") if one.id == "conference-2"]
    day = date.fromisoformat(str(conference.facts["date"]))
    between = range(TODAY.toordinal() + 1, day.toordinal() + 1)
    assert sum(works(date.fromordinal(one)) for one in between) == 15
    assert works(day)


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_on_any_day_every_date_is_fixed_and_in_order(today: date) -> None:
    works = dates.working_day_test(["IE", "KR"])
    for item in WRITTEN.items:
        found = dates.fix({"at": item.at, **item.facts}, today, works)
        assert not re.search(r"'[+-]\d+(wd|d|w|m|y)'", str(found))
        # What was confirmed was written before, and nothing was written tomorrow.
        written = found["at"] or today.isoformat()
        assert written <= today.isoformat()
        for one in item.confirmations:
            given_on = dates.resolve(one.at, today, works)
            assert written <= given_on <= today.isoformat()


def test_many_hands_do_the_work() -> None:
    hands = Counter(item.by for item in WRITTEN.items)
    assert set(hands) >= {"officer-xa", "officer-xb", "lead-xa", "lead-xb"}
    assert {role for account in WRITTEN.accounts for role in account.roles} == {
        role.code for role in WRITTEN.roles
    }
