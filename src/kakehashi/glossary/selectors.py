"""Reading the glossary: its concepts, and the other words for a word, in every language."""

import threading
from collections.abc import Callable, Mapping

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Length

from kakehashi.errors import NotHere
from kakehashi.glossary.concepts import NewConcept
from kakehashi.glossary.models import Change, Concept, Word
from kakehashi.wording import parity, word_key

Signature = tuple[int, int, int]
"""Newest word, number of words, their letters: differs as soon as a word was added or changed."""

_NOTHING: tuple[str, ...] = ()


class _Words:
    """Every word's other words, kept in memory for as long as the glossary is the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._signature: Signature | None = None
        self._by_key: Mapping[str, tuple[str, ...]] = {}

    def current(self) -> Mapping[str, tuple[str, ...]]:
        """Return key to words, read again only where the glossary has changed: one small query."""
        found = Word.objects.filter(concept__retired_at=None).aggregate(
            newest=Max("pk"), number=Count("pk"), size=Sum(Length("text"))
        )
        signature = (found["newest"] or 0, found["number"], found["size"] or 0)
        with self._lock:
            if signature != self._signature:
                self._by_key, self._signature = _read(), signature
            return self._by_key

    def forget(self) -> None:
        """Read the glossary again when it is next asked for."""
        with self._lock:
            self._signature = None


def _read() -> dict[str, tuple[str, ...]]:
    concepts: dict[str, list[tuple[str, str]]] = {}
    rows = (
        Word.objects.filter(concept__retired_at=None)
        .exclude(standing="avoided")
        .order_by("concept_id", "pk")
    )
    for concept, key, text in rows.values_list("concept_id", "normal", "text"):
        concepts.setdefault(concept, []).append((key, text))
    by_key: dict[str, dict[str, None]] = {}
    for words in concepts.values():
        for key, _text in words:
            by_key.setdefault(key, {}).update(dict.fromkeys(text for _key, text in words))
    return {key: tuple(words) for key, words in by_key.items() if key}


_words = _Words()


def expander() -> Callable[[str], list[str]]:
    """Return the glossary as it now is, as a function from a word to all words for the same.

    Making it takes one small query, calling it none. A word is known in any of its forms and
    spellings, and may be several words (*supply chains*). What it may mean in several concepts
    gives the words of all of them. Words a concept avoids neither lead to its other words nor
    are led to: who looks for 合意 does not mean *confirm*. A word that the glossary does not
    have gives nothing.
    """
    by_key = _words.current()

    def expand_with(term: str) -> list[str]:
        return list(by_key.get(word_key(term)[:200], _NOTHING))

    return expand_with


def expand(term: str) -> list[str]:
    """Return all words, in every language, for what ``term`` means; itself among them."""
    return expander()(term)


def forget_words() -> None:
    """Read the glossary again when it is next asked for: called by what writes to it."""
    _words.forget()


def all_concepts() -> list[NewConcept]:
    """Return every concept in use by id, in two queries."""
    return _values(Concept.objects.filter(retired_at=None).order_by("id"))


def retired_ids() -> frozenset[str]:
    """Return the ids of the concepts that were retired."""
    return frozenset(Concept.objects.exclude(retired_at=None).values_list("pk", flat=True))


def concept_with(concept_id: str) -> NewConcept:
    """Return one concept, in use or retired.

    Raises:
        NotHere: when there is none of that id.
    """
    found = _values(Concept.objects.filter(pk=concept_id))
    if not found:
        raise NotHere
    return found[0]


def is_retired(concept_id: str) -> bool:
    """Say whether a concept was retired."""
    return Concept.objects.filter(pk=concept_id).exclude(retired_at=None).exists()


def changes_of(concept_id: str) -> QuerySet[Change]:
    """Return how a concept changed, the newest first, with who did it."""
    return (
        Change.objects.filter(concept_id=concept_id)
        .select_related("by", "by__side")
        .order_by("-number")
    )


def last_number(concept_id: str) -> int:
    """Return the number of a concept's last change; 0 where it never changed."""
    newest = Change.objects.filter(concept_id=concept_id).aggregate(last=Max("number"))
    return newest["last"] or 0


def parity_glossary() -> parity.Glossary:
    """Return the names and terms of this node's glossary, for the comparison of two languages."""
    return parity.glossary_of(one.data() for one in all_concepts())


def _values(rows: QuerySet[Concept]) -> list[NewConcept]:
    words: dict[str, dict[str, dict[str, list[str]]]] = {}
    found = Word.objects.filter(concept__in=rows.order_by())
    for word in found.order_by("concept_id", "language", "position", "pk"):
        by = words.setdefault(word.concept_id, {}).setdefault(word.language, {})
        by.setdefault(word.standing, []).append(word.text)
    return [
        NewConcept(
            id=one.pk,
            words=words.get(one.pk, {}),
            note={"en": one.note_en, "ja": one.note_ja},
            provisions=tuple(map(str, one.provisions)),
            subject=one.subject,
            definition={"en": one.definition_en, "ja": one.definition_ja},
            source=one.source,
            name=one.name,
            homonym=one.homonym,
            pointed_out=one.pointed_out,
        )
        for one in rows
    ]
