"""``kakehashi log``: verifying a log from its files or over the web, without any node."""

import http.client
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kakehashi.cli.given import given
from kakehashi.cli.node_keys import fork
from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import words
from kakehashi.errors import Refused, Words

if TYPE_CHECKING:
    from kakehashi.trust.checkpoints import Checkpoint
    from kakehashi.trust.key_sets import PublicKeys
    from kakehashi.trust.note_keys import VerifierKey
    from kakehashi.trust.statements import Statement
    from kakehashi.trust.tiles import Tile

_WHOLE: Final[Words] = {
    "en": "{origin}: {size} entries, whole; {signed}",
    "ja": "{origin}: {size}件、完全（{signed}）",
}
_HASHES: Final[Words] = {
    "en": "{origin}: {size} entries, every hash tile whole; {signed}; the entries themselves are "
    "not there and were not looked at",
    "ja": "{origin}: {size}件、ハッシュタイルは全て完全（{signed}）。エントリー自体は"
    "置かれていないため、検証していません",
}
_SIGNED: Final[Words] = {"en": "signed", "ja": "署名済み"}
_BOTH: Final[Words] = {"en": "signed and countersigned", "ja": "署名及び連署済み"}
_STANDS: Final[Words] = {
    "en": "{origin}: the entry stands at index {index} of {size}; {signed}",
    "ja": "{origin}：{size}件中の第{index}番に当該エントリーがあります（{signed}）",
}
_EITHER: Final[Words] = {
    "en": "give PLACE, or --proof together with --entry",
    "ja": "PLACE、又は --proof と --entry の組のいずれかを指定してください",
}
LARGEST: Final = 1 << 26
_GONE: Final = frozenset({404, 410})
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


class LogPartMissing(LogUnreadable):
    """A part of the log is not there."""

    code = "log-part-missing"
    message = {
        "en": "{part} of the log is not there.",
        "ja": "ログの {part} がありません。",
    }
    hint = {
        "en": "Give the folder or address that holds the file “checkpoint”. Where that is there "
        "and another part is not, the log or this copy of it is not whole.",
        "ja": "checkpoint ファイルのあるフォルダー又はアドレスを指定してください。"
        "checkpoint があり、ほかの部分がない場合は、ログ又はその写しが不完全です。",
    }


class LogOfOther(Refused):
    """The log is that of another side than the card's, or of a log that was closed."""

    code = "log-of-other"
    message = {
        "en": "This is the log {found}; the card is of {wanted}.",
        "ja": "このログは {found} のものですが、カードは {wanted} のものです。",
    }
    hint = {
        "en": "Give as --card the card of the side whose log it is, and as --peer that of the "
        "other side. A log that was closed verifies by the card of then.",
        "ja": "--card にはログの側のカードを、--peer には相手側のカードを指定してください。"
        "終了したログは、当時のカードで検証できます。",
    }


@click.group(help=_("Logs of a line: verify one from its files, with no node and no database."))
def log() -> None:
    """Hold the subcommands."""


log.add_command(fork)


@log.command(
    help=_(
        "Verify the log at PLACE, a folder or an address: signatures of its checkpoint by the "
        "keys of CARD, every tile, and every entry; where none is there (entries are not public), "
        "it says that it did not look at them. With --proof and --entry "
        "it needs no log: that the entry stands in one is verified from the two files alone. "
        "Exit status 0 when all holds, 1 when not: it says where."
    ),
    short_help=_("Verify a log."),
)
@click.argument("place", required=False, default="")
@click.option(
    "--card",
    "card_files",
    required=True,
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Card of the side whose log it is; give older cards of it too where its keys changed."),
)
@click.option(
    "--peer",
    "peer_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Card of the other side: its countersignature is wanted, too."),
)
@click.option(
    "--proof",
    "proof_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("A proof file (tlog-proof) instead of PLACE."),
)
@click.option(
    "--entry",
    "entry_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("The entry that the proof is of."),
)
def verify(
    place: str,
    card_files: tuple[Path, ...],
    peer_files: tuple[Path, ...],
    proof_file: Path | None,
    entry_file: Path | None,
) -> None:
    """Say origin, size and whose signatures hold.

    Raises:
        click.UsageError: when neither a log is given nor a proof with its entry, or both.
    """
    if bool(place) == bool(proof_file) or bool(proof_file) != bool(entry_file):
        raise click.UsageError(words(_EITHER, given().language))
    if proof_file is not None and entry_file is not None:
        _verify_entry(proof_file.read_bytes(), entry_file.read_bytes(), card_files, peer_files)
        return
    from kakehashi.trust.whole_logs import verify_hashes, verify_log

    language = given().language
    read = _reader(place)
    note = read("checkpoint")
    checkpoint = _opened(
        note,
        [_keys(one) for one in card_files],
        [_keys(one) for one in peer_files],
        lambda: _last_entry(read, note),
    )

    def tile(one: "Tile") -> bytes:
        return read(one.path)

    entries = _has_entries(read, checkpoint.size)
    check = verify_log if entries else verify_hashes
    tell, told = _told()
    try:
        check(tile, size=checkpoint.size, root=checkpoint.root, progress=tell)
    finally:
        told()
    said = words(_BOTH if peer_files else _SIGNED, language)
    whole = _WHOLE if entries or not checkpoint.size else _HASHES
    click.echo(
        words(whole, language).format(origin=checkpoint.origin, size=checkpoint.size, signed=said)
    )


