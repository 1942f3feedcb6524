"""What a profile knows of its text's oddities: two names for one thing, wrong words, sides."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kakehashi.errors import Refused, Words
from kakehashi.framework.importer.document import Framework, Oddity, Provision, odd
from kakehashi.framework.importer.spelling import fold


class HintsWrong(Refused):
    """The importer's file of a profile does not have the shape it should have."""

    code = "importer-hints-wrong"
    message = {
        "en": "importer.yaml of the profile is wrong at {where}.",
        "ja": "プロファイルの importer.yaml の {where} に誤りがあります。",
    }
    hint = {
        "en": "Write lists named variants, suspicious and sides, as in the profile uk-japan.",
        "ja": "プロファイル uk-japan に倣い、variants、suspicious、sides の一覧としてください。",
    }


@dataclass(frozen=True, slots=True)
class Names:
    """Several names the text has for one thing."""

    words: Mapping[str, Sequence[str]]
    """Language to the names."""
    message: Words


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A wording that does not say what is meant."""

    ref: str | None
    """The profile's provision it stands in; anywhere where none is given."""
    words: Mapping[str, Sequence[str]]
    message: Words


@dataclass(frozen=True, slots=True)
class ExpectedSide:
    """A side that should be among those who signed, and what its signatories are known by."""

    code: str
    names: Words
    marks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Hints:
    """All a profile knows of its text's oddities."""

    variants: Sequence[Names] = ()
    suspicious: Sequence[Suspicion] = ()
    sides: Sequence[ExpectedSide] = ()


def read_hints(data: Mapping[str, object]) -> Hints:
    """Return the hints of ``importer.yaml``, already read as a mapping; empty gives none.

    Raises:
        HintsWrong: something in it has another shape.
    """
    unknown = set(data) - {"variants", "suspicious", "sides"}
    if unknown:
        raise HintsWrong(where=", ".join(sorted(unknown)))
    return Hints(
        variants=tuple(
            Names(_lists(entry, "words", where), _words(entry, "message", where))
            for where, entry in _entries(data, "variants")
        ),
        suspicious=tuple(
            Suspicion(
                _text(entry, "ref", where) if "ref" in entry else None,
                _lists(entry, "words", where),
                _words(entry, "message", where),
            )
            for where, entry in _entries(data, "suspicious")
        ),
        sides=tuple(
            ExpectedSide(
                _text(entry, "code", where),
                _words(entry, "names", where),
                _texts(entry.get("marks"), f"{where}.marks"),
            )
            for where, entry in _entries(data, "sides")
        ),
    )


def hinted_oddities(
    framework: Framework, hints: Hints, by_ref: Mapping[str, Provision]
) -> tuple[Oddity, ...]:
    """Return the oddities of ``framework`` that a profile's hints know of.

    Args:
        framework: as parsed.
        hints: of the profile it was matched to.
        by_ref: the profile's references to the provisions matched.
    """
    return (
        *_two_names(framework, hints),
        *_suspicions(framework, hints, by_ref),
        *_sides(framework, hints),
    )


def _two_names(framework: Framework, hints: Hints) -> Iterator[Oddity]:
    for names in hints.variants:
        used = [
            found
            for word in names.words.get(framework.language, ())
            if (found := next((one for one in framework.provisions if word in one.wording), None))
        ]
        if len(used) > 1:
            last = max(used, key=lambda one: one.first_line)
            yield Oddity("two-names", last.first_line, _verbatim(names.message), last.path)


def _suspicions(
    framework: Framework, hints: Hints, by_ref: Mapping[str, Provision]
) -> Iterator[Oddity]:
    for suspicion in hints.suspicious:
        among = framework.provisions
        if suspicion.ref is not None:
            among = (by_ref[suspicion.ref],) if suspicion.ref in by_ref else ()
        message = _verbatim(suspicion.message)
        for word in suspicion.words.get(framework.language, ()):
            for one in among:
                if word in one.wording:
                    yield Oddity("suspicious-wording", one.first_line, message, one.path)


def _sides(framework: Framework, hints: Hints) -> Iterator[Oddity]:
    signed = framework.signatories
    for side in hints.sides if signed else ():
        if not any(_marked(side, (one.title, one.party or "")) for one in signed):
            yield odd("side-without-signatory", signed[-1].line, side=side.names)


def _verbatim(message: Words) -> Words:
    """Return a profile's message as a template without placeholders."""
    return {
        tongue: text.strip().replace("{", "{{").replace("}", "}}")
        for tongue, text in message.items()
    }


def _marked(side: ExpectedSide, texts: Sequence[str]) -> bool:
    for mark in side.marks:
        for text in texts:
            if mark.isascii():
                if re.search(rf"\b{re.escape(mark)}\b", text, re.IGNORECASE):
                    return True
            elif fold(mark) in fold(text):
                return True
    return False


def _entries(data: Mapping[str, object], key: str) -> list[tuple[str, Mapping[str, object]]]:
    value = data.get(key) or []
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise HintsWrong(where=key)
    if not all(isinstance(entry, Mapping) for entry in value):
        raise HintsWrong(where=key)
    return [(f"{key}[{place}]", entry) for place, entry in enumerate(value)]


def _text(entry: Mapping[str, object], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise HintsWrong(where=f"{where}.{key}")
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise HintsWrong(where=where)
    if not all(isinstance(one, str) and one for one in value):
        raise HintsWrong(where=where)
    return tuple(str(one) for one in value)


def _lists(entry: Mapping[str, object], key: str, where: str) -> Mapping[str, Sequence[str]]:
    value = entry.get(key)
    if not isinstance(value, Mapping):
        raise HintsWrong(where=f"{where}.{key}")
    return {
        str(tongue): _texts(words, f"{where}.{key}.{tongue}") for tongue, words in value.items()
    }


def _words(entry: Mapping[str, object], key: str, where: str) -> Words:
    value = entry.get(key)
    if not isinstance(value, Mapping):
        raise HintsWrong(where=f"{where}.{key}")
    return {tongue: _text(value, tongue, f"{where}.{key}") for tongue in ("en", "ja")}
