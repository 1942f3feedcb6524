"""What a calendar says: meetings, times kept as alternatives, steps, days when things are due."""

import datetime as dt
import uuid
from dataclasses import dataclass

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True)
class Party:
    """Somebody named in an invitation, by a mail address."""

    name: str
    mail: str


@dataclass(frozen=True)
class Happening:
    """One entry of a calendar."""

    uid: uuid.UUID
    """Never changes, whatever else does."""
    title: str
    start: dt.date | dt.datetime
    """A day, or a moment."""
    end: dt.datetime | None
    """Of a moment; a day ends with itself."""
    status: str
    sequence: int
    """Never falls: the number of the version that it is read from."""
    changed_at: dt.datetime
    about: str = ""
    place: str = ""
    url: str = ""
    public: bool = False
    organiser: Party | None = None
    attending: tuple[Party, ...] = ()
