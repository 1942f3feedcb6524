"""Headings: which unnumbered lines are titles of what follows, and of what kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kakehashi.framework.importer.document import Line
from kakehashi.framework.importer.labels import (
    Label,
    Style,
    kanji_value,
    number_value,
    read_labels,
    roman_value,
)
from kakehashi.framework.importer.layout import Layout, goes_on, is_ended, is_unfinished
from kakehashi.framework.importer.repair import width

Kind = Literal["pillar", "part", "plain"]

_WIDEST = 84
_MOST_WORDS = 14

_NUMBER_WORDS = {
    word: value
    for value, pair in enumerate(
        ("one first", "two second", "three third", "four fourth", "five fifth", "six sixth",
         "seven seventh", "eight eighth", "nine ninth", "ten tenth"),
        start=1,
    )
    for word in pair.split()
}  # fmt: skip
_WORDS = "|".join(_NUMBER_WORDS)
_PILLAR = (
    re.compile(r"第\s?([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s?の柱\s?[：:、.．-]?\s?(.*)"),
    re.compile(r"柱\s?([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})(?:\s?[：:、.．-]\s?|\s|$)(.*)"),
    re.compile(
        rf"pillar\s+([0-9]{{1,2}}|[ivx]{{1,5}}|{_WORDS})\b\s?[:.–—-]?\s?(.*)", re.IGNORECASE
    ),
    re.compile(rf"(?:the\s+)?({_WORDS})\s+pillar\b\s?[:.–—-]?\s?(.*)", re.IGNORECASE),
)
_PART = (
    re.compile(
        r"第\s?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,4})\s?(?:部|章|節|編)"
        r"(?:\s?[：:.．]\s?|\s|$)(.*)"
    ),
    re.compile(
        r"(?:part|chapter|section|title)\s+(?:[0-9]{1,3}|[ivxlc]{1,6}|[a-z])\b\s?[:.–—-]?\s?(.*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:annex|appendix)(?:\s+(?:[0-9]{1,3}|[ivxlc]{1,6}|[a-z]))?\b\s?[:.–—-]?\s?(.*)",
        re.IGNORECASE,
    ),
    re.compile(r"(?:別添|別紙|附属書)\s?(?:[0-9０-９]{0,3})\s?[：:.．]?\s?(.*)"),
)
_ROMAN_PART = re.compile(r"([IVX]{1,5})\.\s+(\S.*)")
_DECORATION = re.compile(r"^[■◆□◇▼▲【《〈\s]+|[】》〉\s]+$")
_BULLET = re.compile(r"[•‣・○●◦▪*–—-]")
_LEADING_IN = re.compile(
    r"次|以下|例えば|特に|とおり|通り|(?:^|\b)(?:will|shall|following|follows|particular|example|to|by|that"
    r"|include|includes|including|namely|are|is|may|should|intend|decided)\b",
    re.IGNORECASE,
)
_NO_HEADING_END = re.compile(r"。|[．.;；,、，?？!！]$|(?:て|や)$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may be a heading, before its place is known."""

    kind: Kind
    """*pillar*: a numbered pillar; *part*: a chapter, annex and the like; *plain*: words alone."""
    words: str
    """Without the pillar's or part's number; as printed where plain."""
    number: int | None
    """The pillar's number, or that of a part counted in large roman numbers."""
    full: str
    """As printed."""


def read_heading(text: str) -> Heading | None:
    """Return ``text`` as a heading where its form allows that, whatever stands around it."""
    if _is_sentence(text):
        return None
    for shape in _PILLAR:
        match = shape.fullmatch(text)
        if match:
            return Heading("pillar", _bare(match[2]), _value(match[1]), text)
    for shape in _PART:
        match = shape.fullmatch(text)
        if match:
            return Heading("part", _bare(match[1]) or text, None, text)
    match = _ROMAN_PART.fullmatch(text)
    if match:
        return Heading("part", _bare(match[2]), roman_value(match[1]), text)
    worded = any(char.isalpha() for char in text) and not read_labels(text)
    return Heading("plain", _bare(text), None, text) if worded else None


def _is_sentence(text: str) -> bool:
    """Whether ``text`` is too long for a heading, or begins or ends as none does."""
    long = width(text) > _WIDEST or (text.isascii() and len(text.split()) > _MOST_WORDS)
    leads_in = text.endswith((":", "：")) and bool(_LEADING_IN.search(text))
    odd = bool(_NO_HEADING_END.search(text) or _BULLET.match(text)) or is_unfinished(text)
    return long or leads_in or odd or goes_on(text)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What follows each line, read once from the end of the text to its start."""

    headings: tuple[Heading | None, ...]
    """The line as a heading, where form and what follows allow it."""
    labels: tuple[tuple[Label, ...], ...]
    opening: tuple[bool, ...]
    """Whether unnumbered sentences stand between this heading and its first item."""
    lines: tuple[int, ...]
    """How many lines the heading takes."""


def look_ahead(lines: Sequence[Line], labels: Sequence[tuple[Label, ...]], layout: Layout) -> Ahead:
    """Return for each line whether it can be a heading, from its form and from what follows it.

    A heading is followed by an item, by another heading, or by sentences that end before the
    first item of a list.
    """
    found: list[Heading | None] = [None] * len(lines)
    opening = [False] * len(lines)
    taken = [1] * len(lines)
    # Whether the next numbered line starts a list, and whether what stands before the next number
    # or heading ends as a sentence: known from the lines read before, so the whole stays linear.
    starts_list = False
    sentence = False
    for place in range(len(lines) - 1, -1, -1):
        if labels[place]:
            starts_list = any(one.value == 1 for one in labels[place])
        if place + 1 < len(lines) and (labels[place + 1] or found[place + 1] is not None):
            sentence = not labels[place] and is_ended(lines[place].text)
        heading, span = _spanning(lines, labels, place)
        if heading is None or place + span >= len(lines):
            continue
        after = lines[place + span]
        if labels[place + span] or found[place + span] is not None:
            # A list of phrases numbered I., II., III. is a list, not a row of parts.
            if not labels[place] or _styles(labels[place]).isdisjoint(
                _styles(labels[place + span])
            ):
                found[place] = heading
        elif span == 1 and layout.stops(lines[place], after) and not goes_on(after.text):
            opens = starts_list and sentence
            found[place] = heading if opens or heading.kind != "plain" else None
            opening[place] = found[place] is not None
        if found[place] is not None:
            taken[place] = span
    return Ahead(tuple(found), tuple(labels), tuple(opening), tuple(taken))


def _spanning(
    lines: Sequence[Line], labels: Sequence[tuple[Label, ...]], place: int
) -> tuple[Heading | None, int]:
    """Return the line as a heading, with the next one where that can only be its rest."""
    text = lines[place].text
    heading = read_heading(text)
    if heading is not None and labels[place] and heading.kind == "plain":
        heading = None
    if place + 2 < len(lines) and not labels[place] and labels[place + 2]:
        rest = lines[place + 1].text
        if not labels[place + 1] and goes_on(rest) and not is_ended(rest) and not is_ended(text):
            glue = " " if text.isascii() else ""
            whole = read_heading(text + glue + rest)
            if whole is not None:
                return whole, 2
    return heading, 1


def _styles(labels: tuple[Label, ...]) -> set[Style]:
    return {one.style for one in labels}


def _bare(words: str) -> str:
    return _DECORATION.sub("", words.strip().rstrip(":："))


def _value(number: str) -> int | None:
    lowered = number.lower()
    if lowered in _NUMBER_WORDS:
        return _NUMBER_WORDS[lowered]
    return number_value(number) or roman_value(number) or kanji_value(number)
