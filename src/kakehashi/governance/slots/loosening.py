"""What would give the most slots where there are too few: one change at a time, counted."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kakehashi.errors import Words
from kakehashi.governance.slots.finding import find
from kakehashi.governance.slots.offices import DAY, Office

STRETCHES = (30, 60, 90, 120, 180, 240)
"""Minutes that a day is tried to begin earlier or to end later by."""

SHORTEST = 15


@dataclass(frozen=True, slots=True)
class Loosened:
    """One change, and how many slots there would be."""

    change: str
    """``later`` or ``earlier`` (the end or the start of a side's day), ``without`` (a pattern),
    ``shorter`` (the meeting) or ``both`` (every side's day at both ends)."""
    slots: int
    side: str = ""
    minutes: int = 0
    """By how much hours are stretched, or how long a shorter meeting takes."""
    pattern: Words | None = None


def loosen(
    offices: Sequence[Office], first: dt.date, last: dt.date, *, length: int, step: int = 15
) -> list[Loosened]:
    """Return the single changes that give slots, the one that gives most first.

    Of stretched hours the smallest stretch of :data:`STRETCHES` that gives any is told. Where no
    single change helps, the stretch of everybody's hours that does, if one does.
    """

    def count(changed: Sequence[Office], minutes: int = length) -> int:
        return len(find(changed, first, last, length=minutes, step=step))

    found = [*_hours(offices, count), *_patterns(offices, count), *_shorter(offices, length, count)]
    if not found:
        found = list(_everybody(offices, count))
    return sorted(found, key=lambda one: (-one.slots, one.minutes))


def _hours(
    offices: Sequence[Office], count: Callable[[Sequence[Office]], int]
) -> Iterator[Loosened]:
    for place, office in enumerate(offices):
        for change, stretch in (("earlier", _earlier), ("later", _later)):
            for minutes in STRETCHES:
                slots = count(_changed(offices, place, stretch(office, minutes)))
                if slots:
                    yield Loosened(change, slots, office.side, minutes)
                    break


def _patterns(
    offices: Sequence[Office], count: Callable[[Sequence[Office]], int]
) -> Iterator[Loosened]:
    for place, office in enumerate(offices):
        for pattern in office.patterns:
            if not pattern.never:
                continue
            left = tuple(one for one in office.patterns if one is not pattern)
            slots = count(_changed(offices, place, replace(office, patterns=left)))
            if slots:
                yield Loosened("without", slots, office.side, pattern=pattern.names)


def _shorter(
    offices: Sequence[Office], length: int, count: Callable[[Sequence[Office], int], int]
) -> Iterator[Loosened]:
    for minutes in (length * 3 // 4, length // 2, SHORTEST):
        whole = minutes // SHORTEST * SHORTEST
        if SHORTEST <= whole < length:
            slots = count(offices, whole)
            if slots:
                yield Loosened("shorter", slots, minutes=whole)
                return


def _everybody(
    offices: Sequence[Office], count: Callable[[Sequence[Office]], int]
) -> Iterator[Loosened]:
    for minutes in STRETCHES:
        slots = count([_earlier(_later(one, minutes), minutes) for one in offices])
        if slots:
            yield Loosened("both", slots, minutes=minutes)
            return


def _earlier(office: Office, minutes: int) -> Office:
    return replace(office, opens=max(office.opens - minutes, 0))


def _later(office: Office, minutes: int) -> Office:
    return replace(office, closes=min(office.closes + minutes, DAY))


def _changed(offices: Sequence[Office], place: int, office: Office) -> list[Office]:
    return [*offices[:place], office, *offices[place + 1 :]]
