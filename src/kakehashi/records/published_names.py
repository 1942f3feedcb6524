"""Reading the names under which ministries published a record's matter, and judging links."""

import ipaddress
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from kakehashi.people.rules import PUBLIC_VIEWER, Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, PublishedName

_LOCAL = (".local", ".localhost", ".internal", ".lan", ".corp", ".home", ".test", ".invalid")


def well_formed(address: str) -> bool:
    """Say whether an address can be one that the public opens: its form alone is looked at."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username or port not in (None, 443):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.endswith(_LOCAL) and ".." not in host


def is_public(item: uuid.UUID) -> bool:
    """Say whether the public sees a record."""
    return Entry.objects.filter(
        item_id=item, audience_id__in=visible_audiences(PUBLIC_VIEWER)
    ).exists()


def names_of(item: uuid.UUID, reader: Viewer) -> list[PublishedName]:
    """Return the names that ``reader``, who may see the record, sees of it.

    Those of their own side always, those of another once the record is public. Three queries,
    however many there are.
    """
    return list(_seen(Q(item_id=item), reader))


def removed_names(item: uuid.UUID, reader: Viewer) -> list[PublishedName]:
    """Return the names that ``reader``'s side took away, the last first, to put one back."""
    return list(
        _with_offices(PublishedName.objects.filter(item_id=item, side_id=reader.side or None))
        .exclude(removed_at=None)
        .order_by("-removed_at", "pk")[:10]
    )


def public_names(items: Iterable[uuid.UUID] | QuerySet[Entry, Any]) -> list[PublishedName]:
    """Return the names of records, as far as these are public."""
    return list(_seen(Q(item_id__in=items), PUBLIC_VIEWER))


def _seen(which: Q, reader: Viewer) -> QuerySet[PublishedName]:
    public = Entry.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
    mine = Q(item_id__in=public.values("item_id"))
    if reader.side:
        mine |= Q(side_id=reader.side)
    return _with_offices(PublishedName.objects.filter(which & mine, removed_at=None))


def _with_offices(names: QuerySet[PublishedName]) -> QuerySet[PublishedName]:
    return names.select_related("organisation", "side").prefetch_related("organisation__names")
