"""Naming: organisations, instruments, countries and codes that must stand in both languages."""

import re
from collections import deque
from functools import cached_property

from kakehashi.wording.parity.countries import names_both
from kakehashi.wording.parity.differences import Report
from kakehashi.wording.parity.glossary import Glossary, Mention
from kakehashi.wording.parity.sides import HOLDS_WORDS, Side
from kakehashi.wording.parity.spans import Taken
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
            taken = Taken((one.start, one.end) for one in side.values if one.sort in HOLDS_WORDS)
            # A term of the glossary (the UK side) hides no country; the name of an office does.
            said = Taken(
                (one.start, one.end) for one in side.mentions if book.names[one.concept].name
            )
            for code, start, end in side.countries:
                if not taken.hold(start, end) and not said.hold(start, end):
                    mention = Mention(f"country:{code}", side.text[start:end], start, end)
                    names.setdefault(mention.concept, (side, mention))
            _codes(side, names)
    left, right = found
    spoken = _Spoken(ones), _Spoken(twos)
    alone = [pair for name, pair in left.items() if not _named(name, pair, right, spoken[1], book)]
    others = deque(
        pair for name, pair in right.items() if not _named(name, pair, left, spoken[0], book)
    )
    for side, one in alone:
        partner = others.popleft() if others else None
        where = partner or (twos[0], None)
        report.names((side, one), where)
    for side, two in others:
        report.names((ones[0], None), (side, two))


class _Spoken:
    """What one language says, prepared once for all names that are looked for in it."""

    def __init__(self, sides: list[Side]) -> None:
        self.sides = sides
        self.language = sides[0].language
        self.text = " ".join(side.text for side in sides)
        self._searched = 0

    @cached_property
    def flat(self) -> str:
        """The text, and before it itself with what stands between letters and figures left out."""
        return re.sub(r"(?<=[A-Za-z0-9])[-+/ ](?=[0-9])", "", self.text) + " " + self.text

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every run of letters and figures, in capitals."""
        return frozenset(one.upper() for one in re.findall("[A-Za-z0-9]+", self.flat))

    @cached_property
    def initials(self) -> str:
        """The first letters of its words, small words left out."""
        words = re.findall(r"[A-Za-z]+", self.text)
        return "".join(word[0] for word in words if word.lower() not in _SMALL_WORDS).casefold()

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The text as concepts are looked for in it."""
        spoken = self.text.casefold()
        return (spoken, spoken.replace("の", "")) if self.language == "ja" else (spoken,)

    @cached_property
    def both(self) -> bool:
        """Whether it speaks of both sides together."""
        return names_both(self.text, self.language)

    def may_search(self) -> bool:
        """Say whether one more name is looked for through all of the text: not without end."""
        self._searched += 1
        return self._searched <= _MOST_SEARCHED


_MOST_SEARCHED = 500


_ACRONYM = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][A-Za-z]?[A-Z][A-Za-z0-9]*(?:s(?![a-z]))?(?![A-Za-z0-9])"
)


def _codes(side: Side, names: dict[str, tuple[Side, Mention]]) -> None:
    """Note what is written alike in both languages: 5G, ISO, DFFT."""
    spans = [(one.start, one.end) for one in side.mentions]
    spans += [(one.start, one.end) for one in side.values]
    for value in side.values:
        if value.sort is Sort.NAME and isinstance(value.key, tuple):
            name = f"code:{value.key[1]}"
            said = side.text[value.start : value.end]
            names.setdefault(name, (side, Mention(name, said, value.start, value.end)))
    taken, shouted = Taken(spans), side.text.isupper()
    for found in _ACRONYM.finditer(side.text):
        start, end = found.span()
        if taken.touch(start, end):
            continue
        bare = found.group().removesuffix("s").upper()
        if re.fullmatch("[IVX]+", bare) or shouted or _is_surname(side.text, start, end):
            continue
        name = f"code:{bare}"
        names.setdefault(name, (side, Mention(name, found.group(), start, end)))


_GIVEN_BEFORE = re.compile(r"\b[A-Z][a-z]+ $")
_GIVEN_BEHIND = re.compile(r" [A-Z][a-z]+\b")


def _is_surname(text: str, start: int, end: int) -> bool:
    """Say whether capitals are a surname (SMITH Ada, Ada SMITH), which Japanese spells anew."""
    if end - start < 4 or not text[start:end].isalpha():  # noqa: PLR2004 - shorter are acronyms
        return False
    before = text[max(0, start - _GIVEN_LONGEST) : start]
    beside = _GIVEN_BEFORE.search(before) or _GIVEN_BEHIND.match(text, end)
    return bool(beside) and not re.search(r"\b(?:the|of|in|by|at|an?) $", before)


_GIVEN_LONGEST = 40


def _named(
    name: str,
    pair: tuple[Side, Mention],
    others: dict[str, tuple[Side, Mention]],
    spoken: _Spoken,
    book: Glossary,
) -> bool:
    """Say whether what one language names is named in the other as well."""
    if name in others:
        return True
    kind, _colon, code = name.partition(":")
    if kind == "code":
        return _code_named(code, spoken)
    if kind == "country":
        if code in {"JP", "GB"}:
            both = spoken.both or names_both(pair[0].text, pair[0].language)
            return both or any(
                one.concept in _OF_BOTH for side in spoken.sides for one in side.mentions
            )
        return any(
            one.said and code in {"UN", "EU"} and code in one.said.upper()
            for side in spoken.sides
            for one in side.mentions
        ) or _within_name(pair)
    concept = book.names.get(name)
    if concept is None:
        return False
    words = concept.en if spoken.language == "en" else concept.ja
    return any(len(word) > 1 and word.casefold() in one for word in words for one in spoken.folded)


def _code_named(code: str, spoken: _Spoken) -> bool:
    if code.isascii() and code.isalnum():
        if code.upper() in spoken.codes:
            return True
    elif spoken.may_search() and re.search(
        rf"(?<![A-Za-z0-9]){re.escape(code)}(?![A-Za-z0-9])", spoken.flat, re.IGNORECASE
    ):
        return True
    if spoken.language == "ja" and code in acronyms():
        return re.search(f"{acronyms()[code]}|{code}", spoken.text) is not None
    if spoken.language == "en" and re.search(r"[A-Z]", code):
        return spoken.may_search() and code.casefold() in spoken.initials
    return False


_OF_BOTH = {"participants", "partnership-2022", "council", "group", "cepa"}


def _within_name(pair: tuple[Side, Mention]) -> bool:
    side, one = pair
    return any(other.start <= one.start and one.end <= other.end for other in side.mentions)


_SMALL_WORDS = {"of", "the", "and", "for", "on", "in", "to", "a", "an"}
