"""Numerals: figures, kanji and English number words, read as exact numbers."""

import re
from fractions import Fraction

# Possessive, and never from within a number: no text makes them try one number in many ways.
DIGITS = r"(?<![0-9])(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]{1,30}+)(?:\.[0-9]{1,20}+)?+"
KANJI = "〇零一二三四五六七八九十百千万億兆"
_COUNTED = "(?=[人名件社円台個点本箇冊校隻機基戸世店]|か所|種類|事業者|団体|世帯)"
_UNITED = rf"{DIGITS}[千百十]?(?:兆|億|万)"
JAPANESE = (
    rf"(?:(?:{_UNITED}){{1,3}}(?:{DIGITS}(?:[千百]?(?![一-龠])|[千百]?{_COUNTED}))?+"
    rf"|{DIGITS}(?:[千百](?![一-龠])|[千百]{_COUNTED})?)"
)
"""Figures with 万, 億 and 兆 between them; kanji alone are told by what follows them."""

_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_VALUES = {one: index for index, one in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
_TENS = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
_WORDS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * (index + 2) for index, word in enumerate(_TENS)
}
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12,
}  # fmt: skip
_ORDINAL_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip

_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_SCALE_WORD = "hundred|thousand|million|billion|trillion"
ENGLISH_WORDS = (
    rf"(?:(?:a|{_WORD})(?:[- ](?:{_WORD}))?(?: (?:{_SCALE_WORD}))+"
    rf"(?: and (?:{_WORD})(?:[- ](?:{_WORD}))?)?|(?:{_WORD})(?:-(?:{_WORD}))?)"
)
FIRST = rf"(?=[0-9]|between|from|half|an? |{_WORD})"
"""What a phrase with a number begins with: a quick look before all its forms are tried."""
FIGURE = rf"[0-9]|\b(?:{_WORD}|{_SCALE_WORD})|half"
"""In small letters, what stands wherever :data:`ENGLISH` fits, or a half is spoken of."""
ENGLISH = (
    rf"(?:{DIGITS}(?:[- ]?(?:thousand|million|billion|trillion)\b|(?:k|mn?|bn|tn)\b)?"
    rf"|{ENGLISH_WORDS})"
)
ORDINAL_WORDS = (
    rf"(?:(?:{'|'.join(_TENS)})-)?(?:{'|'.join(sorted(_ORDINAL_WORDS, key=len, reverse=True))})"
)


def read_japanese(said: str) -> Fraction | None:
    """Return the number that figures or kanji say, None where they say none.

    >>> [str(read_japanese(one)) for one in ("3億9,900万", "1.5億", "二〇二四", "三百五十", "十")]
    ['399000000', '150000000', '2024', '350', '10']
    """
    said = said.replace(",", "")
    if re.fullmatch(r"[〇零一二三四五六七八九]{2,}", said):
        return Fraction("".join(str(_VALUES[one]) for one in said))
    total, section, number = Fraction(0), Fraction(0), None
    for piece in re.findall(r"[0-9]+(?:\.[0-9]+)?|.", said):
        if piece[0].isdigit() and piece.isascii():
            number = Fraction(piece)
        elif piece in _VALUES:
            number = Fraction(_VALUES[piece])
        elif piece in _SMALL:
            section += (Fraction(1) if number is None else number) * _SMALL[piece]
            number = None
        elif piece in _LARGE:
            section += number or 0
            total += (section or Fraction(1)) * _LARGE[piece]
            section, number = Fraction(0), None
        else:
            return None
    return total + section + (number or 0)


def read_english(said: str) -> Fraction | None:
    """Return the number that figures or words say, None where they say none.

    >>> [str(read_english(one)) for one in ("3.99 million", "1,200", "twenty-one", "two hundred")]
    ['3990000', '1200', '21', '200']
    """
    said = said.lower().replace(",", "").replace("-", " ")
    figures = re.fullmatch(r"([0-9.]+) ?([a-z]*)", said)
    if figures:
        return Fraction(figures[1]) * _SCALES.get(figures[2], 1)
    total, section = 0, 0
    for word in said.split():
        if word == "a":
            section = 1
        elif word in _WORDS:
            section += _WORDS[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _SCALES:
            total += (section or 1) * _SCALES[word]
            section = 0
        elif word != "and":
            return None
    return Fraction(total + section)


def read_ordinal(said: str) -> int:
    """Return the place that an English ordinal says, in words or figures.

    >>> read_ordinal("third"), read_ordinal("twenty-first"), read_ordinal("12th")
    (3, 21, 12)
    """
    figures = re.match("[0-9]+", said)
    if figures:
        return int(figures.group())
    tens, _hyphen, unit = said.lower().rpartition("-")
    return (_WORDS[tens] if tens else 0) + _ORDINAL_WORDS[unit]
