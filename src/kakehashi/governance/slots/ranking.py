"""Ranking of slots: what speaks against each, in points that are written down, and why."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kakehashi.errors import Words
from kakehashi.governance.slots.finding import moment_of
from kakehashi.governance.slots.offices import Office

_ONE_DAY = dt.timedelta(days=1)
_LUNCH = (12 * 60, 13 * 60)
_EDGE = 30


@dataclass(frozen=True, slots=True)
class _Against:
    points: int
    words: Words


REASONS: Mapping[str, _Against] = {
    "taken": _Against(100, {"en": "{side}: {pattern}", "ja": "{side}：{pattern}"}),
    "lunch": _Against(30, {"en": "over the lunch hour of {side}", "ja": "{side}の昼休みに重なる"}),
    "beside_closed": _Against(
        15,
        {
            "en": "beside days on which {side} is closed",
            "ja": "{side}の休業日（週末を除く）に隣接",
        },
    ),
    "edge": _Against(
        10,
        {
            "en": "within 30 minutes of the end or start of the day of {side}",
            "ja": "{side}の始業又は終業から30分以内",
        },
    ),
    "date_differs": _Against(
        5, {"en": "not the same date on every side", "ja": "双方で日付が異なる"}
    ),
    "clear": _Against(
        0,
        {
            "en": "inside everybody's hours, nothing known against it",
            "ja": "双方の執務時間内で、支障となる予定なし",
        },
    ),
}
"""What is said of a slot, with the points it takes; fewest points first, then the earliest."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing said of a slot."""

    code: str
    side: str = ""
    pattern: Words | None = None

    @property
    def points(self) -> int:
        """The points it takes."""
        return REASONS[self.code].points


@dataclass(frozen=True, slots=True)
class Slot:
    """A proposed time."""

    start: dt.datetime
    end: dt.datetime
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """All that speaks against it, in points."""
        return sum(reason.points for reason in self.reasons)


def rank(starts: Iterable[int], offices: Sequence[Office], length: int) -> list[Slot]:
    """Return slots from the best on: fewest points, then the earliest.

    Args:
        starts: minutes of UTC since 1970, as :func:`find` gives them.
        offices: who must attend.
        length: minutes of the meeting.
    """
    slots = [_weighed(start, offices, length) for start in starts]
    return sorted(slots, key=lambda one: (one.points, one.start))


def _weighed(start: int, offices: Sequence[Office], length: int) -> Slot:
    begin, end = moment_of(start), moment_of(start + length)
    days: set[dt.date] = set()
    reasons: list[Reason] = []
    for office in offices:
        clock = ZoneInfo(office.zone)
        local = begin.astimezone(clock)
        days.add(local.date())
        first = local.hour * 60 + local.minute
        reasons += _against(office, local.date(), first, first + length)
    if len(days) > 1:
        reasons.append(Reason("date_differs"))
    return Slot(begin, end, tuple(reasons) or (Reason("clear"),))


def _against(office: Office, day: dt.date, start: int, end: int) -> Iterator[Reason]:
    for pattern in office.patterns:
        if (
            not pattern.never
            and pattern.on(day)
            and _meet(start, end, pattern.starts, pattern.ends)
        ):
            yield Reason("taken", office.side, pattern.names)
    if _meet(start, end, *_LUNCH):
        yield Reason("lunch", office.side)
    if start - office.opens < _EDGE or office.closes - end < _EDGE:
        yield Reason("edge", office.side)
    beside = (day - _ONE_DAY, day + _ONE_DAY)
    if any(one.weekday() in office.week and not office.works_on(one) for one in beside):
        yield Reason("beside_closed", office.side)


def _meet(start: int, end: int, other_start: int, other_end: int) -> bool:
    return start < other_end and other_start < end
