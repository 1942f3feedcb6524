"""A picture: the drawing, the same numbers as a table, and as a file to take away."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kakehashi.briefing.saying import day_twice
from kakehashi.look import charts

Address = Callable[[str, str], str]
"""Kind and reference of a record to the address of its page."""


@dataclass(frozen=True)
class Row:
    """One row of a picture's table: its heading, then its cells."""

    heading: str
    cells: Sequence[SafeString | str | int]
    href: str = ""
    language: str = ""
    """Of the heading, where it is not that of the page."""
    remarks: Sequence[str] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing, what it shows in a sentence, and its numbers."""

    name: str
    title: str
    lead: str
    drawing: SafeString
    head: Sequence[str]
    rows: Sequence[Row]
    numbers: Sequence[Sequence[str | int]]
    """The same as plain values, with a line of headings, for a file."""


FORMS: Mapping[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
}
"""What a picture can be taken away as, and what that is."""


def in_form(picture: Picture, form: str, marking: str = "") -> bytes:
    """Return a picture as a file: ``svg``, ``png``, or its numbers as ``csv``.

    Args:
        picture: the picture.
        form: one of :data:`FORMS`.
        marking: stands over a drawing, under its title; for the public there is none.
    """
    heads = (picture.title, marking) if marking else (picture.title,)
    if form == "svg":
        return charts.as_file(picture.drawing, heads).encode()
    if form == "png":
        return charts.as_png(picture.drawing, heads)
    lines = io.StringIO()
    csv.writer(lines).writerows([[_harmless(one) for one in row] for row in picture.numbers])
    return ("\ufeff" + lines.getvalue()).encode()  # the mark tells Excel that it is UTF-8


def _harmless(value: str | int) -> str | int:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def other_language(language: str) -> str:
    """Return ``language`` where it is not that of the page, for an attribute; else nothing."""
    return "" if language == (get_language() or "en") else language


def day_cell(text: str) -> SafeString:
    """Return a perhaps partial date in both calendars, each in its own language."""
    own, other, language = day_twice(text)
    return format_html('{} <span class="k-quiet" lang="{}">{}</span>', own, language, other)
