"""What a profile's names stand for in this node: ``provision:VD.b.vi`` to an item's id."""

import datetime as dt
import hashlib
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
    profile: str = ""
    """Id of the profile: two nodes that load the same one have the same records."""
    items: dict[str, uuid.UUID] = field(default_factory=dict)

    def put(self, kind: str, ref: str, item: uuid.UUID) -> None:
        """Remember the item that ``kind`` and ``ref`` stand for."""
        self.items[f"{kind}:{ref}"] = item

    def identity(self, kind: str, reference: str) -> uuid.UUID:
        """Return the id of a loaded record, the same on every node that loads this profile.

        A UUIDv8 (RFC 9562, section 5.8) out of a SHA-256.
        """
        named = f"kakehashi/loaded/v1\n{self.profile}\n{kind}\n{reference}"
        return uuid.UUID(bytes=_marked(hashlib.sha256(named.encode()).digest()[:16]))

    def salt(self, kind: str, reference: str) -> str:
        """Return the salt of a loaded record: its text is public, so nothing need be hidden."""
        named = f"kakehashi/loaded-salt/v1\n{self.profile}\n{kind}\n{reference}"
        return hashlib.sha256(named.encode()).hexdigest()

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


def _marked(digest: bytes) -> bytes:
    """Return 16 bytes with the version and variant of a UUIDv8."""
    made = bytearray(digest)
    made[6] = 0x80 | made[6] & 0x0F
    made[8] = 0x80 | made[8] & 0x3F
    return bytes(made)
