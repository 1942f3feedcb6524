"""Naming: organisations, instruments, countries and codes that must stand in both languages."""

import re

from kakehashi.wording.parity.countries import find_countries, names_both
from kakehashi.wording.parity.differences import Report
from kakehashi.wording.parity.glossary import Glossary, Mention
from kakehashi.wording.parity.sides import HOLDS_WORDS, Side
from kakehashi.wording.parity.tables import acronyms
from kakehashi.wording.parity.values import Sort


def compare_names(ones: list[Side], twos: list[Side], book: Glossary, report: Report) -> None:
    """Report names that stand in one language only."""
    found: tuple[dict[str, tuple[Side, Mention]], ...] = ({}, {})
    for sides, names in zip((ones, twos), found, strict=True):
        for side in sides:
            for one in side.mentions:
                if book.names[one.concept].name:
                    names.setdefault(one.concept, (side, one))
            taken = [(one.start, one.end) for one in side.values if one.sort in HOLDS_WORDS]
            for code, start, end in find_countries(side.text, side.language):
                if any(first <= start and end <= last for first, last in taken):
                    continue
                if not any(one.start <= start and end <= one.end for one in side.mentions):
                    mention = Mention(f"country:{code}", side.text[start:end], start, end)
                    names.setdefault(mention.concept, (side, mention))
            _codes(side, names)
    left, right = found
    alone = [pair for name, pair in left.items() if not _named(name, pair, right, twos, book)]
    others = [pair for name, pair in right.items() if not _named(name, pair, left, ones, book)]
    for side, one in alone:
        partner = others.pop(0) if others else None
        where = partner or (twos[0], None)
        report.names((side, one), where)
    for side, two in others:
        report.names((ones[0], None), (side, two))


_ACRONYM = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][A-Za-z]?[A-Z][A-Za-z0-9]*(?:s(?![a-z]))?(?![A-Za-z0-9])"
)


def _codes(side: Side, names: dict[str, tuple[Side, Mention]]) -> None:
    """Note what is written alike in both languages: 5G, ISO, DFFT."""
    taken = [(one.start, one.end) for one in side.mentions]
    taken += [(one.start, one.end) for one in side.values if one.sort is not Sort.NAME]
    for value in side.values:
        if value.sort is Sort.NAME and isinstance(value.key, tuple):
            name = f"code:{value.key[1]}"
            said = side.text[value.start : value.end]
            names.setdefault(name, (side, Mention(name, said, value.start, value.end)))
            taken.append((value.start, value.end))
    for found in _ACRONYM.finditer(side.text):
        start, end = found.span()
        if any(first < end and start < last for first, last in taken):
            continue
        bare = found.group().removesuffix("s").upper()
        if (
            re.fullmatch("[IVX]+", bare)
            or side.text.isupper()
            or _is_surname(side.text, start, end)
        ):
            continue
        name = f"code:{bare}"
        names.setdefault(name, (side, Mention(name, found.group(), start, end)))


_GIVEN_BEFORE = re.compile(r"\b[A-Z][a-z]+ $")
_GIVEN_BEHIND = re.compile(r" [A-Z][a-z]+\b")


def _is_surname(text: str, start: int, end: int) -> bool:
    """Say whether capitals are a surname (SMITH Ada, Ada SMITH), which Japanese spells anew."""
    if end - start < 4 or not text[start:end].isalpha():  # noqa: PLR2004 - shorter are acronyms
        return False
    beside = _GIVEN_BEFORE.search(text, 0, start) or _GIVEN_BEHIND.match(text, end)
    return bool(beside) and not re.search(r"\b(?:the|of|in|by|at|an?) $", text[:start])


def _named(  # noqa: PLR0911 - one answer for each kind of name
    name: str,
    pair: tuple[Side, Mention],
    others: dict[str, tuple[Side, Mention]],
    sides: list[Side],
    book: Glossary,
) -> bool:
    """Say whether what one language names is named in the other as well."""
    if name in others:
        return True
    text = " ".join(side.text for side in sides)
    language = sides[0].language
    kind, _colon, code = name.partition(":")
    if kind == "code":
        if re.search(
            rf"(?<![A-Za-z0-9]){re.escape(code)}(?![A-Za-z0-9])", _flat(text), re.IGNORECASE
        ):
            return True
        if language == "ja" and code in acronyms():
            return re.search(f"{acronyms()[code]}|{code}", text) is not None
        if language == "en" and re.search(r"[A-Z]", code):
            return _spelt_out(code, text)
        return False
    if kind == "country":
        if code in {"JP", "GB"}:
            both = names_both(text, language) or names_both(pair[0].text, pair[0].language)
            return both or any(one.concept in _OF_BOTH for side in sides for one in side.mentions)
        return any(
            one.said and code in {"UN", "EU"} and code in one.said.upper()
            for side in sides
            for one in side.mentions
        ) or _within_name(pair, book)
    concept = book.names.get(name)
    if concept is not None:
        words = concept.en if language == "en" else concept.ja
        spoken = text.casefold()
        texts = (spoken, spoken.replace("の", "")) if language == "ja" else (spoken,)
        return any(len(word) > 1 and word.casefold() in one for word in words for one in texts)
    return False


_OF_BOTH = {"participants", "partnership-2022", "council", "group", "cepa"}


def _within_name(pair: tuple[Side, Mention], book: Glossary) -> bool:
    del book
    side, one = pair
    return any(other.start <= one.start and one.end <= other.end for other in side.mentions)


def _flat(text: str) -> str:
    return re.sub(r"(?<=[A-Za-z0-9])[-+/ ](?=[0-9])", "", text) + " " + text


def _spelt_out(code: str, text: str) -> bool:
    """Say whether the capitals of words in ``text``, one after another, spell ``code``."""
    letters = "".join(
        word[0] for word in re.findall(r"[A-Za-z]+", text) if word.lower() not in _SMALL_WORDS
    )
    return code.casefold() in letters.casefold()


_SMALL_WORDS = {"of", "the", "and", "for", "on", "in", "to", "a", "an"}
