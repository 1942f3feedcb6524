"""By whom a line to take was cleared, in words."""

import datetime as dt

from kakehashi.clearance.models import Clearance
from kakehashi.lines.models import LineToTake
from kakehashi.look import dates
from kakehashi.people.selectors import name_on


def cleared_words(row: LineToTake, clearance: Clearance | None, language: str) -> str:
    """Return which offices cleared a line and when; empty where nobody did.

    Clearance asked for here counts for the words it was asked about, whatever day they hold
    until; else stands what the line itself says of clearance elsewhere.

    Args:
        row: the line, with its version.
        clearance: its last complete clearance, with offices, if any.
        language: ``ja`` or ``en``.
    """
    version = row.entry.version
    if clearance is not None and clearance.version.wording == version.wording:
        day = clearance.settled_at.date() if clearance.settled_at else None
        offices = [
            one.organisation.short or name_on(one.organisation, day, language)
            for one in clearance.offices.all()
        ]
        words = ("、" if language == "ja" else ", ").join(dict.fromkeys(offices))
    else:
        words, day = str(version.facts.get("cleared_by") or ""), _day(row)
    when = dates.say_day_briefly(day, language) if day and words else ""
    return " ".join(filter(None, (words, when)))


def _day(row: LineToTake) -> dt.date | None:
    given = row.entry.version.facts.get("cleared_date")
    return dt.date.fromisoformat(given) if isinstance(given, str) and given else None
