"""Atom feeds: what RFC 4287 asks of them, what they tell, and how a reader asks again."""

import re

import pytest
from django.test import Client
from lxml import etree

from kakehashi.people.models import Account
from kakehashi.portal import atom
from kakehashi.records import services
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from tests.cast import NOW
from tests.portal.reading import page

A = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = ("news", "results", "meetings", "areas/CR", "areas/IG")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")


def parsed(response):
    return etree.fromstring(response.content, etree.XMLParser(resolve_entities=False))


def check(root):
    """Hold a feed to the rules of RFC 4287, section 4."""
    assert root.tag == f"{{{A['a']}}}feed"

    def one(node, name):
        found = node.findall(f"a:{name}", A)
        assert len(found) == 1, name
        return found[0]

    def links(node):
        made = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in node.findall("a:link", A)
        ]
        assert len(made) == len(set(made)), "no two alternates of one type and language"
        for link in node.findall("a:link", A):
            assert re.match(r"https?://[^/]+/", link.get("href"))
        assert any(rel == "alternate" and kind == "text/html" for rel, kind, _ in made)

    for node in (root, *root.findall("a:entry", A)):
        assert one(node, "id").text.startswith("tag:")
        assert one(node, "title").text
        assert MOMENT.match(one(node, "updated").text)
        links(node)
    for author in root.iterfind(".//a:author", A):
        assert one(author, "name").text
    one(root, "author")
    ids = [node.findtext("a:id", namespaces=A) for node in root.findall("a:entry", A)]
    assert len(ids) == len(set(ids))
    moments = [node.findtext("a:updated", namespaces=A) for node in root.findall("a:entry", A)]
    assert moments == sorted(moments, reverse=True)
    if moments:
        assert root.findtext("a:updated", namespaces=A) >= moments[0]


def test_feeds_are_valid_in_both_languages(node):
    client = Client()
    for name in FEEDS:
        for language in ("en", "ja"):
            answer = client.get(f"/{language}/feeds/{name}.atom")
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
            assert answer.headers["Content-Language"] == language
            root = parsed(answer)
            check(root)
            assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
            own = root.find("a:link[@rel='self']", A).get("href")
            assert own == f"http://testserver/{language}/feeds/{name}.atom"
            for link in root.iterfind("a:entry/a:link", A):
                page(client, link.get("href").removeprefix("http://testserver"))
    results = parsed(client.get("/en/feeds/results.atom"))
    assert len(results.findall("a:entry", A)) == 4
    assert not parsed(client.get("/en/feeds/areas/IG.atom")).findall("a:entry", A)
    for nothing in ("nonsense", "areas/ZZ", "areas/1"):
        assert client.get(f"/en/feeds/{nothing}.atom").status_code == 404
    english, japanese = (client.get(f"/{code}/feeds/news.atom").content for code in ("en", "ja"))
    assert b"JC-STAR STAR-1 labels open" in english
    assert "運用開始".encode() in japanese


def test_the_pages_of_ministries_are_related_links(node):
    told = Entry.objects.filter(kind="result", state="published")[0]
    haruka = Account.objects.get(username="officer-jp")
    services.enter_name(
        item=told.item_id,
        organisation="mic",
        language="ja",
        name="成果の公表",
        link="https://www.soumu.go.jp/x",
        day=NOW.date(),
        by=haruka,
        at=NOW,
    )
    root = parsed(Client().get("/en/feeds/results.atom"))
    links = [one.attrib for one in root.iterfind("a:entry/a:link[@rel='related']", A)]
    assert links == [
        {
            "rel": "related",
            "type": "text/html",
            "href": "https://www.soumu.go.jp/x",
            "hreflang": "ja",
            "title": "総務省: 成果の公表",
        }
    ]


