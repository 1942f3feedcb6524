"""What stands about a version when it crosses: its reference, lane and state, who wrote it when.

Not part of the version digest, which is of the text and its marking alone. The statement names the
digest of the sealed record, so that this too is stated and cannot be changed on the way. Format:
``spec/sealed-record.md``.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kakehashi.trust.reading import Check, check_fields, either, is_side, is_text

ABOUT = "kakehashi/about/v1"
LONGEST_REFERENCE = 80
LONGEST_NOTE = 500
LANES = ("own", "shared", "restricted")
STATES = ("shared", "confirmed", "published", "withdrawn", "overtaken")
LANGUAGE_STATES = ("missing", "machine", "draft", "stale", "checked")
_MOST_FIELDS = 5000
_TIME = re.compile(r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]{1,6})?Z")


def _or_empty(check: Check) -> Check:
    return lambda value: value == "" or check(value)


def _is_time(value: object) -> bool:
    """Say whether it is a moment in UTC that exists, from 1900 to 2999."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_note(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NOTE


_is_language_state = either(*LANGUAGE_STATES)


def _is_languages(value: object) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= _MOST_FIELDS
        and all(
            isinstance(states, dict) and all(map(_is_language_state, states.values()))
            for states in value.values()
        )
    )


_FIELDS: Mapping[str, Check] = {
    "type": either(ABOUT),
    "reference": is_text(LONGEST_REFERENCE),
    "lane": either(*LANES),
    "origin": _or_empty(is_side),
    "state": either(*STATES),
    "at": _is_time,
    "post": _or_empty(is_text(LONGEST_REFERENCE)),
    "note": _is_note,
    "languages": _is_languages,
}


@dataclass(frozen=True)
class About:
    """What the receiver needs besides the text."""

    reference: str
    lane: str
    """``own``, ``shared`` or ``restricted``."""
    origin: str
    """The side that the record comes from; empty for the framework, which is of both."""
    state: str
    """The state the record came to with this version."""
    at: str
    """When it was written, RFC 3339 in UTC."""
    post: str = ""
    """The author's post."""
    note: str = ""
    languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field to language to its state."""

    def as_object(self) -> dict[str, Any]:
        """Return the object.

        Raises:
            ObjectMalformed: naming the field.
        """
        value: dict[str, Any] = {
            "type": ABOUT,
            "reference": self.reference,
            "lane": self.lane,
            "origin": self.origin,
            "state": self.state,
            "at": self.at,
            "post": self.post,
            "note": self.note,
            "languages": {name: dict(states) for name, states in self.languages.items()},
        }
        check_fields(value, ABOUT, _FIELDS)
        return value


def about_of(value: Mapping[str, Any]) -> About:
    """Return what an object says.

    Raises:
        ObjectMalformed: naming the field.
    """
    check_fields(value, ABOUT, _FIELDS)
    return About(**{name: value[name] for name in _FIELDS if name != "type"})
