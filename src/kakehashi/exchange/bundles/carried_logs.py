"""A log as it lies in a bundle, made into the body that the line port takes in.

What is carried cannot be asked again: it may begin before what is here. So the proofs that a
request brings along are made here, from the hashes held and the entries carried; they hold, or
not, against the signed checkpoint alone.
"""

import io
from collections.abc import Callable, Iterator

from kakehashi.exchange.bundles.carriers import Carrier
from kakehashi.ledger.logs.reading import Reader, Tiles, hashes
from kakehashi.trust.bundles import AddedCheckpoint, Manifest, check_records, records_path
from kakehashi.trust.merkle import complete_root, leaf_hashes
from kakehashi.trust.mirroring import Package, Upload
from kakehashi.trust.proofs import prove_consistency, prove_subtree
from kakehashi.trust.tiles import HEIGHT, WIDTH, Tile, TileNodes, bundle_entries, tile_bytes

NO_RECORDS = bytes(2)


class CarriedLog:
    """The entries of a log that a bundle holds, and the hashes held here before them."""

    def __init__(
        self,
        carrier: Carrier,
        manifest: Manifest,
        size: int,
        *,
        below: str = "",
        origin: str,
        held: int,
        tiles: Tiles | None = None,
    ) -> None:
        """Read them.

        Args:
            carrier: where they lie; every file has been checked.
            manifest: what there is.
            size: of the checkpoint that they end at.
            below: folder within the bundle.
            origin: of the log, as it is called here.
            held: entries of it that are here.
            tiles: where its tiles lie here in files.
        """
        self._carrier, self._size, self._below = carrier, size, below
        self._listed = {one.path for one in manifest.files}
        self._origin, self._held = origin, held
        self._reader = Reader(origin, tiles)
        self._roots: dict[int, bytes] = {}

    def entries(self, index: int) -> list[bytes]:
        """Return the entries of a bundle of them, from its first on.

        Raises:
            BundleMalformed: when it is not carried.
            NotATile: when it holds more or fewer.
        """
        width = min(WIDTH, self._size - index * WIDTH)
        return bundle_entries(self._read(Tile(None, index, width).path), width)

    def _records(self, index: int) -> bytes:
        width = min(WIDTH, self._size - index * WIDTH)
        path = records_path(Tile(None, index, width))
        if self._below + path not in self._listed:
            return NO_RECORDS
        content = self._read(path)
        check_records(content)
        return content

    def _read(self, path: str) -> bytes:
        with self._carrier.open(self._below + path) as file:
            return file.read()

    def missing(self, start: int) -> str:
        """Return the first bundle of entries that a log from ``start`` on lacks; empty for none."""
        for index in range(start // WIDTH, -(-self._size // WIDTH)):
            path = Tile(None, index, min(WIDTH, self._size - index * WIDTH)).path
            if self._below + path not in self._listed:
                return self._below + path
        return ""

    def _tile(self, tile: Tile) -> bytes:
        start, end = tile.index * WIDTH, tile.index * WIDTH + tile.width
        if end << HEIGHT * (tile.level or 0) <= self._held:
            return self._reader.read(tile)
        if not tile.level:
            leaves = hashes(self._origin, start, min(end, self._held))
            if end > self._held:
                carried = leaf_hashes(self.entries(tile.index))
                leaves += carried[len(leaves) : tile.width]
            return tile_bytes(leaves)
        return tile_bytes([self._root(tile.level - 1, index) for index in range(start, end)])

    def _root(self, level: int, index: int) -> bytes:
        """Return the hash over a full tile; of the lowest, kept once it was made."""
        if level == 0 and index in self._roots:
            return self._roots[index]
        content = self._tile(Tile(level, index))
        made = complete_root([content[at : at + 32] for at in range(0, len(content), 32)])
        if level == 0:
            self._roots[index] = made
        return made

    def body(self, added: AddedCheckpoint, *, known: int, start: int) -> Iterator[bytes]:
        """Yield what the line port would be sent, package by package.

        Args:
            added: checkpoint and proof, as they are carried.
            known: size of the last checkpoint of this log that is here.
            start: the first entry to be sent.
        """
        nodes = TileNodes(self._tile, self._size)
        if known != added.old and known < self._size:
            proof = prove_consistency(nodes, known, self._size)
            added = AddedCheckpoint(known, tuple(proof), added.checkpoint)
        told = added.as_bytes()
        yield len(told).to_bytes(4, "big") + told
        upload = Upload(self._origin, min(start, self._size), self._size)
        yield upload.as_bytes()
        for place in upload.places():
            index = place.branch // WIDTH
            held = self.entries(index)[place.start - place.branch :]
            proof = prove_subtree(nodes, place.branch, place.end, place.size)
            yield Package(tuple(held), tuple(proof)).as_bytes()
            yield self._records(index)


def reading(parts: Iterator[bytes]) -> Callable[[int], bytes]:
    """Return a ``read`` over what comes in parts; no more than one part lies in memory."""
    part = io.BytesIO()

    def read(most: int) -> bytes:
        nonlocal part
        content = part.read(most)
        while not content and most:
            following = next(parts, None)
            if following is None:
                return b""
            part = io.BytesIO(following)
            content = part.read(most)
        return content

    return read
