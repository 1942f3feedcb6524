"""A bundle: news of one side as a folder carried by any means. Format: ``spec/bundle.md``.

The manifest is a signed list of files, so that a folder that is incomplete, or somebody else's, is
refused at once. What the files say is then believed by their own proofs alone, by the same checks
as over the line.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kakehashi.errors import Refused, Words
from kakehashi.trust.checkpoints import name_fault
from kakehashi.trust.merkle import HASH_BYTES
from kakehashi.trust.note_keys import SigningKey, VerifierKey
from kakehashi.trust.notes import LARGEST_NOTE, open_note, sign_note
from kakehashi.trust.places import at_line, in_part
from kakehashi.trust.proofs import LONGEST
from kakehashi.trust.spellings import from_base64_hash, from_decimal, to_base64
from kakehashi.trust.tiles import NotATile, tile_at

FIRST_LINE = "kakehashi/bundle/v1"
MANIFEST = "manifest"
CHECKPOINT = "checkpoint"
COUNTERSIGNATURES = "countersignatures"
MOST_FILES = 2048
"""Files of one bundle; more news go into a second bundle."""
_BLOB = re.compile(r"blobs/[0-9a-f]{64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_HEAD_LINES = 3
_COLUMNS = 3


class BundleMalformed(Refused):
    """A folder that is no bundle, or not the one its manifest lists."""

    code = "bundle-malformed"
    message = {
        "en": "This is not a sound bundle: {why} ({where}).",
        "ja": "持込み用フォルダーとして正しくありません（{why}、{where}）。",
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
    if path not in {CHECKPOINT, COUNTERSIGNATURES} and not _BLOB.fullmatch(path):
        try:
            tile_at(path)
        except NotATile:
            raise _malformed("no file of a bundle", "取り扱わないファイル", number) from None
    return CarriedFile(path, size, columns[0])


def _malformed(en: str, ja: str, line: int) -> BundleMalformed:
    why: Words = {"en": en, "ja": ja}
    return BundleMalformed(why=why, where=at_line(line))