def test_ids_stay_while_texts_and_addresses_change(node, settings):
    client = Client()
    before = parsed(client.get("/en/feeds/results.atom"))
    item = Item.objects.get(reference="psti-accepts-jc-star")
    settings.PUBLIC_ADDRESS = "https://partnership.example/base"
    jp, gb = node["officer-jp"], node["officer-gb"]
    services.save(
        item=item.pk,
        base=1,
        text=NewText(wording={"title": {"en": "Changed", "ja": "変更"}}, links=[]),
        by=jp,
        at=NOW,
    )
    services.share(item=item.pk, by=jp, at=NOW)
    digest = item.versions.order_by("-number").first().content_digest
    for by in (jp, gb):
        services.confirm(item=item.pk, digest=digest, by=by, at=NOW)
    for by in (jp, gb):
        services.publish(item=item.pk, by=by, at=NOW)
    after = parsed(client.get("/en/feeds/results.atom"))
    check(after)

    def ids(root):
        return {one.findtext("a:id", namespaces=A) for one in root.findall("a:entry", A)}

    assert ids(before) == ids(after)
    assert before.findtext("a:id", namespaces=A) == after.findtext("a:id", namespaces=A)
    changed = next(
        one
        for one in after.findall("a:entry", A)
        if one.findtext("a:title", namespaces=A) == "Changed"
    )
    assert (
        changed.find("a:link", A)
        .get("href")
        .startswith("https://partnership.example/base/en/records/")
    )


def test_updates_of_an_area_are_its_news_once_published(node):
    client = Client()
    action = Item.objects.filter(kind="joint_action", reference__startswith="IG.").first()
    item = services.create(
        kind="update",
        text=NewText(
            wording={
                "title": {"ja": "制御\x0b文字 & <b>"},
                "body": {"en": "Told\x07each\x08other\ufffe", "ja": "\U0001f5fe"},
            },
            facts={"progress": "active", "date": "2026-10-01"},
            links=[LinkTo("about", action.pk)],
        ),
        by=node["officer-gb"],
        at=NOW,
    )
    services.share(item=item.pk, by=node["officer-gb"], at=NOW)
    assert not parsed(client.get("/en/feeds/areas/IG.atom")).findall("a:entry", A)
    services.publish(item=item.pk, by=node["officer-gb"], at=NOW)
    root = parsed(client.get("/en/feeds/areas/IG.atom"))
    check(root)
    (entry,) = root.findall("a:entry", A)
    title = entry.find("a:title", A)
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == "ja"
    assert entry.findtext("a:author/a:name", namespaces=A) == "the UK"
    assert entry.find("a:category", A).get("label") == "Update"
    services.withdraw(item=item.pk, why="Said too early", by=node["officer-gb"], at=NOW)
    assert not parsed(client.get("/en/feeds/areas/IG.atom")).findall("a:entry", A)


@pytest.mark.parametrize(
    "text", ["\x00\x01\x0b", "\ud800", "\ufffe\uffff", "]]>&<\r\n\t", "\u202eabc"]
)
def test_no_character_breaks_a_feed(text):
    assert etree.fromstring(f"<a>{atom.speakable('x')}</a>") is not None
    node = etree.Element("a")
    node.text = atom.speakable(text)
    assert etree.fromstring(etree.tostring(node)).tag == "a"


def test_a_reader_asks_again(node):
    client = Client()
    first = client.get("/en/feeds/news.atom")
    tag = first.headers["ETag"]
    for fresh in (tag, f'"old", {tag}', "*", f"W/{tag}" if not tag.startswith("W/") else tag):
        again = client.get("/en/feeds/news.atom", headers={"if-none-match": fresh})
        assert (again.status_code, again.content) == (304, b""), fresh
    for stale in ('"stale"', "nonsense", "", ",,,", '"', "W/", '"' + "x" * 4000 + '"', "é"):
        again = client.get("/en/feeds/news.atom", headers={"if-none-match": stale})
        assert again.status_code == 200, stale
    for since in ("Wed, 21 Oct 2099 07:28:00 GMT", "nonsense", "0"):
        again = client.get("/en/feeds/news.atom", headers={"if-modified-since": since})
        assert again.status_code == 200, "what was taken back must not look unchanged"


def test_pages_name_their_feeds(node):
    client = Client()
    for path, feed in (
        ("/en/", "/en/feeds/news.atom"),
        ("/ja/areas/CR/", "/ja/feeds/areas/CR.atom"),
        ("/en/results/", "/en/feeds/results.atom"),
        ("/en/meetings/", "/en/feeds/meetings.atom"),
    ):
        head = page(client, path).split("</head>")[0]
        assert re.search(
            rf'<link rel="alternate" type="application/atom\+xml"[^>]*href="{feed}"', head
        )
