"""A day and a time, and the zone in which somebody means them."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kakehashi.look.dates import moment_at
from kakehashi.people.models import Side


class SkippedTimeError(ValueError):
    """Clocks go forward over that time on that day."""


class ClockField(forms.TimeField):
    """Hours and minutes, full-width figures and 17時30分 taken too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            input_formats=["%H:%M", "%H:%M:%S", "%H時%M分", "%H時"],
            widget=forms.TimeInput(
                format="%H:%M", attrs={"type": "time", "class": "govuk-input--width-5"}
            ),
            error_messages={"invalid": _("Enter a time, for example 17:30")},
            **kwargs,
        )

    def to_python(self, value: Any) -> dt.time | None:
        """Return the time.

        Raises:
            ValidationError: for what is no time.
        """
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
        return super().to_python(value)


def zones_of(sides: Iterable[Side]) -> list[tuple[str, str]]:
    """Return the zones of the sides with the names of their cities."""
    now, language = dt.datetime.now(dt.UTC), get_language() or "en"
    return [(zone, moment_at(now, zone, language).place) for zone in _zones(sides)]


def _zones(sides: Iterable[Side]) -> list[str]:
    return list(dict.fromkeys(side.zone for side in sides))


def moment_of(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """Return the moment that is ``time`` on ``day`` in ``zone``.

    Raises:
        SkippedTimeError: when clocks there skip it that day.
    """
    at = dt.datetime.combine(day, time, ZoneInfo(zone))
    if at.astimezone(dt.UTC).astimezone(at.tzinfo).time() != time:
        raise SkippedTimeError
    return at


def comes_twice(day: dt.date, time: dt.time, zone: str) -> bool:
    """Say whether clocks in ``zone`` go back over ``time`` on ``day``, so that it comes twice."""
    first = dt.datetime.combine(day, time.replace(fold=0), ZoneInfo(zone))
    second = first.replace(fold=1)
    skipped = first.astimezone(dt.UTC).astimezone(first.tzinfo).time() != first.time()
    return not skipped and first.utcoffset() != second.utcoffset()


def meant(at: str, day: str, zones: Iterable[str]) -> tuple[dt.time, str] | None:
    """Return a recorded moment as time and zone: the first of ``zones`` in which ``day`` fits.

    Args:
        at: the moment, RFC 3339.
        day: the day recorded beside it; any zone fits where there is none.
        zones: the writer's own zone first.
    """
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    local = [(moment.astimezone(ZoneInfo(zone)), zone) for zone in zones]
    fitting = [one for one in local if day in ("", one[0].date().isoformat())] or local
    # Where the time comes twice in one place, the other's clock says which is meant.
    fitting.sort(key=lambda one: comes_twice(one[0].date(), one[0].time(), one[1]))
    return (fitting[0][0].time(), fitting[0][1]) if fitting else None
