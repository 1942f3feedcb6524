"""The picture of a partnership year: its steps and meetings along the months."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.governance.selectors import Step, Year
from kakehashi.look import charts
from kakehashi.look.charts.drawing import Frame
from kakehashi.look.tags.moments import brief_day

TONE_OF: Mapping[str, str] = {
    "done": "done",
    "late": "otherwise",
    "ahead": "ahead",
    "skipped": "ended",
}
"""Where a step stands, as the tone of its stop."""


def numbered(year: Year) -> list[tuple[int, Step]]:
    """Return the steps that have a day, numbered in the order of the year."""
    return list(enumerate(year.by_day, start=1))


def year_picture(year: Year, today: dt.date) -> SafeString:
    """Draw a year: a track for each meeting, its steps numbered as in the table."""
    language = get_language() or "en"
    steps = numbered(year)
    days = [step.day for _number, step in steps if step.day]
    days += [one.date for each in year.meetings.values() for one in each if one.date]
    days += [day for day in (year.cycle.first_day, year.cycle.last_day) if day]
    if not days:
        return SafeString("")
    first, last = min(days).replace(day=1), max(days)
    return charts.months(
        _tracks(year, steps),
        charts.Span(
            first,
            last,
            [(day, _month(day, language)) for day in _months(first, last)],
            today,
            _("today, %(day)s") % {"day": brief_day(today)},
        ),
        Frame(
            "year",
            year.cycle.title,
            _("%(count)d steps; the table beside it has the day of each.") % {"count": len(steps)},
            language,
        ),
    )


def _tracks(year: Year, steps: Sequence[tuple[int, Step]]) -> list[charts.Track]:
    tracks = []
    for meetings in year.meetings.values():
        for meeting in meetings:
            stops = [
                charts.Stop(step.day, str(number), TONE_OF.get(step.standing, "empty"))
                for number, step in steps
                if step.day and step.meeting and step.meeting.item_id == meeting.item_id
            ]
            if meeting.date:
                stops.append(charts.Stop(meeting.date, "●", "firm", square=True))
            tracks.append(charts.Track(meeting.title, stops))
    loose = [
        charts.Stop(step.day, str(number), TONE_OF.get(step.standing, "empty"))
        for number, step in steps
        if step.day and step.meeting is None
    ]
    return [*tracks, charts.Track(_("Without a meeting"), loose)] if loose else tracks


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    found, day = [], first
    while day <= last:
        found.append(day)
        day = (day + dt.timedelta(days=31)).replace(day=1)
    return found


def _month(day: dt.date, language: str) -> str:
    if language == "ja":
        return f"{day.month}月"
    return brief_day(day).split(" ")[1]
