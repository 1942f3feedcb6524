"""What stands on top of every table: for whom it is, when it was made, what it was filtered by."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.framework.selectors import partnership
from kakehashi.look.dates import say_moments
from kakehashi.people.rules import PUBLIC, REACHES, effective_reach
from kakehashi.people.selectors import circle_of, sides
from kakehashi.records.markings import TLP, Marking
from kakehashi.records.models import Record
from kakehashi.workplan.models import JointAction
from kakehashi.workplan.register.facets import reach_words
from kakehashi.workplan.sheets.columns import LANGUAGES
from kakehashi.workplan.sheets.rows import BATCH

Words = Mapping[str, str]

JAPANESE_FIRST = ("ja", "en")
ESCAPES = "[&#x;]"
"""Stands in the first line of a table in Shift_JIS: what it does not have is written so."""


@dataclass(frozen=True)
class Cover:
    """What a table says of itself."""

    reach: str
    """The narrowest marking of what is in it."""
    national: Sequence[str]
    """National markings and caveats of what is in it, verbatim."""
    made_at: dt.datetime
    zones: tuple[str, ...]
    title: Words
    watermark: Words
    """Of a practice partnership; empty elsewhere."""
    filters: Mapping[str, Sequence[str]]
    """Language to the filters in force, in words."""
    total: int
    of: int
    names: Words = field(
        default_factory=lambda: {"ja": "共同作業登録簿", "en": "Register of Joint Actions"}
    )
    """What the table is, by language."""
    code: str = "joint-actions"
    """The same in a file's name."""
    comes_back: bool = True
    """Whether it can be brought back."""

    @property
    def marking(self) -> str:
        """The marking in one line, in both languages."""
        said = " / ".join(reach_words(self.reach)[code] for code in JAPANESE_FIRST)
        return " · ".join([f"{said} ({TLP[self.reach]})", *self.national])

    @property
    def line(self) -> str:
        """The first line of a CSV."""
        marks = [self.watermark[code] for code in JAPANESE_FIRST if self.watermark.get(code)]
        return " · ".join([*marks, self.marking, self.name, self.stamp])

    @property
    def name(self) -> str:
        """What the table is, in both languages."""
        said = " / ".join(self.names[code] for code in JAPANESE_FIRST)
        return f"{said} — {self.title.get('en', '')}"

    @property
    def stamp(self) -> str:
        """When it was made, for machines."""
        return self.made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def moment(self, language: str) -> str:
        """When it was made, on the clocks of both sides."""
        return say_moments(self.made_at, self.zones, language)

    def file_name(self, ending: str) -> str:
        """Return the name of the file: the marking is part of it."""
        practice = "practice-" if self.watermark else ""
        day = self.made_at.astimezone(dt.UTC).date().isoformat()
        return f"{practice}{self.code}-{self.reach.replace('_', '-')}-{day}.{ending}"


def cover_of(
    keys: Sequence[int],
    filters: Mapping[str, Sequence[str]],
    *,
    of: int,
    at: dt.datetime,
    model: type[Record] = JointAction,
) -> Cover:
    """Return what stands on top of a table of the faces called ``keys``.

    Args:
        keys: of the faces, as their table has them.
        filters: language to the filters in force, in words.
        of: how many there would be without filters.
        at: when it is made.
        model: the kind's table.
    """
    reaches, national = {PUBLIC}, set()
    for start in range(0, len(keys), BATCH):
        found = model.objects.filter(pk__in=keys[start : start + BATCH]).order_by()
        for audience in found.values_list("audience_id", flat=True).distinct():
            circle = circle_of(audience)
            reaches |= {effective_reach(circle), circle.reach}
        for kept in found.values_list("entry__version__marking", flat=True).distinct():
            marking = Marking.from_object(kept)
            national |= {f"{side}: {text}" for side, text in marking.national.items()}
            national |= set(marking.caveats)
    known = partnership()
    return Cover(
        reach=min(reaches, key=REACHES.index),
        national=sorted(national),
        made_at=at,
        zones=tuple(side.zone for side in sides()),
        title=known.titles if known else {},
        watermark=known.watermark if known and known.practice else {},
        filters={code: list(filters.get(code, ())) for code in LANGUAGES},
        total=len(keys),
        of=of,
    )
