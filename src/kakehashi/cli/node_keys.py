"""``kakehashi node keys``: which keys there are, and changing them by two officials."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kakehashi.cli.voice import columns, words
from kakehashi.cli.voice import marked as _
from kakehashi.errors import Words

if TYPE_CHECKING:
    import datetime as dt

    from kakehashi.people.models import Account

_ASKED: Final[Words] = {
    "en": "Asked for, as number {number}. A second official has to approve it within a day.",
    "ja": "依頼しました（番号{number}）。1日以内に、2人目の担当者の承認が必要です。",
}
_APPROVED: Final[Words] = {"en": "Approved.", "ja": "承認しました。"}
ESCROW_TOLD: Final[Words] = {
    "en": "Escrow secret, shown once. Write it down, keep it off this machine:",
    "ja": "エスクロー鍵（一度だけ表示）。書き留め、この機器の外で保管してください:",
}
_IN_FORCE: Final[Words] = {"en": "in force", "ja": "有効"}
_FORK: Final[Words] = {
    "en": "{origin} contradicts itself: {size} entries and {other} entries, both signed. "
    "Compare the words of its keys by voice:",
    "ja": "{origin} は矛盾しています（{size}件と{other}件、いずれも署名済み）。"
    "鍵の語句を音声で確認してください:",
}
_LINK: Final = _("A new sign-in link of the official: it proves who asks and is used up by it.")


@click.group(help=_("Keys of this node and of the other side: list them, change ours."))
def keys() -> None:
    """Hold the subcommands."""


@keys.command("list", help=_("List the keys of both sides, and which entry retired them."))
def list_() -> None:
    """Print one set of keys a line."""
    from kakehashi.cli.node import prepare

    ready = prepare()
    from kakehashi.exchange.keys_in_force import own_periods, peer_periods
    from kakehashi.exchange.models import Line

    rows = []
    for line in Line.objects.order_by("peer"):
        for periods in (own_periods(line), peer_periods(line)):
            ends = [str(one.index) for one in periods[1:]] + [words(_IN_FORCE, ready.language)]
            rows += [
                (
                    one.keys.side,
                    "-" if one.index is None else str(one.index),
                    end,
                    one.keys.log[0].key_id.hex(),
                    one.keys.countersign[0].key_id.hex(),
                    one.keys.sealing.key_id,
                    one.keys.certificate[:16],
                )
                for one, end in zip(periods, ends, strict=True)
            ]
    heads = ("side", "since_entry", "retired_by", "log", "countersign", "sealing", "line")
    click.echo(columns([heads, *rows]))


@keys.command(
    help=_(
        "Ask, as the first of two officials, for new keys of these kinds: log, countersign, "
        "sealing, line."
    ),
    short_help=_("Ask for new keys."),
)
@click.argument("kinds", nargs=-1, required=True, metavar="KIND...")
@click.option("--link", required=True, help=_LINK)
@click.option("--peer", default="", help=_("Code of the other side, where there are several."))
def rotate(kinds: tuple[str, ...], link: str, peer: str) -> None:
    """Say under which number it waits."""
    _ask("keys", {"kinds": sorted(set(kinds))}, link, peer)


@keys.command(
    help=_("Ask, as the first of two officials, that a restored node goes on."),
    short_help=_("Ask to go on after a restore."),
)
@click.option("--link", required=True, help=_LINK)
@click.option("--peer", default="", help=_("Code of the other side, where there are several."))
def release(link: str, peer: str) -> None:
    """Say under which number it waits."""
    _ask("release", {}, link, peer)


@keys.command(
    "new-log",
    help=_(
        "Ask, as the first of two officials, to close this node's log and begin a new one with "
        "new keys. WHY: keys (they are lost), fork (the log contradicts itself), leaves (signed "
        "entries are nowhere) or node (all is lost, and the pens pass to the other side)."
    ),
    short_help=_("Ask to begin a new log."),
)
@click.argument("why")
@click.option("--link", required=True, help=_LINK)
@click.option("--peer", default="", help=_("Code of the other side, where there are several."))
def new_log(why: str, link: str, peer: str) -> None:
    """Say under which number it waits."""
    _ask("new-log", {"why": why}, link, peer)


@keys.command(
    help=_(
        "Ask, as the first of two officials, to take the other side's new log in from its new "
        "CARD. Its twelve words were compared by voice and are given here as they were heard."
    ),
    short_help=_("Ask to enrol the other side's new keys."),
)
@click.argument("card_file", metavar="CARD", type=click.Path(exists=True, path_type=Path))
@click.option("--words", "said", required=True, help=_("The twelve words, as they were heard."))
@click.option("--link", required=True, help=_LINK)
@click.option("--peer", default="", help=_("Code of the other side, where there are several."))
def enrol(card_file: Path, said: str, link: str, peer: str) -> None:
    """Say under which number it waits."""
    from kakehashi.cli.given import given
    from kakehashi.trust.spellings import to_base64

    told = {"card": to_base64(card_file.read_bytes().strip()), "words": said}
    _ask("enrol", {**told, "language": given().language}, link, peer)


def _ask(purpose: str, facts: dict[str, object], link: str, peer: str) -> None:
    from kakehashi.cli.node import prepare

    ready = prepare()
    from kakehashi.errors import NotHere
    from kakehashi.exchange.approving import ask
    from kakehashi.exchange.models import Line

    line = Line.objects.filter(**({"pk": peer} if peer else {})).order_by("peer").first()
    if line is None:
        raise NotHere
    account, at = _proven(link)
    row = ask(purpose, line, facts, by=account, proven_at=at, at=at)
    click.echo(words(_ASKED, ready.language).format(number=row.pk))


@keys.command(help=_("Approve, as the second official, what NUMBER asks for, and do it."))
@click.argument("number", type=int)
@click.option("--link", required=True, help=_LINK)
def approve(number: int, link: str) -> None:
    """Say that it is approved."""
    from kakehashi.cli.node import prepare

    ready = prepare()
    from kakehashi.exchange.approving import approve as approve_it

    account, at = _proven(link)
    done = approve_it(number, by=account, proven_at=at, at=at)
    click.echo(words(_APPROVED, ready.language))
    if done.told_once:
        click.echo(words(ESCROW_TOLD, ready.language), err=True)
        click.echo(f"  {done.told_once}", err=True)


def _proven(link: str) -> "tuple[Account, dt.datetime]":
    """Return whose link it is, which is used up, and now."""
    from kakehashi.cli.node import now
    from kakehashi.people.services import use_link

    at = now()
    return use_link(link.rstrip("/").rpartition("/")[2], at=at), at


@click.command(
    "fork",
    help=_(
        "Check FILE, the evidence that a log contradicts itself, with no node and no database. "
        "Exit status 0 when it proves that, 1 when not."
    ),
    short_help=_("Check evidence of a contradiction."),
)
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def fork(file: Path) -> None:
    """Say the two sizes, and the words of the keys that signed both."""
    from kakehashi.cli.given import given
    from kakehashi.trust.fork_evidence import check_fork_evidence, read_fork_evidence

    language = given().language
    evidence = read_fork_evidence(file.read_bytes().strip())
    first, second = check_fork_evidence(evidence)
    said = words(_FORK, language)
    click.echo(said.format(origin=first.origin, size=first.size, other=second.size))
    for number, word in enumerate(evidence.keys[0][1].words(language), 1):
        click.echo(f"  {number:2} {word}")
