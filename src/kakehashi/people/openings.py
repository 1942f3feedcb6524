"""Ways in that an account has through its post: sessions, sign-in links, tokens for programs."""

import datetime as dt

from django.db.models import QuerySet

from kakehashi.people.belongings import opens, stays
from kakehashi.people.models import Account, ApiToken, Seat, SignInLink

WHO_DID_IT = "says who did it then, and in which post: history"
OWN_TO_THE_PERSON = "a person's own convenience on this node; it opens nothing"


def has_other_post(account: Account, post: str) -> bool:
    """Say whether ``account`` has another seat than ``post``, be it one without a post."""
    seats = Seat.objects.filter(account=account, ended_at=None)
    return any(one != post for one in seats.values_list("post_id", flat=True))


def _links(account: Account, post: str) -> int:
    if has_other_post(account, post):
        return 0
    return SignInLink.objects.filter(account=account, used_at=None).count()


def _end_links(account: Account, post: str, by: Account | None, at: dt.datetime) -> None:
    del by
    if not has_other_post(account, post):
        # Spent, not deleted: the page still says what became of the link.
        SignInLink.objects.filter(account=account, used_at=None).update(used_at=at)


def _tokens(account: Account, post: str) -> int:
    return _tokens_through(account, post).count()


def _tokens_through(account: Account, post: str) -> QuerySet[ApiToken]:
    found = ApiToken.objects.filter(account=account, revoked_at=None)
    return found.filter(post_id=post) if has_other_post(account, post) else found


def _end_tokens(account: Account, post: str, by: Account | None, at: dt.datetime) -> None:
    del by
    _tokens_through(account, post).update(revoked_at=at)


def _sessions(account: Account, post: str) -> int:
    return 0 if has_other_post(account, post) or account.visited_at is None else 1


def _end_sessions(account: Account, post: str, by: Account | None, at: dt.datetime) -> None:
    """Change what every session of the account is signed with: none is found again."""
    del by, at
    if not has_other_post(account, post):
        account.set_unusable_password()
        account.save(update_fields=["password"])


opens(
    "session",
    {"en": "Sessions", "ja": "サインイン中のセッション"},
    count=_sessions,
    end=_end_sessions,
)
opens(
    "sign_in_link",
    {"en": "Sign-in links not used yet", "ja": "未使用のサインイン用リンク"},
    count=_links,
    end=_end_links,
    fields=("people.SignInLink.account",),
)
opens(
    "token",
    {"en": "Tokens of programs", "ja": "プログラム用トークン"},
    count=_tokens,
    end=_end_tokens,
    fields=("people.ApiToken.account", "people.ApiToken.post"),
)
stays(
    "moved by the handover itself, not by an entry",
    "people.Account.post",
    "people.Seat.account",
    "people.Seat.post",
    "people.Holding.post",
)
stays(WHO_DID_IT, "people.Seat.given_by")
