"""``kakehashi log``: verifying a log from its files or over the web, without any node."""

import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kakehashi.cli.node_keys import fork
from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import words
from kakehashi.errors import Refused, Words

if TYPE_CHECKING:
    from kakehashi.trust.key_sets import PublicKeys
    from kakehashi.trust.tiles import Tile

_WHOLE: Final[Words] = {
    "en": "{origin}: {size} entries, whole; {signed}",
    "ja": "{origin}: {size}件、完全（{signed}）",
}
_SIGNED: Final[Words] = {"en": "signed", "ja": "署名済み"}
_BOTH: Final[Words] = {"en": "signed and countersigned", "ja": "署名及び連署済み"}
LARGEST: Final = 1 << 26
EVERY: Final = 65_536
"""Entries between two words about how far it has come."""


class LogUnreadable(Refused):
    """A part of the log cannot be read."""

    code = "log-unreadable"
    message = {
        "en": "{part} of the log cannot be read: {why}.",
        "ja": "ログの {part} を読み取れません（{why}）。",
    }
    hint = {
        "en": "Give the folder or address that holds the file “checkpoint”.",
        "ja": "checkpoint ファイルのあるフォルダー又はアドレスを指定してください。",
    }


@click.group(help=_("Logs of a line: verify one from its files, with no node and no database."))
def log() -> None:
    """Hold the subcommands."""


log.add_command(fork)


@log.command(
    help=_(
        "Verify the log at PLACE, a folder or an address: signatures of its checkpoint by the "
        "keys of CARD, every tile, and every entry where they are there. Exit status 0 when "
        "whole, 1 when not: it says where."
    ),
    short_help=_("Verify a log."),
)
@click.argument("place")
@click.option(
    "--card",
    "card_file",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help=_("Card of the side whose log it is."),
)
@click.option(
    "--peer",
    "peer_file",
    type=click.Path(exists=True, path_type=Path),
    help=_("Card of the other side: its countersignature is wanted, too."),
)
def verify(place: str, card_file: Path, peer_file: Path | None) -> None:
    """Say origin, size and whose signatures hold."""
    from kakehashi.cli.given import given
    from kakehashi.trust.notes import open_checkpoint
    from kakehashi.trust.whole_logs import verify_hashes, verify_log

    language = given().language
    read = _reader(place)
    note = read("checkpoint")
    keys = list(_keys(card_file).log)
    if peer_file is not None:
        keys += _keys(peer_file).countersign
    checkpoint, _signed = open_checkpoint(note, keys, strict=peer_file is not None)

    def tile(one: "Tile") -> bytes:
        return read(one.path)

    entries = _has_entries(read, checkpoint.size)
    check = verify_log if entries else verify_hashes
    check(tile, size=checkpoint.size, root=checkpoint.root, progress=_told())
    said = words(_BOTH if peer_file else _SIGNED, language)
    click.echo(
        words(_WHOLE, language).format(origin=checkpoint.origin, size=checkpoint.size, signed=said)
    )


def _keys(file: Path) -> "PublicKeys":
    """Return the keys on a card. Read without the exchange room, which needs a database."""
    from kakehashi.trust.key_sets import read_public_keys
    from kakehashi.trust.reading import is_base64, is_text, read_object
    from kakehashi.trust.spellings import from_base64

    fields = {"keys": is_base64(), "certificate": is_base64(), "address": is_text(200)}
    value = read_object(
        file.read_bytes().strip(), "kakehashi/enrolment/v1", fields, largest=1 << 17
    )
    return read_public_keys(from_base64(value["keys"]) or b"")


def _has_entries(read: Callable[[str], bytes], size: int) -> bool:
    from kakehashi.trust.tiles import WIDTH, Tile

    if not size:
        return False
    try:
        read(Tile(None, 0, min(WIDTH, size)).path)
    except LogUnreadable:
        return False
    return True


def _told() -> Callable[[int], None] | None:
    """Return what says how far it has come, to a person who waits."""
    if not sys.stderr.isatty():
        return None
    last = 0

    def tell(done: int) -> None:
        nonlocal last
        if done - last >= EVERY:
            last = done
            click.echo(f"\r{done:,}", nl=False, err=True)

    return tell


def _reader(place: str) -> Callable[[str], bytes]:
    if urllib.parse.urlsplit(place).scheme in {"http", "https"}:
        return lambda part: _fetched(f"{place.rstrip('/')}/{part}", part)
    folder = Path(place)

    def read(part: str) -> bytes:
        try:
            return (folder / part).read_bytes()
        except OSError as fault:
            raise LogUnreadable(part=part, why=fault.strerror or "?") from fault

    return read


def _fetched(address: str, part: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - http or https
            content: bytes = answer.read(LARGEST)
    except (OSError, urllib.error.URLError, ValueError) as fault:
        why = getattr(fault, "reason", None) or getattr(fault, "strerror", None) or fault
        raise LogUnreadable(part=part, why=str(why)) from fault
    return content
