"""Uploads to a mirror: entries in packages, each proven to belong to the checkpoint by itself.

C2SP tlog-mirror, “add-entries”: the body of a request, and the three lines of an answer. Both sides
mirror each other's log this way, over HTTPS or not at all; a package holds at most 256 entries, so
that memory is bounded and an interrupted upload goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kakehashi.errors import Refused, Words
from kakehashi.trust.checkpoints import name_fault
from kakehashi.trust.merkle import HASH_BYTES, LARGEST_SIZE, leaf_hashes, tree_root
from kakehashi.trust.places import at_entry, at_line, in_field
from kakehashi.trust.proofs import LONGEST, NoSuchRange, verify_subtree
from kakehashi.trust.spellings import from_base64, from_decimal, to_base64
from kakehashi.trust.tiles import WIDTH, bundle_bytes

Reader = Callable[[int], bytes]
"""Gives up to so many bytes, nothing at the end, like a file's ``read``."""
LARGEST_TICKET = 65_535
MOST_PACKAGES = 32
"""Packages that one request should hold at most."""
_SIZE_BYTES = 8
_LENGTH_BYTES = 2
_INFO_LINES = 3


class UploadMalformed(Refused):
    """A body that is no upload, or an answer that is none."""

    code = "upload-malformed"
    message = {
        "en": "This is not an upload of log entries: {why} ({where}).",
        "ja": "ログのエントリーの送信として正しくありません（{why}、{where}）。",
    }
    hint = {
        "en": "Whole packages before it were taken over. Go on from the next missing entry.",
        "ja": "それより前の完全な単位は取り込み済みです。次の未着エントリーから再開してください。",
    }


@dataclass(frozen=True, slots=True)
class Upload:
    """The head of an upload: which log, which entries, and the mirror's ticket."""

    origin: str
    start: int
    end: int
    """One past the last entry; the size of a checkpoint that the mirror has."""
    ticket: bytes = b""

    def __post_init__(self) -> None:
        """Refuse what cannot be asked.

        Raises:
            UploadMalformed: naming the field.
        """
        fault = name_fault(self.origin)
        if fault:
            raise UploadMalformed(why=fault, where=in_field("log_origin"))
        if not 0 <= self.start <= self.end <= LARGEST_SIZE:
            raise _field("upload_end", "no such range", "あり得ない範囲")
        if len(self.ticket) > LARGEST_TICKET:
            raise _field("ticket", "too long", "長すぎる")

    def as_bytes(self) -> bytes:
        """Return what stands before the packages."""
        origin = self.origin.encode()
        return b"".join(
            (
                len(origin).to_bytes(_LENGTH_BYTES, "big"),
                origin,
                self.start.to_bytes(_SIZE_BYTES, "big"),
                self.end.to_bytes(_SIZE_BYTES, "big"),
                len(self.ticket).to_bytes(_LENGTH_BYTES, "big"),
                self.ticket,
            )
        )

    def places(self) -> Iterator["Place"]:
        """Yield where each package of the canonical sequence lies, in order."""
        at = self.start
        while at < self.end:
            branch = at - at % WIDTH
            after = min(branch + WIDTH, self.end)
            yield Place(branch, at, after, self.end)
            at = after


@dataclass(frozen=True, slots=True)
class Place:
    """Which entries a package holds, and of which branch of which tree they are."""

    branch: int
    """Where the branch starts, a multiple of 256; the mirror has what lies before ``start``."""
    start: int
    end: int
    size: int


@dataclass(frozen=True, slots=True)
class Package:
    """Entries with the subtree consistency proof of their branch."""

    entries: tuple[bytes, ...]
    proof: tuple[bytes, ...]

    def as_bytes(self) -> bytes:
        """Return the package.

        Raises:
            NotATile: when there are too many entries or one is too long.
            UploadMalformed: when the proof is too long.
        """
        if len(self.proof) > LONGEST:
            raise _field("num_hashes", "too many hashes", "ハッシュが多すぎる")
        return b"".join((bundle_bytes(self.entries), bytes([len(self.proof)]), *self.proof))

    def verify(self, place: Place, *, earlier: Sequence[bytes], root: bytes) -> list[bytes]:
        """Return the leaf hashes of the entries once they are proven.

        Args:
            place: where the package lies.
            earlier: leaf hashes the mirror has of this branch before the package.
            root: root of the checkpoint of ``place.size`` entries.

        Raises:
            NoSuchRange: when ``earlier`` and the entries do not fill the branch up to there.
            ProofWrong: when they do not belong to that checkpoint.
        """
        leaves = leaf_hashes(self.entries)
        if len(earlier) != place.start - place.branch or len(leaves) != place.end - place.start:
            raise NoSuchRange(start=place.start, end=place.end, size=place.size)
        verify_subtree(
            self.proof,
            start=place.branch,
            end=place.end,
            size=place.size,
            branch=tree_root([*earlier, *leaves]),
            root=root,
        )
        return leaves


