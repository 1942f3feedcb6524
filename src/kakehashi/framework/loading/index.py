"""What a profile's names stand for in this node: ``provision:VD.b.vi`` to an item's id."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.framework.profile.dates import resolve
from kakehashi.framework.profile.pieces import Link
from kakehashi.people.models import Account
from kakehashi.records.services import LinkTo


@dataclass
class Index:
    """Where everything that was loaded went, and how relative dates are read."""

    today: dt.date
    works: Callable[[dt.date], bool]
    operator: Account
    accounts: Mapping[str, Account]
    sides: tuple[str, ...]
    items: dict[str, uuid.UUID] = field(default_factory=dict)

    def put(self, kind: str, ref: str, item: uuid.UUID) -> None:
        """Remember the item that ``kind`` and ``ref`` stand for."""
        self.items[f"{kind}:{ref}"] = item

    def find(self, kind: str, ref: str) -> uuid.UUID | None:
        """Return the item that ``kind`` and ``ref`` stand for, None where there is none."""
        return self.items.get(f"{kind}:{ref}")

    def link(self, relation: str, kind: str, *refs: str) -> list[LinkTo]:
        """Return links to things of one kind, those that are not there left out."""
        found = [self.find(kind, ref) for ref in refs if ref]
        return [LinkTo(relation, item) for item in found if item is not None]

    def links(self, links: Sequence[Link]) -> list[LinkTo]:
        """Return the links that a profile writes as ``kind:ref`` with a relation."""
        found: list[LinkTo] = []
        for link in links:
            for made in self.link(link.relation, link.kind, link.ref):
                if made not in found:
                    found.append(made)
        return found

    def day(self, text: str) -> str:
        """Return a date of the profile as a fixed one; empty stays empty."""
        return resolve(text, self.today, self.works) if text else ""

    def moment(self, text: str) -> dt.datetime:
        """Return a date of the profile as noon UTC of its first day; empty is now."""
        fixed = self.day(text)
        if not fixed:
            return dt.datetime.combine(self.today, dt.time(12), tzinfo=dt.UTC)
        padded = (fixed + "-01-01")[:10]
        return dt.datetime.combine(dt.date.fromisoformat(padded), dt.time(12), tzinfo=dt.UTC)
