"""Markings, the table of handling equivalents, and the share gate as a table of truth."""

import dataclasses
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust.correspondence import (
    Caveat,
    Correspondence,
    TableUnsound,
    Term,
    make_correspondence,
    read_correspondence,
)
from kakehashi.trust.gate import REASONS, GateShut, Recipients, Shut, ask_gate, pass_gate
from kakehashi.trust.markings import CrossingMarking, read_marking
from kakehashi.trust.reading import ObjectMalformed

TERMS = (
    Term("GB", "OFFICIAL", 1, False, {"JP": "機密性2"}),
    Term("GB", "OFFICIAL-SENSITIVE", 2, True, {"JP": "機密性2"}),
    Term("GB", "OFFICIAL-ODD", 3, False, {}),
    Term("JP", "機密性1", 1, False, {"GB": "OFFICIAL"}),
    Term("JP", "機密性2", 2, False, {"GB": "OFFICIAL-SENSITIVE"}),
)
CAVEATS = (
    Caveat("GB", "RECIPIENTS ONLY", "named", {"JP": "受領者限り"}),
    Caveat("GB", "HMG USE ONLY", "own_side", {"JP": "英国政府内限り"}),
    Caveat("GB", "EMBARGOED", "participants", {"JP": "解禁日時前"}),
    Caveat("JP", "要確認", "", {}),
)
TABLE = make_correspondence("uk-japan", ["JP", "GB"], TERMS, CAVEATS)


def marked(reach="participants", gb="OFFICIAL", caveats=(), **more):
    national = {"GB": gb} if gb else {}
    return CrossingMarking(reach, national, caveats, **more)


JP = Recipients(["JP"])
HARUKA = Recipients(["JP"], ["haruka"])
TRUTH = [
    (marked(), JP, None),
    (marked("public"), JP, None),
    (marked("public", gb=""), JP, None),
    (marked("named", people=("haruka", "kenji")), HARUKA, None),
    (marked("named", gb="OFFICIAL-SENSITIVE", people=("haruka",)), HARUKA, None),
    (marked("named", organisation="METI"), JP, None),
    (marked("named", caveats=("RECIPIENTS ONLY",), people=("haruka",)), HARUKA, None),
    (marked(caveats=("EMBARGOED",)), JP, None),
    (marked(), Recipients([]), Shut.NO_RECIPIENT),
    (marked(), Recipients(["FR"]), Shut.UNKNOWN_SIDE),
    (marked(), Recipients(["JP", "GB"]), Shut.TO_ITSELF),
    (marked("own_side"), JP, Shut.OWN_SIDE),
    (marked(gb=""), JP, Shut.UNMARKED),
    (marked(gb="SECRET"), JP, Shut.UNKNOWN_MARKING),
    (marked(gb="official"), JP, Shut.UNKNOWN_MARKING),
    (marked(caveats=("NOFORN",)), JP, Shut.UNKNOWN_CAVEAT),
    (marked(caveats=("RECIPIENTS ONLY",)), JP, Shut.CAVEAT_NARROWER),
    (marked("public", caveats=("EMBARGOED",)), JP, Shut.CAVEAT_NARROWER),
    (marked("named", caveats=("HMG USE ONLY",), people=("haruka",)), HARUKA, Shut.CAVEAT_NARROWER),
    (marked(gb="OFFICIAL-SENSITIVE"), JP, Shut.NEEDS_NAMES),
    (marked("named"), HARUKA, Shut.NOBODY_NAMED),
    (marked("named", people=("haruka",)), JP, Shut.NOBODY_NAMED),
    (marked("named", people=("kenji",)), HARUKA, Shut.NOT_NAMED),
    (marked(gb="OFFICIAL-ODD"), JP, Shut.NO_EQUIVALENT),
]  # fmt: skip


@pytest.mark.parametrize(("marking", "recipients", "shut"), TRUTH)
def test_the_gate_by_its_table_of_truth(marking, recipients, shut):
    verdict = ask_gate(marking, recipients, TABLE, origin="GB")
    assert verdict.shut == shut
    assert verdict.open == (shut is None)
    if shut:
        with pytest.raises(GateShut) as refusal:
            pass_gate(marking, recipients, TABLE, origin="GB")
        assert refusal.value.facts["reason"] == shut
        for language in ("en", "ja"):
            assert REASONS[shut][language] in refusal.value.say(language)
    else:
        assert pass_gate(marking, recipients, TABLE, origin="GB") == verdict
        assert verdict.restricted == (marking.reach == "named")


def test_the_receiver_learns_how_to_handle_it():
    marking = marked("named", "OFFICIAL-SENSITIVE", ("RECIPIENTS ONLY",), people=("haruka",))
    verdict = ask_gate(marking, HARUKA, TABLE, origin="GB")
    assert verdict.handling == {"JP": ("機密性2", "受領者限り")}
    of_japan = CrossingMarking("participants", {"JP": "機密性2"}, ("要確認",))
    assert ask_gate(of_japan, Recipients(["GB"]), TABLE, origin="JP").shut == Shut.NO_EQUIVALENT


