"""``kakehashi bundle``: the line carried by hand, as a folder or one file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kakehashi.cli.voice import columns, print_json, words
from kakehashi.cli.voice import marked as _
from kakehashi.errors import Words

if TYPE_CHECKING:
    from kakehashi.exchange.bundles.taking import Found

_MADE: Final[Words] = {
    "en": "{place}: {what} for {side}, {files} files, {bytes} bytes",
    "ja": "{place}: {side}宛て、{what}、{files}ファイル、{bytes}バイト",
}
_NONE: Final[Words] = {"en": "no new entry", "ja": "新しいエントリーなし"}
_ONE: Final[Words] = {"en": "entry {start}", "ja": "エントリー{start}"}
_SEVERAL: Final[Words] = {
    "en": "entries {start} to {last}",
    "ja": "エントリー{start}から{last}まで",
}
_ASKS: Final[Words] = {
    "en": "{place}: this node was restored; the bundle asks {side} for entries from {asks} on",
    "ja": "{place}: このノードは復元されました。{side}にエントリー{asks}以降を求めます",
}
_LEFT: Final[Words] = {
    "en": "{left} files did not go in: make another bundle once this one came back",
    "ja": "{left}ファイルが入りきりませんでした。これが戻った後、もう一度作成してください",
}
_AGAIN: Final[Words] = {
    "en": "this bundle was taken in before",
    "ja": "以前に取り込まれたものと同一です",
}
_FOUND: Final[dict[str, Words]] = {
    "side": {"en": "from", "ja": "差出側"},
    "start": {"en": "first entry", "ja": "最初のエントリー"},
    "size": {"en": "entries in that log", "ja": "エントリー総数"},
    "fresh": {"en": "new here", "ja": "未着"},
    "files": {"en": "files", "ja": "ファイル数"},
    "bytes": {"en": "bytes", "ja": "バイト数"},
    "asks": {"en": "asks for entries from", "ja": "求めるエントリー"},
}
_CAME: Final[dict[str, Words]] = {
    "entries": {"en": "new entries", "ja": "新しいエントリー"},
    "texts": {"en": "texts taken in", "ja": "取り込んだ案件"},
    "refused": {"en": "refused", "ja": "拒否"},
    "blobs": {"en": "attachments and large texts", "ja": "添付資料等"},
    "missing": {"en": "not in it", "ja": "含まれていなかったもの"},
    "back": {"en": "entries of our own given back", "ja": "戻った自国側エントリー"},
    "countersigned": {"en": "theirs, countersigned here", "ja": "連署した相手側エントリー"},
    "acknowledged": {"en": "ours, countersigned there", "ja": "連署された自国側エントリー"},
}


def _span(entries: int) -> Words:
    """Return how a run of that many entries is said."""
    return (_NONE, _ONE)[entries] if entries < len((_NONE, _ONE)) else _SEVERAL


@click.group(help=_("Bundles: a line carried by hand, as a folder on a disk or one file."))
def bundle() -> None:
    """Hold the subcommands."""


@bundle.command(
    "export",
    help=_(
        "Make the folder DIR with all that the other side is not known to have, and what "
        "acknowledges theirs. DIR is new or empty; named *.tar it is one file. What waits is "
        "signed first. Making it again changes nothing."
    ),
    short_help=_("Make a bundle for the other side."),
)
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--to", "side", default="", help=_("Code of the other side, where there are several.")
)
@click.option(
    "--from",
    "start_at",
    type=click.IntRange(min=0),
    help=_("First entry, for a link that goes one way (else the first not acknowledged)."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the summary as JSON."))
def export(place: Path, side: str, start_at: int | None, *, as_json: bool) -> None:
    """Say what went into it."""
    from kakehashi.cli.node import now, prepare

    ready = prepare()
    from kakehashi.exchange.bundles.making import line_to, make_file, make_folder

    line = line_to(side)
    make = make_file if place.suffix == ".tar" else make_folder
    made = make(line, place, by=None, at=now(), start_at=start_at, progress=_told)
    row = made.bundle
    told = {
        "place": str(place),
        "side": line.peer_id,
        "start": row.start or 0,
        "size": row.size or 0,
        "files": row.files,
        "bytes": row.bytes,
        "asks": row.asks,
        "left": made.left,
        "manifest": row.digest,
    }
    if as_json:
        print_json(told)
        return
    said = {**told, "side": line.peer.name_in(ready.language)}
    said["what"] = words(_span(row.entries), ready.language).format(start=row.start, last=row.last)
    click.echo(words(_MADE if row.asks is None else _ASKS, ready.language).format(**said))
    if made.left:
        click.echo(words(_LEFT, ready.language).format(left=made.left), err=True)


@bundle.command(
    "import",
    help=_(
        "Take in a bundle of another side: PLACE is its folder, or the one file. Every byte is "
        "checked before anything is written; what is wrong is named. Doing it twice does no "
        "harm, and one that was cut off goes on when it is done again."
    ),
    short_help=_("Take in a bundle of another side."),
)
@click.argument("place", metavar="PLACE", type=click.Path(path_type=Path))
@click.option("--look", "look_only", is_flag=True, help=_("Only say what it holds."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the summary as JSON."))
def take_in(place: Path, *, look_only: bool, as_json: bool) -> None:
    """Say what it holds, then what came of it."""
    from kakehashi.cli.node import now, prepare

    ready = prepare()
    from kakehashi.exchange.bundles.carriers import opened
    from kakehashi.exchange.bundles.taking import look, take

    with opened(place) as carrier:
        found = look(carrier, _told)
        told = _facts(found)
        if look_only:
            _say(told, _FOUND, ready.language, as_json=as_json)
            return
        if found.before is not None:
            click.echo(words(_AGAIN, ready.language), err=True)
        row, _made = take(carrier, found, by=None, at=now())
    _say({**told, **row.outcome["came"]}, _FOUND | _CAME, ready.language, as_json=as_json)


def _facts(found: "Found") -> dict[str, object]:
    facts = found.facts()
    return {
        "side": found.line.peer_id,
        "start": facts["start"],
        "size": facts["size"],
        "fresh": found.fresh,
        "files": facts["files"],
        "bytes": facts["bytes"],
        "asks": facts["asks"],
        "acts": dict(found.acts),
    }


def _say(told: dict[str, object], heads: dict[str, Words], language: str, *, as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    rows = [
        (words(head, language), str(told[name]))
        for name, head in heads.items()
        if told.get(name) is not None
    ]
    click.echo(columns(rows))


def _told(done: int, total: int) -> None:
    """Say how far it has come, where somebody looks on."""
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="\n" if done >= total else "", file=sys.stderr)
