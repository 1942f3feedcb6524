"""``kakehashi token``: tokens by which programs read the API as an account."""

import uuid
from typing import TYPE_CHECKING

import click

from kakehashi.cli.voice import columns, print_json
from kakehashi.cli.voice import marked as _

if TYPE_CHECKING:
    from kakehashi.people.models import Account


@click.group(help=_("Tokens by which a program reads the API as an account."))
def token() -> None:
    """Hold the subcommands."""


@token.command(
    help=_(
        "Make a token for ACCOUNT and print its secret, once: only a digest is kept. The program "
        "sees what the account may see, and can only read."
    ),
    short_help=_("Make a token and print its secret."),
)
@click.argument("account")
@click.option("--name", required=True, help=_("What the token is for, to know it again."))
@click.option(
    "--days", type=int, default=90, show_default=True, help=_("Days until it expires, at most 366.")
)
def make(account: str, name: str, days: int) -> None:
    """Print the secret and nothing else."""
    from kakehashi.cli.node import now, prepare

    node = prepare()
    from kakehashi.people.services import find_account
    from kakehashi.people.tokens import make_token

    _made, secret = make_token(
        account=find_account(account), name=name, days=days, by=node.actor(), at=now()
    )
    click.echo(secret)


@token.command("list", help=_("List the tokens of ACCOUNT, or of every account."))
@click.argument("account", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print the list as JSON."))
def list_(account: str | None, as_json: bool) -> None:
    """Print one token a line: id, account, name, last day used, expiry, whether it works."""
    from kakehashi.cli.node import now, prepare

    node = prepare()
    from kakehashi.people.rules import check_may
    from kakehashi.people.selectors import viewer_of
    from kakehashi.people.services import find_account
    from kakehashi.people.tokens import tokens_of

    of: Account | None = find_account(account) if account else None
    actor = node.actor()
    if of is None or of.pk != actor.pk:
        check_may(viewer_of(actor), "operate")
    rows = [
        {
            "id": str(one.pk),
            "account": one.account.username,
            "name": one.name,
            "used": one.used_on.isoformat() if one.used_on else None,
            "expires": one.expires_at.date().isoformat(),
            "works": one.works_at(now()),
        }
        for one in tokens_of(of)
    ]
    if as_json:
        print_json(rows)
        return
    click.echo(
        columns(
            [
                (
                    str(one["id"]),
                    str(one["account"]),
                    str(one["name"]),
                    str(one["used"] or "-"),
                    str(one["expires"]),
                    "+" if one["works"] else "-",
                )
                for one in rows
            ]
        )
    )


@token.command(help=_("Revoke a token by its id: it stops working at once."))
@click.argument("key", metavar="ID", type=click.UUID)
def revoke(key: uuid.UUID) -> None:
    """Say nothing where it worked."""
    from kakehashi.cli.node import now, prepare

    node = prepare()
    from kakehashi.people.tokens import revoke_token

    revoke_token(token=key, by=node.actor(), at=now())
