"""Names and terms that must answer one another, as plain data."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import compress
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

from kakehashi.errors import Refused
from kakehashi.wording.normal import normalise, normalise_mapped


class GlossaryUnreadable(Refused):
    """The glossary that was named cannot be read."""

    code = "wording-glossary-unreadable"
    status = 404
    message = {
        "en": "There is no glossary to read at {file}.",
        "ja": "「{file}」に読み取れる用語集がありません。",
    }
    hint = {
        "en": "Give a profile's folder, or a YAML file with concepts as glossary.yaml has them.",
        "ja": "プロファイルのフォルダー、又は glossary.yaml と同じ形式の YAML ファイルを"
        "指定してください。",
    }


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing and its words.

    Attributes:
        id: Its name.
        en: Its English words, the preferred one first.
        ja: Its Japanese words, the preferred one first.
        name: Whether it is a name (organisation, forum, instrument), so that it must stand in
            both languages; else a term.
        avoided: Language to the words that should not stand for it.
        pointed_out: Whether those are pointed out wherever they stand, and not only where the
            other language speaks of it.
    """

    id: str
    en: tuple[str, ...]
    ja: tuple[str, ...]
    name: bool = True
    avoided: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    pointed_out: bool = False


class Mention(NamedTuple):
    """A concept where it stands in a paragraph."""

    concept: str
    said: str
    start: int
    end: int
    weak: bool = False


@dataclass(frozen=True)
class Glossary:
    """Concepts, ready to be found in either language."""

    concepts: tuple[Concept, ...] = ()
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def names(self) -> Mapping[str, Concept]:
        """The concepts by their id."""
        return {one.id: one for one in self.concepts}

    def find(self, text: str, language: str) -> list[Mention]:
        """Return the names and terms in a clean paragraph, longest first where they overlap.

        >>> glossary = Glossary((Concept("mic", ("MIC",), ("総務省", "MIC")),))
        >>> [(one.concept, one.said) for one in glossary.find("MICの会合を総務省が開く", "ja")]
        [('mic', 'MIC'), ('mic', '総務省')]
        """
        index = self._index(language)
        if language != "ja":
            return list(index.find(text, _first_words(text, index.heads)))
        mapped = normalise_mapped(text)
        starts, ends = mapped.starts, mapped.ends
        return [
            Mention(
                one.concept,
                text[starts[one.start] : ends[one.end - 1]],
                starts[one.start],
                ends[one.end - 1],
            )
            for one in index.find(mapped.text, _first_letters(mapped.text, index.heads))
        ]

    def _index(self, language: str) -> "_Index":
        if language not in self._cache:
            self._cache[language] = _Index(self.concepts, language)
        index: _Index = self._cache[language]
        return index


_WORD = re.compile(r"\w+")
_HEAD = 2


def _first_words(text: str, known: Container[str]) -> list[tuple[int, str]]:
    """Return the known words of an English text, in small letters, with where each begins."""
    return [
        (found.start(), word)
        for found in _WORD.finditer(text)
        if (word := found.group().lower()) in known
    ]


def _first_letters(text: str, known: Container[str]) -> list[tuple[int, str]]:
    """Return the known two letters of a Japanese text in its normal form, with where they begin."""
    pairs = list(map(add, text, text[1:]))
    return list(compress(enumerate(pairs), map(known.__contains__, pairs)))


