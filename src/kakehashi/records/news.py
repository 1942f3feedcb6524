"""What happened since a moment, record by record, for one reader."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from kakehashi.ledger.models import Event
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry
from kakehashi.records.selectors import subjects_of

MOST = 300
"""How many records are listed; what lies further back is on the timeline."""

LOADED = ".loaded"
"""End of the name of what is entered in bulk from a profile: nobody did it, so it is no news."""


@dataclass(frozen=True)
class News:
    """A record at which others did something."""

    entry: Entry
    event: Event
    """The last thing that happened."""
    by: Account | None
    times: int
    """How many things happened."""


def news(viewer: Viewer, since: dt.datetime) -> list[News]:
    """Return the records at which others did something after ``since``, newest first.

    What the reader did is no news to them. Five queries, whatever happened; the first walks back
    from the end of the timeline to ``since`` and no further.
    """
    visible = visible_audiences(viewer)
    last_known = (
        Event.objects.filter(at__lte=since)
        .order_by("-sequence")
        .values_list("sequence", flat=True)
        .first()
    )
    found = Event.objects.filter(audience_id__in=visible).exclude(
        Q(actor=viewer.account) | Q(name__endswith=LOADED)
    )
    if last_known is not None:
        found = found.filter(sequence__gt=last_known)
    counted = list(
        found.exclude(subject="")
        .values("subject")
        .annotate(last=Max("sequence"), times=Count("sequence"))
        .order_by("-last")[:MOST]
    )
    return _with_faces(counted, visible)


def _with_faces(counted: Sequence[Mapping[str, Any]], visible: Sequence[int]) -> list[News]:
    faces = subjects_of([one["subject"] for one in counted], visible)
    events = Event.objects.in_bulk([one["last"] for one in counted if one["subject"] in faces])
    actors = {
        str(account.pk): account
        for account in Account.objects.filter(
            pk__in={event.actor for event in events.values() if event.actor}
        )
    }
    found = []
    for one in counted:
        event = events.get(one["last"])
        if event is not None:
            found.append(
                News(
                    faces[event.subject],
                    event,
                    actors.get(event.actor),
                    one["times"],
                )
            )
    return found
