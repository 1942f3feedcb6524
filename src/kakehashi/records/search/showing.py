"""Showing: titles and passages of hits, with what was asked for marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from kakehashi.records.models import Entry, Version
from kakehashi.records.search.documents import APART, also_searched, texts_of
from kakehashi.wording import Plan, Snippet, highlight, snippet

LENGTH = 140
"""Characters of a passage in Japanese, and half of those in English."""

_BY_ITSELF = 24
"""Characters of a text so short that it only makes sense beside another."""

_LENGTHS = {"ja": LENGTH, "en": 2 * LENGTH}


@dataclass(frozen=True)
class Piece:
    """A part of a text."""

    text: str
    marked: bool
    """Whether it is what was asked for."""


@dataclass(frozen=True)
class Passage:
    """A part of a text in one language, in pieces."""

    pieces: tuple[Piece, ...]
    cut_before: bool = False
    """Whether text was left out before it."""
    cut_after: bool = False
    """Whether text was left out behind it."""

    @property
    def marked(self) -> bool:
        """Whether any of it is what was asked for."""
        return any(piece.marked for piece in self.pieces)


Shown = tuple[dict[str, Passage], dict[str, Passage]]
"""Titles and passages, each language to text."""


def show(plan: Plan, entries: Sequence[Entry]) -> list[Shown]:
    """Return the titles of ``entries`` and what they say of what ``plan`` asks for.

    A language whose text says nothing of it has no passage, unless none does: then each begins
    at its beginning.
    """
    versions = Version.objects.in_bulk([entry.version_id for entry in entries])
    further = also_searched(entries)
    shown: list[Shown] = []
    for entry in entries:
        titles, bodies = texts_of(versions[entry.version_id], further.get(str(entry.item_id)))
        passages = {
            language: _passage(snippet(plan, text, _LENGTHS.get(language, LENGTH)))
            for language, text in sorted(bodies.items())
        }
        telling = {language: passage for language, passage in passages.items() if passage.marked}
        shown.append(
            (
                {
                    language: Passage(_pieces(text, highlight(plan, text)))
                    for language, text in sorted(titles.items())
                },
                telling or passages,
            )
        )
    return shown


def _passage(found: Snippet) -> Passage:
    text = found.text
    body, apart, rest = text.rpartition(APART)
    # The verb of a provision stands by itself behind its text: unasked for, it tells nothing.
    if apart and len(rest) <= _BY_ITSELF and all(end <= len(body) for _start, end in found.marks):
        text = body
    return Passage(_pieces(text, found.marks), found.cut_before, found.cut_after)


def _pieces(text: str, marks: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    done = 0
    for start, end in marks:
        pieces += (Piece(text[done:start], marked=False), Piece(text[start:end], marked=True))
        done = end
    pieces.append(Piece(text[done:], marked=False))
    return tuple(piece for piece in pieces if piece.text)
