"""What carries a bundle: a folder, or one tar file. Nothing in either is believed or unpacked.

Reading follows no link and opens no name but those that the manifest may list, so that whatever
lies in the folder or file, nothing else on this machine is read or written.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from kakehashi.errors import Refused, Words
from kakehashi.trust.bundles import MANIFEST, MOST_FILES, BundleMalformed, Manifest
from kakehashi.trust.checkpoints import CheckpointMalformed
from kakehashi.trust.notes import (
    LARGEST_NOTE,
    NotANote,
    SignatureMissing,
    SignatureUnexpected,
    SignatureWrong,
)
from kakehashi.trust.places import in_part
from kakehashi.trust.tars import Member, ending, member_head, padding, read_members

PIECE = 1 << 18
"""Bytes read at a time."""
DEEPEST = 10
"""Folders within folders; a bundle has fewer."""


class PlaceTaken(Refused):
    """A bundle is to be written where something is already."""

    code = "bundle-place-taken"
    status = 409
    message = {
        "en": "{place} is there already and is not an empty folder.",
        "ja": "「{place}」は既に存在し、空のフォルダーではありません。",
    }
    hint = {
        "en": "Nothing was written. Name a folder that is not there yet.",
        "ja": "何も書き込まれていません。まだ存在しないフォルダーを指定してください。",
    }


class NoCarrier(Refused):
    """There is neither a folder nor a file to be read."""

    code = "bundle-not-there"
    status = 404
    message = {
        "en": "No bundle can be read at {place}: {why}.",
        "ja": "「{place}」から持込みデータを読み取れません（{why}）。",
    }
    hint = {
        "en": "Give the folder that holds the file “manifest”, or the one .tar file.",
        "ja": "manifest ファイルのあるフォルダー又は .tar ファイルを指定してください。",
    }


class Carrier(Protocol):
    """Where the files of a bundle are read."""

    def sizes(self) -> Mapping[str, int]:
        """Return every file there is, whatever it is called, with its size.

        Raises:
            BundleMalformed, TarMalformed: for what is no plain file.
        """

    def open(self, path: str) -> BinaryIO:
        """Open one of them."""


class Folder:
    """A bundle as a folder."""

    def __init__(self, root: Path) -> None:
        """Read below ``root``."""
        self._root = root

    def sizes(self) -> Mapping[str, int]:
        """Return every file with its size; more than a bundle may have are not counted on."""
        found: dict[str, int] = {}
        for path, size in self._walk("", 0):
            if len(found) > MOST_FILES + 1:
                raise _strange(path, "too many files", "ファイルが多すぎる")
            found[path] = size
        return found

    def _walk(self, below: str, depth: int) -> Iterator[tuple[str, int]]:
        with os.scandir(self._root / below) as rows:
            for one in rows:
                path = below + one.name
                told = one.stat(follow_symlinks=False)
                if stat.S_ISDIR(told.st_mode) and depth < DEEPEST:
                    yield from self._walk(f"{path}/", depth + 1)
                elif stat.S_ISREG(told.st_mode):
                    yield path, told.st_size
                else:
                    raise _strange(path, "no plain file", "通常のファイルでない")

    def open(self, path: str) -> BinaryIO:
        """Open a file, and no link in its place."""
        handle = os.open(self._root / path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        return os.fdopen(handle, "rb")


class Tar:
    """A bundle as one file."""

    def __init__(self, file: BinaryIO) -> None:
        """Read ``file``, which can be moved in."""
        self._file = file
        self._members: dict[str, Member] | None = None

    def _found(self) -> dict[str, Member]:
        if self._members is None:
            found: dict[str, Member] = {}
            for one in read_members(self._file, most=MOST_FILES + 1):
                if one.name in found:
                    raise _strange(one.name, "it stands there twice", "重複している")
                found[one.name] = one
            self._members = found
        return self._members

    def sizes(self) -> Mapping[str, int]:
        """Return every file with its size."""
        return {name: one.size for name, one in self._found().items()}

    def open(self, path: str) -> BinaryIO:
        """Return a reader of one member."""
        return _Part(self._file, self._found()[path])  # type: ignore[return-value]


class _Part:
    """One member of a tar, read like a file."""

    def __init__(self, file: BinaryIO, member: Member) -> None:
        self._file, self._start, self._size, self._at = file, member.start, member.size, 0

    def read(self, most: int = -1) -> bytes:
        left = self._size - self._at
        self._file.seek(self._start + self._at)
        content = self._file.read(left if most < 0 else min(most, left))
        self._at += len(content)
        return content

    def seek(self, at: int) -> int:
        self._at = min(at, self._size)
        return self._at

    def close(self) -> None:
        """Leave the tar open: other members are read from it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextlib.contextmanager
def opened(place: Path) -> Iterator[Carrier]:
    """Read the bundle at ``place``, a folder or one file.

    Raises:
        NoCarrier: when there is neither.
    """
    try:
        if place.is_dir():
            yield Folder(place)
            return
        with place.open("rb") as file:
            yield Tar(file)
    except FileNotFoundError as fault:
        raise NoCarrier(place=str(place), why={"en": "it is not there", "ja": "ない"}) from fault
    except PermissionError as fault:
        raise NoCarrier(
            place=str(place), why={"en": "it may not be read", "ja": "読取り権限がない"}
        ) from fault


