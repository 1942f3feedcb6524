"""The returns of a commission as a table: out as CSV or workbook, its marking on top."""

import datetime as dt
from collections.abc import Iterator, Sequence

from kakehashi.commissions.rules import EXTENSIONS, STANDINGS
from kakehashi.commissions.selectors import Row, Table
from kakehashi.framework.selectors import partnership
from kakehashi.people.selectors import sides
from kakehashi.records.markings import Marking
from kakehashi.workplan.sheets.books import write_book
from kakehashi.workplan.sheets.columns import KEY, SHOWN, Column
from kakehashi.workplan.sheets.cover import Cover
from kakehashi.workplan.sheets.writing import write_csv

__all__ = ["BOOK", "COLUMNS", "cover", "rows_of", "write_book", "write_csv"]

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

COLUMNS: Sequence[Column] = (
    Column("reference", {"en": "Reference", "ja": "番号"}, KEY, width=16),
    Column("office_ja", {"en": "Office (Japanese)", "ja": "依頼先（日本語）"}, SHOWN, width=32),
    Column("office_en", {"en": "Office (English)", "ja": "依頼先（英語）"}, SHOWN, width=32),
    Column("standing_ja", {"en": "Standing (Japanese)", "ja": "状況"}, SHOWN, width=18),
    Column("standing_en", {"en": "Standing", "ja": "状況（英語）"}, SHOWN, width=18),
    Column("due", {"en": "Deadline", "ja": "期限"}, SHOWN, date=True),
    Column("answered", {"en": "Answered on", "ja": "回答日"}, SHOWN, date=True),
    Column("more_time", {"en": "More time", "ja": "期限延長"}, SHOWN, width=24),
    Column("passed_on", {"en": "Passed on by", "ja": "再依頼"}, SHOWN, width=14),
    Column("name", {"en": "Who answered", "ja": "回答者"}, SHOWN, width=24),
    Column("came", {"en": "Came by", "ja": "回答方法"}, SHOWN, width=12),
    Column("text", {"en": "Text", "ja": "回答内容"}, SHOWN, width=80),
)
"""What stands in the table, in its order. It is not brought back."""


def cover(table: Table, only: str, *, at: dt.datetime) -> Cover:
    """Return what stands on top of the table."""
    known = partnership()
    marking = Marking.from_object(table.entry.version.marking)
    rows = _kept(table, only)
    filters = {code: [STANDINGS[only][code]] if only in STANDINGS else [] for code in ("en", "ja")}
    return Cover(
        reach=marking.reach,
        national=[*marking.national.values(), *marking.caveats],
        made_at=at,
        zones=tuple(side.zone for side in sides()),
        title=known.titles if known else {},
        watermark=known.watermark if known and known.practice else {},
        filters=filters,
        total=len(rows),
        of=len(table.rows),
        names={
            "ja": f"回答一覧 {table.course.item.reference}",
            "en": f"Returns to {table.course.item.reference}",
        },
        code=f"returns-{table.course.item.reference.lower()}",
        comes_back=False,
    )


def rows_of(table: Table, only: str) -> Iterator[dict[str, str]]:
    """Yield cell by column; an office with several people's answers has a line for each."""
    for row in _kept(table, only):
        for one in row.returns or (None,):
            yield {
                "reference": f"{table.course.item.reference}/{row.asked.position + 1}",
                "office_ja": row.office["ja"],
                "office_en": row.office["en"],
                "standing_ja": row.words["ja"],
                "standing_en": row.words["en"],
                "due": row.asked.due_date.isoformat(),
                "answered": one.given.at.date().isoformat() if one else "",
                "more_time": _more_time(row),
                "passed_on": row.passed_on.item.reference if row.passed_on else "",
                "name": one.given.name if one else "",
                "came": ("link" if one.given.by_link else "desk") if one else "",
                "text": one.text if one else "",
            }


def _kept(table: Table, only: str) -> list[Row]:
    return [row for row in table.rows if only not in STANDINGS or row.standing == only]


def _more_time(row: Row) -> str:
    if not row.asked.extension:
        return ""
    words = EXTENSIONS[row.asked.extension]
    day = row.asked.extension_date.isoformat() if row.asked.extension_date else ""
    return f"{words['ja']} / {words['en']} {day}".strip()
