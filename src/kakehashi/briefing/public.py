"""What the public may see of briefing: the pictures, of published records and progress alone."""

import datetime as dt

from kakehashi.briefing import pictures as drawing
from kakehashi.briefing.picture import FORMS, Address, Picture, in_form
from kakehashi.briefing.progress import tone_of
from kakehashi.people.rules import PUBLIC_VIEWER

__all__ = ["FORMS", "Picture", "in_form", "pictures", "tone_of"]


def pictures(today: dt.date, address: Address) -> list[Picture]:
    """Return the pictures of what is published.

    Args:
        today: the day in the reader's zone.
        address: gives the public page of a record from its kind and reference.
    """
    return drawing.pictures(PUBLIC_VIEWER, today, address)
