"""Finding a record by its reference, for the one who acts on it."""

from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records.models import Entry


def seen(reference: str, by: Account, kind: str = "") -> Entry:
    """Return the face of the record called ``reference`` that ``by`` may see.

    Raises:
        NotHere: when there is none, or none of this ``kind``.
    """
    found = Entry.objects.filter(
        reference=reference, audience_id__in=visible_audiences(viewer_of(by))
    )
    if kind:
        found = found.filter(kind=kind)
    entry = found.first()
    if entry is None:
        raise NotHere
    return entry
