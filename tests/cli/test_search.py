"""``kakehashi search``: every hit, as lines or as JSON, with the rights of the account."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from kakehashi.cli.search import search
from kakehashi.records import services
from kakehashi.records.services import NewText
from tests.cast import NOW


@pytest.fixture
def run(cast, monkeypatch):
    def as_account(account, *arguments, language="en"):
        node = SimpleNamespace(actor=lambda: account, language=language)
        monkeypatch.setattr("kakehashi.cli.node.prepare", lambda: node)
        return CliRunner().invoke(search, arguments, catch_exceptions=False)

    text = NewText(wording={"title": {"en": "Tidal mills", "ja": "潮汐の水車"}})
    services.create(kind="initiative", text=text, by=cast.haruka, at=NOW, reference="IN-7")
    return as_account


def test_json_has_every_hit_with_its_reference_as_text(run, cast):
    result = run(cast.haruka, "水車", "--json")
    assert json.loads(result.stdout) == {
        "query": "水車",
        "total": 1,
        "hits": [
            {
                "ref": "IN-7",
                "kind": "initiative",
                "title": {"en": "Tidal mills", "ja": "潮汐の水車"},
                "where": "title",
            }
        ],
    }


def test_lines_are_in_the_language_of_the_terminal(run, cast):
    assert run(cast.haruka, "mills").stdout == "found: 1\nIN-7  Initiative  Tidal mills\n"
    assert "潮汐の水車" in run(cast.haruka, "mills", language="ja").stdout


def test_what_the_account_may_not_see_is_not_there(run, cast):
    assert run(cast.alice, "mills").stdout == "nothing found\n"
    assert json.loads(run(cast.alice, "mills", "--json").stdout)["hits"] == []


def test_a_word_with_a_minus_is_no_option(run, cast):
    assert run(cast.haruka, "tidal", "-mills").stdout == "nothing found\n"


def test_the_operator_may_have_the_index_made_anew(run, cast):
    from kakehashi.people.rules import NotYourRole
    from kakehashi.records.models import SearchDocument

    SearchDocument.objects.all().delete()
    with pytest.raises(NotYourRole):
        run(cast.haruka, "--rebuild")
    assert "search index made anew: 1" in run(cast.olga, "--rebuild").stderr
    assert run(cast.haruka, "mills").stdout.startswith("found: 1")


def test_nothing_to_search_for_is_a_wrong_call(run, cast):
    assert run(cast.haruka).exit_code == 2
