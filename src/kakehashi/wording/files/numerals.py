"""How a word processor writes a number: decimal, letters, roman, アイウ, イロハ, 一二三, ①."""

from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_AIUEO = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウ"
    "ヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壱弐参四伍六七八九"
_LARGEST_ROMAN = 3999
_CIRCLED = 20
_CIRCLED_TO = 50


def written(value: int, form: str) -> str:
    """Return ``value`` as a list of the number format ``form`` prints it; decimal where unknown."""
    writer = _FORMS.get(form, str)
    return writer(value) if value > 0 else str(value)


def roman(value: int) -> str:
    """Return ``value`` as a small roman number, in digits beyond 3999."""
    if not 0 < value <= _LARGEST_ROMAN:
        return str(value)
    parts = []
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        parts.append(letters * count)
    return "".join(parts)


def letters(value: int) -> str:
    """Return ``value`` as letters the way word processors count: a … z, aa, bb."""
    repeats, place = divmod(value - 1, 26)
    return chr(ord("a") + place) * min(repeats + 1, 20)


def counting(value: int) -> str:
    """Return ``value`` in Chinese characters with tens and hundreds: 二十三; digits from 10,000."""
    if value >= 10_000:  # noqa: PLR2004 - lists do not get there
        return "".join(_DIGITS[int(digit)] for digit in str(value))
    parts = []
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count, value = divmod(value, size)
        if count:
            parts.append((_DIGITS[count] if count > 1 or not unit else "") + unit)
    return "".join(parts)


def _cycle(characters: str) -> Callable[[int], str]:
    def one(value: int) -> str:
        repeats, place = divmod(value - 1, len(characters))
        return characters[place] * min(repeats + 1, 20)

    return one


def _digits(characters: str) -> Callable[[int], str]:
    return lambda value: "".join(characters[int(digit)] for digit in str(value))


def _enclosed(first: str, most: int = _CIRCLED) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if value <= most else str(value)


def _circled(value: int) -> str:
    if value <= _CIRCLED:
        return chr(ord("①") + value - 1)
    if value <= 35:  # noqa: PLR2004 - Unicode goes on elsewhere
        return chr(ord("㉑") + value - 21)
    return chr(ord("㊱") + value - 36) if value <= _CIRCLED_TO else str(value)


def _ordinal(value: int) -> str:
    teen = value % 100 in {11, 12, 13}
    return f"{value}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "lowerRoman": roman,
    "upperRoman": lambda value: roman(value).upper(),
    "lowerLetter": letters,
    "upperLetter": lambda value: letters(value).upper(),
    "ordinal": _ordinal,
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _enclosed("⒈"),
    "decimalEnclosedParen": _enclosed("⑴"),
    "aiueo": _cycle(_AIUEO),
    "aiueoFullWidth": _cycle(_AIUEO),
    "iroha": _cycle(_IROHA),
    "irohaFullWidth": _cycle(_IROHA),
    "japaneseCounting": counting,
    "japaneseDigitalTenThousand": _digits(_DIGITS),
    "japaneseLegal": _digits(_LEGAL),
    "ideographDigital": _digits(_DIGITS),
    "chineseCounting": counting,
    "chineseCountingThousand": counting,
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": counting,
    "ideographTraditional": _cycle(_STEMS),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "numberInDash": lambda value: f"- {value} -",
    "none": lambda _: "",
}
