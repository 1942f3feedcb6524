"""Templates of users: what they may say, and each thing that is refused, by its code and place."""

import datetime as dt
import io
import zipfile

import pytest
from docx import Document

from kakehashi.briefing.papers import documents
from kakehashi.briefing.papers.defaults import default_template
from kakehashi.briefing.papers.fields import LANGUAGES, names_for
from kakehashi.briefing.papers.offered import TEMPLATED
from kakehashi.briefing.papers.refusals import REASONS
from kakehashi.briefing.papers.sandbox import filling
from kakehashi.errors import Refused
from tests.briefing import word_templates as word

NAMES = {
    "marking": "",
    "title": "",
    "meeting": {"title": ""},
    "notes": [""],
    "rows": [{"title": "", "inner": [{"name": ""}]}],
}
AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
MAIN = "word/document.xml"
PICTURE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
PLAIN = word.template("{{ title }}")


def fill(template, data=None, names=NAMES, **more):
    said = {"marking": "OFFICIAL", "title": "T", "meeting": {"title": "M"}, "notes": [], "rows": []}
    return documents.fill(
        template, names, {**said, **(data or {})}, title="T", language="en-GB", at=AT, **more
    )


def texts(docx):
    document = Document(io.BytesIO(docx))
    found = [one.text for one in document.paragraphs]
    for table in document.tables:
        found += [cell.text for row in table.rows for cell in row.cells]
    return found


def refused(template, names=NAMES):
    with pytest.raises(Refused) as why:
        documents.check(template, names)
    for language in ("en", "ja"):
        assert why.value.say(language)
        assert why.value.advise(language)
    return why.value


