"""Joint texts as files: each paragraph comes back as itself, whatever a word processor did."""

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from copy import deepcopy
from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.drafting import paragraphs as lists
from kakehashi.drafting.documents.akoma_ntoso import write_akn
from kakehashi.drafting.documents.coming_back import brought_back, only_words
from kakehashi.drafting.documents.word_reading import NotOurFile, read_docx
from kakehashi.drafting.documents.word_writing import CLEAN, COLUMNS, Sheet, write_docx
from kakehashi.drafting.documents.xliff import NotXliff, read_xliff, write_xliff
from kakehashi.drafting.paragraphs import HEADING, NUMBERED, Paragraph
from kakehashi.drafting.services.texts import Draft
from kakehashi.errors import Refused
from kakehashi.wording.files.refusals import ForbiddenXml

SHEET = Sheet(
    "JT-JP-1", "d" * 64, dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC), "Japan",
    {"ja": "案　日英関係省庁限り", "en": "DRAFT  Participants"}, {"ja": "", "en": "Courtesy translation"},
)  # fmt: skip
BOTH = ("ja", "en")


def paragraph(key, ja, en, form=NUMBERED, level=1):
    words = {code: said for code, said in (("ja", ja), ("en", en)) if said}
    return Paragraph(key, form=form, level=level, words=words)


DRAFT = Draft(
    title={"ja": "成果文書", "en": "Outcome document"},
    paragraphs=[
        paragraph("h1", "総論", "General", form=HEADING),
        paragraph("a1", "双方は、海底ケーブルの協力を継続する。", "Both sides will continue cooperation on cables."),
        paragraph("a2", "以下を含む。", "This includes:"),
        paragraph("a3", "共同研究", "joint research", level=2),
        paragraph("a4", "", "an exchange\nof experts", level=2),
        paragraph("a5", "2027年に再度会合する。", "They will meet again in 2027."),
    ],
    text_kind="outcome_document",
    authority="ja",
)  # fmt: skip


def written(draft=DRAFT, **more):
    return write_docx(draft, SHEET, **{"layout": CLEAN, "languages": BOTH, **more})


def back(content, draft=DRAFT, newest=None):
    return brought_back(draft, newest or draft, read_docx(content, "text.docx"))


@pytest.mark.parametrize("layout", [CLEAN, COLUMNS])
def test_a_file_that_nobody_touched_changes_nothing(layout):
    content = written(layout=layout)
    returned = read_docx(content, "text.docx")
    assert (returned.reference, returned.digest) == ("JT-JP-1", "d" * 64)
    assert set(returned.languages) == {"ja", "en"}
    assert back(content) == DRAFT
    assert content == written(layout=layout)


def test_one_language_alone_leaves_the_other_as_it_is():
    assert back(written(languages=("en",))) == DRAFT


def edited(content, change):
    word = Document(io.BytesIO(content))
    change(word)
    saved = io.BytesIO()
    word.save(saved)
    return saved.getvalue()


def find(word, words):
    return next(one for one in word.paragraphs if words in one.text)


def test_words_typed_into_a_paragraph_come_back_in_it():
    def change(word):
        runs = find(word, "meet again").runs
        runs[-1].text = "They will meet again in Tokyo in 2027."

    found = back(edited(written(languages=("en",)), change))
    assert lists.changes(DRAFT.paragraphs, found.paragraphs)[-1].what == "same"
    assert found.paragraphs[-1].words == {
        "ja": "2027年に再度会合する。",
        "en": "They will meet again in Tokyo in 2027.",
    }
    assert found.paragraphs[:-1] == DRAFT.paragraphs[:-1]


def test_new_deleted_and_moved_paragraphs_are_told_apart():
    def change(word):
        last = find(word, "meet again")
        last.insert_paragraph_before("A new thought.")
        gone = find(word, "joint research")._p
        gone.getparent().remove(gone)
        moved = find(word, "continue cooperation")._p
        last._p.addnext(moved)

    found = back(edited(written(languages=("en",)), change))
    told = {
        (change.old or change.new).id: change.what
        for change in lists.changes(DRAFT.paragraphs, found.paragraphs)
        if change.what != "same"
    }
    fresh = next(one for one in found.paragraphs if one.words == {"en": "A new thought."})
    assert told == {"a1": "moved", "a3": "removed", fresh.id: "added"}


