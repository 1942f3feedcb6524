"""Concepts: terms of art of which each language names another (AI governance, データガバナンス)."""

import re
from functools import cache

from kakehashi.wording.parity.differences import Report
from kakehashi.wording.parity.glossary import Concept, Glossary, Mention
from kakehashi.wording.parity.sides import Side

_WORDS = re.compile("[A-Za-z]+")
_LOAN = re.compile("[ァ-ヶー]{4,}$")
_TERM_OF_ART = re.compile("[A-Za-zァ-ヶー・ -]{4,}")
_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "to", "by", "an", "with"})
_SHORT = 5
"""Letters from which a last word is looked for with another word before it."""

_Terms = dict[str, tuple[Side, Mention]]


def compare_concepts(ones: list[Side], twos: list[Side], book: Glossary, report: Report) -> None:
    """Report a term of the one language where the other has another of the same kind.

    A term without counterpart alone is none: whoever translates may well say it in other words.
    """
    left, right = _terms(ones, book), _terms(twos, book)
    if not left and not right:
        return
    japanese, english = _text(ones), _text(twos)
    alone = [
        one for one in left.items() if not _said(book.names[one[0]].en, one[0], right, english)
    ]
    others = [
        one for one in right.items() if not _said(book.names[one[0]].ja, one[0], left, japanese)
    ]
    for name, (side, mention) in alone:
        if not _TERM_OF_ART.fullmatch(mention.said):
            continue
        rival = next((one for one in others if _akin(book.names[name], book.names[one[0]])), None)
        if rival is not None:
            others.remove(rival)
            report.names((side, mention), rival[1], term=True)
            continue
        instead = _instead_en(book.names[name], twos)
        if instead is not None:
            report.names((side, mention), instead, term=True)
    for name, (side, mention) in others:
        before = _instead_ja(book.names[name], ones)
        if before is not None:
            report.names(before, (side, mention), term=True)


def _terms(sides: list[Side], book: Glossary) -> _Terms:
    found: _Terms = {}
    for side in sides:
        for one in side.mentions:
            if not book.names[one.concept].name:
                found.setdefault(one.concept, (side, one))
    return found


def _text(sides: list[Side]) -> str:
    return " ".join(side.text for side in sides).casefold()


def _said(words: tuple[str, ...], name: str, others: _Terms, text: str) -> bool:
    return name in others or any(word.casefold() in text for word in words)


@cache
def _content(concept: Concept) -> frozenset[str]:
    """Return the words of a term of several words, without an s at their end."""
    words = _WORDS.findall(concept.en[0].lower())
    return frozenset(one.rstrip("s") for one in words) - _SMALL if len(words) > 1 else frozenset()


def _akin(one: Concept, two: Concept) -> bool:
    """Say whether two terms of several words share one, so that they may be mistaken."""
    return bool(_content(one) & _content(two))


def _of_art(concept: Concept) -> bool:
    return bool(_content(concept)) and _TERM_OF_ART.fullmatch(concept.ja[0]) is not None


def _instead_en(concept: Concept, sides: list[Side]) -> tuple[Side, Mention] | None:
    """Return where English has the last word of a term behind another word than its own."""
    head = _WORDS.findall(concept.en[0])[-1]
    if not _of_art(concept) or len(head) < _SHORT:
        return None
    own = "|".join(re.escape(one) for one in _WORDS.findall(concept.en[0])[:-1])
    if any(re.search(rf"\b(?:{own})", side.text, re.IGNORECASE) for side in sides):
        return None
    wanted = re.compile(
        rf"\b(?!(?:{'|'.join(_SMALL)}|their|its|this)\b)[A-Za-z]+[ -]"
        rf"{re.escape(head.rstrip('s'))}s?\b",
        re.IGNORECASE,
    )
    return _first(wanted, concept.id, sides)


def _instead_ja(concept: Concept, sides: list[Side]) -> tuple[Side, Mention] | None:
    """Return where Japanese has the loan word at the end of a term behind another loan word."""
    tail = re.search("(?:[A-Z]{2,}|[ァ-ヶー一-龠]+?)([ァ-ヶー]{4,})$", concept.ja[0])
    if not _of_art(concept) or tail is None or not _LOAN.search(concept.ja[0]):
        return None
    wanted = re.compile(rf"[ァ-ヶーA-Z]{{2,}}{re.escape(tail[1])}(?![ァ-ヶー])")
    return _first(wanted, concept.id, sides)


def _first(wanted: re.Pattern[str], name: str, sides: list[Side]) -> tuple[Side, Mention] | None:
    for side in sides:
        found = wanted.search(side.text)
        if found:
            return side, Mention(name, found.group(), *found.span())
    return None
