"""Reading the glossary: the other words for a word, in every language."""

import threading
from collections.abc import Callable, Mapping

from django.db.models import Count, Max, Sum
from django.db.models.functions import Length

from kakehashi.glossary.models import Word
from kakehashi.wording import word_key

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
        found = Word.objects.aggregate(
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
    rows = Word.objects.exclude(standing="avoided").order_by("concept_id", "pk")
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
