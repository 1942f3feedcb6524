"""``kakehashi up``: make the node ready, serve it, print its addresses once it answers."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import click

from kakehashi.cli.given import PORT, given
from kakehashi.cli.voice import columns, words
from kakehashi.cli.voice import marked as _
from kakehashi.errors import Words

if TYPE_CHECKING:
    from kakehashi.cli.node import Node

_PUBLIC: Final[Words] = {"en": "public", "ja": "公開サイト"}
_LABELS: Final[Mapping[str, Words]] = {
    "officer": {"en": "officer, {side}", "ja": "担当官（{side}）"},
    "private_office": {"en": "minister's office, {side}", "ja": "大臣室（{side}）"},
}


@click.command(
    help=_(
        "Serve the node on this machine and print its addresses: the public site, and links "
        "for an officer and a minister's office of each side, each good for one sign-in."
    ),
    short_help=_("Serve the node and print its addresses."),
)
def up() -> None:
    """Serve until interrupted."""
    from kakehashi.cli.serving import check_port, serve

    told = given()
    port = told.port or told.usual_port
    check_port(port, told.data)
    if port != PORT:
        # Browsers share the cookies of one host between its ports; two nodes must not.
        os.environ.setdefault("KAKEHASHI_COOKIE", f"kakehashi-{port}")

    from kakehashi.cli.node import prepare

    node = prepare()
    _check_line()
    from kakehashi.records.planner import tell_planner

    tell_planner()
    lines = addresses(node, port)
    serve(node, port, announce=lambda: click.echo(lines))


def _check_line() -> None:
    from django.conf import settings

    from kakehashi.cli.line_port import certificates, check_line_port, line_port

    if settings.SIDE and certificates():
        check_line_port(line_port())


def addresses(node: "Node", port: int) -> str:
    """Return the lines that ``up`` prints, with fresh sign-in links."""
    from django.conf import settings

    from kakehashi.cli.node import address_at
    from kakehashi.cli.sign_in import find, link_for
    from kakehashi.people.selectors import sides

    base = address_at(port)
    rows = [(words(_PUBLIC, node.language), f"{base}/")]
    for side in sides():
        if settings.SIDE and side.code != settings.SIDE:
            continue
        for role, label in _LABELS.items():
            said = words(label, node.language).format(side=side.name_in(node.language))
            rows.append((said, link_for(find(side.code, role), node, base)))
    return columns(rows)
