"""Reading the timeline, and checking that nobody changed it afterwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from kakehashi.ledger.models import EMPTY, Event, Head
from kakehashi.trust import event_digest, utc_time


@dataclass(frozen=True)
class Fault:
    """One place at which the chain does not hold."""

    sequence: int
    what: str
    """``missing``, ``changed``, ``unchained``, ``beyond-head`` or ``head``."""


@dataclass(frozen=True)
class Check:
    """What a verification of the timeline found."""

    size: int
    digest: str
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Say whether every event is there, unchanged and chained."""
        return not self.faults


def visible_to(audiences: Iterable[int]) -> QuerySet[Event]:
    """Return the events that readers of ``audiences`` may see, newest first."""
    return Event.objects.filter(audience_id__in=list(audiences)).order_by("-sequence")


def head() -> Head:
    """Return how far the chain goes and its last digest."""
    return Head.objects.filter(chain="timeline").first() or Head()


def verify(progress: Callable[[int, int], None] | None = None) -> Check:
    """Walk the whole chain and compare every digest.

    Args:
        progress: called with (events checked, events in all) now and then.
    """
    head = Head.objects.filter(chain="timeline").first()
    size, stated = (head.size, head.digest) if head else (0, EMPTY)
    faults: list[Fault] = []
    previous, expected = EMPTY, 0
    for event in Event.objects.order_by("sequence").iterator(chunk_size=2000):
        while expected < event.sequence:
            faults.append(Fault(expected, "missing"))
            expected += 1
        if event.sequence >= size:
            faults.append(Fault(event.sequence, "beyond-head"))
        digest = event_digest(
            sequence=event.sequence,
            name=event.name,
            at=utc_time(event.at),
            actor=event.actor,
            side=event.side,
            subject=event.subject,
            facts=event.facts,
            previous=event.previous,
        )
        if digest != event.digest:
            faults.append(Fault(event.sequence, "changed"))
        if event.previous != previous:
            faults.append(Fault(event.sequence, "unchained"))
        previous, expected = event.digest, event.sequence + 1
        if progress and expected % 2000 == 0:
            progress(expected, size)
    faults.extend(Fault(sequence, "missing") for sequence in range(expected, size))
    if previous != stated and not faults:
        faults.append(Fault(size - 1, "head"))
    return Check(size=size, digest=previous, faults=tuple(faults))