def test_a_paragraph_copied_with_its_mark_is_a_new_one():
    document = Document(io.BytesIO(written(languages=("en",))))
    first = next(one for one in document.paragraphs if "continue cooperation" in one.text)
    copy = deepcopy(first._p)
    for one in copy.iter(qn("w:t")):
        one.text = (one.text or "").replace("cables", "data flows")
    first._p.addnext(copy)
    stored = io.BytesIO()
    document.save(stored)
    made = back(stored.getvalue())
    assert [one.said("en") for one in made.paragraphs[1:3]] == [
        "Both sides will continue cooperation on cables.",
        "Both sides will continue cooperation on data flows.",
    ]
    assert made.paragraphs[1].id == "a1" != made.paragraphs[2].id


def test_two_paragraphs_run_together_are_merged():
    def change(word):
        first, second = find(word, "continue cooperation"), find(word, "This includes")
        for one in list(second._p):
            if not one.tag.endswith("}pPr"):
                first._p.append(one)
        second._p.getparent().remove(second._p)

    found = back(edited(written(languages=("en",)), change))
    whole = next(one for one in found.paragraphs if one.id == "a1")
    assert whole.merged == ("a2",)
    assert "a2" not in [one.id for one in found.paragraphs]


def test_what_was_changed_here_meanwhile_stays():
    newest = replace(
        DRAFT,
        paragraphs=[
            replace(one, words={"ja": one.said("ja"), "en": "changed here"})
            if one.id == "a1"
            else one
            for one in DRAFT.paragraphs
        ],
    )

    def change(word):
        find(word, "meet again").runs[-1].text = "changed there"

    found = back(edited(written(languages=("en",)), change), newest=newest)
    assert [one.said("en") for one in found.paragraphs if one.id in ("a1", "a5")] == [
        "changed here",
        "changed there",
    ]


LATER = replace(
    DRAFT,
    title={"ja": "成果文書（案）", "en": "Outcome document"},
    paragraphs=[
        DRAFT.paragraphs[0],
        replace(DRAFT.paragraphs[1], words={**DRAFT.paragraphs[1].words, "en": "Both sides will deepen cooperation on cables."}),
        DRAFT.paragraphs[5],
        DRAFT.paragraphs[2],
        paragraph("b1", "人材交流", "staff exchange", level=2),
        DRAFT.paragraphs[4],
    ],
)  # fmt: skip


@pytest.mark.parametrize("layout", [CLEAN, COLUMNS])
def test_tracked_changes_accepted_are_the_new_text(layout):
    content = written(LATER, layout=layout, since=DRAFT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "<w:ins " in body
    assert "<w:del " in body
    assert 'w:author="Japan"' in body
    assert back(content, LATER) == LATER


def office(content, name, to, folder):
    (folder / name).write_bytes(content)
    done = subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", to, "--outdir", str(folder / "out"), str(folder / name)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return next((folder / "out").iterdir()).read_bytes()


needs_office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not on this machine"
)


@needs_office
@pytest.mark.parametrize("layout", [CLEAN, COLUMNS])
def test_libreoffice_keeps_every_identity(layout, tmp_path):
    content = office(written(layout=layout), "text.docx", "docx:MS Word 2007 XML", tmp_path)
    assert back(content) == DRAFT


@needs_office
def test_libreoffice_keeps_identities_and_changes_of_a_tracked_file(tmp_path):
    tracked = written(LATER, since=DRAFT, layout=COLUMNS)
    content = office(tracked, "text.docx", "docx:MS Word 2007 XML", tmp_path)
    assert back(content, LATER) == LATER
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "<w:ins " in body
    assert "<w:del " in body


def test_somebody_else_s_file_is_no_joint_text():
    word = Document()
    word.add_paragraph("Dear colleague")
    saved = io.BytesIO()
    word.save(saved)
    with pytest.raises(NotOurFile):
        read_docx(saved.getvalue(), "letter.docx")
    for content in (b"", b"PK\x03\x04", b"%PDF-1.7"):
        with pytest.raises(Refused):
            read_docx(content, "x.docx")


def test_a_nested_table_and_notes_do_no_harm():
    def change(word):
        table = word.add_table(1, 1)
        table.cell(0, 0).add_table(1, 1).cell(0, 0).text = "inner"

    found = back(edited(written(languages=("en",)), change))
    assert found.paragraphs[: len(DRAFT.paragraphs)] == DRAFT.paragraphs


WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
).map(lambda said: said.strip() or "x")


