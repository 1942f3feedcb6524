"""A job as a Word file in columns: which paragraph, the source, the translation to be typed.

The same job gives the same bytes. Each row names its paragraph in its first column, and a bookmark
in its last says it again, so that it comes back as itself wherever it is moved to.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from kakehashi.translation.codes import without_controls
from kakehashi.translation.documents.shapes import Outgoing, Unit

JOB, REFERENCE, TARGET = "kakehashi-job", "kakehashi-reference", "kakehashi-target"
"""Names of the file's properties."""
MARK: Final = "t_"
"""Start of the bookmark in which a translation is typed."""

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONTS: Final = ("Times New Roman", "游明朝")
_LOCALES: Final[Mapping[str, str]] = {"ja": "ja-JP", "en": "en-GB"}
_OLDEST = (1980, 1, 1, 0, 0, 0)
_GREY = RGBColor(0x59, 0x59, 0x59)
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_WIDTHS: Final = (Cm(3.4), Cm(11.2), Cm(11.2))

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "heads": {"en": "Paragraph|Source|Translation", "ja": "項|原文|訳文"},
    "how": {
        "en": "Type the translation into the last column. Leave the first column as it is; rows "
        "may be moved, paragraphs within a cell are line breaks. Addresses and references stay as "
        "they stand in the source.",
        "ja": "訳文は右端の欄に記入してください。左端の欄は変更しないでください。行の移動は"
        "差し支えありません。欄内の改行は、そのまま改行として扱います。URL・文書番号等は"
        "原文のとおり記載してください。",
    },
    "due": {"en": "Wanted by {due}", "ja": "期限 {due}"},
    "terms": {"en": "Terms in this text", "ja": "本文に現れる用語"},
    "term_heads": {
        "en": "Term|Translation|Not to be used|Definition",
        "ja": "用語|訳語|使用しない語|定義",
    },
    "comment": {"en": "Reviewer: ", "ja": "確認担当: "},
}


def write_docx(out: Outgoing) -> bytes:
    """Return a job as a Word file; its words are in the language of the source."""
    word = _blank(out)
    said = {name: words[out.source] for name, words in WORDS.items()}
    word.add_heading(without_controls(f"{out.reference}  {out.title}"), level=1)
    _small(word, f"{said['due'].format(due=out.due)}")
    if out.note:
        word.add_paragraph(without_controls(out.note))
    _small(word, said["how"])
    table = _table(word, said["heads"].split("|"), _WIDTHS)
    for number, unit in enumerate(out.units, 1):
        _row(table.add_row().cells, unit, number, out, said)
    if out.concepts:
        word.add_heading(said["terms"], level=2)
        terms = _table(word, said["term_heads"].split("|"), (Cm(6), Cm(6), Cm(4), Cm(9.8)))
        for concept in out.concepts.values():
            cells = terms.add_row().cells
            filled = (
                concept.preferred(out.source),
                concept.preferred(out.target),
                "、".join(concept.of(out.target, "avoided")),
                concept.definition.get(out.source, ""),
            )
            for cell, words in zip(cells, filled, strict=True):
                cell.text = without_controls(words)
    return _steady(word, out)


def _row(
    cells: Sequence[Any], unit: Unit, number: int, out: Outgoing, said: Mapping[str, str]
) -> None:
    key = cells[0].paragraphs[0]
    key.add_run(without_controls(unit.label.get(out.source, "")))
    named = cells[0].add_paragraph().add_run(f"[{unit.field}]")
    named.font.size, named.font.color.rgb = Pt(8), _GREY
    if unit.comment:
        told = cells[0].add_paragraph().add_run(said["comment"] + without_controls(unit.comment))
        told.italic = True
    _lines(cells[1], unit.source, out.source)
    _lines(cells[2], unit.target, out.target)
    place = cells[2].paragraphs[0]._p  # noqa: SLF001 - it has no other name
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), bookmark_of(unit.field))
    properties = place.find(qn("w:pPr"))
    place.insert(0 if properties is None else 1, start)
    place.append(end)


def bookmark_of(field: str) -> str:
    """Return the bookmark of a field: letters, digits and underlines, at most 40."""
    return MARK + field.replace("-", "_")[:38]


def _lines(cell: Any, words: str, language: str) -> None:
    for place, line in enumerate(without_controls(words).split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        language_of = OxmlElement("w:lang")
        for name in ("w:val", "w:eastAsia"):
            language_of.set(qn(name), _LOCALES[language])
        run._r.get_or_add_rPr().append(language_of)  # noqa: SLF001 - it has no other name


def _small(word: Word, words: str) -> None:
    run = word.add_paragraph().add_run(words)
    run.font.size, run.font.color.rgb = Pt(9), _GREY


def _table(word: Word, heads: Sequence[str], widths: Sequence[Any]) -> Any:
    table = word.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - it has no other name
    return table


def _blank(out: Outgoing) -> Word:
    word = Document()
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin = section.bottom_margin = Cm(1.8)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = word.styles[name]
        style.font.name = _FONTS[0]
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONTS[1])
    word.styles["Normal"].font.size = Pt(10.5)
    word.styles["Heading 1"].font.size = Pt(14)
    section.header.paragraphs[0].text = without_controls(out.marking.get(out.source, ""))
    core = word.core_properties
    core.title, core.author, core.comments = out.reference, "", ""
    core.language = _LOCALES[out.source]
    core.created = core.modified = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    core.last_modified_by = ""
    return word


def _steady(word: Word, out: Outgoing) -> bytes:
    """Return the file with the job's properties in it, the same for the same job."""
    raw = io.BytesIO()
    word.save(raw)
    told = {JOB: out.job, REFERENCE: out.reference, TARGET: out.target}
    made = io.BytesIO()
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.infolist():
            content = before.read(one.filename)
            if one.filename == "[Content_Types].xml":
                content = content.replace(
                    b"</Types>",
                    b'<Override PartName="/docProps/custom.xml" ContentType="application/vnd.'
                    b'openxmlformats-officedocument.custom-properties+xml"/></Types>',
                )
            elif one.filename == "_rels/.rels":
                content = content.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdJob" Type="http://schemas.openxmlformats.org/'
                    b'officeDocument/2006/relationships/custom-properties" '
                    b'Target="docProps/custom.xml"/></Relationships>',
                )
            after.writestr(zipfile.ZipInfo(one.filename, _OLDEST), content, zipfile.ZIP_DEFLATED)
        after.writestr(zipfile.ZipInfo("docProps/custom.xml", _OLDEST), _custom(told))
    return made.getvalue()


def _custom(told: Mapping[str, str]) -> str:
    rows = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" '
        f"name={quoteattr(name)}><vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(told.items(), 2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">{rows}</Properties>'
    )
