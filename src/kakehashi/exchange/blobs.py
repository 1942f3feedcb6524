"""Sealed bytes too large to travel with their entry: files by digest, and what came of one so far.

They lie in the data folder, not in the storage of files: what is coming is written at its end, and
goes on there after a cut. Nothing here is readable without a key.
"""

import hashlib
import os
import secrets
import tempfile
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings

PIECE = 1 << 18
"""Bytes read or written at a time."""
_OLD = 3600
"""Seconds after which a file that nothing names was left behind by a process that died."""


def _folder(name: str) -> Path:
    made = Path(settings.DATA) / "blobs" / name
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def _whole(digest: str) -> Path:
    return _folder(digest[:2]) / digest


def _coming(digest: str) -> Path:
    return _folder("coming") / digest


def is_here(digest: str) -> bool:
    """Say whether all of a blob is here."""
    return _whole(digest).exists()


def keep(pieces: Iterable[bytes]) -> tuple[str, int]:
    """Write a blob that is sealed here; return its digest and size once it is on disk."""
    draft = _folder("coming") / f"sealing-{secrets.token_hex(8)}"
    hashed, size = hashlib.sha256(), 0
    try:
        with draft.open("xb") as file:
            for piece in pieces:
                hashed.update(piece)
                size += file.write(piece)
            _settle(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _put(draft, hashed.hexdigest())
    return hashed.hexdigest(), size


def come(digest: str) -> int:
    """Return how many bytes of a blob have come so far."""
    try:
        return _coming(digest).stat().st_size
    except FileNotFoundError:
        return 0


def add(digest: str, pieces: Iterable[bytes], *, most: int) -> int:
    """Write what comes at the end of what is here; what was written stays when ``pieces`` fails.

    Args:
        digest: of the whole blob.
        pieces: what comes.
        most: bytes that the whole blob has; anything after them is let go.

    Returns:
        How many bytes are here.
    """
    with _coming(digest).open("ab") as file:
        at = file.tell()
        for piece in pieces:
            at += file.write(piece[: most - at])
        return at


def finish(digest: str) -> bool:
    """Put a blob that has come whole in its place; one with another digest is thrown away."""
    path = _coming(digest)
    hashed = hashlib.sha256()
    with path.open("rb+") as file:
        while piece := file.read(PIECE):
            hashed.update(piece)
        _settle(file)
    if hashed.hexdigest() != digest:
        path.unlink()
        return False
    _put(path, digest)
    return True


def opened(digest: str) -> BinaryIO:
    """Open a blob that is here whole.

    Raises:
        FileNotFoundError: when it is not.
    """
    return _whole(digest).open("rb")


def part_of(digest: str, start: int, most: int) -> bytes:
    """Return up to ``most`` bytes of a blob from ``start`` on.

    Raises:
        FileNotFoundError: when it is not here.
    """
    with opened(digest) as file:
        file.seek(start)
        return file.read(most)


def destroy(digests: Iterable[str]) -> None:
    """Take blobs off the disk, and what came of them."""
    for digest in digests:
        _whole(digest).unlink(missing_ok=True)
        _coming(digest).unlink(missing_ok=True)


def sweep(named: Collection[str]) -> int:
    """Take off the disk what no parcel names and is older than an hour; return how many went."""
    gone = 0
    for path in (Path(settings.DATA) / "blobs").glob("*/*"):
        if path.name not in named and time.time() - path.stat().st_mtime > _OLD:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def draft() -> IO[bytes]:
    """Return a file beside the blobs that is gone once it is closed."""
    return tempfile.TemporaryFile(dir=_folder("coming"))


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _put(path: Path, digest: str) -> None:
    """Give a file that is on disk its name, and see to it that the name is on disk, too."""
    path.replace(_whole(digest))
    folder = os.open(_whole(digest).parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
