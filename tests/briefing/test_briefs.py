"""One-page briefs: one page whatever is in them, marked, for their reader alone, in every form."""

import html
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pptx import Presentation
from pypdf import PdfReader

from kakehashi.briefing import mail, paper, slide
from kakehashi.briefing.composing import compose, marking_words
from kakehashi.briefing.gathering import gather
from kakehashi.briefing.handling import Handling, highest, narrowest
from kakehashi.briefing.sheet import MOST_CUTS, Line, Section, Sheet, clipped, fitted, softened
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW
from tests.portal.test_query_counts import many

TRICKY = "#strong[x] $x^2$ *bold* _it_ `raw` <label> @ref \\n // \"'"
LONG = "A" * 200
HEBREW = "שלום עולם"


def sheet(language="en", *, lines=3, text="A line", **more):
    codes = ("meetings", "results", "decisions", "opposite", "waiting")
    return Sheet(
        **{
            "language": language,
            "kind": "一枚紙",
            "title": "日英デジタル・パートナーシップ",
            "marking": "日英関係省庁限り · TLP:AMBER",
            "sections": [
                Section(
                    code, f"{code} 見出し", [Line(f"{text} {at}", "more") for at in range(lines)]
                )
                for code in codes
            ],
            "more": "+%(number)s more",
            "note": "法的拘束力のある義務を生じさせない。",
            "source": "Made at 09:00",
            "address": "http://testserver/desk/brief/",
            **more,
        }
    )


