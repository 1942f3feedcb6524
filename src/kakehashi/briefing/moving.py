"""What moved in each area, year by year: where nothing did for a year, where an occasion passed."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kakehashi.briefing.picture import Address, Picture, Row, other_language
from kakehashi.framework import selectors as framework
from kakehashi.governance import sums as governance
from kakehashi.look import charts, dates
from kakehashi.look.charts.drawing import Frame
from kakehashi.people.rules import Viewer
from kakehashi.workplan import sums as workplan

QUIET = 12
"""Months without anything after which an area is said to rest."""

MOST_YEARS = 6
_DECEMBER = 12


def activity(viewer: Viewer, today: dt.date, address: Address) -> Picture:
    """Return how much is on record of each area in each year, and which areas rest."""
    areas = framework.areas(viewer)
    codes = {row.item_id: row.reference.removeprefix("area-") for row in areas}
    months: dict[str, Counter[str]] = {}
    for found in (workplan.moved(viewer), governance.moved(codes, viewer)):
        for code, counted in found.items():
            months[code] = months.get(code, Counter()) + counted
    passed = framework.passed_by_area(viewer, today)
    known = framework.partnership()
    years = _years(known.text_date.year if known else today.year, today)
    lines, rows, resting = [], [], 0
    numbers: list[Sequence[str | int]] = []
    for row in areas:
        counted = _until(months.get(codes[row.item_id], Counter()), today)
        by_year = [sum(n for month, n in counted.items() if month[:4] == str(y)) for y in years]
        last = max(counted, default="")
        occasions = [one.title for one in passed.get(codes[row.item_id], [])]
        rest = _rest(last, today)
        resting += bool(rest)
        remarks = [*rest, *(_passed(one) for one in occasions)]
        lines.append(charts.Line(row.title, by_year, remarks))
        when = dates.say_partial_briefly(last, get_language() or "en") if last else "—"
        rows.append(
            Row(
                row.title,
                (*by_year, when),
                address("area", row.reference),
                other_language(row.title_language),
                remarks,
            )
        )
        numbers.append((row.title, *by_year, last, "; ".join(remarks)))
    title = _("Activity by area and year")
    lead = _(
        "Meetings, decisions, results and reports of progress that are on record with a date. "
        "Nothing on record does not mean that nothing was done."
    )
    spoken = ngettext(
        "In %(number)s area nothing moved for twelve months.",
        "In %(number)s areas nothing moved for twelve months.",
        resting,
    ) % {"number": resting}
    head = (_("Area"), *(str(year) for year in years), _("Last moved"))
    return Picture(
        name="activity",
        title=title,
        lead=f"{lead} {spoken}",
        drawing=charts.grid(
            lines,
            [str(year) for year in years],
            Frame("activity", title, f"{lead} {spoken}", get_language() or "en"),
        ),
        head=head,
        rows=rows,
        numbers=[(*head, _("Remarks")), *numbers],
    )


def _years(first: int, today: dt.date) -> list[int]:
    return list(range(max(first, today.year - MOST_YEARS + 1), today.year + 1))


def _until(counted: Mapping[str, int], today: dt.date) -> Counter[str]:
    """Return what has happened; what bears a date to come has not moved anything yet."""
    now = f"{today:%Y-%m}"
    return Counter({month: n for month, n in counted.items() if month <= now[: len(month)]})


def _rest(last: str, today: dt.date) -> list[str]:
    """Return that nothing moved for so many months, where it is a year or more."""
    if not last:
        return [_("Nothing on record yet")]
    year, month = int(last[:4]), int(last[5:7] or _DECEMBER)
    months = (today.year - year) * 12 + today.month - month
    if months < QUIET:
        return []
    return [
        ngettext(
            "Nothing on record for %(number)s month",
            "Nothing on record for %(number)s months",
            months,
        )
        % {"number": months}
    ]


def _passed(occasion: str) -> str:
    return _("Its occasion has passed: %(occasion)s") % {"occasion": occasion}
