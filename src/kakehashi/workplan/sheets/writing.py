"""Tables out as CSV and JSON, a piece at a time, however many rows there are."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kakehashi.workplan.sheets.cells import SHIFT_JIS, for_shift_jis, neutral, unfit
from kakehashi.workplan.sheets.columns import Column
from kakehashi.workplan.sheets.cover import ESCAPES, Cover
from kakehashi.workplan.sheets.rows import Row

BOM = "\ufeff"
"""Begins a CSV in UTF-8, so that Excel opens it as such."""

_PIECE = 64 * 1024
_MOST_PLACES = 200


def write_csv(
    cover: Cover, columns: Sequence[Column], rows: Iterable[Row], *, shift_jis: bool = False
) -> Iterator[bytes]:
    """Yield a CSV: the marking on the first line, then headings, then rows.

    Args:
        cover: what it says of itself.
        columns: what stands in which order.
        rows: cell by column.
        shift_jis: in Shift_JIS, with what it does not have as ``&#x…;``; else UTF-8 with a mark.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def written(text: str) -> str:
        return for_shift_jis(neutral(text)) if shift_jis else neutral(text)

    def taken() -> bytes:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode(SHIFT_JIS if shift_jis else "utf-8")

    if shift_jis:
        writer.writerow([f"{for_shift_jis(cover.line)} {ESCAPES}"])
    else:
        buffer.write(BOM)
        writer.writerow([cover.line])
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([written(row.get(column.name, "")) for column in columns])
        if buffer.tell() > _PIECE:
            yield taken()
    yield taken()


@dataclass(frozen=True)
class Unfit:
    """What Shift_JIS does not have of a table."""

    characters: Sequence[tuple[str, int]]
    """Each with how often it stands there, the most frequent first."""
    places: Sequence[tuple[str, str]]
    """Reference and column of the first cells with any."""
    cells: int


def unfit_for_shift_jis(rows: Iterable[Row]) -> Unfit | None:
    """Return which characters Shift_JIS does not have; None where it has all."""
    found: Counter[str] = Counter()
    places: list[tuple[str, str]] = []
    cells = 0
    for row in rows:
        for name, text in row.items():
            odd = Counter(unfit(text))
            if odd:
                found.update(odd)
                cells += 1
                if len(places) < _MOST_PLACES:
                    places.append((row["reference"], name))
    return Unfit(found.most_common(), places, cells) if found else None


def write_json(cover: Cover, columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a JSON object: what it says of itself, then one object a row, text as it is."""
    about = {
        "title": dict(cover.title),
        "marking": {"reach": cover.reach, "said": cover.marking},
        "watermark": dict(cover.watermark),
        "made_at": cover.stamp,
        "filters": {code: list(words) for code, words in cover.filters.items()},
        "total": cover.total,
        "of": cover.of,
        "columns": [column.name for column in columns],
    }
    head = json.dumps(about, ensure_ascii=False)
    pieces = [head[:-1], ', "joint_actions": [']
    length, first = len(head), True
    for row in rows:
        text = json.dumps(
            {column.name: row.get(column.name, "") for column in columns}, ensure_ascii=False
        )
        pieces.append(("\n" if first else ",\n") + text)
        first = False
        length += len(text)
        if length > _PIECE:
            yield "".join(pieces).encode()
            pieces, length = [], 0
    yield "".join([*pieces, "\n]}\n"]).encode()
