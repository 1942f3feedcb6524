"""Tokens: what an index holds of a text, encoded so that every database reads it alike.

A token is a letter for its class and then only ``[a-z0-9]``, at most 60 characters. SQLite's FTS5
and PostgreSQL's ``simple`` configuration both take such a word as it is, so the two find the
same candidates. Classes:

===== ==================================================== =========================
``c`` one CJK character                                    UTF-16 in hexadecimal
``d`` two CJK characters that stand together               UTF-16 in hexadecimal
``s`` the stem of a word in ASCII                          the stem itself
``x`` a word with other letters                            UTF-16 in hexadecimal
``h`` a word too long for either                           SHA-256, the first 160 bits
``r`` a record's reference                                 its letters and figures
===== ==================================================== =========================
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from kakehashi.wording.normal import normalise
from kakehashi.wording.scripts import find_compounds, place_units, read_units
from kakehashi.wording.spelling import add_spellings, searchable, spell
from kakehashi.wording.stems import english_stem

LONGEST_TOKEN = 60
"""The most characters a token has."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text made ready for search, in one pass.

    Attributes:
        text: What hits are verified on; store it with the record, a column for each field.
        tokens: What the index holds, each once, in no particular order.
    """

    text: str
    tokens: list[str]


def prepare(text: str) -> Prepared:
    """Return what to store of ``text`` for search: the text to verify on, and the tokens."""
    ready = add_spellings(normalise(text))
    return Prepared(ready, list(_read_tokens(ready)))


def index_tokens(*texts: str) -> list[str]:
    """Return every token of ``texts`` (fields of one record), each once.

    >>> sorted(index_tokens("AI基盤"))
    ['c57fa', 'c76e4', 'd57fa76e4', 'sai']
    """
    tokens: dict[str, None] = {}
    for text in texts:
        tokens.update(_read_tokens(searchable(text)))
    return list(tokens)


def reference_token(reference: str) -> str:
    """Return the token of a record's reference, however it is punctuated; "" for none.

    >>> reference_token("VD.b.vi-3") == reference_token("vdb vi 3") == "rvdbvi3"
    True
    """
    squashed = squash(reference)
    return _bounded("r", squashed) if squashed else ""


def squash(text: str) -> str:
    """Return only the letters and figures of ``text``, in the normal form."""
    return "".join(unit for unit, _cjk in read_units(normalise(text)))


def word_key(text: str) -> str:
    """Return what all spellings and forms of ``text`` share, to look a word up by.

    Glossaries keep their words under this key, so that a query for *semiconductors* or 取組
    finds the entry of *semiconductor* or 取り組み.

    >>> word_key("Supply Chains") == word_key("supply-chain")
    True
    >>> word_key("取組") == word_key("取り組み")
    True
    """
    units = read_units(spell(normalise(text)))
    return " ".join(unit if cjk else english_stem(unit) for unit, cjk in units)


def run_tokens(run: str) -> list[str]:
    """Return the tokens that a run of CJK characters must have in the index to be found.

    One character is its own token; more are all their pairs.
    """
    if len(run) == 1:
        return ["c" + _hexadecimal(run)]
    return list(dict.fromkeys("d" + _hexadecimal(pair) for pair in _pairs(run)))


def word_token(word: str) -> str:
    """Return the token under which all forms of ``word`` (in the normal form) stand."""
    stem = english_stem(word)
    if stem.isascii():
        return _bounded("s", stem)
    encoded = _hexadecimal(stem)
    return _bounded("x", encoded)


def _read_tokens(ready: str) -> dict[str, None]:
    """Return every token of a text to verify on, as the keys of a dictionary."""
    tokens: dict[str, None] = {}
    words: dict[str, None] = {}
    for unit, cjk in read_units(ready):
        if cjk:
            _encode_run(unit, tokens)
        else:
            words[unit] = None
    if "-" in ready or "." in ready:
        compounds = find_compounds(ready, place_units(ready))
        words.update(dict.fromkeys(compound.text for compound in compounds))
    tokens.update(dict.fromkeys(map(word_token, words)))
    return tokens


def _encode_run(run: str, tokens: dict[str, None]) -> None:
    """Add the tokens of every character and every pair of ``run`` to ``tokens``."""
    encoded = _hexadecimal(run)
    length = 4 * len(run)
    if len(encoded) == length:
        for at in range(0, length - 4, 4):
            tokens["c" + encoded[at : at + 4]] = None
            tokens["d" + encoded[at : at + 8]] = None
        tokens["c" + encoded[-4:]] = None
    else:  # some take two units of UTF-16
        tokens.update(dict.fromkeys("c" + _hexadecimal(character) for character in run))
        tokens.update(dict.fromkeys("d" + _hexadecimal(pair) for pair in _pairs(run)))


def _pairs(run: str) -> Iterable[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))


def _hexadecimal(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _bounded(prefix: str, body: str) -> str:
    if len(body) < LONGEST_TOKEN and body.isascii():
        return prefix + body
    return "h" + hashlib.sha256(f"{prefix}{body}".encode()).hexdigest()[:40]
