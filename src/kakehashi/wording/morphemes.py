"""Morphemes: Sudachi, loaded once a process, with one tokenizer a thread."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kakehashi.wording.scripts import has_cjk
from kakehashi.wording.sentences import split_bounded

LONGEST = 12_000
"""Characters handed to Sudachi at once: at four bytes each still below its 49,149."""

# Half of a character, which no file can hold and Sudachi refuses.
_HALVES = re.compile("[\ud800-\udfff]")
_GRAMMAR = re.compile("[\u3041-\u309f]{1,2}")
_of_thread = threading.local()
_loading = threading.Lock()


def read_morphemes(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of ``text`` in Sudachi's shortest units (mode A), as written and spelt.

    The second of each pair is the standard spelling, where the dictionary knows one for this
    very form; else the same as the first. The firsts joined are ``text``. Text is read sentence
    by sentence, so a sentence is read the same wherever it stands; one without any Japanese,
    or with half a character in it, comes as one piece, unread.
    """
    tokenizer = None
    for sentence in split_bounded(text, LONGEST):
        if not has_cjk(sentence) or _HALVES.search(sentence):
            yield sentence, sentence
            continue
        tokenizer = tokenizer or _tokenizer()
        words = [
            (word.raw_surface(), word.normalized_form(), word)
            for word in tokenizer.tokenize(sentence)
        ]
        # What the dictionary's own input rules might leave out must not be lost.
        if "".join([surface for surface, _, _ in words]) != sentence:
            yield sentence, sentence
            continue
        for surface, standard, word in words:
            if surface == standard:
                yield surface, surface
            else:
                yield surface, _standard(standard, surface, word)


@dataclass(frozen=True, slots=True)
class Morpheme:
    """A word as the dictionary reads it where it stands.

    Attributes:
        surface: As written.
        kind: Its part of speech, the first of the dictionary's six (動詞, 助動詞, 名詞 …).
        base: Its dictionary form.
        start: Offset of its first character.
        end: Offset behind it.
    """

    surface: str
    kind: str
    base: str
    start: int
    end: int


def parse_morphemes(sentence: str) -> list[Morpheme]:
    """Return the words of one Japanese sentence; nothing where the dictionary cannot read it.

    >>> [(one.surface, one.kind, one.base) for one in parse_morphemes("行わなければ")]
    [('行わ', '動詞', '行う'), ('なけれ', '助動詞', 'ない'), ('ば', '助詞', 'ば')]
    """
    found: list[Morpheme] = []
    start = 0
    for piece in split_bounded(sentence, LONGEST):
        if not has_cjk(piece) or _HALVES.search(piece):
            start += len(piece)
            continue
        words = [
            (one.raw_surface(), one.part_of_speech()[0], one.dictionary_form())
            for one in _tokenizer().tokenize(piece)
        ]
        if "".join([surface for surface, _, _ in words]) == piece:
            place = start
            for surface, kind, base in words:
                found.append(Morpheme(surface, kind, base, place, place + len(surface)))
                place += len(surface)
        start += len(piece)
    return found


def _standard(standard: str, surface: str, word: Any) -> str:
    """Return the dictionary's spelling of a word, if it stands in its dictionary form.

    An inflected word keeps its spelling: the dictionary knows the standard form of 行なう but
    not of 行なっ. So do single characters (but for figures: 六 is 6), and very short words in
    hiragana, which are mostly grammar (ため, もの).
    """
    if len(surface) == 1:
        return standard if standard.isdecimal() else surface
    if _GRAMMAR.fullmatch(surface):
        return surface
    return standard if word.dictionary_form() == surface and has_cjk(surface) else surface


@cache
def _dictionary() -> Any:
    from sudachipy import Dictionary

    return Dictionary(dict="core")


def _tokenizer() -> Any:
    """Return this thread's tokenizer over the one dictionary (concurrent use is refused)."""
    tokenizer = getattr(_of_thread, "tokenizer", None)
    if tokenizer is None:
        from sudachipy import SplitMode

        with _loading:
            dictionary = _dictionary()
        tokenizer = dictionary.tokenizer(
            SplitMode.A, fields={"normalized_form", "dictionary_form", "pos"}
        )
        _of_thread.tokenizer = tokenizer
    return tokenizer


def reading_tokenizer() -> Any:
    """Return this thread's tokenizer that tells how words are read; slower than the other."""
    tokenizer = getattr(_of_thread, "reading", None)
    if tokenizer is None:
        from sudachipy import SplitMode

        with _loading:
            dictionary = _dictionary()
        tokenizer = dictionary.tokenizer(SplitMode.A, fields={"reading_form"})
        _of_thread.reading = tokenizer
    return tokenizer