def read_manifest_file(carrier: Carrier) -> bytes:
    """Return the manifest as it lies there.

    Raises:
        BundleMalformed: when there is none, or it is larger than one may be.
    """
    size = carrier.sizes().get(MANIFEST)
    if size is None:
        raise _strange(MANIFEST, "it is missing", "ない")
    if size > LARGEST_NOTE:
        raise _strange(MANIFEST, "it is too large", "大きすぎる")
    with carrier.open(MANIFEST) as file:
        return file.read(LARGEST_NOTE + 1)


@contextlib.contextmanager
def naming(path: str) -> Iterator[None]:
    """Name the file of a bundle in whatever is wrong with what it says.

    Raises:
        BundleMalformed: in place of what knows lines, bytes and signatures, but no file.
    """
    try:
        yield
    except (
        BundleMalformed,
        CheckpointMalformed,
        NotANote,
        SignatureWrong,
        SignatureMissing,
        SignatureUnexpected,
    ) as refusal:
        why = refusal.facts.get("why") or {
            language: said.rstrip(".。") for language, said in refusal.message_words().items()
        }
        raise BundleMalformed(why=why, where=_in_file(path, refusal.facts.get("where"))) from None


def _in_file(path: str, where: object) -> Words:
    """Return a place within a file, or the file where no place is known."""
    if not isinstance(where, Mapping):
        return in_part(path, path)
    return {language: f"{path}, {place}" for language, place in where.items()}


def check_files(
    carrier: Carrier, manifest: Manifest, progress: Callable[[int, int], None] | None = None
) -> int:
    """Check that there is every file of the manifest and no other, each byte as it is listed.

    Args:
        carrier: where they lie.
        manifest: verified.
        progress: told bytes read, and how many there are.

    Returns:
        Bytes of all files.

    Raises:
        BundleMalformed: naming the first file that is missing, not listed, or another.
    """
    sizes = dict(carrier.sizes())
    sizes.pop(MANIFEST, None)
    listed = {one.path: one for one in manifest.files}
    for path in sorted(sizes.keys() - listed.keys()):
        raise _strange(path, "the manifest does not list it", "一覧にない")
    for path in listed.keys() - sizes.keys():
        raise _strange(path, "it is missing", "ない")
    total, done = sum(sizes.values()), 0
    for path, one in listed.items():
        if sizes[path] != one.size:
            one.check([])
        with carrier.open(path) as file:
            one.check(pieces(file))
        done += one.size
        if progress is not None:
            progress(done, total)
    return total


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Yield what is left of a file, piece by piece."""
    while piece := file.read(PIECE):
        yield piece


class Sink(Protocol):
    """Where a bundle is written, file by file, the manifest last."""

    def put(self, path: str, size: int, content: Iterable[bytes]) -> None:
        """Write one file of that size."""


class IntoFolder:
    """Writes a folder beside its place, and puts it there whole; use it in a ``with`` block."""

    def __init__(self, place: Path) -> None:
        """Write to ``place``.

        Raises:
            PlaceTaken: when something is there.
        """
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise PlaceTaken(place=str(place))
        self._place = place.absolute()
        self._draft = self._place.with_name(f".{place.name}.{secrets.token_hex(4)}")

    def __enter__(self) -> Self:
        """Make the folder that is written first."""
        try:
            self._draft.mkdir(parents=True, mode=0o700)
        except OSError as fault:
            raise NoCarrier(place=str(self._place), why=fault.strerror or "") from fault
        return self

    def put(self, path: str, size: int, content: Iterable[bytes]) -> None:
        """Write a file, on the disk once this returns."""
        del size
        file = self._draft / path
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with file.open("xb") as into:
            for piece in content:
                into.write(piece)
            into.flush()
            os.fsync(into.fileno())

    def __exit__(self, kind: object, fault: object, trace: object) -> None:
        """Put it in its place, or take what was written away."""
        if kind is None:
            self._draft.replace(self._place)
        else:
            shutil.rmtree(self._draft, ignore_errors=True)


@contextlib.contextmanager
def into_file(place: Path) -> Iterator[BinaryIO]:
    """Write a file beside its place, and put it there whole.

    Raises:
        PlaceTaken: when something is there.
        NoCarrier: when nothing can be written there.
    """
    if place.exists():
        raise PlaceTaken(place=str(place))
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise NoCarrier(place=str(place), why=fault.strerror or "") from fault
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


class IntoTar:
    """Writes one file."""

    def __init__(self, file: BinaryIO) -> None:
        """Write to ``file``."""
        self._file = file

    def put(self, path: str, size: int, content: Iterable[bytes]) -> None:
        """Write header and content."""
        self._file.write(member_head(path, size))
        for piece in content:
            self._file.write(piece)
        self._file.write(padding(size))

    def end(self) -> None:
        """Write what stands behind the last file."""
        self._file.write(ending())


def digest_of(content: bytes) -> str:
    """Return SHA-256 in hexadecimal: by it a bundle is known again."""
    return hashlib.sha256(content).hexdigest()


def _strange(path: str, en: str, ja: str) -> BundleMalformed:
    shown = ascii(path)[1:-1][:100]
    return BundleMalformed(why={"en": en, "ja": ja}, where=in_part(shown, shown))
