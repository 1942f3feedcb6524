"""From a file to lines with named cells: encodings, separators, headings; nothing is guessed."""

import csv
import difflib
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.wording.files.encodings import KNOWN, decode
from kakehashi.wording.files.refusals import EncodingUnknown
from kakehashi.workplan.sheets.cells import from_shift_jis, plain, restored
from kakehashi.workplan.sheets.columns import Column
from kakehashi.workplan.sheets.cover import ESCAPES
from kakehashi.workplan.sheets.refusals import (
    ColumnsWrong,
    NotATable,
    SheetEmpty,
    SheetTooBig,
    SheetTooLong,
)

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest file."""
MOST_LINES = 20_000
"""Lines of the longest table."""
WIDEST = 100
"""Columns that are looked at."""
REQUIRED = ("reference", "version")
PASTED = "pasted.tsv"
"""Name of rows that were pasted: without a reference they are new, without a version as of now."""

_ABOVE = 10  # lines that may stand above the headings
_MEGABYTE = 1024 * 1024
_LONGEST_CELL = 1_000_000
_SEPARATORS = (",", ";", "\t")
_SAMPLE = 64 * 1024
_ARCHIVE = b"PK"
_OLE = b"\xd0\xcf\x11\xe0"
_OLD_OR_LOCKED = {
    "en": "a workbook of the old kind (XLS) or behind a password",
    "ja": "旧形式（XLS）又はパスワード付きのブックです",
}
_CELL_TOO_LONG = {"en": "a cell is too long", "ja": "長すぎるセルがあります"}
_NO_HEADINGS = {
    "en": "no line has the headings reference and version",
    "ja": "見出し reference と version の行がありません",
}
_BROKEN = {"en": "a quotation mark is not closed", "ja": "引用符が閉じられていません"}

csv.field_size_limit(_LONGEST_CELL)


@dataclass(frozen=True)
class Odd:
    """A cell that is no text: a formula, or the error of one."""

    what: str


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    number: int
    """Its place in the file, the first line being 1, as spreadsheets count."""
    cells: dict[str, str]
    """Column to text, for the columns that the file has."""
    odd: dict[str, str] = field(default_factory=dict)
    """Column to what is in it instead of text: ``formula`` or ``error``."""
    width: tuple[int, int] | None = None
    """Cells there are and should be, where they differ."""


@dataclass(frozen=True)
class Table:
    """What a file holds."""

    lines: Sequence[Line]
    missing: Sequence[str]
    """Known columns that the file does not have."""
    encoding: str
    """Empty for a workbook."""


Cells = tuple[int, Sequence[str | Odd]]
"""Number of a line and its cells as they stand."""


def read_table(data: bytes, name: str, columns: Sequence[Column]) -> Table:
    """Return the table in a file called ``name`` with content ``data``.

    Raises:
        SheetTooBig, SheetTooLong, SheetEmpty, NotATable, ColumnsWrong, CellsMerged: for the table.
        EncodingUnknown, FileBroken, FileEncrypted, FileSwells, ForbiddenXml: for the file.
    """
    if len(data) > LARGEST:
        raise SheetTooBig(name=name, size=len(data) // _MEGABYTE, limit=LARGEST // _MEGABYTE)
    if not data.strip(b"\x00 \t\r\n"):
        raise SheetEmpty(name=name)
    if data.startswith(_OLE):
        raise NotATable(name=name, why=_OLD_OR_LOCKED)
    if data.startswith(_ARCHIVE):
        from kakehashi.workplan.sheets.workbooks import read_book

        return _table(read_book(data, name), name, columns, "")
    found = decode(data)
    if found is None:
        raise EncodingUnknown(name=name, known=KNOWN)
    text, encoding = found
    text = text.removeprefix("\ufeff")
    separator = _separator(text, columns)
    return _table(_csv_lines(text, separator, name), name, columns, encoding)


def _separator(text: str, columns: Sequence[Column]) -> str:
    """Return the character between cells: the one with which most headings are known."""
    known = {column.name for column in columns}
    sample = text[:_SAMPLE]
    names = _names(columns)

    def headings(separator: str) -> int:
        best = 0
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        try:
            for number, cells in enumerate(reader):
                best = max(best, len(known.intersection(_heading(one, names) for one in cells)))
                if number > _ABOVE:
                    break
        except csv.Error:
            pass
        return best

    return max(_SEPARATORS, key=headings)


def _csv_lines(text: str, separator: str, name: str) -> Iterator[Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for cells in reader:
            # Where the line begins: cells may have line breaks in them.
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as fault:
        why = _CELL_TOO_LONG if "field larger" in str(fault) else _BROKEN
        where = {code: f"{words}: {before + 1}" for code, words in why.items()}
        raise NotATable(name=name, why=where) from fault


def _table(lines: Iterable[Cells], name: str, columns: Sequence[Column], encoding: str) -> Table:
    remaining = iter(lines)
    headings, escapes = _headings(remaining, name, columns)
    found: list[Line] = []
    for number, cells in remaining:
        if not any(cells):
            continue
        if len(found) >= MOST_LINES:
            raise SheetTooLong(name=name, limit=f"{MOST_LINES:,}")
        # A workbook leaves out empty cells at the end of a line; a CSV never does.
        whole = cells if encoding else [*cells, *[""] * (len(headings) - len(cells))]
        found.append(_line(number, whole, headings, escapes=escapes))
    if not found:
        raise SheetEmpty(name=name)
    missing = [column.name for column in columns if column.name not in headings]
    for one in found:
        for heading in REQUIRED:
            one.cells.setdefault(heading, "")
    return Table(found, missing, encoding)


def _names(columns: Sequence[Column]) -> dict[str, str]:
    """Return what headings may say instead of a column's name: its words in either language."""
    return {_plain(words): one.name for one in columns for words in one.words.values()}


