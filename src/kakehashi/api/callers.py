"""Who calls: a program with a token, somebody signed in, or anybody."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from kakehashi.people.models import Account
from kakehashi.people.rules import PUBLIC_VIEWER, Viewer
from kakehashi.people.selectors import viewer_of
from kakehashi.people.tokens import TokenWrong, bearer


@dataclass(frozen=True)
class Caller:
    """Whoever calls, with what the access decision reads of them."""

    viewer: Viewer

    @property
    def anonymous(self) -> bool:
        """Whether it is anybody: the answer is the public's."""
        return self.viewer == PUBLIC_VIEWER


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls: by a token where one is given, else as signed in.

    Raises:
        TokenWrong: for credentials that do not work. It is never read as nobody's instead.
    """
    given = request.headers.get("Authorization")
    if given is None:
        user = request.user
        return Caller(viewer_of(user if isinstance(user, Account) else _account(user)))
    scheme, _, secret = given.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise TokenWrong
    return Caller(viewer_of(bearer(secret.strip(), at=timezone.now())))


def _account(user: object) -> object:
    """Return the account behind Django's lazy user; whatever else it is, unchanged."""
    wrapped = getattr(user, "_wrapped", user)
    return wrapped if isinstance(wrapped, Account) else user


def seems_anonymous(request: HttpRequest) -> bool:
    """Say whether nobody has shown who they are, for answers made before that was asked."""
    known = getattr(request, "auth", None)
    if isinstance(known, Caller):
        return known.anonymous
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    return "Authorization" not in request.headers and not signed_in


def viewer(request: HttpRequest) -> Viewer:
    """Return what the access decision reads of whoever calls, once that was asked."""
    known = getattr(request, "auth", None)
    return known.viewer if isinstance(known, Caller) else PUBLIC_VIEWER
