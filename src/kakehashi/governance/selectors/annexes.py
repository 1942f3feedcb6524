"""The agenda of a meeting as an annex to its joint minutes: only what both sides have."""

from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.governance.models import AgendaPlace, Meeting
from kakehashi.records.models import Entry
from kakehashi.records.services.plans import PUBLIC_FACE, SHARED_FACE


@dataclass(frozen=True)
class AnnexLine:
    """One line of Annex A."""

    number: int
    titles: Mapping[str, str]
    """Per language; a language that is to follow is left out."""
    reference: str


def agenda_as_annex(meeting: Meeting) -> list[AnnexLine]:
    """Return the agenda as joint minutes carry it: in order, in both languages, two queries.

    Items that one side alone has drafted are not on it; the numbers follow one another.
    """
    places = list(AgendaPlace.objects.filter(meeting=meeting.item_id).order_by("position", "pk"))
    faces: dict[object, Entry] = {}
    for entry in (
        Entry.objects.filter(
            item_id__in=[place.item_id for place in places], face__in=(SHARED_FACE, PUBLIC_FACE)
        )
        .exclude(state="withdrawn")
        .order_by("face")
    ):
        faces[entry.item_id] = entry  # by name ``public`` comes before ``shared``, which is newer
    seen = [faces[place.item_id] for place in places if place.item_id in faces]
    return [
        AnnexLine(
            number,
            {code: text for code, text in (("en", one.title_en), ("ja", one.title_ja)) if text},
            one.reference,
        )
        for number, one in enumerate(seen, start=1)
    ]
