"""Acting in a post: taking one, changing between several, and leaving one with all it opened."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from kakehashi.errors import NotHere, Refused
from kakehashi.ledger import services as ledger
from kakehashi.people.belongings import OPENINGS
from kakehashi.people.models import Account, Post, Role, Seat
from kakehashi.people.models.accounts import Group
from kakehashi.people.rules import check_may
from kakehashi.people.selectors import viewer_of

NEVER_WITH_A_POST = frozenset({"operator"})
"""Roles that no post brings: they are the node's, of neither side."""


class SeatOfOtherSide(Refused):
    """A post of one side for an account of another."""

    code = "seat-of-other-side"
    message = {
        "en": "This post and this account are not of your side.",
        "ja": "この職又はアカウントは自国側のものではありません。",
    }
    hint = {
        "en": "Choose a post and an account of your own side.",
        "ja": "自国側の職及びアカウントを選択してください。",
    }


class RoleGivenByOther(Refused):
    """Two officials where one gave the other the role that it takes two of."""

    code = "role-given-by-other"
    status = 409
    message = {
        "en": "One of you two gave the other the role that this takes.",
        "ja": "お二人の一方が、この手続に必要な役割を他方に付与しています。",
    }
    hint = {
        "en": "Nothing was done. Ask a colleague whose role comes from neither of you.",
        "ja": "何も行われていません。いずれからも役割を付与されていない同僚に依頼してください。",
    }


def check_independent(one: Account, other: Account, permission: str) -> None:
    """Refuse two officials of whom one gave the other a role with a permission. Two queries.

    Raises:
        RoleGivenByOther: when one did, and it is in force.
    """
    pair = (one.pk, other.pk)
    given = Seat.objects.filter(account__in=pair, given_by__in=pair, ended_at=None)
    codes = {code for seat in given.exclude(given_by=F("account")) for code in seat.roles}
    granted = Role.objects.filter(code__in=codes).values_list("permissions", flat=True)
    if any(permission in permissions for permissions in granted):
        raise RoleGivenByOther


def seats_of(account: Account) -> list[Seat]:
    """Return the posts that ``account`` acts in, that of the moment first. One query.

    An account without any seat on record has the one that its own columns say, a post or none; it
    is returned unsaved.
    """
    found = list(
        Seat.objects.filter(account=account, ended_at=None).select_related("post__organisation")
    )
    if not found and not Seat.objects.filter(account=account).exists():
        found = [_implied(account)]
    return sorted(found, key=lambda one: (one.post_id != account.post_id, one.begun_at))


def sitting_in(posts: Sequence[str]) -> dict[str, list[Account]]:
    """Return who acts in each of ``posts``, whether at this moment or besides another.

    Two queries.
    """
    found: dict[str, dict[str, Account]] = {}
    for account in Account.objects.filter(post_id__in=posts, is_active=True).order_by("username"):
        found.setdefault(account.post_id or "", {})[account.username] = account
    for seat in (
        Seat.objects.filter(post_id__in=posts, ended_at=None, account__is_active=True)
        .select_related("account")
        .order_by("account__username")
    ):
        found.setdefault(seat.post_id or "", {})[seat.account.username] = seat.account
    return {post: list(accounts.values()) for post, accounts in found.items()}


def left_posts(posts: Sequence[str], sitting: frozenset[str]) -> frozenset[str]:
    """Return those of ``posts`` in which somebody acted once and nobody does now. One query.

    Args:
        posts: ids of posts.
        sitting: those of them in which somebody acts.
    """
    left = Seat.objects.filter(post_id__in=posts, ended_at__isnull=False)
    return frozenset(left.values_list("post_id", flat=True)) - sitting


def take_seat(
    *, account: Account, post: Post, roles: Sequence[str], by: Account, at: dt.datetime
) -> Seat:
    """Let ``account`` act in ``post`` with ``roles``, beside the posts it has.

    An account that had left its last post is opened again; sessions, links and tokens of before
    stay ended.

    Raises:
        NotYourRole: without the permission to manage people.
        SeatOfOtherSide: for a post or an account of another side.
        NotHere: for a role that there is not, or none that comes with a post.
    """
    _check(account, post, by)
    known = set(Role.objects.filter(code__in=roles).values_list("code", flat=True))
    if known != set(roles) or known & NEVER_WITH_A_POST:
        raise NotHere
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        _write_down(account, at)
        seat, made = Seat.objects.get_or_create(
            account=account,
            post=post,
            ended_at=None,
            defaults={"roles": sorted(known), "groups": [], "given_by": by, "begun_at": at},
        )
        if not made:
            return seat
        account.is_active = True
        account.save(update_fields=["is_active"])
        _note("taken", account, post.pk, by=by, at=at)
        if not account.post_id:
            _act_in(account, seat)
    return seat


