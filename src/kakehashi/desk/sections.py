"""Sections of My work: what one says, its rows, and for whom they are computed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kakehashi.governance.selectors.actions import Reading
from kakehashi.look.tags.moments import brief_day
from kakehashi.people.calendars import working_days_until
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import sides, viewer_of
from kakehashi.records.models import Face

SHOWN = 5

WEEK = 5
"""Working days of a week."""

LATE, SOON = "late", "soon"


@dataclass(frozen=True)
class Remark:
    """One thing known of a row, in words; ``tone`` is ``late``, ``soon`` or empty."""

    words: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One record that needs the reader, or that has news for them."""

    face: Face
    remarks: Sequence[Remark] = ()
    progress: str = ""
    side: Side | None = None
    by: str = ""
    at: dt.datetime | None = None
    action: str = ""
    """Words of a further link, where there is one."""
    href: str = ""
    page: str = ""
    """Where the title leads for what is no record and has no page of one."""
    actions: Sequence[tuple[str, str]] = ()
    """Words and address of several further links."""


@dataclass(frozen=True)
class Section:
    """One thing that may need the reader: how many, and the most urgent of them."""

    key: str
    title: str
    total: int
    rows: Sequence[Row]
    rank: int
    """Where it stands among the sections; smaller is more urgent."""
    hint: str = ""
    href: str = ""
    """Where all of them are."""
    unchanged: int = 0
    """Of those to confirm, how many say what the side confirmed before."""
    over: bool = False
    """Whether there are more than were counted."""

    @property
    def urgent(self) -> bool:
        """Whether a clock runs, or ran out, in the first of it."""
        return any(remark.tone == LATE for row in self.rows for remark in row.remarks)

    def first(self, number: int) -> "Section":
        """Return the section with its first rows only."""
        return replace(self, rows=self.rows[:number])


@dataclass(frozen=True)
class Reader:
    """For whom needs are computed, and when."""

    account: Account
    viewer: Viewer
    today: dt.date
    sides: Mapping[str, Side]
    limit: int = SHOWN

    @property
    def reading(self) -> Reading:
        """For whom action points are read."""
        return Reading(self.viewer, self.today, self.account.post_id or "")

    @property
    def calendars(self) -> list[str]:
        """The calendars of all sides: a working day is one on which each of them works."""
        return [side.calendar for side in self.sides.values()]


def today_of(zone: str) -> dt.date:
    """Return today's date where the reader is."""
    return timezone.now().astimezone(ZoneInfo(zone)).date()


def reader_of(account: Account, limit: int = SHOWN) -> Reader:
    """Return for whom needs are computed: one query for the sides."""
    return Reader(
        account,
        viewer_of(account),
        today_of(account.zone),
        {side.code: side for side in sides()},
        limit,
    )


def due_remark(day: dt.date, reader: Reader) -> Remark:
    """Say how long there is until ``day``, in working days of all sides."""
    if day < reader.today:
        return Remark(_("overdue since %(day)s") % {"day": brief_day(day)}, LATE)
    if day == reader.today:
        return Remark(_("due today"), LATE)
    left = working_days_until(reader.today, day, reader.calendars)
    words = ngettext("%(count)d working day left", "%(count)d working days left", left)
    return Remark(
        _("due %(day)s") % {"day": brief_day(day)} + " · " + words % {"count": left},
        SOON if left <= WEEK else "",
    )
