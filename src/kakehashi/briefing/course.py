"""The course of the partnership: texts, meetings and results along the years, in both calendars."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.briefing.picture import Address, Picture, Row, day_cell, other_language
from kakehashi.framework import selectors as framework
from kakehashi.governance import selectors as governance
from kakehashi.look import charts, dates
from kakehashi.look.charts.drawing import Frame
from kakehashi.people.rules import Viewer
from kakehashi.workplan import selectors as workplan

MOST = 60
"""Points in the picture; older ones are counted, not drawn."""

_MIDDLE_OF_MONTH, _MIDDLE_OF_YEAR = "-15", "-07-01"
_MONTH = 7  # length of 2024-05
_NARROW_YEARS = 8


@dataclass(frozen=True)
class Happening:
    """Something with a date: when, on which lane, and its record."""

    date: str
    lane: str
    title: str
    language: str
    href: str
    coming: bool = False

    @property
    def day(self) -> dt.date:
        """The day it is drawn at: the middle of what is known."""
        text = self.date
        if len(text) < _MONTH:
            text += _MIDDLE_OF_YEAR
        elif len(text) == _MONTH:
            text += _MIDDLE_OF_MONTH
        return dt.date.fromisoformat(text)


def course(viewer: Viewer, today: dt.date, address: Address) -> Picture:
    """Return texts, Councils, Groups, other meetings and results along the years."""
    every = sorted(_happenings(viewer, today, address), key=lambda one: (one.day, one.title))
    drawn = every[-MOST:]
    lanes = _lanes()
    language = get_language() or "en"
    years = range(
        min((one.day.year for one in drawn), default=today.year),
        max((one.day.year for one in drawn), default=today.year) + 1,
    )
    title = _("The course of the partnership")
    lead = _("Texts, meetings and results in the order of their days. Dashed circles are to come.")
    if len(every) > len(drawn):
        more = _("%(number)s earlier ones are not drawn.")
        lead += " " + more % {"number": len(every) - len(drawn)}
    numbered = list(enumerate(drawn, 1))
    drawing = charts.course(
        [
            charts.Lane(
                words,
                tone,
                [
                    charts.Point(one.day, number, one.coming)
                    for number, one in numbered
                    if one.lane == code
                ],
            )
            for code, (words, tone) in lanes.items()
            if any(one.lane == code for one in drawn)
        ],
        [(year, _names(year, len(years))) for year in years],
        Frame("course", title, f"{lead} " + _spoken(drawn, language), language),
    )
    return Picture(
        name="course",
        title=title,
        lead=lead,
        drawing=drawing,
        head=(_("What"), _("Day"), _("Kind")),
        rows=[
            Row(
                f"{number}. {one.title}",
                (day_cell(one.date), lanes[one.lane][0]),
                one.href,
                other_language(one.language),
            )
            for number, one in numbered
        ],
        numbers=[
            (_("No."), _("Day"), _("What"), _("Kind")),
            *((number, one.date, one.title, lanes[one.lane][0]) for number, one in numbered),
        ],
    )


def _lanes() -> dict[str, tuple[str, str]]:
    """Return the lanes from the top: code to words and tone."""
    return {
        "text": (_("Texts"), "otherwise"),
        "council": (_("Councils"), "firm"),
        "group": (_("Groups"), "going"),
        "meeting": (_("Other meetings"), "resting"),
        "result": (_("Results"), "done"),
    }


def _happenings(viewer: Viewer, today: dt.date, address: Address) -> list[Happening]:
    kinds = {one.reference: one.body_kind for one in governance.bodies(viewer)}
    found = [
        Happening(
            row.date.isoformat(),
            kinds.get(row.body, "") if kinds.get(row.body) in ("council", "group") else "meeting",
            row.title,
            row.title_language,
            address("meeting", row.reference),
            coming=row.standing != "held",
        )
        for row in governance.meetings(viewer)
        if row.date
        and row.standing != "cancelled"
        and (row.standing == "held" or row.date >= today)
    ]
    found += [
        Happening(
            row.date, "text", row.title, row.title_language, address("instrument", row.reference)
        )
        for row in framework.instruments(viewer)
        if row.date
    ]
    found += [
        Happening(
            row.date, "result", row.title, row.title_language, address("result", row.reference)
        )
        for row in workplan.latest_results(viewer, MOST)
        if row.date
    ]
    return found


def _names(year: int, count: int) -> tuple[str, ...]:
    """Return a year in both calendars, as briefly as so many years on a phone ask for."""
    last = dt.date(year, 12, 31)
    era = dates.say_day_briefly(last, "ja").partition(".")[0]
    western = str(year) if count <= _NARROW_YEARS else f"’{year % 100:02}"
    return western, era


def _spoken(drawn: list[Happening], language: str) -> str:
    return "; ".join(f"{dates.say_partial(one.date, language)}: {one.title}" for one in drawn)
