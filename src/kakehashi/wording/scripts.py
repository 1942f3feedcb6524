"""Scripts: which characters stand in words set apart by spaces, and which do not."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

CJK_CLASS = (
    "\u2e80-\u2fdf"  # radicals that have no ideograph of their own
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u303c"  # 々 〆 〇 and the like
    "\u3041-\u3096\u3099\u309a\u309d-\u309f"  # hiragana, voicing marks
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # katakana, long-vowel mark, no middle dot
    "\u3105-\u312f\u31a0-\u31bf"  # bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # ideographs
    "\U0001b000-\U0001b16f\U00020000-\U0003fffd"  # old kana, rare ideographs
)
"""Characters of text written without spaces, as the inside of a character class."""

WORD_CHARACTER = rf"(?:[a-z0-9]|(?![{CJK_CLASS}\x00-\x7f])[^\W_])"
"""One character of a word that spaces set apart, in the normal form."""

SEAL = "\x1e"
"""Divides the normal form from the spellings kept beside it; no normal form holds one."""

_CJK = re.compile(f"[{CJK_CLASS}]")
_UNIT = re.compile(
    f"(?P<cjk>[{CJK_CLASS}]+)|(?P<word>{WORD_CHARACTER}+)(?:'s(?!{WORD_CHARACTER}))?"
)
_JOINTS = frozenset("-.")
# Conjoining Hangul vowels and finals are letters that still join the character before them.
_JOINING_HANGUL = (range(0x1160, 0x1200), range(0x3131, 0x318F), range(0xFFA0, 0xFFDD))
_VOICING = frozenset("\u309b\u309c\uff9e\uff9f")


@dataclass(frozen=True, slots=True)
class Unit:
    """One word, or one unbroken run of CJK characters, at its place in a text.

    Attributes:
        text: The word or the run, without a possessive *'s*.
        cjk: Whether it is a run of CJK characters.
        start: Offset of its first character.
        end: Offset behind its last character (behind *'s*, where there is one).
    """

    text: str
    cjk: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Compound:
    """Words joined by hyphens (or the letters of *U.K.*), read as one word.

    Attributes:
        text: The words without what joins them.
        first: Index of its first unit.
        last: Index of its last unit.
    """

    text: str
    first: int
    last: int


def is_cjk(character: str) -> bool:
    """Say whether ``character`` belongs to text written without spaces."""
    return _CJK.match(character) is not None


def has_cjk(text: str) -> bool:
    """Say whether any character of ``text`` belongs to text written without spaces."""
    return _CJK.search(text) is not None


@lru_cache(maxsize=4096)
def joins_before(character: str) -> bool:
    """Say whether ``character`` may combine with the one before it under normalisation."""
    return (
        unicodedata.category(character)[0] == "M"
        or character in _VOICING
        or any(ord(character) in block for block in _JOINING_HANGUL)
    )


def read_units(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words and CJK runs of ``text`` in order, each with whether it is CJK.

    >>> list(read_units("uk's 5g標準"))
    [('uk', False), ('5g', False), ('標準', True)]
    """
    for found in _UNIT.finditer(text):
        if found.lastgroup == "cjk":
            yield found.group(), True
        else:
            yield found.group("word"), False


def place_units(text: str) -> list[Unit]:
    """Return the words and CJK runs of ``text`` (in the normal form) with their places."""
    return [
        Unit(found.group(), True, *found.span())
        if found.lastgroup == "cjk"
        else Unit(found.group("word"), False, *found.span())
        for found in _UNIT.finditer(text)
    ]


def find_compounds(text: str, units: list[Unit]) -> list[Compound]:
    """Return what hyphens join in ``text``: each pair of words, and the whole of a longer row.

    Two numbers are never joined, so *1-2* is not 12. Letters with full stops join as a whole.

    >>> text = "state-of-the-art u.k. 1-2"
    >>> [compound.text for compound in find_compounds(text, place_units(text))]
    ['stateof', 'ofthe', 'theart', 'stateoftheart', 'uk']
    """
    compounds: list[Compound] = []
    if "-" not in text and "." not in text:
        return compounds
    first = 0
    for index in range(len(units)):
        if index + 1 < len(units) and _joined(text, units[index], units[index + 1]):
            pair = units[index].text + units[index + 1].text
            compounds.append(Compound(pair, index, index + 1))
            continue
        if index - first > 1:
            row = "".join(unit.text for unit in units[first : index + 1])
            compounds.append(Compound(row, first, index))
        first = index + 1
    return compounds


def _joined(text: str, one: Unit, two: Unit) -> bool:
    joint = text[one.end : two.start]
    if joint not in _JOINTS or one.cjk or two.cjk:
        return False
    if joint == ".":
        return all(len(unit.text) == 1 and unit.text.isalpha() for unit in (one, two))
    return not (one.text.isdigit() and two.text.isdigit())
