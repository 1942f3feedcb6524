"""Which provision of a profile each provision of a text is: by heading, number and likeness."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rapidfuzz import fuzz

from kakehashi.errors import Words
from kakehashi.framework.importer.document import Framework, Oddity, Provision, odd
from kakehashi.framework.importer.hints import hinted_oddities, read_hints
from kakehashi.framework.importer.labels import number_value
from kakehashi.framework.importer.oddities import bounded
from kakehashi.framework.importer.spelling import fold

_SAME_HEADING = 80
_LIKE = 0.35
_UNLIKE = 0.12
_CLEARLY = 0.25
_LONGEST = 2_000
_MOST_COMPARED = 120
"""Most provisions a side that are compared by their words, each with each."""


class Headed(Protocol):
    """A section, pillar or area of a profile."""

    @property
    def ref(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> Words: ...  # noqa: D102
    @property
    def headings(self) -> Mapping[str, tuple[str, ...]]: ...  # noqa: D102


class HeadedArea(Headed, Protocol):
    """An area of a profile."""

    @property
    def pillar(self) -> str: ...  # noqa: D102


class Stated(Protocol):
    """A provision of a profile."""

    @property
    def ref(self) -> str: ...  # noqa: D102
    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def parent(self) -> str: ...  # noqa: D102
    @property
    def section(self) -> str: ...  # noqa: D102
    @property
    def pillar(self) -> str: ...  # noqa: D102
    @property
    def area(self) -> str: ...  # noqa: D102
    @property
    def statement(self) -> Words: ...  # noqa: D102


class Outline(Protocol):
    """What of a profile a text is matched to; a profile as loaded is one."""

    @property
    def sections(self) -> Sequence[Headed]: ...  # noqa: D102
    @property
    def pillars(self) -> Sequence[Headed]: ...  # noqa: D102
    @property
    def areas(self) -> Sequence[HeadedArea]: ...  # noqa: D102
    @property
    def provisions(self) -> Sequence[Stated]: ...  # noqa: D102
    @property
    def importer(self) -> Mapping[str, object]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Match:
    """How a text and a profile fit together."""

    provisions: Mapping[str, str]
    """Path in the text to the profile's reference."""
    sections: Mapping[str, str]
    pillars: Mapping[str, str]
    areas: Mapping[str, str]
    """Keys in the text to the profile's references."""
    unmatched: tuple[str, ...]
    """Paths of the text that the profile does not have."""
    missing: tuple[str, ...]
    """References of the profile that the text does not have."""
    likeness: Mapping[str, float]
    """Path to how alike the text and the profile's statement are, 0 to 1."""
    oddities: tuple[Oddity, ...]

    def name(self, path: str) -> str:
        """Return the profile's reference for ``path``, or the path where it has none."""
        return self.provisions.get(path, path)


Key = tuple[str, ...]


@dataclass(slots=True)
class _Pairing:
    framework: Framework
    outline: Outline
    sections: dict[str, str] = field(default_factory=dict)
    pillars: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    provisions: dict[str, str] = field(default_factory=dict)
    renumbered: list[str] = field(default_factory=list)


def match(framework: Framework, outline: Outline) -> Match:
    """Return which provision of ``outline`` each provision of ``framework`` is.

    Headings are compared without blanks, ・ and spelling variants, and roughly where that gives
    nothing; items by their numbers under those headings; what is left over under one heading by
    the likeness of words. Words never decide against a number, but where another statement is
    clearly more like the text, that is reported.

    Raises:
        HintsWrong: ``importer.yaml`` of the profile has the wrong shape.
    """
    pairing = _Pairing(framework, outline)
    tongue = framework.language
    pairing.sections = _by_heading(
        [(one.key, one.heading) for one in framework.sections], outline.sections, tongue
    )
    refs = {one.ref for one in outline.pillars}
    pairing.pillars = {one.key: one.key for one in framework.pillars if one.key in refs}
    others = [(one.key, one.heading) for one in framework.pillars if one.key not in refs]
    taken = set(pairing.pillars.values())
    free = [one for one in outline.pillars if one.ref not in taken]
    pairing.pillars |= _by_heading(others, free, tongue)
    _match_areas(pairing)
    _match_numbers(pairing)
    _match_leftovers(pairing)
    texts = {one.path: one for one in framework.provisions}
    stated = {one.ref: one for one in outline.provisions}
    for area in framework.areas:
        if area.provision is not None and area.provision in pairing.provisions:
            pairing.areas[area.key] = pairing.provisions[area.provision]
    likeness = {
        path: alike(texts[path].wording, _statement(stated[ref], tongue), tongue)
        for path, ref in pairing.provisions.items()
    }
    found = set(pairing.provisions.values())
    unmatched = tuple(
        one.path for one in framework.provisions if one.path not in pairing.provisions
    )
    missing = tuple(one.ref for one in outline.provisions if one.ref not in found)
    by_ref = {ref: texts[path] for path, ref in pairing.provisions.items()}
    oddities = (
        *hinted_oddities(framework, read_hints(outline.importer), by_ref),
        *_renumbered(pairing, texts),
        *_doubtful(pairing, likeness, texts, stated),
        *(odd("not-in-profile", texts[path].first_line, path) for path in unmatched),
        *(odd("not-in-text", None, ref=ref) for ref in missing),
    )
    return Match(
        provisions=pairing.provisions,
        sections=pairing.sections,
        pillars=pairing.pillars,
        areas=pairing.areas,
        unmatched=unmatched,
        missing=missing,
        likeness=likeness,
        oddities=tuple(bounded(oddities)),
    )


