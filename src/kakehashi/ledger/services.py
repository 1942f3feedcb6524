"""Appending to the timeline, in the transaction of the write that it tells of."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from kakehashi.ledger.models import Event, Head
from kakehashi.ledger.rows import write_rows
from kakehashi.trust import event_digest, utc_time


@dataclass(frozen=True)
class Entry:
    """What one event says: a dotted name, whose hand, about what."""

    name: str
    actor: str
    side: str
    subject: str
    facts: Mapping[str, object] = field(default_factory=dict)
    audience_id: int | None = None


class TimelineMoved(RuntimeError):  # noqa: N818 - says what happened
    """Another writer appended between our reading the head and our writing: a bug in locking."""


def append(entries: Sequence[Entry], *, at: dt.datetime) -> list[Event]:
    """Append ``entries`` in order, chained to the last event, and return them.

    Must run inside the transaction of the write itself: the two stand or fall together.

    Raises:
        TimelineMoved: when the head moved underneath, which the lock should make impossible.
    """
    if not entries:
        return []
    with transaction.atomic():
        head = Head.objects.select_for_update().get_or_create(chain="timeline")[0]
        size, previous = head.size, head.digest
        moment = utc_time(at)
        events = []
        for sequence, entry in enumerate(entries, start=size):
            digest = event_digest(
                sequence=sequence,
                name=entry.name,
                at=moment,
                actor=entry.actor,
                side=entry.side,
                subject=entry.subject,
                facts=entry.facts,
                previous=previous,
            )
            events.append(
                Event(
                    sequence=sequence,
                    name=entry.name,
                    at=at,
                    actor=entry.actor,
                    side=entry.side,
                    subject=entry.subject,
                    facts=dict(entry.facts),
                    previous=previous,
                    digest=digest,
                    audience_id=entry.audience_id,
                )
            )
            previous = digest
        write_rows(events)
        moved = Head.objects.filter(chain="timeline", size=size).update(
            size=size + len(events), digest=previous
        )
        if moved != 1:
            raise TimelineMoved
    return events
