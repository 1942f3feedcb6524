"""Reading biographies: the list, those of given people, of whom one may be written."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kakehashi.biographies.models import Biography
from kakehashi.biographies.rules import standing
from kakehashi.people.models import Holding, Person, Post
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences

_GONE = ("withdrawn", "overtaken")


@dataclass(frozen=True)
class Life:
    """A biography with whom it is of, and whether it is still to be relied on."""

    row: Biography
    person: Person | None
    post: Post | None
    standing: str
    """One of :data:`kakehashi.biographies.rules.STANDINGS`."""


def biographies(viewer: Viewer) -> QuerySet[Biography]:
    """Return the biographies that ``viewer`` sees, each with its version, those to check first."""
    return (
        Biography.objects.filter(audience_id__in=visible_audiences(viewer))
        .exclude(state__in=_GONE)
        .select_related("entry__version__side", "item__owner")
        .order_by("as_of", "sort_key", "pk")
    )


def lives(rows: Iterable[Biography], today: dt.date) -> list[Life]:
    """Return biographies with whom they are of. Three queries, whatever their number."""
    listed = list(rows)
    persons = Person.objects.in_bulk({one.person for one in listed})
    posts = Post.objects.select_related("organisation__side").in_bulk({one.post for one in listed})
    held = set(
        _holding(today)
        .filter(person_id__in=persons, post_id__in=posts)
        .values_list("person_id", "post_id")
    )
    return [
        Life(
            one,
            persons.get(one.person),
            posts.get(one.post),
            standing(one.as_of, today, holds=(one.person, one.post) in held),
        )
        for one in listed
    ]


def of_people(viewer: Viewer, persons: Collection[str], today: dt.date) -> dict[str, Life]:
    """Return of each person the biography that was checked last; the whole table has none.

    Args:
        viewer: who reads, of a side.
        persons: ids.
        today: the reader's day.
    """
    if viewer.table or not viewer.side or not persons:
        return {}
    rows = biographies(viewer).filter(person__in=list(persons))
    return {one.row.person: one for one in lives(rows, today)}


def office_holders(today: dt.date) -> list[Holding]:
    """Return who holds a public office, as far as is on record, by side, office and post.

    One query. Those alone may a biography be written of.
    """
    return list(
        _holding(today)
        .filter(Q(post__until__isnull=True) | Q(post__until__gt=today))
        .select_related("person", "post__organisation__side")
        .order_by(
            "post__organisation__side__position", "post__organisation_id", "post_id", "person_id"
        )
    )


def _holding(today: dt.date) -> QuerySet[Holding]:
    return Holding.objects.filter(
        Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gt=today)
    )
