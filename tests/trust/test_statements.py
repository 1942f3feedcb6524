"""Statements: each act reads back, everything else is refused by byte or field."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.trust import canonical_bytes
from kakehashi.trust.markings import CrossingMarking
from kakehashi.trust.reading import ObjectMalformed
from kakehashi.trust.statements import (
    ACTS,
    Seen,
    Statement,
    fresh_nonce,
    key_statement_message,
    read_statement,
)

D, E = "d" * 64, "e" * 64
RECORD = "0190c5a4-7b3e-7cc0-8000-0123456789ab"
EXAMPLES = {
    "record": RECORD, "version": D, "content": E, "header": D, "superseded": E,
    "blobs": [{"digest": D, "size": 2048}],
    "marking": CrossingMarking("participants", {"GB": "OFFICIAL"}).as_object(),
    "correspondence": E, "asked": 4, "parts": ["index", "text"], "backups_until": "2027-01-31",
    "index": 7, "leaf": D, "state": "held", "why": None,
    "added": ["a+00000000+AA=="], "retired": [], "proofs": [{"name": "a", "signature": "AAAA"}],
    "follows": "bridge.example/gb-to-jp-1", "last": "AAAA", "forked": ["AAAA"], "lost": True,
}  # fmt: skip


def example(act, **changed):
    facts = {name: EXAMPLES[name] for name in ACTS[act]}
    return Statement(
        act, "uk-japan", "bridge.example/gb-to-jp", Seen(3, D), "0" * 32, {**facts, **changed}
    )


@pytest.mark.parametrize("act", ACTS)
def test_each_act_reads_back_and_needs_exactly_its_fields(act):
    leaf = example(act).canonical()
    assert read_statement(leaf) == example(act)
    value = json.loads(leaf)
    for name in value:
        if name == "type":
            continue
        less = {key: inner for key, inner in value.items() if key != name}
        with pytest.raises(ObjectMalformed, match=f"field {name}" if name != "act" else "field"):
            read_statement(canonical_bytes(less))
    with pytest.raises(ObjectMalformed, match="field wish"):
        read_statement(canonical_bytes({**value, "wish": 1}))
    first = Statement(
        act, "uk-japan", "bridge.example/gb-to-jp", None, fresh_nonce(), example(act).facts
    )
    assert read_statement(first.canonical()).seen is None


@pytest.mark.parametrize(
    ("act", "changed"),
    [
        ("share", {"record": RECORD.upper()}), ("share", {"version": "d" * 63}),
        ("share", {"content": "D" * 64}), ("share", {"blobs": []}),
        ("share", {"blobs": [{"digest": D, "size": -1}]}), ("share", {"blobs": [{"digest": D}]}),
        ("share", {"blobs": [{"digest": D, "size": True}]}), ("share", {"marking": {}}),
        ("destroyed", {"parts": ["text", "index"]}), ("destroyed", {"parts": ["memory"]}),
        ("destroyed", {"backups_until": "soon"}), ("receipt", {"state": "lost"}),
        ("receipt", {"why": "because of rain"}), ("receipt", {"blob": None}),
        ("receipt", {"blob": "d" * 63}), ("confirm", {"blob": "d" * 64}), ("receipt", {"index": 1.0}),
        ("key", {"added": []}), ("key", {"proofs": [{"name": "a b", "signature": "AAAA"}]}),
        ("key", {"proofs": [{"name": "a", "signature": "AAB="}]}), ("share", {"record": None}),
        ("take_pen", {"asked": None}), ("ask_pen", {"type": "else"}), ("ask_pen", {"more": 1}),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_named(act, changed):
    if "type" in changed:
        with pytest.raises(ObjectMalformed):
            read_statement(canonical_bytes({**json.loads(example(act).canonical()), **changed}))
        return
    with pytest.raises(ObjectMalformed, match=f"field {next(iter(changed))}"):
        example(act, **changed).canonical()


def test_one_spelling_only():
    leaf = example("ask_pen").canonical()
    for other, byte in (
        (leaf.replace(b":", b": ", 1), 7),
        (b" " + leaf, 0),
        (leaf + b"\n", len(leaf)),
        (leaf[:-1] + b',"act":"ask_pen"}', 49),
        (b"\xff" + leaf, 0),
        (leaf[:-1], len(leaf) - 1),
    ):
        with pytest.raises(ObjectMalformed) as refusal:
            read_statement(other)
        assert "byte" in str(refusal.value)
        if byte in (0, 7):
            assert f"byte {byte}" in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"[]", b'"text"', b"{}", b"1", b"NaN", b'{"type":1e5}', b"[" * 60_000,
        b'{"a":' * 12_000, b'{"n":' + b"9" * 5000 + b"}", b"x" * 70_000, b'{"type":"\\ud800"}',
        b'{"type":"kakehashi/statement/v1","act":{}}', b'{"type":"kakehashi/statement/v1"}',
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused(content):
    with pytest.raises(ObjectMalformed):
        read_statement(content)


def test_a_statement_too_long_for_a_leaf_is_not_made():
    blobs = [{"digest": D, "size": 1}] * 256
    people = sorted(f"{'n' * 70}{number:03}" for number in range(200))
    marking = CrossingMarking("named", {}, people=people, groups=people, caveats=people)
    facts = {"blobs": blobs, "marking": marking.as_object()}
    with pytest.raises(ObjectMalformed, match="too large"):
        example("share", **facts).canonical()


def test_proofs_are_not_part_of_what_they_sign():
    one = example("key")
    other = example("key", proofs=[])
    assert key_statement_message(one) == key_statement_message(other) == other.canonical()


@given(st.binary(max_size=200))
def test_random_bytes_are_no_statement(content):
    with pytest.raises(ObjectMalformed):
        read_statement(content)


@given(st.data())
@settings(max_examples=200)
def test_a_changed_byte_is_refused_or_another_statement(data):
    leaf = example("share").canonical()
    at = data.draw(st.integers(0, len(leaf) - 1))
    changed = leaf[:at] + bytes([data.draw(st.integers(0, 255))]) + leaf[at + 1 :]
    try:
        found = read_statement(changed)
    except ObjectMalformed:
        return
    assert found.canonical() == changed
