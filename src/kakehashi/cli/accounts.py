"""``kakehashi accounts`` and ``kakehashi roles``: who can sign in here, and as what."""

import click

from kakehashi.cli.voice import columns, print_json
from kakehashi.cli.voice import marked as _


@click.command(help=_("List the accounts of this node with their sides and roles."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the list as JSON."))
def accounts(as_json: bool) -> None:
    """Print one account a line."""
    from kakehashi.cli.node import prepare

    node = prepare()
    from kakehashi.people.models import Account
    from kakehashi.people.rules import check_may
    from kakehashi.people.selectors import viewer_of

    check_may(viewer_of(node.actor()), "manage_people")
    found = Account.objects.filter(is_active=True).prefetch_related("roles").order_by("username")
    if as_json:
        listed = [
            {
                "account": account.username,
                "side": account.side_id,
                "organisation": account.organisation_id,
                "roles": [role.code for role in account.roles.all()],
                "names": {"en": account.name_en, "ja": account.name_ja},
            }
            for account in found
        ]
        print_json(listed)
        return
    rows = [
        (
            account.username,
            account.side_id or "-",
            ", ".join(role.name_in(node.language) for role in account.roles.all()) or "-",
            account.name_in(node.language),
        )
        for account in found
    ]
    click.echo(columns(rows))


@click.command(help=_("List the roles of this node and what each may do."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the list as JSON."))
def roles(as_json: bool) -> None:
    """Print each role with its description and permissions."""
    from kakehashi.cli.node import prepare

    node = prepare()
    from kakehashi.people import selectors
    from kakehashi.people.rules import PERMISSIONS

    found = list(selectors.roles())
    if as_json:
        listed = [
            {
                "role": role.code,
                "names": {"en": role.name_en, "ja": role.name_ja},
                "descriptions": {"en": role.description_en, "ja": role.description_ja},
                "permissions": role.permissions,
            }
            for role in found
        ]
        print_json(listed)
        return
    for role in found:
        japanese = node.language == "ja"
        click.echo(f"{role.code}  {role.name_in(node.language)}")
        click.echo(f"  {role.description_ja if japanese else role.description_en}")
        may = (PERMISSIONS[one][node.language] for one in role.permissions if one in PERMISSIONS)
        click.echo(f"  {('、' if japanese else ', ').join(may)}")
