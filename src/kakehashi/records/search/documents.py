"""Documents: what search reads of a face, in the form that hits are verified on."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kakehashi.records.kinds import kind_of, natural_key
from kakehashi.records.models import Entry, SearchDocument, Version
from kakehashi.records.search.neighbours import neighbours_in
from kakehashi.wording import prepare, reference_token
from kakehashi.wording.tokens import squash

UNREAD = "z"
"""Token of a document with more tokens than the index takes: it is verified for every query."""

_MOST_TOKENS = 400_000  # characters; PostgreSQL's tsvector holds one megabyte
_LONGEST_KEPT = 2_000
APART = "\n\n"
"""Stands between two texts of a record: nothing is found across it."""

# Letters that no token of wording begins with.
_TITLE, _AUDIENCE, _KIND, _BEGINNING, _SEGMENTS = "t", "a", "k", "b", "g"
_LONGEST_BEGINNING = 24
_SEGMENT = re.compile(r"[0-9]+|[^\W0-9_]+|[\W_]")


class _Read(NamedTuple):
    """A text as it is stored, and its tokens."""

    text: str
    tokens: tuple[str, ...]


def place_of(entry: Entry) -> str:
    """Return where ``entry`` stands among equal hits, to be compared byte by byte."""
    weight, reference = kind_of(entry.kind).weight, entry.reference
    return f"{weight:04d} {entry.sort_key} {natural_key(reference)} {reference}"


def title_token(token: str) -> str:
    """Return what stands for ``token`` where a title says it."""
    return _TITLE + token


def audience_token(audience: int) -> str:
    """Return the token of all documents of one audience."""
    return f"{_AUDIENCE}{audience}"


def kind_token(kind: str) -> str:
    """Return the token of all documents of one kind."""
    return _KIND + kind.replace("_", "")


def beginning_token(beginning: str) -> str:
    """Return the token of all documents whose reference begins so, however it is punctuated.

    Only the first 24 letters and figures count.
    """
    return _BEGINNING + squash(beginning)[:_LONGEST_BEGINNING]


def segments_token(segments: str) -> str:
    """Return the token of documents whose reference begins with these segments, each a whole one.

    ``VD.b.vi-3`` begins with the segments of ``VD.b``, but not with those of ``VD.b.v``.
    """
    return _SEGMENTS + squash(segments)[:_LONGEST_BEGINNING]


def ends_segment(reference: str, length: int) -> bool:
    """Say whether the first ``length`` characters of ``reference`` are whole segments of it."""
    return length in _segment_ends(reference)


def _segment_ends(reference: str) -> list[int]:
    return [found.end() for found in _SEGMENT.finditer(reference)]


def texts_of(
    version: Version, further: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the titles and the other text of a version, each by language.

    Args:
        version: the text.
        further: language to text that is searched with it (an imported official wording).
    """
    titles: dict[str, str] = {}
    bodies: dict[str, list[str]] = {}
    for name, by_language in version.wording.items():
        for language, text in by_language.items():
            if name == "title":
                titles[language] = text
            else:
                bodies.setdefault(language, []).append(text)
    for language, text in (further or {}).items():
        bodies.setdefault(language, []).append(text)
    return titles, {language: APART.join(texts) for language, texts in bodies.items()}


def also_searched(entries: Iterable[Entry]) -> dict[str, Mapping[str, str]]:
    """Return what is searched with these records besides their own text: item id to wording."""
    by_kind: dict[str, list[str]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(str(entry.item_id))
    found: dict[str, Mapping[str, str]] = {}
    for code, items in by_kind.items():
        further = kind_of(code).also_searched
        if further is not None:
            found.update(further(items))
    return found


def fill(document: SearchDocument, version: Version, further: Mapping[str, str] | None) -> None:
    """Put what search reads of ``version`` into ``document``, whose face is already set."""
    titles, bodies = texts_of(version, further)
    in_title = [_read(text) for _language, text in sorted(titles.items())]
    in_body = [
        _read(piece) for _language, text in sorted(bodies.items()) for piece in text.split(APART)
    ]
    in_body.append(_read(document.reference))
    document.title = APART.join(one.text for one in in_title)
    document.body = APART.join(one.text for one in in_body)
    tokens = _tokens(document, in_title, in_body)
    document.tokens, document.unread = " ".join(tokens), tokens[-1] == UNREAD


def retell_audience(tokens: str, old: int, new: int) -> str:
    """Return the tokens of a document that goes from one audience to another."""
    before, after = audience_token(old), audience_token(new)
    return " ".join(after if token == before else token for token in tokens.split(" "))


def _tokens(
    document: SearchDocument, titles: Sequence[_Read], bodies: Sequence[_Read]
) -> list[str]:
    squashed = squash(document.reference)
    fixed = [
        audience_token(document.audience_id),
        kind_token(document.kind),
        reference_token(document.reference),
        *(_BEGINNING + squashed[:length] for length in range(1, _LONGEST_BEGINNING + 1)),
        *(segments_token(document.reference[:end]) for end in _segment_ends(document.reference)),
    ]
    fixed = [token for token in dict.fromkeys(fixed) if token not in ("", _SEGMENTS)]
    of_titles = dict.fromkeys(token for one in titles for token in one.tokens)
    of_all = of_titles | dict.fromkeys(token for one in bodies for token in one.tokens)
    if sum(map(len, of_all)) + sum(map(len, of_titles)) > _MOST_TOKENS:
        return [*fixed, UNREAD]
    return [*fixed, *map(title_token, of_titles), *of_all]


def _read(text: str) -> _Read:
    return _read_and_kept(text) if len(text) <= _LONGEST_KEPT else _read_anew(text)


def _read_anew(text: str) -> _Read:
    prepared = prepare(text)
    return _Read(prepared.text, (*prepared.tokens, *neighbours_in(prepared.text)))


@functools.lru_cache(maxsize=4096)
def _read_and_kept(text: str) -> _Read:
    # Registers repeat themselves: the same title on three faces, the same sentence on many rows.
    return _read_anew(text)
