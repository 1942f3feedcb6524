"""Who owns an action point today: a post with its holder, vacant, or ended with its successor."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kakehashi.people.models import Organisation, Person, Post, Succession
from kakehashi.people.seats import left_posts, sitting_in
from kakehashi.people.selectors import holder_on

HELD, UNKNOWN, VACANT, ENDED = "held", "unknown", "vacant", "ended"


@dataclass(frozen=True)
class Owner:
    """A post as an owner, on one day."""

    post: Post
    state: str
    """``held``, ``unknown`` (no holder is on record), ``vacant`` (the last one left) or ``ended``
    (the post, or its organisation's part in the partnership, is over)."""
    holder: Person | None = None
    proposed: Post | None = None
    """The post that it may be handed over to, where this one is vacant or ended."""

    @property
    def needs_successor(self) -> bool:
        """Whether nobody can be asked who holds the post."""
        return self.state in (VACANT, ENDED)


def owners_of(posts: Iterable[str], day: dt.date) -> dict[str, Owner]:
    """Return the owners by id of their post: ten queries at most, whatever their number.

    Args:
        posts: ids of posts; those there are not are left out.
        day: the day in question.
    """
    found = list(
        Post.objects.filter(pk__in={one for one in posts if one})
        .select_related("organisation__side")
        .prefetch_related(
            "holdings__person",
            "organisation__names",
            "organisation__roles",
            "organisation__passed_on",
        )
    )
    if not found:
        return {}
    sitting = frozenset(sitting_in([one.pk for one in found]))
    left_by_all = left_posts([one.pk for one in found], sitting)
    states = {one.pk: _state(one, day, sitting, left_by_all) for one in found}
    left = [one for one in found if states[one.pk] in (VACANT, ENDED)]
    offered = _offered(left, states, day) if left else {}
    return {
        one.pk: Owner(
            one,
            states[one.pk],
            holder=holding.person if (holding := holder_on(one, day)) else None,
            proposed=offered.get(one.pk),
        )
        for one in found
    }


def _state(post: Post, day: dt.date, sitting: frozenset[str], left_by_all: frozenset[str]) -> str:
    if not post.holds_on(day) or has_ended(post.organisation, day):
        return ENDED
    if holder_on(post, day) is not None or post.pk in sitting:
        return HELD
    if post.pk in left_by_all:
        return VACANT
    # A holding of which only one day is known says nothing of another day.
    dated = [one for one in post.holdings.all() if one.as_of is None]
    return VACANT if any(one.until and one.until <= day for one in dated) else UNKNOWN


def has_ended(organisation: Organisation, day: dt.date) -> bool:
    """Say whether an organisation's part in the partnership is over on ``day``.

    It bears no name any more, or it passed its work on and has no role left.
    """
    names = list(organisation.names.all())
    if names and all(one.until and one.until <= day for one in names):
        return True
    roles = list(organisation.roles.all())
    passed = any(one.on <= day for one in organisation.passed_on.all())
    return passed and bool(roles) and all(one.until and one.until <= day for one in roles)


def _offered(left: Sequence[Post], states: Mapping[str, str], day: dt.date) -> dict[str, Post]:
    """Return the post that each vacant or ended one may be handed over to."""
    heirs = _heirs({one.organisation_id for one in left if states[one.pk] == ENDED}, day)
    wanted = {heirs.get(one.organisation_id, one.organisation_id) for one in left}
    there: dict[str, list[Post]] = {}
    for post in (
        Post.objects.filter(organisation_id__in=wanted)
        .select_related("organisation")
        .order_by("pk")
    ):
        if post.holds_on(day):
            there.setdefault(post.organisation_id, []).append(post)
    return {
        one.pk: chosen
        for one in left
        if (
            chosen := _nearest(
                one,
                there.get(
                    heirs.get(one.organisation_id, one.organisation_id)
                    if states[one.pk] == ENDED
                    else one.organisation_id,
                    [],
                ),
            )
        )
    }


def _heirs(organisations: set[str], day: dt.date) -> dict[str, str]:
    """Return who took the work of each organisation over, to the end of the chain."""
    if not organisations:
        return {}
    passed: dict[str, str] = {}
    for one in Succession.objects.filter(on__lte=day).order_by("on", "pk"):
        passed[one.predecessor_id] = one.successor_id
    heirs = {}
    for first in organisations & set(passed):
        seen, last = {first}, passed[first]
        while last in passed and passed[last] not in seen:  # a circle ends where it began
            seen.add(last)
            last = passed[last]
        heirs[first] = last
    return heirs


def _nearest(post: Post, there: Sequence[Post]) -> Post | None:
    others = [one for one in there if one.pk != post.pk]
    return next((one for one in others if one.name_en == post.name_en), None) or next(
        iter(others), None
    )
