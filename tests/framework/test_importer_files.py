"""Files of every kind into the node: the right provisions, or a refusal and nothing written."""

import contextlib
import json
import os
import tracemalloc

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.cli.loading import load_node
from kakehashi.cli.main import ending
from kakehashi.errors import Refused
from kakehashi.framework import importing
from kakehashi.framework.importer import parse, read_bytes, read_text
from kakehashi.framework.importing import import_file
from kakehashi.framework.models import Import, OfficialText
from kakehashi.framework.profile.loading import load_profile
from kakehashi.people.models import Account
from tests.cast import NOW
from tests.framework import importer_files as files
from tests.framework.importer_texts import ENGLISH, JAPANESE, found

PLAIN = files.plain_docx(ENGLISH)


def read(data, name="text"):
    reading = read_bytes(data, name)
    return reading, parse(reading.text, oddities=reading.oddities)


def texts(data):
    return [(one.path, one.text) for one in read(data)[1].provisions]


def told(framework):
    return {one.code: one for one in framework.oddities}


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "iso2022_jp"],
)
@pytest.mark.parametrize("text", [JAPANESE, ENGLISH])
def test_text_in_every_encoding(text, encoding):
    reading, framework = read(text.encode(encoding))
    assert reading.text.lstrip("\ufeff") == text
    assert found(framework) == found(parse(text))


