"""Putting concepts into the tables, as plain rows."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from kakehashi.glossary.concepts import LANGUAGES, STANDINGS, NewConcept
from kakehashi.glossary.models import Concept, Word
from kakehashi.glossary.selectors import forget_words
from kakehashi.wording import word_key


def load_concepts(concepts: Sequence[NewConcept]) -> None:
    """Load concepts with their words, in one transaction.

    Args:
        concepts: ids must be new to this glossary.
    """
    with transaction.atomic():
        Concept.objects.bulk_create(row_of(concept) for concept in concepts)
        Word.objects.bulk_create(word for concept in concepts for word in words_of(concept))
    forget_words()


def row_of(concept: NewConcept) -> Concept:
    """Return the row of a concept, unsaved and without its words."""
    return Concept(
        id=concept.id,
        subject=concept.subject,
        definition_en=concept.definition.get("en", ""),
        definition_ja=concept.definition.get("ja", ""),
        source=concept.source,
        note_en=concept.note.get("en", ""),
        note_ja=concept.note.get("ja", ""),
        provisions=[str(one) for one in concept.provisions],
        name=concept.name,
        homonym=concept.homonym,
        pointed_out=concept.pointed_out,
    )


def words_of(concept: NewConcept) -> Iterator[Word]:
    """Yield the rows of a concept's words, unsaved."""
    for language in LANGUAGES:
        for standing in STANDINGS:
            for position, text in enumerate(concept.of(language, standing)):
                yield Word(
                    concept_id=concept.id,
                    language=language,
                    text=text,
                    normal=word_key(text)[:200],
                    standing=standing,
                    position=position,
                )
