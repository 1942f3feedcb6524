"""``kakehashi sign-in``: a new link that signs one account in, once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import click

from kakehashi.cli.voice import marked as _
from kakehashi.errors import Refused

if TYPE_CHECKING:
    from kakehashi.cli.node import Node
    from kakehashi.people.models import Account

OFFICER, PRIVATE_OFFICE = "officer", "private_office"

ROLES: Final[Mapping[str, str]] = {OFFICER: "coordinator", PRIVATE_OFFICE: "private_office"}
"""Who is meant by a side -> the role of the account that signs in."""


class WhoUnknown(Refused):
    """Neither a side nor an account bears the name."""

    code = "side-or-account-unknown"
    status = 404
    message = {
        "en": "There is no side and no account {name}.",
        "ja": "「{name}」という側もアカウントもありません。",
    }
    hint = {
        "en": "The sides are {sides}; the accounts are {accounts}.",
        "ja": "側: {sides}　アカウント: {accounts}",
    }


class NobodyThere(Refused):
    """A side has no account of the kind asked for."""

    code = "no-such-account-on-side"
    status = 404
    message = {
        "en": "No account of {side} has the role {role}.",
        "ja": "{side} には役割「{role}」のアカウントがありません。",
    }
    hint = {
        "en": "Name an account instead; kakehashi accounts lists them.",
        "ja": "アカウント名を指定してください（一覧は kakehashi accounts）。",
    }


@click.command(
    "sign-in",
    help=_(
        "Print a new sign-in link for an account, or for an officer of a side (JP, GB). "
        "It works once, within 12 hours."
    ),
    short_help=_("Print a new sign-in link."),
)
@click.argument("who", metavar="SIDE|ACCOUNT")
@click.option(
    "--role",
    type=click.Choice(list(ROLES)),
    default=OFFICER,
    help=_("Of a side: an officer (usual) or the minister's office."),
)
def sign_in(who: str, role: str) -> None:
    """Print the link and nothing else."""
    from kakehashi.cli.node import prepare

    node = prepare()
    click.echo(link_for(find(who, role), node, node.address))


def link_for(account: "Account", node: "Node", address: str) -> str:
    """Return a new link that signs ``account`` in at ``address``, once."""
    from kakehashi.cli.node import now
    from kakehashi.people.services import make_link

    secret = make_link(account=account, by=node.actor(), at=now())
    return f"{address}/sign-in/{secret}/"


def find(who: str, role: str = OFFICER) -> "Account":
    """Return the account called ``who``, or the one of the side ``who`` in ``role``.

    Raises:
        WhoUnknown: naming the sides and accounts there are.
        NobodyThere: the side has no such account.
    """
    from django.db.models import F

    from kakehashi.people.models import Account
    from kakehashi.people.selectors import sides

    active = Account.objects.filter(is_active=True).order_by("username")
    codes = [side.code for side in sides()]
    if who.upper() in codes:
        side = who.upper()
        found = active.filter(side=side, roles=ROLES[role])
        # Of several, one who sits in a post: work belongs to posts, a deputy may have none.
        account = found.order_by(F("post").asc(nulls_last=True), "username").first()
        if account is None:
            raise NobodyThere(side=side, role=ROLES[role])
        return account
    account = active.filter(username=who).first()
    if account is None:
        names = ", ".join(active.values_list("username", flat=True)) or "-"
        raise WhoUnknown(name=who, sides=", ".join(codes) or "-", accounts=names)
    return account
