"""What goes to a translator comes back as itself: XLIFF 2.1 and 1.2, Word; what is no such file."""

import io
import re
import shutil
import subprocess
import zipfile

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage import xliff, xliff2

from kakehashi.glossary.concepts import NewConcept
from kakehashi.translation.codes import control_characters, plain
from kakehashi.translation.documents.parcels import parcel
from kakehashi.translation.documents.shapes import Outgoing, Unit
from kakehashi.translation.documents.word_reading import read_docx
from kakehashi.translation.documents.word_writing import write_docx
from kakehashi.translation.documents.xliff import read_xliff, write_old_xliff, write_xliff
from kakehashi.translation.refusals import MacrosInside, NotATranslation
from kakehashi.translation.rules import DOCX, EMPTY, GIVEN, XLIFF, XLIFF_OLD
from kakehashi.wording.files.refusals import FileBroken, FileSwells, ForbiddenXml

CHIP = NewConcept(
    "chip",
    {
        "ja": {"preferred": ["半導体"], "avoided": ["チップ"]},
        "en": {"preferred": ["semiconductor"]},
    },
    definition={"ja": "電気を部分的に通すもの。"},
)
SOURCE = "半導体について VD.b.vi-3 及び https://example.org/a?b=1&c=2 を参照。\n二行目。"
TARGET = "See VD.b.vi-3 and https://example.org/a?b=1&c=2 on semiconductors.\nSecond line."


def job(*pairs: tuple[str, str], **more) -> Outgoing:
    units = [
        Unit(
            field=f"p-a{number}",
            label={"en": f"Paragraph {number}", "ja": f"第{number}項"},
            source=source,
            target=target,
            state=GIVEN if target else EMPTY,
            concepts=["chip"] if "半導体" in source else [],
        )
        for number, (source, target) in enumerate(pairs, 1)
    ]
    return Outgoing(
        **{
            "job": "0190aaaa-0000-7000-8000-000000000001",
            "reference": "TJ-JP-1",
            "title": "第3回会合",
            "source": "ja",
            "target": "en",
            "due": "2026-12-01",
            "marking": {"en": "own side only · OFFICIAL", "ja": "自国側限り・機密性2"},
            "note": "急ぎです。",
            "units": units,
            "concepts": {"chip": CHIP},
            **more,
        }
    )


def sources(out: Outgoing) -> dict[str, str]:
    return {one.field: one.source for one in out.units}


def back(out: Outgoing, form: str):
    if form == DOCX:
        return read_docx(write_docx(out), "t.docx", frozenset(sources(out)))
    written = write_xliff(out) if form == XLIFF else write_old_xliff(out)
    return read_xliff(written, "t.xlf", sources(out))


# Ruby, a surrogate pair, a combining sign, right-to-left, brackets, what looks like markup or a code.
ODD = st.text(
    st.sampled_from("漢《かんじ》｜𠮷👨‍👩‍👧e\u0301אב<&>'\"[]{}%\u3000\u00a0 \nA.b-1xhttps://e.jp/"),
    max_size=40,
).filter(lambda text: not control_characters(text))


@pytest.mark.parametrize("form", [XLIFF, XLIFF_OLD, DOCX])
def test_any_text_comes_back_as_it_went(form):
    @settings(max_examples=60 if form != DOCX else 12)
    @given(st.lists(st.tuples(ODD.filter(str.strip), ODD), min_size=1, max_size=3))
    @example([(SOURCE, TARGET), ("A.b A.b", "A.b"), ("｜漢字《かんじ》", "𠮷 \u2028 x")])
    def run(pairs):
        out = job(*pairs)
        came = back(out, form)
        assert (came.job, came.reference, came.target) == (out.job, "TJ-JP-1", "en")
        assert [one.field for one in came.units] == [one.field for one in out.units]
        for one, sent in zip(came.units, out.units, strict=True):
            assert plain(one.source) == plain(sent.source)
            assert plain(one.target) == plain(sent.target)
            assert one.codes_unknown == 0

    run()


