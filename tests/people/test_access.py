"""The access decision: a truth table of who sees what."""

import itertools

import pytest
from django.db import transaction

from kakehashi.people.rules import (
    CEILING,
    NAMED,
    OWN_SIDE,
    PARTICIPANTS,
    PUBLIC,
    PUBLIC_VIEWER,
    REACHES,
    SEES,
    Circle,
    NoSide,
    NotYourRole,
    Viewer,
    check_side,
    effective_reach,
    may_see,
    relation,
    table_of,
)
from kakehashi.people.selectors import visible_audiences
from kakehashi.people.services import intern_audience

READS = frozenset({"read_own_side", "read_participants"})
PEOPLE = {
    "public": PUBLIC_VIEWER,
    "own official": Viewer("1", "JP", "mic", READS),
    "own auditor": Viewer("2", "JP", "mic", READS | {"audit"}),
    "own colleague elsewhere": Viewer("3", "JP", "meti", READS),
    "own in group": Viewer("4", "JP", "mic", READS, frozenset({"chips"})),
    "named abroad": Viewer("5", "GB", "dsit", READS),
    "other official": Viewer("6", "GB", "dsit", READS),
    "other auditor": Viewer("7", "GB", "dsit", READS | {"audit"}),
    "third side": Viewer("8", "KR", "msit", READS),
    "operator": Viewer("9", "", "", frozenset({"operate"})),
    "nobody's": Viewer("10", "", "", frozenset()),
    "no roles": Viewer("11", "JP", "mic", frozenset()),
}
SIDES = ("GB", "JP")


def circle(reach, state="published", **more):
    return Circle(reach=reach, state=state, origin="JP", sides=SIDES, **more)


def seen_by(one):
    return {name for name, viewer in PEOPLE.items() if may_see(viewer, one)}


EVERYBODY = set(PEOPLE)
OWN = {"own official", "own auditor", "own colleague elsewhere", "own in group"}
OTHERS = {"named abroad", "other official", "other auditor"}

TABLE = [
    # reach, state, further, who sees it
    (PUBLIC, "published", {}, EVERYBODY),
    (PUBLIC, "withdrawn", {}, EVERYBODY),
    (PUBLIC, "draft", {}, OWN),
    (PUBLIC, "imported", {}, OWN | OTHERS | {"operator"}),
    (PARTICIPANTS, "published", {}, OWN | OTHERS | {"operator"}),
    (PARTICIPANTS, "shared", {}, OWN | OTHERS | {"operator"}),
    (PARTICIPANTS, "confirmed", {}, OWN | OTHERS | {"operator"}),
    (PARTICIPANTS, "draft", {}, OWN),
    (OWN_SIDE, "draft", {}, OWN),
    (OWN_SIDE, "published", {}, OWN),
    (OWN_SIDE, "a state nobody knows", {}, OWN),
    (NAMED, "shared", {"people": ("5",)}, {"named abroad", "own auditor"}),
    (NAMED, "draft", {"people": ("1",)}, {"own official", "own auditor"}),
    # Who is named abroad reads it once it is shared, not before.
    (NAMED, "draft", {"people": ("1", "5")}, {"own official", "own auditor"}),
    (
        PARTICIPANTS,
        "shared",
        {"organisation": "mic"},
        {"own official", "own auditor", "own in group"},
    ),
    (OWN_SIDE, "draft", {"groups": ("chips",)}, {"own in group", "own auditor"}),
    (PARTICIPANTS, "shared", {"limits": (OWN_SIDE,)}, OWN),
    (PARTICIPANTS, "shared", {"limits": ("unheard of",)}, OWN),
    (PUBLIC, "published", {"limits": (PARTICIPANTS,)}, OWN | OTHERS | {"operator"}),
    (PUBLIC, "published", {"limits": (NAMED,)}, {"own auditor"}),
]


@pytest.mark.parametrize(("reach", "state", "further", "who"), TABLE)
def test_truth_table(reach, state, further, who):
    assert seen_by(circle(reach, state, **further)) == who


