"""Building the partnership year of a profile from checked plain values."""

from kakehashi.framework.profile.build_text import Raw, strings
from kakehashi.framework.profile.pieces import NO_WORDS
from kakehashi.framework.profile.year import Blocked, YearStep


def step(raw: Raw) -> YearStep:
    """Return one step of the year."""
    return YearStep(
        id=raw["id"],
        names=raw["names"],
        meeting=raw["meeting"],
        offset=raw["offset"],
        who=raw["who"],
        note=raw.get("note", NO_WORDS),
    )


def blocked(raw: Raw) -> Blocked:
    """Return one pattern of times at which a side cannot meet."""
    return Blocked(
        id=raw["id"],
        side=raw["side"],
        names=raw["names"],
        never=raw["never"],
        weekdays=strings(raw, "weekdays"),
        first=raw.get("first", ""),
        last=raw.get("last", ""),
        start=raw.get("from", ""),
        end=raw.get("until", ""),
        source=raw.get("source", ""),
        sourced=raw.get("sourced", ""),
    )