def alike(text: str, statement: str, language: str) -> float:
    """Return how alike two wordings are, 0 to 1: the pairs of characters or words they share."""
    return _shared(_grams(text, language), _grams(statement, language))


def _shared(left: Counter[str], right: Counter[str]) -> float:
    if not left or not right:
        return 0.0
    if len(left) > len(right):
        left, right = right, left
    shared = sum(min(count, right[gram]) for gram, count in left.items() if gram in right)
    return 2 * shared / (left.total() + right.total())


def _grams(text: str, language: str) -> Counter[str]:
    text = text[:_LONGEST]
    if language == "ja":
        plain = fold(text)
        return Counter(plain[place : place + 2] for place in range(len(plain) - 1))
    words = [fold(word) for word in text.split()]
    return Counter(word[:6] for word in words if len(word) > 3)  # noqa: PLR2004 - content words


def _statement(provision: Stated, language: str) -> str:
    return provision.statement.get(language) or ""


def _by_heading(
    printed: Sequence[tuple[str, str]], known: Sequence[Headed], language: str
) -> dict[str, str]:
    """Return key to reference for headings that are the same, or nearly, each used once."""
    spellings = {
        one.ref: [
            fold(words) for words in (*one.headings.get(language, ()), one.title.get(language, ""))
        ]
        for one in known
    }
    found: dict[str, str] = {}
    for exact in (True, False):
        for key, heading in printed:
            if key in found:
                continue
            wanted = fold(heading)
            scored = [
                (100.0 if wanted == words else 0.0 if exact else fuzz.ratio(wanted, words), ref)
                for ref, several in spellings.items()
                if ref not in found.values()
                for words in several
                if words and wanted
            ]
            score, ref = max(scored, default=(0.0, ""), key=lambda one: one[0])
            if score >= (100 if exact else _SAME_HEADING):
                found[key] = ref
    return found


def _match_areas(pairing: _Pairing) -> None:
    """Match areas pillar by pillar; the one heading left on both sides of a pillar is a pair."""
    framework, outline = pairing.framework, pairing.outline
    headed = [one for one in framework.areas if one.provision is None]
    for pillar in (*framework.pillars, None):
        own = [one for one in headed if one.pillar == (pillar.key if pillar else None)]
        ref = pairing.pillars.get(pillar.key) if pillar else None
        known = [one for one in outline.areas if ref is None or one.pillar == ref]
        free = [one for one in known if one.ref not in pairing.areas.values()]
        pairing.areas |= _by_heading(
            [(one.key, one.heading) for one in own], free, framework.language
        )
    left = [one for one in headed if one.key not in pairing.areas]
    free = [one for one in outline.areas if one.ref not in pairing.areas.values()]
    pairing.areas |= _by_heading([(one.key, one.heading) for one in left], free, framework.language)
    for pillar in framework.pillars:
        ref = pairing.pillars.get(pillar.key)
        open_here = [
            one for one in headed if one.pillar == pillar.key and one.key not in pairing.areas
        ]
        lettered = {one.ref for one in outline.provisions}
        open_there = [
            one
            for one in outline.areas
            if one.pillar == ref
            and one.ref not in pairing.areas.values()
            and one.ref not in lettered
        ]
        if ref is not None and len(open_here) == len(open_there) == 1:
            pairing.areas[open_here[0].key] = open_there[0].ref


def _match_numbers(pairing: _Pairing) -> None:
    """Match items that stand under the same heading with the same numbers."""
    there: dict[Key, str] = {}
    for ref, key in _keys_of_profile(pairing.outline).items():
        there.setdefault(key, ref)
    for path, key in _keys_of_text(pairing).items():
        if key and key in there:
            pairing.provisions[path] = there.pop(key)


