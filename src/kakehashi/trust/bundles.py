"""A bundle: news of one side as a folder carried by any means. Format: ``spec/bundle.md``.

The manifest is a signed list of files, so that a folder that is incomplete, or somebody else's, is
refused at once. What the files say is then believed by their own proofs alone, by the same checks
as over the line.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kakehashi.errors import Refused, Words
from kakehashi.trust.checkpoints import name_fault
from kakehashi.trust.merkle import HASH_BYTES
from kakehashi.trust.note_keys import SigningKey, VerifierKey
from kakehashi.trust.notes import LARGEST_NOTE, open_note, read_note, sign_note
from kakehashi.trust.places import at_line, in_part
from kakehashi.trust.proofs import LONGEST
from kakehashi.trust.spellings import from_base64_hash, from_decimal, to_base64
from kakehashi.trust.tiles import NotATile, Tile, tile_at

FIRST_LINE = "kakehashi/bundle/v1"
MANIFEST = "manifest"
CHECKPOINT = "checkpoint"
RECEIVED = "received"
LARGEST = "largest"
COUNTERSIGNATURES = "countersignatures"
ASKS = "asks"
BEGINS = "begins"
BACK = "back/"
"""What stands below it is of the receiver's own log, given back to it."""
ENTRIES, RECORDS, BLOBS = "tile/entries/", "records/", "blobs/"
MOST_FILES = 1024
"""Files of one bundle beside its manifest; what does not go into it goes into the next."""
LARGEST_INLINE = 1 << 16
"""Bytes of a sealed record that travels with its entry; a larger one is a file of its own."""
MOST_RECORDS = 1024
"""Sealed records that travel with one bundle of entries."""
_RECORD_HEAD = HASH_BYTES + 4
_ALONE = {CHECKPOINT, RECEIVED, LARGEST, COUNTERSIGNATURES, ASKS, BEGINS, BACK + CHECKPOINT}
_BLOB = re.compile(r"blobs/[0-9a-f]{64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_HEAD_LINES = 3
_COLUMNS = 3


class BundleMalformed(Refused):
    """A folder that is no bundle, or not the one its manifest lists."""

    code = "bundle-malformed"
    message = {
        "en": "This is not a sound bundle: {why} ({where}).",
        "ja": "持込みデータとして正しくありません（{why}、{where}）。",
    }
    hint = {
        "en": "Nothing was taken over. Copy the folder again, whole.",
        "ja": "何も取り込まれていません。フォルダー全体をもう一度複写してください。",
    }


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """One file of a bundle."""

    path: str
    size: int
    digest: str
    """SHA-256 in hexadecimal."""

    def check(self, parts: Iterable[bytes]) -> None:
        """Check a file's content, given in parts of any length.

        Raises:
            BundleMalformed: when it is longer, shorter or another.
        """
        seen, total = hashlib.sha256(), 0
        for part in parts:
            total += len(part)
            if total > self.size:
                break
            seen.update(part)
        if total != self.size or seen.hexdigest() != self.digest:
            raise BundleMalformed(
                why={"en": "the file is not the one listed", "ja": "一覧と異なるファイル"},
                where=in_part(self.path, self.path),
            )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle holds: of which log, from which size on, and every file."""

    origin: str
    old: int
    """Entries that the receiver was known to have; those from here on are in the bundle."""
    files: tuple[CarriedFile, ...]
    """Sorted by path."""

    @property
    def text(self) -> str:
        """The text that is signed."""
        rows = (f"{one.digest} {one.size} {one.path}\n" for one in self.files)
        return f"{FIRST_LINE}\n{self.origin}\n{self.old}\n{''.join(rows)}"

    def sign(self, key: SigningKey) -> bytes:
        """Return the manifest file, signed by the log's Ed25519 key.

        Raises:
            BundleMalformed: when a path or size could not be read back.
        """
        read_manifest(self.text)
        return sign_note(self.text, [key])


@dataclass(frozen=True, slots=True)
class AddedCheckpoint:
    """A checkpoint with the proof that the log only grew (C2SP tlog-witness, “add-checkpoint”)."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    """The signed checkpoint, verbatim."""

    def as_bytes(self) -> bytes:
        """Return the body of the request, which is also the file ``checkpoint`` of a bundle."""
        lines = [f"old {self.old}", *(to_base64(one) for one in self.proof), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def read_added_checkpoint(content: bytes) -> AddedCheckpoint:
    """Return what such a body says; nothing of it is verified yet.

    Raises:
        BundleMalformed: naming the line.
    """
    head, cut, checkpoint = content.partition(b"\n\n")
    largest = LARGEST_NOTE + (LONGEST + 1) * (2 * HASH_BYTES)
    if not cut or len(content) > largest:
        raise _malformed("no empty line, or too large", "空行がないか、大きすぎる", 1)
    first, *rest = head.decode("ascii", "replace").split("\n")
    old = from_decimal(first.removeprefix("old ")) if first.startswith("old ") else None
    if old is None:
        raise _malformed("no old size", "以前の件数がない", 1)
    proof: list[bytes] = []
    for number, line in enumerate(rest, 2):
        one = from_base64_hash(line)
        if one is None or len(proof) == LONGEST:
            raise _malformed("not a hash, or too many", "ハッシュでないか、多すぎる", number)
        proof.append(one)
    return AddedCheckpoint(old, tuple(proof), checkpoint)


def tile_of(path: str) -> Tile:
    """Return the bundle of entries that a file holds, or whose sealed records it holds.

    Raises:
        NotATile: for any other path.
    """
    within = path.removeprefix(BACK)
    if within.startswith(RECORDS):
        within = ENTRIES + within.removeprefix(RECORDS)
    if not within.startswith(ENTRIES):
        raise NotATile(
            why={"en": "no bundle of entries", "ja": "エントリーの束でない"},
            where=in_part(path, path),
        )
    return tile_at(within)


def records_path(tile: Tile) -> str:
    """Return where the sealed records lie that travel with a bundle of entries."""
    return RECORDS + tile.path.removeprefix(ENTRIES)


def records_bytes(sealed: Mapping[str, bytes]) -> bytes:
    """Return sealed records, by digest, as they stand behind their entries.

    Their number in two bytes; each as the 32 bytes of its SHA-256, its length in four, itself.

    Raises:
        BundleMalformed: when there are too many, or one is too large.
    """
    if len(sealed) > MOST_RECORDS or any(len(one) > LARGEST_INLINE for one in sealed.values()):
        raise _records("too many, or one too large", "多すぎるか、大きすぎる")
    parts = [len(sealed).to_bytes(2, "big")]
    for digest, content in sealed.items():
        parts += (bytes.fromhex(digest), len(content).to_bytes(4, "big"), content)
    return b"".join(parts)


def check_records(content: bytes) -> int:
    """Check that bytes are sealed records, one after another and nothing behind; return how many.

    Raises:
        BundleMalformed: when they are not.
    """
    count, at = int.from_bytes(content[:2], "big"), 2
    if count > MOST_RECORDS:
        raise _records("too many", "多すぎる")
    for _ in range(count):
        length = int.from_bytes(content[at + HASH_BYTES : at + _RECORD_HEAD], "big")
        if length > LARGEST_INLINE:
            raise _records("one is too large", "大きすぎるものがある")
        sealed = content[at + _RECORD_HEAD : at + _RECORD_HEAD + length]
        if hashlib.sha256(sealed).digest() != content[at : at + HASH_BYTES]:
            raise _records("one is not what its digest says", "要約値と一致しないものがある")
        at += _RECORD_HEAD + length
    if at != len(content):
        raise _records("it does not end with the last", "末尾に余分がある")
    return count


def manifest_origin(content: bytes) -> str:
    """Return whose bundle a manifest says it is; nothing of it is verified yet.

    Raises:
        NotANote: when it is no note.
        BundleMalformed: when its text is no manifest.
    """
    return read_manifest(read_note(content).text).origin


def open_manifest(content: bytes, key: VerifierKey) -> Manifest:
    """Return the manifest of a bundle signed by the log's Ed25519 key and by nobody else.

    Raises:
        NotANote, SignatureWrong, SignatureMissing, SignatureUnexpected: as for any note.
        BundleMalformed: naming the line.
    """
    text, _ = open_note(content, [key], strict=True)
    manifest = read_manifest(text)
    if manifest.origin != key.name:
        raise _malformed("a bundle of another log", "別のログのもの", 2)
    return manifest


def read_manifest(text: str) -> Manifest:
    """Return what the text of a manifest says.

    Raises:
        BundleMalformed: naming the line.
    """
    lines = text.split("\n")
    if lines.pop() or len(lines) < _HEAD_LINES or lines[0] != FIRST_LINE:
        raise _malformed("not a manifest of this version", "この版の一覧でない", 1)
    fault = name_fault(lines[1])
    if fault:
        raise BundleMalformed(why=fault, where=at_line(2))
    old = from_decimal(lines[2])
    if old is None:
        raise _malformed("not a plain number", "数の表記が正しくない", 3)
    if len(lines) > MOST_FILES + _HEAD_LINES:
        raise _malformed("too many files", "ファイルが多すぎる", MOST_FILES + _HEAD_LINES + 1)
    files: list[CarriedFile] = []
    for number, line in enumerate(lines[_HEAD_LINES:], _HEAD_LINES + 1):
        one = _carried(line, number)
        if files and one.path <= files[-1].path:
            raise _malformed("not sorted, or twice", "順序が正しくないか重複", number)
        files.append(one)
    return Manifest(lines[1], old, tuple(files))


def _carried(line: str, number: int) -> CarriedFile:
    columns = line.split(" ")
    size = from_decimal(columns[1]) if len(columns) == _COLUMNS else None
    if size is None or not _DIGEST.fullmatch(columns[0]):
        raise _malformed("not digest, size and path", "要約値・大きさ・パスでない", number)
    path = columns[2]
    if path not in _ALONE and not _BLOB.fullmatch(path):
        try:
            tile_of(path)
        except NotATile:
            raise _malformed("no file of a bundle", "取り扱わないファイル", number) from None
    return CarriedFile(path, size, columns[0])


def _malformed(en: str, ja: str, line: int) -> BundleMalformed:
    why: Words = {"en": en, "ja": ja}
    return BundleMalformed(why=why, where=at_line(line))


def _records(en: str, ja: str) -> BundleMalformed:
    return BundleMalformed(why={"en": en, "ja": ja}, where=in_part("records", "封緘された案件"))
