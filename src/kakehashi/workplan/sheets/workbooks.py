"""The lines of a workbook, read as a stream: formulas named, merged cells refused, bombs too."""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kakehashi.wording.files.refusals import FileBroken, FileSwells, ForbiddenXml
from kakehashi.wording.files.wordfile import weigh
from kakehashi.workplan.sheets.books import ABOUT
from kakehashi.workplan.sheets.cells import from_xml
from kakehashi.workplan.sheets.reading import WIDEST, Cells, Odd
from kakehashi.workplan.sheets.refusals import CellsMerged, NotATable

MOST_UNPACKED = 120 * 1024 * 1024
"""Bytes that all parts of a workbook may have together."""

_BROKEN = {"en": "the workbook", "ja": "ブック"}
_NO_BOOK = {"en": "the archive is no workbook", "ja": "ブックではない圧縮ファイルです"}
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z0-9:]{1,20})"')
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError),
    *(LookupError, TypeError, AttributeError, SyntaxError, InvalidFileException),
)
"""What a damaged workbook makes its reader raise; ParseError is a SyntaxError."""
_ODD = {"f": "formula", "e": "error"}
_PIECE = 1024 * 1024
_OVERLAP = 200


def read_book(data: bytes, name: str) -> Iterator[Cells]:
    """Yield the lines of the sheet that has the headings.

    Raises:
        NotATable, CellsMerged, FileBroken, FileEncrypted, FileSwells, ForbiddenXml: for the file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            weigh(archive, name)
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise FileSwells(name=name)
            if "xl/workbook.xml" not in archive.NameToInfo:
                raise NotATable(name=name, why=_NO_BOOK)
            _check_merged(archive, name)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        yield from _lines(_sheet(book))
    except DefusedXmlException as fault:
        raise ForbiddenXml(name=name) from fault
    except _FAULTS as fault:
        raise FileBroken(name=name, part=_BROKEN) from fault


def _check_merged(archive: zipfile.ZipFile, name: str) -> None:
    for part in archive.namelist():
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            with archive.open(part) as stream:
                before = b""
                while piece := stream.read(_PIECE):
                    found = _MERGED.search(before + piece)
                    if found:
                        raise CellsMerged(name=name, where=found[1].decode())
                    before = piece[-_OVERLAP:]


def _sheet(book: Any) -> Any:
    """Return the sheet of the table: the first that is not about it."""
    sheets = [one for one in book.worksheets if one.title != ABOUT]
    return sheets[0] if sheets else book.worksheets[0]


def _lines(sheet: Any) -> Iterator[Cells]:
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    for number, row in enumerate(sheet.iter_rows(max_col=WIDEST), start=1):
        cells = [_text(cell) for cell in row]
        while cells and cells[-1] == "":
            cells.pop()
        yield number, cells


def _text(cell: Any) -> str | Odd:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in _ODD:
        return Odd(_ODD[cell.data_type])
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time.min
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return from_xml(str(value))
