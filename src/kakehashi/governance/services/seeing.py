"""Finding a record by its reference for the one who acts on it, and what it is placed by."""

from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records.models import Entry
from kakehashi.records.services import LinkTo
from kakehashi.records.services.plans import text_of


def placed_by(face: Entry) -> list[LinkTo]:
    """Return the provisions and areas of a record, as links of what arises from it."""
    wanted = ("of_provision", "of_area")
    return [link for link in text_of(face.version).links if link.relation in wanted]


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