def _keys_of_profile(outline: Outline) -> dict[str, Key]:
    known = {one.ref: one for one in outline.provisions}
    keys: dict[str, Key] = {}

    def key(one: Stated) -> Key:
        if one.ref in keys:
            return keys[one.ref]
        if one.parent in known:
            keys[one.ref] = (*key(known[one.parent]), plain_number(one.number))
        elif one.area and one.area not in known:
            keys[one.ref] = ("area", one.area, plain_number(one.number))
        elif one.pillar and one.area:
            keys[one.ref] = ("pillar", one.pillar, plain_number(one.number))
        else:
            keys[one.ref] = ("text", plain_number(one.number))
        return keys[one.ref]

    for one in outline.provisions:
        key(one)
    return keys


def _keys_of_text(pairing: _Pairing) -> dict[str, Key]:
    """Return the key of every provision of the text; empty under a heading that matched nothing."""
    keys: dict[str, Key] = {}
    for one in pairing.framework.provisions:
        number = plain_number(one.number)
        if one.parent is not None:
            above = keys[one.parent]
            keys[one.path] = (*above, number) if above else ()
        elif one.level == "paragraph" and one.path == number:
            keys[one.path] = ("text", number)
        elif one.area is not None and one.heading is not None:
            ref = pairing.areas.get(one.area)
            keys[one.path] = ("area", ref, number) if ref else ()
        elif one.pillar is not None:
            ref = pairing.pillars.get(one.pillar)
            keys[one.path] = ("pillar", ref, number) if ref else ()
        else:
            keys[one.path] = ("text", number)
    return keys


def plain_number(number: str) -> str:
    """Return a printed number so that １, 一 and 1 are the same, and A and a."""
    value = number_value(number)
    return str(value) if value is not None else fold(number)


def _match_leftovers(pairing: _Pairing) -> None:
    """Match what numbers left over by likeness of words, first under the same parent or heading."""
    there = _keys_of_profile(pairing.outline)
    here = _keys_of_text(pairing)

    def above(one: Provision) -> Key:
        if one.parent is None:
            return here[one.path][:-1] or ("nowhere",)
        ref = pairing.provisions.get(one.parent)
        return there[ref] if ref else ("nowhere",)

    _pair_up(pairing, above, lambda one: there[one.ref][:-1])
    # What stood under a heading the profile does not know may be anywhere.
    _pair_up(pairing, lambda _: (), lambda _: ())


def _pair_up(
    pairing: _Pairing, here: Callable[[Provision], Key], there: Callable[[Stated], Key]
) -> None:
    """Pair what is left and stands in the same place, the most alike first."""
    language = pairing.framework.language
    taken = set(pairing.provisions.values())
    texts = [one for one in pairing.framework.provisions if one.path not in pairing.provisions]
    stated = [one for one in pairing.outline.provisions if one.ref not in taken]
    left = [(one, here(one), _grams(one.wording, language)) for one in texts[:_MOST_COMPARED]]
    right = [
        (one, there(one), _grams(_statement(one, language), language))
        for one in stated[:_MOST_COMPARED]
    ]
    scored = sorted(
        (
            (_shared(words, others), one.path, other.ref)
            for one, place, words in left
            for other, elsewhere, others in right
            if place == elsewhere
        ),
        reverse=True,
    )
    for score, path, ref in scored:
        if score < _LIKE:
            break
        if path not in pairing.provisions and ref not in taken:
            pairing.provisions[path] = ref
            taken.add(ref)
            pairing.renumbered.append(path)


def _doubtful(
    pairing: _Pairing,
    likeness: Mapping[str, float],
    texts: Mapping[str, Provision],
    stated: Mapping[str, Stated],
) -> Iterable[Oddity]:
    """Yield matches by number where another statement is clearly more like the text."""
    language = pairing.framework.language
    doubted = [path for path, score in likeness.items() if score < _UNLIKE][:_MOST_COMPARED]
    if not doubted:
        return
    others = [
        (one.ref, _grams(_statement(one, language), language))
        for one in list(stated.values())[: _MOST_COMPARED * 4]
    ]
    for path in doubted:
        ref = pairing.provisions[path]
        words = _grams(texts[path].wording, language)
        better, best = max((_shared(words, grams), other) for other, grams in others)
        if best != ref and _statement(stated[ref], language) and better > likeness[path] + _CLEARLY:
            line = texts[path].first_line
            yield odd("match-doubtful", line, path, ref=ref, other=best)


def _renumbered(pairing: _Pairing, texts: Mapping[str, Provision]) -> Iterable[Oddity]:
    for path in pairing.renumbered:
        one, ref = texts[path], pairing.provisions[path]
        yield odd("number-differs", one.first_line, path, ref=ref, number=one.mark)