BAD = {
    "no file": (b"", "template-not-docx"),
    "no zip": (b"PK\x03\x04" + b"\0" * 300, "template-not-docx"),
    "another zip": (word.repacked(PLAIN, drop=("[Content_Types].xml",)), "template-not-docx"),
    "no body": (word.repacked(PLAIN, drop=(MAIN,)), "template-not-docx"),
    "a part that is not there": (
        word.related(PLAIN, f"{word.OFFICE}/image", "media/none.png"),
        "template-not-docx",
    ),
    "body cut off": (
        word.repacked(PLAIN, change={MAIN: lambda xml: xml[:-40]}),
        "template-not-docx",
    ),
    "macro": (word.repacked(PLAIN, add={"word/vbaProject.bin": b"\xd0\xcf"}), "template-macro"),
    "macro by type": (
        word.repacked(
            PLAIN,
            change={
                "[Content_Types].xml": lambda xml: xml.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            },
        ),
        "template-macro",
    ),
    "macro of a form field": (
        word.in_body(
            PLAIN,
            b'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:entryMacro w:val="x"/></w:ffData></w:fldChar></w:r></w:p>',
        ),
        "template-macro",
    ),
    "picture elsewhere": (
        word.related(PLAIN, PICTURE, "https://example.org/a.png", external=True),
        "template-external",
    ),
    "link": (
        word.related(PLAIN, f"{word.OFFICE}/hyperlink", "file:///etc/passwd", external=True),
        "template-external",
    ),
    "attached template": (
        word.related(PLAIN, f"{word.OFFICE}/attachedTemplate", "\\\\host\\share\\x.dotm"),
        "template-external",
    ),
    "picture of VML": (
        word.in_body(
            PLAIN,
            b'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
            b'<v:imagedata src="http://example.org/x.png"/></v:shape></w:pict></w:r></w:p>',
        ),
        "template-external",
    ),
    "object": (
        word.repacked(PLAIN, add={"word/embeddings/oleObject1.bin": b"x"}),
        "template-embeds",
    ),
    "another document": (
        word.related(PLAIN, f"{word.OFFICE}/aFChunk", "afchunk.xml"),
        "template-embeds",
    ),
    "altChunk": (word.in_body(PLAIN, b'<w:altChunk r:id="rId1"/>'), "template-embeds"),
    "metafile": (word.repacked(PLAIN, add={"word/media/image1.emf": b"x"}), "template-embeds"),
    "field": (word.field('INCLUDETEXT "/etc/passwd"'), "template-field"),
    "field in pieces": (word.field("DDE", "AUTO cmd /c calc"), "template-field"),
    "simple field": (
        word.in_body(PLAIN, b'<w:p><w:fldSimple w:instr="HYPERLINK x"/></w:p>'),
        "template-field",
    ),
    "tag that writes a field": (word.field("PAGE {{ title }}"), "template-field"),
    "entities": (word.repacked(PLAIN, add={"word/more.xml": LAUGHS}), "template-entities"),
    "entities in UTF-16": (
        word.repacked(PLAIN, add={"word/more.xml": LAUGHS.decode()[21:].encode("utf-16")}),
        "template-entities",
    ),
    "bomb": (word.bomb(), "template-too-big"),
    "tag half open": (word.template("Day: {{ title }"), "template-broken"),
    "tag half shut": (word.template("Day: { title }}"), "template-broken"),
    "loop without end": (word.template("{%p for row in rows %}", "x"), "template-broken"),
    "end without loop": (word.template("x", "{%p endfor %}"), "template-broken"),
    "ends crossed": (
        word.template("{%p for row in rows %}", "{%p if title %}", "{%p endfor %}", "{%p endif %}"),
        "template-broken",
    ),
    "no such syntax": (word.template("{{ title title }}"), "template-broken"),
    "a list printed": (word.template("{{ rows }}"), "template-broken"),
    "a text looped over": (
        word.template("{%p for one in title %}", "{%p endfor %}"),
        "template-broken",
    ),
    "loop from rows into a cell": (
        word.rows(["{%tr for row in rows %}", ""], ["{{ row.title }} {% endfor %}", "x"]),
        "template-broken",
    ),
    "paragraph ended in a cell": (
        word.rows(["a", "{%p if title %}"], ["{% endif %}", "b"]),
        "template-broken",
    ),
    "tag in an attribute": (
        word.in_body(PLAIN, b'<w:p><w:r><w:rPr><w:color w:val="{{ title }}"/></w:rPr></w:r></w:p>'),
        "template-broken",
    ),
    "unknown name": (word.template("{{ meeting.titel }}"), "template-unknown-name"),
    "unknown name never reached": (
        word.template("{%p if title == 'never' %}", "{{ secret }}", "{%p endif %}"),
        "template-unknown-name",
    ),
    "name of a row outside": (word.template("{{ row.title }}"), "template-unknown-name"),
    "class": (word.template("{{ ''.__class__ }}"), "template-reaches"),
    "class by item": (word.template("{{ title['__class__'] }}"), "template-reaches"),
    "class of a list": (word.template("{{ rows.__class__ }}"), "template-reaches"),
    "call": (word.template("{{ title.upper() }}"), "template-reaches"),
    "method of a text": (word.template("{{ title.format }}"), "template-reaches"),
    "globals": (word.template("{{ lipsum(5) }}"), "template-reaches"),
    "cycler": (word.template("{{ cycler.__init__.__globals__ }}"), "template-unknown-name"),
    "filter attr": (word.template("{{ title|attr('x') }}"), "template-reaches"),
    "filter map": (word.template("{{ rows|map(attribute='title') }}"), "template-reaches"),
    "arithmetic": (word.template("{{ 'x' * 999999999 }}"), "template-reaches"),
    "power": (word.template("{{ 9 ** 999999999 }}"), "template-reaches"),
    "set": (word.template("{% set x = title %}"), "template-reaches"),
    "include": (word.template("{% include '/etc/passwd' %}"), "template-reaches"),
    "macro of the engine": (word.template("{% macro m() %}{% endmacro %}"), "template-reaches"),
    "recursive": (
        word.template("{%p for r in rows recursive %}", "{%p endfor %}"),
        "template-reaches",
    ),
    "six deep": (
        word.template(*["{%p for r in rows %}"] * 6, *["{%p endfor %}"] * 6),
        "template-reaches",
    ),
    "no marking": (word.template("{{ title }}", marking="x"), "template-without-marking"),
    "marking at times": (
        word.template("{{ title }}", marking="{% if title %}{{ marking }}{% endif %}"),
        "template-without-marking",
    ),
    "first page without": (word.template("x", first_page=True), "template-without-marking"),
}


@pytest.mark.parametrize("what", BAD)
def test_each_bad_template_is_refused_by_its_own_code(what):
    template, code = BAD[what]
    assert refused(template).code == code


def test_every_reason_is_tried():
    assert {code for _template, code in BAD.values()} | {"template-too-long"} == {
        one.code for one in REASONS
    }


def test_a_tag_put_together_of_pieces_elsewhere_is_found_before_it_runs():
    """The library joins braces that stand in different paragraphs; each alone is plain text."""
    split = word.template("a {", "{ ''.__class__.__mro__ }", "} b")
    assert refused(split).code in ("template-reaches", "template-broken")


def test_a_refusal_says_which_tag_where_and_which_names_there_are():
    why = refused(word.template("One", "Two {{ meeting.titel }} end"))
    assert "“titel” in the body, paragraph 2 names nothing. Tag: {{ meeting.titel }}" in why.say(
        "en"
    )
    assert "本文の2段落目の「titel」" in why.say("ja")
    assert why.advise("en") == "Names that there are: title."
    in_table = refused(word.rows(["a", "{{ row.x }}"]))
    assert "paragraph 2" in in_table.say("en")
    header = refused(word.template("x", marking="{{ marking }} {{ nothing }}"))
    assert "a header, paragraph 1" in header.say("en")
    assert "marking, title, meeting, notes, rows" in header.advise("ja")
    loop = refused(word.template("a", "{%p for row in rows %}", "b"))
    assert "paragraph 2" in loop.say("en")
    assert "no “endfor” follows" in loop.say("en")


