"""Verification: what is found, what is not, and that an index cannot miss it."""

import pytest
from hypothesis import given, settings

from kakehashi.wording import (
    Manner,
    Match,
    Place,
    index_tokens,
    matches,
    normalise,
    query_plan,
    rank,
    reference_token,
    searchable,
)
from kakehashi.wording.scripts import place_units

from .strategies import any_texts, expand, queries


def found(query: str, text: str) -> Manner | None:
    match = matches(query_plan(query, expand), {"body": searchable(text)})
    return match and match.manner


@pytest.mark.parametrize(
    ("query", "text", "manner"),
    [
        ("国", "二国間の協力", Manner.AS_WRITTEN),
        ("法", "方法", Manner.AS_WRITTEN),
        ("日英", "在日英国大使館", Manner.AS_WRITTEN),
        ("強靱", "強靭化", Manner.AS_WRITTEN),
        ("取組", "新しい取り組みを進める", Manner.VARIANT),
        ("取り組み", "新しい取組を進める", Manner.VARIANT),
        ("取組強化", "取り組み強化の方針", Manner.VARIANT),
        ("AIの取組", "生成AIの取り組み", Manner.VARIANT),
        ("データインフラ", "データ・インフラの整備", Manner.AS_WRITTEN),
        ("データ・インフラ", "データインフラの整備", Manner.AS_WRITTEN),
        ("AI", "AIの標準", Manner.AS_WRITTEN),
        ("ai標準", "AI標準化", Manner.AS_WRITTEN),
        ("AI標準", "AI 標準", Manner.AS_WRITTEN),
        ("5G", "５Gの先", Manner.AS_WRITTEN),
        ("G7", "G7 and G20", Manner.AS_WRITTEN),
        ("vRAN", "Open RAN and vRAN", Manner.AS_WRITTEN),
        ("COVID-19", "the COVID-19 pandemic", Manner.AS_WRITTEN),
        ("covid19", "the COVID-19 pandemic", Manner.VARIANT),
        ("COVID-19", "Covid19", Manner.VARIANT),
        ("UK-Japan", "the UK–Japan Digital Partnership", Manner.AS_WRITTEN),
        ("UK", "the U.K. side", Manner.VARIANT),
        ("U.K.", "the UK side", Manner.VARIANT),
        ("UK", "the UK's side", Manner.AS_WRITTEN),
        ("standards", "a standard", Manner.VARIANT),
        ("standard", "a standard", Manner.AS_WRITTEN),
        ("organisation", "organizations", Manner.VARIANT),
        ("cybersecurity", "Cyber-security", Manner.VARIANT),
        ("cyber-security", "cyber security", Manner.AS_WRITTEN),
        ("international", "inter-\nnational", Manner.VARIANT),
        ("半導体", "semiconductors", Manner.GLOSSARY),
        ("semiconductor", "半導体", Manner.GLOSSARY),
        ("半導体サプライチェーン", "supply chains of semiconductors", Manner.GLOSSARY),
        ("supply chain", "供給網の強化", Manner.GLOSSARY),
        ('"joint actions"', "joint action", Manner.VARIANT),
        ('"digital trade"', "digital, trade", Manner.AS_WRITTEN),
        ("1,000", "1000人", Manner.AS_WRITTEN),
        ("二国間", "2国間", Manner.VARIANT),
        ("café", "CAFE", Manner.AS_WRITTEN),
        ("Ω", "the ω", Manner.AS_WRITTEN),
        ("AI 半導体", "半導体とAI", Manner.AS_WRITTEN),
        ("「日本、英国」", "日本・英国、日本、英国", Manner.AS_WRITTEN),
    ],
)
def test_found(query: str, text: str, manner: Manner) -> None:
    assert found(query, text) is manner
    assert query_plan(query, expand).may_match(set(index_tokens(text)))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("AI", "said"),
        ("art", "start"),
        ("12", "1-2"),
        ("英本", "日本と英国"),
        ("半導体 量子", "半導体"),
        ('"trade digital"', "digital trade"),
        ('"digital trade"', "digital\n\ntrade"),
        ("「技術協力」", "技術。協力"),
        ("技術協力", "技術\n\n協力"),
        ("基盤AI", "基盤、AI"),
        ('"半導体"', "semiconductor"),
        ("半導体 -量子", "半導体と量子"),
        ("AI -standard", "AI standards"),
        ("-量子", "半導体"),
        ("", "半導体"),
        ("international", "internal"),
    ],
)
def test_not_found(query: str, text: str) -> None:
    assert found(query, text) is None


