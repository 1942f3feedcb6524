"""The words of the glossary that stand in a text, and the findings on a translation of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kakehashi.errors import Words
from kakehashi.glossary.concepts import NewConcept
from kakehashi.glossary.selectors import all_concepts
from kakehashi.translation.codes import codes_changed
from kakehashi.wording import Severity, compare, lint
from kakehashi.wording.parity import Glossary, glossary_of

LONGEST_CHECKED = 20_000
"""Characters of a passage that are checked."""
CODE_LOST, CODE_FOREIGN = "code-lost", "code-foreign"


@dataclass(frozen=True)
class Terms:
    """The node's glossary at one moment, ready to be found in a text."""

    concepts: Mapping[str, NewConcept]
    glossary: Glossary

    def found_in(self, text: str, source: str, target: str) -> list[NewConcept]:
        """Return the concepts whose words stand in a text and that have words in both languages."""
        named = [one.concept for one in self.glossary.find(text[:LONGEST_CHECKED], source)]
        found = [self.concepts[one] for one in dict.fromkeys(named) if one in self.concepts]
        return [one for one in found if one.preferred(source) and one.preferred(target)]


def terms_now() -> Terms:
    """Return the glossary as it now is. Two queries."""
    concepts = all_concepts()
    return _kept(_Listed(concepts))


class _Listed:
    """Concepts as a key: the same concepts are read into an index once."""

    def __init__(self, concepts: Sequence[NewConcept]) -> None:
        self.concepts = concepts
        self._key = tuple(repr((one.words, one.name, one.pointed_out, one.id)) for one in concepts)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Listed) and self._key == other._key


@lru_cache(maxsize=2)
def _kept(listed: _Listed) -> Terms:
    return Terms(
        {one.id: one for one in listed.concepts},
        glossary_of(one.data() for one in listed.concepts),
    )


@dataclass(frozen=True)
class Remark:
    """One finding on a translation."""

    rule: str
    severity: Severity
    found: str
    reason: Words
    instead: tuple[str, ...] = ()


def remarks_on(source: str, words: str, languages: tuple[str, str], terms: Terms) -> list[Remark]:
    """Return what the checks say of a translation: codes, values and terms, then its wording.

    Args:
        source: the words that were translated.
        words: the translation.
        languages: of the source and of the translation.
        terms: the glossary.
    """
    if not words:
        return []
    lost, foreign = codes_changed(source, words)
    found = [Remark(CODE_LOST, Severity.ERROR, one, _LOST) for one in lost]
    found += [Remark(CODE_FOREIGN, Severity.WARNING, one, _FOREIGN) for one in foreign]
    by = {languages[0]: source[:LONGEST_CHECKED], languages[1]: words[:LONGEST_CHECKED]}
    for one in compare(by["ja"], by["en"], glossary=terms.glossary):
        said = " / ".join(spot.said for spot in (one.ja, one.en) if spot and spot.said)
        found.append(Remark(f"parity-{one.sort}", Severity.WARNING, said[:300], one.message))
    for hit in lint(by[languages[1]], languages[1]):
        found.append(
            Remark(hit.rule, hit.severity, hit.found[:300], hit.reason, tuple(hit.instead))
        )
    return found


_LOST: Words = {
    "en": "stands in the source and not in the translation.",
    "ja": "原文にありますが、訳文にありません。",
}
_FOREIGN: Words = {
    "en": "stands in the translation and not in the source.",
    "ja": "訳文にありますが、原文にありません。",
}