def test_what_a_template_may_say():
    made = fill(
        word.rows(
            ["{%tr for row in rows if row.title != 'skip' %}", ""],
            [
                "{{ loop.index }}. {{ row.title|upper }}",
                "{% for one in row.inner %}{{ one.name }}{% if not loop.last %}, {% endif %}{% endfor %}",
            ],
            ["{%tr endfor %}", ""],
        ),
        {
            "rows": [
                {"title": "a & b <c> \"d\" 'e'", "inner": [{"name": "x"}, {"name": "y"}]},
                {"title": "skip", "inner": []},
                {"title": "日本語\nsecond {{ title }} {% for %}", "inner": []},
            ]
        },
    )
    assert texts(made) == [
        "1. A & B <C> \"D\" 'E'",
        "x, y",
        "2. 日本語\nSECOND {{ TITLE }} {% FOR %}",
        "",
    ]


def test_curled_quotes_and_tags_cut_into_runs_are_read_as_they_look():
    document = Document(io.BytesIO(word.template()))
    paragraph = document.add_paragraph("{{ ti")
    paragraph.add_run("tle").bold = True
    paragraph.add_run(" }")
    paragraph.add_run("} {% if title == “T” %}yes{% endif %}")
    assert texts(fill(word.saved(document)))[-1] == "T yes"


def test_a_loop_over_everything_is_stopped():
    deep = word.template(*["{%p for r in rows %}"] * 5, "{{ title }}", *["{%p endfor %}"] * 5)
    documents.check(deep, NAMES)  # in three rows it takes no time
    many = {"rows": [{"title": str(at), "inner": []} for at in range(200)]}
    with pytest.raises(Refused) as why:
        fill(deep, many)
    assert why.value.code == "template-too-long"
    assert "200,000" in why.value.advise("en")


def test_a_process_that_does_not_end_is_ended():
    with pytest.raises(Refused) as why:
        fill(PLAIN, seconds=0.01)
    assert why.value.code == "template-too-long"


@pytest.mark.parametrize("megabytes", [documents.MEGABYTES, 100])
def test_output_without_measure_is_stopped_by_its_length_or_by_memory(monkeypatch, megabytes):
    monkeypatch.setattr(documents, "MEGABYTES", megabytes)
    long = word.template("{%p for row in rows %}", "{{ title }}", "{%p endfor %}")
    rows = [{"title": "", "inner": []}] * 80
    with pytest.raises(Refused) as why:
        fill(long, {"title": "x" * 1_000_000, "rows": rows})
    assert why.value.code == "template-too-long"


def test_the_process_is_given_no_secrets(monkeypatch):
    seen = {}
    run = documents.subprocess.run
    monkeypatch.setenv("KAKEHASHI_SECRET_KEY", "only-for-tests")
    monkeypatch.setattr(
        documents.subprocess,
        "run",
        lambda *args, **named: seen.update(named) or run(*args, **named),
    )
    fill(PLAIN)
    assert seen["env"] == {"LANG": "C.UTF-8"}


def test_the_same_input_gives_the_same_bytes_and_nothing_of_a_machine():
    document = Document(io.BytesIO(PLAIN))
    document.core_properties.author = "Jane Doe"
    document.core_properties.last_modified_by = "jane@host"
    document.core_properties.comments = "C:\\Users\\jane"
    first = fill(word.saved(document))
    assert fill(word.saved(document)) == first
    kept = Document(io.BytesIO(first)).core_properties
    assert (kept.author, kept.last_modified_by, kept.title) == ("Kakehashi", "Kakehashi", "T")
    assert kept.created == AT
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        everything = b"".join(archive.read(one) for one in archive.namelist())
    assert b"jane" not in everything.lower()


@pytest.mark.parametrize("paper", TEMPLATED)
def test_the_templates_that_come_with_it_pass_their_own_checks(paper):
    for language in LANGUAGES:
        names = names_for(TEMPLATED[paper].fields, language)
        template = default_template(paper, language)
        assert default_template.__wrapped__(paper, language) == template
        archive = filling.checked(template, names)
        said = {"title": "T", "language": "ja-JP", "at": AT.isoformat()}
        assert filling.filled(archive, documents.sample(names, 0), said)
        made = filling.filled(archive, documents.sample(names, 2), said)
        document = Document(io.BytesIO(made))
        said = " ".join(texts(made))
        assert "{{" not in said
        assert "{%" not in said
        headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
        grids = [
            cell.paragraphs[0].style.name
            for table in document.tables
            for row in table.rows
            for cell in row.cells
        ]
        assert headings or "Heading 1" in grids
        xml = document.element.xml
        assert xml.count("<w:lang ") >= xml.count("<w:t>")
        tabular = any(one.form == "table" for one in TEMPLATED[paper].sections)
        if language != "side" and tabular:
            assert "w:tblHeader" in xml
        if paper != "brief" or language == "side":  # the brief has no table
            assert "w:tblCaption" in xml
        assert "marking" in document.sections[0].header.paragraphs[0].text
