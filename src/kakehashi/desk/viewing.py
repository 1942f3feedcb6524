"""Who is looking: the account and viewer of a request on the desk."""

from typing import cast

from django.http import HttpRequest

from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import viewer_of


def account_of(request: HttpRequest) -> Account:
    """Return the account of a signed-in request; the desk lets nobody else in."""
    return cast("Account", request.user)


def viewer(request: HttpRequest) -> Viewer:
    """Return what the access decision reads of whoever is looking."""
    return viewer_of(request.user)
