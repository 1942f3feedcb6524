"""Avoided words: the one language speaks of a concept, the other has a word to avoid for it."""

import re
from functools import cache

from kakehashi.wording.parity.differences import Report
from kakehashi.wording.parity.glossary import Concept, Glossary, Mention
from kakehashi.wording.parity.sides import Side


def compare_avoided(ones: list[Side], twos: list[Side], book: Glossary, report: Report) -> None:
    """Report avoided words, each with the word that the glossary prefers.

    A language that has a word in use for the concept as well is left alone: the other word then
    stands for something else.
    """
    for sides, others in ((ones, twos), (twos, ones)):
        language = others[0].language
        named = {one.concept for side in others for one in side.mentions}
        told: set[str] = set()
        for side in sides:
            for one in side.mentions:
                if one.concept in named or one.concept in told:
                    continue
                concept = book.names[one.concept]
                if not concept.avoided.get(language):
                    continue
                told.add(one.concept)
                _look(concept, (side, one), others, report)


def _look(concept: Concept, here: tuple[Side, Mention], others: list[Side], report: Report) -> None:
    language = others[0].language
    pattern = avoided_pattern(concept.avoided[language], language)
    for other in others:
        found = pattern.search(other.text)
        if found is None:
            continue
        preferred = (concept.ja if language == "ja" else concept.en)[0]
        report.avoided(preferred, here, (other, found))
        return


@cache
def avoided_pattern(words: tuple[str, ...], language: str) -> re.Pattern[str]:
    """Return what finds words of a glossary as they are written, longest first."""
    listed = "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))
    if language == "ja":
        return re.compile(listed)
    flags = 0 if any(one.isupper() for one in words) else re.IGNORECASE
    return re.compile(rf"\b(?:{listed})\b", flags)
