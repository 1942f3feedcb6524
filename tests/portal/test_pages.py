"""The public pages: what each says, in both languages, from the data alone."""

import datetime as dt
import re

import pytest
from django.test import Client

from kakehashi.framework.models import Edition, Import, OfficialText
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item, Version
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW
from tests.portal.reading import LANGUAGES, crawl, main, page, words


@pytest.fixture
def reader():
    return Client()


def published(kind, cast, en="Title", ja="件名", *, links=(), **facts):
    """Take a record through its steps until both sides have published it."""
    text = NewText(
        wording={
            "title": {"en": en, "ja": ja},
            "body": {"en": en and f"{en} body", "ja": f"{ja}本文"},
        },
        facts=facts,
        links=links,
    )
    item = services.create(kind=kind, text=text, by=cast["officer-jp"], at=NOW)
    services.share(item=item.pk, by=cast["officer-jp"], at=NOW)
    digest = Version.objects.filter(item=item).order_by("-number").first().content_digest
    for name in ("officer-jp", "officer-gb"):
        services.confirm(item=item.pk, digest=digest, by=cast[name], at=NOW)
    for name in ("officer-jp", "officer-gb"):
        services.publish(item=item.pk, by=cast[name], at=NOW)
    return item


def test_an_empty_node_says_what_will_be_here(db, reader):
    for path in ("/en/", "/en/framework/"):
        assert "kakehashi up" in page(reader, path)
    assert "まだ何も読み込まれていません" in page(reader, "/ja/")
    for name in ("meetings", "glossary", "about", "search"):
        page(reader, f"/en/{name}/")


def test_home_speaks_from_the_data(node, reader):
    english, japanese = main(page(reader, "/en/")), main(page(reader, "/ja/"))
    assert "Japan-UK Digital Partnership" in english
    assert (
        "Japan and the UK work together on digital infrastructure and technologies, data, "
        "digital regulation and standards and digital transformation." in english
    )
    assert "日本側と英国側は、デジタルインフラ及び技術、データ、デジタル規制及び標準、" in japanese
    results = [
        "Japan accepts PSTI declarations for JC-STAR STAR-1",
        "The UK accepts JC-STAR STAR-1 labels under its PSTI regime",
        "JC-STAR STAR-1 labels open for connected products",
        "Joint UK-Japan call for semiconductor research",
    ]
    places = [english.index(title) for title in results]
    assert places == sorted(places), "the newest result stands first"
    assert places[0] < english.index("What both sides work on")
    assert "Whom it helps: business" in english
    assert "Nobody has yet published progress of any of the 72 joint actions." in english
    assert "Not yet reported: 56" in english
    assert "未報告：56件" in japanese
    assert "Third UK-Japan Digital Council" in english
    assert "Wednesday 22 January 2025 令和7年1月22日(水)" in english
    assert "令和7年1月22日(水) 22 January 2025" in japanese
    assert "No date is published yet." in english
    for pillar in ("Digital infrastructure and technologies", "Data", "Digital transformation"):
        assert pillar in english
    assert "neither creates nor is intended to create any legally binding obligation" in english
    assert "creates no legal obligations governed by international law" in english
    assert "国際協定とはみなされず" in japanese
    assert "Demonstration on public data. Not a service of either government." in words(
        page(reader, "/en/")
    )


def test_home_counts_published_progress_only(node, reader):
    for name, reach in (("officer-jp", "share"), ("officer-gb", "publish")):
        item = services.create(
            kind="update",
            text=NewText(
                wording={"title": {"en": "Done", "ja": "実施"}, "body": {"en": "x", "ja": "x"}},
                facts={"progress": "active", "date": "2026-10-01"},
                links=[LinkTo("about", Item.objects.get(reference="CR.b.i-1").pk)]
                if reach == "share"
                else [LinkTo("about", Item.objects.get(reference="CR.b.i-2").pk)],
            ),
            by=node[name],
            at=NOW,
        )
        getattr(services, reach)(item=item.pk, by=node[name], at=NOW)
    text = main(page(reader, "/en/"))
    assert "Of 72 joint actions, 71 have no published progress yet." in text
    assert "Active: 1" in text
    assert "Not yet reported: 55" in text
    assert "Active" in main(page(reader, "/en/records/CR.b.i-2/"))
    assert "Active" not in main(page(reader, "/en/records/CR.b.i-1/"))


