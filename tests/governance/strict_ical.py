"""A strict reader of RFC 5545, written for the tests alone: what it does not know it refuses."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_NAME = re.compile(r"[A-Za-z0-9-]+")
_SAFE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f\";:,]*")
_QUOTED = re.compile(r'"[^\x00-\x08\x0a-\x1f\x7f"]*"')
_DURATION = re.compile(r"[+-]?P(\d+W|(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)")
ONCE = {
    *("UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION"),
    *("STATUS", "TRANSP", "CLASS", "SEQUENCE", "LAST-MODIFIED", "CREATED", "URL", "ORGANIZER"),
}
EVENT = ONCE | {"ATTENDEE", "CATEGORIES", "RELATED-TO"}
CALENDAR = {
    *("PRODID", "VERSION", "CALSCALE", "METHOD", "NAME", "REFRESH-INTERVAL", "X-WR-CALNAME"),
    "X-PUBLISHED-TTL",
}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "UID"}
CHOICES = {
    "STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"},
    "CLASS": {"PUBLIC", "PRIVATE", "CONFIDENTIAL"},
    "METHOD": {"REQUEST", "PUBLISH", "CANCEL"},
    "VERSION": {"2.0"},
    "CALSCALE": {"GREGORIAN"},
}


class Broken(AssertionError):  # noqa: N818 - a fault of the calendar, not of the reader
    """The calendar breaks the standard."""


@dataclass
class Line:
    """One content line."""

    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    lines: list[Line] = field(default_factory=list)
    inside: list["Component"] = field(default_factory=list)

    def one(self, name: str) -> Line | None:
        """Return the only line of a name."""
        found = [line for line in self.lines if line.name == name]
        if len(found) > 1:
            raise Broken(f"{name} more than once")
        return found[0] if found else None


def read(raw: bytes) -> Component:
    """Return a calendar, or raise :class:`Broken` saying what is wrong with it."""
    calendar = _nested([_line(text) for text in _unfolded(raw)])
    if calendar.name != "VCALENDAR":
        raise Broken("no VCALENDAR")
    _check_calendar(calendar)
    return calendar


def _unfolded(raw: bytes) -> list[str]:
    if not raw.endswith(b"\r\n"):
        raise Broken("the last line does not end with CRLF")
    lines: list[str] = []
    for physical in raw[:-2].split(b"\r\n"):
        if b"\r" in physical or b"\n" in physical:
            raise Broken("a CR or LF alone")
        if len(physical) > 75:
            raise Broken(f"{len(physical)} octets in a line")
        try:
            text = physical.decode("utf-8")
        except UnicodeDecodeError:
            raise Broken("a letter is cut by a fold, or it is no UTF-8") from None
        if text[:1] in (" ", "\t"):
            if not lines:
                raise Broken("it begins with a fold")
            lines[-1] += text[1:]
        elif text:
            lines.append(text)
        else:
            raise Broken("an empty line")
    return lines


def _line(text: str) -> Line:
    found = _NAME.match(text)
    if not found:
        raise Broken(f"no name: {text[:30]}")
    name, at = found[0].upper(), found.end()
    parameters: dict[str, str] = {}
    while text[at : at + 1] == ";":
        key = _NAME.match(text, at + 1)
        if not key or text[key.end() : key.end() + 1] != "=":
            raise Broken(f"a parameter without a value: {text[:40]}")
        values, at = [], key.end()
        while not values or text[at : at + 1] == ",":
            value = _QUOTED.match(text, at + 1) or _SAFE.match(text, at + 1)
            assert value is not None
            values.append(value[0].strip('"'))
            at = value.end()
        if key[0].upper() in parameters:
            raise Broken(f"{key[0]} twice in a line")
        parameters[key[0].upper()] = ",".join(values)
    if text[at : at + 1] != ":":
        raise Broken(f"no colon: {text[:40]}")
    value = text[at + 1 :]
    if any(ord(one) < 32 and one != "\t" for one in value):
        raise Broken("a control character")
    return Line(name, value, parameters)


def _nested(lines: list[Line]) -> Component:
    root = Component("")
    open_ones = [root]
    for line in lines:
        if line.name == "BEGIN":
            made = Component(line.value.upper())
            open_ones[-1].inside.append(made)
            open_ones.append(made)
        elif line.name == "END":
            if len(open_ones) == 1 or open_ones.pop().name != line.value.upper():
                raise Broken(f"END:{line.value} closes nothing")
        elif len(open_ones) == 1:
            raise Broken("a line outside the calendar")
        else:
            open_ones[-1].lines.append(line)
    if len(open_ones) != 1 or len(root.inside) != 1:
        raise Broken("not one whole calendar")
    return root.inside[0]


def _check_calendar(calendar: Component) -> None:
    for name in ("PRODID", "VERSION"):
        if calendar.one(name) is None:
            raise Broken(f"no {name}")
    for line in calendar.lines:
        if line.name not in CALENDAR:
            raise Broken(f"{line.name} in a calendar")
        calendar.one(line.name)
        _check_value(line)
    zones = {
        zone.one("TZID").value  # type: ignore[union-attr]
        for zone in calendar.inside
        if zone.name == "VTIMEZONE"
    }
    events = [one for one in calendar.inside if one.name == "VEVENT"]
    if len(events) != len(calendar.inside) - len(zones):
        raise Broken("a component that this calendar has no use for")
    method = calendar.one("METHOD")
    for event in events:
        _check_event(event, zones, method.value if method else "")
    uids = Counter(event.one("UID").value for event in events)  # type: ignore[union-attr]
    if any(count > 1 for count in uids.values()):
        raise Broken("a UID twice")


def _check_event(event: Component, zones: set[str], method: str) -> None:
    for name in ("UID", "DTSTAMP", "DTSTART"):
        if event.one(name) is None:
            raise Broken(f"no {name}")
    for line in event.lines:
        if line.name not in EVENT:
            raise Broken(f"{line.name} in an event")
        if line.name in ONCE:
            event.one(line.name)
        if "TZID" in line.parameters and line.parameters["TZID"] not in zones:
            raise Broken(f"TZID {line.parameters['TZID']} is defined nowhere")
        _check_value(line)
    start, end = event.one("DTSTART"), event.one("DTEND")
    if event.one("DURATION") and end:
        raise Broken("both DTEND and DURATION")
    if start and end:
        if start.parameters.get("VALUE") != end.parameters.get("VALUE"):
            raise Broken("DTSTART and DTEND of different types")
        if moment(end) <= moment(start):
            raise Broken("it ends before it begins")
    if method == "REQUEST" and not (
        event.one("ORGANIZER") and any(one.name == "ATTENDEE" for one in event.lines)
    ):
        raise Broken("a request without organizer or attendee")


def moment(line: Line) -> dt.datetime:
    """Return a day (its first moment, in UTC) or a moment in UTC."""
    value = line.value
    try:
        if line.parameters.get("VALUE") == "DATE":
            if not re.fullmatch(r"\d{8}", value):
                raise Broken(f"no DATE: {value}")
            return dt.datetime.strptime(value, "%Y%m%d").replace(tzinfo=dt.UTC)
        if not re.fullmatch(r"\d{8}T\d{6}Z", value):
            raise Broken(f"no DATE-TIME in UTC: {value}")
        return dt.datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        raise Broken(f"no day of the calendar: {value}") from None


def text_of(line: Line) -> str:
    """Return a TEXT without its escapes."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], line.value)


def _check_value(line: Line) -> None:
    name, value = line.name, line.value
    if name in CHOICES and value not in CHOICES[name]:
        raise Broken(f"{name}:{value}")
    if name in TEXTS and not re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value):
        raise Broken(f"{name} is not escaped: {value[:40]}")
    if name in ("DTSTART", "DTEND"):
        moment(line)
    if name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
        if line.parameters:
            raise Broken(f"{name} with parameters")
        moment(line)
    if name == "SEQUENCE" and not re.fullmatch(r"\d{1,9}", value):
        raise Broken(f"SEQUENCE:{value}")
    if name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL", "DURATION") and (
        not _DURATION.fullmatch(value) or value[-1] in "PT"
    ):
        raise Broken(f"{name}:{value}")
    if name == "REFRESH-INTERVAL" and line.parameters.get("VALUE") != "DURATION":
        raise Broken("REFRESH-INTERVAL without its type")
    if name == "URL" and urlsplit(value).scheme not in ("http", "https"):
        raise Broken(f"URL:{value}")
    if name in ("ORGANIZER", "ATTENDEE") and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+", value):
        raise Broken(f"{name}:{value}")
