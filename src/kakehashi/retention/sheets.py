"""A side's files as a table: the columns of its own register, out as CSV or workbook."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from kakehashi.framework.selectors import partnership
from kakehashi.people.rules import OWN_SIDE
from kakehashi.people.selectors import sides
from kakehashi.retention.rules import STANDINGS, THEN
from kakehashi.retention.schedules import Schedule
from kakehashi.retention.selectors import File
from kakehashi.workplan.sheets.books import write_book
from kakehashi.workplan.sheets.columns import KEY, SHOWN, Column
from kakehashi.workplan.sheets.cover import Cover
from kakehashi.workplan.sheets.writing import write_csv

__all__ = ["BOOK", "columns", "cover", "rows_of", "write_book", "write_csv"]

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MEDIUM = {"en": "electronic", "ja": "電子"}
PLACE = {"en": "Kakehashi", "ja": "Kakehashi（電子情報システム）"}

Cell = Callable[[File, str], str]


def _remarks(file: File, code: str) -> str:
    words = {
        "ja": [
            f"案件{file.records}件",
            f"うち廃棄停止{file.holds}件" if file.holds else "",
            "ファイル全体の廃棄を停止中" if file.held else "",
            "廃棄の承認待ち" if file.disposal else "",
            f"移管済み（{file.transferred.receipt}）"
            if file.transferred and file.transferred.receipt
            else "",
        ],
        "en": [
            f"{file.holds} on hold" if file.holds else "",
            "whole file on hold" if file.held else "",
            "disposal waits for approval" if file.disposal else "",
            f"transferred ({file.transferred.receipt})"
            if file.transferred and file.transferred.receipt
            else "",
        ],
    }[code]
    return ("、" if code == "ja" else "; ").join(one for one in words if one)


_CELLS: Mapping[str, Cell] = {
    "year": lambda file, code: file.year_words[code],
    "group": lambda file, code: file.schedule.group[code],
    "series": lambda file, code: file.schedule.series[code],
    "name": lambda file, code: file.file_class.names[code],
    "maker": lambda file, code: file.schedule.maker[code],
    "from": lambda file, _: file.counts_from.isoformat(),
    "years": lambda file, code: (
        f"{file.file_class.years}年" if code == "ja" else str(file.file_class.years)
    ),
    "until": lambda file, _: file.until.isoformat(),
    "medium": lambda _, code: MEDIUM[code],
    "place": lambda _, code: PLACE[code],
    "keeper": lambda file, code: file.schedule.keeper[code],
    "then": lambda file, code: THEN[file.file_class.then][code],
    "records": lambda file, _: str(file.records),
    "standing": lambda file, code: STANDINGS[file.standing][code],
    "remarks": _remarks,
    "code": lambda file, _: file.code,
}

ADMINISTRATIVE: Sequence[tuple[str, str, int]] = (
    ("year", "作成・取得年度等", 16),
    ("group", "大分類", 16),
    ("series", "中分類", 28),
    ("name", "名称（小分類）", 32),
    ("maker", "作成・取得者", 28),
    ("from", "起算日", 12),
    ("years", "保存期間", 10),
    ("until", "保存期間満了日", 14),
    ("medium", "媒体の種別", 12),
    ("place", "保存場所", 24),
    ("keeper", "管理者", 32),
    ("then", "保存期間満了時の措置", 20),
    ("remarks", "備考", 40),
)
"""Columns of the register of administrative document files, in the words that it has."""

ASSETS: Sequence[tuple[str, str, int]] = (
    ("code", "Asset reference", 20),
    ("name", "Asset name", 32),
    ("group", "Business area", 22),
    ("series", "Series", 28),
    ("year", "Year", 10),
    ("maker", "Created by", 28),
    ("keeper", "Information asset owner", 32),
    ("medium", "Format", 12),
    ("place", "Location", 14),
    ("records", "Number of records", 12),
    ("from", "Retention counts from", 14),
    ("years", "Retention (years)", 10),
    ("until", "Retain until", 14),
    ("then", "Disposition", 24),
    ("standing", "Standing", 16),
    ("remarks", "Remarks", 40),
)
"""Columns of an information asset list."""

_DAYS = frozenset({"from", "until"})


def _table(schedule: Schedule) -> tuple[str, Sequence[tuple[str, str, int]]]:
    return ("ja", ADMINISTRATIVE) if schedule.sheet == "administrative" else ("en", ASSETS)


def columns(schedule: Schedule) -> list[Column]:
    """Return the columns of the side's register, headed in the words that it has."""
    return [
        Column(
            heading,
            {"en": heading, "ja": heading},
            KEY if place == 0 else SHOWN,
            date=name in _DAYS,
            width=width,
        )
        for place, (name, heading, width) in enumerate(_table(schedule)[1])
    ]


def rows_of(schedule: Schedule, files: Sequence[File]) -> Iterator[dict[str, str]]:
    """Yield cell by column heading, oldest file first within its class."""
    language, table = _table(schedule)
    for file in sorted(files, key=lambda one: (one.file_class.position, one.year)):
        yield {heading: _CELLS[name](file, language) for name, heading, _width in table}


def cover(schedule: Schedule, files: Sequence[File], *, at: dt.datetime) -> Cover:
    """Return what stands on top of the table: it is for the side alone."""
    known = partnership()
    return Cover(
        reach=OWN_SIDE,
        national=[],
        made_at=at,
        zones=tuple(side.zone for side in sides()),
        title=known.titles if known else {},
        watermark=known.watermark if known and known.practice else {},
        filters={"en": [], "ja": []},
        total=len(files),
        of=len(files),
        names=schedule.register,
        code=f"files-{schedule.side.lower()}",
        comes_back=False,
    )
