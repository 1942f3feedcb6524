"""From an address to what the register is asked: filters, days, words, order, page.

Whatever cannot be is left out and named, so that a bookmark from last year still opens.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kakehashi.look.forms import typed_day
from kakehashi.workplan.register.choices import Choices
from kakehashi.workplan.register.facets import DAYS, FACETS, WORDS_LABEL, Words
from kakehashi.workplan.register.index import SORTS

PAGE_SIZE = 25
LONGEST_WORDS = 300
_FURTHEST = 1_000_000_000
_SHOWN = 80


@dataclass(frozen=True)
class Asked:
    """What the register was asked for: filters, days, words, order, page."""

    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Facet to the values any of which will do."""
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    words: str = ""
    sort: str = "reference"
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def narrowed(self) -> bool:
        """Whether any filter is in force."""
        return bool(self.filters or self.due_from or self.due_to or self.words)

    def without(self, name: str) -> "Asked":
        """Return the same with one filter taken off."""
        if name in FACETS:
            kept = {facet: values for facet, values in self.filters.items() if facet != name}
            return replace(self, filters=kept)
        if name == "days":
            return replace(self, due_from=None, due_to=None)
        return replace(self, words="")

    def in_force(self) -> list[str]:
        """Return the names of the filters in force: facets, ``days``, ``words``."""
        names = [name for name in FACETS if name in self.filters]
        if self.due_from or self.due_to:
            names.append("days")
        return [*names, "words"] if self.words else names

    def query(self) -> list[tuple[str, str]]:
        """Return the filters and the order as they stand in an address."""
        parts = [("q", self.words)] if self.words else []
        parts += [(name, one) for name in FACETS for one in self.filters.get(name, ())]
        parts += [
            (name, day.isoformat())
            for name, day in (("due_from", self.due_from), ("due_to", self.due_to))
            if day
        ]
        return [*parts, ("sort", self.sort)] if self.sort != "reference" else parts


@dataclass(frozen=True)
class Ignored:
    """A filter that was asked for and cannot be, with its label."""

    label: Words
    value: str


def asked_of(
    given: Mapping[str, Sequence[str]], choices: Choices, *, size: int = PAGE_SIZE
) -> tuple[Asked, list[Ignored]]:
    """Return what an address asks for, and what of it was left out.

    Args:
        given: name to its values, as an address has them.
        choices: what this reader may choose.
        size: rows of a page.
    """
    ignored: list[Ignored] = []
    filters: dict[str, list[str]] = {}
    for name, facet in FACETS.items():
        for value in dict.fromkeys(given.get(name, ())):
            if value in choices.words[name]:
                filters.setdefault(name, []).append(value)
            elif value:
                ignored.append(Ignored(facet.label, _short(value)))
    days: dict[str, dt.date | None] = {}
    for name, label in DAYS.items():
        value = _one(given, name).strip()
        days[name] = _day(value)
        if value and days[name] is None:
            ignored.append(Ignored(label, _short(value)))
    words = " ".join(_one(given, "q").replace("\x00", " ").split())
    if len(words) > LONGEST_WORDS:
        ignored.append(Ignored(WORDS_LABEL, _short(words)))
        words = ""
    sort = _one(given, "sort")
    known = sort in SORTS or sort.removeprefix("-") in SORTS
    return (
        Asked(
            filters=filters,
            due_from=days["due_from"],
            due_to=days["due_to"],
            words=words,
            sort=sort if known and sort else "reference",
            page=_page(_one(given, "page")),
            size=size,
        ),
        ignored,
    )


def _one(given: Mapping[str, Sequence[str]], name: str) -> str:
    values = given.get(name) or [""]
    return values[-1]


def _day(value: str) -> dt.date | None:
    return typed_day(value)


def _page(value: str) -> int:
    if not value.isascii() or not value.isdigit():
        return 1
    return min(int(value[:12]), _FURTHEST) or 1


def _short(value: str) -> str:
    shown = value[:_SHOWN].replace("\x00", " ")
    return shown + "…" if len(value) > _SHOWN else shown
