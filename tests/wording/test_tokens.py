"""Tokens, and that SQLite's full-text index reads them as they are."""

import re
import sqlite3

import pytest
from hypothesis import given, settings

from kakehashi.wording import (
    fts5_expression,
    index_tokens,
    matches,
    prepare,
    query_plan,
    reference_token,
    searchable,
    tsquery_expression,
)
from kakehashi.wording.tokens import LONGEST_TOKEN

from .strategies import any_texts, expand, queries

TOKEN = re.compile(r"[cdsxhr][a-z0-9]+")


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_tokens_are_plain_and_bounded_and_distinct(text: str) -> None:
    tokens = index_tokens(text)
    assert len(set(tokens)) == len(tokens)
    assert all(TOKEN.fullmatch(token) and len(token) <= LONGEST_TOKEN for token in tokens)
    prepared = prepare(text)
    assert prepared.text == searchable(text)
    assert set(prepared.tokens) == set(tokens)


def test_classes() -> None:
    assert set(index_tokens("日英")) == {"c65e5", "c82f1", "d65e582f1"}
    assert set(index_tokens("COVID-19")) == {"scovid", "s19", "scovid19"}
    assert index_tokens("Привет")[0][0] == "x"
    assert index_tokens("a" * 300)[0][0] == "h"
    assert "d" + "𠮟る".replace("𠮟", "叱").encode("utf-16-be").hex() in index_tokens("𠮟る")
    assert "d" + "𠀋木".encode("utf-16-be").hex() in index_tokens("𠀋木")
    assert index_tokens("…、。・!?") == []


def test_several_fields_are_one_set() -> None:
    assert set(index_tokens("日本", "UK")) == {*index_tokens("日本"), *index_tokens("UK")}


@pytest.mark.parametrize(
    "typed", ["VD.b.vi-3", "vd.b.vi-3", "ＶＤ．ｂ．ⅵ－３", "VD b vi 3", "vdbvi3"]
)
def test_a_reference_however_it_is_typed(typed: str) -> None:
    assert query_plan(typed).reference_token == reference_token("VD.b.vi-3") == "rvdbvi3"


def test_no_reference() -> None:
    assert reference_token("…") == ""
    assert query_plan("半導体").reference_token == ""
    assert query_plan("word " * 20).reference_token == ""


@given(any_texts, queries)
@settings(max_examples=200, deadline=None)
def test_sqlite_finds_what_the_plan_says(text: str, query: str) -> None:
    plan = query_plan(query, expand)
    tokens = index_tokens(text)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(tokens, detail=none)")
    database.execute("INSERT INTO found VALUES (?)", (" ".join(tokens),))
    expression = fts5_expression(plan)
    if plan.empty:
        assert expression == tsquery_expression(plan) == ""
        return
    hits = database.execute("SELECT 1 FROM found WHERE found MATCH ?", (expression,)).fetchall()
    assert bool(hits) == plan.may_match(set(tokens))
    if matches(plan, {"body": searchable(text)}):
        assert hits


def test_long_queries_stay_within_what_sqlite_parses() -> None:
    query = " ".join(f"半導体{number}取組強靱化政策" for number in range(32))
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(tokens, detail=none)")
    expression = fts5_expression(query_plan(query, expand))
    assert (
        database.execute("SELECT 1 FROM found WHERE found MATCH ?", (expression,)).fetchall() == []
    )
