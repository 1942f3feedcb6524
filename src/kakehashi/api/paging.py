"""Pages of a list: so many rows from a cursor on, and the address of the next page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from kakehashi.api.cursors import seal, unseal
from kakehashi.api.problems import CursorWrong

USUAL, MOST = 50, 200


@dataclass(frozen=True)
class Asked:
    """What a list was asked for: whose it is, its filters, where to go on, how many rows."""

    request: HttpRequest
    of: str
    filters: Mapping[str, object]
    cursor: str | None
    limit: int

    def after(self) -> list[Any] | None:
        """Return the values to go on after, None from the beginning.

        Raises:
            CursorWrong: for a cursor of another list, or of none.
        """
        if self.cursor is None:
            return None
        return unseal(self.cursor, of=self.of, filters=self.filters)

    def go_on(self, values: Sequence[object]) -> str:
        """Return the address of the page after ``values``, and remember it for the Link header."""
        query = {
            name: value.isoformat() if isinstance(value, dt.date) else str(value)
            for name, value in self.filters.items()
            if value not in (None, "") and name in self.request.GET
        }
        query["limit"] = str(self.limit)
        query["cursor"] = seal(values, of=self.of, filters=self.filters)
        if "language" in self.request.GET:
            query["language"] = self.request.GET["language"]
        address = f"{self.request.path}?{urlencode(query)}"
        self.request.next_page = address  # type: ignore[attr-defined]
        return address


def page_of(
    asked: Asked, found: QuerySet[Any], order: Sequence[str], *, keep: bool = False
) -> tuple[list[Any], str | None]:
    """Return the rows of one page, in one query, and the address of the next page.

    Args:
        asked: what was asked for.
        found: the whole list.
        order: columns to sort by; together they tell any two rows apart.
        keep: whether the last page has a next one, too: what comes later stands there.
    """
    after = asked.after()
    if after is not None:
        found = found.filter(_beyond(order, after))
    rows = list(found.order_by(*order)[: asked.limit + 1])
    more, rows = len(rows) > asked.limit, rows[: asked.limit]
    if not more and not keep:
        return rows, None
    if not rows:
        return rows, asked.go_on(after or [])
    last = [getattr(rows[-1], name) for name in order]
    return rows, asked.go_on(
        [one.isoformat() if isinstance(one, dt.datetime) else one for one in last]
    )


def _beyond(order: Sequence[str], after: Sequence[Any]) -> Q:
    if not after:
        return Q()
    if len(after) != len(order):
        raise CursorWrong
    beyond, same = Q(), Q()
    for name, value in zip(order, after, strict=True):
        beyond |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return beyond
