"""Reading people: viewers, what they may see, names as they stood on a day."""

import datetime as dt
import functools
import threading
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch, QuerySet

from kakehashi.people.models import Account, Audience, Organisation, OrganisationName, Role, Side
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
            groups=frozenset(account.groups.values_list("code", flat=True)),
        )
        account.__dict__["_viewer"] = known
    return known


class _Audiences:
    """Every audience as a circle, kept in memory: rows never change, so only new ones are read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._circles: dict[int, Circle] = {}
        self._last = 0
        self._digest = ""

    def all(self) -> Mapping[int, Circle]:
        newest = Audience.objects.order_by("-id").values_list("id", "digest").first()
        last, digest = newest or (0, "")
        with self._lock:
            if last < self._last or (last == self._last and digest != self._digest):
                self._circles, self._last = {}, 0  # another database, or one restored
                visible_in.cache_clear()
            if last > self._last:
                for row in Audience.objects.filter(id__gt=self._last).order_by("id"):
                    self._circles[row.pk] = self._circle(row)
                    self._last = max(self._last, row.pk)
                self._circles = dict(self._circles)
            self._digest = digest
            return self._circles

    def _circle(self, row: Audience) -> Circle:
        newer = row.superseded_by_id
        if newer is not None and newer not in self._circles:
            self._circles[newer] = self._circle(Audience.objects.get(pk=newer))
        return Circle(
            reach=row.reach,
            state=row.state,
            origin=row.origin,
            sides=tuple(row.sides),
            organisation=row.organisation,
            groups=tuple(row.groups),
            people=tuple(row.people),
            limits=tuple(row.limits),
            superseded_by=self._circles[newer] if newer is not None else None,
        )


_audiences = _Audiences()


@functools.lru_cache(maxsize=512)
def visible_in(viewer: Viewer, last: int, digest: str) -> tuple[int, ...]:
    """Return the numbers of the audiences ``viewer`` is in, as of the audience ``last``."""
    circles = _audiences.all()
    return tuple(number for number, circle in circles.items() if may_see(viewer, circle))


def visible_audiences(viewer: Viewer) -> tuple[int, ...]:
    """Return the numbers for ``audience_id IN (…)``: the decision taken once per audience.

    One small query; the decisions are kept in memory for as long as no audience is added.
    """
    newest = Audience.objects.order_by("-id").values_list("id", "digest").first()
    last, digest = newest or (0, "")
    if last < _audiences._last or digest != _audiences._digest:  # noqa: SLF001 - same file
        _audiences.all()
    return visible_in(viewer, last, digest)


def public_audiences() -> tuple[int, ...]:
    """Return the audiences that everybody is in."""
    return visible_audiences(PUBLIC_VIEWER)


def circle_of(audience: int) -> Circle:
    """Return the circle that an audience's number stands for."""
    return _audiences.all()[audience]


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
