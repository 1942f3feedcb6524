"""Reading people: viewers, what they may see, names as they stood on a day."""

import contextlib
import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from kakehashi.people.models import (
    Account,
    Audience,
    Holding,
    Organisation,
    OrganisationName,
    Post,
    Role,
    Side,
)
from kakehashi.people.rules import PUBLIC_VIEWER, Circle, Viewer, may_see


def viewer_of(account: object) -> Viewer:
    """Return what the access decision reads of ``account``; the public where nobody signed in.

    Takes one query for the roles and one for the groups, kept on the account for the request.
    """
    if not isinstance(account, Account) or not account.is_active:
        return PUBLIC_VIEWER
    known: Viewer | None = account.__dict__.get("_viewer")
    if known is None:
        permissions: set[str] = set()
        for granted in account.roles.values_list("permissions", flat=True):
            permissions.update(granted)
        known = Viewer(
            account=str(account.pk),
            side=account.side_id or "",
            organisation=account.organisation_id or "",
            permissions=frozenset(permissions),
            groups=frozenset(account.groups.values_list("code", flat=True))
            | circle_of_post(account),
        )
        account.__dict__["_viewer"] = known
    return known


def circle_of_post(account: Account) -> frozenset[str]:
    """Return the group of those who act in the account's post: who leaves it is out of it."""
    return frozenset({group_of_post(account.post_id)} if account.post_id else ())


def group_of_post(post: str) -> str:
    """Return the group that a marking names for whoever holds ``post`` now. It has no row."""
    return f"post:{post}"


LOOKED_AT = 4
"""Newest audiences that tell whether anything changed."""


class _Audiences:
    """Every audience as a circle, kept in memory until one is added.

    What each viewer is in is kept beside it. A number stands for another circle once a write that
    took it was rolled back (SQLite gives it out again), so nothing of before is kept on a change,
    and what was read inside a write is not believed outside before that write is committed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._circles: dict[int, Circle] = {}
        self._state: tuple[tuple[int, str], ...] = ()
        self._tentative = False
        self._decided: dict[Viewer, tuple[int, ...]] = {}

    def circles(self) -> Mapping[int, Circle]:
        """Return every circle by its number; one small query where nothing is new."""
        state = tuple(Audience.objects.order_by("-id").values_list("id", "digest")[:LOOKED_AT])
        writing = transaction.get_connection().in_atomic_block
        with self._lock:
            if state != self._state or (self._tentative and not writing):
                rows = {row.pk: row for row in Audience.objects.all()}
                self._circles = {}
                for number in sorted(rows):
                    self._add(number, rows)
                self._state, self._decided = state, {}
                self._tentative = writing
                if writing:
                    transaction.on_commit(self._believe)
            return self._circles

    def _believe(self) -> None:
        self._tentative = False

    def seen_by(self, viewer: Viewer) -> tuple[int, ...]:
        """Return the numbers of the audiences that ``viewer`` is in."""
        circles = self.circles()
        known = self._decided.get(viewer)
        if known is None:
            known = tuple(number for number, one in circles.items() if may_see(viewer, one))
            if len(self._decided) >= MOST_VIEWERS:
                self._decided = {}
            self._decided[viewer] = known
        return known

    def _add(self, number: int, rows: Mapping[int, Audience]) -> Circle:
        known = self._circles.get(number)
        if known is None:
            row = rows[number]
            newer = row.superseded_by_id
            known = self._circles[number] = Circle(
                reach=row.reach,
                state=row.state,
                origin=row.origin,
                sides=tuple(row.sides),
                organisation=row.organisation,
                groups=tuple(row.groups),
                people=tuple(row.people),
                limits=tuple(row.limits),
                superseded_by=self._add(newer, rows) if newer is not None else None,
            )
        return known


MOST_VIEWERS = 512
_audiences = _Audiences()
_asked: ContextVar[dict[Viewer, tuple[int, ...]] | None] = ContextVar("asked", default=None)


def visible_audiences(viewer: Viewer) -> tuple[int, ...]:
    """Return the numbers for ``audience_id IN (…)``: the decision taken once per audience.

    One small query; the decisions are kept in memory for as long as no audience is added.
    """
    asked = _asked.get()
    if asked is None:
        return _audiences.seen_by(viewer)
    if viewer not in asked:
        asked[viewer] = _audiences.seen_by(viewer)
    return asked[viewer]


@contextlib.contextmanager
def asked_once() -> Iterator[None]:
    """Take the decision once for all that is read inside: a page that only reads needs no more.

    Never around a write: what it adds would not be seen until the end.
    """
    before = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(before)


def circles() -> Mapping[int, Circle]:
    """Return every audience as a circle, by its number; one small query for all of them."""
    return _audiences.circles()


def circle_of(audience: int) -> Circle:
    """Return the circle that an audience's number stands for."""
    return _audiences.circles()[audience]


def sides() -> QuerySet[Side]:
    """Return the sides in their order."""
    return Side.objects.all()


def roles() -> QuerySet[Role]:
    """Return the roles in their order."""
    return Role.objects.all()


def name_on(organisation: Organisation, day: dt.date | None, language: str) -> str:
    """Return the name ``organisation`` bore on ``day``, in ``language``.

    History keeps the name of the day: a page about 2022 says Department for Digital, Culture,
    Media and Sport.
    """
    if day is not None:
        for name in organisation.names.all():
            if name.holds_on(day):
                return name.name_in(language)
    return organisation.name_in(language)


def organisations(ids: Iterable[str] | None = None) -> QuerySet[Organisation]:
    """Return organisations with their dated names, in two queries whatever their number."""
    found = Organisation.objects.select_related("side").prefetch_related(
        Prefetch("names", queryset=OrganisationName.objects.order_by("since"))
    )
    return found if ids is None else found.filter(pk__in=list(ids))


def offices() -> QuerySet[Side]:
    """Return the sides with organisations, names, roles, successions, posts and holders.

    A fixed number of queries whatever their number.
    """
    return Side.objects.prefetch_related(
        "organisations__names",
        "organisations__roles",
        "organisations__placements__parent",
        "organisations__passed_on__successor",
        "organisations__posts__holdings__person",
    )


def posts_of(side: str, day: dt.date) -> list[Post]:
    """Return the posts of ``side`` that are there on ``day``, by organisation. One query."""
    return [
        post
        for post in Post.objects.filter(organisation__side_id=side)
        .select_related("organisation")
        .order_by("organisation_id", "pk")
        if post.holds_on(day)
    ]


def posts(day: dt.date) -> list[Post]:
    """Return the posts that there are on ``day``, with organisation, side and holders.

    Three queries whatever their number.
    """
    return list(
        Post.objects.filter(Q(until__isnull=True) | Q(until__gt=day))
        .select_related("organisation__side")
        .prefetch_related("holdings__person")
        .order_by("organisation__side__position", "organisation_id", "pk")
    )


def holder_on(post: Post, day: dt.date) -> Holding | None:
    """Return who holds ``post`` on ``day``, as far as is recorded; None for a vacancy.

    A holding of which only one day is known says nothing of another day.
    """
    for holding in post.holdings.all():
        if holding.holds_on(day) and holding.as_of in (None, day):
            return holding
    return None


def officials(codes: Iterable[str]) -> list[Account]:
    """Return the accounts of the sides called ``codes``, to name people from."""
    return list(
        Account.objects.filter(side_id__in=list(codes), is_active=True).select_related("side")
    )


def accounts_of(side: str) -> QuerySet[Account]:
    """Return the accounts of a side with their roles."""
    return Account.objects.filter(side_id=side, is_active=True).prefetch_related("roles")
