"""Papers on the desk: asked for, made at once or in the background, for those they are for."""

import csv
import datetime as dt
import io
import re
import secrets
import uuid
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from kakehashi.briefing.models import PaperOrder, PaperTemplate
from kakehashi.briefing.papers import kinds, offered, orders, templates
from kakehashi.briefing.papers.defaults import default_template
from kakehashi.drafting.paragraphs import Paragraph
from kakehashi.drafting.services import texts as drafting
from kakehashi.governance import services as governance
from kakehashi.governance.models import Meeting
from kakehashi.ledger.models import Event
from kakehashi.people.models import Account, Post
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from tests.briefing import word_templates as word
from tests.portal.test_query_counts import many

WAYS = [(whom, language) for whom in ("joint", "own") for language in ("ja", "en", "both", "side")]


def coming(node):
    """Set the next Council and share it; return its reference."""
    officer, now = node["officer-jp"], timezone.now()
    made = governance.set_meeting(
        body="body-council",
        date=(now + dt.timedelta(days=21)).date(),
        standing="fixed",
        title={"en": "The next Council", "ja": "次回評議会"},
        place={},
        mode="online",
        starts_at=now + dt.timedelta(days=21),
        by=officer,
        at=now,
    )
    records.share(item=made.pk, by=officer, at=now)
    return made.reference


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def everything(docx):
    document = Document(io.BytesIO(docx))
    return document.element.xml + "".join(one.header._element.xml for one in document.sections)


def meeting_of(node):
    return Meeting.objects.filter(standing="held").order_by("-date").first().reference


def test_a_paper_is_asked_for_and_given_in_every_form(node):
    client = signed_in(node["officer-jp"])
    meeting = meeting_of(node)
    page = f"/ja/desk/meetings/{meeting}/papers/"
    body = client.get(page).content.decode()
    for words in ("決定事項等一覧", "会議資料一式", "双方用", "自国側用", "日英対訳"):
        assert words in body
    asked = {"paper": "decisions", "for_whom": "joint", "language": "both"}
    for form, start in (
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("csv", b"\xef\xbb\xbf"),
        ("html", b"<!"),
    ):
        answer = client.post(page, {**asked, "form": form})
        assert answer.status_code == 302, answer.content.decode()
        given = client.get(answer["Location"])
        assert given.content.lstrip().startswith(start), form
        assert given["Cache-Control"] == "private, no-store" or "no-store" in given["Cache-Control"]
        name = given["Content-Disposition"]
        assert f'filename="decisions-{meeting}-participants-both-' in name
        assert f"決定事項等一覧_{meeting}_日英関係省庁限り" in unquote(name.split("UTF-8''")[1])
    english = client.get(answer["Location"].replace("/ja/", "/en/"))["Content-Disposition"]
    assert "filename*" not in english
    message = client.post(page, {**asked, "form": "mail"})
    text = client.get(message["Location"]).content.decode()
    assert "日英関係省庁限り · TLP:AMBER / Participants · TLP:AMBER" in text
    assert "mailto:" in text


def test_the_page_to_print_is_styled_by_itself_alone_and_marked_top_and_bottom(node):
    client = signed_in(node["officer-gb"])
    path = f"/en/desk/meetings/{meeting_of(node)}/papers/decisions.html"
    for language in ("en", "both", "side"):
        answer = client.get(path, {"in": language, "for": "joint"})
        page = answer.content.decode()
        assert page.count("Participants · TLP:AMBER</p>") == 2
        assert "<script" not in page
        assert not re.search(r'\sstyle="', page)
        assert re.search(r"style-src 'self' 'sha256-[^']+'", answer["Content-Security-Policy"])
        assert answer["Content-Disposition"].startswith("inline")
        if language != "en":
            assert 'lang="ja"' in page
            assert 'lang="en"' in page