def test_every_link_leads_somewhere_and_nothing_comes_from_outside(node):
    seen = 0
    for address, response in crawl("http://testserver/en/", within="/en/"):
        if "/sign-in/" in address or response.status_code == 302:
            continue
        assert response.status_code == 200, address
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        text = response.content.decode()
        language = "ja" if "/ja/" in address else "en"
        assert f'<html lang="{language}"' in text
        assert text.count("<h1") == 1, address
        assert not re.search(r"<[^>]+\sstyle=", text), address
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), address
        for resource in re.findall(
            r'<(?:script|img|link rel="(?:icon|stylesheet)")[^>]*?(?:src|href)="([^"]+)"', text
        ):
            assert resource.startswith("/static/"), (address, resource)
        for anchor in re.findall(r'<a\b[^>]*href="https?://[^>]*>', text):
            assert re.search(r'rel="[^"]*noopener[^"]*external', anchor), (address, anchor)
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "default-src 'none'" in policy
    assert seen > 250, "every provision and record"


def test_the_framework_is_a_tree(node, reader):
    for language in LANGUAGES:
        text = page(reader, f"/{language}/framework/")
        for reference in ("1", "12.a", "VD.b.viii", "DATA.c", "ID.a"):
            assert f'href="/{language}/framework/{reference}/"' in text
        found = set(re.findall(rf'href="/{language}/framework/([^"/]+)/"', text))
        assert len(found - {"editions"}) == 95
        said = main(text)
        if language == "ja":
            assert "強靱さ、イノベーション" in said
            assert "実施の意図" in said
        else:
            assert "Not yet reported × 3" in said
            assert said.index("Cyber resilience") < said.index("Data flows")


def test_the_framework_as_it_stood(node, reader):
    text = main(page(reader, "/en/framework/?on=2023-01-01"))
    assert "as it stood on 1 January 2023" in text
    assert "in force from 7 December 2022" in text
    before = main(page(reader, "/en/framework/?on=2022-12-06", status=404))
    assert "There was no framework on that day. It was decided on 7 December 2022." in before
    assert "令和4年12月7日(水)" in page(reader, "/ja/framework/?on=2022-12-06", status=404)
    for wrong in ("2023-02-30", "yesterday", "20230101x", "0000-00-00", "-" * 200):
        text = page(reader, f"/en/framework/?on={wrong}", status=400)
        assert "is not a date of the calendar" in text
        assert text.index("There is a problem") < text.index("<h1")
    assert "still to come" in page(reader, "/en/framework/?on=2999-01-01", status=400)
    answer = reader.get("/ja/framework/?on_year=令和5&on_month=2&on_day=7")
    assert (answer.status_code, answer["Location"]) == (302, "/ja/framework/?on=2023-02-07")
    page(reader, "/en/framework/?on_year=&on_month=&on_day=", status=400)


def test_an_earlier_edition_keeps_its_text(node, reader):
    provision = Item.objects.get(reference="VD.b.vi")
    number = Version.objects.filter(item=provision).count()
    text = NewText(
        wording={
            "title": {"en": "A newer title", "ja": "新しい件名"},
            "statement": {"en": "A newer statement", "ja": "新しい内容"},
        },
        facts=Version.objects.get(item=provision, number=number).facts,
        links=[],
    )
    services.save(item=provision.pk, base=number, text=text, by=node["officer-jp"], at=NOW)
    services.share(item=provision.pk, by=node["officer-jp"], at=NOW)
    digest = Version.objects.filter(item=provision).order_by("-number").first().content_digest
    for name in ("officer-jp", "officer-gb"):
        services.confirm(item=provision.pk, digest=digest, by=node[name], at=NOW)
    for name in ("officer-jp", "officer-gb"):
        services.publish(item=provision.pk, by=node[name], at=NOW)
    Edition.objects.update(until=dt.date(2026, 11, 1))
    Edition.objects.create(name_en="New", name_ja="新", since=dt.date(2026, 11, 1))
    assert "A newer title" in page(reader, "/en/framework/")
    then = page(reader, "/en/framework/?on=2023-01-01")
    assert "Joint R&amp;D initiatives for interoperable technology" in then
    assert "A newer title" not in then


