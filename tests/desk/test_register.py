"""The register's page: facets with counts, what is ignored, what to loosen, all in the address."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext


def said(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_says_what_is_filtered_and_how_much_is_left(tokyo):
    whole = said(tokyo.get("/en/desk/register/"))
    total = int(re.search(r"Joint Actions (\d+) of \1\b", whole)[1])
    page = tokyo.get("/en/desk/register/?area=VD&area=CR&nature=continuing&sort=-updated")
    text = said(page)
    left = int(re.search(rf"Joint Actions (\d+) of {total}\b", text)[1])
    assert 0 < left < total
    markup = page.content.decode()
    # Each choice is taken off by itself, and the rest stays in the address.
    assert 'href="?area=CR&amp;nature=continuing&amp;sort=-updated"' in markup
    assert 'href="?area=VD&amp;area=CR&amp;sort=-updated"' in markup
    assert markup.count(" checked") == 3
    # The count beside a choice is what choosing it gives.
    count = re.search(r'value="dated" id[^>]*>\s*<label[^>]*>[^<]*<span[^>]*>(\d+)', markup)
    if count:
        other = said(tokyo.get("/en/desk/register/?area=VD&area=CR&nature=dated"))
        assert f"Joint Actions {count[1]} of {total}" in other


def test_impossible_filters_are_said_and_left_out(tokyo):
    text = said(tokyo.get("/en/desk/register/?area=XX&due_from=2026-02-30&page=999999999999"))
    assert "Area: there is no “XX”; ignored" in text
    assert "Due from: there is no “2026-02-30”; ignored" in text
    japanese = said(tokyo.get("/ja/desk/register/?area=XX"))
    assert "XX" in japanese
    assert "無視" in japanese


def test_an_empty_result_says_which_filter_to_loosen(tokyo):
    page = tokyo.get("/en/desk/register/?area=VD&progress=completed&q=zzzz")
    text = said(page)
    assert "No Joint Action fits these filters" in text
    page = tokyo.get("/en/desk/register/?area=VD&progress=completed")
    found = re.search(r"without “Progress”: (\d+)", said(page))
    assert int(found[1]) > 0
    assert '<a class="govuk-link" href="/en/desk/register/?area=VD">' in page.content.decode()


def test_a_long_text_or_odd_characters_in_the_words_break_nothing(tokyo):
    for words in ("x" * 5000, "a " * 140, "\u202e\u05e2\u05d1\u05e8", "'\"><script>", "-", '"'):
        answer = tokyo.get("/en/desk/register/", {"q": words})
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode().split("<main")[1]


def test_as_many_queries_with_filters_as_without(tokyo):
    taken = []
    for address in ("", "?page=3", "?area=VD&area=AI&due=none&sort=title&side=JP"):
        tokyo.get(f"/en/desk/register/{address}")
        with CaptureQueriesContext(connection) as queries:
            tokyo.get(f"/en/desk/register/{address}")
        taken.append(len(queries))
    assert max(taken) <= 23
