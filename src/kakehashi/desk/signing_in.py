"""Signing in by a link that works once, and signing out. There are no passwords.

Opening a link does nothing: mail scanners and previews open links, too. It shows who one will
be; the button signs in.
"""

import datetime as dt
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.auth import login, logout
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kakehashi.errors import Refused
from kakehashi.look.languages import offered
from kakehashi.people.models import Account
from kakehashi.people.selectors import sides
from kakehashi.people.services import (
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    peek_link,
    use_link,
)

BACKEND: Final = "kakehashi.desk.signing_in.LinkBackend"
WANTED_COOKIE: Final = "kakehashi-wanted"
"""Remembers the page somebody wanted before they were asked to sign in, until the link is used."""
PROVEN: Final = "proven-at"
"""In a session: when its owner signed in by a link."""
WANTED_FOR: Final = 60 * 60
LONGEST_ADDRESS: Final = 500


class LinkBackend(BaseBackend):
    """Finds the account of a session. Signing in itself is :func:`sign_in_link`, never a form."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Know nobody: there is no name and password to try."""
        del request, credentials

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account of a session, unless it was closed since."""
        return Account.objects.select_related("side").filter(pk=user_id, is_active=True).first()


@login_not_required
@require_safe
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say how to get a link, or who is signed in already."""
    response = render(request, "desk/sign_in.html", {"sides": sides()})
    wanted = safe_address(request, request.GET.get("next", ""))
    if wanted:
        response.set_cookie(
            WANTED_COOKIE,
            wanted,
            max_age=WANTED_FOR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show whose link it is; sign in only when the button is pressed."""
    now = timezone.now()
    try:
        if request.method == "POST":
            account = use_link(secret, at=now)
        else:
            link = peek_link(secret, at=now)
            account = link.account
    except (LinkUnknown, LinkUsed, LinkExpired) as refusal:
        return _refused(request, refusal)
    if request.method == "POST":
        return _let_in(request, account)
    response = render(
        request,
        "desk/sign_in_link.html",
        {
            "account": account,
            "roles": account.roles.all(),
            "expires_at": link.expires_at,
            "language_of_account": account.language,
            "other": request.user if _somebody_else(request, account) else None,
        },
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_POST
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, let the browser forget the pages it keeps, and go to the public site."""
    logout(request)
    response = HttpResponseRedirect(reverse("portal:home"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def proven_at(request: HttpRequest) -> dt.datetime | None:
    """Return when who asks signed in by a link, in this very session; None where it is unknown."""
    try:
        return dt.datetime.fromisoformat(str(request.session.get(PROVEN, "")))
    except ValueError:
        return None


def safe_address(request: HttpRequest, address: str) -> str:
    """Return ``address`` where it is a page of this very site, else nothing.

    Signing in and out are no pages to come back to.
    """
    if not address or len(address) > LONGEST_ADDRESS:
        return ""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    parts = urlsplit(address)
    return address if ours and not {"sign-in", "sign-out"} & set(parts.path.split("/")) else ""


def _let_in(request: HttpRequest, account: Account) -> HttpResponse:
    """Begin a session under a new key and go where they wanted, else to their work."""
    wanted = safe_address(request, request.POST.get("next", "")) or safe_address(
        request, request.COOKIES.get(WANTED_COOKIE, "")
    )
    login(request, account, backend=BACKEND)
    request.session[PROVEN] = timezone.now().isoformat()
    response = HttpResponseRedirect(wanted or _work(request, account))
    response.delete_cookie(WANTED_COOKIE, samesite="Lax")
    return response


def _work(request: HttpRequest, account: Account) -> str:
    """Return the address of *my work* in the account's own language."""
    here = reverse("desk:work").removeprefix(get_script_prefix().rstrip("/"))
    base = str(getattr(request, "base_prefix", "/")).rstrip("/")
    return f"{base}/{account.language}{here}" if account.language in offered() else f"{base}{here}"


def _somebody_else(request: HttpRequest, account: Account) -> bool:
    user = request.user
    return user.is_authenticated and user.pk != account.pk


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say why a link does not work, with its code, and how to get another."""
    language = translation.get_language() or "en"
    return render(
        request,
        "desk/sign_in_refused.html",
        {
            "message": refusal.say(language),
            "hint": refusal.advise(language),
            "code": refusal.code,
        },
        status=refusal.status,
    )