def test_a_provision_says_what_it_says_and_how_firmly(node, reader):
    english, japanese = (page(reader, f"/{one}/framework/CR.b/") for one in LANGUAGES)
    said = main(english)
    for part in (
        "The Participants will also ensure that a more resilient cyber environment",
        "The 3 promises in it",
        "seek; ensure; promote",
        "The firmest wording: they ensure it or commit to it.",
        "Goes on: it can be active, quiet or paused, but is never complete.",
        "Secure by design for IoT products and apps",
        "National Cyber Strategy (UK)",
        "Neither side has confirmed this wording here.",
    ):
        assert part in said
    first = re.search(r'k-pair__text" lang="(\w+)"', english)[1]
    assert first == "en"
    assert re.search(r'k-pair__text" lang="(\w+)"', japanese)[1] == "ja"
    assert 'rel="prev" href="/en/framework/CR.a/"' in english
    assert 'rel="next" href="/en/framework/CR.b.i/"' in english
    crumbs = words(english[english.index("govuk-breadcrumbs") : english.index("<main")])
    assert "Framework Digital infrastructure and technologies Cyber resilience CR.b" in crumbs
    assert "desk" not in english
    assert "Refers to 4" in main(page(reader, "/en/framework/5/"))
    assert "it promises nothing by itself" in main(page(reader, "/en/framework/9/"))
    assert "The UK accepts JC-STAR" in main(page(reader, "/en/framework/CR.b.i/"))


def test_the_official_wording_stands_beside_ours_once_imported(node, reader):
    imported = Import.objects.create(
        edition=Edition.objects.get(), language="ja", source="text.pdf", sha256="0" * 64, at=NOW
    )
    OfficialText.objects.create(
        imported=imported,
        item=Item.objects.get(reference="9"),
        language="ja",
        text="公式の<文言>です。",
    )
    text = page(reader, "/en/framework/9/")
    assert '<blockquote lang="ja"><p>公式の&lt;文言&gt;です。</p></blockquote>' in text
    assert "imported from text.pdf" in main(text)
    assert "Official wording" not in page(reader, "/en/framework/8/")


def test_who_attended_bears_the_names_of_the_day(node, reader):
    then = main(page(reader, "/en/records/council-1/"))
    assert "Department for Digital, Culture, Media and Sport" in then
    assert "Science, Innovation" not in then
    assert "Paul SCULLY" in then
    later = main(page(reader, "/en/records/council-2/"))
    assert "Department for Science, Innovation and Technology" in later
    assert "Digital, Culture" not in later
    assert "Vendor diversification through Open RAN" in later
    assert "デジタル・文化・メディア・スポーツ省" in main(page(reader, "/ja/records/council-1/"))


def test_a_body_shows_its_dated_names(node, reader):
    text = page(reader, "/en/records/body-council/")
    assert '<span lang="ja">日英デジタルパートナーシップ政務級会合</span>' in text
    said = main(text)
    assert "Ministerial Council of the Japan-UK Digital Partnership since 16 January 2024" in said
    assert "as written by MIC" in said
    assert (
        "Department for Digital, Culture, Media and Sport "
        "(Lead, 7 December 2022 until 7 February 2023)" in said
    )


def test_a_result_shows_its_evidence(node, reader):
    text = page(reader, "/en/records/psti-accepts-jc-star/")
    assert 'href="http://policy-wire.co.uk/uk-psti-regulations' in text
    said = main(text)
    assert "courtesy translation" in said
    assert "Whom it serves business" in said
    assert "The UK The UK brought S.I. 2025/1267 into force." in said
    for linked in ("23.f", "CR.b.i"):
        assert f'href="/en/framework/{linked}/"' in text


def test_facts_are_said_in_words(node, reader):
    for path, parts in {
        "records/instrument-cepa/": ["Legally binding Yes", "In operation from 1 January 2021"],
        "records/programme-society-5-0/": ["Standing running", "22 January 2016:"],
        "records/VD.b.vi-1/": ["Promised on 7 December 2022", "Acts do together"],
        "records/pillar-2/": ["Data flows", "Regulatory cooperation"],
        "areas/VD/": ["Joint Actions 8", "Provisions 10"],
        "records/council-2-sc/": ["Due 31 March 2024"],
        "records/occasion-igf-2023/": ["general knowledge"],
    }.items():
        said = main(page(reader, f"/en/{path}"))
        for part in parts:
            assert part in said, (path, part)


