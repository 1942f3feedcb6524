"""What came of it: the result that changes somebody's day, areas, objectives, decisions."""

import re

import pytest
from django.test import Client

from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW
from tests.portal.reading import main, page


@pytest.fixture
def reader():
    return Client()


def load(node, kind, reference, title, links=(), **facts):
    services.load(
        [
            Loaded(
                kind=kind,
                reference=reference,
                text=NewText(
                    wording={"title": {"en": title, "ja": f"{title}（和）"}},
                    facts=facts,
                    links=links,
                    marking=Marking(reach="public"),
                ),
            )
        ],
        by=node["operator"],
        at=NOW,
    )


def test_home_begins_with_what_changes_somebodys_day(node, reader):
    text = page(reader, "/en/")
    first = main(text)
    order = [
        "What changed",
        "Japan accepts PSTI declarations for JC-STAR STAR-1",
        "Whom it helps: business",
        "From the same text between the two sides",
        "The UK accepts JC-STAR STAR-1 labels under its PSTI regime",
        "What happened when",
        "Third UK-Japan Digital Council",
        "What both sides work on",
        "What it is for",
        "Firmer ground for technology trade and investment",
        "How far it has come",
    ]
    places = [first.index(one) for one in order]
    assert places == sorted(places)
    assert "japansecuritysummit.org" in first
    assert "変わったこと" in main(page(reader, "/ja/"))
    # Data choose it: an outcome that names nobody does not, an activity that does comes after it.
    load(node, "result", "nobody", "Nobody named", date="2026-09-01", result_kind="outcome")
    load(
        node,
        "result",
        "talk",
        "A talk held",
        date="2026-09-02",
        result_kind="activity",
        beneficiaries=["citizens"],
    )
    again = main(page(reader, "/en/"))
    assert again.index("Japan accepts PSTI") < again.index("What came of it")
    load(
        node,
        "result",
        "newer",
        "A newer change",
        date="2026-08-01",
        result_kind="outcome",
        beneficiaries=["citizens"],
    )
    newest = main(page(reader, "/en/"))
    assert newest.index("A newer change") < newest.index("What came of it")
    assert "Whom it helps: citizens" in newest


def test_an_area_says_what_came_of_it_or_that_nothing_is_public(node, reader):
    tiles = main(page(reader, "/en/areas/"))
    assert tiles.count("joint action") == 14
    assert tiles.count("No public update yet") == 8
    assert main(page(reader, "/ja/areas/")).count("公表された進展はまだありません") == 8
    assert "Nothing is on record" not in tiles
    empty = main(page(reader, "/en/areas/IG/"))
    assert "No public update yet" in empty
    assert empty.index("What came of it") < empty.index("Joint Actions")
    cyber = main(page(reader, "/en/areas/CR/"))
    assert "Newest: Result · 1 January 2026" in cyber
    assert cyber.index("Results 3") < cyber.index("Joint Actions")
    page(reader, "/en/areas/ZZ/", status=404)
    page(reader, "/en/areas/CR/?kind=result")
    page(reader, "/en/areas/CR/?kind=nonsense", status=404)
    moved = reader.get("/en/records/area-CR/")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/en/areas/CR/")
    # An update on one of its joint actions is news of the area, once it is published.
    action = Item.objects.filter(kind="joint_action", reference__startswith="IG.").first()
    item = services.create(
        kind="update",
        text=NewText(
            wording={"title": {"en": "Told each other", "ja": "情報共有"}},
            facts={"progress": "active", "date": "2026-10-01"},
            links=[LinkTo("about", action.pk)],
        ),
        by=node["officer-gb"],
        at=NOW,
    )
    services.share(item=item.pk, by=node["officer-gb"], at=NOW)
    assert "Told each other" not in page(reader, "/en/areas/IG/")
    services.publish(item=item.pk, by=node["officer-gb"], at=NOW)
    assert "Newest: Update · 1 October 2026" in main(page(reader, "/en/areas/IG/"))
    assert "Told each other" in main(page(reader, "/en/areas/"))


def test_each_objective_says_what_serves_it(node, reader):
    action = Item.objects.get(reference="CR.b.i-1")
    goal = Item.objects.get(reference="23.f")
    for number in range(7):
        load(
            node,
            "initiative",
            f"serving-{number}",
            f"Serving {number}",
            links=[LinkTo("serves", goal.pk), LinkTo("about", action.pk)],
        )
    text = main(page(reader, "/en/objectives/"))
    assert re.findall(r"\b23(?:\.[a-z])?\b(?= [A-Z])", text) == [f"23.{c}" for c in "abcdefg"]
    assert "Results 2" in text
    assert "Initiatives 7" in text
    assert "Serving 4" in text
    assert "Serving 5" not in text
    assert 'href="/en/framework/23.f/?kind=initiative"' in page(reader, "/en/objectives/")
    assert text.count("Nothing is on record yet that serves it.") == 6
    assert "Serving 6" in main(page(reader, "/en/framework/23.f/?kind=initiative"))


def test_decisions_say_what_became_of_them(node, reader):
    text = main(page(reader, "/en/decisions/"))
    assert text.count("Third UK-Japan Digital Council") == 5
    assert 'href="/en/decisions/"' in page(reader, "/en/meetings/")
    assert "一致・決定事項" in main(page(reader, "/ja/decisions/"))


def test_results_are_listed_with_their_sources(node, reader):
    text = page(reader, "/en/results/?page=7")
    listed = main(text)
    assert listed.index("Japan accepts PSTI") < listed.index("Joint UK-Japan call")
    assert "Source: meti.go.jp" in listed
    assert text.count("<h2") >= 4


def test_a_citizen_finds_what_came_of_it_in_three_clicks(node, reader):
    home = page(reader, "/en/")
    for step in ("/en/results/", "/en/areas/CR/", "/en/records/psti-accepts-jc-star/"):
        assert f'href="{step}"' in home
    assert "policy-wire.co.uk" in page(reader, "/en/records/psti-accepts-jc-star/")


def test_a_node_without_anything_has_every_page(db, reader):
    for name in ("areas", "objectives", "results", "decisions", "meetings"):
        assert "k-empty" in page(reader, f"/en/{name}/")
