"""Tags proposed from a text: areas, records, organisations and concepts that it names.

Words are found in both languages, whatever language the text is in: a note in Japanese names MIC,
one in English 総務省.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kakehashi.glossary import selectors as glossary
from kakehashi.glossary.concepts import NewConcept
from kakehashi.people.models import Organisation
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import organisations, visible_audiences
from kakehashi.records.models import Entry
from kakehashi.records.services import LinkTo
from kakehashi.wording import parity
from kakehashi.wording.scripts import CJK_CLASS

AREA, RECORD, ORGANISATION, CONCEPT = "area", "record", "organisation", "concept"
GROUPS = (AREA, RECORD, ORGANISATION, CONCEPT)

MOST_CONCEPTS = 8
MOST_PROVISIONS = 4
MOST_READ = 20_000
"""Characters of a text that are looked through."""

_FEW = 2
"""A concept that stands in more provisions than this says little about which is meant."""

_CJK = re.compile(f"[{CJK_CLASS}]")
_REFERENCE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)+")
_MOST_REFERENCES = 40


@dataclass(frozen=True)
class Tag:
    """Something that a note is about."""

    group: str
    value: str
    """Reference of a record, id of an organisation or concept."""
    en: str
    ja: str

    @property
    def code(self) -> str:
        """The tag as forms send it."""
        return f"{self.group}:{self.value}"


@dataclass(frozen=True)
class Tagged:
    """Chosen tags, as a note keeps them."""

    links: Sequence[LinkTo]
    organisations: Sequence[str]
    concepts: Sequence[str]


def propose(text: str, viewer: Viewer) -> list[Tag]:
    """Return the tags that a text suggests to ``viewer``, in a fixed number of queries.

    Args:
        text: what was said, and with whom.
        viewer: who sees the records that are proposed.
    """
    text = text[:MOST_READ]
    if not text.strip():
        return []
    concepts = {one.id: one for one in glossary.all_concepts()}
    named = list(organisations())
    areas = list(
        Entry.objects.filter(kind="area", audience_id__in=visible_audiences(viewer)).order_by(
            "sort_key"
        )
    )
    times = _mentions(text, _book(concepts.values(), named, areas))
    subjects = Counter[str]()
    for key, number in times.items():
        kind, _sep, value = key.partition("\n")
        subjects[value if kind == "subject" else concepts[value].subject] += number
    found = [concepts[key.partition("\n")[2]] for key in times if key.startswith("concept\n")]
    return [
        *_areas(subjects, areas),
        *_records(text, subjects, found, viewer),
        *_organisations(subjects, named),
        *_concepts(found),
    ]


def _book(
    concepts: Iterable[NewConcept], named: Sequence[Organisation], areas: Sequence[Entry]
) -> parity.Glossary:
    """Return all words that are looked for, each under what it is a word for."""
    made = [
        parity.Concept(
            f"concept\n{one.id}",
            tuple(_words(one, "en")),
            tuple(_words(one, "ja")),
        )
        for one in concepts
    ]
    made += [
        parity.Concept(
            f"subject\norganisation:{one.pk}",
            tuple(dict.fromkeys(filter(None, (one.name_en, one.short_en)))),
            tuple(dict.fromkeys(filter(None, (one.name_ja, one.short_ja)))),
        )
        for one in named
    ]
    made += [
        parity.Concept(
            f"subject\narea:{one.reference.removeprefix('area-')}",
            (one.title_en,) if one.title_en else (),
            (one.title_ja,) if one.title_ja else (),
        )
        for one in areas
    ]
    return parity.Glossary(tuple(made))


def _words(concept: NewConcept, language: str) -> Iterable[str]:
    for standing in ("preferred", "admitted"):
        yield from concept.of(language, standing)


def _mentions(text: str, book: parity.Glossary) -> Counter[str]:
    times = Counter[str]()
    for line in text.splitlines():
        spans: set[tuple[str, int]] = set()
        # English words in Japanese stand without spaces: MICが, subsea cableの.
        apart = _CJK.sub(" ", line)
        for language, said in (("en", apart), ("ja", line)):
            for one in book.find(said, language):
                if (one.concept, one.start) not in spans:
                    spans.add((one.concept, one.start))
                    times[one.concept] += 1
    return times


def _areas(subjects: Counter[str], areas: Sequence[Entry]) -> list[Tag]:
    return [
        of_entry(AREA, one)
        for one in areas
        if subjects[f"area:{one.reference.removeprefix('area-')}"]
    ]


def of_entry(group: str, entry: Entry) -> Tag:
    """Return a record as a tag."""
    return Tag(
        group,
        entry.reference,
        entry.title_en or entry.title_ja,
        entry.title_ja or entry.title_en,
    )


def _records(
    text: str, subjects: Counter[str], found: Sequence[NewConcept], viewer: Viewer
) -> list[Tag]:
    """Return records that the text names by reference or name, and provisions it is about."""
    written = list(dict.fromkeys(_REFERENCE.findall(text)))[:_MOST_REFERENCES]
    of_subjects = [
        reference
        for subject in subjects
        if ":" in subject and not subject.startswith(("area:", "organisation:"))
        for kind, ref in [subject.split(":", 1)]
        for reference in (ref, f"{kind}-{ref}")
    ]
    weight = Counter[str]()
    for concept in found:
        for provision in concept.provisions:
            weight[provision] += 2 if len(concept.provisions) <= _FEW else 1
    provisions = [one for one, number in weight.most_common(MOST_PROVISIONS) if number >= _FEW]
    wanted = list(dict.fromkeys([*written, *of_subjects, *provisions]))
    entries = {
        one.reference: one
        for one in Entry.objects.filter(
            reference__in=wanted, audience_id__in=visible_audiences(viewer)
        ).exclude(kind="area")
    }
    return [of_entry(RECORD, entries[one]) for one in wanted if one in entries]


def _organisations(subjects: Counter[str], named: Sequence[Organisation]) -> list[Tag]:
    return [
        Tag(ORGANISATION, one.pk, one.name_en, one.name_ja)
        for one in named
        if subjects[f"organisation:{one.pk}"]
    ]


def _concepts(found: Sequence[NewConcept]) -> list[Tag]:
    """Return the concepts of the framework among those found; words of its workings say little."""
    return [
        _of_concept(one)
        for one in found
        if one.provisions and not one.subject.startswith(("area:", "organisation:"))
    ][:MOST_CONCEPTS]


def _of_concept(one: NewConcept) -> Tag:
    en, ja = one.preferred("en"), one.preferred("ja")
    return Tag(CONCEPT, one.id, en or ja, ja or en)


def chosen(codes: Sequence[str], viewer: Viewer) -> Tagged:
    """Return what a note keeps of the tags that were ticked; what there is not is left out."""
    by_group: Mapping[str, list[str]] = {one: [] for one in GROUPS}
    for code in codes:
        group, _sep, value = code.partition(":")
        if group in by_group and value and value not in by_group[group]:
            by_group[group].append(value)
    items: dict[str, tuple[uuid.UUID, str]] = {
        one.reference: (one.item_id, one.kind)
        for one in Entry.objects.filter(
            reference__in=[*by_group[AREA], *by_group[RECORD]],
            audience_id__in=visible_audiences(viewer),
        )
    }
    links = [
        LinkTo("of_area" if items[one][1] == "area" else "about", items[one][0])
        for one in (*by_group[AREA], *by_group[RECORD])
        if one in items
    ]
    known = set(organisations(by_group[ORGANISATION]).values_list("pk", flat=True))
    terms = {one.id for one in glossary.all_concepts()} if by_group[CONCEPT] else set()
    return Tagged(
        list(dict.fromkeys(links)),
        [one for one in by_group[ORGANISATION] if one in known],
        [one for one in by_group[CONCEPT] if one in terms],
    )


def named(codes: Sequence[str], viewer: Viewer) -> list[Tag]:
    """Return the tags that ``codes`` stand for, as :func:`chosen` takes them."""
    tags = chosen(codes, viewer)
    facts = {"organisations": list(tags.organisations), "concepts": list(tags.concepts)}
    return kept(tags.links, facts, viewer)


def kept(links: Sequence[LinkTo], facts: Mapping[str, object], viewer: Viewer) -> list[Tag]:
    """Return the tags that a note bears and ``viewer`` may see, as a form shows them."""
    entries = Entry.objects.filter(
        item_id__in=[one.to for one in links if one.relation in ("of_area", "about")],
        audience_id__in=visible_audiences(viewer),
    ).order_by("sort_key")
    tags = [of_entry(AREA if one.kind == "area" else RECORD, one) for one in entries]
    wanted = facts.get("organisations") or []
    if isinstance(wanted, list) and wanted:
        tags += [
            Tag(ORGANISATION, one.pk, one.name_en, one.name_ja) for one in organisations(wanted)
        ]
    terms = facts.get("concepts") or []
    if isinstance(terms, list) and terms:
        tags += [_of_concept(one) for one in glossary.all_concepts() if one.id in terms]
    return tags
