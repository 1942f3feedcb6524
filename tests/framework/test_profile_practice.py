"""The practice partnership: another structure, full of live work in every state."""

import re
from collections import Counter
from datetime import date
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from kakehashi.framework.profile import dates
from kakehashi.framework.profile.consistency_record import PROGRESS, STATES, WIDTHS
from kakehashi.framework.profile.loading import load_profile
from kakehashi.people.calendars import is_working_day

TODAY = date(2026, 3, 2)
WRITTEN = load_profile("practice")
REAL = load_profile("uk-japan")


WORKS = partial(is_working_day, calendars=[side.calendar for side in WRITTEN.sides])


def on(text: object, today: date = TODAY) -> str:
    """Return a date of the profile as it is read on ``today``."""
    return dates.resolve(str(text), today, WORKS)


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


def test_something_is_overdue_and_something_is_coming() -> None:
    today = TODAY.isoformat()
    late = [
        item.id
        for item in WRITTEN.items_of("milestone")
        if on(item.facts["due"]) < today and "done_on" not in item.facts
    ]
    assert late
    coming = [item for item in WRITTEN.items_of("meeting") if on(item.facts["date"]) > today]
    assert {item.facts["status"] for item in coming} >= {"fixed", "pencilled"}
    followed = {item.facts["decision"] for item in WRITTEN.items_of("follow_up")}
    assert {item.id for item in WRITTEN.items_of("decision")} - followed
    assert {item.facts["became"] for item in WRITTEN.items_of("follow_up")} == {
        "open",
        "carried_out",
        "not_carried_out",
        "replaced",
    }
    held = {holding.post for holding in WRITTEN.holdings if not holding.period.until}
    assert {post.id for post in WRITTEN.posts} - held  # vacancy is a state


def test_the_conference_is_fifteen_working_days_away() -> None:
    (conference,) = [one for one in WRITTEN.items_of("meeting") if one.id == "conference-2"]
    day = date.fromisoformat(on(conference.facts["date"]))
    between = range(TODAY.toordinal() + 1, day.toordinal() + 1)
    assert sum(WORKS(date.fromordinal(one)) for one in between) == 15
    assert WORKS(day)


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_on_any_day_what_was_confirmed_was_written_before(today: date) -> None:
    for item in WRITTEN.items:
        written = on(item.at, today)
        assert written <= today.isoformat()
        assert all(on(one.at, today) <= written for one in item.earlier)
        for one in item.confirmations:
            assert written <= on(one.at, today) <= today.isoformat()


def test_many_hands_do_the_work() -> None:
    hands = Counter(item.by for item in WRITTEN.items)
    assert set(hands) >= {"officer-xa", "officer-xb", "lead-xa", "lead-xb"}
    assert {role for account in WRITTEN.accounts for role in account.roles} == {
        role.code for role in WRITTEN.roles
    }
