"""Sides: the paragraphs of one language, with the values and names that were read in them."""

import re
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from kakehashi.wording.needles import flattened, present, sought
from kakehashi.wording.paragraphs import Form, Paragraph
from kakehashi.wording.parity import english, japanese
from kakehashi.wording.parity.countries import find_countries
from kakehashi.wording.parity.glossary import Glossary, Mention
from kakehashi.wording.parity.meaning import rows_in
from kakehashi.wording.parity.spans import Taken
from kakehashi.wording.parity.tables import Row, strict
from kakehashi.wording.parity.values import Sort, Value, family
from kakehashi.wording.sentences import split_sentences


@dataclass
class Side:
    """A paragraph of one language, read."""

    paragraph: Paragraph
    number: int
    language: str
    values: list[Value] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The clean words of the paragraph."""
        return self.paragraph.text

    @cached_property
    def value_starts(self) -> list[int]:
        """Where its values begin."""
        return [one.start for one in self.values]

    @cached_property
    def mention_starts(self) -> list[int]:
        """Where its names and terms begin."""
        return [one.start for one in self.mentions]

    @cached_property
    def country_starts(self) -> list[int]:
        """Where the countries begin."""
        return [start for _code, start, _end in self.countries]

    @cached_property
    def flat(self) -> str:
        """The words as needles are looked for in them."""
        return flattened(self.text)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the table of verbs of which it may hold one."""
        return rows_in(self.flat, self.language)

    @cached_property
    def qualifiers(self) -> frozenset[str]:
        """The ids of the qualifiers that it may hold."""
        return frozenset(one.id for one, _sought in present(strict(self.language), self.flat))

    @cached_property
    def countries(self) -> list[tuple[str, int, int]]:
        """The countries that it names: code, start and end."""
        return find_countries(self.text, self.language, self.flat)


_Row = TypeVar("_Row")

_FIGURES = re.compile(
    "[0-9〇一二三四五六七八九十百千万]|(?:two|three|four|five|six|seven|eight|nine|ten|twenty)\\b",
    re.IGNORECASE,
)
_YEARS = re.compile("(?:19|20)[0-9]{2}")
HOLDS_WORDS = {Sort.TIME, Sort.MONEY, Sort.DATE, Sort.PERIOD, Sort.REFERENCE}


def read_sides(paragraphs: Sequence[Paragraph], language: str, book: Glossary) -> list[Side]:
    """Return the paragraphs of one language with what was read in them; code is left out."""
    reader = japanese if language == "ja" else english
    sides = []
    for number, paragraph in enumerate(paragraphs, 1):
        if paragraph.form is Form.CODE:
            continue
        mentions = book.find(paragraph.text, language)
        spans = [
            (one.start, one.end)
            for one in mentions
            if book.names[one.concept].name
            and _FIGURES.search(one.said)
            and not _YEARS.search(one.said)
        ]
        values = reader.read_values(paragraph.text, spans)
        taken = Taken((one.start, one.end) for one in values if one.sort in HOLDS_WORDS)
        mentions = [one for one in mentions if not taken.hold(one.start, one.end)]
        sides.append(Side(paragraph, number, language, values, mentions))
    return sides


def keys_of(side: Side, label: str) -> frozenset[Hashable]:
    """Return what a paragraph says, and how it is labelled, for finding its counterpart."""
    keys: set[Hashable] = {(family(one), one.key) for one in side.values if not one.weak} | {
        ("name", one.concept) for one in side.mentions
    }
    keys |= {("country", code) for code, _start, _end in side.countries}
    if label:
        keys |= {("label", label), ("label again", label)}
    if side.paragraph.form in {Form.HEADING, Form.TITLE}:
        keys.add("heading")
    return frozenset(keys)


def sentences_of(sides: list[Side]) -> list[tuple[Side, str, int]]:
    """Return the sentences of some paragraphs, each with where it begins."""
    found = []
    for side in sides:
        start = 0
        for sentence in split_sentences(side.text):
            if sentence.strip():
                found.append((side, sentence, start))
            start += len(sentence)
    return found


def between(rows: list[_Row], starts: list[int], first: int, last: int) -> list[_Row]:
    """Return the rows that begin from ``first`` and before ``last``; ``starts`` is in order."""
    return rows[bisect_left(starts, first) : bisect_left(starts, last)]


def first_match(pattern: str, sides: list[Side]) -> tuple[Side, re.Match[str]] | None:
    """Return the first place that fits a pattern, whatever the capitals."""
    wanted = sought(pattern, re.IGNORECASE)
    for side in sides:
        found = wanted.search(side.text, side.flat)
        if found:
            return side, found
    return None
