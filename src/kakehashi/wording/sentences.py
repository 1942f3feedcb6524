"""Sentences: where Japanese and English texts may be cut without losing a character."""

import re
from collections.abc import Iterator

from kakehashi.wording.scripts import CJK_CLASS

_END = re.compile(
    rf"""
    [。！？]++ (?: [」』）]++ (?![とのはがをにで、]) | (?![」』）]) )   # not before 「…。」と
    | [!?]++ ["')\]”’]*+ (?= \s | \Z | [{CJK_CLASS}] )
    | \.++ ["')\]”’]*+ (?= \s | \Z )                                  # not within 1.5
    | \n++
    """,
    re.VERBOSE,
)


def split_sentences(text: str) -> list[str]:
    r"""Cut ``text`` behind each sentence and each line; joined again, the pieces are ``text``.

    >>> split_sentences("5Gは重要。「次は？」と v1.5 を。\nNext one. And on")
    ['5Gは重要。', '「次は？」と v1.5 を。', '\n', 'Next one.', ' And on']
    """
    ends = [found.end() for found in _END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    starts = [0, *ends]
    return [text[start:end] for start, end in zip(starts, ends, strict=False) if end > start]


def split_paragraphs(text: str) -> list[str]:
    r"""Cut ``text`` behind each line feed; joined again, the pieces are ``text``.

    Other characters that Python takes for line ends (a vertical tab, U+2028) do not cut.

    >>> split_paragraphs("one\n\ntwo\x0bstill two")
    ['one\n', '\n', 'two\x0bstill two']
    """
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def split_bounded(text: str, longest: int) -> Iterator[str]:
    """Cut ``text`` behind sentences, and a sentence of more than ``longest`` characters inside.

    Args:
        text: Any text; empty gives nothing.
        longest: The most characters a piece may have.
    """
    for sentence in split_sentences(text):
        for start in range(0, len(sentence), longest):
            yield sentence[start : start + longest]
