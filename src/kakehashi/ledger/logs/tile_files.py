"""Tiles as files that never change, and the checkpoint above them.

C2SP tlog-tiles. The folder can be served as it stands, copied, or verified by another program. The
checkpoint is written last: whoever reads it finds every tile that it needs.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kakehashi.errors import Refused
from kakehashi.ledger.logs.guard import sync_folder
from kakehashi.ledger.logs.reading import Reader, entries, hashes
from kakehashi.ledger.models import Log
from kakehashi.trust.merkle import HASH_BYTES
from kakehashi.trust.tiles import WIDTH, Tile, TileGrowth, bundle_bytes

CHECKPOINT = "checkpoint"


class TileDiffers(Refused):
    """A tile that was written once is there with other bytes."""

    code = "tile-differs"
    status = 409
    message = {
        "en": "The file {path} of the log differs from its entries.",
        "ja": "ログのファイル {path} がエントリーと一致しません。",
    }
    hint = {
        "en": "Nothing was written over. Verify the log, then move the folder away: the node "
        "writes the files anew from its entries.",
        "ja": "上書きはしていません。ログを検証した上で、フォルダーを退避してください。"
        "エントリーから再作成されます。",
    }


class TileFiles:
    """The folder of one log's tiles."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which need not be there yet."""
        self.folder = folder

    def read(self, tile: Tile) -> bytes:
        """Return the content of a tile; a partial one may come from the full one.

        Raises:
            FileNotFoundError: when neither is there.
        """
        try:
            return (self.folder / tile.path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            if tile.full or tile.level is None:
                raise FileNotFoundError(tile.path) from None
        whole = (self.folder / Tile(tile.level, tile.index).path).read_bytes()
        return whole[: tile.width * HASH_BYTES]

    def checkpoint(self) -> bytes:
        """Return the checkpoint, a signed note; empty before the first."""
        try:
            return (self.folder / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return b""

    def write(self, tile: Tile, content: bytes) -> None:
        """Write a tile, durably except for its name (:meth:`sync`).

        Raises:
            TileDiffers: when it is there with other bytes.
        """
        path = self.folder / tile.path
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if path.read_bytes() != content:
                raise TileDiffers(path=tile.path)
            return
        self._put(path, content)

    def write_checkpoint(self, content: bytes) -> None:
        """Put a checkpoint above the tiles, in the place of the one before."""
        self._put(self.folder / CHECKPOINT, content)
        sync_folder(self.folder)

    def drop_partials(self, tile: Tile) -> None:
        """Remove the partial tiles that a full one has made needless (“Partial Tiles”)."""
        folder = self.folder / f"{tile.path}.p"
        if folder.is_dir():
            for one in folder.iterdir():
                one.unlink()
            folder.rmdir()

    def _put(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fresh-")
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.chmod(0o644)
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise


def file_tiles(origin: str, files: TileFiles) -> int:
    """Write the tiles up to the last signed checkpoint, then the checkpoint; return its size.

    May be stopped at any point and called again. Memory: a bundle and a tile a level.

    Raises:
        TileDiffers: when a file is there with other bytes.
        OSError: when the disk is full; the checkpoint above the files is then still the old one.
    """
    log = Log.objects.get(pk=origin)
    size = min(log.signed_size, log.size)
    if size > log.filed_size:
        touched = set()
        for tile, content in _fresh(origin, files, log.filed_size, size):
            files.write(tile, content)
            touched.add((files.folder / tile.path).parent)
            if tile.full:
                files.drop_partials(tile)
        for folder in touched:
            if folder.is_dir():
                sync_folder(folder)
    both = log.countersigned and log.countersigned_size == log.signed_size
    note = bytes(log.countersigned if both else log.signed)
    if log.signed_size == size and note and files.checkpoint() != note:
        files.folder.mkdir(parents=True, exist_ok=True)
        files.write_checkpoint(note)
    Log.objects.filter(pk=origin, filed_size__lt=size).update(filed_size=size)
    return size


def _fresh(origin: str, files: TileFiles, old: int, size: int) -> Iterator[tuple[Tile, bytes]]:
    growth = TileGrowth.resumed(Reader(origin, files).read, old)
    start = old - old % WIDTH
    for first in range(start, size, WIDTH):
        end = min(first + WIDTH, size)
        yield Tile(None, first // WIDTH, end - first), bundle_bytes(entries(origin, first, end))
        yield from growth.extend(hashes(origin, max(first, old), end))
    yield from growth.partial()