def act_in(*, post: str | None, by: Account, at: dt.datetime) -> None:
    """Act in another of one's own seats from now on, with the roles that one brings.

    Raises:
        NotHere: for a post that one does not have.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).get(pk=by.pk)
        seat = Seat.objects.filter(account=account, post_id=post, ended_at=None).first()
        if seat is None or not account.is_active:
            raise NotHere
        if account.post_id != post:
            _act_in(account, seat)
            _note("acting", account, post or "", by=by, at=at)


def leave_seat(*, account: Account, post: Post, by: Account | None, at: dt.datetime) -> Seat:
    """End what ``account`` has through ``post`` at once; its other posts go on.

    Whoever has no other post is signed out everywhere and can no longer sign in.

    Raises:
        NotHere: when the account does not act in that post.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        _write_down(account, at)
        seat = Seat.objects.filter(account=account, post=post, ended_at=None).first()
        if seat is None:
            raise NotHere
        for opening in OPENINGS.values():
            opening.end(account, post.pk, by, at)
        Seat.objects.filter(pk=seat.pk).update(ended_at=at)
        seat.ended_at = at
        others = [one for one in seats_of(account) if one.post_id != post.pk]
        if account.post_id == post.pk and others:
            _act_in(account, others[0])
        elif not others:
            account.roles.clear()
            account.groups.clear()
            account.post, account.is_active = None, False
            account.save(update_fields=["post", "is_active"])
        _note("left", account, post.pk, by=by, at=at)
    return seat


def _implied(account: Account) -> Seat:
    return Seat(
        account=account,
        post_id=account.post_id,
        roles=sorted(account.roles.values_list("code", flat=True)),
        groups=sorted(account.groups.values_list("code", flat=True)),
        begun_at=account.created_at or dt.datetime.min.replace(tzinfo=dt.UTC),
    )


def _write_down(account: Account, at: dt.datetime) -> None:
    """Make a row of the one seat that the account's own columns say, unless it says nothing."""
    says = account.post_id or account.roles.exists()
    if says and not Seat.objects.filter(account=account).exists():
        seat = _implied(account)
        seat.begun_at = account.created_at or at
        seat.save(force_insert=True)


def _act_in(account: Account, seat: Seat) -> None:
    """Make the account's columns those of ``seat``; what it had before stays with that seat."""
    before = Seat.objects.filter(account=account, post_id=account.post_id, ended_at=None).first()
    if before is not None and before.pk != seat.pk:
        # Changed by hand since (a role added by the operator): it belongs to the post of then.
        before.roles = sorted(account.roles.values_list("code", flat=True))
        before.groups = sorted(account.groups.values_list("code", flat=True))
        before.save(update_fields=["roles", "groups"])
    account.post_id = seat.post_id
    if seat.post is not None:
        account.organisation_id = seat.post.organisation_id
    account.save(update_fields=["post", "organisation"])
    account.roles.set(Role.objects.filter(code__in=seat.roles))
    account.groups.set(Group.objects.filter(code__in=seat.groups))
    account.__dict__.pop("_viewer", None)


def _check(account: Account, post: Post, by: Account) -> None:
    viewer = viewer_of(by)
    check_may(viewer, "manage_people")
    if not viewer.side or {account.side_id, post.organisation.side_id} != {viewer.side}:
        raise SeatOfOtherSide


def _note(event: str, account: Account, post: str, *, by: Account | None, at: dt.datetime) -> None:
    ledger.append(
        [
            ledger.Entry(
                name=f"people.seat.{event}",
                actor=str(by.pk) if by else "",
                side=account.side_id or "",
                subject=str(account.pk),
                facts={"post": post},
            )
        ],
        at=at,
    )
