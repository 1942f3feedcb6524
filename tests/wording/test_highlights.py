"""What is marked in the original text, and which passage is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.wording import highlight, matches, query_plan, searchable, snippet

from .strategies import any_texts, expand, queries


def marked(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in highlight(query_plan(query, expand), text)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("データインフラ", "ﾃﾞｰﾀ・ インフラの整備", ["ﾃﾞｰﾀ・ インフラ"]),
        ("取組", "新たな取り組みを進める", ["取り組み"]),
        ("取り組み", "取組と取組み", ["取組", "取組み"]),
        ("standard", "Standards and STANDARD-setting", ["Standards", "STANDARD"]),
        ("cybersecurity", "Cyber-security", ["Cyber-security"]),
        ("UK", "the U.K. and UK's", ["U.K", "UK's"]),
        ("国", "二国間と国際", ["国", "国"]),
        ("半導体", "半導体(semiconductors)", ["半導体", "semiconductors"]),
        ("パートナー", "パー\nトナー", ["パー\nトナー"]),
        ("株式", "㍿", ["㍿"]),
        ("-半導体 標準", "半導体の標準", ["標準"]),
        ("日本 本州", "日本州", ["日本州"]),
        ("量子", "半導体", []),
    ],
)
def test_marks(query: str, text: str, expected: list[str]) -> None:
    assert marked(query, text) == expected


@given(any_texts, queries)
@settings(max_examples=400, deadline=None)
def test_marks_are_within_the_text_and_there_whenever_it_matches(text: str, query: str) -> None:
    plan = query_plan(query, expand)
    marks = highlight(plan, text)
    last = -1
    for start, end in marks:
        assert last < start < end <= len(text)
        last = end
    if matches(plan, {"body": searchable(text)}):
        assert marks


@given(any_texts, queries, st.integers(min_value=1, max_value=30))
@settings(max_examples=300, deadline=None)
def test_a_passage_is_of_the_text(text: str, query: str, length: int) -> None:
    plan = query_plan(query, expand)
    shown = snippet(plan, text, length)
    assert shown.text in text
    assert len(shown.text) <= length
    assert all(0 <= start < end <= len(shown.text) for start, end in shown.marks)
    assert bool(shown.marks) == bool(highlight(plan, text))
    if len(text) <= length:
        assert shown.text == text
        assert not shown.cut_before
        assert not shown.cut_after


def test_the_passage_with_most_terms_is_shown() -> None:
    filler = "関係のない文が続く。" * 20
    text = f"{filler}半導体だけの文。{filler}半導体の強靱な標準を作る。{filler}"
    shown = snippet(query_plan("半導体 標準"), text, 60)
    assert shown.text.startswith(("関係のない文が続く。", "半導体の強靱な標準"))
    assert [shown.text[start:end] for start, end in shown.marks] == ["半導体", "標準"]
    assert shown.cut_before
    assert shown.cut_after


def test_no_word_is_cut_in_two() -> None:
    text = "Alpha bravo charlie delta echo foxtrot golf hotel semiconductor india juliett kilo lima"
    shown = snippet(query_plan("semiconductor"), text, 40)
    assert set(shown.text.split()) <= set(text.split())
    assert "semiconductor" in shown.text


def test_a_mark_that_begins_before_the_passage_is_cut_with_it() -> None:
    shown = snippet(query_plan("半導体「強靱"), "半導体強靱半導体", 4)
    assert shown.marks == [(0, 4)]
