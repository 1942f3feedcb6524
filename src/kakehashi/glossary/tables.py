"""Concepts as a table: CSV in UTF-8 with a byte order mark, as spreadsheets open it."""

import csv
import io
from collections.abc import Iterable

from kakehashi.glossary.concepts import NewConcept, values_of

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(concepts: Iterable[NewConcept]) -> bytes:
    """Return concepts as CSV, a column for each field.

    Several words stand in one cell, each on a line of its own. What a
    spreadsheet would take for a formula is led by an apostrophe.
    """
    target = io.StringIO()
    table = csv.writer(target)
    heads: list[str] = []
    for concept in concepts:
        row = {"id": concept.id, **values_of(concept)}
        if not heads:
            heads = list(row)
            table.writerow(heads)
        table.writerow([_cell(row[head]) for head in heads])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _cell(value: object) -> str:
    text = "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)
    text = {True: "yes", False: ""}[value] if isinstance(value, bool) else text
    return f"'{text}" if text.startswith(_DANGEROUS) else text
