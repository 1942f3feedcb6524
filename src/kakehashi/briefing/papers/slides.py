"""Papers as slides: one thing to a slide, going on to another where more is said of it."""

import datetime as dt
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kakehashi.briefing.papers.composing import Data, Paper
from kakehashi.briefing.papers.fields import SIDE_BY_SIDE
from kakehashi.briefing.papers.layouts import EACH, FACTS, PROSE, TABLE, Section
from kakehashi.briefing.sheet import softened
from kakehashi.briefing.slide import (
    AI,
    CONTENT_TYPE,
    HEIGHT,
    INK,
    MARGIN,
    SOFT,
    TITLE_ONLY,
    WIDTH,
    frame,
    place,
    run,
    steady,
    write,
)
from kakehashi.look.charts.drawing import width_of

__all__ = ["CONTENT_TYPE", "as_pptx"]

_TOP: Final = 92
_FOOT: Final = 54
_GUTTER: Final = 28
_LEADING: Final = 1.3
_BIG, _BODY, _LABEL, _TITLE = 20, 15, 13, 24
_SMALLER: Final = 0.8
"""Of the type where two languages stand side by side."""


@dataclass(frozen=True)
class Text:
    """One paragraph of a slide."""

    words: str
    size: int = _BODY
    label: bool = False

    def height(self, width: float) -> float:
        """Return about how high it becomes in a column of ``width`` points."""
        rows = max(math.ceil(width_of(self.words, self.size) / (width * 0.97)), 1)
        return rows * self.size * _LEADING + (10 if self.label else 4)


@dataclass(frozen=True)
class Slide:
    """A slide in one language: its title and its paragraphs."""

    title: str
    texts: Sequence[Text]


def as_pptx(paper: Paper) -> bytes:
    """Return the paper as slides: real text, the marking on each, the same bytes for the same data.

    One language after the other, or both side by side; nothing is left out: what is longer than a
    slide goes on to another.
    """
    from pptx import Presentation  # only slides need it
    from pptx.util import Pt

    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    made = {
        language: [_cover(said), *_slides(paper.kind.sections, said, language)]
        for language, said in paper.in_language.items()
    }
    if paper.language == SIDE_BY_SIDE:
        shown = [
            page
            for ja, en in zip(made["ja"], made["en"], strict=True)
            for page in _pages({"ja": ja, "en": en})
        ]
    else:
        shown = [
            page
            for language, slides in made.items()
            for one in slides
            for page in _pages({language: one})
        ]
    for number, page in enumerate(shown, start=1):
        _add(deck, page, paper, f"{number} / {len(shown)}")
    properties = deck.core_properties
    properties.title = paper.title
    properties.author = properties.last_modified_by = "Kakehashi"
    properties.language = paper.tag
    properties.created = properties.modified = paper.at.astimezone(dt.UTC).replace(tzinfo=None)
    whole = io.BytesIO()
    deck.save(whole)
    return steady(whole.getvalue())


def _cover(said: Data) -> Slide:
    return Slide(
        f"{said['kind']}: {said['title']}",
        [
            Text(words)
            for words in (
                *(said["meeting"][name] for name in ("body", "when", "place") if "meeting" in said),
                said["note"],
                said["source"],
                said["address"],
            )
            if words
        ],
    )


def _slides(sections: Sequence[Section], said: Data, language: str) -> Iterator[Slide]:
    """Yield a slide for each record of a section, and one for each table or text."""
    for one in sections:
        value = said[one.field]
        if one.form == EACH:
            for row in value:
                yield Slide(row[one.heading], list(_texts(one.sections, row, language)))
        elif one.form != FACTS:
            # Also where there is nothing: both languages have the same slides.
            texts = list(_texts((one,), said, language))
            if texts:
                yield Slide(one.words[language], [text for text in texts if not text.label])


