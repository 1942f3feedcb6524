"""``kakehashi node``: a node of one side, its keys, and the line to the other side's node."""

from pathlib import Path
from typing import Final

import click

from kakehashi.cli.node_keys import ESCROW_TOLD, keys
from kakehashi.cli.voice import columns, print_json, words
from kakehashi.cli.voice import marked as _
from kakehashi.errors import Refused, Words

_READ_OUT: Final[Words] = {
    "en": "Words of this node, to read out to the other side:",
    "ja": "このノードの照合用の語句（相手側に読み上げてください）:",
}
_ENROLLED: Final[Words] = {
    "en": "The line to {side} is enrolled.",
    "ja": "{side}との接続を登録しました。",
}
_NONE: Final[Words] = {"en": "No line is enrolled.", "ja": "登録された接続はありません。"}


class SideGiven(Refused):
    """A node that is of a side already is asked to be of another."""

    code = "side-given"
    status = 409
    message = {
        "en": "This node holds keys of {side} already.",
        "ja": "このノードには、既に{side}の鍵があります。",
    }
    hint = {
        "en": "Keys are changed by a key statement, never made anew over the old ones.",
        "ja": "鍵の更新は鍵の記載によって行い、既存の鍵を上書きすることはありません。",
    }


@click.group(help=_("A node of one side: its keys and its line to the other side's node."))
def node() -> None:
    """Hold the subcommands."""


node.add_command(keys)


@node.command(
    help=_(
        "Make this node that of one side: write down the side, make its keys, print the escrow "
        "secret once. Do this on an empty data folder, before anything is loaded."
    ),
    short_help=_("Make the keys of a node of one side."),
)
@click.option("--side", required=True, help=_("Code of the side, as JP."))
@click.option("--peer", required=True, help=_("Code of the other side, as GB."))
@click.option(
    "--host", default="localhost", show_default=True, help=_("Name of this node in its log.")
)
@click.option(
    "--log",
    "number",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help=_("Which log of this side it is: 2 where the node that had the first is lost."),
)
def init(side: str, peer: str, host: str, number: int) -> None:
    """Write side and keys; print the escrow secret and the words."""
    from kakehashi.cli.given import given
    from kakehashi.cli.node import prepare

    told = given()
    told.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = told.data / "side"
    if file.exists():
        raise SideGiven(side=file.read_text(encoding="ascii").strip())
    file.write_text(f"{side}\n", encoding="ascii")
    try:
        ready = prepare()
        from kakehashi.exchange.equivalents import partnership
        from kakehashi.exchange.own_keys import make_keys, own_public

        secret = make_keys(partnership=partnership(), side=side, peer=peer, host=host, log=number)
    except BaseException:
        file.unlink()
        raise
    click.echo(words(ESCROW_TOLD, ready.language), err=True)
    click.echo(f"  {secret}", err=True)
    click.echo(words(_READ_OUT, ready.language))
    click.echo(_numbered(own_public().words(ready.language)))


def _numbered(said: tuple[str, ...]) -> str:
    return "\n".join(f"  {number:2} {word}" for number, word in enumerate(said, 1))


@node.command(
    help=_("Print this node's card: what the other side needs to enrol it. It is no secret."),
    short_help=_("Print the card for the other side."),
)
@click.option(
    "--address",
    default="",
    help=_("https://host:port of the line port; leave out for a line carried by hand."),
)
def card(address: str) -> None:
    """Print the card and nothing else."""
    from kakehashi.cli.node import prepare

    prepare()
    from kakehashi.exchange.enrolling import own_card

    click.echo(own_card(address).as_bytes().decode())


@node.command(
    "words",
    help=_("Print the twelve words of a CARD, to compare with what the other side reads out."),
)
@click.argument("card_file", metavar="CARD", type=click.Path(exists=True, path_type=Path))
def words_(card_file: Path) -> None:
    """Print one word a line."""
    from kakehashi.cli.node import prepare

    ready = prepare()
    from kakehashi.exchange.enrolling import read_card, words_of

    for word in words_of(read_card(card_file.read_bytes().strip()), ready.language):
        click.echo(word)


@node.command(help=_("List the officials of this side who may enrol another side's node."))
def officials() -> None:
    """Print one account a line."""
    from kakehashi.cli.node import prepare

    prepare()
    from kakehashi.exchange.selectors import who_may_enrol

    for one in who_may_enrol():
        click.echo(one.username)


@node.command(
    help=_(
        "Enrol the other side's node from its CARD. Two officials of this side have compared its "
        "twelve words by voice with the other side and give them here as they heard them."
    ),
    short_help=_("Enrol the other side's node."),
)
@click.argument("card_file", metavar="CARD", type=click.Path(exists=True, path_type=Path))
@click.option("--words", "said", required=True, help=_("The twelve words, as they were heard."))
@click.option("--first", required=True, metavar="ACCOUNT", help=_("The first official."))
@click.option("--second", required=True, metavar="ACCOUNT", help=_("The second official."))
def enrol(card_file: Path, said: str, first: str, second: str) -> None:
    """Say that the line is enrolled."""
    from kakehashi.cli.node import now, prepare

    ready = prepare()
    from kakehashi.exchange.enrolling import enrol as enrol_line
    from kakehashi.exchange.enrolling import read_card
    from kakehashi.people.services import find_account

    line = enrol_line(
        read_card(card_file.read_bytes().strip()),
        words=said,
        language=ready.language,
        by=[find_account(first), find_account(second)],
        at=now(),
    )
    click.echo(words(_ENROLLED, ready.language).format(side=line.peer.name_in(ready.language)))


@node.command(help=_("Say how the lines stand: what waits, what was received, what fails."))
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON."))
def status(*, as_json: bool) -> None:
    """Print one line a side."""
    from kakehashi.cli.node import prepare

    ready = prepare()
    from kakehashi.exchange.selectors import line_states

    rows = [
        {
            "side": one.line.peer_id,
            "state": one.line.state,
            "waiting": one.waiting,
            "entries": one.entries,
            "countersigned": one.countersigned,
            "received": one.received,
            "opened": one.line.opened,
            "unacknowledged_since": (
                one.line.waiting_since.isoformat() if one.line.waiting_since else None
            ),
            "failure": one.line.failure.get("code"),
            "restored_at": one.line.restored_at.isoformat() if one.line.restored_at else None,
            "forks": one.forks,
        }
        for one in line_states()
    ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo(words(_NONE, ready.language))
        return
    heads = list(rows[0])
    click.echo(
        columns(
            [
                tuple(heads),
                *(
                    tuple("-" if row[name] is None else str(row[name]) for name in heads)
                    for row in rows
                ),
            ]
        )
    )


@node.command(
    help=_(
        "Serve the line port and work the lines, without any pages, until interrupted. "
        "kakehashi up does this by itself."
    ),
    short_help=_("Serve the line alone, without pages."),
)
def serve() -> None:
    """Serve until interrupted; say when it is ready."""
    import signal

    from kakehashi.cli.beside import kept_running
    from kakehashi.cli.line_port import check_line_port, jobs_of_the_line, line_port
    from kakehashi.cli.node import prepare
    from kakehashi.cli.serving import ready_to_fork

    prepare()
    check_line_port(line_port())
    ready_to_fork()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _interrupt)
    with kept_running(jobs_of_the_line()):
        click.echo(f"https://127.0.0.1:{line_port()}")
        try:
            signal.pause()
        except KeyboardInterrupt:
            return


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