def _plain(cell: object) -> str:
    return unicodedata.normalize("NFKC", str(cell)).strip().casefold().replace(" ", "_")


def _heading(cell: object, names: Mapping[str, str]) -> str:
    found = _plain(cell)
    return names.get(found, found)


def _headings(
    lines: Iterator[Cells], name: str, columns: Sequence[Column]
) -> tuple[list[str], bool]:
    """Return the headings, and whether a line above says that characters are escaped."""
    known = [column.name for column in columns]
    called = _names(columns)
    said = False
    for place, (_number, cells) in enumerate(lines):
        names = [_heading(cell, called) for cell in cells]
        while names and not names[-1]:
            names.pop()
        if len(set(known).intersection(names)) > 1 or "reference" in names:
            _check_headings(names, name, known)
            return names, said
        said = said or any(ESCAPES in str(cell) for cell in cells)
        if place >= _ABOVE:
            break
    raise NotATable(name=name, why=_NO_HEADINGS)


def _check_headings(names: Sequence[str], name: str, known: Sequence[str]) -> None:
    faults: list[tuple[str, str]] = []
    for heading in dict.fromkeys(names):
        near = difflib.get_close_matches(heading, known, n=1, cutoff=0.6)
        if not heading:
            faults.append(("one is empty", "空欄の見出しあり"))
        elif heading not in known:
            meant = (
                (f" (do you mean {near[0]}?)", f"（{near[0]} ではありませんか）")
                if near
                else ("", "")
            )
            faults.append(
                (f"{heading} is not known{meant[0]}", f"{heading} は未知の見出し{meant[1]}")
            )
        elif list(names).count(heading) > 1:
            faults.append((f"{heading} is there twice", f"{heading} が重複"))
    faults += [
        (f"{heading} is missing", f"{heading} がない")
        for heading in (REQUIRED if name != PASTED else ())
        if heading not in names
    ]
    if faults:
        raise ColumnsWrong(
            name=name,
            faults={
                "en": "; ".join(english for english, _ in faults),
                "ja": "、".join(japanese for _, japanese in faults),
            },
        )


def _line(
    number: int, cells: Sequence[str | Odd], headings: Sequence[str], *, escapes: bool
) -> Line:
    taken: dict[str, str] = {}
    odd: dict[str, str] = {}
    for heading, cell in zip(headings, cells, strict=False):
        text = cell if isinstance(cell, str) else ""
        if isinstance(cell, Odd):
            odd[heading] = cell.what
        taken[heading] = plain(restored(from_shift_jis(text) if escapes else text))
    beyond = [cell for cell in cells[len(headings) :] if cell]
    short = len(cells) < len(headings)
    width = (len(cells), len(headings)) if beyond or short else None
    return Line(number, taken, odd, width)