def test_what_does_not_go_together_is_said_beside_the_choice(node):
    client = signed_in(node["officer-gb"])
    page = f"/en/desk/meetings/{meeting_of(node)}/papers/"
    answer = client.post(
        page, {"paper": "pack", "for_whom": "joint", "language": "en", "form": "csv"}
    )
    assert answer.status_code == 400
    assert "This paper has no tables" in answer.content.decode()
    assert client.post(page, {}).status_code == 400
    for wrong in ("nothing.docx", "decisions.exe", "progress.docx"):
        assert client.get(f"{page}{wrong}").status_code == 404
    assert client.get(f"{page}decisions.docx?in=xx").status_code == 404
    assert client.get(f"{page}decisions.docx?for=all").status_code == 404
    assert client.get("/en/desk/meetings/nothing/papers/").status_code == 404
    period = "/en/desk/papers/period/progress.html"
    assert client.get(f"{period}?since=2025-01-01&until=2024-01-01").status_code == 400
    assert client.get(f"{period}?since=x&until=2024-01-01").status_code == 404


def marked(node, name, kind, links, *, shared=False, **facts):
    """Start a record with a marker in its title and text; return the marker."""
    marker = f"MARK{secrets.token_hex(8)}"
    made = records.create(
        kind=kind,
        text=NewText(
            wording={"title": {"en": f"title {marker}"}, "body": {"en": f"body {marker}"}},
            facts=facts,
            links=links,
        ),
        by=node[name],
        at=timezone.now(),
    )
    if shared:
        records.share(item=made.pk, by=node[name], at=timezone.now())
    return marker


def sat(node, meeting, name, *, shared):
    """Bring an item, an action point and minutes to a meeting, and note it; return the markers.

    A note is never for both, even where it is shared.
    """
    item, point, text, note = (f"MARK{secrets.token_hex(8)}" for _each in range(4))
    by, at = node[name], timezone.now()
    post = Post.objects.filter(organisation__side=by.side_id).first()
    words = {"en": f"title {item}", "ja": f"件名 {item}"}
    governance.add_item(
        meeting=meeting,
        new=governance.NewItem(title=words, body=words, leads={by.side_id: post.pk}),
        share=shared,
        by=by,
        at=at,
    )
    governance.open_action_point(
        title={"en": point},
        task={"en": point},
        owner=post.pk,
        meeting=meeting,
        share=shared,
        by=by,
        at=at,
    )
    made = drafting.start(
        draft=drafting.Draft(
            title={"en": text},
            paragraphs=[Paragraph("aaaaaaaa", words={"en": f"It was noted {text}."})],
            text_kind="minutes",
            links=[LinkTo("of_meeting", Item.objects.get(reference=meeting).pk)],
        ),
        by=by,
        at=at,
    )
    if shared:
        records.share(item=made.pk, by=by, at=at)
        return [item, point], text
    marked_note = records.create(
        kind="meeting_note",
        text=NewText(
            wording={"title": {"en": note}, "body": {"en": note}},
            links=[LinkTo("of_meeting", Item.objects.get(reference=meeting).pk)],
        ),
        by=by,
        at=at,
    )
    assert marked_note
    return [item, point, note], text


def reads(client, meeting):
    """Return every paper in every language, form and for whom, as one text each."""
    found = {}
    for code, kind in offered.PAPERS.items():
        if kind.of not in (kinds.MEETING, kinds.PERIOD):
            continue
        for whom in kind.for_whom if code != "outcome" else ():
            for language in ("en", "both", "side"):
                for form in ("html", "mail", "csv") if kind.tables else ("html", "mail"):
                    path = (
                        f"/en/desk/meetings/{meeting}/papers/{code}.{form}?"
                        if kind.of == kinds.MEETING
                        else f"/en/desk/papers/period/{code}.{form}?since=2020-01-01&until=2027-12-31&"
                    )
                    answer = client.get(f"{path}in={language}&for={whom}")
                    assert answer.status_code == 200, (path, language, whom)
                    found[code, whom, language, form] = answer.content.decode()
    return found