def test_what_is_derived_is_at_least_as_high():
    low, high = marked(), marked("named", "OFFICIAL-SENSITIVE", people=("haruka",))
    assert ask_gate(high, HARUKA, TABLE, origin="GB", sources=[low, high]).open
    for derived, sources in (
        (low, [high]),
        (marked("named", people=("haruka",)), [high]),
        (marked("public"), [low]),
        (low, [marked(caveats=("EMBARGOED",))]),
        (low, [CrossingMarking("participants", {"JP": "機密性1"})]),
        (marked("named", "OFFICIAL-SENSITIVE", people=("haruka", "kenji")), [high]),
        (low, [marked("own_side")]),
    ):
        verdict = ask_gate(derived, HARUKA, TABLE, origin="GB", sources=sources)
        assert verdict.shut in {Shut.BELOW_SOURCES, Shut.NOT_NAMED}


def test_every_reason_is_in_the_table_of_truth_and_worded():
    assert (
        {shut for _, _, shut in TRUTH if shut} | {Shut.BELOW_SOURCES} == set(Shut) == set(REASONS)
    )


@given(
    st.sampled_from(["own_side", "named", "participants", "public", "x"]),
    st.dictionaries(
        st.sampled_from(["GB", "JP", "FR"]), st.sampled_from([t.text for t in TERMS] + ["SECRET"])
    ),
    st.lists(st.sampled_from([c.text for c in CAVEATS] + ["?"]), unique=True),
    st.lists(st.sampled_from(["GB", "JP", "FR"]), unique=True),
)
def test_nothing_unknown_ever_passes(reach, national, caveats, sides):
    if reach == "x":
        return
    marking = CrossingMarking(reach, national, caveats, people=("haruka",))
    verdict = ask_gate(marking, Recipients(sides, ["haruka"]), TABLE, origin="GB")
    if verdict.open:
        assert sides == ["JP"]
        assert reach != "own_side"
        assert all(TABLE.term(side, text) for side, text in national.items())
        assert not {"?", "HMG USE ONLY"} & {*caveats}


def test_the_table_has_one_digest_and_reads_back():
    shuffled = make_correspondence("uk-japan", ["GB", "JP"], TERMS[::-1], CAVEATS[::-1])
    assert shuffled.digest == TABLE.digest
    assert read_correspondence(TABLE.canonical()) == TABLE
    other = dataclasses.replace(TABLE, partnership="else")
    assert other.digest != TABLE.digest
    value = json.loads(TABLE.canonical())
    value["markings"] = value["markings"][::-1]
    from kakehashi.trust import canonical_bytes

    with pytest.raises(TableUnsound):
        read_correspondence(canonical_bytes(value))


@pytest.mark.parametrize(
    ("terms", "caveats"),
    [
        ((*TERMS, TERMS[0]), ()),
        (TERMS, (*CAVEATS, dataclasses.replace(CAVEATS[0], side="JP", handled={}))),
        ((*TERMS, Term("FR", "X", 1, False, {})), ()),
        ((*TERMS, Term("GB", "X", 1, False, {"JP": "機密性9"})), ()),
        ((*TERMS, Term("GB", "X", 1, False, {"GB": "OFFICIAL"})), ()),
        ((*TERMS, Term("GB", "HIGHER", 9, False, {"JP": "機密性1"})), ()),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(terms, caveats):
    with pytest.raises(TableUnsound):
        make_correspondence("uk-japan", ["GB", "JP"], terms, caveats)


def test_markings_read_back_or_are_refused_by_field():
    marking = marked("named", people=("b", "a"))
    value = marking.as_object()
    assert read_marking(value).as_object() == value
    for name, wrong in (
        ("reach", "everybody"), ("tlp", "TLP:CLEAR"), ("national", {"gb": "X"}), ("national", []),
        ("caveats", ["b", "a"]), ("caveats", ["a", "a"]), ("caveats", "a"), ("people", [1]),
        ("organisation", None), ("groups", ["\n"]),
    ):  # fmt: skip
        with pytest.raises(ObjectMalformed, match=name):
            read_marking({**value, name: wrong})
    for name in value:
        with pytest.raises(ObjectMalformed, match=name):
            read_marking({key: inner for key, inner in value.items() if key != name})


def test_changed_tables_are_refused_or_have_another_digest():
    content = TABLE.canonical()
    for at, bit in itertools.product(range(0, len(content), 3), (1, 4, 128)):
        changed = content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]
        try:
            table = read_correspondence(changed)
        except Refused:
            continue
        assert isinstance(table, Correspondence)
        assert table.digest != TABLE.digest


def test_of_several_recipients_each_has_to_have_an_equivalent():
    table = make_correspondence("of-three", ["GB", "JP", "KR"], TERMS, CAVEATS)
    verdict = ask_gate(marked(), Recipients(["JP", "KR"]), table, origin="GB")
    assert verdict.shut == Shut.NO_EQUIVALENT
    assert verdict.handling == {}
    assert ask_gate(marked(), JP, table, origin="GB").open