def read(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    return reader, "".join(page.extract_text() for page in reader.pages)


def said_on(pptx):
    deck = Presentation(io.BytesIO(pptx))
    assert len(deck.slides) == 1
    return [shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame]


@pytest.mark.parametrize("lines", [0, 3, 400])
@pytest.mark.parametrize("text", ["A line", LONG, "長い文言" * 60, HEBREW])
def test_one_page_one_slide_whatever_is_in_it(lines, text):
    one = sheet("ja", lines=lines, text=text, title=LONG if text == LONG else "題")
    for sheets in ([one], [one, sheet("en", lines=lines, text=text)]):
        reader, said = read(paper.as_pdf(sheets))
        assert len(reader.pages) == 1
        assert "義務を生じさせない" in said.replace("\n", "")
        deck = slide.as_pptx(sheets, NOW)
        everything = "\n".join(said_on(deck))
        if lines == 400:
            assert "more: http://testserver/desk/brief/" in said.replace("\n", " ")
            assert "more: http://testserver/desk/brief/" in everything
            assert re.search(r"\+39\d more", everything)
        assert "義務を生じさせない" in everything


def test_a_pdf_is_tagged_names_its_language_and_is_the_same_each_time():
    first = paper.as_pdf([sheet("ja")])
    reader, said = read(first)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ja"
    assert reader.metadata.title == "日英デジタル・パートナーシップ"
    assert said.count("日英関係省庁限り") == 2, "on top and at the bottom"
    size = [float(one) for one in reader.pages[0].mediabox[2:]]
    assert size == pytest.approx([595.3, 841.9], abs=0.1)
    assert paper.as_pdf([sheet("ja")]) == first


def test_text_is_never_read_as_markup():
    _reader, said = read(paper.as_pdf([sheet(lines=1, text=TRICKY, title=TRICKY)]))
    bare = re.sub(r"\s", "", said)
    assert bare.count(re.sub(r"\s", "", TRICKY)) == 6
    assert any(TRICKY in text for text in said_on(slide.as_pptx([sheet(text=TRICKY)], NOW)))


def test_a_slide_is_real_text_in_a_named_font_and_the_same_each_time():
    first = slide.as_pptx([sheet("ja")], NOW)
    assert slide.as_pptx([sheet("ja")], NOW) == first
    deck = Presentation(io.BytesIO(first))
    shapes = deck.slides[0].shapes
    assert shapes.title.text_frame.text == "日英デジタル・パートナーシップ"
    texts = said_on(first)
    assert texts.count("日英関係省庁限り · TLP:AMBER") == 2
    xml = deck.slides[0]._element.xml
    runs = xml.count("<a:r>")
    assert runs == xml.count('<a:ea typeface="BIZ UDPGothic"') == xml.count('lang="ja-JP"') > 20
    for shape in shapes:
        assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width
        assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height
    assert deck.core_properties.created == NOW.replace(tzinfo=None)
    assert said_on(slide.as_pptx([sheet(text="a\x0b\x00b")], NOW))


def test_what_matters_least_is_left_out_first():
    whole = sheet(lines=10)
    short = whole.shortened(12)
    kept = {one.code: len(one.lines) for one in short.sections}
    assert kept["meetings"] >= kept["results"] >= kept["decisions"] >= kept["waiting"]
    assert all(one.total == 10 for one in short.sections)
    least = {one.code: len(one.lines) for one in whole.shortened(MOST_CUTS).sections}
    assert least == {"meetings": 2, "results": 1, "decisions": 1, "opposite": 1, "waiting": 1}
    assert fitted([whole], lambda some: True)[0].sections[0].left_out == 0
    assert len(clipped("x" * 50, 10)) == 10
    assert softened(f"short {LONG}").count("\u200b") == 8
    assert softened("長" * 200) == "長" * 200


def test_the_highest_marking_counts(cast):
    assert narrowest(["public", "participants"]) == "participants"
    assert narrowest(["public", "named", "own_side"]) == "own_side"
    assert narrowest(["public", "nonsense"]) == "own_side"
    assert narrowest([]) == "public"
    found = highest(
        [
            Marking(reach="public").as_object(),
            Marking(reach="own_side", national={"GB": "OFFICIAL-SENSITIVE"}).as_object(),
            Marking(
                reach="participants",
                national={"GB": "OFFICIAL", "JP": "機密性2"},
                caveats=["HMG USE ONLY"],
            ).as_object(),
        ]
    )
    assert found == Handling("own_side", ("OFFICIAL-SENSITIVE", "機密性2"), ("HMG USE ONLY",))
    assert marking_words(found) == (
        "OFFICIAL-SENSITIVE · 機密性2 · Own side only · HMG USE ONLY · TLP:AMBER+STRICT"
    )


def made(node, name="officer-gb", language="en", **about):
    return compose(
        gather(viewer_of(node[name]), NOW.date(), **about),
        language,
        at=NOW,
        address="http://testserver/x/",
        record=lambda kind, reference: f"/{kind}/{reference}",
    )


def of(one, code):
    found = next(part for part in one.sections if part.code == code)
    return [f"{line.text} | {line.more}" for line in found.lines]


def test_what_a_brief_says(node):
    one = made(node)
    assert one.marking == "Participants · TLP:AMBER"
    assert "neither creates nor is intended to create any legally binding obligation" in one.note
    assert one.source.endswith("London 09:00 GMT; Tokyo 18:00 JST")
    assert of(one, "meetings")[0].startswith("Next: not set")
    assert of(one, "meetings")[1] == (
        "Last: Third UK-Japan Digital Council | Wednesday 22 January 2025 (令和7年1月22日(水))"
    )
    assert of(one, "results")[0].startswith("Japan accepts PSTI declarations for JC-STAR")
    assert all("completion not recorded" in line for line in of(one, "decisions"))
    across = of(one, "opposite")
    assert (
        "MIC, State Minister for Internal Affairs and Communications: ADACHI Masashi" in across[0]
    )
    assert across[0].endswith("post as of 22 January 2025, check")
    assert not any("DSIT" in line for line in across)
    assert "72 of 72 Joint Actions not yet reported on | " in of(one, "waiting")
    assert "lines" not in [part.code for part in one.sections]
    japanese = made(node, "officer-jp", "ja")
    assert "役職は令和7年1月22日現在、要確認" in of(japanese, "opposite")[0]
    assert "DSIT" in of(japanese, "opposite")[0]


def test_cleared_lines_have_a_place_once_there_are_some(node):
    gathered = gather(viewer_of(node["officer-gb"]), NOW.date())
    one = compose(
        gathered,
        "ja",
        at=NOW,
        address="x",
        record=lambda kind, reference: "",
        cleared=[Line("We welcome it.")],
    )
    assert [part.code for part in one.sections][:2] == ["meetings", "lines"]


def test_a_meeting_to_come_is_said_on_both_clocks_with_what_was_decided_before(node):
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
    assert of(made(node), "meetings")[0] == (
        "Next: Fourth Council | London Wednesday 20 January 2027, 16:00 GMT; Tokyo Thursday "
        "21 January 2027, 01:00 JST (the date differs) (令和9年1月20日(水)) · fixed"
    )
    japanese = made(node, "officer-jp", "ja", meeting="council-4")
    assert of(japanese, "meetings")[0].startswith("今回の会合：第4回会合 | 東京 令和9年1月21日(木)")
    assert len(of(japanese, "decisions")) == 5
    assert len(of(japanese, "opposite")) == 1


def test_of_an_area_and_of_a_meeting(node):
    area = made(node, area="CR")
    assert area.title == "Cyber resilience"
    assert len(of(area, "results")) == 3
    assert of(area, "decisions") == []
    assert "12 of 12 Joint Actions not yet reported on | " in of(area, "waiting")
    meeting = made(node, meeting="council-3")
    assert of(meeting, "meetings")[0].startswith("This meeting: Third UK-Japan Digital Council")
    assert of(meeting, "meetings")[1].startswith("Before it: Second")
    assert len(of(meeting, "decisions")) == 5
    client = Client()
    client.force_login(node["officer-gb"])
    for wrong in ("/desk/brief/area/XX/", "/desk/brief/meeting/nothing/"):
        assert client.get(wrong).status_code == 404
        assert client.get(wrong + "?as=pdf").status_code == 404


SECRET, KANJI = "Zanzibar", "檸檬爆弾"


def plant(node):
    """Leave drafts of one side in every place that a brief reads."""
    area = Item.objects.get(reference="area-CR").pk
    council = Item.objects.get(reference="council-3").pk
    text = {"title": {"en": SECRET, "ja": KANJI}, "body": {"en": SECRET, "ja": KANJI}}
    for kind, facts, links in (
        ("result", {"date": "2026-11-01"}, [LinkTo("of_area", area)]),
        ("decision", {"date": "2026-11-01"}, [LinkTo("of_meeting", council)]),
    ):
        services.create(
            kind=kind,
            text=NewText(wording=text, facts=facts, links=links),
            by=node["officer-jp"],
            at=NOW,
        )


def test_what_a_reader_may_not_see_is_in_no_form(node):
    plant(node)
    for name, sees in (("officer-jp", True), ("officer-gb", False), ("private-office-gb", False)):
        client = Client()
        client.force_login(node[name])
        for path in ("/en/desk/brief/", "/ja/desk/brief/"):
            page = client.get(path).content.decode()
            pdf = read(client.get(path + "?as=pdf&in=both").content)[1]
            deck = "\n".join(said_on(client.get(path + "?as=pptx&in=both").content))
            for form in (page, pdf, deck):
                assert (SECRET in form or KANJI in form) is sees, (name, path)
        one = made(node, name)
        assert ("Own side only" in one.marking) is sees
        if sees:
            assert "自国側限り" in deck
    gb = Client()
    gb.force_login(node["officer-gb"])
    for path in ("area/CR/", "meeting/council-3/"):
        assert SECRET not in gb.get(f"/en/desk/brief/{path}").content.decode()


def test_the_message_to_copy(node):
    client = Client()
    client.force_login(node["officer-jp"])
    page = client.get("/ja/desk/brief/").content.decode()
    text = html.unescape(
        re.search(r"<textarea[^>]* readonly[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1]
    )
    subject, empty, first = text.split("\n")[:3]
    assert subject.startswith("件名：[日英関係省庁限り · TLP:AMBER / Participants · TLP:AMBER]")
    assert empty == ""
    assert first == "日英関係省庁限り · TLP:AMBER / Participants · TLP:AMBER"
    assert "成果" in text
    assert "Results" in text
    assert text.index("成果") < text.index("Results")
    assert 'href="mailto:?subject=' in page
    assert 'data-copy="message" hidden' in page
    record = client.get("/en/desk/records/council-2-sc/").content.decode()
    copied = html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", record, re.DOTALL)[1])
    assert copied.split("\n")[2] == "Public · TLP:CLEAR / 公表 · TLP:CLEAR"
    assert "Hold an industry-academia-government workshop" in copied
    assert "産学官ワークショップを開催する" in copied
    assert "http://testserver/en/desk/records/council-2-sc/" in copied
    assert 'href="/en/desk/brief/area/SC/"' in record
    message = mail.Message("x" * 10, "長" * 3000)
    assert len(message.address) < mail.MOST_IN_ADDRESS
    turned = mail.of_sheets([sheet(text=f"{HEBREW} \u202eevil")]).body
    assert "\u202e" not in turned
    assert "\u2068" in turned
    hostile = mail.of_sheets([sheet(title="One\r\nBcc: everybody@example.org")])
    assert "\n" not in hostile.subject
    assert "\r" not in hostile.subject


def test_pages_and_files(node):
    client = Client()
    client.force_login(node["private-office-jp"])
    for path in ("", "area/CR/", "meeting/council-3/"):
        for language in ("ja", "en"):
            page = client.get(f"/{language}/desk/brief/{path}").content.decode()
            assert page.count("k-brief__section") == 5
            assert not re.search(r"<[^>]+\sstyle=", page)
            assert page.count("TLP:AMBER") >= 2
        for form, begins in (("pdf", b"%PDF"), ("pptx", b"PK")):
            for chosen in ("ja", "en", "both", "nonsense"):
                answer = client.get(f"/ja/desk/brief/{path}?as={form}&in={chosen}")
                assert answer.content.startswith(begins)
                assert answer["Content-Disposition"].endswith(f'.{form}"')
                assert "no-store" in answer["Cache-Control"]
    assert client.get("/ja/desk/brief/?as=exe").headers["Content-Type"].startswith("text/html")


def test_the_practice_partnership_is_watermarked(db):
    from kakehashi.cli.loading import load_node
    from kakehashi.people.models import Account

    load_node("practice", NOW)
    reader = Account.objects.exclude(side=None).order_by("username").first()
    node = {"one": reader}
    one = made(node, "one")
    assert one.watermark == "PRACTICE"
    assert "PRACTICE" in read(paper.as_pdf([one]))[1]
    assert "PRACTICE · " in "\n".join(said_on(slide.as_pptx([one], NOW)))
    assert mail.of_sheets([one]).body.startswith("PRACTICE | ")


def test_the_number_of_queries_does_not_grow(node):
    client = Client()
    client.force_login(node["officer-gb"])
    paths = ("/en/desk/brief/", "/en/desk/brief/area/CR/", "/en/desk/brief/meeting/council-3/")

    def counted():
        found = {}
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
    assert max(few.values()) <= 45, few


def test_the_brief_of_an_area_tells_what_was_reported_and_no_draft(node):
    about = Item.objects.get(reference="SC.a-1").pk

    def report(title, by, facts, *, told):
        text = NewText(
            wording={"title": {"en": title, "ja": title}},
            facts=facts,
            links=[LinkTo("about", about)],
            marking=Marking(caveats=["EMBARGOED"]),
        )
        item = services.create(kind="update", text=text, by=node[by], at=NOW)
        if told:
            services.share(item=item.pk, by=node[by], at=NOW)

    assert not any("Study" in line for line in of(made(node, area="SC"), "results"))
    report("Study done", "officer-gb", {"progress": "open", "date": "2026-10"}, told=True)
    report("Study only drafted", "officer-gb", {}, told=False)
    mine, theirs = made(node, area="SC"), made(node, "officer-jp", "ja", area="SC")
    assert "Study done | the UK open · October 2026" in of(mine, "results")
    assert any(line.startswith("Study done | 英国側 ") for line in of(theirs, "results"))
    assert "EMBARGOED" in mine.marking
    assert not any("drafted" in line for line in of(mine, "results"))
    assert not any("Study" in line for line in of(made(node, area="CR"), "results"))
    assert not any("Study" in line for line in of(made(node), "results"))


def test_without_fonts_the_refusal_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(paper, "FONTS", tmp_path)
    with pytest.raises(paper.NoFonts) as refused:
        paper.as_pdf([sheet()])
    assert "tools.build_look" in refused.value.advise("ja")