def test_every_combination_is_no_wider_than_its_parts():
    for reach, state in itertools.product(REACHES, CEILING):
        narrow = circle(reach, state)
        assert REACHES.index(effective_reach(narrow)) <= REACHES.index(CEILING[state]) or (
            effective_reach(narrow) == NAMED
        )
        for viewer in PEOPLE.values():
            if may_see(viewer, narrow):
                assert effective_reach(narrow) in SEES[relation(viewer, narrow)]


def test_a_state_or_limit_nobody_knows_narrows_to_the_own_side():
    assert effective_reach(circle(PUBLIC, state="foreseen")) == OWN_SIDE
    assert effective_reach(circle(PUBLIC, limits=("EYES ONLY",))) == OWN_SIDE
    assert seen_by(circle(PUBLIC, state="foreseen")) <= {
        "own official",
        "own auditor",
        "own colleague elsewhere",
        "own in group",
    }


def test_what_a_side_keeps_takes_a_permission_of_its_own():
    shared_only = Viewer("12", "JP", "mic", frozenset({"read_participants"}))
    assert may_see(shared_only, circle(PARTICIPANTS, "shared"))
    assert not may_see(shared_only, circle(OWN_SIDE))
    own_only = Viewer("13", "JP", "mic", frozenset({"read_own_side"}))
    assert may_see(own_only, circle(OWN_SIDE))
    assert not may_see(own_only, circle(PARTICIPANTS, "shared"))


def test_of_two_texts_of_a_record_each_reader_sees_one():
    public = circle(PUBLIC)
    shared = circle(PARTICIPANTS, "shared")
    draft = circle(OWN_SIDE, "draft")
    middle = circle(PARTICIPANTS, "shared", superseded_by=draft)
    lowest = circle(PUBLIC, superseded_by=middle)
    for name, viewer in PEOPLE.items():
        faces = [one for one in (draft, middle, lowest) if may_see(viewer, one)]
        assert len(faces) == 1, name
    # The newest text that a reader of the other side may read, two texts above this one.
    newest = circle(PARTICIPANTS, "shared", superseded_by=None)
    own = circle(OWN_SIDE, "published", superseded_by=newest)
    assert not may_see(PEOPLE["other official"], circle(PUBLIC, superseded_by=own))
    assert may_see(PUBLIC_VIEWER, lowest)
    assert not may_see(PEOPLE["other official"], lowest)
    assert may_see(PEOPLE["other official"], middle)
    assert may_see(PEOPLE["other official"], public)
    assert may_see(PEOPLE["own official"], shared)


def test_what_is_made_for_a_whole_table_holds_nothing_between_fewer_sides():
    table = table_of(["JP", "GB", "KR"])
    between_two = circle(PARTICIPANTS, "shared")
    of_all = Circle(reach=PARTICIPANTS, state="shared", origin="JP", sides=("GB", "JP", "KR"))
    assert not may_see(table, between_two)
    assert may_see(table, of_all)
    assert may_see(table_of(["JP", "GB"]), of_all)


def test_writing_takes_a_side_and_a_role():
    with pytest.raises(NoSide):
        check_side(PEOPLE["operator"], ["write"])
    with pytest.raises(NotYourRole) as refused:
        check_side(PEOPLE["own official"], ["write"])
    assert "write drafts" in refused.value.say("en")
    assert "起案" in refused.value.say("ja")


def test_a_number_that_a_rolled_back_write_took_stands_for_nothing_afterwards(cast):
    before = set(visible_audiences(PUBLIC_VIEWER))
    undone = transaction.savepoint()
    open_to_all = Circle(reach=PUBLIC, state="published", origin="XX", sides=("JP",))
    assert intern_audience(open_to_all) in visible_audiences(PUBLIC_VIEWER)
    transaction.savepoint_rollback(undone)
    for origin in ("XX", "YY"):
        intern_audience(Circle(reach=OWN_SIDE, state="draft", origin=origin, sides=("JP",)))
    assert set(visible_audiences(PUBLIC_VIEWER)) == before
