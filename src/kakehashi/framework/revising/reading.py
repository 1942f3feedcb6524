"""Reading editions: which there are, what became of a provision, two of them side by side."""

import datetime as dt
import itertools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from kakehashi.framework.models import Descent, Edition, Place, Provision
from kakehashi.framework.rules import CHANGES
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Item
from kakehashi.wording import Piece, compare_words

KEPT, RENUMBERED, REWORDED = "kept", "renumbered", "reworded"


def editions() -> list[Edition]:
    """Return the editions of the text, newest first, each with the review that led to it."""
    return list(Edition.objects.select_related("carried_by").order_by("-since"))


def provisions_by_edition(viewer: Viewer) -> dict[int, int]:
    """Return how many provisions each edition has that a viewer may see, by its key: one query."""
    seen = Entry.objects.filter(kind="provision", audience_id__in=visible_audiences(viewer))
    counted = (
        Place.objects.filter(item__in=seen.values("item_id"))
        .order_by()
        .values_list("edition_id")
        .annotate(Count("pk"))
    )
    return dict(counted)


def reviews_seen(viewer: Viewer) -> dict[int, str]:
    """Return references of the reviews that led to editions, those a viewer may see: one query."""
    seen = Entry.objects.filter(kind="review", audience_id__in=visible_audiences(viewer))
    led = Edition.objects.filter(carried_by__in=seen.values("item_id"))
    return dict(led.values_list("pk", "carried_by__reference"))


def now_called(reference: str, viewer: Viewer) -> str:
    """Return what the provision that was once called ``reference`` is called today.

    Empty where the reference is one of today, or never was one. Of two that bore it in turn the
    later one is meant.
    """
    place = (
        Place.objects.filter(
            reference=reference,
            edition__until__isnull=False,
            item__in=Entry.objects.filter(
                kind="provision", audience_id__in=visible_audiences(viewer)
            ).values("item_id"),
        )
        .select_related("item")
        .order_by("-edition__since")
        .first()
    )
    return place.item.reference if place and place.item.reference != reference else ""


@dataclass(frozen=True)
class Name:
    """A number that a provision bore, from a day until a day."""

    reference: str
    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class Step:
    """One step from text to text: from a provision, or to one."""

    change: str
    on: dt.date
    other: Entry | None
    """The provision at the other end, as it is called today."""

    @property
    def words(self) -> Mapping[str, str]:
        """The change in each language."""
        return CHANGES[self.change]


@dataclass(frozen=True)
class Lineage:
    """Where a provision comes from and what became of it."""

    was: Sequence[Name]
    """Numbers that it bore and bears no longer, newest first."""
    begun: Sequence[Step]
    """What it comes from, where it was not in the first text."""
    gone: Sequence[Step]
    """What became of it, or what was split off from it."""
    worded: Sequence[dt.date]
    """Days from which it bears other words."""
    others: Sequence[tuple[dt.date, Entry]]
    """Provisions that bore its present number before, each with the day until which."""
    ended: dt.date | None
    """The first day on which it no longer stands."""

    def __bool__(self) -> bool:
        """Say whether there is anything to tell."""
        return bool(self.was or self.begun or self.gone or self.worded or self.others or self.ended)


def lineage(item: Item, viewer: Viewer) -> Lineage:
    """Return where a provision comes from and what became of it: four queries."""
    visible = visible_audiences(viewer)
    places = list(
        Place.objects.filter(item=item)
        .select_related("edition", "version")
        .order_by("edition__since")
    )
    steps = list(
        (Descent.objects.filter(before=item) | Descent.objects.filter(after=item))
        .select_related("edition")
        .order_by("edition__since", "pk")
    )
    borne = list(
        Place.objects.filter(reference=item.reference, edition__until__isnull=False)
        .exclude(item=item)
        .select_related("edition")
        .order_by("edition__since")
    )
    wanted = {one for step in steps for one in (step.before_id, step.after_id) if one}
    entries = {
        entry.item_id: entry
        for entry in Entry.objects.filter(
            item_id__in=[*wanted, *(place.item_id for place in borne)], audience_id__in=visible
        )
    }
    last = places[-1].edition if places else None
    begun = [step for step in steps if step.after_id == item.pk and step.before_id != item.pk]
    return Lineage(
        was=_names(places, item.reference),
        begun=[
            Step(step.change, step.edition.since, entries.get(step.before_id or uuid.UUID(int=0)))
            for step in begun
        ],
        gone=[
            Step(step.change, step.edition.since, entries.get(step.after_id or uuid.UUID(int=0)))
            for step in steps
            if step.before_id == item.pk and step.after_id != item.pk
        ],
        worded=_worded(places),
        others=[
            (place.edition.until, entries[place.item_id])
            for place in _last_of_each(borne)
            if place.item_id in entries and place.edition.until
        ],
        ended=last.until if last else None,
    )


