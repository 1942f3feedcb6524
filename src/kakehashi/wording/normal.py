"""The normal form: the one shape in which two texts are compared, and the way back from it.

What it does, in this order: takes out what nobody sees (zero-width characters, controls,
variation selectors, lone surrogates); NFKC and case folding; Kangxi and other radicals to
ideographs; itaiji to one shape (強靱 to 強靭, 髙 to 高); Latin accents off; dashes and quotation
marks to one each; blanks and middle dots between Japanese characters away (データ・インフラ is
データインフラ, a line broken in the middle of a word is whole again); thousands separators away.
A blank line stays, as two line feeds: nothing is ever found across it.

Every fold of a character is blind to its surroundings, so what a plain search of the text would
find is still found in the normal form. Spellings that need a dictionary (取組 and 取り組み) are
kept beside it instead: see :mod:`kakehashi.wording.spelling`.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kakehashi.wording.itaiji import FOLDS
from kakehashi.wording.scripts import is_cjk, joins_before


@dataclass(frozen=True, slots=True)
class Mapped:
    """A normal form that remembers where each of its characters came from.

    Attributes:
        text: The normal form.
        starts: For each of its characters, the offset in the original where what it stands
            for begins.
        ends: For each of its characters, the offset in the original behind what it stands for.
    """

    text: str
    starts: list[int]
    ends: list[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original behind ``text[start:end]``, which is not empty."""
        return self.starts[start], self.ends[end - 1]


_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are no blanks
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # soft hyphen, zero width
    "\u034f\u180b-\u180d\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "\ufff9-\ufffb\ud800-\udfff]+"  # annotation marks, lone surrogates
)

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\ufe58\ufe63"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u301d\u301e\u301f\u00ab\u00bb"
_TILDES = "\u301c\u223c\u02dc\u223f"
_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"}
_SMALL_KANA = {"ヵ": "カ", "ヶ": "ケ", "\u3095": "か", "\u3096": "け"}


def _bare_letters() -> dict[str, str]:
    """Return Latin letters with accents, each with the letter it carries."""
    bare = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        base = unicodedata.normalize("NFKD", folded)[:1]
        if len(folded) == 1 and base != folded and "a" <= base <= "z":
            bare[folded] = base
    return bare


_TABLE = (
    FOLDS
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_TILDES, "~")
    | _bare_letters()
    | _LETTERS
    | _SMALL_KANA
)
# Few characters of a text are folded: looking for them beats passing each through a table.
_FOLDABLE = re.compile(f"[{''.join(map(re.escape, sorted(_TABLE)))}]")
# NFKC would set a spacing voicing mark apart from the kana it voices.
_VOICING = re.compile("[\u309b\u309c]")
_LATIN_MARKS = re.compile("(?<=[a-z])[\u0300-\u036f]+")

