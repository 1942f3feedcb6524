"""Measures: lengths, weights, power, data and frequencies, read as one quantity in any unit."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from kakehashi.wording.parity.numerals import (
    DIGITS,
    ENGLISH_WORDS,
    JAPANESE,
    read_english,
    read_japanese,
)
from kakehashi.wording.parity.scanning import Scanner, plain
from kakehashi.wording.parity.values import Sort

Bound = Callable[[Scanner, int, int], str]

_PREFIXES: Final[dict[str, tuple[int, str, str]]] = {
    # symbol -> power of ten, English, Japanese
    "n": (-9, "nano", "ナノ"), "μ": (-6, "micro", "マイクロ"), "m": (-3, "milli", "ミリ"),
    "c": (-2, "centi", "センチ"), "k": (3, "kilo", "キロ"), "M": (6, "mega", "メガ"),
    "G": (9, "giga", "ギガ"), "T": (12, "tera", "テラ"), "P": (15, "peta", "ペタ"),
    "E": (18, "exa", "エクサ"),
}  # fmt: skip
_UNITS: Final = {
    # symbol -> quantity, English, Japanese
    "m": ("metre", "met(?:re|er)s?", "メートル"),
    "g": ("gram", "gram(?:me)?s?", "グラム"),
    "Wh": ("watt-hour", "watt[- ]?hours?", "ワット時"),
    "W": ("watt", "watts?", "ワット"),
    "bit": ("bit", "bits?", "ビット"),
    "B": ("byte", "bytes?", "バイト"),
    "Hz": ("hertz", "hertz", "ヘルツ"),
    "l": ("litre", "lit(?:re|er)s?", "リットル"),
    "V": ("volt", "volts?", "ボルト"),
    "FLOPS": ("flops", "flops", "フロップス"),
    "s": ("second", "seconds?", "秒"),
}
_OTHERS: Final = {
    # English, Japanese -> quantity, how much of it, how it is shown
    ("nautical miles?", "海里"): ("metre", Fraction(1852), "nautical miles"),
    ("miles?", "マイル"): ("metre", Fraction(1609344, 1000), "miles"),
    ("ton(?:ne)?s?", "トン"): ("gram", Fraction(10**6), "t"),
    ("hectares?", "ヘクタール"): ("square metre", Fraction(10**4), "ha"),
    ("square kilomet(?:re|er)s?", "平方キロメートル"): ("square metre", Fraction(10**6), "km²"),
    ("square met(?:re|er)s?", "平方メートル"): ("square metre", Fraction(1), "m²"),
    ("cubic met(?:re|er)s?", "立方メートル"): ("cubic metre", Fraction(1), "m³"),
    ("qubits?", "量子ビット"): ("qubit", Fraction(1), "qubits"),
}
_SYMBOLS: Final = {
    "nm": "nm", "μm": "μm", "µm": "μm", "mm": "mm", "cm": "cm", "km": "km", "mg": "mg", "kg": "kg",
    "kW": "kW", "MW": "MW", "GW": "GW", "TW": "TW", "kWh": "kWh", "MWh": "MWh", "GWh": "GWh",
    "TWh": "TWh", "kbps": "kbit", "Mbps": "Mbit", "Gbps": "Gbit", "Tbps": "Tbit", "Mbit/s": "Mbit",
    "Gbit/s": "Gbit", "Tbit/s": "Tbit", "kB": "kB", "KB": "kB", "MB": "MB", "GB": "GB", "TB": "TB",
    "PB": "PB", "EB": "EB", "Hz": "Hz", "kHz": "kHz", "MHz": "MHz", "GHz": "GHz", "THz": "THz",
    "ms": "ms", "μs": "μs", "µs": "μs", "ns": "ns", "kV": "kV",
}  # fmt: skip
_FIGURES: Final = rf"{DIGITS}(?: (?:thousand|million|billion|trillion)\b)?"
_AREAS: Final = {"km2": "km²", "km²": "km²", "m2": "m²", "m²": "m²"}
_SYMBOL: Final = "|".join(sorted((*_SYMBOLS, *_AREAS), key=len, reverse=True))
_BEHIND: Final = r"(?![A-Za-z0-9²])"


def _alternatives(language: int) -> str:
    """Return the spelled units of a language, what is longer before what it begins with."""
    spelled = {power: (english, japanese) for power, english, japanese in _PREFIXES.values()}
    prefixes = "|".join(one[language - 1] for one in spelled.values())
    words = "|".join(one[language] for symbol, one in _UNITS.items() if symbol != "s")
    parts = "|".join(spelled[power][language - 1] for power in (-3, -6, -9))
    others = "|".join(pair[language - 1] for pair in _OTHERS)
    return (
        rf"(?P<other>{others})|(?P<part>{parts})(?P<second>{_UNITS['s'][language]})"
        rf"|(?P<prefix>{prefixes})?(?P<word>{words})"
    )


JAPANESE_MEASURE = re.compile(
    rf"(?:(?P<low>{JAPANESE})(?:から|[~〜～–-]))?(?P<number>{JAPANESE}) ?(?:{_alternatives(2)}"
    rf"|(?P<symbol>{_SYMBOL}|m){_BEHIND})(?:毎秒|/秒|/s(?![A-Za-z]))?"
)
_SPELLED: Final = rf"[- ](?i:(?:{_alternatives(1)})\b)"
ENGLISH_MEASURE = re.compile(
    rf"(?i:(?:(?P<low>{_FIGURES})(?: ?[–~〜-] ?| to | and ))?(?P<number>{_FIGURES}))"
    rf"(?:{_SPELLED}|[- ]?(?P<symbol>{_SYMBOL}){_BEHIND}"
    rf"|(?: (?P<metre>m)){_BEHIND}(?! of\b))(?i: per second\b|/s\b)?"
)
ENGLISH_MEASURE_IN_WORDS = re.compile(
    rf"\b(?i:(?:(?P<low>{ENGLISH_WORDS}) to )?(?P<number>{ENGLISH_WORDS})){_SPELLED}"
    r"(?P<symbol>(?!))?(?i: per second\b)?"
)
SPELLED_UNITS: Final = (
    "metre", "meter", "gram", "watt", " bit", "bits", "byte", "hertz", "litre", "liter", "volt",
    "flops", "second", "mile", " ton", "-ton", "hectare", "qubit",
)  # fmt: skip
"""In small letters, of what one stands in any English text with a unit that is spelled out."""


def read_japanese_measure(on: Scanner, found: re.Match[str], bound: Bound) -> None:
    """Note the quantity that a match of :data:`JAPANESE_MEASURE` says."""
    _read(on, found, bound, read_japanese)


def read_english_measure(on: Scanner, found: re.Match[str], bound: Bound) -> None:
    """Note the quantity that a match of either English pattern says."""
    _read(on, found, bound, read_english)


def _read(
    on: Scanner, found: re.Match[str], bound: Bound, number: Callable[[str], Fraction | None]
) -> None:
    quantity, much, shown = _unit(found.groupdict())
    span = found.span()
    low = number(found["low"]) if found["low"] else None
    for one in (low, number(found["number"])):
        if one is not None:
            on.add(
                Sort.NUMBER,
                (one * much, quantity),
                f"{plain(one)} {shown}",
                span,
                bound="" if found["low"] else bound(on, *span),
                weak=one == 1,
                ranged=bool(found["low"]),
            )
    on.claim(*span)


def _unit(said: dict[str, str | None]) -> tuple[str, Fraction, str]:
    """Return of what a unit is how much, and how it is shown."""
    if said["other"]:
        return next(
            read
            for words, read in _OTHERS.items()
            if any(re.fullmatch(word, said["other"], re.IGNORECASE) for word in words)
        )
    if said.get("metre"):
        return _of_symbol("m")
    if said["symbol"]:
        if said["symbol"] in _AREAS:
            shown = _AREAS[said["symbol"]]
            return "square metre", Fraction(10**6 if shown == "km²" else 1), shown
        return _of_symbol(_SYMBOLS.get(said["symbol"], said["symbol"]))
    spelled = (said["part"] or said["prefix"] or "").lower()
    prefix = next((symbol for symbol, one in _PREFIXES.items() if spelled in one[1:]), "")
    word = said["second"] or said["word"] or ""
    unit = next(
        symbol
        for symbol, one in _UNITS.items()
        if any(re.fullmatch(spelling, word, re.IGNORECASE) for spelling in one[1:])
    )
    return _of_symbol(prefix + unit)


def _of_symbol(symbol: str) -> tuple[str, Fraction, str]:
    unit = next(one for one in sorted(_UNITS, key=len, reverse=True) if symbol.endswith(one))
    prefix = symbol.removesuffix(unit)
    power = _PREFIXES[prefix][0] if prefix else 0
    return _UNITS[unit][0], Fraction(10) ** power, symbol
