"""The partnership year of a profile: its steps, and times at which a side cannot meet."""

from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.framework.profile.pieces import NO_WORDS


@dataclass(frozen=True, slots=True)
class YearStep:
    """One step of the year, hanging on the meeting of a body."""

    id: str
    names: Words
    meeting: str
    """Id of the body on whose meeting it hangs."""
    offset: int
    """Days working in every calendar, from the meeting; before it negative."""
    who: str
    """``coordinators``: one of them for all; ``each_side``: each side its own."""
    note: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Blocked:
    """Times at which a side cannot meet, or had better not."""

    id: str
    side: str
    names: Words
    never: bool
    """Whether nothing may be proposed then; else it is proposed last, saying why."""
    weekdays: tuple[str, ...] = ()
    """English names in small letters; none for every day."""
    first: str = ""
    """``MM-DD`` of every year or ``YYYY-MM-DD``; empty for always."""
    last: str = ""
    start: str = ""
    """Hour on the side's own clock; empty for the whole day."""
    end: str = ""
    source: str = ""
    sourced: str = ""
