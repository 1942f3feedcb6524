"""Writing a calendar as RFC 5545 has it: times in UTC, so that every zone shows its own day."""

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from kakehashi.governance.calendars.happenings import Happening, Party

PRODUCT = "-//Kakehashi//Kakehashi//EN"
REFRESH = dt.timedelta(hours=1)
_ONE_DAY = dt.timedelta(days=1)


def written(
    happenings: Iterable[Happening], *, name: str, language: str, method: str = ""
) -> bytes:
    """Return a calendar, the same bytes for the same happenings.

    Args:
        happenings: what is in it.
        name: what programs call it.
        language: of its texts.
        method: of RFC 5546, as ``REQUEST``; empty for a feed, which asks nothing of anybody.
    """
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    else:
        # Given as a text: the library does not escape what it has no type for.
        calendar.add("NAME", vText(name), parameters={"LANGUAGE": language})
        calendar.add("X-WR-CALNAME", vText(name))
        calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    for one in happenings:
        calendar.add_component(_event(one, language))
    return bytes(calendar.to_ical())


def _event(one: Happening, language: str) -> Event:
    event = Event()
    event.add("UID", str(one.uid))
    event.add("DTSTAMP", one.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("LAST-MODIFIED", one.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("SEQUENCE", one.sequence)
    event.add("SUMMARY", one.title, parameters={"LANGUAGE": language})
    if isinstance(one.start, dt.datetime):
        event.add("DTSTART", one.start.astimezone(dt.UTC))
        event.add("DTEND", (one.end or one.start).astimezone(dt.UTC))
        event.add("TRANSP", "OPAQUE")
    else:
        event.add("DTSTART", one.start)
        event.add("DTEND", one.start + _ONE_DAY)
        event.add("TRANSP", "TRANSPARENT")
    event.add("STATUS", one.status)
    event.add("CLASS", "PUBLIC" if one.public else "CONFIDENTIAL")
    for key, text in (("DESCRIPTION", one.about), ("LOCATION", one.place)):
        if text:
            event.add(key, text, parameters={"LANGUAGE": language})
    if one.url:
        event.add("URL", one.url)
    if one.organiser is not None:
        event["ORGANIZER"] = _party(one.organiser)
    for party in one.attending:
        address = _party(party)
        address.params["PARTSTAT"] = vText("NEEDS-ACTION")
        address.params["RSVP"] = vText("TRUE")
        event.add("ATTENDEE", address, encode=False)
    return event


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.mail}")
    address.params["CN"] = vText(party.name)
    return address