@pytest.mark.parametrize("lines", [12, 20, 60])
@pytest.mark.parametrize("head", ["", "Draft of the day"])
def test_pdf_with_pages_and_their_numbers(lines, head):
    for text in (ENGLISH, JAPANESE):
        japanese = text is JAPANESE
        reading, framework = read(files.pdf(text, japanese=japanese, lines=lines, head=head))
        plain = parse(text)
        assert reading.pages == -(-len(text.split("\n")) // lines)
        assert found(framework) == found(plain)
        assert [one.heading for one in framework.areas] == [one.heading for one in plain.areas]
        signed = [(one.title, one.name, one.party) for one in framework.signatories]
        assert signed == [(one.title, one.name, one.party) for one in plain.signatories]


def test_pdf_locked_with_an_empty_password_is_read():
    assert found(read(files.locked(files.pdf(ENGLISH), ""))[1]) == found(parse(ENGLISH))


def test_what_a_file_is_shows_in_its_content_and_not_in_its_name(tmp_path):
    for name, data in {
        "a.docx": files.pdf(ENGLISH), "b.pdf": PLAIN, "c.doc": ENGLISH.encode(), "d": PLAIN,
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
        assert found(parse(read_text(tmp_path / name).text)) == found(parse(ENGLISH))


ENGLISH_LIST = files.levels(
    ("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "(%3)"), ("upperLetter", "%4.")
)
JAPANESE_LIST = files.levels(
    ("japaneseCounting", "%1、"), ("decimalFullWidth", "（%2）"), ("aiueoFullWidth", "%3")
)
NUMBERS = files.numbering(
    [ENGLISH_LIST, JAPANESE_LIST], {1: (0, None), 2: (0, 1), 3: (1, None), 4: (0, 5)}
)
P = files.paragraph


def test_docx_with_its_numbers_in_numbering_xml():
    data = files.docx(
        [
            P("Partnership"), P("They cooperate:", 1), P("on lamps;", 1, 1), P("on lenses:", 1, 1),
            P("large;", 1, 2), P("small:", 1, 2), P("of glass;", 1, 3), P("of quartz.", 1, 3),
            P("They meet.", 1), P("in spring;", 1, 1), P("in autumn.", 1, 1),
            P("Second part"), P("It begins anew.", 2), P("And goes on.", 2),
            P("Third part"), P("It begins at five.", 4),
        ],
        NUMBERS,
    )  # fmt: skip
    assert texts(data) == [
        ("1", "They cooperate:"), ("1.a", "on lamps;"), ("1.b", "on lenses:"),
        ("1.b.i", "large;"), ("1.b.ii", "small:"), ("1.b.ii.A", "of glass;"),
        ("1.b.ii.B", "of quartz."), ("2", "They meet."), ("2.a", "in spring;"),
        ("2.b", "in autumn."), ("S1.1", "It begins anew."), ("S1.2", "And goes on."),
        ("S2.5", "It begins at five."),
    ]  # fmt: skip
    japanese = files.docx(
        [
            P("灯台協力"), P("総則", 3), P("両国は協力する。", 3, 1), P("会合を開く。", 3, 1),
            P("春", 3, 2), P("秋", 3, 2), P("分野", 3), P("灯火とする。", 3, 1),
        ],
        NUMBERS,
    )  # fmt: skip
    assert texts(japanese) == [
        ("1", "総則"), ("1.1", "両国は協力する。"), ("1.2", "会合を開く。"),
        ("1.2.1", "春"), ("1.2.2", "秋"), ("2", "分野"), ("2.1", "灯火とする。"),
    ]  # fmt: skip


def test_docx_with_tracked_changes_is_read_as_accepted_and_says_so():
    author = 'w:author="A" w:date="2024-05-03T00:00:00Z"'
    inserted = f'<w:ins w:id="1" {author}>{files.run("jointly ")}</w:ins>'
    deleted = f'<w:del w:id="2" {author}><w:r><w:delText>never </w:delText></w:r></w:del>'
    mark = f'<w:pPr>{{}}<w:rPr><w:del w:id="3" {author}/></w:rPr></w:pPr>'
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = f"<w:p {files.WORD}>{mark.format(listed)}{deleted}</w:p>"
    data = files.docx(
        [
            P("Partnership"),
            P(number=1, inner=files.run("They will ") + inserted + deleted + files.run("act.")),
            gone,
            P("They meet.", 1),
        ],
        NUMBERS,
    )
    framework = read(data)[1]
    assert [(one.number, one.text) for one in framework.provisions] == [
        ("1", "They will jointly act."),
        ("2", "They meet."),
    ]
    warning = told(framework)["tracked-changes"]
    assert (warning.facts["inserted"], warning.facts["deleted"]) == (1, 3)
    assert "as if all were accepted" in warning.say("en")
    assert "承諾したものとして" in warning.say("ja")
    assert "tracked-changes" not in told(read(PLAIN)[1])


def refused_files(folder):
    """Return every file that is to be refused, with the code of its refusal."""
    pdf = files.pdf(ENGLISH)
    made = {
        "empty.txt": (b"", "import-file-empty"),
        "blank.txt": (b" \n\n \x0c", "import-file-empty"),
        "noise.txt": (bytes(range(256)) * 40, "import-type-unknown"),
        "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(50), "import-type-unknown"),
        "page.txt": (b"<!DOCTYPE html><p>1. One.", "import-type-unknown"),
        "scan.pdf": (files.scan(), "import-pdf-without-text"),
        "locked.pdf": (files.locked(pdf, "secret"), "import-file-encrypted"),
        "half.pdf": (pdf[: len(pdf) // 2], "import-file-broken"),
        "head.pdf": (b"%PDF-1.7\n", "import-file-broken"),
        "locked.docx": (files.encrypted_office(), "import-file-encrypted"),
        "old.doc": (files.old_office(), "import-old-office-file"),
        "bomb.docx": (files.bomb(PLAIN), "import-file-swells"),
        "deep.docx": (
            files.repacked(PLAIN, {"word/document.xml": b"<a>" * 5000}), "import-file-swells",
        ),
        "half.docx": (PLAIN[: len(PLAIN) // 2], "import-file-broken"),
        "hole.docx": (PLAIN[:2000] + bytes(200) + PLAIN[2200:], "import-file-broken"),
        "torn.docx": (
            files.repacked(PLAIN, {"word/document.xml": b"<w:document"}), "import-file-broken",
        ),
        "entities.docx": (
            files.repacked(
                PLAIN, {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
            ),
            "import-forbidden-xml",
        ),
        "sheet.docx": (
            files.repacked(PLAIN, {"[Content_Types].xml": b"<Types/>"}), "import-type-unknown",
        ),
        "letter.txt": (b"Dear colleague, thank you for the lamps.", "another-text"),
        "other.txt": (ENGLISH.encode(), "another-text"),
    }  # fmt: skip
    for name, (data, code) in made.items():
        (folder / name).write_bytes(data)
        yield folder / name, code
    yield files.sparse(folder / "big.txt", 150 * 1024 * 1024), "import-file-too-big"
    (folder / "folder.txt").mkdir()
    yield folder / "folder.txt", "import-not-a-file"
    os.mkfifo(folder / "pipe.txt")
    yield folder / "pipe.txt", "import-not-a-file"
    yield folder / "nowhere.txt", "import-file-missing"
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    yield folder / "circle.txt", "import-file-missing"
    (folder / "shut.txt").write_bytes(ENGLISH.encode())
    (folder / "shut.txt").chmod(0)
    if not os.access(folder / "shut.txt", os.R_OK):
        yield folder / "shut.txt", "import-file-missing"


def rows():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


@pytest.fixture
def practice(db):
    load_node("practice", NOW)
    return Account.objects.get(username="operator")


def test_what_is_refused_says_what_to_do_and_leaves_nothing(
    practice, tmp_path, capsys, monkeypatch
):
    before = rows()
    for path, code in refused_files(tmp_path):
        with pytest.raises(Refused) as refused:
            import_file(path=path, by=practice, at=NOW)
        assert refused.value.code == code, path.name
        for language in ("en", "ja"):
            assert path.name in refused.value.say(language)
            assert refused.value.advise(language)
        assert ending(["framework", "import", str(path), "--json"]) == 1, path.name
        out, said = capsys.readouterr()
        assert out == ""
        assert [line.partition(": ")[0] for line in said.splitlines()] == ["error", "hint"]
    assert rows() == before
    (tmp_path / "good.txt").write_text(official("ja"), "utf-8")
    monkeypatch.setattr(importing.search, "index_again", lambda _items: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_file(path=tmp_path / "good.txt", by=practice, at=NOW)
    assert rows() == before, "all of an import is written, or nothing"


PILLARS = {"en": "Pillar {}: {}", "ja": "第{}の柱：{}"}


def official(language):
    """Return a text with the numbers and headings of the practice profile and our own wording."""
    profile = load_profile("practice")
    lines, heads = [profile.title[language]], {"section": "", "pillar": "", "area": ""}
    titles = {one.ref: one.title[language] for one in (*profile.sections, *profile.areas)}
    for place, one in enumerate(profile.pillars, start=1):
        titles[one.ref] = PILLARS[language].format(place, one.title[language])
    for one in profile.provisions:
        for kind, last in heads.items():
            here = getattr(one, kind)
            if here != last:
                heads[kind] = here
                lines += ["", titles[here], ""] if here else []
        mark = f"{one.number}." if one.level == "article" else one.number
        lines.append(f"{mark} {one.statement[language]}")
    return "\n".join(lines)


def test_each_kind_of_file_stands_beside_our_wording(practice, tmp_path, capsys):
    number = len(load_profile("practice").provisions)
    japanese, english = official("ja"), official("en")
    made = {
        "a.txt": ("ja", japanese.encode("cp932")),
        "b.pdf": ("en", files.pdf(english, lines=30)),
        "c.docx": ("ja", files.plain_docx(japanese)),
        "d.txt": ("en", english.encode("utf-16")),
    }
    for name, (language, data) in made.items():
        (tmp_path / name).write_bytes(data)
        assert ending(["framework", "import", str(tmp_path / name), "--json"]) == 0
        out, said = capsys.readouterr()
        summary = json.loads(out)
        assert out.count("\n") == 1
        assert (summary["provisions"], summary["matched"], said) == (number, number, ""), name
        kept = OfficialText.objects.filter(language=language)
        assert kept.count() == number
        assert {one.imported.source for one in kept.select_related("imported")} == {name}
        ours = {one.ref: one.statement[language] for one in load_profile("practice").provisions}
        for one in kept.select_related("item"):
            assert one.text == ours[one.item.reference]
    assert Import.objects.count() == 2, "one for each language, the newest"
    assert ending(["--lang", "ja", "framework", "import", str(tmp_path / "a.txt")]) == 0
    out, said = capsys.readouterr()
    assert "プロファイルと一致" in out
    assert said == ""


def test_a_file_of_any_size_is_refused_before_it_is_read(tmp_path):
    path = files.sparse(tmp_path / "big.txt", 200 * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as refused:
            read_text(path)
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()
    assert "200 MB" in refused.value.say("en")


@given(st.one_of(st.binary(max_size=600), st.integers(0, len(PLAIN) - 1)), st.binary(max_size=20))
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused(given_bytes, more):
    if isinstance(given_bytes, int):
        data = PLAIN[:given_bytes] + more + PLAIN[given_bytes + len(more) :]
    else:
        data = given_bytes + more
    with contextlib.suppress(Refused):
        parse(read_bytes(data, "any").text)


@pytest.mark.parametrize("place", [0, 20, 400, 900, 1500])
def test_a_damaged_pdf_is_read_or_refused(place):
    whole = files.pdf(ENGLISH)
    with contextlib.suppress(Refused):
        parse(read_bytes(whole[:place] + b"\xff" * 40 + whole[place + 40 :], "any").text)


@pytest.mark.parametrize(
    ("text", "provisions"),
    [
        ("1. " + "word " * 40_000, 1),
        ("1. " + "語" * 200_000, 1),
        ("1" * 200_000, 0),
        ("1. " + "第1項及び前項並びに" * 20_000, 1),
        ("\n".join(f"{number}. They act." for number in range(1, 901)), 900),
        ("\n".join("They act and act again" for _line in range(50_000)), 0),
    ],
    ids=["long line", "long line in Japanese", "digits", "references", "items", "lines"],
)
def test_texts_out_of_all_measure(text, provisions):
    reading, framework = read(text.encode())
    assert reading.text == text
    assert len(framework.provisions) == provisions