def _names(places: Sequence[Place], now: str) -> list[Name]:
    names: list[Name] = []
    for place in places:
        until = place.edition.until
        if until is None or place.reference == now:
            continue
        if names and names[-1].reference == place.reference:
            names[-1] = Name(place.reference, names[-1].since, until)
        else:
            names.append(Name(place.reference, place.edition.since, until))
    return names[::-1]


def _worded(places: Sequence[Place]) -> list[dt.date]:
    pairs = itertools.pairwise(places)
    return [
        after.edition.since
        for before, after in pairs
        if before.version_id != after.version_id
        and before.version.wording.get("statement") != after.version.wording.get("statement")
    ]


def _last_of_each(places: Sequence[Place]) -> list[Place]:
    last = {place.item_id: place for place in places}
    return list(last.values())


@dataclass(frozen=True)
class Compared:
    """A provision in two editions, or in one of them."""

    mark: str
    """One of :data:`kakehashi.framework.rules.CHANGES`."""
    before: Place | None
    after: Place | None
    sources: Sequence[Place] = ()
    """Provisions of the older text that it comes from besides itself."""
    targets: Sequence[Place] = ()
    """Provisions of the newer text that it goes on in."""

    @property
    def words(self) -> Mapping[str, str]:
        """The mark in each language."""
        return CHANGES[self.mark]

    @property
    def differences(self) -> list[tuple[str, Mapping[str, list[Piece]]]]:
        """What changed in each text of it, by language; all of it where it stands in one only."""
        found: list[tuple[str, Mapping[str, list[Piece]]]] = []
        for name in ("title", "statement"):
            one, other = (
                place.version.wording.get(name, {}) if place else {}
                for place in (self.before, self.after)
            )
            if not self.before or not self.after or one != other:
                found.append(
                    (
                        name,
                        {
                            code: compare_words(one.get(code, ""), other.get(code, ""), code)
                            for code in ("en", "ja")
                        },
                    )
                )
        return found

    @property
    def now(self) -> str:
        """Return what it is called today."""
        place = self.after or self.before
        return place.item.reference if place else ""


def compare_editions(old: Edition, new: Edition, viewer: Viewer) -> list[Compared]:
    """Return every provision of two editions side by side, in the order of the newer: four queries.

    Args:
        old: the earlier one.
        new: the later one.
        viewer: for whom.
    """
    seen = set(
        Provision.objects.filter(audience_id__in=visible_audiences(viewer)).values_list(
            "item_id", flat=True
        )
    )
    before, after = (
        {
            place.item_id: place
            for place in Place.objects.filter(edition=edition)
            .select_related("version", "item")
            .order_by("position")
            if place.item_id in seen
        }
        for edition in (old, new)
    )
    steps = list(
        Descent.objects.filter(
            edition__since__gt=old.since, edition__since__lte=new.since
        ).order_by("edition__since", "pk")
    )
    rows = [_compared(place, before, steps) for place in after.values()]
    for place in before.values():
        if place.item_id not in after:
            rows.insert(_slot(rows, place), _gone(place, after, steps))
    return rows


def _compared(
    place: Place, before: Mapping[uuid.UUID, Place], steps: Sequence[Descent]
) -> Compared:
    own = before.get(place.item_id)
    marks = {step.change for step in steps if step.after_id == place.item_id}
    roots = _ends(place.item_id, steps, forwards=False)
    sources = [before[one] for one in roots if one in before and one != place.item_id]
    if own is None:
        mark = next((one for one in ("merged", "split") if one in marks), "added")
    elif sources and marks & {"merged", "split"}:
        mark = "merged" if "merged" in marks else "split"
    elif "split" in marks:
        mark = "split"
    elif own.version.wording != place.version.wording:
        mark = REWORDED
    else:
        mark = KEPT if own.reference == place.reference else RENUMBERED
    return Compared(mark, own, place, sources)


def _gone(place: Place, after: Mapping[uuid.UUID, Place], steps: Sequence[Descent]) -> Compared:
    own = [step.change for step in steps if step.before_id == place.item_id]
    reached = _ends(place.item_id, steps, forwards=True)
    targets = [after[one] for one in reached if one in after]
    ending = [one for one in own if one in ("merged", "split", "retired")]
    mark = ending[-1] if ending and targets else "retired"
    return Compared(mark, place, None, targets=targets)


def _ends(item: uuid.UUID, steps: Sequence[Descent], *, forwards: bool) -> list[uuid.UUID]:
    """Return every provision that the steps lead to from one, or that they lead from to it."""
    found = [item]
    ordered = steps if forwards else list(reversed(steps))
    for step in ordered:
        start, end = step.before_id, step.after_id
        if not forwards:
            start, end = end, start
        if start in found and end is not None and end not in found:
            found.append(end)
    return found[1:]


def _slot(rows: Sequence[Compared], place: Place) -> int:
    """Return where a provision that is gone is listed: after the one it stood behind."""
    slot = 0
    for number, row in enumerate(rows):
        if row.before is not None and row.before.position < place.position:
            slot = number + 1
    return slot