def test_no_marker_of_what_is_not_shared_is_in_a_paper_for_both_sides_or_of_the_other(node):
    """Each side's drafts stand in its own papers, never in the other's, never in a joint one."""
    meeting = Item.objects.get(reference=coming(node))
    action = Item.objects.filter(kind="joint_action").order_by("reference").first()
    decided, reported = [LinkTo("of_meeting", meeting.pk)], [LinkTo("about", action.pk)]
    secret, told, drafts = {}, {}, {}
    for side in ("jp", "gb"):
        for shared, markers in ((False, secret), (True, told)):
            name = f"officer-{side}"
            markers[side] = [
                marked(node, name, "decision", decided, shared=shared, date="2025-06-01"),
                marked(node, name, "update", reported, shared=shared, date="2026-01-01"),
            ]
    for side in ("jp", "gb"):
        name = f"officer-{side}"
        markers, drafts[side] = sat(node, meeting.reference, name, shared=False)
        secret[side] += markers
        markers, newest = sat(node, meeting.reference, name, shared=True)
        told[side] += markers
    for side, other in (("jp", "gb"), ("gb", "jp")):
        papers = reads(signed_in(node[f"officer-{side}"]), meeting.reference)
        whole = "".join(papers.values())
        joint = "".join(text for key, text in papers.items() if key[1] == "joint")
        own = "".join(text for key, text in papers.items() if key[1] == "own")
        for marker in secret[other]:
            assert marker not in whole, (side, marker)
        for marker in secret[side]:
            assert marker not in joint, (side, marker)
            assert marker in own, (side, marker)
        for marker in (*told["jp"], *told["gb"]):
            assert marker in joint, (side, marker)
        assert newest in papers["minutes", "joint", "en", "html"]
        assert drafts[side] not in joint
        assert drafts[other] not in whole
        assert "Own side only" not in joint
        for key, text in papers.items():
            if key[1] == "own":
                assert "Own side only" in text, key


def test_a_joint_paper_is_the_same_whoever_makes_it(node):
    meeting = meeting_of(node)
    made = [
        list(
            csv.reader(
                io.StringIO(
                    signed_in(node[name])
                    .get(f"/en/desk/meetings/{meeting}/papers/decisions.csv?in=both&for=joint")
                    .content.decode("utf-8-sig")
                )
            )
        )
        for name in ("officer-jp", "officer-gb")
    ]
    assert made[0][1:] == made[1][1:]
    assert len(made[0]) > 3


