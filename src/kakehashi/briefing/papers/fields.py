"""What a paper holds: named fields, for templates to name and for the reference to list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

Words = Mapping[str, str]

ONE_AFTER_THE_OTHER, SIDE_BY_SIDE = "both", "side"

LANGUAGES: Mapping[str, Words] = {
    "ja": {"en": "Japanese", "ja": "日本語"},
    "en": {"en": "English", "ja": "英語"},
    ONE_AFTER_THE_OTHER: {
        "en": "both, one after the other",
        "ja": "日英両文（順に掲載）",
    },
    SIDE_BY_SIDE: {"en": "both, side by side", "ja": "日英対訳（左右）"},
}
"""In which language, or languages, a paper may be made."""


@dataclass(frozen=True)
class Field:
    """One field: a text; with ``many`` a list of texts; with ``fields`` a group, or rows of it."""

    name: str
    words: Words
    fields: tuple["Field", ...] = ()
    many: bool = False

    @property
    def shape(self) -> Any:
        """The field as templates are checked against it: see :func:`shape_of`."""
        inner: Any = shape_of(self.fields) if self.fields else ""
        return [inner] if self.many else inner


def shape_of(fields: Sequence[Field]) -> dict[str, Any]:
    """Return fields as plain data: a text is ``""``, a list holds one example, a group is a map."""
    return {one.name: one.shape for one in fields}


def names_for(fields: Sequence[Field], language: str) -> dict[str, Any]:
    """Return the names that a template for ``language`` may use, as :func:`shape_of` says them.

    Templates for one language name fields as they are. Those for both say ``ja.title`` and
    ``en.title``; ``marking`` is both in one line, and lists that stand side by side are under
    ``pairs``, each row with ``ja`` and ``en``.
    """
    if language not in (ONE_AFTER_THE_OTHER, SIDE_BY_SIDE):
        return shape_of(fields)
    whole = shape_of(fields)
    return paired(whole, whole)


def paired(ja: Mapping[str, Any], en: Mapping[str, Any]) -> dict[str, Any]:
    """Return what templates for both languages read of the same paper in each."""
    marking = " / ".join(dict.fromkeys((ja["marking"], en["marking"])))
    return {"marking": marking, "ja": ja, "en": en, "pairs": _lists(ja, en)}


def _lists(ja: Mapping[str, Any], en: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lists of two groups, row beside row."""
    return {
        name: [_pair(*rows) for rows in zip_longest(value, en[name])]
        for name, value in ja.items()
        if isinstance(value, list)
    }


def _pair(ja: Any, en: Any) -> dict[str, Any]:
    if isinstance(ja, Mapping) and isinstance(en, Mapping):
        return {"ja": ja, "en": en, **_lists(ja, en)}
    return {"ja": ja or "", "en": en or ""}


def every(fields: Sequence[Field], path: str = "") -> Iterator[tuple[str, Field]]:
    """Yield every field with the way to it: ``meeting.title``, ``decisions[].due``."""
    for one in fields:
        name = f"{path}{one.name}{'[]' if one.many else ''}"
        yield name, one
        yield from every(one.fields, f"{name}.")
