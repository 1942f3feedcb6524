"""The Merkle tree: hashes of leaves and nodes, and a root that grows in constant memory.

RFC 6962, section 2.1 (the same tree as RFC 9162, section 2.1), with SHA-256.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from struct import Struct

from kakehashi.errors import Refused

HASH_BYTES = 32
LARGEST_SIZE = 2**63 - 1
"""Most leaves of a tree: sizes stay within a signed 64-bit number, in files and databases."""
BLOCK = 256
"""Leaves hashed together; the width of a tile (C2SP tlog-tiles, “Merkle Tree”)."""
_BLOCK_LEVEL = 8

_sha256 = hashlib.sha256

EMPTY_ROOT = _sha256(b"").digest()
"""Root of the tree without leaves: the hash of nothing (RFC 6962, section 2.1)."""


class TreeImpossible(Refused):
    """A tree of this size cannot have these peaks, or has grown past what can be counted."""

    code = "tree-impossible"
    message = {
        "en": "A log of {size} entries cannot be continued from {count} stored hashes.",
        "ja": "{size}件のログを、保存された{count}個のハッシュから継続することはできません。",
    }
    hint = {
        "en": "Nothing was appended. Rebuild the tree from the entries of the log.",
        "ja": "何も追記されていません。ログのエントリーから木を作り直してください。",
    }


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a log entry: SHA-256(0x00 ‖ entry). RFC 6962, section 2.1."""
    return _sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Return the hash of each entry, in order."""
    return [_sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees: SHA-256(0x01 ‖ left ‖ right). RFC 6962, section 2.1."""
    return _sha256(b"\x01" + left + right).digest()


@lru_cache(maxsize=16)
def _pairs(count: int) -> Struct:
    """Return what cuts so many pairs of hashes that lie one after the other."""
    return Struct(f"{2 * HASH_BYTES}s" * count)


def level_above(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the hashes one level up, of an even number of hashes."""
    pairs = _pairs(len(hashes) // 2).unpack(b"".join(hashes))
    return [_sha256(b"\x01" + pair).digest() for pair in pairs]


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes, at least one."""
    while len(hashes) > 1:
        hashes = level_above(hashes)
    return hashes[0]


class CompactRange:
    """The roots of the complete subtrees that a growing tree consists of, left to right.

    At most 63 hashes, whatever the size. They are the left side of RFC 6962's division of a tree:
    one for each bit set in the size, the largest first.
    """

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Begin empty, or go on from what was kept.

        Raises:
            TreeImpossible: when the number or length of the hashes does not fit the size.
        """
        fits = 0 <= size <= LARGEST_SIZE and len(peaks) == size.bit_count()
        if not fits or any(len(peak) != HASH_BYTES for peak in peaks):
            raise TreeImpossible(size=size, count=len(peaks))
        self._size = size
        self._peaks = list(peaks)

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._size

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Roots of the complete subtrees, left to right: what to keep in order to go on."""
        return tuple(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self._push(leaf, 0)

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add leaf hashes, in order; whole aligned blocks of 256 are hashed together."""
        at = 0
        while at < len(leaves):
            if self._size % BLOCK == 0 and len(leaves) - at >= BLOCK:
                self._push(complete_root(leaves[at : at + BLOCK]), _BLOCK_LEVEL)
                at += BLOCK
            else:
                self._push(leaves[at], 0)
                at += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far (RFC 6962, section 2.1: MTH)."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def copy(self) -> "CompactRange":
        """Return a second range that grows by itself from here."""
        return CompactRange(self._size, self._peaks)

    def _push(self, node: bytes, level: int) -> None:
        if self._size + (1 << level) > LARGEST_SIZE:
            raise TreeImpossible(size=self._size, count=len(self._peaks))
        at = self._size >> level
        while at & 1:
            node = node_hash(self._peaks.pop(), node)
            at >>= 1
        self._peaks.append(node)
        self._size += 1 << level


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    growing = CompactRange()
    growing.extend(leaves)
    return growing.root()
