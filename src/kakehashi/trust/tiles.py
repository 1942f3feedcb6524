"""Tiles and entry bundles: a log as a set of files that never change.

C2SP tlog-tiles: “Merkle Tree” and “Partial Tiles” for the hashes, “Log entries” for the bundles.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kakehashi.errors import Refused
from kakehashi.trust.merkle import (
    BLOCK,
    HASH_BYTES,
    LARGEST_SIZE,
    CompactRange,
    complete_root,
)
from kakehashi.trust.places import at_byte, in_part

WIDTH = BLOCK
"""Hashes of a full tile, entries of a full bundle."""
HEIGHT = 8
"""Levels of the tree that one tile holds."""
LARGEST_ENTRY = 65_535
"""Bytes of an entry: its length stands in two bytes (C2SP tlog-tiles, “Log entries”)."""
HIGHEST_LEVEL = 63
KEPT_TILES = 64
"""Tiles a reader keeps in memory: more than enough for one proof."""
_LENGTH_BYTES = 2
_LONGEST_PATH = 64
_PATH = re.compile(
    r"tile/(entries|[0-9]{1,2})((?:/x[0-9]{3})*/[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII
)


class NotATile(Refused):
    """An address or content that is no tile and no entry bundle."""

    code = "tile-malformed"
    message = {
        "en": "This is not a tile of a log: {why} ({where}).",
        "ja": "ログのタイルではありません（{why}、{where}）。",
    }
    hint = {
        "en": "Ask for it again; if it comes the same, the log is damaged there.",
        "ja": "再度取得してください。同じ内容であれば、その箇所でログが破損しています。",
    }


@dataclass(frozen=True, slots=True)
class Tile:
    """Which tile or entry bundle: its level, its place in the level, how wide it is."""

    level: int | None
    """None for an entry bundle."""
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The address below the log's prefix, such as ``tile/0/x001/234.p/17``."""
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{partial}"

    @property
    def full(self) -> bool:
        """Whether it will never grow."""
        return self.width == WIDTH

    @property
    def start(self) -> int:
        """Index of the first entry under it."""
        return self.index * WIDTH << HEIGHT * (self.level or 0)


def tile_at(path: str) -> Tile:
    """Return the tile that a path names; a path has one spelling only.

    Raises:
        NotATile: when it names none.
    """
    found = _PATH.fullmatch(path) if len(path) <= _LONGEST_PATH else None
    if found is None:
        raise NotATile(
            why={"en": "no such address", "ja": "該当する番地がない"}, where=in_part("path", "パス")
        )
    level = None if found[1] == "entries" else int(found[1])
    index = int(found[2].replace("/x", "").replace("/", ""))
    tile = Tile(level, index, int(found[3]) if found[3] else WIDTH)
    if (
        not tile.width
        or tile.path != path
        or (level or 0) > HIGHEST_LEVEL
        or tile.start >= LARGEST_SIZE
    ):
        raise NotATile(
            why={"en": "not spelt as it should be", "ja": "表記が正しくない"},
            where=in_part("path", "パス"),
        )
    return tile


def tiles_between(old: int, size: int) -> Iterator[Tile]:
    """Yield the tiles and bundles that a log has at ``size`` entries and had not at ``old``.

    A partial tile that grew is yielded at its new width. Bundles come first, then level by level.
    """
    if old < size:
        yield from _row(None, old, size)
    level = 0
    while size > old and size:
        yield from _row(level, old, size)
        old, size, level = old // WIDTH, size // WIDTH, level + 1