@dataclass(frozen=True, slots=True)
class MirrorInfo:
    """What a mirror answers to an upload that is incomplete or begins at the wrong entry."""

    size: int
    """Size of a checkpoint it has: where the next upload should end."""
    next_entry: int
    ticket: bytes = b""

    def as_bytes(self) -> bytes:
        """Return the three lines (``text/x.tlog.mirror-info``)."""
        return f"{self.size}\n{self.next_entry}\n{to_base64(self.ticket)}\n".encode()


def read_upload(read: Reader) -> Upload:
    """Return the head of an upload, reading no further.

    Raises:
        UploadMalformed: naming the field.
    """
    origin = _take(read, _number(read, _LENGTH_BYTES, "log_origin_size"), "log_origin")
    start = _number(read, _SIZE_BYTES, "upload_start")
    end = _number(read, _SIZE_BYTES, "upload_end")
    ticket = _take(read, _number(read, _LENGTH_BYTES, "ticket_size"), "ticket")
    try:
        name = origin.decode()
    except UnicodeDecodeError:
        raise _field("log_origin", "not UTF-8", "UTF-8でない") from None
    return Upload(name, start, end, ticket)


def read_package(read: Reader, place: Place) -> Package | None:
    """Return the next package, or None where the body ends before it.

    Raises:
        UploadMalformed: when the body ends within the package, naming the entry.
    """
    first = read(1)
    if not first:
        return None
    entries = []
    for index in range(place.start, place.end):
        given = first + _some(read, _LENGTH_BYTES - len(first))
        first = b""
        entry = _some(read, int.from_bytes(given, "big")) if len(given) == _LENGTH_BYTES else None
        if entry is None or len(entry) != int.from_bytes(given, "big"):
            raise UploadMalformed(
                why={"en": "it ends within an entry", "ja": "エントリーの途中で終わっている"},
                where=at_entry(index),
            )
        entries.append(entry)
    count = _number(read, 1, "num_hashes")
    if count > LONGEST:
        raise _field("num_hashes", "too many hashes", "ハッシュが多すぎる")
    hashes = _take(read, count * HASH_BYTES, "hashes")
    proof = (hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES))
    return Package(tuple(entries), tuple(proof))


def read_mirror_info(content: bytes) -> MirrorInfo:
    """Return what a mirror answered.

    Raises:
        UploadMalformed: naming the line.
    """
    largest = 2 * LARGEST_TICKET
    lines = content[: largest + 1].decode("ascii", "replace").split("\n")
    if len(content) > largest or len(lines) != _INFO_LINES + 1 or lines[-1]:
        raise UploadMalformed(
            why={"en": "not exactly three lines", "ja": "3行でない"}, where=at_line(1)
        )
    size, following = from_decimal(lines[0]), from_decimal(lines[1])
    ticket = from_base64(lines[2])
    if size is None or following is None or ticket is None:
        place = next(at for at, one in enumerate((size, following, ticket), 1) if one is None)
        raise UploadMalformed(
            why={"en": "not spelt as it should be", "ja": "表記が正しくない"}, where=at_line(place)
        )
    return MirrorInfo(size, following, ticket)


def _number(read: Reader, length: int, name: str) -> int:
    return int.from_bytes(_take(read, length, name), "big")


def _take(read: Reader, length: int, name: str) -> bytes:
    content = _some(read, length)
    if len(content) != length:
        raise _field(name, "it ends too early", "途中で終わっている")
    return content


def _some(read: Reader, length: int) -> bytes:
    parts: list[bytes] = []
    missing = length
    while missing and (part := read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _field(name: str, en: str, ja: str) -> UploadMalformed:
    why: Words = {"en": en, "ja": ja}
    return UploadMalformed(why=why, where=in_field(name))
