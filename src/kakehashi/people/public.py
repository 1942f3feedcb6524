"""What the public may see of people: sides, organisations over time, names of posts.

No account, no role of an account, and no person: those stand with the meetings they attended.
"""

from collections.abc import Iterable

from kakehashi.people.models import Organisation, Post, Side
from kakehashi.people.selectors import asked_once, name_on

__all__ = [
    "Organisation",
    "Post",
    "Side",
    "asked_once",
    "name_on",
    "offices",
    "organisations",
    "posts",
    "sides",
]


def sides() -> list[Side]:
    """Return the sides in their order."""
    return list(Side.objects.all())


def offices() -> list[Side]:
    """Return the sides with their organisations: names, roles, parents and successors over time.

    A fixed number of queries whatever their number.
    """
    return list(
        Side.objects.prefetch_related(
            "organisations__names",
            "organisations__roles",
            "organisations__placements__parent__names",
            "organisations__passed_on__successor__names",
            "organisations__taken_over__predecessor__names",
        )
    )


def organisations(ids: Iterable[str]) -> dict[str, Organisation]:
    """Return organisations with their dated names, by id."""
    return Organisation.objects.prefetch_related("names").in_bulk(list(ids))


def posts(ids: Iterable[str]) -> dict[str, Post]:
    """Return posts by id."""
    return Post.objects.in_bulk(list(ids))