def test_what_both_confirmed_and_what_a_side_says_for_itself(node, reader):
    item = published("initiative", node, "Ours", "共同のもの")
    said = main(page(reader, f"/en/records/{item.reference}/"))
    assert "Japan confirmed on 23 November 2026" in said
    assert "UK confirmed on 23 November 2026" in said
    assert "Neither side" not in said
    own = services.create(
        kind="update",
        text=NewText(wording={"title": {"en": "Mine"}, "body": {"en": "Said by one"}}, facts={}),
        by=node["officer-gb"],
        at=NOW,
    )
    services.publish(item=own.pk, by=node["officer-gb"], at=NOW)
    text = page(reader, f"/ja/records/{own.reference}/")
    assert "英国側が公表したものです" in main(text)
    assert '<h1 class="govuk-heading-xl govuk-!-margin-bottom-2"><span lang="en">Mine' in text
    assert node["officer-gb"].name_ja not in text, "who wrote it is not public"
    services.withdraw(item=own.pk, why="replaced", by=node["officer-gb"], at=NOW)
    assert "取下げ" in main(page(reader, f"/ja/records/{own.reference}/"))


def test_a_long_list_has_pages_of_its_own(node, reader):
    provision = Item.objects.get(reference="9")
    services.load(
        [
            Loaded(
                kind="result",
                reference=f"made-{number:03d}",
                text=NewText(
                    wording={"title": {"en": f"Made {number:03d}", "ja": f"成果{number:03d}"}},
                    facts={"date": "2026-01-01"},
                    links=[LinkTo("carries_out", provision.pk)],
                    marking=Marking(reach="public"),
                ),
            )
            for number in range(60)
        ],
        by=node["operator"],
        at=NOW,
    )
    text = page(reader, "/en/framework/9/")
    assert text.count("Made 0") == 25
    assert 'href="?kind=result">All 60: Results</a>' in text
    last = main(page(reader, "/en/framework/9/?kind=result&page=3"))
    assert "Made 059" in last
    assert "51 to 60 of 60" in last
    page(reader, "/en/framework/9/?kind=decision", status=404)
    page(reader, "/en/framework/9/?kind=nonsense", status=404)


def test_what_is_not_there(node, reader):
    draft = services.create(
        kind="initiative",
        text=NewText(wording={"title": {"en": "Secret"}}, facts={}),
        by=node["officer-jp"],
        at=NOW,
    )
    unknown = page(reader, "/en/records/nothing-here/", status=404)
    hidden = page(reader, f"/en/records/{draft.reference}/", status=404)
    assert main(hidden) == main(unknown)
    for path in ("framework/nope/", "framework/council-1/", "records/%00/", "records/../../x/"):
        page(reader, f"/en/{path}", status=404)
    answer = reader.get("/ja/records/VD.b/")
    assert (answer.status_code, answer["Location"]) == (302, "/ja/framework/VD.b/")


def test_meetings_glossary_and_about(node, reader):
    for language in LANGUAGES:
        meetings = main(page(reader, f"/{language}/meetings/"))
        assert "22 January 2025" in meetings
        assert "令和7年1月22日(水)" in meetings
        glossary = main(page(reader, f"/{language}/glossary/?q=semicon"))
        assert "semiconductor" in glossary
        assert "半導体" in glossary
        assert "半導体" in main(page(reader, f"/{language}/glossary/?q=半導&area=SC"))
        about = main(page(reader, f"/{language}/about/"))
        if language == "en":
            assert "22 concepts" in main(page(reader, "/en/glossary/?area=AI"))
            assert "as Department for Digital, Culture, Media and Sport" in about
            assert "On 7 February 2023 this passed to Department for Science" in about
            assert "WCAG 2.2" in about
        else:
            assert "まだ公表" not in about
            assert "科学・イノベーション・技術省に移管" in about
        none = main(page(reader, f"/{language}/glossary/?q=zzzz"))
        assert ("No such word" if language == "en" else "該当する用語がありません") in none


