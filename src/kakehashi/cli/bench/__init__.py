"""``kakehashi bench``: how fast this machine exchanges, held against what it can do at all."""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kakehashi.cli.voice import columns, print_json, words
from kakehashi.cli.voice import marked as _
from kakehashi.errors import Words

if TYPE_CHECKING:
    from kakehashi.cli.bench.rows import Row

ROWS: Final = 100_000
QUICK: Final = 2_000
LEAVES: Final = 1_000_000
_HEAD: Final[Words] = {"en": "what|ratio|target|", "ja": "項目|比|目標|"}
_MET: Final[Words] = {"en": "met", "ja": "達成"}
_MISSED: Final[Words] = {"en": "missed", "ja": "未達"}
_UNDER: Final[Words] = {
    "en": "libsodium verifies {rate:,.0f} signatures a second here; load {load}",
    "ja": "このマシンでのlibsodiumの署名検証は毎秒{rate:,.0f}回、負荷は{load}",
}


@click.group(help=_("Measure: how fast two nodes exchange on this machine."))
def bench() -> None:
    """Hold the subcommands."""


@bench.command(
    help=_(
        "Make two nodes in a temporary folder, let one catch up with the other after an outage, "
        "over its line port, and print how fast each step is: as a ratio to verifying signatures "
        "with libsodium, measured in between. Exit status 0 when every target is met, 1 when not."
    ),
    short_help=_("Measure the exchange of two nodes."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.option("--quick", is_flag=True, help=_("Small figures: a minute, and less exact."))
@click.option(
    "--rows",
    type=click.IntRange(1, 10_000_000),
    metavar="N",
    help=_("Records that wait while the line is down (else 100,000)."),
)
@click.option(
    "--leaves",
    type=click.IntRange(256, 100_000_000),
    metavar="N",
    help=_("Entries of the log that is verified (else 1,000,000)."),
)
@click.option(
    "--nodes",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Keep the two nodes in DIR, and use those that are there."),
)
def exchange(
    *, as_json: bool, quick: bool, rows: int | None, leaves: int | None, nodes: Path | None
) -> int:
    """Print the table, or the rows as JSON."""
    from kakehashi.cli.given import given

    records = rows or (QUICK if quick else ROWS)
    entries = leaves or (LEAVES // 10 if quick else LEAVES)
    begun = time.monotonic()
    found = _measured(records, entries, nodes)
    met = all(row.met for row in found)
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    if as_json:
        print_json(
            {
                "rows": [row.as_object() for row in found],
                "met": met,
                "load": load,
                "seconds": round(time.monotonic() - begun, 1),
            }
        )
    else:
        click.echo(_table(found, given().language, load))
    return 0 if met else 1


def _measured(records: int, entries: int, folder: Path | None) -> "list[Row]":
    from kakehashi.cli.bench.nodes import two_nodes
    from kakehashi.cli.bench.rows import SHARES, exchanged, idle, whole_log

    say = _progress
    os.environ.pop("DATABASE_URL", None)  # each node has a file of its own
    with contextlib.ExitStack() as held:
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="kakehashi-bench-")
            folder = Path(held.enter_context(made))
        say("nodes")
        with _on_cores(1):
            first, second = held.enter_context(two_nodes(folder.resolve()))
            found = exchanged(first, second, records=records, say=say)
        found += idle(first, second, shares=min(SHARES, records), say=say)
    with _on_cores(1):
        return [*found, whole_log(entries, say)]


def _table(found: "list[Row]", language: str, load: str) -> str:
    from kakehashi.cli.bench.rows import AT_LEAST

    lines = [tuple(words(_HEAD, language).split("|"))]
    for row in found:
        sign = ">=" if row.bound == AT_LEAST else "<="
        said = words(_MET if row.met else _MISSED, language)
        lines.append(
            (words(row.words, language), f"{row.ratio:.3f}", f"{sign} {row.target:g}", said)
        )
    rate = next(
        (row.figures[one] for row in found for one in row.figures if one.startswith("libsodium")), 0
    )
    return columns(lines) + "\n" + words(_UNDER, language).format(rate=rate, load=load)


def _progress(said: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{said}", nl=False, err=True)
    else:
        click.echo(said, err=True)


@contextlib.contextmanager
def _on_cores(most: int) -> Iterator[None]:
    """Keep this process, and those it starts, to so many cores, where the system lets us."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[-most:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@bench.command(hidden=True, help=_("Do in a node what the measurement says."))
def hands() -> None:
    """Obey, line by line."""
    from kakehashi.cli.node import prepare

    prepare()
    from kakehashi.cli.bench.hands import obey

    obey()


@bench.command(hidden=True, help=_("Serve the line port alone, without the worker of the lines."))
def line() -> None:
    """Serve until interrupted."""
    from kakehashi.cli.line_port import certificates, serve_line
    from kakehashi.cli.node import prepare

    prepare()
    serve_line(certificates())