def _row(level: int | None, old: int, size: int) -> Iterator[Tile]:
    for index in range(old // WIDTH, size // WIDTH):
        yield Tile(level, index)
    if size % WIDTH:
        yield Tile(level, size // WIDTH, size % WIDTH)


def tile_bytes(hashes: Sequence[bytes]) -> bytes:
    """Return the content of a tile: its hashes one after the other."""
    return b"".join(hashes)


def tile_hashes(tile: Tile, content: bytes) -> list[bytes]:
    """Return the hashes of a tile.

    Raises:
        NotATile: when the content is not as long as the width asks for.
    """
    wanted = tile.width * HASH_BYTES
    if len(content) != wanted:
        raise NotATile(
            why={
                "en": f"{len(content)} bytes instead of {wanted}",
                "ja": f"{wanted}バイトのはずが{len(content)}バイト",
            },
            where=in_part(tile.path, tile.path),
        )
    return [content[at : at + HASH_BYTES] for at in range(0, wanted, HASH_BYTES)]


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """Return entries as a bundle: each after its length in two bytes, big end first.

    Raises:
        NotATile: when there are too many entries or one is too long.
    """
    if not 0 < len(entries) <= WIDTH:
        raise NotATile(
            why={"en": f"{len(entries)} entries", "ja": f"エントリー数が{len(entries)}"},
            where=in_part("bundle", "束"),
        )
    parts: list[bytes] = []
    for place, entry in enumerate(entries):
        if len(entry) > LARGEST_ENTRY:
            raise NotATile(
                why={
                    "en": f"an entry of {len(entry)} bytes",
                    "ja": f"{len(entry)}バイトのエントリー",
                },
                where=in_part(f"entry {place} of the bundle", f"束の{place}番目のエントリー"),
            )
        parts += (len(entry).to_bytes(_LENGTH_BYTES, "big"), entry)
    return b"".join(parts)


def bundle_entries(content: bytes, width: int) -> list[bytes]:
    """Return the ``width`` entries of a bundle.

    Raises:
        NotATile: when it ends within an entry or goes on after the last one; the byte is named.
    """
    entries = []
    begun = at = 0
    end = len(content)
    try:
        for _ in range(width):
            begun = at
            after = at + _LENGTH_BYTES + (content[at] << 8 | content[at + 1])
            entries.append(content[at + _LENGTH_BYTES : after])
            at = after
    except IndexError:
        at = end + 1
    if at > end:
        raise NotATile(
            why={"en": "it ends within an entry", "ja": "エントリーの途中で終わっている"},
            where=at_byte(begun),
        )
    if at != end:
        raise NotATile(
            why={"en": "it goes on after its last entry", "ja": "最後のエントリーの後に続きがある"},
            where=at_byte(at),
        )
    return entries


class TileGrowth:
    """Makes the hash tiles of a log that grows: at most 256 hashes a level in memory.

    Whole tiles come out of :meth:`extend` once, :meth:`partial` gives the others as they stand.
    """

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._done = [0]

    @classmethod
    def resumed(cls, read: Callable[[Tile], bytes], size: int) -> "TileGrowth":
        """Return the growth of a log of ``size`` entries from its partial tiles.

        Raises:
            NotATile: when one is not as long as it must be; what ``read`` raises goes through.
        """
        growth = cls()
        level = 0
        while size:
            done, width = divmod(size, WIDTH)
            tile = Tile(level, done, width)
            if level == len(growth._levels):
                growth._levels.append([])
                growth._done.append(0)
            growth._levels[level] = tile_hashes(tile, read(tile)) if width else []
            growth._done[level] = done
            size, level = done, level + 1
        return growth

    @property
    def size(self) -> int:
        """Number of leaves so far."""
        return self._done[0] * WIDTH + len(self._levels[0])

    def extend(self, leaves: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add leaf hashes; yield each tile that became full, with its content.

        Nothing is added until the result is iterated over.
        """
        at = 0
        while at < len(leaves):
            room = WIDTH - len(self._levels[0])
            self._levels[0] += leaves[at : at + room]
            at += room
            level = 0
            while len(self._levels[level]) == WIDTH:
                yield Tile(level, self._done[level]), tile_bytes(self._levels[level])
                if level + 1 == len(self._levels):
                    self._levels.append([])
                    self._done.append(0)
                self._levels[level + 1].append(complete_root(self._levels[level]))
                self._levels[level] = []
                self._done[level] += 1
                level += 1

    def tree(self) -> CompactRange:
        """Return the compact range over all leaves so far, from the hashes at hand."""
        peaks = []
        for hashes in reversed(self._levels):
            at = 0
            for bit in reversed(range(HEIGHT)):
                if len(hashes) & 1 << bit:
                    peaks.append(complete_root(hashes[at : at + (1 << bit)]))
                    at += 1 << bit
        return CompactRange(self.size, peaks)

    def partial(self) -> Iterator[tuple[Tile, bytes]]:
        """Yield the partial tiles as they stand (C2SP tlog-tiles, “Partial Tiles”)."""
        for level, hashes in enumerate(self._levels):
            if hashes:
                yield Tile(level, self._done[level], len(hashes)), tile_bytes(hashes)


class TileNodes:
    """Hashes of complete subtrees, read from tiles: what the proofs are made from."""

    def __init__(self, read: Callable[[Tile], bytes], size: int) -> None:
        """Read tiles of the tree of ``size`` leaves by ``read``, keeping the last few."""
        self._read = read
        self._size = size
        self._kept: OrderedDict[Tile, list[bytes]] = OrderedDict()

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash over leaves ``index * 2**level`` to ``(index + 1) * 2**level``.

        Raises:
            NotATile: when that is not within the tree, or the tile is not as long as it must be.
        """
        if level < 0 or index < 0 or (index + 1) << level > self._size:
            raise NotATile(
                why={"en": "beyond the tree", "ja": "木の範囲外"},
                where=in_part(f"level {level}, node {index}", f"第{level}段の節{index}"),
            )
        row, inside = divmod(level, HEIGHT)
        first = index << inside
        hashes = self._hashes(row, first // WIDTH)
        at = first % WIDTH
        return complete_root(hashes[at : at + (1 << inside)])

    def _hashes(self, row: int, index: int) -> list[bytes]:
        count = self._size >> (HEIGHT * row)
        tile = Tile(row, index, min(WIDTH, count - index * WIDTH))
        found = self._kept.get(tile)
        if found is None:
            found = self._kept[tile] = tile_hashes(tile, self._read(tile))
            if len(self._kept) > KEPT_TILES:
                self._kept.popitem(last=False)
        return found
