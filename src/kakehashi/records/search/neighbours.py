"""Neighbours: tokens for two words that stand next to one another.

Two Japanese characters side by side are one token of :mod:`kakehashi.wording`; so are, here, two
words side by side. A phrase of two words (*supply chain*) is then found by its token alone, as
fast as one word, and a longer one by the tokens of its pairs.
"""

import base64
import functools
import hashlib
import re
from collections.abc import Sequence
from itertools import islice

from kakehashi.wording.query import Phrase
from kakehashi.wording.scripts import SEAL, WORD_CHARACTER, find_compounds, place_units
from kakehashi.wording.tokens import word_token

_WORD = re.compile(rf"{WORD_CHARACTER}+")
_NEIGHBOURS = "p"  # no token of wording begins so
_DIGEST = 10  # bytes


def neighbours_in(ready: str) -> dict[str, None]:
    """Return the tokens of all neighbours in a text that hits are verified on.

    What counts as next to one another is what :func:`kakehashi.wording.matching.find_phrase` says
    of two words of a phrase: anything but the end of a sentence in Japanese, of a paragraph or
    of the text may stand between them, and words joined by a hyphen are also one word.
    """
    if next(islice(_WORD.finditer(ready), 1, None), None) is None:
        return {}
    units = place_units(ready)
    # For every unit: the word that begins with it and the unit after that word.
    beginning: list[list[tuple[str, int]]] = [
        [] if unit.cjk else [(word_token(unit.text), index + 1)] for index, unit in enumerate(units)
    ]
    for compound in find_compounds(ready, units):
        beginning[compound.first].append((word_token(compound.text), compound.last + 1))
    tokens: dict[str, None] = {}
    for words in beginning:
        for one, behind in words:
            if behind == len(units) or not beginning[behind]:
                continue
            gap = ready[units[behind - 1].end : units[behind].start]
            if not gap or "\n\n" in gap or SEAL in gap or "。" in gap:
                continue
            for other, _behind in beginning[behind]:
                tokens[_pair(one, other)] = None
    return tokens


def neighbours_of(phrase: Phrase) -> tuple[str, ...]:
    """Return the tokens of the neighbours in a phrase; none unless it is all words set apart."""
    if any(wanted.cjk for wanted in phrase.wanted):
        return ()
    words = [word_token(wanted.written) for wanted in phrase.wanted]
    return tuple(dict.fromkeys(map(_pair, words, words[1:])))


def needed(phrase: Phrase) -> Sequence[str]:
    """Return the tokens that the index has of every text with this phrase."""
    return neighbours_of(phrase) or phrase.tokens


@functools.lru_cache(maxsize=65536)
def _pair(one: str, other: str) -> str:
    digest = hashlib.blake2b(f"{one} {other}".encode(), digest_size=_DIGEST).digest()
    return _NEIGHBOURS + base64.b32encode(digest).decode().lower()
