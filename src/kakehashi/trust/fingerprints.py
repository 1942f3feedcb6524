"""Fingerprint words: what two officials read to each other by voice before they trust keys.

Twelve words of 11 bits each, the first 132 bits of a SHA-256. A list has 2,048 words: one of 32
qualities and one of 64 things, such as *amber falcon*. Within each list the beginnings differ (two
letters for qualities, three for things; two kana in Japanese), so that a word misheard is noticed.
The lists are ``words/en.txt`` and ``words/ja.txt``; both say the same bits.
"""

import hashlib
import hmac
from functools import cache
from importlib import resources

from kakehashi.errors import Refused

WORDS = 12
WORD_BITS = 11
_QUALITIES, _THINGS = 32, 64


class WordsDiffer(Refused):
    """The words read aloud are not those of the keys received."""

    code = "words-differ"
    message = {
        "en": "Word {number} does not match the keys received.",
        "ja": "{number}番目の語句が、受け取った鍵と一致しません。",
    }
    hint = {
        "en": "Do not enrol these keys. Read the words again; if they differ again, the keys were "
        "exchanged on the way or are others.",
        "ja": "この鍵を登録しないでください。もう一度読み合わせ、それでも異なるときは、"
        "鍵が途中で差し替えられたか、別のものです。",
    }


@cache
def word_list(language: str) -> tuple[str, ...]:
    """Return the 2,048 words of a language, ``en`` or ``ja``; English where there is no list."""
    file = resources.files("kakehashi.trust") / "words" / f"{language}.txt"
    if language not in {"en", "ja"}:
        return word_list("en")
    qualities, things = file.read_text(encoding="utf-8").strip().split("\n\n")
    return tuple(f"{quality} {thing}" for quality in qualities.split() for thing in things.split())


def fingerprint_words(content: bytes, language: str) -> tuple[str, ...]:
    """Return the twelve words of some bytes, such as a side's public keys."""
    number = int.from_bytes(hashlib.sha256(content).digest(), "big") >> (256 - WORDS * WORD_BITS)
    words = word_list(language)
    last = WORDS - 1
    return tuple(
        words[number >> WORD_BITS * (last - place) & (len(words) - 1)] for place in range(WORDS)
    )


def check_words(content: bytes, said: str, language: str) -> None:
    """Check words as somebody typed them while hearing them; case and spacing do not matter.

    Raises:
        WordsDiffer: naming the first word, from 1, that is another or missing.
    """
    wanted = "".join(fingerprint_words(content, language)).replace(" ", "")
    given = "".join(said.split()).casefold()
    if hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace")):
        return
    end = 0
    for number, word in enumerate(fingerprint_words(content, language), 1):
        end += len(word.replace(" ", ""))
        if not given.startswith(wanted[:end]):
            raise WordsDiffer(number=number)
    raise WordsDiffer(number=WORDS + 1)
