"""Marking of what is composed: the highest of what is in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kakehashi.people.rules import PUBLIC, REACHES, Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.markings import TLP, Marking
from kakehashi.records.models import Entry, MarkingTerm


@dataclass(frozen=True)
class Handling:
    """For whom something composed is: reach, each side's highest national marking, caveats."""

    reach: str = PUBLIC
    national: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    @property
    def tlp(self) -> str:
        """The Traffic Light Protocol label."""
        return TLP[self.reach]


def narrowest(reaches: Iterable[str]) -> str:
    """Return the reach of the fewest; one that is not known counts as one's own side."""
    known = [one if one in REACHES else REACHES[0] for one in reaches]
    return min(known, key=REACHES.index, default=PUBLIC)


def highest(markings: Iterable[Mapping[str, object]]) -> Handling:
    """Return the marking of what holds texts so marked: one query where any is national.

    Args:
        markings: each as a version keeps it.
    """
    every = [Marking.from_object(one) for one in markings]
    given = {(side, text) for one in every for side, text in one.national.items()}
    ranks = {
        (term.side_id, term.text): term.rank
        for term in (MarkingTerm.objects.filter(caveat=False) if given else ())
    }
    top = dict(sorted(given, key=lambda one: (ranks.get(one, 0), one)))
    return Handling(
        narrowest(one.reach for one in every),
        tuple(top[side] for side in sorted(top)),
        tuple(sorted({caveat for one in every for caveat in one.caveats})),
    )


def reach_of(kinds: Iterable[str], viewer: Viewer) -> str:
    """Return the reach of the fewest among all records of ``kinds`` that ``viewer`` sees.

    One query; for what counts records rather than quoting them.
    """
    return narrowest(
        Entry.objects.filter(kind__in=list(kinds), audience_id__in=visible_audiences(viewer))
        .order_by("reach")
        .values_list("reach", flat=True)
        .distinct()
    )
