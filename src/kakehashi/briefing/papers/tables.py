"""Tables of a paper as XLSX and CSV: nothing in a cell runs, the marking stands on top."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from kakehashi.briefing.papers.composing import Paper
from kakehashi.workplan.sheets.books import LONGEST, CellTooLong
from kakehashi.workplan.sheets.cells import for_xml, neutral

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"


def lines_of(paper: Paper, table: str) -> list[list[str]]:
    """Return a table of a paper: two lines of headings, then a line a record.

    The first line of headings are the names of the fields, the same in every language. Each text
    has a column a language; in one language, one.
    """
    fields = [one for one in paper.kind.table(table).fields if not one.fields and not one.many]
    languages = paper.languages
    names = [
        one.name if len(languages) == 1 else f"{one.name}_{language}"
        for one in fields
        for language in languages
    ]
    heads = [one.words[language] for one in fields for language in languages]
    rows = zip(*(paper.in_language[language][table] for language in languages), strict=True)
    found = [names, heads]
    found += [[said[one.name] for one in fields for said in row] for row in rows]
    return found


def as_csv(paper: Paper, table: str) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, the marking on its first line."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([neutral(f"{paper.marking} · {paper.title}")])
    for line in lines_of(paper, table):
        writer.writerow([neutral(one) for one in line])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def as_xlsx(paper: Paper) -> bytes:
    """Return every table of a paper as a workbook, a sheet each, always the same bytes.

    Raises:
        CellTooLong: when a text is longer than a cell holds.
    """
    book = Workbook(write_only=True)
    book.properties.title = paper.title
    book.properties.creator = "Kakehashi"
    book.properties.created = book.properties.modified = paper.at.replace(tzinfo=None)
    language = paper.languages[0]
    for table in paper.kind.tables:
        words = paper.kind.table(table).words
        sheet = book.create_sheet(_sheet_name(words[language]))
        sheet.oddHeader.center.text = paper.marking.replace("&", "&&")[:200]
        sheet.print_title_rows = "2:3"
        sheet.freeze_panes = "A4"
        lines = lines_of(paper, table)
        for number in range(len(lines[0])):
            sheet.column_dimensions[chr(ord("A") + number)].width = 26
        sheet.append([_cell(sheet, f"{paper.marking} · {paper.title}", bold=True)])
        for at, line in enumerate(lines):
            sheet.append([_cell(sheet, one, bold=at < 2) for one in line])  # noqa: PLR2004
    file = io.BytesIO()
    book.save(file)
    return _steady(file.getvalue())


def _sheet_name(words: str) -> str:
    return "".join(one for one in words if one not in "[]:*?/\\")[:31]


def _cell(sheet: Any, text: str, *, bold: bool = False) -> object:
    """Return a cell of text: one that looks like a formula stays text."""
    text = for_xml(neutral(text))
    if len(text) > LONGEST:
        raise CellTooLong(column="", reference=text[:20], length=len(text), most=LONGEST)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell


def _steady(content: bytes) -> bytes:
    """Return a workbook with the same bytes for the same content: no time of packing in it."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        names: Sequence[str] = source.namelist()
        for name in names:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return made.getvalue()
