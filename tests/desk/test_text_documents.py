"""Files of a joint text on the desk: out in every form, back in through a look, as proposals too."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from kakehashi.drafting import services
from kakehashi.drafting.paragraphs import Paragraph
from kakehashi.drafting.services import Draft
from kakehashi.people.selectors import viewer_of
from kakehashi.records import selectors
from kakehashi.records import services as records
from tests.cast import NOW

FORMS = ("clean-ja.docx", "clean-en.docx", "clean.docx", "columns.docx", "ja.akn.xml", "en.akn.xml",
         "ja-en.xlf", "en-ja.xlf")  # fmt: skip


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def text(cast):
    made = services.start(
        draft=Draft(
            title={"en": "Minutes", "ja": "議事録"},
            paragraphs=[
                Paragraph("aa", words={"en": "They met.", "ja": "会合を開催した。"}),
                Paragraph("bb", words={"en": "They will meet in 2027."}),
            ],
            text_kind="minutes",
        ),
        by=cast.haruka,
        at=NOW,
    )
    records.share(item=made.pk, by=cast.haruka, at=NOW)
    return made


def files(text, language="en"):
    return f"/{language}/desk/texts/{text.reference}/documents/"


def draft_of(text, account):
    return services.text_of(selectors.entry_for(text.reference, viewer_of(account)).version)


def taken(client, text, form):
    answer = client.get(f"{files(text)}{form}")
    assert answer.status_code == 200
    assert form in answer["Content-Disposition"]
    return answer.content


def test_every_file_is_given_to_those_who_may_read_the_text(text, cast):
    for account in (cast.haruka, cast.alice):
        client = client_of(account)
        for language in ("ja", "en"):
            page = client.get(files(text, language)).content.decode()
            assert all(f"documents/{form}" in page for form in FORMS)
        for form in FORMS:
            taken(client, text, form)
    stranger = client_of(cast.mallory)
    assert stranger.get(files(text)).status_code == 404
    assert stranger.get(f"{files(text)}clean.docx").status_code == 404
    for wrong in ("clean.exe", "columns.docx?since=99", "columns.docx?version=x"):
        assert client_of(cast.haruka).get(f"{files(text)}{wrong}").status_code == 404


def edited(content, words):
    word = Document(io.BytesIO(content))
    row = next(one for one in word.tables[0].rows if "2027" in one.cells[2].text)
    row.cells[2].paragraphs[0].runs[-1].text = words
    saved = io.BytesIO()
    word.save(saved)
    return saved.getvalue()


def looked(client, text, content, name="back.docx", language="en"):
    return client.post(files(text, language), {"file": SimpleUploadedFile(name, content)})


def look_of(page):
    return re.search(r'name="look" value="([^"]+)"', page.content.decode())[1]


def test_a_word_file_comes_back_as_a_draft_once_it_was_looked_at(text, cast):
    client = client_of(cast.haruka)
    content = edited(taken(client, text, "columns.docx"), "They will meet in Tokyo in 2027.")
    page = looked(client, text, content, language="ja")
    assert page.status_code == 200
    assert "Tokyo" in page.content.decode()
    assert "ファイルによる変更内容" in page.content.decode()
    assert draft_of(text, cast.haruka).paragraphs[1].said("en") == "They will meet in 2027."
    done = client.post(files(text), {"look": look_of(page)})
    assert done.status_code == 302
    found = draft_of(text, cast.haruka)
    assert [one.id for one in found.paragraphs] == ["aa", "bb"]
    assert found.paragraphs[1].said("en") == "They will meet in Tokyo in 2027."
    assert draft_of(text, cast.alice).paragraphs[1].said("en") == "They will meet in 2027."
    tracked = client.get(f"{files(text)}columns.docx?since=2")
    assert b"docx" in tracked["Content-Disposition"].encode()


def test_the_side_without_the_pen_sends_it_as_proposals(text, cast):
    client = client_of(cast.alice)
    content = edited(taken(client, text, "columns.docx"), "They will meet in London in 2027.")
    page = looked(client, text, content)
    client.post(files(text), {"look": look_of(page)})
    proposal = text.proposals.get()
    assert proposal.wording == {"p-bb": {"en": "They will meet in London in 2027."}}
    assert draft_of(text, cast.haruka).paragraphs[1].said("en") == "They will meet in 2027."


def test_a_translation_fills_what_is_missing(text, cast):
    client = client_of(cast.haruka)
    sent = taken(client, text, "en-ja.xlf").decode()
    filled = sent.replace(
        "in 2027.</source>", "in 2027.</source><target>2027年に会合する。</target>"
    )
    page = looked(client, text, filled.encode(), "back.xlf")
    client.post(files(text), {"look": look_of(page)})
    assert draft_of(text, cast.haruka).paragraphs[1].words == {
        "en": "They will meet in 2027.",
        "ja": "2027年に会合する。",
    }


def test_what_cannot_be_used_is_said_and_changes_nothing(text, cast):
    client = client_of(cast.haruka)
    before = draft_of(text, cast.haruka)
    for content, name in ((b"", "empty.docx"), (b"PK\x03\x04", "x.docx"), (b"<a/>", "x.xlf")):
        page = looked(client, text, content, name, language="ja")
        assert page.status_code >= 400
        assert "エラー：" in page.content.decode()
    assert client.post(files(text), {}).status_code == 400
    assert client.post(files(text), {"look": "forged"}).status_code == 409
    unchanged = looked(client, text, taken(client, text, "columns.docx"))
    assert unchanged.status_code == 302
    assert draft_of(text, cast.haruka) == before


def test_what_is_no_file_of_this_text_is_told_by_name(text, cast):
    other = services.start(
        draft=Draft(
            title={"en": "Other", "ja": "別の文書"},
            paragraphs=[Paragraph("cc", words={"en": "They met.", "ja": "会合を開催した。"})],
            text_kind="minutes",
        ),
        by=cast.haruka,
        at=NOW,
    )
    client = client_of(cast.haruka)
    for form in ("columns.docx", "ja-en.xlf"):
        sent = SimpleUploadedFile(form, taken(client, other, form))
        answer = client.post(files(text), {"file": sent})
        assert answer.status_code == 409
        assert f"was taken out of {other.reference}" in answer.content.decode()
    for name, content in (("a.pdf", b"%PDF-1.4"), ("empty.docx", b" "), ("t.txt", b"They met.")):
        answer = client.post(files(text), {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 415
        assert f"{name} is neither a Word file" in answer.content.decode()


def test_a_file_over_the_limit_is_told_its_size(text, cast, monkeypatch):
    monkeypatch.setattr("kakehashi.desk.views.text_documents.LARGEST", 1024 * 1024)
    sent = SimpleUploadedFile("big.docx", b"PK" + b"0" * (1024 * 1024))
    answer = client_of(cast.haruka).post(files(text), {"file": sent})
    assert answer.status_code == 413
    assert "big.docx has 2 MB; the limit is 1 MB" in answer.content.decode()