_MIDDLE_DOTS = "\u30fb\u00b7\u2022\u2027\u2219\u22c5\u30a0"
_LINE_BREAKS = frozenset("\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_PARAGRAPH = "\n\n"
_GAP = re.compile(rf"[\s{_MIDDLE_DOTS}]+")
_BROKEN_WORD = re.compile(r"(?<=[a-z]-)[^\S\n]*\n[^\S\n]*(?=[a-z])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_CARRIAGE = re.compile(r"\r\n?")

_Replace = Callable[[re.Match[str]], str]


def normalise(text: str) -> str:
    r"""Return the normal form of ``text``. Doing it twice changes nothing.

    >>> normalise("サイバー・セキュリティの強靱⼒")
    'サイバーセキュリティの強靭力'
    >>> normalise("ﾃﾞｰﾀの ⾼度化は、Café’s “AI” で") == "データの高度化は、cafe's \"ai\"で"
    True
    >>> normalise("デジタル・パート\nナーシップ\n\n1,200 items")
    'デジタルパートナーシップ\n\n1200 items'
    """
    text = _fold(_UNSEEN.sub("", text))
    for pattern, replace in _STEPS:
        text = pattern.sub(replace, text)
    return text


def normalise_mapped(text: str) -> Mapped:
    r"""Return the normal form of ``text`` with the way back to the original's offsets.

    The text is the same as :func:`normalise` gives; this takes three times as long, or more.

    >>> mapped = normalise_mapped("⽇英のデー\nタ")
    >>> mapped.text
    '日英のデータ'
    >>> mapped.place(3, 6)
    (3, 7)
    """
    folded = _fold(_UNSEEN.sub("", text))
    if len(folded) == len(text) and not any(map(_joins_or_unseen, set(text))):
        # Each character folds by itself, and none to nothing: then none becomes two either.
        mapped = Mapped(folded, list(range(len(text))), list(range(1, len(text) + 1)))
    else:
        mapped = _map_segments(text)
    for pattern, replace in _STEPS:
        mapped = sub_mapped(pattern, replace, mapped)
    return mapped


def _map_segments(text: str) -> Mapped:
    """Fold ``text`` segment by segment, keeping the way back."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for segment, start, end in _segments(text):
        folded = segment if segment == " " else _fold_segment(segment)
        characters.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return Mapped("".join(characters), starts, ends)


def sub_mapped(pattern: re.Pattern[str], replace: _Replace, mapped: Mapped) -> Mapped:
    """Return ``pattern.sub(replace, …)`` of a mapped text, keeping the way back.

    What replaces a match stands for the whole of the match.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for found in pattern.finditer(mapped.text):
        first, last = found.span()
        put = replace(found)
        if last - first == 1 and put == mapped.text[first]:
            continue  # as it was
        pieces += (mapped.text[done:first], put)
        starts += mapped.starts[done:first]
        ends += mapped.ends[done:first]
        if put:
            begin, end = mapped.place(first, last) if last > first else (mapped.starts[first],) * 2
            starts += [begin] * len(put)
            ends += [end] * len(put)
        done = last
    if not done and not pieces:
        return mapped
    pieces.append(mapped.text[done:])
    return Mapped("".join(pieces), starts + mapped.starts[done:], ends + mapped.ends[done:])


def _fold(text: str) -> str:
    """Fold character by character until nothing changes any more."""
    if text.isascii():
        return text.lower()
    text = _VOICING.sub(_combine, text)
    while True:
        folded = unicodedata.normalize("NFKC", text).casefold()
        folded = _LATIN_MARKS.sub("", _FOLDABLE.sub(_look_up, folded))
        if folded == text:
            return folded
        text = folded


@lru_cache(maxsize=16384)
def _fold_segment(segment: str) -> str:
    return _fold(_UNSEEN.sub("", segment))


def _segments(text: str) -> list[tuple[str, int, int]]:
    """Cut ``text`` where folding the parts gives the same as folding the whole.

    Unseen characters belong to the segment before them, so that what they kept apart may join.
    """
    segments: list[tuple[str, int, int]] = []
    start = 0
    for index in range(1, len(text)):
        character = text[index]
        if character < "\x7f" and character > "\x1b":
            pass
        elif _joins_or_unseen(character):
            continue
        segments.append((text[start:index], start, index))
        start = index
    if text:
        segments.append((text[start:], start, len(text)))
    return segments


@lru_cache(maxsize=4096)
def _joins_or_unseen(character: str) -> bool:
    return joins_before(character) or _UNSEEN.match(character) is not None


def _close_gap(found: re.Match[str]) -> str:
    """Say what stands for a run of blanks and middle dots: nothing, a blank or a blank line."""
    gap, text = found.group(), found.string
    first, last = found.span()
    if first == 0 or last == len(text):
        return ""
    if gap == " " and text[last] < "\x80" and text[first - 1] < "\x80":
        return gap
    # A mark that combines must not come to stand behind a letter it was set apart from.
    if joins_before(text[last]):
        return _PARAGRAPH if _parts_paragraphs(gap) else " "
    if _parts_paragraphs(gap):
        return _PARAGRAPH
    return "" if is_cjk(text[first - 1]) or is_cjk(text[last]) else " "


def _parts_paragraphs(gap: str) -> bool:
    """Say whether a gap holds an empty line, or a line that begins with a dot (a list)."""
    breaks = 0
    for character in gap:
        if character in _LINE_BREAKS:
            breaks += 1
            if breaks > 1:
                return True
        elif breaks and character in _MIDDLE_DOTS:
            return True
    return False


def _look_up(found: re.Match[str]) -> str:
    return _TABLE[found.group()]


def _combine(found: re.Match[str]) -> str:
    return chr(ord(found.group()) - 2)


def _nothing(_found: re.Match[str]) -> str:
    return ""


def _line_feed(_found: re.Match[str]) -> str:
    return "\n"


_STEPS: tuple[tuple[re.Pattern[str], _Replace], ...] = (
    (_CARRIAGE, _line_feed),
    (_BROKEN_WORD, _nothing),
    (_GAP, _close_gap),
    (_THOUSANDS, _nothing),
)
