"""What is new and what happened: the newest of each area, and the days of the partnership."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kakehashi.framework import public as framework
from kakehashi.governance import public as governance
from kakehashi.records.public import kind_of
from kakehashi.workplan import public as workplan


@dataclass(frozen=True)
class Happened:
    """Something public with its day: a face of a record and what kind of record it is."""

    row: Any
    """A row of a kind's table; has reference and titles as every face."""
    kind: str
    date: str
    """ISO 8601, a day, a month or a year."""

    @property
    def names(self) -> Mapping[str, str]:
        """The kind's name per language."""
        return kind_of(self.kind).names


def newest_by_area() -> dict[str, Happened]:
    """Return the newest public thing of each area that has one, in three queries.

    A result, a decision, or an update on one of the area's joint actions.
    """
    found: dict[str, Happened] = {}
    for kind, rows in (
        ("result", workplan.newest_results()),
        ("decision", governance.newest_decisions()),
        ("update", workplan.newest_updates()),
    ):
        for area, row in rows.items():
            one = Happened(row, kind, _day(row.date))
            if area not in found or found[area].date < one.date:
                found[area] = one
    return found


def timeline(limit: int) -> list[Happened]:
    """Return the newest days of the partnership: meetings held, results, texts between the sides.

    Three queries; newest first.
    """
    rows: list[Happened] = [
        *_happened("meeting", (one for one in governance.last_held(limit))),
        *_happened("result", workplan.results(limit)),
        *_happened("instrument", framework.instruments(limit)),
    ]
    rows.sort(key=lambda one: (one.date, one.row.pk), reverse=True)
    return rows[:limit]


def _happened(kind: str, rows: Iterable[Any]) -> Iterable[Happened]:
    return (Happened(row, kind, _day(row.date)) for row in rows if row.date)


def _day(value: dt.date | str | None) -> str:
    return value.isoformat() if isinstance(value, dt.date) else value or ""