def test_a_control_character_travels_as_a_code_and_is_found():
    out = job(("bell\x07", "bell\x07 and \x00"))
    came = back(out, XLIFF)
    assert came.units[0].target == "bell\x07 and \x00"
    assert control_characters(came.units[0].target) == ["U+0007", "U+0000"]
    assert control_characters("tab\tline\nfeed é 𠮷") == []
    assert control_characters("\u202edrow\ud800") == ["U+202E", "U+D800"]
    assert back(out, DOCX).units[0].target == "bell and"


def test_other_tools_read_the_xliff_and_write_it_back():
    out = job((SOURCE, TARGET), ("双方は会合を開催する。", ""))
    new = xliff2.Xliff2File.parsestring(write_xliff(out))
    assert [one.getid().rpartition("\x04")[2] or one.getid() for one in new.units]
    old = xliff.xlifffile.parsestring(write_old_xliff(out))
    assert [one.getid().rpartition("\x04")[2] for one in old.units] == ["p-a1", "p-a2"]
    assert str(old.units[1].source) == "双方は会合を開催する。"
    old.units[1].target = "The two sides will meet."
    came = read_xliff(bytes(old), "t.xlf", sources(out))
    assert [one.target for one in came.units] == [TARGET, "The two sides will meet."]
    new.units[1].target = "The two sides will meet."
    came = read_xliff(bytes(new), "t.xlf", sources(out))
    assert came.units[1].target == "The two sides will meet."


def test_codes_stand_as_placeholders_and_terms_beside_their_unit():
    tree = etree.fromstring(write_xliff(job((SOURCE, TARGET))))
    names = {
        "x": "urn:oasis:names:tc:xliff:document:2.0",
        "g": "urn:oasis:names:tc:xliff:glossary:2.0",
    }
    assert tree.xpath("//x:source/x:ph/@disp", namespaces=names) == [
        "VD.b.vi-3",
        "https://example.org/a?b=1&c=2",
    ]
    assert tree.xpath("//x:target/x:ph/@id", namespaces=names) == ["1", "2"]
    assert tree.xpath("//g:translation/text()", namespaces=names) == ["semiconductor"]
    order = [etree.QName(one).localname for one in tree.xpath("//x:unit/*", namespaces=names)]
    assert order == ["glossary", "originalData", "segment"]
    assert "機密性2" in tree.xpath("string(//x:note[@category='marking'])", namespaces=names)


def test_what_was_segmented_anew_or_moved_comes_back_whole():
    out = job((SOURCE, ""), ("次。", ""))
    text = write_xliff(out).decode()
    segment = re.search(r'<unit id="p-a2".*?</unit>', text)[0]
    filled = re.sub(
        r"<segment.*</segment>",
        "<segment><source>次</source><target>Next</target></segment><ignorable><source>。</source>"
        '<target>. </target></ignorable><segment><source/><target><pc id="9">one</pc>'
        '<ph id="7" dataRef="d9"/><mrk id="m">!</mrk></target></segment>',
        segment,
    )
    moved = text.replace(segment, "").replace("<unit ", filled + "<unit ", 1)
    came = read_xliff(moved.encode(), "t.xlf", sources(out))
    assert [(one.field, one.target) for one in came.units] == [("p-a2", "Next. one!"), ("p-a1", "")]
    assert came.units[0].codes_unknown == 1


def test_the_zip_has_the_terms_as_tbx_beside_the_file():
    name, data = parcel(job((SOURCE, "")), DOCX)
    assert name == "TJ-JP-1-ja-en-docx.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["TJ-JP-1-ja-en.docx", "TJ-JP-1-ja-en-glossary.tbx"]
        terms = archive.read("TJ-JP-1-ja-en-glossary.tbx")
    assert "半導体".encode() in terms
    assert parcel(job((SOURCE, "")), DOCX) == (name, data)
    without = parcel(job(("双方。", ""), concepts={}), XLIFF)[1]
    with zipfile.ZipFile(io.BytesIO(without)) as archive:
        assert archive.namelist() == ["TJ-JP-1-ja-en.xlf"]


def word(out: Outgoing):
    return Document(io.BytesIO(write_docx(out)))


