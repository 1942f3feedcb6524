"""Looks: which text somebody opened last, and what a text they read now is held against."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from kakehashi.desk.models import Look
from kakehashi.desk.viewing import account_of
from kakehashi.exchange.first_look import note_first_look
from kakehashi.look.storage import though_storage_fails
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records.models import Confirmation, Version

OWN_LOOK, LOOK_OF_THE_POST, CONFIRMED = "own_look", "post_look", "confirmed"


@dataclass(frozen=True)
class Against:
    """What a text is held against, so that what changed since then is marked."""

    version: Version
    why: str
    """``own_look``, ``post_look`` (of whoever held the post before), ``confirmed`` by this side."""
    at: dt.datetime | None
    """When it was opened, as far as that is known."""


def looked(request: HttpRequest, version: Version) -> None:
    """Note that an official opens a text: for what is marked next time, and for its sender.

    A browser that fetches ahead, and a form that was sent, open nothing.
    """
    if request.method != "GET" or _fetched_ahead(request):
        return
    account, at = account_of(request), timezone.now()
    if not account.side_id:
        return
    with though_storage_fails():
        note_look(version=version, by=account, at=at)
    note_first_look(version=version, by=account, at=at)


def _fetched_ahead(request: HttpRequest) -> bool:
    """Say whether a browser asks before anybody looks (Fetch: Sec-Purpose, older Purpose)."""
    said = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in said or request.headers.get("X-Moz") == "prefetch"


def note_look(*, version: Version, by: Account, at: dt.datetime) -> None:
    """Note that ``by`` opened ``version``; one query where it was opened before.

    A version that says the same as the last one (shared, marked anew) is no other text: what that
    one was held against stays.
    """
    row = Look.objects.filter(account=by, item=version.item_id).select_related("version").first()
    if row is None:
        Look.objects.get_or_create(
            account=by,
            item_id=version.item_id,
            defaults={"version": version, "post_id": by.post_id, "at": at},
        )
        return
    if row.version_id == version.pk:
        return
    same = row.version.content_digest == version.content_digest
    Look.objects.filter(pk=row.pk, version=row.version_id).update(
        version=version,
        before=row.before_id if same else row.version_id,
        post=by.post_id,
        at=at,
    )


def held_against(versions: Collection[Version], by: Account) -> Mapping[uuid.UUID, Against]:
    """Return record to what each text is held against by ``by``; left out where it is the first.

    What the official opened last before it counts; else what the post's holder before did; else
    what the side confirmed last. Four queries, whatever there are.

    Args:
        versions: the texts that are read now, each of another record.
        by: who reads them.
    """
    now = {one.item_id: one for one in versions}
    whose = Q(account=by) | (Q(post=by.post_id) if by.post_id else Q(pk__in=()))
    rows = list(
        Look.objects.filter(whose, item__in=list(now))
        .select_related("version", "before")
        .order_by("at", "pk")
    )
    found: dict[uuid.UUID, Against] = {}
    # The official's own look is read last and stands.
    for row in sorted(rows, key=lambda one: one.account_id == by.pk):
        text = now[row.item_id]
        same = row.version.content_digest == text.content_digest
        base = row.before if same else row.version
        if base is None or base.content_digest == text.content_digest:
            continue
        own = row.account_id == by.pk
        found[row.item_id] = Against(
            base, OWN_LOOK if own else LOOK_OF_THE_POST, None if same else row.at
        )
    wanting = {item for item in now if item not in found}
    found |= _confirmed_before({item: now[item] for item in wanting}, by) if wanting else {}
    visible = set(visible_audiences(viewer_of(by)))
    return {
        item: one
        for item, one in found.items()
        if one.version.audience_id in visible and one.version.content
    }


def _confirmed_before(now: Mapping[uuid.UUID, Version], by: Account) -> dict[uuid.UUID, Against]:
    """Return the newest version before each text that the side of ``by`` confirmed."""
    digests = {
        (item, digest)
        for item, digest in Confirmation.objects.filter(
            item__in=list(now), side_id=by.side_id
        ).values_list("item_id", "content_digest")
        if digest != now[item].content_digest
    }
    if not digests:
        return {}
    versions = Version.objects.filter(
        item__in={item for item, _ in digests}, content_digest__in={one for _, one in digests}
    ).order_by("number")
    return {
        one.item_id: Against(one, CONFIRMED, None)
        for one in versions
        if (one.item_id, one.content_digest) in digests and one.number < now[one.item_id].number
    }
