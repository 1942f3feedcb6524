"""Tables out as a workbook: a sheet that says for whom it is, then typed cells."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from kakehashi.errors import Refused
from kakehashi.workplan.register.facets import reach_words
from kakehashi.workplan.sheets.cells import for_xml, neutral
from kakehashi.workplan.sheets.columns import FIXED, LANGUAGES, SHOWN, Column
from kakehashi.workplan.sheets.cover import Cover
from kakehashi.workplan.sheets.rows import Row

SHEET = "Joint Actions"
ABOUT = "About"
LONGEST_SHEET = 31
"""Characters of the name of a sheet."""
LONGEST = 32_767
"""Characters that a cell of a workbook holds."""

_LABELS = {
    "en": ("Marking", "Partnership", "Made at", "Filters", "Rows", "Grey columns", "How to use it"),
    "ja": (
        "格付・取扱制限",
        "パートナーシップ",
        "作成日時",
        "絞り込み条件",
        "件数",
        "灰色の列",
        "使い方",
    ),
}
_NO_FILTERS = {"en": "none", "ja": "なし"}
_ROWS = {"en": "{total} of {of}", "ja": "{of}件中{total}件"}
_GREY = {
    "en": "not taken over when the table is brought back",
    "ja": "取込みの際に反映されない列",
}
_USE = {
    "en": "Change cells, leave references, versions and headings, and import the file in the "
    "register. Every change is shown before it is made.",
    "ja": "番号・版・見出しを変えずにセルを修正し、登録簿で取り込んでください。"
    "反映の前に全ての変更が表示されます。",
}


class CellTooLong(Refused):
    """A text longer than a cell of a workbook holds; it is not cut."""

    code = "cell-too-long"
    message = {
        "en": "{column} of {reference} has {length} characters; a cell of a workbook holds {most}.",
        "ja": "{reference} の {column} は{length}字あり、"
        "ブックのセルの上限（{most}字）を超えています。",
    }
    hint = {
        "en": "Nothing was cut: take the table as CSV or JSON, or filter this record out.",
        "ja": "切り捨ては行っていません。CSV 又は JSON で出力するか、"
        "この案件を絞り込みで除いてください。",
    }


def write_book(cover: Cover, columns: Sequence[Column], rows: Iterable[Row]) -> IO[bytes]:
    """Return a workbook in a temporary file, at its beginning, gone when it is closed.

    Raises:
        CellTooLong: when a text is longer than a cell holds.
    """
    book = Workbook(write_only=True)
    book.properties.title = cover.name
    book.properties.creator = "Kakehashi"
    _about(book.create_sheet(ABOUT), cover)
    sheet = book.create_sheet(SHEET if cover.comes_back else cover.names["en"][:LONGEST_SHEET])
    sheet.oddHeader.center.text = cover.marking.replace("&", "&&")
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "C2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    grey, bold = PatternFill("solid", fgColor="E7E6E1"), Font(bold=True)
    headings = []
    for column in columns:
        cell = WriteOnlyCell(sheet, column.name)
        cell.font = bold
        if column.use in (FIXED, SHOWN):
            cell.fill = grey
        headings.append(cell)
    sheet.append(headings)
    for row in rows:
        sheet.append(list(_cells(sheet, columns, row)))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    book.save(file)
    file.seek(0)
    return file


def _cells(sheet: Any, columns: Sequence[Column], row: Row) -> Iterator[object]:
    for column in columns:
        text = row.get(column.name, "")
        if not text:
            yield None
        elif column.date:
            cell = WriteOnlyCell(sheet, dt.datetime.fromisoformat(text))
            cell.number_format = "yyyy-mm-dd"
            yield cell
        elif column.name == "version":
            yield int(text)
        else:
            yield _text(sheet, text, column.name, row.get("reference", ""))


def _text(sheet: Any, text: str, column: str, reference: str) -> object:
    """Return a cell of text. One that looks like a formula or a date to openpyxl stays text."""
    text = for_xml(neutral(text))
    if len(text) > LONGEST:
        raise CellTooLong(column=column, reference=reference, length=len(text), most=LONGEST)
    if "\n" not in text and text[0] not in "=#":
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _about(sheet: Any, cover: Cover) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    for language in LANGUAGES:
        marking, partnership, made, filters, number, grey, use = _LABELS[language]
        lines = [
            (marking, " · ".join([reach_words(cover.reach)[language], *cover.national])),
            (partnership, cover.title.get(language, "")),
            (made, cover.moment(language)),
            (filters, "; ".join(cover.filters.get(language, ())) or _NO_FILTERS[language]),
            (number, _ROWS[language].format(total=cover.total, of=cover.of)),
            *([(grey, _GREY[language])] if cover.comes_back else []),
        ]
        if cover.comes_back:
            lines.append((use, _USE[language]))
        if cover.watermark.get(language):
            lines.insert(0, ("", cover.watermark[language]))
        for line in lines:
            sheet.append([for_xml(neutral(one)) for one in line])
        sheet.append([])