def test_a_cell_never_runs_as_a_formula(node):
    meeting = Item.objects.get(reference=meeting_of(node))
    records.create(
        kind="decision",
        text=NewText(
            wording={"title": {"en": '=HYPERLINK("http://x")'}, "body": {"en": "@SUM(1)"}},
            links=[LinkTo("of_meeting", meeting.pk)],
        ),
        by=node["officer-gb"],
        at=timezone.now(),
    )
    client = signed_in(node["officer-gb"])
    path = f"/en/desk/meetings/{meeting.reference}/papers/decisions"
    lines = client.get(f"{path}.csv?in=en&for=own").content.decode()
    assert "'=HYPERLINK" in lines
    assert "'@SUM" in lines
    book = load_workbook(io.BytesIO(client.get(f"{path}.xlsx?in=en&for=own").content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert any(str(one.value).startswith("'=HYPERLINK") for one in cells)
    assert {one.data_type for one in cells} == {"s"}
    assert "Own side only" in cells[0].value


def test_a_long_paper_is_made_by_the_worker_and_waits_for_its_owner_alone(node):
    officer = node["officer-jp"]
    client = signed_in(officer)
    meeting = meeting_of(node)
    asked = {"paper": "pack", "for_whom": "own", "language": "ja", "form": "docx"}
    page = f"/ja/desk/meetings/{meeting}/papers/"
    first = client.post(page, asked)["Location"]
    assert client.post(page, asked)["Location"] == first, "asked for twice, made once"
    waiting = client.get(first).content.decode()
    assert '<meta http-equiv="refresh" content="2">' in waiting
    assert "資料を作成しています" in waiting
    assert client.get(f"{first}file/").status_code == 404
    other = signed_in(node["officer-gb"])
    assert other.get(first).status_code == 404
    told = []
    keep = orders._told
    try:
        orders._told = lambda one, done, of: told.append((done, of)) or keep(one, done, of)
        assert orders.make_ordered(at=timezone.now()) == 1
    finally:
        orders._told = keep
    assert told == [(at, 15) for at in range(1, 16)]
    ready = client.get(first).content.decode()
    assert "refresh" not in ready
    assert "資料ができました" in ready
    given = client.get(f"{first}file/")
    assert "自国側限り" in everything(given.content)
    assert "会議資料一式" in unquote(given["Content-Disposition"])
    assert other.get(f"{first}file/").status_code == 404
    assert orders.make_ordered(at=timezone.now()) == 0
    assert "作成済み" in client.get(page).content.decode()
    assert orders.make_ordered(at=timezone.now() + orders.KEPT) == 0
    assert not PaperOrder.objects.exists()
    assert client.get(first).status_code == 404


def test_what_cannot_be_made_in_the_background_says_why(node):
    client = signed_in(node["officer-gb"])
    meeting = meeting_of(node)
    page = f"/en/desk/meetings/{meeting}/papers/"
    asked = {"paper": "pack", "for_whom": "own", "language": "en", "form": "docx"}
    first = client.post(page, asked)["Location"]
    Account.objects.get(username="officer-gb").roles.clear()  # they changed posts meanwhile
    assert orders.make_ordered(at=timezone.now()) == 1
    kept = PaperOrder.objects.get()
    assert (kept.state, kept.refusal["code"]) == ("refused", "not-your-role")
    assert "Your roles do not include this" in client.get(first).content.decode()
    assert client.get(f"{first}file/").status_code == 404


def test_only_so_many_papers_at_once_and_a_lost_one_is_begun_again(node):
    client = signed_in(node["officer-gb"])
    page = f"/en/desk/meetings/{meeting_of(node)}/papers/"
    asked = {"paper": "pack", "form": "docx"}
    ways = WAYS[: orders.MOST_OPEN]
    for whom, language in ways:
        assert (
            client.post(page, {**asked, "for_whom": whom, "language": language}).status_code == 302
        )
    last = client.post(page, {**asked, "for_whom": "own", "language": "side"})
    assert last.status_code == 400
    assert "5 papers are being made for you already" in last.content.decode()
    now = timezone.now()
    PaperOrder.objects.update(state="making", begun_at=now)
    assert orders.make_ordered(at=now) == 0
    PaperOrder.objects.exclude(pk=PaperOrder.objects.first().pk).delete()
    assert orders.make_ordered(at=now + orders.LOST * 2) == 1


@pytest.mark.parametrize(
    "paper",
    [
        one.code
        for one in offered.PAPERS.values()
        if one.of in (kinds.MEETING, kinds.PERIOD) and not one.text_kind
    ],
)
def test_queries_do_not_grow_with_what_is_in_a_paper(node, paper):
    client = signed_in(node["officer-jp"])
    kind = offered.PAPERS[paper]
    meeting = meeting_of(node)
    path = (
        f"/ja/desk/meetings/{meeting}/papers/{paper}.html?for=own&in=both"
        if kind.of == kinds.MEETING
        else f"/ja/desk/papers/period/{paper}.html?since=2020-01-01&until=2027-01-01&for=own&in=both"
    )
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(path)
    many(node, 0, 30)
    with CaptureQueriesContext(connection) as more:
        assert client.get(path).status_code == 200
    assert len(more) == len(few)


def test_a_side_replaces_a_template_and_goes_back(node):
    client = signed_in(node["officer-gb"])
    page = "/en/desk/papers/templates/decisions/en/"
    own = word.template(
        "Ours: {{ title }}", "{%p for row in decisions %}", "{{ row.title }}", "{%p endfor %}"
    )
    client.post(page, {"file": upload("ours.docx", own)})
    kept = PaperTemplate.objects.get()
    assert (kept.in_use, kept.name, kept.side_id, kept.by) == (
        True,
        "ours.docx",
        "GB",
        node["officer-gb"],
    )
    meeting = meeting_of(node)
    path = f"/en/desk/meetings/{meeting}/papers/decisions.docx?in=en&for=joint"
    assert "Ours: " in everything(client.get(path).content)
    assert "Ours: " not in everything(signed_in(node["officer-jp"]).get(path).content)
    shown = client.get(page).content.decode()
    assert "ours.docx" in shown
    assert "<code>decisions[].title</code>" in shown
    assert client.get(f"/en/desk/papers/templates/kept/{kept.pk}.docx").content == own
    assert (
        signed_in(node["officer-jp"])
        .get(f"/en/desk/papers/templates/kept/{kept.pk}.docx")
        .status_code
        == 404
    )
    client.post(page, {"default": "1"})
    assert "Ours: " not in everything(client.get(path).content)
    client.post(page, {"use": str(kept.pk)})
    assert "Ours: " in everything(client.get(path).content)
    client.post(page, {"file": upload("again.docx", own)})
    assert PaperTemplate.objects.count() == 1, "the same file is kept once"
    told = Event.objects.filter(name="briefing.template.chosen")
    assert told.count() == 3
    assert "Chose a template for papers" in client.get("/en/desk/timeline/").content.decode()
    assert (
        "briefing.template"
        not in signed_in(node["officer-jp"]).get("/en/desk/timeline/").content.decode()
    )
    assert client.post(page, {"use": "x"}).status_code == 404
    assert client.post(page, {"use": str(uuid.uuid4())}).status_code == 404
    sample = client.get("/en/desk/papers/templates/decisions/en/sample.docx").content
    assert sample == default_template("decisions", "en")


def test_a_bad_template_is_refused_beside_the_file_and_the_old_one_stays(node):
    client = signed_in(node["officer-jp"])
    page = "/ja/desk/papers/templates/decisions/ja/"
    for content, code in (
        (word.template("{{ decisoins }}"), "template-unknown-name"),
        (word.repacked(word.template(), add={"word/vbaProject.bin": b"x"}), "template-macro"),
        (b"x" * 6_000_000, "template-too-big"),
        (b"\x00\xff" * 100, "template-not-docx"),
    ):
        answer = client.post(page, {"file": upload("x.docx", content)})
        assert answer.status_code == 400
        assert code in answer.content.decode()
    assert not PaperTemplate.objects.exists()
    assert client.post(page, {}).status_code == 400
    for path in ("nothing/ja", "decisions/xx"):
        assert client.get(f"/ja/desk/papers/templates/{path}/").status_code == 404
        assert client.get(f"/ja/desk/papers/templates/{path}/sample.docx").status_code == 404


def test_who_may_not_change_templates_is_refused_and_sees_no_form(node):
    reader = Account.objects.create(
        username="reader-jp",
        side_id="JP",
        organisation_id="mic",
        name_en="R",
        name_ja="R",
        created_at=timezone.now(),
    )
    reader.roles.add("reader")
    client = signed_in(reader)
    page = "/en/desk/papers/templates/decisions/en/"
    assert 'type="file"' not in client.get(page).content.decode()
    for sent in ({"default": "1"}, {"use": str(uuid.uuid4())}, {"file": upload("x.docx", b"x")}):
        assert client.post(page, sent).status_code == 403
    assert templates.template_for("JP", "decisions", "en") == default_template("decisions", "en")


def upload(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_a_paper_that_is_a_joint_text_is_offered_only_where_there_is_one(node):
    client = signed_in(node["officer-gb"])
    meeting = coming(node)
    page = f"/en/desk/meetings/{meeting}/papers/"
    assert 'value="minutes"' not in client.get(page).content.decode()
    answer = client.get(f"{page}minutes.docx?for=joint&in=en")
    assert answer.status_code == 400
    assert "paper-without-text" in answer.content.decode()
    sat(node, meeting, "officer-gb", shared=False)
    assert 'value="minutes"' in client.get(page).content.decode()
    asked = {"paper": "minutes", "for_whom": "joint", "language": "en", "form": "html"}
    refused = client.post(page, asked)
    assert refused.status_code == 400
    assert "needs a text that is shared" in refused.content.decode()
    own = client.get(client.post(page, {**asked, "for_whom": "own"})["Location"]).content.decode()
    assert "It was noted MARK" in own
    assert "Draft" in own, "nobody takes it for settled"
    annex = own[own.index("Annex A: agenda") :]
    assert "title MARK" in annex, "joint minutes carry the agenda behind them"
