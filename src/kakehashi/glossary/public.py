"""What the public may see of the glossary: all of it; its words are those of a published text."""

from dataclasses import dataclass

from kakehashi.glossary.models import Concept, Word
from kakehashi.glossary.selectors import all_concepts
from kakehashi.glossary.tbx import MEDIA_TYPE, write_tbx

__all__ = ["MEDIA_TYPE", "Term", "as_tbx", "terms"]


@dataclass(frozen=True)
class Term:
    """A concept with its words in each language: the preferred one, and others that are used."""

    concept: Concept
    preferred: dict[str, str]
    admitted: dict[str, list[str]]
    avoided: dict[str, list[str]]

    def words(self) -> list[str]:
        """Return every word in use for it, in every language."""
        return [*self.preferred.values(), *(word for row in self.admitted.values() for word in row)]


def as_tbx(title: str) -> bytes:
    """Return every concept in use as TBX."""
    return write_tbx(all_concepts(), title)


def terms() -> list[Term]:
    """Return every concept in use with its words, in two queries."""
    in_use = Concept.objects.filter(retired_at=None)
    found = {concept.pk: Term(concept, {}, {}, {}) for concept in in_use.order_by("id")}
    words = Word.objects.filter(concept__retired_at=None)
    for word in words.order_by("concept_id", "language", "position", "pk"):
        term = found[word.concept_id]
        if word.standing == "preferred" and word.language not in term.preferred:
            term.preferred[word.language] = word.text
        else:
            rows = term.avoided if word.standing == "avoided" else term.admitted
            rows.setdefault(word.language, []).append(word.text)
    return list(found.values())
