"""The templates that come with Kakehashi, made from each paper's layout when they are asked for.

What is made is what a user may download, change and send back: plain tags in plain styles.
"""

import functools
import io
from collections.abc import Sequence
from typing import Any

from kakehashi.briefing.papers.fields import ONE_AFTER_THE_OTHER, SIDE_BY_SIDE
from kakehashi.briefing.papers.kinds import PaperKind
from kakehashi.briefing.papers.layouts import EACH, FACTS, PROSE, TABLE, Section
from kakehashi.briefing.papers.offered import TEMPLATED
from kakehashi.briefing.papers.sandbox.archives import Archive
from kakehashi.briefing.papers.styling import Page

_END = (("note", "Closing"), ("source", "Foot"), ("address", "Foot"))
"""What stands below everything else, each with its style."""


@functools.cache
def default_template(paper: str, language: str) -> bytes:
    """Return the template of a paper in a language, as bytes of a DOCX: always the same.

    Args:
        paper: code of a kind of paper.
        language: ``ja``, ``en``, ``both`` or ``side``.
    """
    kind = TEMPLATED[paper]
    page = Page("ja" if language == "ja" else "en", kind.beside if language == SIDE_BY_SIDE else 1)
    first = {"ja": "", "en": ""}.get(language, "ja.")
    page.header("{{ marking }}", f"{{{{ {first}node }}}}")
    if language == SIDE_BY_SIDE:
        _side_by_side(page, kind)
    elif language == ONE_AFTER_THE_OTHER:
        _one(page, kind, "ja", "ja.")
        page.new_page()
        _one(page, kind, "en", "en.")
    else:
        _one(page, kind, language, "")
    file = io.BytesIO()
    page.document.save(file)
    return Archive(file.getvalue()).packed({})


def _tag(name: str) -> str:
    return "{{ " + name + " }}"


def _one(page: Page, kind: PaperKind, language: str, at: str) -> None:
    """Write a paper in one language; ``at`` stands before each of its names."""
    page.text(_tag(f"{at}kind"), "Subtitle", language)
    page.text(_tag(f"{at}title"), "Title", language)
    _sections(page, kind.sections, language, at, 1)
    for name, style in _END:
        page.text(_tag(f"{at}{name}"), style, language)


def _sections(page: Page, sections: Sequence[Section], language: str, at: str, deep: int) -> None:
    for one in sections:
        name = f"{at}{one.field}"
        if one.optional:
            page.tag(f"if {name}")
        page.text(one.words[language], f"Heading {deep}", language)
        if one.form == FACTS:
            rows = [(each.words[language], f"{name}.{each.field}") for each in one.columns]
            page.facts(rows, language, one.words[language] or one.columns[0].words[language])
        elif one.form == PROSE:
            page.tag(f"for text in {name}")
            page.text("{{ text }}", "Speech" if one.big else "Normal", language)
            page.tag("endfor")
        elif one.form == TABLE:
            if one.nothing is not None:
                page.tag(f"if {name}")
            page.table(
                [
                    (column.words[language], _tag(f"row.{column.field}"), column.share)
                    for column in one.columns
                ],
                f"for row in {name}",
                language,
                one.words[language],
            )
            if one.nothing is not None:
                page.tag("else")
                page.text(one.nothing[language], "Normal", language)
                page.tag("endif")
        elif one.form == EACH:
            page.tag(f"for part in {name}")
            page.tag(f"if part.{one.heading}")
            page.text(
                _tag(f"part.{one.heading}"),
                f"Heading {deep + 1}",
                language,
                own_page=one.own_page,
            )
            page.tag("endif")
            _sections(page, one.sections, language, "part.", deep + 2)
            page.tag("endfor")
        if one.optional:
            page.tag("endif")


def _side_by_side(page: Page, kind: PaperKind) -> None:
    """Write a paper in two columns: Japanese on the left, English on the right."""
    grid = page.columns()
    grid.pair("{{ ja.kind }}", "{{ en.kind }}", "Subtitle")
    grid.pair("{{ ja.title }}", "{{ en.title }}", "Title")
    _pairs(grid, kind.sections, ("ja.", "en.", "pairs."), 1)
    for name, style in _END:
        grid.pair(_tag(f"ja.{name}"), _tag(f"en.{name}"), style)


def _pairs(grid: Any, sections: Sequence[Section], at: tuple[str, str, str], deep: int) -> None:
    """Write sections in pairs; ``at`` stands before names in Japanese, in English, and of lists."""
    ja, en, both = at
    for one in sections:
        if one.optional:
            grid.tag(f"if {both}{one.field}")
        grid.pair(one.words["ja"], one.words["en"], f"Heading {deep}")
        if one.form == FACTS:
            grid.lines(
                [
                    (f"{each.words['ja']}：", f"{ja}{one.field}.{each.field}")
                    for each in one.columns
                ],
                [
                    (f"{each.words['en']}: ", f"{en}{one.field}.{each.field}")
                    for each in one.columns
                ],
            )
        elif one.form == PROSE:
            grid.tag(f"for text in {both}{one.field}")
            grid.pair("{{ text.ja }}", "{{ text.en }}", "Speech" if one.big else "Normal")
            grid.tag("endfor")
        elif one.form == TABLE:
            grid.tag(f"for row in {both}{one.field}")
            grid.lines(
                [(f"{column.words['ja']}：", f"row.ja.{column.field}") for column in one.columns],
                [(f"{column.words['en']}: ", f"row.en.{column.field}") for column in one.columns],
            )
            if one.nothing is not None:
                grid.tag("else")
                grid.pair(one.nothing["ja"], one.nothing["en"])
            grid.tag("endfor")
        elif one.form == EACH:
            grid.tag(f"for part in {both}{one.field}")
            grid.pair(
                _tag(f"part.ja.{one.heading}"),
                _tag(f"part.en.{one.heading}"),
                f"Heading {deep + 1}",
                own_page=one.own_page,
            )
            _pairs(grid, one.sections, ("part.ja.", "part.en.", "part."), deep + 2)
            grid.tag("endfor")
        if one.optional:
            grid.tag("endif")
