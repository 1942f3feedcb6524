"""Writing the glossary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from kakehashi.glossary.models import Concept, Word
from kakehashi.glossary.selectors import forget_words
from kakehashi.wording import word_key

STANDINGS = ("preferred", "admitted", "avoided")


@dataclass(frozen=True)
class NewConcept:
    """A concept as it is loaded."""

    id: str
    words: Mapping[str, Mapping[str, Sequence[str]]]
    """Language to standing to words."""
    note: Mapping[str, str] = field(default_factory=dict)
    provisions: Sequence[str] = ()
    subject: str = ""


def load_concepts(concepts: Sequence[NewConcept]) -> None:
    """Load concepts with their words, in one transaction.

    Args:
        concepts: ids must be new to this glossary.
    """
    with transaction.atomic():
        Concept.objects.bulk_create(
            Concept(
                id=concept.id,
                subject=concept.subject,
                note_en=concept.note.get("en", ""),
                note_ja=concept.note.get("ja", ""),
                provisions=list(concept.provisions),
            )
            for concept in concepts
        )
        Word.objects.bulk_create(
            Word(
                concept_id=concept.id,
                language=language,
                text=text,
                normal=word_key(text)[:200],
                standing=standing,
                position=position,
            )
            for concept in concepts
            for language, by_standing in concept.words.items()
            for standing in STANDINGS
            for position, text in enumerate(by_standing.get(standing, ()))
        )
    forget_words()