class _Index:
    """The words of one language by how they begin; what begins alike is compiled when met."""

    def __init__(self, concepts: Iterable[Concept], language: str) -> None:
        self._language = language
        self._owners: dict[str, str] = {}
        self._words: dict[str, list[tuple[str, str]]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        for concept in concepts:
            for word in concept.ja if language == "ja" else concept.en:
                for form in _forms(word, language):
                    key = normalise(form) if language == "ja" else _folded(form)
                    if len(key) >= _HEAD and key not in self._owners:
                        self._owners[key] = concept.id
                        self._words.setdefault(self._head(form, key), []).append((key, form))

    def _head(self, form: str, key: str) -> str:
        """Return what a word begins with: its first word or, in Japanese, its first letters."""
        if self._language == "ja":
            return key[:_HEAD]
        first = _WORD.match(form)
        return first.group().lower() if first else ""

    @property
    def heads(self) -> Container[str]:
        """What the words begin with."""
        return self._words

    def find(self, text: str, heads: Iterable[tuple[int, str]]) -> Iterator[Mention]:
        """Yield the longest word at each place that is not within the one before."""
        done = 0
        for place, head in heads:
            if place < done:
                continue
            found = self._pattern(head).match(text, place)
            if found is None:
                continue
            said = found.group()
            owner = self._owners.get(said if self._language == "ja" else _folded(said))
            if owner is not None:
                done = found.end()
                yield Mention(owner, said, *found.span())

    def _pattern(self, head: str) -> re.Pattern[str]:
        if head not in self._patterns:
            longest = sorted(self._words[head], key=lambda word: len(word[0]), reverse=True)
            self._patterns[head] = re.compile(
                "|".join(_expression(form, key, self._language) for key, form in longest)
            )
        return self._patterns[head]


def read_glossary(path: Path) -> Glossary:
    """Return the glossary of a profile's folder, or of one YAML file of concepts.

    Raises:
        GlossaryUnreadable: nothing is there, or it is no such YAML.
    """
    files = [("glossary", path)]
    if path.is_dir():
        files = [("glossary", path / "glossary.yaml")]
        files += [("glossary", file) for file in sorted((path / "glossary").glob("*.yaml"))]
        files += [(name, path / f"{name}.yaml") for name in _FILES]
    entries = [(kind, entry) for kind, file in files if file.is_file() for entry in _entries(file)]
    if not entries:
        raise GlossaryUnreadable(file=path)
    try:
        return _merge(
            _words_of(entry) if kind == "glossary" else _named(entry) for kind, entry in entries
        )
    except (AttributeError, KeyError, TypeError) as fault:
        raise GlossaryUnreadable(file=path) from fault


def glossary_of(concepts: Iterable[Mapping[str, Any]]) -> Glossary:
    """Return the glossary of concepts as a node keeps them.

    Args:
        concepts: Each with ``id``, ``subject``, ``pointed_out`` and ``words`` (language to
            standing to words).

    >>> words = {"en": {"preferred": ["MIC"]}, "ja": {"preferred": ["総務省"]}}
    >>> glossary_of([{"id": "mic", "subject": "organisation:mic", "words": words}]).concepts[0].name
    True
    """
    return _merge(map(_made, concepts))


def _merge(concepts: Iterable[Concept | None]) -> Glossary:
    found: dict[str, Concept] = {}
    for concept in concepts:
        if concept is not None:
            known = found.get(concept.id)
            found[concept.id] = _merged(known, concept) if known else concept
    return Glossary(tuple(found.values()))


@cache
def shipped_glossary() -> Glossary:
    """Return the names and terms of the Japan-UK Digital Partnership, and of countries."""
    folder = Path(__file__).resolve().parents[2] / "framework" / "profiles" / "uk-japan"
    return read_glossary(folder) if folder.is_dir() else Glossary()


_FILES = ("organisations", "forums", "instruments", "bodies", "programmes")
"""Files of a profile, besides the glossary, that name things; its preferred words come first."""
_LANGUAGES = ("en", "ja")
_NAMED = {"organisation", "forum", "instrument", "body", "programme"}
_PARENTHESIS = re.compile(r"^(.*?) ?[(（]([^()（）]+)[)）]$")


def _entries(file: Path) -> list[Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise GlossaryUnreadable(file=file) from fault
    return content if isinstance(content, list) else []


def _words_of(entry: Mapping[str, Any]) -> Concept | None:
    """Return a concept as glossary.yaml has it: of each standing a list, but one preferred word."""
    words = {
        language: {
            **(entry.get(language) or {}),
            "preferred": [
                one for one in [(entry.get(language) or {}).get("preferred")] if one is not None
            ],
        }
        for language in _LANGUAGES
    }
    return _made({**entry, "words": words})


def _made(entry: Mapping[str, Any]) -> Concept | None:
    """Return a concept as a node keeps it; None where one language has no word for it."""
    used: dict[str, tuple[str, ...]] = {}
    avoided: dict[str, tuple[str, ...]] = {}
    for language in _LANGUAGES:
        own = entry["words"].get(language) or {}
        used[language] = tuple(
            dict.fromkeys(_variants([*(own.get("preferred") or ()), *(own.get("admitted") or ())]))
        )
        avoided[language] = tuple(map(str, own.get("avoided") or ()))
    if not all(used.values()):
        return None
    subject, _colon, target = str(entry.get("subject") or "").partition(":")
    name = subject in _NAMED
    return Concept(
        target if name else str(entry["id"]),
        used["en"],
        used["ja"],
        name or bool(entry.get("name")),
        avoided,
        bool(entry.get("pointed_out")),
    )


def _named(entry: Mapping[str, Any]) -> Concept | None:
    """Return what one of the profile's other files names."""
    words: dict[str, list[str]] = {"en": [], "ja": []}
    names = entry.get("names") or entry.get("title") or {}
    for one in names if isinstance(names, list) else [names]:
        if "language" in one:
            words[one["language"]].append(one["text"])
        else:
            for language in words:
                words[language] += [one[language]] if one.get(language) else []
    short = entry.get("abbreviation") or {}
    for language in words:
        words[language] += [short[language]] if short.get(language) else []
    en, ja = (tuple(dict.fromkeys(_variants(words[one]))) for one in _LANGUAGES)
    return Concept(str(entry["id"]), en, ja) if en and ja else None


def _variants(said: Iterable[str]) -> Iterator[str]:
    for one in map(str, said):
        whole = _PARENTHESIS.match(one)
        if whole:
            yield whole[1]
            if re.fullmatch("[A-Z][A-Za-z0-9-]+", whole[2]) and whole[2] not in {"UK", "Japan"}:
                yield whole[2]
        yield one


def _merged(one: Concept, two: Concept) -> Concept:
    return Concept(
        one.id,
        tuple(dict.fromkeys((*one.en, *two.en))),
        tuple(dict.fromkeys((*one.ja, *two.ja))),
        one.name or two.name,
        {
            language: tuple(
                dict.fromkeys((*one.avoided.get(language, ()), *two.avoided.get(language, ())))
            )
            for language in _LANGUAGES
        },
        one.pointed_out or two.pointed_out,
    )


def _folded(said: str) -> str:
    return re.sub(r"[\s-]+", " ", said.replace("&", "and")).casefold()


def _forms(word: str, language: str) -> Iterator[str]:
    yield word
    if language == "ja":
        if "取組" in word and "取組み" not in word:
            yield word.replace("取組", "取り組み")
            yield word.replace("取組", "取組み")
    elif word.startswith(("the ", "The ")) and " " in word[4:]:
        yield word[4:]
    elif word[-1].isalpha() and not word.isupper() and not word.endswith("s"):
        yield f"{word}s"


def _expression(form: str, key: str, language: str) -> str:
    if language == "ja":
        expression = re.escape(key)
        if key.isascii():
            return rf"(?<![a-z0-9]){expression}(?![a-z0-9])"
        return expression
    expression = r"[\s-]+".join(
        "(?:and|&)" if part in {"and", "&"} else re.escape(part)
        for part in re.split(r"[\s-]+", form)
    )
    # A short name in capitals is one only in capitals: IT is not it.
    short = form.isupper() and len(form) <= 6  # noqa: PLR2004
    # A word with a capital inside a name (the Partnership) is not the same word without it.
    exact = short or (form[:1].islower() and any(one.isupper() for one in form))
    capital = form[:1].isupper()
    if exact and form[:1].islower():
        expression = f"[{form[0]}{form[0].upper()}]{expression[1:]}"
    flags = "" if exact else "i:"
    expression = rf"\b(?{flags}{':' if not flags else ''}{expression})(?!\w)"
    return expression if short or not capital else rf"(?=[A-Z]){expression}"