def test_a_meeting_to_come_is_announced_on_both_clocks(node, reader, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    services.load(
        [
            Loaded(
                kind="meeting",
                reference="council-4",
                text=NewText(
                    wording={"title": {"en": "Fourth Council", "ja": "第4回会合"}},
                    facts={
                        "body": "body-council",
                        "date": "2027-01-20",
                        "starts_at": "2027-01-20T16:00:00Z",
                        "standing": "fixed",
                    },
                    marking=Marking(reach="public"),
                ),
            )
        ],
        by=node["operator"],
        at=NOW,
    )
    for path in ("/en/", "/en/meetings/"):
        text = main(page(reader, path))
        assert "Fourth Council" in text
        assert "16:00 GMT" in text
        assert "01:00 JST" in text
        assert "The date differs" in text


def test_search_finds_across_languages(node, reader):
    text = page(reader, "/en/search/?q=半導体")
    assert "<mark>semiconductor</mark>" in text
    assert "hits" in main(text)
    assert "Nothing found" in main(page(reader, "/en/search/?q=zzqqzz"))
    assert "見つかりませんでした" in main(page(reader, "/ja/search/?q=zzqqzz"))
    assert re.search(r"to (\d+) of \1 ", main(page(reader, "/en/search/?q=digital&page=99999999")))
    page(reader, "/en/search/?q=" + "x" * 1500, status=400)
    assert "&lt;b&gt;" in page(reader, "/en/search/?q=<b>")
    assert "search is too long" in page(reader, "/en/search/?q=" + "x+" * 50, status=400)


def test_titles_in_the_other_language_say_so(node, reader):
    item = published("initiative", node, "", "和文だけの題")
    text = page(reader, f"/en/records/{item.reference}/")
    assert '<span lang="ja">和文だけの題</span></h1>' in text
    assert "English To follow" in main(text)


def test_nothing_is_wired_to_one_partnership(db, reader):
    from kakehashi.cli.loading import load_node

    load_node("practice", NOW)
    seen = 0
    for address, response in crawl("http://testserver/ja/", within="/ja/"):
        if response.status_code == 302 or "/sign-in/" in address:
            continue
        assert response.status_code == 200, address
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        text = response.content.decode()
        assert "k-practice" in text, address
        assert "k-strip--practice" in text, address
        assert "日英" not in main(text), address
    assert seen > 80
    assert "受益者 貿易事業者、船員" in main(page(reader, "/ja/records/format-published/"))
    home = main(page(reader, "/en/"))
    assert "The Northern Isles and Eastern Bay work together on connected seas" in home
    assert sum(map(int, re.findall(r"Withdrawn: (\d+)", home))) == 2
    assert sum(map(int, re.findall(r"Overtaken by events: (\d+)", home))) == 1


def test_only_reading_is_possible(node, reader):
    for path in ("/en/", "/en/framework/", "/en/framework/9/", "/en/search/", "/en/about/"):
        for method in ("post", "put", "delete", "patch"):
            assert getattr(reader, method)(path).status_code == 405
        assert reader.head(path).status_code == 200


def test_how_long_a_page_keeps(node, reader):
    first = reader.get("/en/framework/9/")
    assert first.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Language"} <= set(first.headers["Vary"].split(", "))
    again = reader.get("/en/framework/9/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    reader.force_login(node["officer-gb"])
    signed_in = reader.get("/en/framework/9/")
    assert "no-store" in signed_in.headers["Cache-Control"]
    assert 'href="/en/desk/framework/9/"' in signed_in.content.decode()
    assert 'href="/en/desk/records/council-1/"' in page(reader, "/en/records/council-1/")


def test_the_first_page_speaks_the_readers_language(node):
    for header, said in (("ja,en;q=0.5", "日本側と英国側は"), ("en-GB", "Japan and the UK")):
        answer = Client().get("/", headers={"accept-language": header})
        assert answer.status_code == 200
        assert said in answer.content.decode()
        assert "Accept-Language" in answer.headers["Vary"]


def test_a_search_without_a_hit_says_what_each_word_finds(node, reader):
    text = main(page(reader, "/en/search/?q=semiconductor+zzqqzz"))
    assert "No record holds all of these words. Alone, they are found:" in text
    assert re.search(r"semiconductor: \d+ hits", text)
    assert "zzqqzz: no hit" in text
    assert "Alone" not in main(page(reader, "/en/search/?q=zzqqzz+qqzzqq"))
    assert "Alone" not in main(page(reader, "/en/search/?q=zzqqzz"))


def test_who_sells_connected_cameras_finds_what_changed(node, reader):
    for language, query in (("en", "connected+cameras"), ("ja", "ネット接続カメラ")):
        found = page(reader, f"/{language}/search/?q={query}")
        assert f"/{language}/records/psti-accepts-jc-star/" in found
        assert f"/{language}/records/jc-star-accepts-psti/" in found