@given(
    st.lists(st.tuples(WORDS, WORDS, st.sampled_from(lists.FORMS), st.integers(1, 3)), max_size=8),
    st.sampled_from([CLEAN, COLUMNS]),
)
@settings(max_examples=25, deadline=None)
def test_any_text_comes_back_as_it_went(rows, layout):
    draft = Draft(
        title={"ja": "題", "en": "Title"},
        paragraphs=[
            Paragraph(f"p{number}", form=form, level=level, words={"ja": ja, "en": en})
            for number, (ja, en, form, level) in enumerate(rows)
        ],
        text_kind="minutes",
    )
    assert back(written(draft, layout=layout), draft) == draft
    sent = write_xliff(draft, reference="JT-1", digest="e" * 64, source="ja", target="en")
    translated = read_xliff(sent, "t.xlf")
    assert only_words(draft, draft, {k: {"en": v} for k, v in translated.words.items()}) == draft


def test_xliff_carries_one_language_to_a_translator_and_back():
    sent = write_xliff(DRAFT, reference="JT-JP-1", digest="d" * 64, source="en", target="ja")
    root = fromstring(sent)
    space = "{urn:oasis:names:tc:xliff:document:2.0}"
    states = {unit.get("id"): unit[0].get("state") for unit in root.iter(f"{space}unit")}
    assert states["p-a4"] == "initial"
    assert states["p-a1"] == "translated"
    filled = sent.decode().replace(
        "of experts</source>", 'of experts</source><target>専門家の<mrk id="m1">交流</mrk></target>'
    )
    translated = read_xliff(filled.encode(), "t.xlf")
    assert (translated.language, translated.digest) == ("ja", "d" * 64)
    assert translated.words["a4"] == "専門家の交流"
    found = only_words(DRAFT, DRAFT, {"a4": {"ja": translated.words["a4"]}})
    assert found.paragraphs[4].words == {"ja": "専門家の交流", "en": "an exchange\nof experts"}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<xliff/>", b"not xml",
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="fr"/>',
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="en"/>',
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="ja"/>',
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>',
    ],
)  # fmt: skip
def test_what_is_no_xliff_of_ours_is_refused(content):
    with pytest.raises(NotXliff):
        read_xliff(content, "t.xlf")


@pytest.mark.parametrize(
    "head",
    ['<!DOCTYPE a [<!ENTITY e "x">]>', '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">'],
)
def test_entities_and_external_references_are_refused(head):
    with pytest.raises(ForbiddenXml):
        read_xliff(f"<?xml version='1.0'?>{head}<xliff/>".encode(), "t.xlf")


def test_akoma_ntoso_nests_by_number_and_keeps_identities():
    made = write_akn(
        DRAFT,
        reference="JT-JP-1",
        digest="d" * 64,
        number=3,
        begun=dt.date(2026, 3, 1),
        on=dt.date(2026, 4, 1),
        language="en",
    )
    root = fromstring(made)
    named = [one.get("eId") for one in root.iter() if one.get("eId")]
    assert len(named) == len(set(named))
    akn = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
    assert [one.get("wId") for one in root.iter() if one.get("wId")] == [
        "title", "h1", "a1", "a2", "a3", "a4", "a5",
    ]  # fmt: skip
    sub = next(one for one in root.iter(f"{akn}subparagraph") if one.get("wId") == "a4")
    assert sub.get("eId") == "para_2__subpara_b"
    assert [one.text for one in sub.iter(f"{akn}p")] == ["an exchange", "of experts"]
    assert root.find(f".//{akn}FRBRlanguage").get("language") == "eng"
    uri = root.find(f".//{akn}FRBRWork/{akn}FRBRuri").get("value")
    assert uri == "/akn/un/statement/2026-03-01/jt-jp-1"
    days = [one.get("date") for one in root.iter(f"{akn}FRBRdate")]
    assert days == ["2026-03-01", "2026-04-01", "2026-04-01"]
    assert "Courtesy translation" in made.decode()


def test_akoma_ntoso_gives_no_two_paragraphs_one_name():
    rows = [
        paragraph("a1", "一", "One"),
        paragraph("a2", "二", "Two", form="plain"),
        paragraph("a3", "三", "Three"),
    ]
    made = write_akn(
        replace(DRAFT, paragraphs=rows), reference="JT-JP-1", digest="d" * 64, number=1,
        begun=dt.date(2026, 3, 1), on=dt.date(2026, 3, 1), language="en",
    )  # fmt: skip
    named = [
        one.get("eId") for one in fromstring(made).iter() if one.get("wId") in ("a1", "a2", "a3")
    ]
    assert named == ["para_1", "para_n2", "para_2"]
