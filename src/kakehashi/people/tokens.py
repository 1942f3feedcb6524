"""Tokens by which programs read as an account: made once, kept as a digest, revoked at will."""

import datetime as dt
import hashlib
import secrets
import uuid

from django.db import transaction
from django.db.models import QuerySet

from kakehashi.errors import Refused
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account, ApiToken
from kakehashi.people.rules import check_may
from kakehashi.people.selectors import viewer_of

PREFIX = "kkh_"
"""How a secret begins, so that it is recognised where it was left lying about."""

LIFE_DAYS, LONGEST_DAYS = 90, 366
LONGEST_NAME = 80


class TokenWrong(Refused):
    """A token that this node never made, or that was revoked or is over."""

    code = "token-wrong"
    status = 401
    message = {
        "en": "The token is unknown, has expired or was revoked.",
        "ja": "トークンが不明か、有効期限切れか、失効しています。",
    }
    hint = {
        "en": "Ask the operator for a new one (kakehashi token make), or ask without a token for "
        "what is public.",
        "ja": "運用担当者に再発行（kakehashi token make）を依頼してください。"
        "公表済みの情報はトークンなしで取得できます。",
    }


class TokenNameWrong(Refused):
    """A token without a name, with a very long one, or for more than a year."""

    code = "token-name-wrong"
    message = {
        "en": "A token needs a name of at most {most} characters, and lasts at most {days} days.",
        "ja": "トークンには{most}文字以内の名称が必要です（有効期間は最長{days}日）。",
    }
    hint = {
        "en": "Name it after the program that uses it.",
        "ja": "使用するプログラムの名称を付けてください。",
    }


class NoSuchToken(Refused):
    """No token has this id, or not one that this account may revoke."""

    code = "token-unknown"
    status = 404
    message = {"en": "There is no such token.", "ja": "該当するトークンはありません。"}
    hint = {
        "en": "kakehashi token list shows them.",
        "ja": "kakehashi token list で一覧を表示できます。",
    }


def make_token(
    *,
    account: Account,
    name: str,
    by: Account,
    at: dt.datetime,
    days: int = LIFE_DAYS,
) -> tuple[ApiToken, str]:
    """Make a token for ``account``; return it and its secret, which nobody can ever see again.

    Raises:
        NotYourRole: for somebody else's account, without the permission to run the node.
        TokenNameWrong: for the name or the days.
    """
    _check(account, by)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not 0 < days <= LONGEST_DAYS:
        raise TokenNameWrong(most=LONGEST_NAME, days=LONGEST_DAYS)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = ApiToken.objects.create(
            account=account,
            post_id=account.post_id,
            name=name,
            digest=_digest(secret),
            made_at=at,
            expires_at=at + dt.timedelta(days=days),
        )
        _note("people.token.made", made, by=by, at=at)
    return made, secret


def tokens_of(account: Account | None = None) -> QuerySet[ApiToken]:
    """Return the tokens of one account, or of all, oldest first."""
    found = ApiToken.objects.select_related("account").order_by("account__username", "made_at")
    return found if account is None else found.filter(account=account)


def revoke_token(*, token: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Make a token worthless from now on.

    Raises:
        NoSuchToken: there is none, or it was revoked already.
        NotYourRole: for somebody else's, without the permission to run the node.
    """
    with transaction.atomic():
        found = ApiToken.objects.select_related("account").filter(pk=token).first()
        if found is None:
            raise NoSuchToken
        _check(found.account, by)
        if ApiToken.objects.filter(pk=token, revoked_at=None).update(revoked_at=at) != 1:
            raise NoSuchToken
        _note("people.token.revoked", found, by=by, at=at)


def bearer(secret: str, *, at: dt.datetime) -> Account:
    """Return the account that a secret reads as; one query, and one write a day.

    Raises:
        TokenWrong: for a secret that does not work now.
    """
    found = ApiToken.objects.select_related("account").filter(digest=_digest(secret)).first()
    if found is None or not found.works_at(at) or not found.account.is_active:
        raise TokenWrong
    if found.used_on != at.date():
        ApiToken.objects.filter(pk=found.pk).update(used_on=at.date())
    return found.account


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _check(account: Account, by: Account) -> None:
    if account.pk != by.pk:
        check_may(viewer_of(by), "operate")


def _note(name: str, token: ApiToken, *, by: Account, at: dt.datetime) -> None:
    ledger.append(
        [
            ledger.Entry(
                name=name,
                actor=str(by.pk),
                side=by.side_id or "",
                subject=str(token.account_id),
                facts={"token": str(token.pk)},
            )
        ],
        at=at,
    )
