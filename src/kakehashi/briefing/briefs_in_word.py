"""The brief as a Word document: the side's own template, filled in the sandbox, one A4."""

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from kakehashi.briefing.paper import over
from kakehashi.briefing.papers import documents
from kakehashi.briefing.papers.composing import TAGS, cleaned
from kakehashi.briefing.papers.fields import SIDE_BY_SIDE, names_for, paired
from kakehashi.briefing.papers.own_kinds import BRIEF
from kakehashi.briefing.papers.templates import template_for
from kakehashi.briefing.sheet import Sheet, fitted
from kakehashi.look.charts.drawing import width_of

_ROOM = 0.95 * 717
"""Points of an A4 between header and footer, a twentieth less: fonts differ."""
_WIDTH = 480.0
_LEADING, _LATIN_LEADING = 1.45 * 1.15, 1.25 * 1.15
"""Of the highest of the fonts that may stand in, with the template's own spacing: of a line with
Japanese in it, and of one without."""
_JAPANESE = re.compile(r"[\u2e80-\U0003ffff]")
"""A sign that is set in the Japanese font, and gives its line that font's height."""
_KIND, _TITLE, _IN_SHORT, _HEADING, _LINE, _FOOT = 12, 20, 15, 12.5, 10.5, 8.5
"""Sizes of type, as the templates that come with Kakehashi have them."""
_BESIDE = 4
"""Points that a row of two languages takes more than a paragraph does."""
_AROUND = {_TITLE: 10, _IN_SHORT: 22, _HEADING: 16, _LINE: 4, _FOOT: 2}
"""Points above and below a paragraph, by its size."""


def as_docx(sheets: Sequence[Sheet], at: dt.datetime, *, side: str) -> bytes:
    """Return sheets as one A4 in Word: one language, or both side by side.

    What does not fit is left out by importance, and counted.

    Args:
        sheets: one a language.
        at: when it is made.
        side: whose template is used.

    Raises:
        Refused: when the side's template cannot be filled in.
    """
    fitting = {one.language: one for one in fitted(sheets, _fits)}
    said = {language: cleaned(_said(one)) for language, one in fitting.items()}
    first = sheets[0].language
    both = len(said) > 1
    language = SIDE_BY_SIDE if both else first
    return documents.fill(
        template_for(side, BRIEF.code, language),
        names_for(BRIEF.fields, language),
        paired(said["ja"], said["en"]) if both else said[first],
        title=fitting[first].title,
        language=TAGS["ja" if both else first],
        at=at,
    )


def _said(sheet: Sheet) -> dict[str, Any]:
    watermark = f"{sheet.watermark} | " if sheet.watermark else ""
    return {
        "title": sheet.title,
        "kind": sheet.kind,
        "marking": f"{watermark}{sheet.marking}",
        "node": "",
        "note": sheet.note,
        "source": sheet.source,
        "address": sheet.address,
        "sections": [
            {"title": f"{one.title} {over(one, sheet)}".strip(), "lines": _lines(one, sheet)}
            for one in sheet.sections
        ],
    }


def _lines(section: Any, sheet: Sheet) -> list[str]:
    mark = "・" if sheet.language == "ja" else "• "
    found = [
        f"{mark}{line.text} — {line.more}" if line.more else f"{mark}{line.text}"
        for line in section.lines
    ]
    return found or [section.nothing]


def _fits(sheets: Sequence[Sheet]) -> bool:
    """Say whether sheets stay on one A4 together, what is the same beside each other."""
    beside = len(sheets) > 1
    width = _WIDTH / len(sheets) - (12 if beside else 0)
    scale = BRIEF.beside if beside else 1.0
    columns = [list(_paragraphs(one)) for one in sheets]
    total = sum(
        max(_height(text, size, width / scale) for text, size in row)
        for row in zip(*columns, strict=True)
    )
    return total * scale + (_BESIDE * len(columns[0]) if beside else 0) <= _ROOM


def _paragraphs(sheet: Sheet) -> Iterator[tuple[str, float]]:
    """Yield every paragraph with its size; the same number in every language."""
    yield sheet.kind, _KIND
    yield sheet.title, _TITLE
    yield "", _IN_SHORT
    for one in _said(sheet)["sections"]:
        yield one["title"], _HEADING
        for line in one["lines"]:
            yield line, _LINE
    for words in (sheet.note, sheet.source, sheet.address):
        yield words, _FOOT


def _height(text: str, size: float, width: float) -> float:
    rows = math.ceil(max(width_of(text, round(size)), 1) / width)
    leading = _LATIN_LEADING if text.isascii() or not _JAPANESE.search(text) else _LEADING
    return rows * size * leading + _AROUND.get(size, 0)
