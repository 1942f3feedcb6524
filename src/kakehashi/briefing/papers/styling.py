"""A Word page as the default templates have it: A4, named fonts, real styles, marked headers."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

MINCHO, GOTHIC = "游明朝", "游ゴシック"
SERIF, SANS = "Times New Roman", "Arial"
INSTEAD: Final = {MINCHO: "Noto Serif CJK JP", GOTHIC: "Noto Sans CJK JP"}
"""What stands in where a font is missing, said in the file's table of fonts."""

_INK, _AI, _SOFT = (
    RGBColor(0x1C, 0x23, 0x33),
    RGBColor(0x1D, 0x2F, 0x5D),
    RGBColor(0x4D, 0x54, 0x64),
)
_WIDTH: Final = 170
"""Millimetres between the margins of A4."""

_MOST_DEEP: Final = 3


class Page:
    """A document being written from the top."""

    def __init__(self, language: str, scale: float = 1.0) -> None:
        self.language = language
        self.document = Document()
        self._strip()
        _styles(self.document, scale)
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(24), Mm(20)
        section.header_distance = section.footer_distance = Mm(9)

    def _strip(self) -> None:
        """Take out what python-docx says of itself."""
        package = self.document.part.package
        for key, relation in list(package.rels.items()):
            if relation.reltype.endswith("/thumbnail"):
                del package.rels[key]
        properties = self.document.core_properties
        properties.author = properties.last_modified_by = "Kakehashi"
        properties.title = properties.comments = properties.keywords = ""
        properties.created = properties.modified = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - UTC

    def header(self, marking: str, node: str) -> None:
        """Put the marking and the service's name on top of every page, page X of Y below."""
        section = self.document.sections[0]
        top = section.header
        first = top.paragraphs[0]
        first.style = self.document.styles["Marking"]
        _run(first, marking)
        second = top.add_paragraph(style="Foot")
        second.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(second, node)
        below = section.footer.paragraphs[0]
        below.style = self.document.styles["Marking"]
        _run(below, marking)
        pages = section.footer.add_paragraph(style="Foot")
        pages.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(pages, "PAGE")
        _run(pages, " / ")
        _field(pages, "NUMPAGES")

    def text(self, words: str, style: str, language: str, *, own_page: bool = False) -> None:
        """Add a paragraph, if there is one; headings below the third level look like the third."""
        if not words:
            return
        found = self.document.add_paragraph(style=self.document.styles[_level(style)])
        if own_page:
            found.paragraph_format.page_break_before = True
        _run(found, words)
        _own_language(found, language)

    def tag(self, words: str) -> None:
        """Add a paragraph that is nothing but a tag: it leaves no trace."""
        self.document.add_paragraph("{%p " + words + " %}", style="Normal")

    def new_page(self) -> None:
        """Go on with a new page."""
        self.document.add_paragraph(style="Normal").add_run().add_break(WD_BREAK.PAGE)

    def facts(self, rows: Sequence[tuple[str, str]], language: str, about: str) -> None:
        """Add a table of labels and the names of values; those without a value are left out."""
        table = self._table(3 * len(rows), [40, _WIDTH - 40], about)
        for at, (label, name) in enumerate(rows):
            before, row, after = (table.rows[3 * at + more] for more in range(3))
            _cell(before.cells[0], "{%tr if " + name + " %}", language)
            _unbroken(row)
            _cell(row.cells[0], label, language, bold=True)
            _cell(row.cells[1], "{{ " + name + " }}", language)
            if at < len(rows) - 1:
                _with_the_next(row)
            _cell(after.cells[0], "{%tr endif %}", language)

    def table(
        self, columns: Sequence[tuple[str, str, int]], loop: str, language: str, about: str
    ) -> None:
        """Add a table with a row for each turn of ``loop``, its headings on every page."""
        whole = sum(share for _label, _value, share in columns)
        widths = [_WIDTH * share / whole for _label, _value, share in columns]
        table = self._table(4, widths, about)
        _repeated(table.rows[0])
        for at, (label, value, _share) in enumerate(columns):
            _cell(table.rows[0].cells[at], label, language, bold=True)
            _cell(table.rows[2].cells[at], value, language)
        _with_the_next(table.rows[0])
        _unbroken(table.rows[2])
        _cell(table.rows[1].cells[0], "{%tr " + loop + " %}", language)
        _cell(table.rows[3].cells[0], "{%tr endfor %}", language)

    def columns(self) -> "Grid":
        """Add two columns, Japanese on the left and English on the right."""
        return Grid(self._table(0, [_WIDTH / 2, _WIDTH / 2], "日本語 / English", lines=False), self)

    def _table(self, rows: int, widths: Sequence[float], about: str, *, lines: bool = True) -> Any:
        table = self.document.add_table(rows, len(widths), style="Table Grid" if lines else None)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        _described(table, about)
        return table


