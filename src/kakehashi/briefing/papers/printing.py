"""Papers as one page of HTML that prints on A4: marked on every page, no scripts, one file."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from kakehashi.briefing.papers.composing import Data, Paper
from kakehashi.briefing.papers.fields import SIDE_BY_SIDE
from kakehashi.briefing.papers.layouts import EACH, FACTS, PROSE, TABLE, Section

CONTENT_TYPE: Final = "text/html; charset=utf-8"
_SHEET: Final = Path(__file__).resolve().parent.parent / "layout" / "paper.css"
STYLE: Final = f"\n{_SHEET.read_text(encoding='utf-8')}"
STYLE_SOURCE: Final = (
    f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)
"""What a policy must allow for the page to be styled: this very sheet, nothing else."""

_LOWEST = 4


@dataclass(frozen=True)
class Block:
    """A piece of the page: a heading, paragraphs, labelled values or a table."""

    form: str
    title: str = ""
    level: int = 2
    lines: Sequence[str] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    shares: Sequence[int] = ()
    """Of a table: how wide each column is, beside the others."""
    own_page: bool = False
    """Of a heading: whether a page begins with it."""
    big: bool = False
    """Of paragraphs: whether they are read out from."""


@dataclass(frozen=True)
class Part:
    """A paper in one language: its frame and its blocks."""

    language: str
    said: Data
    blocks: Sequence[Block] = field(default_factory=list)


def as_html(paper: Paper) -> str:
    """Return the paper as a page that needs nothing else."""
    parts = [
        Part(language, said, list(blocks(paper.kind.sections, said, language, 2)))
        for language, said in paper.in_language.items()
    ]
    side_by_side = paper.language == SIDE_BY_SIDE
    return render_to_string(
        "briefing/paper.html",
        {
            "paper": paper,
            "parts": parts,
            "pairs": list(paired(paper)) if side_by_side else (),
            "style": mark_safe(STYLE),  # noqa: S308 - our own file
        },
    )


def blocks(sections: Sequence[Section], said: Data, language: str, level: int) -> Sequence[Block]:
    """Return what sections say in one language, piece by piece, headings from ``level`` down."""
    found: list[Block] = []
    for one in sections:
        value, title = said[one.field], one.words[language]
        if one.optional and not value:
            continue
        if title:
            found.append(Block("heading", title, min(level, _LOWEST)))
        if one.form == FACTS:
            rows = _labelled(one, value, language)
            found.append(Block(FACTS, title or one.columns[0].words[language], rows=rows))
        elif one.form == PROSE:
            found.append(Block(PROSE, lines=value, big=one.big))
        elif one.form == TABLE:
            found.append(
                Block(
                    TABLE,
                    title,
                    lines=() if value or one.nothing is None else (one.nothing[language],),
                    heads=[column.words[language] for column in one.columns],
                    rows=[[row[column.field] for column in one.columns] for row in value],
                    shares=[column.share for column in one.columns],
                )
            )
        elif one.form == EACH:
            for row in value:
                if row[one.heading]:
                    found.append(
                        Block(
                            "heading",
                            row[one.heading],
                            min(level + 1, _LOWEST),
                            own_page=one.own_page,
                        )
                    )
                found += blocks(one.sections, row, language, level + 2)
    return found


@dataclass(frozen=True)
class Pair:
    """The same piece in both languages."""

    form: str
    level: int
    ja: Any
    en: Any
    own_page: bool = False
    big: bool = False


def paired(paper: Paper) -> Sequence[Pair]:
    """Return what stands side by side, piece by piece."""
    return _pairs(paper.kind.sections, paper.data["ja"], paper.data["en"], paper.data["pairs"], 2)


def _pairs(sections: Sequence[Section], ja: Data, en: Data, lists: Data, level: int) -> list[Pair]:
    found: list[Pair] = []
    for one in sections:
        if one.optional and not lists[one.field]:
            continue
        if one.words["ja"]:
            found.append(Pair("heading", min(level, _LOWEST), one.words["ja"], one.words["en"]))
        if one.form == FACTS:
            found.append(
                Pair(
                    "lines",
                    0,
                    _labelled(one, ja[one.field], "ja"),
                    _labelled(one, en[one.field], "en"),
                )
            )
            continue
        for row in lists[one.field]:
            if one.form == PROSE:
                found.append(Pair("text", 0, row["ja"], row["en"], big=one.big))
            elif one.form == TABLE:
                found.append(
                    Pair(
                        "lines", 0, _labelled(one, row["ja"], "ja"), _labelled(one, row["en"], "en")
                    )
                )
            elif one.form == EACH:
                heads = (row["ja"][one.heading], row["en"][one.heading])
                found.append(
                    Pair("heading", min(level + 1, _LOWEST), *heads, own_page=one.own_page)
                )
                found += _pairs(one.sections, row["ja"], row["en"], row, level + 2)
        if one.nothing is not None and not lists[one.field]:
            found.append(Pair("text", 0, one.nothing["ja"], one.nothing["en"]))
    return found


def _labelled(section: Section, row: Data, language: str) -> list[tuple[str, str]]:
    """Return label and value of what has one."""
    return [
        (column.words[language], row[column.field])
        for column in section.columns
        if row.get(column.field)
    ]
