"""A concept as a plain value: what is loaded, edited, kept as history, written to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("en", "ja")
STANDINGS = ("preferred", "admitted", "avoided")


@dataclass(frozen=True)
class NewConcept:
    """A concept with its words, apart from any database.

    Attributes:
        id: Its name, in kebab-case; never changed.
        words: Language to standing to words.
        note: Language to a remark.
        provisions: References of the provisions whose wording uses it.
        subject: What it is the name of, as ``kind:ref``.
        definition: Language to what it is, in one or two sentences.
        source: Address or document that says so, or ``ours``.
        name: Whether it is a proper name, which must stand in both languages.
        homonym: Whether it may share its preferred word with another concept.
        pointed_out: Whether its avoided words are pointed out wherever they stand.
    """

    id: str
    words: Mapping[str, Mapping[str, Sequence[str]]]
    note: Mapping[str, str] = field(default_factory=dict)
    provisions: Sequence[str] = ()
    subject: str = ""
    definition: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    name: bool = False
    homonym: bool = False
    pointed_out: bool = False

    def of(self, language: str, standing: str) -> tuple[str, ...]:
        """Return its words of one language and standing."""
        return tuple(self.words.get(language, {}).get(standing, ()))

    def preferred(self, language: str) -> str:
        """Return its preferred word of a language, empty where there is none."""
        return next(iter(self.of(language, "preferred")), "")

    def data(self) -> dict[str, Any]:
        """Return it as JSON has it, always in the same form: two are equal if these are."""
        return {
            "id": self.id,
            "subject": self.subject,
            "source": self.source,
            "name": self.name,
            "homonym": self.homonym,
            "pointed_out": self.pointed_out,
            "provisions": [str(one) for one in self.provisions],
            "definition": {one: self.definition.get(one, "") for one in LANGUAGES},
            "note": {one: self.note.get(one, "") for one in LANGUAGES},
            "words": {
                language: {standing: list(self.of(language, standing)) for standing in STANDINGS}
                for language in LANGUAGES
            },
        }


def concept_of(data: Mapping[str, Any]) -> NewConcept:
    """Return the concept that :meth:`NewConcept.data` wrote.

    >>> one = NewConcept("chip", {"en": {"preferred": ["chip"]}, "ja": {"preferred": ["半導体"]}})
    >>> concept_of(one.data()).data() == one.data()
    True
    """
    return NewConcept(
        id=data["id"],
        words=data["words"],
        note=data.get("note", {}),
        provisions=tuple(data.get("provisions", ())),
        subject=data.get("subject", ""),
        definition=data.get("definition", {}),
        source=data.get("source", ""),
        name=bool(data.get("name")),
        homonym=bool(data.get("homonym")),
        pointed_out=bool(data.get("pointed_out")),
    )


def changed_fields(old: NewConcept | None, new: NewConcept) -> tuple[str, ...]:
    """Return what differs, by name: ``definition.en``, ``words.ja.admitted``, ``source``."""
    before, after = (_flat(one.data()) if one else {} for one in (old, new))
    return tuple(
        name
        for name in after
        if name != "id" and before.get(name, _EMPTY.get(type(after[name]))) != after[name]
    )


_EMPTY: Mapping[type, Any] = {str: "", bool: False, tuple: ()}


def _flat(data: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = tuple(value) if isinstance(value, list) else value
    return found


def values_of(concept: NewConcept) -> dict[str, Any]:
    """Return the concept flat: field name to text, truth or tuple of texts."""
    return _flat(concept.data())
