"""Writing a joint text as a Word file: clean, in two columns, or with what changed as tracked.

The same text gives the same bytes. ECMA-376: part 1, sections 17.13.5 (revisions) and 17.13.6
(bookmarks).
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from kakehashi.drafting.documents.marks import LAYOUT, RECORD, TITLE, VERSION, mark_of, unwritten
from kakehashi.drafting.paragraphs import (
    HEADING,
    MERGED,
    MOVED,
    REMOVED,
    Paragraph,
    changes,
    numbers,
)
from kakehashi.drafting.services.texts import Draft
from kakehashi.wording import compare_words
from kakehashi.wording.changes import Piece, PieceKind

CLEAN, COLUMNS = "clean", "columns"

FONTS: Final[Mapping[str, tuple[str, str]]] = {
    # language -> Latin and East Asian font
    "ja": ("Times New Roman", "游明朝"),
    "en": ("Times New Roman", "游明朝"),
}
LOCALES: Final[Mapping[str, str]] = {"ja": "ja-JP", "en": "en-GB"}
_STEP = Cm(0.9)
_OLDEST = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


@dataclass(frozen=True)
class Sheet:
    """What a file is of, and what stands on each of its pages."""

    reference: str
    digest: str
    """Version digest."""
    at: dt.datetime
    """When the version was written: the date of what is tracked."""
    author: str
    """Who is named with what is tracked: a side, never a person."""
    header: Mapping[str, str]
    """Language to the marking and state, on every page."""
    courtesy: Mapping[str, str]
    """Language to what is printed where that language is not authoritative; empty where it is."""


@dataclass(frozen=True)
class _Row:
    """One paragraph as it is to be written, and how it came about."""

    key: str
    form: str
    level: int
    number: str
    words: Mapping[str, Sequence[Piece]]
    fate: PieceKind
    """Of the whole paragraph: added, removed, or neither."""


def write_docx(
    draft: Draft,
    sheet: Sheet,
    *,
    layout: str,
    languages: Sequence[str],
    since: Draft | None = None,
) -> bytes:
    """Return a joint text as a Word file.

    Args:
        draft: the text.
        sheet: what it is of.
        layout: :data:`CLEAN`, one language after the other; :data:`COLUMNS`, beside each other.
        languages: which, in order.
        since: an earlier version; what changed since then is tracked.
    """
    word = _blank(sheet, languages[0], wide=layout == COLUMNS)
    writer = _Writer(word, sheet, tracked=since is not None)
    rows = _rows(draft, since, languages)
    if layout == COLUMNS:
        writer.columns(rows, languages)
    else:
        for place, language in enumerate(languages):
            if place:
                word.add_page_break()  # type: ignore[no-untyped-call]
            writer.clean(rows, language)
    return _steady(word, sheet, layout)


def _rows(draft: Draft, since: Draft | None, languages: Sequence[str]) -> list[_Row]:
    """Return what is to be written, the title first."""
    numbered = numbers(draft.paragraphs)
    title = Paragraph(TITLE, form=HEADING, level=0, words=draft.title)
    if since is None:
        return [
            _row(one, one, numbered.get(one.id, ""), languages, PieceKind.SAME)
            for one in (title, *draft.paragraphs)
        ]
    was = numbers(since.paragraphs)
    before = Paragraph(TITLE, form=HEADING, level=0, words=since.title)
    rows = [_row(before, title, "", languages, PieceKind.SAME)]
    for change in changes(since.paragraphs, draft.paragraphs):
        if change.what in (REMOVED, MERGED) and change.old:
            number = was.get(change.old.id, "")
            rows.append(_row(change.old, None, number, languages, PieceKind.REMOVED))
        elif change.new:
            # What moved is told as gone there and new here: Word's own marks for moves are lost
            # in other programs.
            old = None if change.what == MOVED else change.old
            number = numbered.get(change.new.id, "")
            fate = PieceKind.SAME if old else PieceKind.ADDED
            rows.append(_row(old, change.new, number, languages, fate))
            if change.what == MOVED and change.old:
                number = was.get(change.old.id, "")
                rows.append(_row(change.old, None, number, languages, PieceKind.REMOVED))
    return rows


def _row(
    old: Paragraph | None,
    new: Paragraph | None,
    number: str,
    languages: Sequence[str],
    fate: PieceKind,
) -> _Row:
    one = new or old
    assert one is not None
    return _Row(
        key=one.id if new else "",
        form=one.form,
        level=one.level,
        number=number,
        words={
            code: compare_words(old.said(code) if old else "", new.said(code) if new else "", code)
            for code in languages
        },
        fate=fate,
    )


class _Writer:
    """Writes rows into a file, numbering marks and revisions as it goes."""

    def __init__(self, word: Word, sheet: Sheet, *, tracked: bool) -> None:
        self._word = word
        self._sheet = sheet
        self._tracked = tracked
        self._next = 0

    def clean(self, rows: Iterable[_Row], language: str) -> None:
        """Write one language from top to end."""
        for row in rows:
            style = _style(row)
            paragraph = self._word.add_paragraph(style=style)
            if row.number:
                paragraph.paragraph_format.left_indent = _STEP * row.level
                paragraph.paragraph_format.first_line_indent = -_STEP
                number = f"{row.number}\t"
                self._runs(_xml(paragraph), [Piece(row.fate, number)], language)
            self._fill(_xml(paragraph), row, language)
            if row.key == TITLE and self._sheet.courtesy.get(language):
                note = self._word.add_paragraph(style="Subtitle")
                said = Piece(PieceKind.SAME, self._sheet.courtesy[language])
                self._runs(_xml(note), [said], language)

    def columns(self, rows: Iterable[_Row], languages: Sequence[str]) -> None:
        """Write the languages beside each other, a row a paragraph."""
        table = self._word.add_table(rows=0, cols=1 + len(languages), style="Table Grid")
        table.autofit = False
        whole = 25.0
        widths = [Cm(1.8), *(Cm((whole - 1.8) / len(languages)) for _ in languages)]
        for row in rows:
            cells = table.add_row().cells
            if row.fate is not PieceKind.SAME and self._tracked:
                self._mark_row(_xml(table.rows[-1]), row.fate)
            for cell, width in zip(cells, widths, strict=True):
                cell.width = width
            self._runs(_xml(cells[0].paragraphs[0]), [Piece(row.fate, row.number)], languages[0])
            for cell, language in zip(cells[1:], languages, strict=True):
                paragraph = cell.paragraphs[0]
                if row.form == HEADING:
                    paragraph.style = self._word.styles[_style(row)]
                self._fill(_xml(paragraph), row, language)
                if row.key == TITLE and self._sheet.courtesy.get(language):
                    note = cell.add_paragraph(style="Subtitle")
                    said = Piece(PieceKind.SAME, self._sheet.courtesy[language])
                    self._runs(_xml(note), [said], language)

    def _fill(self, paragraph: Any, row: _Row, language: str) -> None:
        """Write the words of one paragraph between its marks."""
        if row.fate is not PieceKind.SAME and self._tracked:
            self._mark_end(paragraph, row.fate)
        number = self._number()
        if row.key:
            start = _element("w:bookmarkStart", id=number, name=mark_of(row.key, language))
            paragraph.append(start)
        pieces = row.words[language]
        self._runs(paragraph, pieces, language)
        if row.key:
            paragraph.append(_element("w:bookmarkEnd", id=number))
        if row.key and not any(piece.kind is not PieceKind.REMOVED for piece in pieces):
            paragraph.append(_run(unwritten(language), language, grey=True))

    def _runs(self, paragraph: Any, pieces: Iterable[Piece], language: str) -> None:
        for piece in pieces:
            if not piece.text:
                continue
            if piece.kind is PieceKind.SAME or not self._tracked:
                paragraph.append(_run(piece.text, language))
                continue
            gone = piece.kind is PieceKind.REMOVED
            holder = self._revision("w:del" if gone else "w:ins")
            holder.append(_run(piece.text, language, gone=gone))
            paragraph.append(holder)

    def _mark_end(self, paragraph: Any, fate: PieceKind) -> None:
        """Track the end of a paragraph, so that it comes or goes with its words."""
        properties = paragraph.get_or_add_pPr()
        marks = OxmlElement("w:rPr")
        marks.append(self._revision("w:del" if fate is PieceKind.REMOVED else "w:ins"))
        properties.append(marks)

    def _mark_row(self, row: Any, fate: PieceKind) -> None:
        row.get_or_add_trPr().append(
            self._revision("w:del" if fate is PieceKind.REMOVED else "w:ins")
        )

    def _revision(self, tag: str) -> Any:
        moment = self._sheet.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return _element(tag, id=self._number(), author=self._sheet.author, date=moment)

    def _number(self) -> str:
        self._next += 1
        return str(self._next)


def _xml(part: Any) -> Any:
    """Return the element that python-docx wraps."""
    return part._element  # noqa: SLF001 - it has no other name


def _style(row: _Row) -> str:
    if row.key == TITLE or row.level == 0:
        return "Title"
    return f"Heading {row.level}" if row.form == HEADING else "Normal"


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _run(text: str, language: str, *, gone: bool = False, grey: bool = False) -> Any:
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    if grey:
        properties.append(_element("w:color", val="767676"))
    code = LOCALES[language]
    tongue = {"val": "en-GB", "eastAsia": code} if language == "ja" else {"val": code}
    properties.append(_element("w:lang", **tongue))
    run.append(properties)
    for place, line in enumerate(text.split("\n")):
        if place:
            run.append(OxmlElement("w:br"))
        for inner, part in enumerate(line.split("\t")):
            if inner:
                run.append(OxmlElement("w:tab"))
            if part:
                said = OxmlElement("w:delText" if gone else "w:t")
                said.text = part
                said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                run.append(said)
    return run


def _blank(sheet: Sheet, language: str, *, wide: bool) -> Word:
    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.0)
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"):
        style = word.styles[name]
        latin, eastern = FONTS[language]
        style.font.name = latin
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), eastern)
    word.styles["Normal"].font.size = Pt(10.5)
    word.styles["Title"].font.size = Pt(16)
    said = "  ".join(filter(None, (sheet.reference, sheet.header.get(language, ""))))
    section.header.paragraphs[0].text = said
    core = word.core_properties
    core.author, core.last_modified_by, core.comments, core.title = "", "", "", sheet.reference
    core.created = core.modified = sheet.at.astimezone(dt.UTC).replace(tzinfo=None)
    core.revision = 1
    return word


def _steady(word: Word, sheet: Sheet, layout: str) -> bytes:
    """Return the file with our properties in it, and with times that do not differ by the hour."""
    written = io.BytesIO()
    word.save(written)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(written) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"</Types>", _CONTENT_TYPE + b"</Types>")
            elif name == "_rels/.rels":
                content = content.replace(b"</Relationships>", _RELATION + b"</Relationships>")
            new.writestr(zipfile.ZipInfo(name, _OLDEST), content, zipfile.ZIP_DEFLATED)
        told = {RECORD: sheet.reference, VERSION: sheet.digest, LAYOUT: layout}
        new.writestr(
            zipfile.ZipInfo("docProps/custom.xml", _OLDEST), _custom(told), zipfile.ZIP_DEFLATED
        )
    return made.getvalue()


_CONTENT_TYPE = (
    b'<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.custom-properties+xml"/>'
)
_RELATION = (
    b'<Relationship Id="rIdKakehashi" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/custom-properties" Target="docProps/custom.xml"/>'
)


def _custom(told: Mapping[str, str]) -> bytes:
    rows = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" '
        f"name={quoteattr(name)}><vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(told.items(), 2)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    body = f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">{rows}</Properties>'
    return (head + body).encode()
