"""Writing calendar feeds: making a secret address, revoking it, reading by it."""

import datetime as dt
import hashlib
import secrets
import uuid

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.governance.calendars.gathering import BODY, PERSON, POST
from kakehashi.governance.models import CalendarFeed
from kakehashi.governance.services.seeing import seen
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of

MOST = 20
"""Addresses that one account may have at once."""

LANGUAGES = ("en", "ja")


class FeedWithoutPost(Refused):
    """A calendar of a post was asked for by somebody who holds none."""

    code = "feed-without-post"
    message = {
        "en": "Your account holds no post.",
        "ja": "このアカウントには職が設定されていません。",
    }
    hint = {
        "en": "Choose a calendar of your own, or ask the operator to set your post.",
        "ja": "個人の予定表を選択するか、運用担当者に職の設定を依頼してください。",
    }


class FeedsTooMany(Refused):
    """An account has as many calendar addresses as it may."""

    code = "feeds-too-many"
    message = {
        "en": "You already have {most} calendar addresses.",
        "ja": "予定表のアドレスは既に{most}件あります。",
    }
    hint = {
        "en": "Revoke one that is no longer used.",
        "ja": "使用していないアドレスを失効させてください。",
    }


def make_feed(
    *,
    scope: str,
    body: str = "",
    language: str,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> tuple[CalendarFeed, str]:
    """Make a secret address; return it and its secret, which nobody can ever see again.

    Asked a second time with the same ``id`` (a form sent twice) the secret is empty.

    Args:
        scope: ``person``, ``post`` (the account's own) or ``body``.
        body: reference of a body, for that scope.
        language: of its texts.
        by: whose eyes it reads with.
        at: when.
        id: an id drawn beforehand.

    Raises:
        NotHere: for a scope there is not, or a body that the account does not see.
        FeedWithoutPost: for the post of an account that holds none.
        FeedsTooMany: when the account has enough.
    """
    if scope not in (PERSON, POST, BODY):
        raise NotHere
    if scope == POST and not by.post_id:
        raise FeedWithoutPost
    with transaction.atomic():
        made = CalendarFeed.objects.filter(pk=id, account=by).first() if id else None
        if made is not None:
            return made, ""
        if CalendarFeed.objects.filter(account=by, revoked_at=None).count() >= MOST:
            raise FeedsTooMany(most=MOST)
        secret = secrets.token_urlsafe(32)
        made = CalendarFeed(
            account=by,
            scope=scope,
            post_id=by.post_id if scope == POST else None,
            body_id=seen(body, by, "body").item_id if scope == BODY else None,
            language=language if language in LANGUAGES else LANGUAGES[0],
            digest=_digest(secret),
            made_at=at,
        )
        if id is not None:
            made.id = id
        made.save(force_insert=True)
        _note("made", made, by=by, at=at)
    return made, secret


def revoke_feed(*, feed: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Make an address of one's own worthless from now on; a second time changes nothing.

    Raises:
        NotHere: for an address that is not one's own.
    """
    with transaction.atomic():
        found = CalendarFeed.objects.filter(pk=feed, account=by).first()
        if found is None:
            raise NotHere
        if CalendarFeed.objects.filter(pk=feed, revoked_at=None).update(revoked_at=at):
            _note("revoked", found, by=by, at=at)


def read_feed(secret: str, *, at: dt.datetime) -> CalendarFeed:
    """Return the feed at a secret address; one query, and one write a day.

    Raises:
        NotHere: for a secret that was never made or was revoked, whose owner may no longer sign
            in, holds the post no longer or sees the body no longer.
    """
    found = (
        CalendarFeed.objects.select_related("account", "post", "body")
        .filter(digest=_digest(secret), revoked_at=None, account__is_active=True)
        .first()
    )
    if found is None or (found.scope == POST and found.post_id != found.account.post_id):
        raise NotHere
    if found.body is not None:
        seen(found.body.reference, found.account, "body")
    if found.used_on != at.date():
        CalendarFeed.objects.filter(pk=found.pk).update(used_on=at.date())
    return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _note(name: str, feed: CalendarFeed, *, by: Account, at: dt.datetime) -> None:
    ledger.append(
        [
            ledger.Entry(
                name=f"governance.calendar_feed.{name}",
                actor=str(by.pk),
                side=viewer_of(by).side,
                subject=str(feed.account_id),
                facts={"feed": str(feed.pk), "scope": feed.scope},
            )
        ],
        at=at,
    )
