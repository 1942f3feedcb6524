"""Canonical bytes and digests: one value, one byte string."""

import datetime as dt
import json
import random
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.trust import (
    Content,
    NotCanonical,
    canonical_bytes,
    content_digest,
    fresh_salt,
    utc_time,
    version_canonical,
    version_digest,
)
from kakehashi.trust.canonical import same_text

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
text = st.text(letters, max_size=40)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


def named(value):
    return {"type": "test/v1", "value": value}


def shuffled(value):
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key]) for key in keys}
    if isinstance(value, list):
        return [shuffled(one) for one in value]
    return value


@given(plain)
def test_the_order_of_names_and_the_form_of_letters_do_not_matter(value):
    try:
        first = canonical_bytes(named(value))
    except NotCanonical:
        return  # two names that NFC makes one
    assert canonical_bytes(shuffled(named(value))) == first
    decomposed = json.loads(unicodedata.normalize("NFD", json.dumps(value, ensure_ascii=False)))
    assert canonical_bytes(named(decomposed)) == first
    assert canonical_bytes(json.loads(first)) == first


@given(plain, st.booleans())
def test_the_bytes_are_those_of_rfc_8785(value, ascii_names):
    def renamed(inner):
        if isinstance(inner, dict):
            return {
                name.encode("unicode-escape").decode(): renamed(one) for name, one in inner.items()
            }
        return [renamed(one) for one in inner] if isinstance(inner, list) else inner

    value = named(renamed(value) if ascii_names else value)
    try:
        found = canonical_bytes(value)
    except NotCanonical:
        return  # two names that NFC makes one
    assert found == rfc8785.dumps(json.loads(found))


@pytest.mark.parametrize(
    "letter", [*map(chr, range(1, 0x21)), '"', "\\", "\x7f", "\x80", "/", "😀", "\ue000", "\u2028"]
)
def test_every_odd_letter_is_escaped_as_rfc_8785_says(letter):
    if letter == "\r":
        return
    for value in (
        {"type": "t", "a": letter},
        {"type": "t", letter: 1, "\uffee": 2, "😀": 3, "b": 4},
    ):
        assert canonical_bytes(value) == rfc8785.dumps(value)


@given(text)
def test_line_ends_are_lf(words):
    assert (
        canonical_bytes(named(words.replace("\n", "\r\n")))
        == canonical_bytes(named(words.replace("\r", "\n")))
        or "\r" in words
    )


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        "\ud800",
        "a\x00b",
        2**53,
        {1: "x"},
        b"bytes",
        object(),
        {"é": 1, "e\u0301": 2},
        dt.datetime(2026, 1, 1),  # noqa: DTZ001
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical) as refused:
        canonical_bytes(named(value))
    assert refused.value.say("ja")


def test_depth_is_bounded():
    deep = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(NotCanonical):
        canonical_bytes(named(deep))


def test_an_object_names_its_type():
    with pytest.raises(NotCanonical):
        canonical_bytes({"value": 1})


def test_times_are_utc():
    tokyo = dt.timezone(dt.timedelta(hours=9))
    assert utc_time(dt.datetime(2025, 1, 22, 18, tzinfo=tokyo)) == "2025-01-22T09:00:00.000000Z"


def content(**changes):
    given = {
        "kind": "update",
        "authoritative": {"title": ["en", "ja"]},
        "wording": {"title": {"en": "One", "ja": "一"}},
        "facts": {"date": "2026-01-01"},
        "salt": "00" * 32,
    }
    return Content(**{**given, **changes})


def version(**changes):
    given = {
        "record": "r",
        "content": content_digest(content()),
        "courtesy": {},
        "marking": {"reach": "own_side"},
        "sides": ["JP", "GB"],
        "number": 1,
        "previous": None,
    }
    return version_digest(version_canonical(**{**given, **changes}))


def test_every_part_of_the_content_changes_its_digest():
    first = content_digest(content())
    for change in (
        {"kind": "result"},
        {"authoritative": {"title": ["ja"]}},
        {"wording": {"title": {"en": "Two", "ja": "一"}}},
        {"facts": {"date": "2026-01-02"}},
        {"salt": fresh_salt()},
        {"attachments": ({"digest": "x", "size": 1},)},
    ):
        assert content_digest(content(**change)) != first
    assert content_digest(content(authoritative={"title": ["ja", "en"]})) == first


def test_every_part_of_the_version_changes_its_digest():
    first = version()
    for change in (
        {"record": "s"},
        {"content": "00"},
        {"courtesy": {"title": {"ja": "仮"}}},
        {"marking": {"reach": "public"}},
        {"sides": ["JP"]},
        {"number": 2},
        {"previous": "00"},
    ):
        assert version(**change) != first
    assert version(sides=["GB", "JP"]) == first


ascii_names = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["n\u0303", "\n\u0303", "か\u3099", "\u0338", "=\u0338", "a\r\nb", "\\r"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "type", "b2", "é"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(ascii_names)
def test_what_is_quickly_found_canonical_is(inner):
    value = {"type": "example/v1", "inner": inner}
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    read = {"type": "example/v1", "inner": inner}
    try:
        canonical = canonical_bytes(value) == text.encode()
    except NotCanonical:
        canonical = False
    within = abs(max(_numbers(inner), key=abs, default=0)) < 2**53  # the reader's part
    assert not same_text(read, text) or canonical or not within
    if canonical and text.isascii() and "\\" not in text:
        assert same_text(read, text)


def _numbers(value):
    if isinstance(value, dict):
        return [one for inner in value.values() for one in _numbers(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in _numbers(inner)]
    return [value] if isinstance(value, int) else []


@pytest.mark.parametrize("depth", [28, 29, 30, 31, 32, 33])
def test_depth_is_judged_alike_by_the_quick_look(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    value = {"type": "example/v1", "v": value}
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    try:
        canonical_bytes(value)
    except NotCanonical:
        assert not same_text(value, text)
    else:
        assert same_text(value, text)
