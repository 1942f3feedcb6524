"""Reading contact notes: the list, what was opened for one, the files kept with one."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kakehashi.errors import NotHere
from kakehashi.governance.action_rules import DRAFT, WORKED_ON
from kakehashi.governance.models import ActionPoint
from kakehashi.notes.models import ContactNote, KeptFile
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Facet, Item, Link

PAGE = 25


@dataclass(frozen=True)
class Asked:
    """Which notes are asked for."""

    area: str = ""
    """Reference of an area."""
    organisation: str = ""
    since: dt.date | None = None
    mine: bool = False
    before: tuple[dt.date, uuid.UUID] | None = None
    """Only notes older than this one, by its day and item."""


@dataclass(frozen=True)
class Listing:
    """A page of notes, the newest first."""

    rows: Sequence[ContactNote]
    more: bool
    """Whether there are older ones."""

    @property
    def last(self) -> str:
        """What the next page asks to be older than."""
        row = self.rows[-1]
        return f"{row.date:%Y-%m-%d}_{row.item_id}"


def listing(asked: Asked, account: Account, viewer: Viewer) -> Listing:
    """Return a page of the notes that ``viewer`` sees: two queries, however many notes there are.

    Nothing is counted, and no page is reached by passing over those before it.
    """
    found = list(_found(asked, account, viewer)[: PAGE + 1])
    return Listing(found[:PAGE], len(found) > PAGE)


def _found(asked: Asked, account: Account, viewer: Viewer) -> QuerySet[ContactNote]:
    # By the days, from the newest: an index on the audience alone would gather all to sort them.
    notes = ContactNote.objects.annotate(seen_by=F("audience_id") + 0).filter(
        seen_by__in=visible_audiences(viewer)
    )
    if asked.area:
        area = Item.objects.filter(reference=asked.area).values_list("pk", flat=True)
        notes = notes.filter(
            pk__in=Link.objects.filter(
                to__in=list(area[:1]), relation="of_area", kind="contact_note"
            ).values("entry_id")
        )
    if asked.organisation:
        notes = notes.filter(
            pk__in=Facet.objects.filter(name="organisations", value=asked.organisation).values(
                "entry_id"
            )
        )
    if asked.since:
        notes = notes.filter(date__gte=asked.since)
    if asked.mine:
        whose = Q(item__owner=account.post_id) if account.post_id else Q()
        notes = notes.filter(whose | Q(entry__version__author=account))
    if asked.before:
        day, item = asked.before
        notes = notes.filter(Q(date__lt=day) | Q(date=day, item_id__lt=item))
    return notes.select_related(
        "entry__version__author", "entry__version__author_post", "entry__version__side"
    ).order_by("-date", "-item_id")


def before_of(written: str) -> tuple[dt.date, uuid.UUID] | None:
    """Return the place in the list that an address names; None where it names none."""
    day, _sep, item = written.partition("_")
    try:
        return dt.date.fromisoformat(day), uuid.UUID(item)
    except ValueError:
        return None


def opened_for(item: uuid.UUID, viewer: Viewer) -> list[ActionPoint]:
    """Return the action points about a note that ``viewer`` sees. One query."""
    return list(
        ActionPoint.objects.filter(
            pk__in=Link.objects.filter(to_id=item, relation="about", kind="action_point").values(
                "entry_id"
            ),
            audience_id__in=visible_audiences(viewer),
        ).order_by("sort_key", "pk")
    )


def files_of(item: uuid.UUID, viewer: Viewer) -> list[KeptFile]:
    """Return the files kept with a note, without their content. One query."""
    return list(
        KeptFile.objects.filter(item_id=item, audience_id__in=visible_audiences(viewer)).defer(
            "content"
        )
    )


def kept_file(key: uuid.UUID, viewer: Viewer) -> KeptFile:
    """Return one kept file.

    Raises:
        NotHere: when there is none that ``viewer`` may see.
    """
    found = KeptFile.objects.filter(pk=key, audience_id__in=visible_audiences(viewer)).first()
    if found is None:
        raise NotHere
    return found


def post_of(account: Account) -> str:
    """Return the post that follow-ups of an account belong to; empty where there is none.

    A deputy without a post of their own works for that of a colleague in the same organisation
    with a role that both have.
    """
    if account.post_id or not account.organisation_id:
        return account.post_id or ""
    roles = list(account.roles.values_list("pk", flat=True))
    found = (
        Account.objects.filter(
            organisation=account.organisation_id, roles__in=roles, post__isnull=False
        )
        .order_by("username")
        .values_list("post_id", flat=True)
    )
    return found.first() or ""


def _open(viewer: Viewer, post: str) -> QuerySet[ActionPoint]:
    """Return what waits for ``post`` of notes: its open action points about one."""
    return ActionPoint.objects.filter(
        audience_id__in=visible_audiences(viewer),
        post=post,
        standing__in=(DRAFT, *WORKED_ON),
    ).filter(
        # Asked of each of the few points of a post: there are far more notes than those.
        Exists(
            Link.objects.filter(entry_id=OuterRef("pk"), relation="about", to__kind="contact_note")
        )
    )


def open_follow_ups(viewer: Viewer, post: str, most: int) -> int:
    """Return how many open action points of ``post`` came of notes, counted up to ``most``."""
    return _open(viewer, post).order_by()[:most].count() if post else 0


def follow_ups_of(
    viewer: Viewer, post: str, limit: int
) -> tuple[list[tuple[ActionPoint, Item]], int]:
    """Return follow-ups of ``post`` that its side has not shared, each with its note; how many.

    Those due first stand on top. Three queries.
    """
    if not post:
        return [], 0
    found = _open(viewer, post).filter(standing=DRAFT)
    rows = list(found.order_by(F("due_on").asc(nulls_last=True), "sort_key", "pk")[:limit])
    notes = {
        link.entry_id: link.to
        for link in Link.objects.filter(
            entry_id__in=[one.pk for one in rows], relation="about", to__kind="contact_note"
        ).select_related("to")
    }
    return [(one, notes[one.pk]) for one in rows], found.count()
