"""Dates and times in templates, in the reader's language and on the reader's clock."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kakehashi.look import dates, partnership


def day(value: dt.date | str | None, weekday: str = "") -> str:
    """Filter: a date in full; ``|day:"weekday"`` names the weekday, ``|day:"plain"`` never does.

    Partial dates as text (``2024-05``) are said as far as they are known; None is nothing.
    """
    if not value:
        return ""
    named = {"weekday": True, "plain": False}.get(weekday)
    language = _language()
    if isinstance(value, str):
        return dates.say_partial(value, language, weekday=named)
    return dates.say_day(_local(value), language, weekday=named)


def brief_day(value: dt.date | str | None) -> str:
    """Filter: a date for a narrow column, ``22 Jan 2025`` or ``R7.1.22``."""
    if not value:
        return ""
    if isinstance(value, str):
        return dates.say_partial_briefly(value, _language())
    return dates.say_day_briefly(_local(value), _language())


def moment(value: dt.datetime | None) -> str:
    """Filter: date and time on the reader's clock, with the zone's name."""
    if value is None:
        return ""
    return dates.say_moment(value, timezone.get_current_timezone_name(), _language())


def both_zones(value: dt.datetime | None, zones: str = "") -> str:
    """Filter: a moment in both capitals, with weekday, and a warning when the date differs.

    Args:
        value: A moment that knows its zone, or None.
        zones: IANA names, comma-separated; those of the sides without.
    """
    if value is None:
        return ""
    return dates.say_moments(value, _ordered(zones), _language())


def on_day(value: dt.date | str | None, weekday: str = "") -> SafeString:
    """Tag: like the filter ``day``, inside ``<time>``."""
    if not value:
        return SafeString("")
    machine = value if isinstance(value, str) else _local_iso(value)
    return format_html('<time datetime="{}">{}</time>', machine, day(value, weekday))


def at_moment(value: dt.datetime | None) -> SafeString:
    """Tag: like the filter ``moment``, inside ``<time>``."""
    if value is None:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), moment(value))


def zones(value: dt.datetime, names: str = "") -> SafeString:
    """Tag: like the filter ``both_zones``, each place in its own ``<time>``."""
    places = dates.moments_at(value, _ordered(names), _language())
    context = {
        "moments": places,
        "differ": dates.dates_differ(places),
        "machine": value.isoformat(),
    }
    return render_to_string("look/parts/zones.html", context)


def _language() -> str:
    return translation.get_language() or "en"


def _local(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _local_iso(value: dt.date) -> str:
    return _local(value).isoformat()


def _ordered(names: str) -> tuple[str, ...]:
    own = timezone.get_current_timezone_name()
    given = (
        tuple(name.strip() for name in names.split(",") if name.strip())
        or tuple(side.zone for side in partnership.sides())
        or (own,)
    )
    # The reader's own clock comes first.
    return tuple(sorted(given, key=lambda name: name != own))
