"""The sheet of a progress round as a table to take away: CSV, or a workbook with its marking."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from kakehashi.errors import Words
from kakehashi.framework.rules import NATURES
from kakehashi.workplan.rounds.report import Report
from kakehashi.workplan.rounds.rules import ACTIVITIES, ENDINGS, STEP_WORDS
from kakehashi.workplan.rules import PROGRESS_WORDS, RESULT_KINDS
from kakehashi.workplan.sheets.cells import for_xml, neutral

COLUMNS: Sequence[tuple[str, Words]] = (
    ("area", {"en": "Area", "ja": "分野"}),
    ("reference", {"en": "Reference", "ja": "番号"}),
    ("title", {"en": "Joint Action", "ja": "共同作業"}),
    ("nature", {"en": "Nature", "ja": "性質"}),
    ("before", {"en": "Progress before", "ja": "前回の進捗"}),
    ("progress", {"en": "Progress", "ja": "進捗"}),
    ("step", {"en": "In this round", "ja": "今回の状況"}),
    ("ending", {"en": "Ends because", "ja": "終了の区分"}),
    ("result", {"en": "Kind of result", "ja": "成果の種類"}),
    ("done", {"en": "What was done", "ja": "実施内容"}),
    ("conclusion", {"en": "Conclusion, or what came of it", "ja": "結論又は結果"}),
    ("reason", {"en": "Reason", "ja": "理由"}),
    ("date", {"en": "Last activity", "ja": "直近の活動の日付"}),
    ("kind", {"en": "Kind of activity", "ja": "活動の種類"}),
    ("evidence", {"en": "Evidence", "ja": "根拠"}),
)
"""Code of a column to its heading."""


def lines_of(report: Report, language: str) -> Iterator[list[str]]:
    """Yield the heading of the table, then one line a joint action, in ``language``.

    A text that is missing in that language stands in the other.
    """

    def said(words: Mapping[str, str]) -> str:
        return words.get(language) or words.get("en") or words.get("ja") or ""

    def named(table: Mapping[str, Words], code: str) -> str:
        return said(table[code]) if code in table else code

    yield [said(words) for _code, words in COLUMNS]
    for area in report.areas:
        for line in area.lines:
            yield [
                said(area.title),
                line.reference,
                said(line.title),
                named(NATURES, line.nature),
                named(PROGRESS_WORDS, line.changed_from or line.progress),
                named(PROGRESS_WORDS, line.progress),
                named(STEP_WORDS, line.step),
                named(ENDINGS, line.ending),
                named(RESULT_KINDS, line.result_kind),
                said(line.done),
                said(line.conclusion),
                said(line.ending_why) or said(line.reason) or line.why,
                line.activity_date,
                named(ACTIVITIES, line.activity_kind),
                "\n".join(line.evidence),
            ]


def as_csv(report: Report, language: str) -> bytes:
    """Return the table as CSV in UTF-8 with the mark that tells spreadsheets so."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerows([neutral(cell) for cell in line] for line in lines_of(report, language))
    return ("\ufeff" + lines.getvalue()).encode()


def as_workbook(report: Report, language: str, marking: str) -> bytes:
    """Return the table as a workbook, its marking in the first line of the sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(report.reference[:31])
    sheet.freeze_panes = "D4"
    head = Font(bold=True)
    for words in (marking, report.title.get(language) or next(iter(report.title.values()), "")):
        cell = WriteOnlyCell(sheet, for_xml(neutral(words)))
        cell.font = head
        sheet.append([cell])
    for place, line in enumerate(lines_of(report, language)):
        cells = []
        for words in line:
            cell = WriteOnlyCell(sheet, for_xml(neutral(words)))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if not place:
                cell.font = head
            cells.append(cell)
        sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