class Grid:
    """Two columns, row after row."""

    def __init__(self, table: Any, page: Page) -> None:
        self.table, self.page = table, page

    def _row(self) -> Any:
        row = self.table.add_row()
        for cell in row.cells:
            cell.width = Mm(_WIDTH / 2)
        return row

    def pair(self, ja: str, en: str, style: str = "Normal", *, own_page: bool = False) -> None:
        """Add a row, if there is one: the same in both languages."""
        if not ja and not en:
            return
        cells = self._row().cells
        for cell, words, language in zip(cells, (ja, en), ("ja", "en"), strict=True):
            _cell(cell, words, language, style=_level(style))
            if own_page:
                cell.paragraphs[0].paragraph_format.page_break_before = True

    def tag(self, words: str) -> None:
        """Add a row that is nothing but a tag."""
        _cell(self._row().cells[0], "{%tr " + words + " %}", "en")

    def lines(self, ja: Sequence[tuple[str, str]], en: Sequence[tuple[str, str]]) -> None:
        """Add a row of labelled lines in both languages, those without a value left out."""
        row = self._row()
        _unbroken(row)
        for cell, every, language in zip(row.cells, (ja, en), ("ja", "en"), strict=True):
            first = True
            for label, name in every:
                if not first:
                    cell.add_paragraph("{%p if " + name + " %}", style="Table")
                found = cell.paragraphs[0] if first else cell.add_paragraph()
                found.style = self.page.document.styles["Table"]
                if first:
                    found.paragraph_format.space_before = Pt(7)
                _run(found, label, bold=True)
                _run(found, "{{ " + name + " }}")
                _own_language(found, language)
                if not first:
                    cell.add_paragraph("{%p endif %}", style="Table")
                first = False


def _level(style: str) -> str:
    name, _, deep = style.partition(" ")
    return f"{name} {min(int(deep), _MOST_DEEP)}" if deep else style


def _run(paragraph: Any, words: str, *, bold: bool = False) -> Any:
    """Add words whose Latin letters are marked as English, the others as Japanese."""
    run = paragraph.add_run(words)
    run.bold = bold or None
    marked = OxmlElement("w:lang")
    marked.set(qn("w:val"), "en-GB")
    marked.set(qn("w:eastAsia"), "ja-JP")
    run._r.get_or_add_rPr().append(marked)  # noqa: SLF001 - python-docx has no word for it
    return run


def _own_language(paragraph: Any, language: str) -> None:
    """Let a paragraph of Japanese break its lines as Japanese does."""
    if language == "ja":
        kinsoku = OxmlElement("w:kinsoku")
        paragraph._p.get_or_add_pPr().append(kinsoku)  # noqa: SLF001


def _cell(
    cell: Any, words: str, language: str, *, bold: bool = False, style: str = "Table"
) -> None:
    found = cell.paragraphs[0]
    found.style = style
    _run(found, words, bold=bold)
    _own_language(found, language)


def _field(paragraph: Any, instruction: str) -> None:
    for kind, words in (
        ("begin", ""),
        ("", instruction),
        ("separate", ""),
        ("t", "1"),
        ("end", ""),
    ):
        run = _run(paragraph, "")
        if kind == "t":
            run.text = words
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = f" {words} "
        run._r.append(element)  # noqa: SLF001


def _repeated(row: Any) -> None:
    """Let a row stand on top of its table on every page."""
    _unbroken(row)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _with_the_next(row: Any) -> None:
    """Keep a row on the page of the row after it."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _unbroken(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def _described(table: Any, about: str) -> None:
    """Say what a table is, for those who do not see it."""
    properties = table._tbl.tblPr  # noqa: SLF001
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), about)
        properties.append(element)


def _styles(document: Any, scale: float) -> None:
    styles = document.styles
    for name in ("Marking", "Foot", "Closing", "Table", "Speech"):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
    for name, size, east, latin, colour, before, after in (
        ("Normal", 10.5, MINCHO, SERIF, _INK, 0, 4),
        ("Title", 20, GOTHIC, SANS, _AI, 0, 10),
        ("Subtitle", 12, GOTHIC, SANS, _SOFT, 0, 2),
        ("Heading 1", 15, GOTHIC, SANS, _AI, 16, 6),
        ("Heading 2", 12.5, GOTHIC, SANS, _AI, 12, 4),
        ("Heading 3", 11, GOTHIC, SANS, _INK, 8, 3),
        ("Marking", 9, GOTHIC, SANS, _INK, 0, 0),
        ("Foot", 8.5, GOTHIC, SANS, _SOFT, 2, 0),
        ("Closing", 8.5, GOTHIC, SANS, _SOFT, 14, 0),
        ("Table", 9, GOTHIC, SANS, _INK, 1, 1),
        ("Speech", 16, GOTHIC, SANS, _INK, 0, 9),
    ):
        style = styles[name]
        style.font.size, style.font.color.rgb = Pt(round(2 * size * scale) / 2), colour
        style.font.italic = False
        style.font.bold = name.startswith("Heading") or name in ("Title", "Marking")
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for attribute, font in (
            ("ascii", latin),
            ("hAnsi", latin),
            ("cs", latin),
            ("eastAsia", east),
        ):
            fonts.set(qn(f"w:{attribute}"), font)
        style.paragraph_format.space_before = Pt(before * scale)
        style.paragraph_format.space_after = Pt(after * scale)
        style.paragraph_format.line_spacing = 1.15
        if name.startswith("Heading"):
            style.paragraph_format.keep_with_next = True
    # One height for both scripts: figures and kana of a row stand on one line.
    styles["Table"].paragraph_format.line_spacing = Pt(round(27 * scale) / 2)
    styles["Marking"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    lined = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if lined is not None:
        lined.getparent().remove(lined)
    _fallbacks(document)


def _fallbacks(document: Any) -> None:
    """Name in the table of fonts what stands in where a font is missing."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            rows = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
                for name, other in INSTEAD.items()
            )
            part._blob = part.blob.replace(b"</w:fonts>", f"{rows}</w:fonts>".encode())  # noqa: SLF001
