"""Comparison: nothing is lost, and a reader sees what changed."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.wording import PieceKind, compare_texts, compare_words

from .strategies import any_texts

SAME, ADDED, REMOVED = PieceKind.SAME, PieceKind.ADDED, PieceKind.REMOVED

edited = st.lists(st.tuples(any_texts, st.integers(0, 3), any_texts), max_size=6).map(
    lambda parts: (
        "".join(text for text, fate, _ in parts if fate != 1),
        "".join(other if fate == 3 else text for text, fate, other in parts if fate != 2),
    )
)
languages = st.sampled_from(["ja", "en"])


def shown(old: str, new: str, language: str) -> str:
    brackets = {SAME: "{}", ADDED: "[+{}+]", REMOVED: "[-{}-]"}
    return "".join(
        brackets[piece.kind].format(piece.text) for piece in compare_words(old, new, language)
    )


@given(st.one_of(edited, st.tuples(any_texts, any_texts)), languages)
@settings(max_examples=500, deadline=None)
def test_both_wordings_can_be_read_back(texts: tuple[str, str], language: str) -> None:
    old, new = texts
    pieces = compare_words(old, new, language)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == new
    assert all(piece.text for piece in pieces)
    for one, two in pairwise(pieces):
        assert one.kind != two.kind
        assert (one.kind, two.kind) != (ADDED, REMOVED)
    if old == new:
        assert {piece.kind for piece in pieces} <= {SAME}


@given(st.one_of(edited, st.tuples(any_texts, any_texts)), languages)
@settings(max_examples=300, deadline=None)
def test_rows_hold_both_wordings(texts: tuple[str, str], language: str) -> None:
    old, new = texts
    rows = compare_texts(old, new, language)
    assert "".join(row.old for row in rows) == old
    assert "".join(row.new for row in rows) == new
    for row in rows:
        assert row.old or row.new
        assert "".join(piece.text for piece in row.pieces if piece.kind != ADDED) == row.old
        assert "".join(piece.text for piece in row.pieces if piece.kind != REMOVED) == row.new


@pytest.mark.parametrize(
    ("old", "new", "language", "expected"),
    [
        (
            "The Participants will share lessons.",
            "The Participants will jointly share lessons.",
            "en",
            "The Participants will [+jointly +]share lessons.",
        ),
        ("one two three", "one three", "en", "one [-two -]three"),
        ("Japan’s view", "Japan’s views", "en", "Japan’s [-view-][+views+]"),
        (
            "半導体の強靱なサプライチェーンを構築する",
            "半導体の強靭な供給網を構築する",
            "ja",
            "半導体の[-強靱なサプライチェーン-][+強靭な供給網+]を構築する",
        ),
        (
            "令和6年1月16日に東京で開催",
            "令和7年1月22日に東京で開催",
            "ja",
            "令和[-6-][+7+]年1月[-16-][+22+]日に東京で開催",
        ),
        (
            "The Council meets yearly in Tokyo and reports to ministers.",
            "Every autumn a forum of experts gathers in London to advise.",
            "en",
            (
                "[-The Council meets yearly in Tokyo and reports to ministers-]"
                "[+Every autumn a forum of experts gathers in London to advise+]."
            ),
        ),
        ("", "new", "en", "[+new+]"),
        ("old", "", "ja", "[-old-]"),
        ("", "", "ja", ""),
    ],
)
def test_what_a_reader_sees(old: str, new: str, language: str, expected: str) -> None:
    assert shown(old, new, language) == expected


def test_paragraphs_are_paired_by_likeness() -> None:
    old = "First paragraph stays.\nThe second speaks of data flows.\nThird on skills.\n"
    new = "First paragraph stays.\nA new one on quantum.\nThe second speaks of free data flows.\n"
    assert [(row.old, row.new) for row in compare_texts(old, new, "en")] == [
        ("First paragraph stays.\n", "First paragraph stays.\n"),
        ("", "A new one on quantum.\n"),
        ("The second speaks of data flows.\n", "The second speaks of free data flows.\n"),
        ("Third on skills.\n", ""),
    ]


def test_long_texts_take_no_square_of_time() -> None:
    paragraphs = [" ".join(f"w{row * 7 + n}" for n in range(80)) for row in range(1500)]
    later = [text.replace("w1", "x1", 2) for text in paragraphs if "9" in text]
    begun = time.perf_counter()
    pieces = compare_words("\n".join(paragraphs), "\n".join(later), "en")
    one_row = compare_words(" ".join(paragraphs), " ".join(later), "en")
    assert time.perf_counter() - begun < 20
    assert len(pieces) > 100
    assert len(one_row) > 100


@pytest.mark.parametrize("language", ["ja", "en"])
def test_half_a_character_is_compared_like_any_other(language: str) -> None:
    pieces = compare_words("\ud800", "\ud800半導体", language)
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == "\ud800半導体"
