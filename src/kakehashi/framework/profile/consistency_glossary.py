"""The glossary of a profile as a whole: no id and no preferred word twice, whichever the file."""

from collections.abc import Iterator, Mapping

from kakehashi.framework.profile.files import Document
from kakehashi.framework.profile.folder import DIVIDED, file_of
from kakehashi.framework.profile.problems import Problem, problem

_LANGUAGES = ("en", "ja")


def glossary_problems(documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Yield every id that two files have, and every preferred word that two concepts have."""
    files: dict[str, str] = {}
    owners: dict[tuple[str, str], tuple[str, bool]] = {}
    for name, document in documents.items():
        if file_of(name) != DIVIDED:
            continue
        for position, entry in enumerate(document.value):
            place = document.place((position, "id"))
            first = files.setdefault(entry["id"], document.name)
            if first != document.name:
                facts = {"value": entry["id"], "other": first}
                yield problem("concept-twice", document.name, place, **facts)
            homonym = bool(entry.get("homonym"))
            for language in _LANGUAGES:
                word = entry[language]["preferred"]
                owner, also = owners.setdefault((language, word), (entry["id"], homonym))
                if owner != entry["id"] and not (homonym and also):
                    where = document.place((position, language, "preferred"))
                    facts = {"value": word, "other": owner}
                    yield problem("concept-word-twice", document.name, where, **facts)
            yield from _within(document, position, entry)


def _within(document: Document, position: int, entry: Mapping[str, object]) -> Iterator[Problem]:
    """Yield words that one concept has in two standings."""
    for language in _LANGUAGES:
        words = entry[language]
        assert isinstance(words, Mapping)
        listed = [words["preferred"], *words.get("admitted", ()), *words.get("avoided", ())]
        for word in dict.fromkeys(one for one in listed if listed.count(one) > 1):
            place = document.place((position, language))
            facts = {"value": word, "other": entry["id"]}
            yield problem("concept-word-twice", document.name, place, **facts)
