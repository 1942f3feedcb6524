"""Rows pasted from a spreadsheet into a form: their cells, and the offices that they name."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kakehashi.people.models import Organisation

MOST_ROWS = 200
"""Rows that are read of one paste."""

OFFICE_COLUMNS: Mapping[str, str] = {
    # what a heading may say -> which column it is
    "organisation": "organisation",
    "organization": "organisation",
    "office": "organisation",
    "ministry": "organisation",
    "機関": "organisation",
    "組織": "organisation",
    "府省": "organisation",
    "府省名": "organisation",
    "府省庁": "organisation",
    "機関名": "organisation",
    "組織名": "organisation",
    "division": "division",
    "directorate": "division",
    "課室": "division",
    "課室名": "division",
    "部署": "division",
    "担当課": "division",
    "担当課室": "division",
    "mail address": "mailbox",
    "mail": "mailbox",
    "email": "mailbox",
    "e-mail": "mailbox",
    "email address": "mailbox",
    "メール": "mailbox",
    "メールアドレス": "mailbox",
    "電子メール": "mailbox",
}
_IN_ORDER = ("organisation", "division", "mailbox")
_LONGEST_DIVISION = 120


@dataclass(frozen=True)
class Row:
    """One row: its place, the first being 1, its cells by column, and how it was written."""

    number: int
    cells: Mapping[str, str]
    written: str


@dataclass(frozen=True)
class Pasted:
    """What was pasted, read."""

    rows: Sequence[Row]
    headings: str
    """The row of headings as it was written; empty where there is none."""
    beyond: str
    """What was not read, because it is too much or a quotation mark in it is not closed."""
    broken: bool = False
    """Whether a quotation mark is not closed."""


@dataclass(frozen=True)
class Offices:
    """Offices that pasted rows name, and what could not be taken of them."""

    lines: Sequence[tuple[str, str, str, str]]
    """Id of the organisation, division, mail address and an empty post."""
    faults: Sequence[str]
    """What is wrong, each with the number of its row."""
    left: str
    """The rows that were not taken, as they were written, under their headings."""


def plain(text: str) -> str:
    """Return ``text`` as names are compared: width, case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_rows(text: str, columns: Mapping[str, str], in_order: Sequence[str]) -> Pasted:
    """Return the rows of ``text``: separated by tabs if there is one, else by commas.

    Args:
        text: as it stands in the field.
        columns: what a heading may say, as :func:`plain` has it, to the column that it names.
        in_order: the columns where the first row is none of headings.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = "\t" if "\t" in text else ","
    lines = list(io.StringIO(text))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[Row] = []
    order, headings, number, before, broken = list(in_order), "", 0, 0, False
    try:
        for cells in reader:
            written = "".join(lines[before : reader.line_num])
            if number >= MOST_ROWS:
                break
            before = reader.line_num
            number += 1
            if not any(cell.strip() for cell in cells):
                continue
            named = [columns.get(plain(cell), "") for cell in cells]
            if not rows and not headings and _all_named(cells, named):
                order, headings = named, written
                continue
            said = [unicodedata.normalize("NFC", cell.strip()) for cell in cells]
            rows.append(Row(number, dict(zip(order, said, strict=False)), written))
    except csv.Error:
        broken = True
    return Pasted(rows, headings, "".join(lines[before:]), broken)


def _all_named(cells: Sequence[str], named: Sequence[str]) -> bool:
    """Whether a row is one of headings: all its cells are known, or two of them."""
    known = sum(1 for one in named if one)
    return known > 1 or known == sum(1 for one in cells if one.strip())


def left_of(pasted: Pasted, rows: Iterable[Row]) -> str:
    """Return what stays in the field: ``rows`` and what was not read, under the headings."""
    written = [row.written if row.written.endswith("\n") else row.written + "\n" for row in rows]
    kept = "".join(written) + pasted.beyond
    return pasted.headings + kept if kept.strip() else ""


def not_read(pasted: Pasted) -> list[str]:
    """Return why something was not read at all, in words."""
    if not pasted.beyond.strip():
        return []
    if pasted.broken:
        return [_("A quotation mark is not closed. The rows from there on were not read.")]
    return [
        _("%(most)s rows are read at once. The others stay in the field.") % {"most": MOST_ROWS}
    ]


def named_organisations(offices: Iterable[Organisation]) -> dict[str, set[str]]:
    """Return what organisations are called, in either language or as code, each with the ids."""
    found: dict[str, set[str]] = {}
    for one in offices:
        for name in (one.pk, one.name_en, one.name_ja, one.short_en, one.short_ja):
            if name:
                found.setdefault(plain(name), set()).add(one.pk)
    return found


def offices_of(text: str, offices: Iterable[Organisation]) -> Offices:
    """Return the offices that pasted rows name: organisation, division, mail address.

    Rows that name none of ``offices``, or an address that is none, are left as they are.
    """
    pasted = read_rows(text, OFFICE_COLUMNS, _IN_ORDER)
    called = named_organisations(offices)
    lines: list[tuple[str, str, str, str]] = []
    faults: list[str] = []
    refused: list[Row] = []
    for row in pasted.rows:
        name = row.cells.get("organisation", "")
        division, mailbox = row.cells.get("division", ""), row.cells.get("mailbox", "")
        mailbox = unicodedata.normalize("NFKC", mailbox)
        found = called.get(plain(name), set())
        wrong = _wrong(name, found, division, mailbox)
        if wrong:
            faults.append(_("Row %(row)s: %(what)s") % {"row": row.number, "what": wrong})
            refused.append(row)
        else:
            lines.append((next(iter(found)), division, mailbox, ""))
    return Offices(
        list(dict.fromkeys(lines)), [*faults, *not_read(pasted)], left_of(pasted, refused)
    )


def _wrong(name: str, found: set[str], division: str, mailbox: str) -> str:
    if not name:
        return _("no organisation is named.")
    if not found:
        return _("no organisation of your side is called “%(name)s”.") % {"name": name[:80]}
    if len(found) > 1:
        return _("“%(name)s” is the name of several organisations: %(codes)s.") % {
            "name": name[:80],
            "codes": ", ".join(sorted(found)),
        }
    if len(division) > _LONGEST_DIVISION:
        return _("the division is longer than %(most)s characters.") % {"most": _LONGEST_DIVISION}
    if mailbox:
        try:
            validate_email(mailbox)
        except ValidationError:
            return _("“%(address)s” is no mail address.") % {"address": mailbox[:80]}
    return ""