def saved(document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_rows_of_a_word_file_are_known_by_name_wherever_they_stand():
    out = job((SOURCE, ""), ("次。", "Next."))
    document = word(out)
    table = document.tables[0]
    assert [one.text for one in table.rows[0].cells] == ["項", "原文", "訳文"]
    assert document.tables[1].rows[1].cells[1].text == "semiconductor"
    assert "機密性2" in document.sections[0].header.paragraphs[0].text
    table.rows[1].cells[2].text = "One\nTwo"  # which takes the bookmark away
    table._tbl.append(table.rows[1]._tr)
    came = read_docx(saved(document), "t.docx", frozenset(sources(out)))
    assert [(one.field, one.target) for one in came.units] == [
        ("p-a2", "Next."),
        ("p-a1", "One\nTwo"),
    ]
    table.rows[1].cells[0].text = "renamed"  # the bookmark still says which it is
    came = read_docx(saved(document), "t.docx", frozenset(sources(out)))
    assert came.units[0].field == "p-a2"


def test_without_properties_the_heading_says_which_job():
    data = write_docx(job((SOURCE, "")))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.namelist():
            if "custom" not in one:
                new.writestr(one, old.read(one))
    came = read_docx(made.getvalue(), "t.docx", frozenset({"p-a1"}))
    assert (came.job, came.reference) == ("", "TJ-JP-1")


def packed(**parts: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(
                name.replace("__", "/").replace("_x", ".x").replace("_b", ".b"), content
            )
    return made.getvalue()


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
NEW = "urn:oasis:names:tc:xliff:document:2.0"
DEEP = 20_000
CASES = [
    (
        f'<xliff version="2.1" xmlns="{NEW}"><unit id="a"><segment><target>'.encode()
        + b"<mrk>" * DEEP
        + b"</mrk>" * DEEP
        + b"</target></segment></unit></xliff>",
        FileSwells,
    ),
    (
        packed(
            word__document_xml=(
                '<w:tr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                "<w:tc/><w:tc/><w:tc><w:p>"
                + "<w:r>" * DEEP
                + "</w:r>" * DEEP
                + "</w:p></w:tc></w:tr>"
            )
        ),
        FileSwells,
    ),
    (b"", NotATranslation),
    (b"no xml", NotATranslation),
    (b"<html/>", NotATranslation),
    (b'<xliff version="1.0" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', NotATranslation),
    (BOMB.encode(), ForbiddenXml),
    (b'<?xml version="1.0" encoding="nonsense"?><a/>', NotATranslation),
    (b"<a>" * 100_000, NotATranslation),
    (b" " * (20 * 1024 * 1024 + 1), FileSwells),
    (b"PK not a zip", NotATranslation),
    (packed(readme=b"x"), NotATranslation),
    (packed(word__document_xml=BOMB), ForbiddenXml),
    (packed(word__document_xml="<a"), FileBroken),
    (packed(word__document_xml="<a>" + " " * 5_000_000 + "</a>"), FileSwells),
    (packed(word__document_xml="<a/>", word__vbaProject_bin=b"x"), MacrosInside),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_what_is_no_translation_is_refused_by_name(case):
    data, refusal = CASES[case]
    read = read_docx if data[:2] == b"PK" else read_xliff
    with pytest.raises(refusal) as refused:
        read(data, "文書.docx", {})
    assert "文書.docx" in refused.value.say("ja")
    assert refused.value.hint_words()["ja"]


def test_a_macro_enabled_document_is_refused_by_its_type():
    data = write_docx(job((SOURCE, "")))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.namelist():
            content = old.read(one)
            new.writestr(
                one,
                content.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                ),
            )
    with pytest.raises(MacrosInside):
        read_docx(made.getvalue(), "t.docm", frozenset({"p-a1"}))


@pytest.mark.long
def test_libreoffice_opens_it_and_gives_it_back(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    out = job((SOURCE, TARGET), ("次。", ""))
    (tmp_path / "in.docx").write_bytes(write_docx(out))
    (tmp_path / "out").mkdir()
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "docx", "--outdir", str(tmp_path / "out"), str(tmp_path / "in.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    came = read_docx((tmp_path / "out/in.docx").read_bytes(), "t.docx", frozenset(sources(out)))
    assert came.reference == "TJ-JP-1"
    assert [(one.field, plain(one.target)) for one in came.units] == [
        ("p-a1", TARGET),
        ("p-a2", ""),
    ]
