"""Reading one file: what is meant comes out with its place, every trap is named."""

import json
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.framework.profile import files
from kakehashi.framework.profile.files import Document, read_bytes, read_file
from kakehashi.framework.profile.problems import Place
from tests.framework.profile_folders import assert_good


def read(text: str | bytes) -> Document:
    raw = text.encode() if isinstance(text, str) else text
    return read_bytes(raw, "x.yaml")


def only(document: Document) -> tuple[str, int, int]:
    (found,) = document.problems
    assert_good([found])
    return found.code, found.line, found.column


def test_every_value_knows_its_place() -> None:
    document = read("a: 1\nb:\n  - x\n  - {c: 半導体}\n")
    assert document.value == {"a": 1, "b": ["x", {"c": "半導体"}]}
    assert document.place(("b", 1, "c")) == Place(4, 9)
    assert document.key_place(("b",)) == Place(2, 1)
    assert document.place(("b", 9, "nothing")) == Place(3, 3)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022-12-07", "2022-12-07"),
        ("12:30", "12:30"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("true", True),
        ("~", None),
        ("7", 7),
        ("-7", -7),
        ("007", 7.0),
        ("2.1", 2.1),
        ('"2.1"', "2.1"),
        ("9" * 40, float("9" * 40)),
        ("12.a", "12.a"),
        ("1_000", "1_000"),
    ],
)
def test_scalars_mean_what_a_person_means(text: str, value: object) -> None:
    assert read(f"k: {text}").value == {"k": value}


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"a: 1\nb: [1, 2\n", "yaml-broken", 3),
        (b"a: 1\n\tb: 2\n", "yaml-broken", 2),
        (b'a: "b\n', "yaml-broken", 2),
        (b"a: 1\nb: 2\na: 3\n", "key-twice", 3),
        (b"a: &x 1\n", "yaml-alias", 1),
        (b"a: 1\nb: *a\n", "yaml-alias", 2),
        (b"a: !!python/object:os.system x\n", "yaml-tag", 1),
        (b"a: ! x\n", "yaml-tag", 1),
        (b"a: 1\n---\nb: 2\n", "yaml-documents", 2),
        (b"? [a, b]\n: 1\n", "yaml-key", 1),
        (b"a: 1\nb: \xe3\x81\n", "not-utf-8", 2),
        ("a: 半導体".encode("shift_jis"), "not-utf-8", 1),
        ("a: 1".encode("utf-16"), "not-utf-8", 1),
        (b"a: 1\nb: \x07\n", "character-refused", 2),
        (b"", "file-empty", 1),
        (b"# nothing but this\n", "file-empty", 1),
        (b"[" * 100_000, "too-deep", 1),
        (b"- " * 100_000, "too-deep", 1),
    ],
)
def test_what_is_no_plain_yaml_is_named(raw: bytes, code: str, line: int) -> None:
    assert only(read(raw))[:2] == (code, line)


def test_a_bomb_of_aliases_stops_at_its_first_anchor() -> None:
    lines = ["a: &a [lol, lol, lol]"]
    lines += [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert only(read("\n".join(lines)))[:2] == ("yaml-alias", 1)


def test_what_is_too_big_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(read(b"a" * (files.LARGEST_FILE + 1)))[0] == "file-too-big"
    monkeypatch.setattr(files, "MOST_ENTRIES", 10)
    assert only(read("[" + "1, " * 11 + "]"))[0] == "too-many"


def test_a_byte_order_mark_is_no_trouble() -> None:
    assert read(b"\xef\xbb\xbfa: 1").value == {"a": 1}


def test_a_key_twice_keeps_the_first_and_goes_on() -> None:
    document = read("a: 1\na: {b: 2}\nc: 3\n")
    assert document.value == {"a": 1, "c": 3}
    assert only(document)[0] == "key-twice"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "x.yaml"
    os.mkfifo(pipe)
    assert only(read_file(pipe))[0] == "file-unreadable"
    assert only(read_file(tmp_path / "none.yaml"))[0] == "file-unreadable"
    assert only(read_file(tmp_path))[0] == "file-unreadable"


def test_the_reader_without_libyaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: 1\nb:\n  - {c: 半導体, d: [x, 'y']}\n"
    expected = read(text)
    monkeypatch.setattr(files, "_LOADER", yaml.SafeLoader)
    found = read(text)
    assert (found.value, found.places, found.keys) == (
        expected.value,
        expected.places,
        expected.keys,
    )
    assert only(read("[" * 100_000))[0] == "too-deep"


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail(raw: bytes) -> None:
    document = read(raw)
    assert_good(document.problems)
    assert document.read or document.problems


@given(st.text(alphabet=st.sampled_from("ab:-{}[]\n \t#&*!|>'\",?%@~1半"), max_size=120))
def test_no_arrangement_of_signs_makes_the_reader_fail(text: str) -> None:
    document = read(text)
    assert_good(document.problems)
    assert document.read or document.problems


WORDS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
"""Not what ends a line: YAML folds it into a space even within quotes."""
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(WORDS, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(WORDS, min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(WORDS, min_size=1, max_size=8), PLAIN, min_size=1, max_size=4))
def test_what_is_written_as_json_is_read_back(value: dict[str, object]) -> None:
    document = read(json.dumps(value, ensure_ascii=False))
    if document.problems:
        assert only(document)[0] == "character-refused"
    else:
        assert document.value == value
