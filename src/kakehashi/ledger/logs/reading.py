"""Reading a log: its entries, the hashes of its tree, proofs, uploads for the mirror."""

from collections.abc import Iterator
from typing import Protocol

from kakehashi.ledger.models import Leaf
from kakehashi.trust.merkle import EMPTY_ROOT, complete_root
from kakehashi.trust.mirroring import Package, Upload
from kakehashi.trust.proofs import prove_subtree, range_root
from kakehashi.trust.tiles import WIDTH, NotATile, Tile, TileNodes, bundle_bytes, tile_bytes


class Tiles(Protocol):
    """Where tiles lie in files."""

    def read(self, tile: Tile) -> bytes:
        """Return the content of a tile.

        Raises:
            FileNotFoundError: when it is not there.
        """


def entries(origin: str, start: int, end: int) -> list[bytes]:
    """Return the entries from ``start`` up to, not including, ``end``."""
    return [
        bytes(content)
        for content in Leaf.objects.filter(log_id=origin, index__gte=start, index__lt=end)
        .order_by("index")
        .values_list("content", flat=True)
    ]


def hashes(origin: str, start: int, end: int) -> list[bytes]:
    """Return the leaf hashes from ``start`` up to, not including, ``end``."""
    return [
        bytes(leaf)
        for leaf in Leaf.objects.filter(log_id=origin, index__gte=start, index__lt=end)
        .order_by("index")
        .values_list("hash", flat=True)
    ]


class Reader:
    """Reads tiles of a log: from files where they are, else from the rows they are made of.

    The files are derived: a lost one costs time, never a proof.
    """

    def __init__(self, origin: str, files: Tiles | None = None) -> None:
        """Read the log called ``origin``."""
        self._origin = origin
        self._files = files

    def read(self, tile: Tile) -> bytes:
        """Return the content of a tile or entry bundle.

        Raises:
            NotATile: when the log has not so many entries.
        """
        if self._files is not None:
            try:
                return self._files.read(tile)
            except FileNotFoundError:
                pass
        return self._made(tile)

    def _made(self, tile: Tile) -> bytes:
        start, end = tile.index * WIDTH, tile.index * WIDTH + tile.width
        if tile.level is None:
            return bundle_bytes(self._whole(entries(self._origin, start, end), tile))
        if tile.level == 0:
            return tile_bytes(self._whole(hashes(self._origin, start, end), tile))
        below = (self.read(Tile(tile.level - 1, index)) for index in range(start, end))
        return tile_bytes([complete_root(_cut(content)) for content in below])

    def _whole(self, found: list[bytes], tile: Tile) -> list[bytes]:
        if len(found) != tile.width:
            raise NotATile(
                why={"en": "the log ends before it", "ja": "ログの末尾を超えている"},
                where={"en": tile.path, "ja": tile.path},
            )
        return found

    def nodes(self, size: int) -> TileNodes:
        """Return the hashes of complete subtrees of the tree of ``size`` entries."""
        return TileNodes(self.read, size)

    def root(self, size: int) -> bytes:
        """Return the root over the first ``size`` entries."""
        return range_root(self.nodes(size), 0, size) if size else EMPTY_ROOT

    def packages(self, upload: Upload) -> Iterator[bytes]:
        """Yield the body of an upload: its head, then each package with its proof.

        Memory is that of a package.
        """
        nodes = self.nodes(upload.end)
        yield upload.as_bytes()
        for place in upload.places():
            proof = prove_subtree(nodes, place.branch, place.end, place.size)
            held = entries(self._origin, place.start, place.end)
            yield Package(tuple(held), tuple(proof)).as_bytes()


def _cut(content: bytes) -> list[bytes]:
    return [content[at : at + 32] for at in range(0, len(content), 32)]
