"""What the end of a line says: a sentence goes on, or something ended there on purpose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kakehashi.framework.importer.document import Line
from kakehashi.framework.importer.labels import read_labels
from kakehashi.framework.importer.repair import width

Wrapping = Literal["unwrapped", "wrapped", "ragged"]

_ENDED = re.compile(r"[。．.!?！？;；:：][”\"’'」』）)\]]*$|[;；,、，]\s?(?:and|or)$")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|No|Nos|Art|para|paras|Mr|Mrs|Ms|Dr|Rt|Hon|St|approx))\.$"
)
_LISTED = re.compile(r"(?:[、,，]|\b(?:and|or)|及び|並びに|又は|または|および)$")
# Words after which the number on the next line belongs to a reference, not to an item.
_REFERRING = re.compile(
    r"(?:\b(?:paragraphs?|paras?|items?|sub-?paragraphs?|articles?|sections?|clauses?|points?|annex"
    r"|annexes|pillars?|chapters?|numbers?|nos?\.?|see|under|of|to)|項目|前記|上記|下記|別添|別紙|第"
    r"|[(（][a-zA-Z0-9]{1,4}[)）],?(?:\s(?:and|or|to))?)$",
    re.IGNORECASE,
)
_TORN = re.compile(
    r"(?:\b(?:the|a|an|of|and|or|to|in|on|for|with|by|from|at|as|that|which|its|their|this|these"
    r"|between|including|is|are|be|will|shall|not)|-|(?<!も)の|(?<!こ)と|[をにはがでへも]|及び|並びに|又は|[（(「『“])$"
)
# What no sentence and no heading begins with.
_GOES_ON = re.compile(
    r"[a-z]|[、。，．,.;:!?！？）)」』】〉》ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶーゝゞ々・％%]"
    r"|[をんはがのにとでへも](?![ぁ-ん])|(?:する|され|した|して|ること|るため|おける|よる|おいて)"
)
_SURE_SHARE = 0.02
_FULL = 0.75
_EVEN = 0.7
_EVEN_SHARE = 0.85
_OVER = 1.1
_BLOCKS = 0.9
_RAGGEDNESS = 4
_NARROWEST = 30
_FEW = 3
# A word of Latin letters, or one character that may begin a line.
_FIRST_WORD = re.compile(r"[!-~]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Edge:
    """What stands between a line and the one before it."""

    ended: bool
    """The line before ends as a sentence, a lead-in or an item does."""
    listed: bool
    """It ends with a comma or *and*."""
    meant: bool
    """The layout shows that the line was ended on purpose."""
    referring: bool
    """It ends with *paragraph*, 項目 and the like."""
    torn: bool
    """A sentence certainly goes on across the break."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of one text are broken."""

    wrapping: Wrapping
    """*unwrapped*: a line is a paragraph; *wrapped*: at a width; *ragged*: anywhere."""
    width: int
    """Cells of a full line, where wrapped."""
    gaps: bool
    """Whether a blank line means something."""
    blocks: bool
    """Whether a blank line stands before everything that begins anew."""

    def edge(self, before: Line | None, line: Line) -> Edge:
        """Return what stands between ``before`` and ``line``."""
        if before is None:
            return Edge(ended=True, listed=False, meant=True, referring=False, torn=False)
        ended = is_ended(before.text)
        torn = not ended and (goes_on(line.text) or bool(_TORN.search(before.text)))
        return Edge(
            ended=ended,
            listed=bool(_LISTED.search(before.text)),
            meant=not torn and self.stops(before, line),
            referring=not ended and bool(_REFERRING.search(before.text)),
            torn=torn,
        )

    def stops(self, line: Line, after: Line | None) -> bool:
        """Whether ``line`` was ended on purpose, as far as the layout shows."""
        if after is None or (self.gaps and after.gap > 0):
            return True
        if self.blocks or self.wrapping == "ragged":
            return False
        if self.wrapping == "unwrapped":
            return True
        # What comes next would have had room on the line, at any indent.
        used = width(line.text)
        room = used + 1 + _first_word(after.text)
        return used < _FULL * self.width and room <= self.width


def is_ended(text: str) -> bool:
    """Whether ``text`` ends as a sentence, a lead-in or a list item does."""
    return bool(_ENDED.search(text)) and not _ABBREVIATED.search(text)


def goes_on(text: str) -> bool:
    """Whether ``text`` can only be the rest of something, a numbered item apart."""
    return bool(_GOES_ON.match(text)) and not read_labels(text)


def is_unfinished(text: str) -> bool:
    """Whether ``text`` ends with a word that something must follow."""
    return bool(_TORN.search(text) or _REFERRING.search(text))


def _first_word(text: str) -> int:
    """Return the cells of what cannot be parted at the start of ``text``."""
    match = _FIRST_WORD.match(text)
    return width(match[0]) if match else 0


def measure(lines: Sequence[Line]) -> Layout:
    """Return how ``lines`` are broken, learned from breaks that are surely inside a sentence."""
    widths: list[int] = []
    tried: list[int] = []
    gaps = 0
    for before, line in pairwise(lines):
        if is_ended(before.text) or read_labels(line.text):
            continue
        if _TORN.search(before.text) or _GOES_ON.match(line.text):
            widths.append(width(before.text))
            tried.append(widths[-1] + 1 + _first_word(line.text))
            gaps += line.gap > 0
    apart = any(line.gap for line in lines[1:])
    meaning = apart and gaps <= _SURE_SHARE * len(widths)
    begun = [line.gap > 0 for line in lines[1:] if read_labels(line.text)]
    blocks = meaning and len(begun) > 1 and sum(begun) >= _BLOCKS * len(begun)
    if len(widths) <= max(1, _SURE_SHARE * len(lines)):
        full = _same_width(lines)
        kind: Wrapping = "wrapped" if full else "unwrapped"
        return Layout(kind, full, gaps=apart, blocks=blocks)
    full = sorted(widths)[int(0.95 * (len(widths) - 1))]
    # Broken at a width: nearly every line is full, or the next word would have made it so.
    filled = [one >= _EVEN * full or other > full for one, other in zip(widths, tried, strict=True)]
    even = sum(filled) >= _EVEN_SHARE * len(filled)
    over = sum(width(line.text) > _OVER * full for line in lines)
    wrapped = even and over <= _SURE_SHARE * len(lines)
    return Layout("wrapped" if wrapped else "ragged", full, gaps=meaning, blocks=blocks)


def _same_width(lines: Sequence[Line]) -> int:
    """Return the width at which lines that end in no sentence mostly end; 0 where there is none.

    It tells a short text that is wrapped from one in which such lines are headings.
    """
    widths = [
        width(before.text)
        for before, line in pairwise(lines)
        if not is_ended(before.text) and not read_labels(line.text)
    ]
    full = max(widths, default=0)
    alike = sum(one >= full - _RAGGEDNESS for one in widths)
    return full if full >= _NARROWEST and alike >= max(_FEW, len(widths) / 2) else 0
