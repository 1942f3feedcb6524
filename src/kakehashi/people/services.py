"""Writing people: interning audiences, sign-in links, accounts."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import IntegrityError, transaction

from kakehashi.errors import Refused
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account, Audience, SignInLink
from kakehashi.people.rules import Circle
from kakehashi.trust import canonical_bytes, sha256_hex

LINK_LIFE = dt.timedelta(hours=12)


class LinkExpired(Refused):
    """A sign-in link was opened after its time."""

    code = "sign-in-link-expired"
    status = 410
    message = {
        "en": "This sign-in link has expired.",
        "ja": "このサインイン用リンクは有効期限を過ぎています。",
    }
    hint = {
        "en": "Ask the node's operator for a new one: kakehashi sign-in {side}",
        "ja": "運用担当者に新しいリンクの発行を依頼してください（kakehashi sign-in {side}）。",
    }


class LinkUsed(Refused):
    """A sign-in link was opened a second time."""

    code = "sign-in-link-used"
    status = 410
    message = {
        "en": "This sign-in link has already been used. Each works once.",
        "ja": "このサインイン用リンクは既に使用されています（一度限り有効）。",
    }
    hint = {
        "en": "If it was not you who used it, tell the operator. For a new one: "
        "kakehashi sign-in {side}",
        "ja": "心当たりがない場合は運用担当者に連絡してください。再発行は"
        "「kakehashi sign-in {side}」で行えます。",
    }


class LinkUnknown(Refused):
    """A sign-in link that this node never made."""

    code = "sign-in-link-unknown"
    status = 404
    message = {
        "en": "This is not a sign-in link of this node.",
        "ja": "このノードが発行したサインイン用リンクではありません。",
    }
    hint = {
        "en": "Check that the whole address was copied, or ask the operator for a new link.",
        "ja": "アドレス全体がコピーされているか確認するか、運用担当者に再発行を依頼してください。",
    }


class AccountUnknown(Refused):
    """No account bears this name."""

    code = "account-unknown"
    status = 404
    message = {"en": "There is no account {name}.", "ja": "アカウント「{name}」はありません。"}
    hint = {
        "en": "The accounts of this node are: {known}.",
        "ja": "このノードのアカウント: {known}",
    }


def _digest_of(circle: Circle, newer: int | None) -> str:
    return sha256_hex(
        canonical_bytes(
            {
                "type": "kakehashi/audience/v1",
                "reach": circle.reach,
                "state": circle.state,
                "origin": circle.origin,
                "sides": sorted(circle.sides),
                "organisation": circle.organisation,
                "groups": sorted(circle.groups),
                "people": sorted(circle.people),
                "limits": sorted(circle.limits),
                "superseded_by": newer,
            }
        )
    )


class Interner:
    """Interns circles, remembering within one write what it has already looked up."""

    def __init__(self) -> None:
        self._known: dict[tuple[Circle, int | None], int] = {}

    def number(self, circle: Circle, newer: int | None = None) -> int:
        """Return the number of the audience for ``circle``, above which stands ``newer``."""
        known = self._known.get((circle, newer))
        if known is None:
            known = _intern(circle, newer, _digest_of(circle, newer))
            self._known[circle, newer] = known
        return known


def _intern(circle: Circle, newer: int | None, digest: str) -> int:
    found = Audience.objects.filter(digest=digest).values_list("pk", flat=True).first()
    if found is not None:
        return found
    columns: dict[str, Any] = {
        "reach": circle.reach,
        "state": circle.state,
        "origin": circle.origin,
        "sides": sorted(circle.sides),
        "organisation": circle.organisation,
        "groups": sorted(circle.groups),
        "people": sorted(circle.people),
        "limits": sorted(circle.limits),
        "superseded_by_id": newer,
    }
    try:
        with transaction.atomic():
            return Audience.objects.create(digest=digest, **columns).pk
    except IntegrityError:  # another writer interned the same circle just now
        return Audience.objects.get(digest=digest).pk


def intern_audience(circle: Circle, newer: int | None = None) -> int:
    """Return the number of the audience for ``circle``, making it where it is new."""
    return Interner().number(circle, newer)


def find_account(name: str) -> Account:
    """Return the account called ``name``.

    Raises:
        AccountUnknown: naming those there are.
    """
    account = Account.objects.filter(username=name, is_active=True).first()
    if account is None:
        known = ", ".join(Account.objects.order_by("username").values_list("username", flat=True))
        raise AccountUnknown(name=name, known=known or "-")
    return account


def make_link(*, account: Account, by: Account, at: dt.datetime) -> str:
    """Return the secret of a new sign-in link for ``account``; only its digest is stored."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        SignInLink.objects.create(
            digest=hashlib.sha256(secret.encode()).hexdigest(),
            account=account,
            made_at=at,
            expires_at=at + LINK_LIFE,
        )
        _note("people.link.made", account=account, by=by, at=at)
    return secret


