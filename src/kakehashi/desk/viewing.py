"""Who is looking: the account and viewer of a request on the desk."""

from typing import cast

from django.http import HttpRequest

from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import viewer_of
from kakehashi.records.crossing import node_side


def account_of(request: HttpRequest) -> Account:
    """Return the account of a signed-in request; the desk lets nobody else in."""
    return cast("Account", request.user)


def viewer(request: HttpRequest) -> Viewer:
    """Return what the access decision reads of whoever is looking."""
    return viewer_of(request.user)


def sees_lines(reader: Viewer) -> bool:
    """Say whether a reader may see how the lines stand: coordinators, security, operators."""
    own = bool(node_side()) and reader.side in ("", node_side())
    return own and any(reader.may(one) for one in ("approve_restricted", "audit", "operate"))


def carries_lines(reader: Viewer) -> bool:
    """Say whether a reader may carry bundles: coordinators, security officers, operators."""
    return sees_lines(reader) and (reader.may("approve_restricted") or reader.may("operate"))


def sees_handling(reader: Viewer) -> bool:
    """Say whether a reader may see what was shared, refused and asked back: not the operator."""
    own = bool(node_side()) and reader.side == node_side()
    return own and (reader.may("approve_restricted") or reader.may("audit"))
