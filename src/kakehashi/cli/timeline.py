"""``kakehashi timeline``: check that nobody changed what was recorded."""

import click

from kakehashi.cli.voice import marked as _
from kakehashi.errors import Words

FAULTS: dict[str, Words] = {
    "missing": {"en": "the event is missing", "ja": "記録が欠けている"},
    "changed": {"en": "the event was changed", "ja": "記録が書き換えられている"},
    "unchained": {
        "en": "the event does not follow the one before it",
        "ja": "直前の記録とつながっていない",
    },
    "beyond-head": {
        "en": "the event stands beyond the recorded end",
        "ja": "記録上の末尾より後にある",
    },
    "head": {"en": "the recorded end is another event", "ja": "記録上の末尾と一致しない"},
}

_WHOLE: Words = {
    "en": "whole: {size} events, the last {digest}",
    "ja": "完全: {size} 件、末尾 {digest}",
}
_BROKEN: Words = {
    "en": "broken: {count} faults in {size} events",
    "ja": "不整合: {size} 件中 {count} か所",
}


@click.group(help=_("The timeline: every write, chained by digest."))
def timeline() -> None:
    """Hold the subcommands."""


@timeline.command(
    help=_("Walk the whole timeline and compare every digest. Exit status 1 when it is broken.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
def verify(as_json: bool) -> int:
    """Print what was found; progress goes to the standard error."""
    from kakehashi.cli.node import prepare
    from kakehashi.cli.voice import print_json, words

    node = prepare()
    from kakehashi.ledger import selectors
    from kakehashi.people.rules import check_may
    from kakehashi.people.selectors import viewer_of

    check_may(viewer_of(node.actor()), "see_timeline")
    found = selectors.verify(_progress)
    if as_json:
        faults = [{"sequence": fault.sequence, "what": fault.what} for fault in found.faults]
        print_json(
            {
                "whole": found.whole,
                "size": found.size,
                "digest": found.digest,
                "faults": faults,
            }
        )
    elif found.whole:
        said = words(_WHOLE, node.language)
        click.echo(said.format(size=found.size, digest=found.digest))
    else:
        said = words(_BROKEN, node.language)
        click.echo(said.format(size=found.size, count=len(found.faults)))
        for fault in found.faults:
            click.echo(f"{fault.sequence}: {words(FAULTS[fault.what], node.language)}")
    return 0 if found.whole else 1


def _progress(done: int, size: int) -> None:
    click.echo(f"{done}/{size}", err=True)
