"""``kakehashi errors`` and ``kakehashi states``: what the code itself says, for reading."""

import click

from kakehashi.cli.voice import columns, print_json, words
from kakehashi.cli.voice import marked as _


@click.command(help=_("List every refusal by its code: what it says and what to do."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the list as JSON."))
def errors(as_json: bool) -> None:
    """Print code, message and hint of each. Needs no node."""
    from kakehashi.cli.given import given
    from kakehashi.cli.refusals import all_refusals

    found = all_refusals()
    if as_json:
        listed = [
            {
                "code": kind.code,
                "status": kind.status,
                "message": dict(kind.message),
                "hint": dict(kind.hint),
                "raised_in": kind.__module__,
            }
            for kind in found
        ]
        print_json(listed)
        return
    language = given().language
    for kind in found:
        click.echo(kind.code)
        click.echo(f"  {words(kind.message, language)}")
        click.echo(f"  {words(kind.hint, language)}")


@click.command(help=_("Show which state a record goes to by which step, lane by lane."))
def states() -> None:
    """Print the table of moves. Needs no node."""
    from kakehashi.cli.given import given
    from kakehashi.records.kinds import LANES
    from kakehashi.records.rules import MOVES, STATE_WORDS

    language = given().language
    for lane in LANES:
        click.echo(lane)
        rows = [
            (
                f"  {words(STATE_WORDS[state], language)}",
                step,
                "-" if to == "-" else words(STATE_WORDS[to], language),
            )
            for state, moves in MOVES[lane].items()
            for step, to in moves.items()
        ]
        click.echo(columns(rows))