def _opened(
    note: bytes,
    sides: "Sequence[PublicKeys]",
    peers: "Sequence[PublicKeys]",
    last: "Callable[[], Statement | None]",
) -> "Checkpoint":
    """Return the checkpoint: signed by every log key of a side, and countersigned by its peer.

    Right after a change of keys the checkpoint is still that of the keys before: the statement of
    the change, the last entry, names them and is signed by them.
    """
    from kakehashi.trust.checkpoints import read_checkpoint
    from kakehashi.trust.key_succession import log_keys_before
    from kakehashi.trust.notes import open_checkpoint, read_note

    found = read_checkpoint(read_note(note).text).origin
    if found not in {one.origin for one in sides}:
        raise LogOfOther(found=found, wanted=", ".join(sorted({one.origin for one in sides})))
    signers = [one.log for one in sides]
    witnesses: list[Sequence[VerifierKey]] = [one.countersign for one in peers]
    fault: Refused | None = None
    while signers:
        for log_keys in signers:
            for more in witnesses or [()]:
                try:
                    wanted = [*log_keys, *more]
                    strict = bool(witnesses)
                    return open_checkpoint(note, wanted, strict=strict, every=True)[0]
                except Refused as refusal:
                    fault = fault or refusal
        statement, last = last(), lambda: None
        before = [log_keys_before(statement, one) for one in sides] if statement else []
        signers = [one for one in before if one]
    assert fault is not None
    raise fault


def _last_entry(read: Callable[[str], bytes], note: bytes) -> "Statement | None":
    """Return the last statement under a checkpoint; None where entries are not to be had."""
    from kakehashi.trust.checkpoints import read_checkpoint
    from kakehashi.trust.notes import read_note
    from kakehashi.trust.statements import read_statement
    from kakehashi.trust.tiles import WIDTH, Tile, bundle_entries

    size = read_checkpoint(read_note(note).text).size
    if not size:
        return None
    first = (size - 1) // WIDTH
    width = size - first * WIDTH
    try:
        return read_statement(bundle_entries(read(Tile(None, first, width).path), width)[-1])
    except Refused:
        return None


def _verify_entry(
    proof: bytes, entry: bytes, card_files: tuple[Path, ...], peer_files: tuple[Path, ...]
) -> None:
    """Verify that an entry stands in a log, from its proof file; say where.

    Raises:
        Refused: when it does not, or is not proved.
    """
    from kakehashi.trust.log_proofs import read_log_proof
    from kakehashi.trust.merkle import leaf_hash
    from kakehashi.trust.proofs import verify_inclusion

    language = given().language
    told = read_log_proof(proof)
    sides, peers = ([_keys(one) for one in files] for files in (card_files, peer_files))
    checkpoint = _opened(told.checkpoint, sides, peers, lambda: None)
    verify_inclusion(
        told.hashes,
        index=told.index,
        size=checkpoint.size,
        leaf=leaf_hash(entry),
        root=checkpoint.root,
    )
    said = words(_BOTH if peer_files else _SIGNED, language)
    click.echo(
        words(_STANDS, language).format(
            origin=checkpoint.origin, index=told.index, size=checkpoint.size, signed=said
        )
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
    """Return whether there are entries: the first or the last of them."""
    from kakehashi.trust.tiles import WIDTH, Tile

    last = max(size - 1, 0) // WIDTH
    for index in sorted({0, last} if size else ()):
        try:
            read(Tile(None, index, min(WIDTH, size - index * WIDTH)).path)
        except LogPartMissing:
            continue
        return True
    return False


def _told() -> "tuple[Callable[[int], None] | None, Callable[[], None]]":
    """Return what says how far it has come to a person who waits, and what takes that away."""
    if not sys.stderr.isatty():
        return None, lambda: None
    last = 0

    def tell(done: int) -> None:
        nonlocal last
        if done - last >= EVERY:
            last = done
            click.echo(f"\r{done:,}", nl=False, err=True)

    def clear() -> None:
        if last:
            click.echo("\r\033[K", nl=False, err=True)

    return tell, clear


def _reader(place: str) -> Callable[[str], bytes]:
    if urllib.parse.urlsplit(place).scheme in {"http", "https"}:
        return lambda part: _fetched(f"{place.rstrip('/')}/{part}", part)
    folder = Path(place)

    def read(part: str) -> bytes:
        try:
            return (folder / part).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise LogPartMissing(part=part) from fault
        except OSError as fault:
            raise LogUnreadable(part=part, why=fault.strerror or "?") from fault

    return read


def _fetched(address: str, part: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - http or https
            content: bytes = answer.read(LARGEST)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        if isinstance(fault, urllib.error.HTTPError) and fault.code in _GONE:
            raise LogPartMissing(part=part) from fault
        raise LogUnreadable(part=part, why=_why(fault)) from fault
    return content


def _why(fault: Exception) -> str | Words:
    if isinstance(fault, http.client.HTTPException):
        return {"en": "the answer is no HTTP", "ja": "応答が HTTP ではない"}
    if isinstance(fault, urllib.error.HTTPError):
        return f"HTTP {fault.code}"
    reason = getattr(fault, "reason", fault)
    return str(getattr(reason, "strerror", None) or reason)
