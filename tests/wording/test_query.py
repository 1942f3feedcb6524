"""The query language, and what a plan looks for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.wording import Manner, QueryTooLong, query_plan

from .strategies import expand, queries


def terms(query: str) -> list[str]:
    return [term.text for term in query_plan(query).terms]


def ways(query: str) -> list[str]:
    (term,) = query_plan(query, expand).terms
    return [
        " + ".join(phrase.key for phrase in alternative.phrases)
        for alternative in term.alternatives
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("半導体 供給", ["半導体", "供給"]),
        ("半導体\u3000供給", ["半導体", "供給"]),
        ("半導体、供給", ["半導体", "供給"]),
        ("AI,データ", ["ai", "データ"]),
        ("1,000", ["1000"]),
        ("UK-Japan", ["uk-japan"]),
        ('"digital trade" AI', ["digital trade", "ai"]),
        ("“digital trade”", ["digital trade"]),
        ("「信頼性のある自由なデータ流通」とは", ["信頼性のある自由なデータ流通", "とは"]),
        ("｢協力｣", ["協力"]),
        ("『協力』", ["協力"]),
        ('"unclosed phrase', ["unclosed phrase"]),
        ("半導体「供給」", ["半導体", "供給"]),
        ("AI (人工知能)", ["ai", "人工知能"]),
        ("データ・インフラ", ["データインフラ"]),
        ("!?", []),
        ("- ー", ["ー"]),
        ("", []),
        ('""', []),
    ],
)
def test_pieces(query: str, expected: list[str]) -> None:
    assert terms(query) == expected


@pytest.mark.parametrize(
    ("query", "wanted", "unwanted"),
    [
        ("AI -quantum", ["ai"], ["quantum"]),
        ("AI －量子", ["ai"], ["量子"]),
        ('-"joint action" AI', ["ai"], ["joint action"]),
        ("AI -「共同」", ["ai"], ["共同"]),
        ("-量子", [], ["量子"]),
        ("AI - quantum", ["ai", "quantum"], []),
        ("半導体、-量子", ["半導体"], ["量子"]),
    ],
)
def test_minus(query: str, wanted: list[str], unwanted: list[str]) -> None:
    plan = query_plan(query)
    assert [term.text for term in plan.terms] == wanted
    assert [term.text for term in plan.excluded] == unwanted
    assert plan.empty == (not wanted)


def test_alternatives() -> None:
    assert ways("半導体") == ["半導体", "semiconductor", "chip"]
    assert ways('"半導体"') == ["半導体"]
    assert ways("取組") == ["取組", "取組み"]
    assert ways("COVID-19") == ["covid 19", "covid19"]
    assert ways("U.K.") == ["u k", "uk"]
    assert ways("一") == ["一"]


def test_words_in_a_row_are_one_concept_of_the_glossary() -> None:
    plan = query_plan(
        "resilient supply chains", lambda word: ["供給網"] if word == "supply chains" else []
    )
    assert [
        [alternative.phrases[0].key for alternative in term.alternatives] for term in plan.terms
    ] == [["resili"], ["suppli", "供給網"], ["chain", "供給網"]]


def test_a_japanese_compound_is_translated_piece_by_piece() -> None:
    found = ways("半導体サプライチェーン")
    assert found[0] == "半導体サプライチェーン"
    assert "semiconductor + suppli chain" in found
    assert "半導体 + サプライチェーン" in found
    assert ways("半導体政策") == ["半導体政策"]


def test_alternatives_come_closest_first() -> None:
    (term,) = query_plan("標準", expand).terms
    assert [alternative.manner for alternative in term.alternatives] == [
        Manner.AS_WRITTEN,
        Manner.GLOSSARY,
    ]


@pytest.mark.parametrize("query", ["あ" * 1001, "word " * 33])
def test_a_query_too_long_is_refused(query: str) -> None:
    with pytest.raises(QueryTooLong) as refused:
        query_plan(query)
    assert refused.value.code == "query-too-long"
    assert "32" in refused.value.advise("ja")
    assert refused.value.say("en")


@given(st.one_of(queries, st.text(max_size=60)))
@settings(max_examples=300, deadline=None)
def test_anything_can_be_typed(query: str) -> None:
    plan = query_plan(query, expand)
    for term in (*plan.terms, *plan.excluded):
        assert term.alternatives
        assert all(alternative.tokens for alternative in term.alternatives)
        manners = [alternative.manner for alternative in term.alternatives]
        assert manners == sorted(manners)
