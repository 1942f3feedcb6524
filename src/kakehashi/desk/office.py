"""Office work: the pages of an officer's own office, and how much waits on each.

A new page is one entry of :data:`PAGES`. What ``waits`` counts is asked of the room it is of, with
a number of queries that does not grow with its records.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kakehashi.clearance import selectors as clearance
from kakehashi.commissions import selectors as commissions
from kakehashi.desk.sections import Reader
from kakehashi.enquiries import selectors as enquiries
from kakehashi.lines import selectors as lines
from kakehashi.notes import selectors as notes
from kakehashi.posts import selectors as posts
from kakehashi.retention import selectors as retention
from kakehashi.translation import selectors as translation

MOST = 99
"""More than this is said as *more than*: no count need go further."""

WAITING = _("{count} waiting for you")
FOLLOW_UPS = _("follow-ups open: {count}")


@dataclass(frozen=True)
class OfficePage:
    """One page of office work, as the overview shows it."""

    name: str | Promise
    what: str | Promise
    """One sentence: what is done there."""
    address: str
    """Name of its address."""
    arguments: tuple[str, ...] = ()
    waits: Callable[[Reader], int] | None = None
    """How much waits there for the reader, counted up to :data:`MOST` and one more; None where
    nothing ever waits."""
    waiting: str | Promise = WAITING
    """What the number counts, with the number in it."""
    needs: Sequence[str] = ("read_own_side",)
    """Permissions without which it is not listed."""


@dataclass(frozen=True)
class Listed:
    """A page of office work with its address, and how much waits there."""

    page: OfficePage
    href: str
    waits: int | None

    @property
    def over(self) -> bool:
        """Whether there are more than were counted."""
        return self.waits is not None and self.waits > MOST

    @property
    def said(self) -> str:
        """How much waits, in words."""
        count = gettext("more than {count}") if self.over else pgettext("office", "{count}")
        return str(self.page.waiting).format(count=count.format(count=min(self.waits or 0, MOST)))


def _to_clear(reader: Reader) -> int:
    return len(clearance.waiting_for(reader.viewer, MOST + 1))


def _to_answer(reader: Reader) -> int:
    return enquiries.waiting_count(reader.viewer, reader.account.post_id or "", MOST + 1)


def _ending(reader: Reader) -> int:
    post = reader.account.post_id or ""
    return len(lines.ending(reader.viewer, post=post, today=reader.today, limit=MOST + 1))


def _follow_ups(reader: Reader) -> int:
    return notes.open_follow_ups(reader.viewer, notes.post_of(reader.account), MOST + 1)


def _returns_owed(reader: Reader) -> int:
    return commissions.waiting_count(reader.viewer, MOST + 1)


def _to_translate(reader: Reader) -> int:
    return translation.waiting_count(reader.viewer, reader.account, MOST + 1)


def _vacant(reader: Reader) -> int:
    if not reader.viewer.may("manage_people"):
        return 0
    return posts.vacancies(reader.viewer.side, reader.today)


def _files_due(reader: Reader) -> int:
    over = retention.due(reader.viewer, reader.today)
    return len(over) + len(retention.waiting_for_approval(reader.viewer, MOST + 1))


PAGES: tuple[OfficePage, ...] = (
    OfficePage(
        name=_("Contact notes"),
        what=_("What was said in calls, visits and mails; each follow-up is yours by its day."),
        address="desk:notes",
        waits=_follow_ups,
        waiting=FOLLOW_UPS,
    ),
    OfficePage(
        name=_("Commissions"),
        what=_("One request to many offices, their returns as a table, one text made of them."),
        address="desk:commissions",
        waits=_returns_owed,
        waiting=_("returns owed: {count}"),
    ),
    OfficePage(
        name=_("Enquiries"),
        what=_("What Parliament, press and requesters of documents ask, each with its clock."),
        address="desk:enquiries",
        waits=_to_answer,
        waiting=_("to answer: {count}"),
    ),
    OfficePage(
        name=_("Lines to take and Q&A"),
        what=_("What your side says when it is asked: cleared by whom, valid until when."),
        address="desk:lines-to-take",
        waits=_ending,
        waiting=_("{count} of yours expired or expiring"),
        needs=("read_participants",),
    ),
    OfficePage(
        name=_("Translations"),
        what=_("Who translates which paragraphs of a record, by when; files out and back; review."),
        address="desk:translations",
        waits=_to_translate,
    ),
    OfficePage(
        name=_("Clearance"),
        what=_("Texts on which offices of your side are asked to answer, the soonest due first."),
        address="desk:clearances",
        waits=_to_clear,
        needs=("read_own_side", "write"),
    ),
    OfficePage(
        name=_("Files and retention"),
        what=_("Which file each record is in, until when it is kept, and what then becomes of it."),
        address="desk:files",
        waits=_files_due,
        waiting=_("{count} over, or waiting for your approval"),
    ),
    OfficePage(
        name=_("Posts and handover"),
        what=_("What each post of your side owns, who comes and goes, and where nobody is."),
        address="desk:posts",
        waits=_vacant,
        waiting=_("{count} vacant or held up"),
    ),
)
"""Every page of office work, in the order of the overview."""


def pages_for(reader: Reader) -> list[Listed]:
    """Return the pages of office work that are the reader's, with how much waits on each."""
    if not reader.viewer.side:
        return []
    return [
        Listed(
            one,
            reverse(one.address, args=one.arguments),
            one.waits(reader) if one.waits else None,
        )
        for one in PAGES
        if all(reader.viewer.may(permission) for permission in one.needs)
    ]