@given(any_texts, any_texts, queries)
@settings(max_examples=500, deadline=None)
def test_the_index_misses_nothing(title: str, body: str, query: str) -> None:
    plan = query_plan(query, expand)
    tokens = set(index_tokens(title, body))
    match = matches(plan, {"title": searchable(title), "body": searchable(body)})
    if match:
        assert plan.may_match(tokens)


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_there_is_found(text: str) -> None:
    # Recall 1.0 by construction: every run of Japanese and every word that a plain scan of the
    # normal form finds, the plan accepts and the verification confirms.
    tokens = set(index_tokens(text))
    stored = {"body": searchable(text)}
    for unit in place_units(normalise(text)):
        parts = [unit.text]
        if unit.cjk:
            length = len(unit.text)
            parts += [unit.text[:1], unit.text[-2:], unit.text[length // 3 : length // 2 + 1]]
        for part in parts:
            plan = query_plan(f'"{part}"')
            if plan.empty:  # a lone mark that the normal form of the query attaches elsewhere
                continue
            assert plan.may_match(tokens)
            assert matches(plan, stored)


def test_a_title_is_exactly_the_query() -> None:
    def match(query: str, title: str) -> Match | None:
        return matches(
            query_plan(query, expand), {"title_ja": searchable(title), "body": searchable("半導体")}
        )

    assert match("半導体", "半導体") == Match(Place.TITLE_EXACT, Manner.AS_WRITTEN)
    assert match("半導体", "半導体の強靱化") == Match(Place.TITLE, Manner.AS_WRITTEN)
    assert match("半導体", "標準") == Match(Place.BODY, Manner.AS_WRITTEN)
    assert match("半導体", "Semiconductors") == Match(Place.TITLE_EXACT, Manner.GLOSSARY)
    assert match("supply chains", "Supply chain") == Match(Place.TITLE_EXACT, Manner.VARIANT)
    assert match("取組", "取り組み") == Match(Place.TITLE_EXACT, Manner.VARIANT)
    assert match("デジタル インフラ", "デジタル・インフラ") == Match(
        Place.TITLE_EXACT, Manner.AS_WRITTEN
    )
    assert match("「半導体」", "「半導体」") == Match(Place.TITLE_EXACT, Manner.AS_WRITTEN)


def test_a_reference_comes_first() -> None:
    record = {"reference": searchable("VD.b.vi-3"), "title": searchable("Labs")}
    for typed in ("VD.b.vi-3", "vd b vi 3", "VDbvi3"):
        plan = query_plan(typed)
        assert matches(plan, record) == Match(Place.REFERENCE, Manner.AS_WRITTEN)
        assert plan.may_match({*index_tokens("Labs"), reference_token("VD.b.vi-3")})
    assert matches(query_plan("VDbvi3 -labs"), record) is None


def test_order() -> None:
    best_first = [
        Match(Place.REFERENCE, Manner.AS_WRITTEN),
        Match(Place.TITLE_EXACT, Manner.GLOSSARY),
        Match(Place.TITLE, Manner.AS_WRITTEN),
        Match(Place.TITLE, Manner.VARIANT),
        Match(Place.BODY, Manner.AS_WRITTEN),
        Match(Place.BODY, Manner.GLOSSARY),
    ]
    shuffled = best_first[3:] + best_first[:3]
    assert sorted(shuffled, key=rank) == best_first


def test_fields_are_read_together() -> None:
    record = {"title": searchable("半導体"), "body": searchable("標準化")}
    assert matches(query_plan("半導体 標準"), record) == Match(Place.BODY, Manner.AS_WRITTEN)
