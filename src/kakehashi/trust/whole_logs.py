"""Verifying a whole log from its entries: every byte counts, every tile is compared.

Memory does not grow with the log: a bundle, a tile a level and the peaks of the tree.
"""

import contextlib
from collections.abc import Callable, Generator, Iterator, Mapping

from kakehashi.errors import Refused, Words
from kakehashi.trust.merkle import HASH_BYTES, CompactRange, leaf_hashes
from kakehashi.trust.places import at_entry, in_part
from kakehashi.trust.tiles import (
    WIDTH,
    NotATile,
    Tile,
    TileGrowth,
    bundle_entries,
    tile_hashes,
)

Read = Callable[[Tile], bytes]
"""Tile or entry bundle to its content."""
Progress = Callable[[int], None]
"""Called with the number of entries verified so far."""


class LogDamaged(Refused):
    """The files of a log do not fit together, or not under the root that was signed."""

    code = "log-damaged"
    message = {
        "en": "The log does not verify at {where}: {why}.",
        "ja": "ログは{where}で検証できません（{why}）。",
    }
    hint = {
        "en": "Keep the files as they are. Fetch that part again from the other side's copy.",
        "ja": "ファイルはそのまま保存し、該当部分を相手側の写しから再取得してください。",
    }


def verify_log(
    read: Read, *, size: int, root: bytes, tiles: bool = True, progress: Progress | None = None
) -> CompactRange:
    """Check that the log's entries, and its hash tiles, are those under ``root``.

    Args:
        read: gives the content of a bundle or tile; anything it raises goes through.
        size: number of entries, from a checkpoint whose signatures were verified.
        root: root hash from the same checkpoint.
        tiles: whether to compare the stored hash tiles too, so that a changed entry is named.
        progress: told after every bundle how many entries are done.

    Returns:
        The compact range at ``size``, from which the log can go on.

    Raises:
        LogDamaged: when something differs, naming the entry or tile.
        NotATile: when a file is not of the length it must be.
    """
    steps = verifying(read, size=size, root=root, tiles=tiles)
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            tree: CompactRange = end.value
            return tree
        if progress:
            progress(done)


def verifying(
    read: Read, *, size: int, root: bytes, tiles: bool = True
) -> Generator[int, None, CompactRange]:
    """Do as :func:`verify_log`, yielding how many entries are done: for who shows each step.

    Raises:
        LogDamaged, NotATile: as :func:`verify_log`.
    """
    growth = TileGrowth()
    for start in range(0, size, WIDTH):
        width = min(WIDTH, size - start)
        bundle = Tile(None, start // WIDTH, width)
        with _naming(bundle):
            leaves = leaf_hashes(bundle_entries(read(bundle), width))
        for tile, content in growth.extend(leaves):
            if tiles:
                _compare(tile, content, read(tile))
        yield growth.size
    if tiles:
        for tile, content in growth.partial():
            _compare(tile, content, read(tile))
    tree = growth.tree()
    if tree.root() != root:
        raise _other_root()
    return tree


def verify_hashes(
    read: Read, *, size: int, root: bytes, progress: Progress | None = None
) -> CompactRange:
    """Check that a log's hash tiles are those of the tree under ``root``, without its entries.

    What an outsider can check of a log whose entries go to the other side alone. Arguments, result
    and refusals are those of :func:`verify_log`.
    """
    growth = TileGrowth()
    for start in range(0, size, WIDTH):
        tile = Tile(0, start // WIDTH, min(WIDTH, size - start))
        for made, content in growth.extend(tile_hashes(tile, read(tile))):
            _compare(made, content, read(made))
        if progress:
            progress(growth.size)
    for made, content in growth.partial():
        _compare(made, content, read(made))
    tree = growth.tree()
    if tree.root() != root:
        raise _other_root()
    return tree


@contextlib.contextmanager
def _naming(tile: Tile) -> Iterator[None]:
    """Have a refusal of what a file holds name the file, beside the place within it."""
    try:
        yield
    except NotATile as fault:
        where = fault.facts["where"]
        assert isinstance(where, Mapping)
        raise NotATile(
            why=fault.facts["why"],
            where=in_part(f"{tile.path}, {where['en']}", f"{tile.path} の{where['ja']}"),
        ) from fault


def _other_root() -> LogDamaged:
    return LogDamaged(
        where=in_part("the root", "ルート"),
        why={
            "en": "the entries have another root than the checkpoint",
            "ja": "エントリーから得たルートがチェックポイントと異なる",
        },
    )


def _compare(tile: Tile, computed: bytes, stored: bytes) -> None:
    if computed == stored:
        return
    why = {"en": "entry and hash tile differ", "ja": "エントリーとハッシュタイルが異なる"}
    raise LogDamaged(where=_place(tile, computed, stored), why=why)


def _place(tile: Tile, computed: bytes, stored: bytes) -> Words:
    pairs = enumerate(zip(computed, stored, strict=False))
    byte = next((at for at, (one, other) in pairs if one != other), len(stored))
    if tile.level == 0 and len(computed) == len(stored):
        return at_entry(tile.index * WIDTH + byte // HASH_BYTES)
    return in_part(f"{tile.path}, byte {byte}", f"{tile.path} の{byte}バイト目")
