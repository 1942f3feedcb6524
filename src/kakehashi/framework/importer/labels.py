"""Numbers at the start of a line: ``1.``, ``１．``, 第1項, Article 1, ア, ①, •."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Family = Literal[
    "decimal",
    "compound",
    "article",
    "clause",
    "lower",
    "upper",
    "lower-roman",
    "upper-roman",
    "aiueo",
    "iroha",
    "kanji",
    "circled",
    "bullet",
]
Style = tuple[Family, str]
"""Family and dress, such as ``("lower", "#.")`` or ``("decimal", "(#)")``."""

_AIUEO = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_KANJI = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_SHAPE = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_SIGNS = "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"

_ONE = (
    r"[0-9０-９]{1,3}|[A-Za-zａ-ｚＡ-Ｚ]|[ivxlc]{2,7}|[IVXLC]{2,7}"
    rf"|[{_ROMAN_SIGNS}]|[ア-ヲン]|[一二三四五六七八九十]{{1,3}}"
)
# A dot or a single bracket is only the end of a number where no word goes on behind it.
_FREE = r"(?=\s|$|[^\x00-\x7f])"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"[(（]\s?({_ONE})\s?[)）]"), "(#)"),
    (
        re.compile(r"([0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3}){1,5})[.．]?(?=\s|$|[^\x00-\x7f．])"),
        "#.#",
    ),
    (re.compile(rf"({_ONE})[.．]{_FREE}"), "#."),
    (re.compile(rf"({_ONE})[)）]{_FREE}"), "#)"),
    (re.compile(rf"({_ONE})(?:、\s?|[:：])(?=[^\x00-\x7f\s])"), "#、"),
    (re.compile(r"([ア-ヲン]|[一二三四五六七八九十]{1,3})(?=\s)"), "#"),
    (re.compile(r"([①-⑳㉑-㉟㊱-㊿⑴-⒇⒈-⒛])"), "○"),
)
_ARTICLE = re.compile(
    r"(?:Article|ARTICLE|Art\.|Clause|CLAUSE|Paragraph)\s+([0-9]{1,3}|[IVXLC]{1,7})"
    r"(?:[.:]|\s*[–—-])?(?=\s|$|\()"
)
_CLAUSE = re.compile(
    r"第\s?([0-9０-９]{1,3}|[一二三四五六七八九十百]{1,5})\s?(条|項|号)(?=\s|$|[（(：:])"
)
_DAI = re.compile(
    r"第([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})()(?=\s(?![回次章部節編の条項号期年]))"
)
_BARE = re.compile(r"([0-9０-９]{1,3})\s+(?![年月日回か人件%％])(?=\S)")

# A bullet with words behind it; a rule of dashes or dots is none.
_BULLET = re.compile(r"([•‣●○◦▪・]\s?|[*–—-]\s+)(?=\w|[(（「『“\"'])")

# Lines that cannot begin with any of the shapes are sorted out by their first character.
_FIRST = re.compile(
    rf"[0-9０-９A-Za-zａ-ｚＡ-Ｚ{_ROMAN_SIGNS}ア-ヲン一二三四五六七八九十(（①-⒛㉑-㊿第•‣●○◦▪・*–—-]"
)


@dataclass(frozen=True, slots=True)
class Label:
    """One way to read the number a line begins with."""

    number: str
    """As printed, without dots and brackets."""
    mark: str
    """As printed, with them."""
    style: Style
    value: int
    """Place in its list, from 1; for a compound number that of its last part. 1 for a bullet,
    which the walk then counts."""
    prefix: tuple[int, ...]
    """What stands before the last part of a compound number."""
    length: int
    """Characters of the line it takes, the space behind it included."""


def roman_value(text: str) -> int | None:
    """Return the value of a well-formed roman number, either case, else none."""
    text = text.lower()
    if not text or not _ROMAN_SHAPE.fullmatch(text):
        return None
    total = 0
    for char, following in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN[char]
        total += -value if following and _ROMAN[following] > value else value
    return total


def kanji_value(text: str) -> int | None:
    """Return the value of a number in Chinese characters below one thousand, else none."""
    total = digit = 0
    for char in text:
        if char in _KANJI:
            digit = digit * 10 + _KANJI[char]
        elif char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit or None


def number_value(text: str) -> int | None:
    """Return the value of a number in digits of any width or Chinese characters, else none."""
    plain = unicodedata.normalize("NFKC", text)
    return int(plain) if plain.isdecimal() else kanji_value(plain)


@lru_cache(maxsize=4096)
def _readings(text: str) -> tuple[tuple[Family, int], ...]:
    plain = unicodedata.normalize("NFKC", text)
    if plain.isdecimal():
        return (("decimal", int(plain)),)
    found: list[tuple[Family, int]] = []
    if plain.isascii():
        case: Literal["lower", "upper"] = "lower" if plain.islower() else "upper"
        if len(plain) == 1:
            found.append((case, ord(plain.lower()) - ord("a") + 1))
        value = roman_value(plain)
        if value is not None:
            found.append(("lower-roman" if case == "lower" else "upper-roman", value))
    elif plain[0] in _AIUEO:
        found.append(("aiueo", _AIUEO.index(plain[0]) + 1))
        if plain[0] in _IROHA:
            found.append(("iroha", _IROHA.index(plain[0]) + 1))
    else:
        value = kanji_value(plain)
        if value is not None:
            found.append(("kanji", value))
    return tuple(found)


def read_labels(line: str, *, bare: bool = False) -> tuple[Label, ...]:
    """Return every way to read a number at the start of ``line``; empty where there is none.

    Args:
        line: without leading blanks.
        bare: whether a number followed by nothing but a space counts.
    """
    return _read(line, bare=bare) if _FIRST.match(line) else ()


def _read(line: str, *, bare: bool) -> tuple[Label, ...]:
    for shape, family in ((_ARTICLE, "article"), (_CLAUSE, "clause"), (_DAI, "clause")):
        match = shape.match(line)
        if match:
            return _named(line, match, family)
    for shape, dress in _SHAPES:
        match = shape.match(line)
        if not match:
            continue
        if dress == "#.#":
            return _compound(line, match)
        if dress == "○":
            value = int(re.sub(r"\D", "", unicodedata.normalize("NFKC", match[1])))
            return (_label(line, match, ("circled", dress), value),)
        if _readings(match[1]):
            return _all(line, match, dress)
    match = _BULLET.match(line)
    if match:
        return (_label(line, match, ("bullet", match[1].strip()), 1),)
    match = _BARE.match(line) if bare else None
    return _all(line, match, " ") if match else ()


def _all(line: str, match: re.Match[str], dress: str) -> tuple[Label, ...]:
    readings = _readings(match[1])
    return tuple(_label(line, match, (family, dress), value) for family, value in readings)


def _label(
    line: str, match: re.Match[str], style: Style, value: int, prefix: tuple[int, ...] = ()
) -> Label:
    length = match.end()
    while length < len(line) and line[length].isspace():
        length += 1
    return Label(match[1].strip(), match[0].strip(), style, value, prefix, length)


def _named(line: str, match: re.Match[str], family: str) -> tuple[Label, ...]:
    value = roman_value(match[1]) if match[1].isalpha() and match[1].isascii() else None
    value = value or number_value(match[1])
    if value is None:
        return ()
    if family == "article":
        return (_label(line, match, ("article", "Article #"), value),)
    return (_label(line, match, ("clause", f"第#{match[2]}"), value),)


def _compound(line: str, match: re.Match[str]) -> tuple[Label, ...]:
    parts = [int(part) for part in unicodedata.normalize("NFKC", match[1]).split(".")]
    dress = ".".join("#" * len(parts))
    return (_label(line, match, ("compound", dress), parts[-1], tuple(parts[:-1])),)