def peek_link(secret: str, *, at: dt.datetime) -> SignInLink:
    """Return a link that still works, without using it.

    Raises:
        LinkUnknown: when this node never made it.
        LinkUsed: when it was used.
        LinkExpired: when its time is over.
    """
    digest = hashlib.sha256(secret.encode()).hexdigest()
    link = SignInLink.objects.select_related("account").filter(digest=digest).first()
    if link is None or not link.account.is_active:
        raise LinkUnknown
    side = link.account.side_id or "operator"
    if link.used_at is not None:
        raise LinkUsed(side=side)
    if at >= link.expires_at:
        raise LinkExpired(side=side)
    return link


def use_link(secret: str, *, at: dt.datetime) -> Account:
    """Use a link and return the account it signs in.

    Raises:
        LinkUnknown, LinkUsed, LinkExpired: as :func:`peek_link`.
    """
    with transaction.atomic():
        link = peek_link(secret, at=at)
        # Compare-and-set: of two requests with the same link one wins.
        won = SignInLink.objects.filter(digest=link.digest, used_at=None).update(used_at=at)
        if won != 1:
            raise LinkUsed(side=link.account.side_id or "operator")
        _note("people.link.used", account=link.account, by=link.account, at=at)
    return link.account


def _note(name: str, *, account: Account, by: Account, at: dt.datetime) -> None:
    ledger.append(
        [ledger.Entry(name=name, actor=str(by.pk), side=by.side_id or "", subject=str(account.pk))],
        at=at,
    )


AWAY = dt.timedelta(minutes=30)
"""A pause on the desk after which the next page begins a new visit."""

NOTED_EVERY = dt.timedelta(minutes=5)
"""How exactly it is known when somebody was last here, so that not every page is a write."""

FIRST_VISIT = dt.timedelta(days=7)
"""How far back the first visit looks, where the account is older."""


def note_visit(account: Account, *, at: dt.datetime) -> None:
    """Note that ``account`` asked the desk for a page; after a pause a new visit begins.

    Only then does what counts as new move up, to where news was last shown: a reload, or an hour
    of work elsewhere on the desk, empties nothing, and nothing is passed over unseen.
    """
    last = account.visited_at
    if last is not None and dt.timedelta(0) <= at - last < NOTED_EVERY:
        return
    moved: dict[str, dt.datetime] = {"visited_at": at}
    if account.seen_until is None:
        moved["seen_until"] = max(account.created_at or at, at - FIRST_VISIT)
    elif last is not None and at - last >= AWAY and account.looked_at is not None:
        moved["seen_until"] = max(account.seen_until, account.looked_at)
    # Of two pages asked for at once, one begins the visit.
    Account.objects.filter(pk=account.pk, visited_at=last).update(**moved)
    account.refresh_from_db(fields=["visited_at", "looked_at", "seen_until"])


def note_look(account: Account, *, at: dt.datetime) -> None:
    """Note that ``account`` was shown what is new, up to now."""
    Account.objects.filter(pk=account.pk).update(looked_at=at)
    account.looked_at = at


def mark_seen(account: Account, *, until: dt.datetime) -> dt.datetime | None:
    """Count everything up to ``until`` as seen; return the moment before, to undo it with."""
    before = account.seen_until
    Account.objects.filter(pk=account.pk).update(seen_until=until)
    account.seen_until = until
    return before


def choose_shortcuts(account: Account, *, on: bool) -> None:
    """Remember whether single keys do something for ``account``."""
    Account.objects.filter(pk=account.pk).update(shortcuts=on)
    account.shortcuts = on


def choose_reminders(account: Account, *, email: str, often: str) -> None:
    """Remember where ``account`` wants reminders, and how often: daily, weekly or off."""
    if often in REMINDERS:
        Account.objects.filter(pk=account.pk).update(email=email, reminders=often)
        account.email, account.reminders = email, often


REMINDERS = ("daily", "weekly", "off")
"""How often somebody is reminded by mail."""
