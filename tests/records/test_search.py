"""Search as officials and the public use it: words, spellings, languages, rights, references."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kakehashi.framework.models import Edition, Import, OfficialText
from kakehashi.glossary.services import NewConcept, load_concepts
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import viewer_of
from kakehashi.records import search, services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, SearchDocument, Version
from kakehashi.records.search.showing import _passage
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded, load
from kakehashi.wording import QueryTooLong, Snippet
from tests.cast import NOW
from tests.records.plain_scan import scan

PUBLIC = Marking(reach="public")


def record(reference, title, body=None, kind="initiative", **options):
    """Return a published record; title and body are (English, Japanese)."""
    field = {"initiative": "body", "provision": "statement", "joint_action": "wording"}.get(kind)
    wording = {"title": dict(zip(("en", "ja"), title, strict=True))}
    if field:
        wording[field] = dict(zip(("en", "ja"), body or title, strict=True))
    text = NewText(wording=wording, facts=options.pop("facts", {}), marking=PUBLIC)
    return Loaded(kind=kind, reference=reference, text=text, **options)


def put(cast, *records):
    return load(list(records), by=cast.olga, at=NOW)


def found(query, viewer=PUBLIC_VIEWER, **options):
    hits = search.find(query, viewer=viewer, **options)
    assert [(hit.reference, hit.where) for hit in hits.hits] == scan(
        query, viewer, options.get("kinds")
    )
    assert hits.total == len(hits.hits)
    return [hit.reference for hit in hits.hits]


@pytest.fixture
def shelf(cast):
    load_concepts(
        [
            NewConcept(
                id="semiconductor",
                words={
                    "en": {"preferred": ["semiconductor"], "admitted": ["chip"]},
                    "ja": {"preferred": ["半導体"]},
                },
            ),
            NewConcept(
                id="supply-chain",
                words={
                    "en": {"preferred": ["supply chain"]},
                    "ja": {
                        "preferred": ["サプライチェーン"],
                        "admitted": ["供給網"],
                        "avoided": ["調達網"],
                    },
                },
            ),
        ]
    )
    put(
        cast,
        record("IN-1", ("Semiconductor research", "集積回路の研究"), ("Chips", "基板")),
        record("IN-2", ("Talks", "半導体の協議"), ("Supply chains held", "強靱な供給")),
        record("IN-3", ("Quantum", "量子"), ("A strong supply of chain", "国の取組と標準")),
        record("IN-4", ("Standards", "規格"), ("State-of-the-art U.K. work", "取り組み、強靭")),
        record("IN-10", ("Data", "データ・インフラ"), ("digital data", "力")),
    )
    return cast


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("国", ["IN-3"]),
        ("力", ["IN-10"]),
        ("量子", ["IN-3"]),
        ("取組", ["IN-3", "IN-4"]),
        ("取り組み", ["IN-3", "IN-4"]),
        ("強靱", ["IN-2", "IN-4"]),
        ("強靭", ["IN-2", "IN-4"]),
        ("standard", ["IN-4"]),
        ("STANDARDS", ["IN-4"]),
        ("データインフラ", ["IN-10"]),
        ("ﾃﾞｰﾀ", ["IN-10"]),
        ("半導体", ["IN-1", "IN-2"]),
        ("semiconductors", ["IN-1", "IN-2"]),
        ("供給網", ["IN-2"]),
        ("調達網", []),
        ('"supply chain"', ["IN-2"]),
        ("supply chain", ["IN-2", "IN-3"]),
        ("state of the art", ["IN-4"]),
        ('"state of the art"', ["IN-4"]),
        ("UK", ["IN-4"]),
        ("研究 -半導体", ["IN-1"]),
        ("研究 -基板", []),
        ('data -"digital data"', []),
        ("在りもしない", []),
        ("-data", []),
        ("", []),
        ("。", []),
    ],
)
def test_words_spellings_and_languages(shelf, query, wanted):
    assert found(query) == wanted


def test_a_reference_is_found_exactly_and_by_its_beginning(cast):
    put(
        cast,
        *(
            record(ref, (f"About {n}", f"第{n}"), kind="provision", sort_key=f"{n:03}", facts=FACTS)
            for n, ref in enumerate(["VD.b", "VD.b.i", "VD.b.vi", "VD.bx", "DATA.a", "12", "12.a"])
        ),
        record("VD.b.vi-3", ("Follows VD.b", "題"), kind="joint_action"),
        record("IN-5", ("On data and VD.b.vi", "題名")),
    )
    assert found("VD.b.vi") == ["VD.b.vi", "VD.b.vi-3", "IN-5"]
    assert found("vd.b") == ["VD.b", "VD.b.i", "VD.b.vi", "VD.b.vi-3", "VD.bx", "IN-5"]
    assert found("VDb vi") == ["VD.b.vi"]
    assert found("12") == ["12", "12.a"]
    assert found("DATA") == ["DATA.a", "IN-5"], "typed as a reference"
    assert found("data") == ["IN-5", "DATA.a"], "typed as a word"


FACTS = {"number": "1", "level": "letter", "nature": "context", "position": 1, "strength": 0}


def test_hits_stand_by_place_then_kind_then_register_order(cast):
    put(
        cast,
        record("IN-10", ("Ports", "港"), ("x", "x")),
        record("IN-9", ("Ports", "港"), ("x", "x")),
        record("IN-8", ("x", "x"), ("ports", "港")),
        record("P", ("Ports", "港"), ("x", "x"), kind="provision", facts=FACTS),
        record("PORTS", ("x", "x"), ("x", "x"), kind="joint_action"),
        record("IN-7", ("x", "x"), ("x", "港"), sort_key="ff"),
    )
    assert found("ports") == ["PORTS", "P", "IN-9", "IN-10", "IN-8"]
    assert found("港") == ["P", "IN-9", "IN-10", "IN-8", "IN-7"]
    assert found("港", kinds=["initiative"]) == ["IN-9", "IN-10", "IN-8", "IN-7"]
    assert found("港", kinds=[]) == []


def test_everybody_finds_the_newest_text_they_may_see_and_no_other(cast):
    wording = {"title": {"en": "Tidal mills", "ja": "潮汐"}}
    item = services.create(kind="initiative", text=NewText(wording=wording), by=cast.haruka, at=NOW)
    haruka, alice = viewer_of(cast.haruka), viewer_of(cast.alice)
    assert found("tidal", haruka) == [item.reference]
    assert found("tidal", alice) == []
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    assert found("tidal", alice) == [item.reference]
    digest = Version.objects.filter(item=item).latest("number").content_digest
    for one in (cast.haruka, cast.alice):
        services.confirm(item=item.pk, digest=digest, by=one, at=NOW)
    for one in (cast.haruka, cast.alice):
        services.publish(item=item.pk, by=one, at=NOW)
    assert found("tidal") == [item.reference]
    number = Version.objects.filter(item=item).latest("number").number
    changed = NewText(wording={"title": {"en": "Wind mills", "ja": "風力"}})
    services.save(item=item.pk, base=number, text=changed, by=cast.haruka, at=NOW)
    assert found("tidal", haruka) == []
    assert found("wind", haruka) == [item.reference]
    assert found("tidal", alice) == found("tidal") == [item.reference]
    services.discard(item=item.pk, by=cast.haruka, at=NOW)
    assert found("tidal", haruka) == [item.reference]
    assert found("wind", haruka) == []
    assert SearchDocument.objects.count() == Entry.objects.count() == 1


def test_imported_official_wording_is_found_with_its_provision(cast):
    (item,) = put(cast, record("VD.c", ("Antennas", "アンテナ"), kind="provision", facts=FACTS))
    assert found("開放") == []
    edition = Edition.objects.create(name_en="2022", name_ja="2022年", since="2022-12-07")
    source = Import.objects.create(
        edition=edition, language="ja", source="a.txt", sha256="0" * 64, at=NOW
    )
    OfficialText.objects.create(imported=source, item=item, language="ja", text="開放型の網")
    search.index_again([item.pk])
    assert found("開放") == ["VD.c"]
    hit = search.find("開放", viewer=PUBLIC_VIEWER, limit=20).hits[0]
    assert "".join(piece.text for piece in hit.passages["ja"].pieces).endswith("開放型の網")
    assert [piece.text for piece in hit.passages["ja"].pieces if piece.marked] == ["開放"]


def test_a_page_shows_titles_and_passages_with_marks(shelf):
    page = search.find("半導体", viewer=PUBLIC_VIEWER, limit=1, offset=1)
    assert (page.total, page.capped, len(page.hits)) == (2, False, 1)
    (hit,) = page.hits
    assert (hit.reference, hit.kind, hit.where) == ("IN-2", "initiative", "title")
    assert hit.title_ja == "半導体の協議"
    assert [(one.text, one.marked) for one in hit.titles["ja"].pieces] == [
        ("半導体", True),
        ("の協議", False),
    ]
    assert not hit.titles["en"].marked


def test_pages_follow_one_another_and_counting_ends_at_the_cap(cast, monkeypatch):
    monkeypatch.setattr("kakehashi.records.search.finding.CAP", 25)
    put(
        cast,
        *(
            record(f"IN-{n}", ("Harbour" if n % 2 else "Port", "題"), ("harbour", "本文"))
            for n in range(1, 31)
        ),
    )
    whole = search.find("harbour", viewer=PUBLIC_VIEWER)
    assert (whole.total, whole.capped) == (30, False)
    order = [f"IN-{n}" for n in [*range(1, 31, 2), *range(2, 31, 2)]]
    assert [hit.reference for hit in whole.hits] == order
    paged = [
        search.find("harbour", viewer=PUBLIC_VIEWER, limit=7, offset=offset)
        for offset in range(0, 35, 7)
    ]
    assert [hit.reference for page in paged for hit in page.hits] == order
    assert {(page.total, page.capped) for page in paged} == {(25, True)}


@pytest.mark.parametrize("query", ["harbour", "港湾局", '"the harbour"', "IN-1", "harbour -x"])
def test_the_number_of_queries_does_not_grow_with_the_records(cast, query):
    counts = []
    for first, last in ((1, 12), (12, 700)):
        put(
            cast,
            *(
                record(f"IN-{n}", ("Harbour", "港湾局"), ("The harbour", "本文"))
                for n in range(first, last)
            ),
        )
        search.find(query, viewer=PUBLIC_VIEWER, limit=20)
        with CaptureQueriesContext(connection) as asked:
            search.find(query, viewer=PUBLIC_VIEWER, limit=20)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_the_index_can_be_made_anew(shelf):
    before = found("半導体"), found("IN-1"), list(SearchDocument.objects.values("tokens", "place"))
    SearchDocument.objects.all().delete()
    assert search.find("半導体", viewer=PUBLIC_VIEWER).total == 0
    told = []
    assert search.reindex(lambda done, total: told.append((done, total))) == 5
    assert told == [(5, 5)]
    after = found("半導体"), found("IN-1"), list(SearchDocument.objects.values("tokens", "place"))
    assert before == after


def test_a_record_with_more_words_than_the_index_takes_is_still_found(cast, monkeypatch):
    monkeypatch.setattr("kakehashi.records.search.documents._MOST_TOKENS", 10)
    put(
        cast,
        record("IN-1", ("Harbour works", "港湾の工事"), ("a supply chain", "国")),
        record("IN-2", ("Other", "他"), ("Nothing", "無")),
    )
    assert {tokens[-2:] for tokens in SearchDocument.objects.values_list("tokens", flat=True)} == {
        " z"
    }
    for query in ("harbour", "国", "港湾の工事", '"supply chain"', "IN", "harbour -国", "無"):
        found(query)
    assert found("harbours") == ["IN-1"]
    assert found("国") == ["IN-1"]


def test_too_long_a_query_is_refused(cast):
    with pytest.raises(QueryTooLong):
        search.find("a " * 40, viewer=PUBLIC_VIEWER)


def test_a_viewer_in_hundreds_of_audiences_finds_the_same(shelf, monkeypatch):
    monkeypatch.setattr("kakehashi.records.search.finding._MOST_AUDIENCE_TOKENS", 0)
    assert found("取組") == ["IN-3", "IN-4"]


def test_a_verb_behind_the_text_is_shown_only_where_it_was_asked_for():
    told = _passage(
        Snippet("両者は港を開く。\n\n開く", [(3, 4)], cut_before=False, cut_after=False)
    )
    assert [piece.text for piece in told.pieces] == ["両者は", "港", "を開く。"]
    asked = _passage(
        Snippet("両者は港を開く。\n\n開く", [(5, 7), (10, 12)], cut_before=False, cut_after=False)
    )
    assert "".join(piece.text for piece in asked.pieces) == "両者は港を開く。\n\n開く"