def _texts(sections: Sequence[Section], said: Data, language: str) -> Iterator[Text]:
    for one in sections:
        value = said[one.field]
        if not value:
            continue
        if one.words[language]:
            yield Text(one.words[language], _LABEL, label=True)
        if one.form == FACTS:
            facts = _row(one, value, language)
            if facts:
                yield Text(facts, _LABEL)
        elif one.form == PROSE:
            yield from (Text(line, _BIG if one.big else _BODY) for line in value)
        elif one.form == TABLE:
            yield from (Text(_row(one, row, language)) for row in value)


def _row(section: Section, row: Data, language: str) -> str:
    between, apart = ("：", "　") if language == "ja" else (": ", "; ")
    return apart.join(
        f"{column.words[language]}{between}{row[column.field]}"
        for column in section.columns
        if row[column.field]
    )


def _pages(slides: Mapping[str, Slide]) -> list[Mapping[str, Slide]]:
    """Return what is said on one slide cut to as many as it takes, the same number a language."""
    width = _width(len(slides))
    cut = {language: list(_cut(one, width, len(slides))) for language, one in slides.items()}
    number = max(len(one) for one in cut.values())
    pages: list[Mapping[str, Slide]] = []
    for at in range(number):
        page = {}
        for language, texts in cut.items():
            title = slides[language].title
            page[language] = Slide(
                f"{title} ({at + 1}/{number})" if number > 1 else title,
                texts[at] if at < len(texts) else [],
            )
        pages.append(page)
    return pages


def _width(columns: int) -> float:
    return (WIDTH - 2 * MARGIN - _GUTTER * (columns - 1)) / columns


def _cut(slide: Slide, width: float, columns: int) -> Iterator[list[Text]]:
    """Yield the paragraphs of each slide; a label never stands last, nothing runs over the edge."""
    room = HEIGHT - _TOP - _FOOT
    page: list[Text] = []
    used = 0.0
    for text in _fitting(slide.texts, width, columns, room):
        high = text.height(width)
        if page and used + high > room:
            kept = [page.pop()] if page[-1].label else []
            if page:
                yield page
            page, used = kept, sum(one.height(width) for one in kept)
        page.append(text)
        used += high
    yield page


def _fitting(texts: Sequence[Text], width: float, columns: int, room: float) -> Iterator[Text]:
    """Yield paragraphs in the size of so many columns, one longer than a slide in pieces."""
    for one in texts:
        size = one.size if columns == 1 else round(one.size * _SMALLER)
        text = Text(one.words, size, one.label)
        letters = max(len(one.words), 1)
        pieces = math.ceil(text.height(width) / (room * 0.8))
        step = math.ceil(letters / pieces)
        for at in range(0, letters, step):
            yield Text(one.words[at : at + step], size, one.label)


def _add(deck: Any, page: Mapping[str, Slide], paper: Paper, number: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    first = next(iter(page))
    title = slide.shapes.title
    place(title, MARGIN, 28, WIDTH - 2 * MARGIN, 56)
    title.text_frame.word_wrap = True
    titles = " / ".join(dict.fromkeys(one.title for one in page.values()))
    room = 2 * (WIDTH - 2 * MARGIN) * 0.92
    size = min(_TITLE, _TITLE * room / max(width_of(titles, _TITLE), 1))
    run(
        title.text_frame.paragraphs[0],
        titles,
        first,
        size=max(size, _LABEL),
        colour=AI,
        bold=True,
    )
    for top in (6, HEIGHT - 24):
        write(slide, (MARGIN, top, WIDTH - 2 * MARGIN, 18), [paper.marking], first, bold=True)
    write(slide, (MARGIN, HEIGHT - 44, WIDTH - 2 * MARGIN, 16), [number], first)
    width = _width(len(page))
    for column, (language, one) in enumerate(page.items()):
        box = frame(slide, MARGIN + column * (width + _GUTTER), _TOP, width, HEIGHT - _TOP - _FOOT)
        for at, text in enumerate(one.texts):
            paragraph = box.paragraphs[0] if not at else box.add_paragraph()
            run(
                paragraph,
                softened(text.words),
                language,
                size=text.size,
                colour=SOFT if text.label else INK,
                bold=text.label,
            )
