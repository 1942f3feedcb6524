"""Open data: whole datasets, single records and the catalogue, as others will read them."""

import csv
import io
import json
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.portal.addresses import STABLE
from kakehashi.portal.datasets import _cell, datasets
from kakehashi.portal.urls import urlpatterns
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW
from tests.portal.reading import page
from tests.portal.test_nothing_unpublished import KANJI, MARK, planted
from tests.portal.test_query_counts import many

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {"provisions": 95, "joint-actions": 72, "results": 4, "meetings": 4, "decisions": 8}

RARE = {"starts_at", "avoided_ja", "avoided_en", "note_ja", "note_en", "due_date"}
UNUSED = {
    ("decisions", "decision_kind"),
    ("results", "published_as"),  # see tests/desk/test_published_names.py
    ("meetings", "place_en"),
    ("meetings", "place_ja"),
    *(("joint-actions", one) for one in ("conclusion_ja", "conclusion_en", "sources")),
    *(("joint-actions", one) for one in ("beneficiaries", "objectives")),
    *(("results", one) for one in ("conditions_ja", "conditions_en")),
}
"""Columns that the text as loaded says nothing for; every other column holds something."""


def rows_of(client, name):
    text = client.get(f"/data/{name}.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_datasets_hold_what_their_columns_say(node):
    client = Client()
    for name, dataset in datasets().items():
        said = client.get(f"/data/{name}.json")
        assert said.headers["Content-Type"] == "application/json"
        assert said.headers["Access-Control-Allow-Origin"] == "*"
        whole = json.loads(said.content)
        names = [column.name for column in dataset.columns]
        assert [one["name"] for one in whole["columns"]] == names
        assert all(
            one["description"]["ja"] and one["description"]["en"] for one in whole["columns"]
        )
        assert whole["count"] == len(whole["rows"]) == COUNTS.get(name, len(whole["rows"]))
        assert whole["licence"] == "https://www.apache.org/licenses/LICENSE-2.0"
        assert whole["partnership"]["version"] == "2022-12-07"
        assert all(list(row) == names for row in whole["rows"])
        table = rows_of(client, name)
        assert [list(row) for row in table[:1]] == [names]
        assert len(table) == whole["count"]
        for column in names:
            kept = any(row[column] not in (None, "", []) for row in whole["rows"])
            assert kept or (name, column) in UNUSED or column in RARE, (name, column)
    (accepted,) = [
        one for one in rows_of(client, "results") if one["reference"] == "psti-accepts-jc-star"
    ]
    assert accepted["beneficiaries"] == "business"
    assert accepted["objectives"] == "23.f"
    assert accepted["provisions"] == "CR.b.i"
    assert accepted["title_ja"] == "英国がPSTI制度でJC-STAR（★1）ラベルを受入れ"
    for nothing in ("/data/nonsense.json", "/data/results.xml", "/data/nonsense.csv"):
        assert client.get(nothing).status_code == 404
    again = client.get(
        "/data/results.csv",
        headers={"if-none-match": client.get("/data/results.csv").headers["ETag"]},
    )
    assert again.status_code == 304
    assert client.post("/data/results.json").status_code == 405


def test_data_do_not_change_with_the_readers_language(node):
    client = Client()
    for path in ("/data/results.json", "/data/catalogue.jsonld", "/records/council-3.json"):
        answers = {
            Client().get(prefix + path, headers={"accept-language": language}).content
            for prefix, language in (("", "ja"), ("", "en"), ("/ja", "en"), ("/en", "ja"))
        }
        assert len(answers) == 1, path
    assert client.get("/data/results.json").headers["Content-Language"] == "en, ja"


def test_no_cell_is_a_formula(node):
    titles = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", 'a "quoted", cell\nwith a line')
    services.load(
        [
            Loaded(
                kind="result",
                reference=f"formula-{place}",
                text=NewText(
                    wording={"title": {"en": title, "ja": title}}, marking=Marking(reach="public")
                ),
            )
            for place, title in enumerate(titles)
        ],
        by=node["operator"],
        at=NOW,
    )
    client = Client()
    for row in rows_of(client, "results"):
        assert not any(
            cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row.values()
        )
    kept = {one["title_en"] for one in json.loads(client.get("/data/results.json").content)["rows"]}
    assert set(titles) - {"\t=1"} <= kept, "JSON keeps what was written"
    assert _cell(["=1", "2"]) == "'=1; 2"
    assert _cell(-3) == "-3"
    assert _cell(None) == ""


def test_a_record_as_data(node):
    client = Client()
    said = json.loads(client.get("/records/psti-accepts-jc-star.json").content)
    assert said["kind"] == "result"
    assert set(said["texts"]["title"]) == {"en", "ja"}
    assert {"relation": "serves", "reference": "23.f", "kind": "provision"} in said["links"]
    assert said["confirmed_by"] == []
    assert said["pages"]["ja"] == "http://testserver/ja/records/psti-accepts-jc-star/"
    page(client, "/ja/records/psti-accepts-jc-star/")
    for reference in ("CR.b.i", "CR.b.i-1", "4", "area-CR", "council-3", "body-council"):
        one = json.loads(client.get(f"/records/{reference}.json").content)
        assert one["reference"] == reference
        page(client, one["pages"]["en"].removeprefix("http://testserver"))
    for path in ("/en/framework/CR.b.i/", "/en/records/CR.b.i-1/", "/en/areas/CR/"):
        assert '<link rel="alternate" type="application/json" href="/records/' in page(client, path)
    assert client.get("/records/nothing.json").status_code == 404


def test_nothing_unpublished_is_in_the_data(node):
    hidden = planted(node)
    client = Client()
    paths = [f"/data/{name}.{ending}" for name in datasets() for ending in ("json", "csv")]
    paths += [
        "/data/catalogue.jsonld",
        "/en/feeds/news.atom",
        "/ja/feeds/areas/CR.atom",
        "/en/data/",
    ]
    paths += [
        "/records/psti-accepts-jc-star.json",
        "/records/CR.b.i-1.json",
        "/records/council-3.json",
    ]
    for path in paths:
        body = client.get(path).content.decode()
        assert MARK.lower() not in body.lower(), path
        assert KANJI not in body, path
    for item in hidden:
        assert client.get(f"/records/{item.reference}.json").status_code == 404


def test_the_catalogue_says_what_dcat_asks(node, settings):
    settings.PUBLIC_ADDRESS = "https://partnership.example/base"
    client = Client()
    answer = client.get("/data/catalogue.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    said = json.loads(answer.content)
    assert said["@type"] == "dcat:Catalog"
    publishers = [one["foaf:name"][0]["@value"] for one in said["dcterms:publisher"]]
    assert publishers == ["Japan", "the UK"]
    assert len(said["dcat:dataset"]) == len(datasets())
    ids = [one["@id"] for one in said["dcat:dataset"]]
    assert len(set(ids)) == len(ids)
    for one in said["dcat:dataset"]:
        assert {text["@language"] for text in one["dcterms:title"]} == {"en", "ja"}
        assert one["dcterms:temporal"]["dcat:startDate"]["@value"] == "2022-12-07"
        assert one["dcterms:modified"]["@type"] == "xsd:dateTime"
        assert len(one["dcterms:language"]) == 2
        assert one["dcterms:license"]["@id"]
        media = {
            part["dcat:mediaType"]["@id"].rpartition("/")[2] for part in one["dcat:distribution"]
        }
        assert media == {"json", "csv"}
        for part in one["dcat:distribution"]:
            address = part["dcat:downloadURL"]["@id"]
            assert address.startswith("https://partnership.example/base/data/")
            page(client, address.removeprefix("https://partnership.example/base"))
    # Every name of a vocabulary is one that the context explains.
    text = answer.content.decode()
    for name in json.loads(text)["@context"]:
        text = text.replace(f'"{name}:', '"')
    assert "dcat:" not in text


def test_the_page_of_the_data_explains_every_column(node):
    client = Client()
    for language in ("en", "ja"):
        text = page(client, f"/{language}/data/")
        for dataset in datasets().values():
            assert f'href="/data/{dataset.name}.csv"' in text
            for column in dataset.columns:
                assert f"<code>{column.name}</code>" in text


def test_the_number_of_queries_of_data_does_not_grow(node):
    paths = ["/data/catalogue.jsonld", "/en/feeds/news.atom", "/en/feeds/areas/CR.atom"]
    paths += [f"/data/{name}.json" for name in datasets()]

    def counted():
        found = {}
        client = Client()
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found[path] = len(queries)
        return found

    many(node, 0, 1)
    few = counted()
    many(node, 1, 40)
    assert counted() == few
    assert max(few.values()) <= 12, few


def test_every_public_address_is_written_down():
    names = {f"portal:{one.name}" for one in urlpatterns}
    assert names == set(STABLE), "docs/reference/public-addresses.md is written from this table"
    written = (ROOT / "docs/reference/public-addresses.md").read_text("utf-8")
    for one in STABLE.values():
        assert f"`{one.path}`" in written


def test_before_anything_is_loaded(db):
    client = Client()
    for path in ("/data/results.json", "/data/catalogue.jsonld", "/en/feeds/news.atom"):
        assert client.get(path).status_code == 404
    page(client, "/en/data/")
