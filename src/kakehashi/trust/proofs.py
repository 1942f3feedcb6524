"""Proofs about a Merkle tree: that a leaf is in it, that it only grew, that a part belongs to it.

All three are one: an inclusion proof (RFC 6962, section 2.1.1) is the subtree consistency proof of
a single leaf, a consistency proof (section 2.1.2) that of the leaves from 0. The subtree
consistency proof is that of draft-ietf-plants-merkle-tree-certs, section 4.4, to which C2SP
tlog-mirror (“add-entries”) and tlog-witness (“sign-subtree”) refer.

Sizes are numbers of leaves, ranges are half open, hashes are 32 bytes. Making a proof asks a
:data:`Nodes` for hashes of complete subtrees and so reads no more of a log than it needs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from kakehashi.errors import Refused
from kakehashi.trust.merkle import HASH_BYTES, LARGEST_SIZE, node_hash

LONGEST = 63
"""Most hashes of a proof (C2SP tlog-witness, “add-checkpoint”; tlog-mirror, “add-entries”).

A tree of at most 2^63 - 1 leaves never needs more."""

Nodes = Callable[[int, int], bytes]
"""Level and index to the hash over leaves ``index * 2**level`` up to ``(index + 1) * 2**level``."""


class NoSuchRange(Refused):
    """The leaf, range or size asked about does not exist in a tree of that size."""

    code = "no-such-range"
    message = {
        "en": "There is no range {start} to {end} in a log of {size} entries.",
        "ja": "{size}件のログに{start}から{end}までの範囲はありません。",
    }
    hint = {
        "en": "Ask for leaves below the size; a range must be a whole branch of the tree.",
        "ja": "件数より小さい番号を指定してください。範囲は木の枝全体でなければなりません。",
    }


class ProofWrong(Refused):
    """A proof does not lead from what is claimed to the root."""

    code = "proof-wrong"
    message = {
        "en": "The proof does not hold for leaves {start} to {end} of {size}: {why}.",
        "ja": "{size}件中{start}から{end}までについての証明は成り立ちません（{why}）。",
    }
    hint = {
        "en": "Do not rely on it. Ask for the proof again; if it fails again, keep both as "
        "evidence.",
        "ja": "依拠しないでください。証明を再度求め、再び成り立たないときは、"
        "双方を証拠として保存してください。",
    }


class Side(Enum):
    """On which side of what is known so far a hash of a proof stands."""

    START = "start"
    """It is where the proof starts: the last part of a branch that is no complete subtree."""
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Step:
    """One hash of a proof: over which leaves it is, and where it goes."""

    side: Side
    first: int
    last: int
    inside: bool
    """Whether those leaves belong to the branch that is proven."""


def is_subtree(start: int, end: int) -> bool:
    """Say whether a range is a branch of a tree: start is a multiple of the branch's full width.

    Draft-ietf-plants-merkle-tree-certs, section 4.1.
    """
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def prove_inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Return the proof that leaf ``index`` is in the tree of ``size`` leaves. RFC 6962, 2.1.1.

    Raises:
        NoSuchRange: when there is no such leaf.
    """
    return prove_subtree(nodes, index, index + 1, size)


def prove_consistency(nodes: Nodes, old: int, size: int) -> list[bytes]:
    """Return the proof that the tree of ``old`` leaves is the beginning of the one of ``size``.

    RFC 6962, section 2.1.2; from size 0 it is empty (C2SP tlog-witness, “add-checkpoint”).

    Raises:
        NoSuchRange: when the tree has fewer than ``old`` leaves.
    """
    if old == 0 <= size:
        return []
    return prove_subtree(nodes, 0, old, size)


def prove_subtree(nodes: Nodes, start: int, end: int, size: int) -> list[bytes]:
    """Return the proof that a branch belongs to the tree of ``size`` leaves.

    Draft-ietf-plants-merkle-tree-certs, section 4.4.

    Raises:
        NoSuchRange: when the range is no branch, or reaches past the tree.
    """
    _check_range(start, end, size)
    return [range_root(nodes, step.first, step.last) for step in _climb(start, end, size)]


def range_root(nodes: Nodes, start: int, end: int) -> bytes:
    """Return the root over a range that is a branch of a tree.

    Raises:
        NoSuchRange: when it is none.
    """
    if not is_subtree(start, end):
        raise NoSuchRange(start=start, end=end, size=end)
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(nodes(level, start >> level))
        start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def verify_inclusion(
    proof: Sequence[bytes], *, index: int, size: int, leaf: bytes, root: bytes
) -> None:
    """Check that ``leaf`` (a leaf hash) stands at ``index`` under ``root``. RFC 6962, 2.1.1.

    Raises:
        NoSuchRange: when there is no such leaf.
        ProofWrong: when the proof does not lead to the root, saying why.
    """
    if len(leaf) != HASH_BYTES:
        raise _wrong(index, index + 1, size, "a hash is not 32 bytes", "32バイトでないハッシュ")
    verify_subtree(proof, start=index, end=index + 1, size=size, branch=leaf, root=root)


def verify_consistency(
    proof: Sequence[bytes], *, old: int, size: int, old_root: bytes, root: bytes
) -> None:
    """Check that the tree under ``old_root`` is the beginning of the one under ``root``.

    RFC 6962, section 2.1.2. The empty tree begins every tree, whatever its root was said to be
    (C2SP tlog-witness, “add-checkpoint”); two sizes that are equal need equal roots.

    Raises:
        NoSuchRange: when the new tree is smaller.
        ProofWrong: when the proof does not lead to both roots, saying why.
    """
    if old == 0 and 0 <= size <= LARGEST_SIZE:
        if proof:
            raise _wrong(0, old, size, "it should be empty", "空であるべき証明に内容がある")
        if size == 0 and old_root != root:
            raise _wrong(0, old, size, "the roots differ", "ルートが異なる")
        return
    verify_subtree(proof, start=0, end=old, size=size, branch=old_root, root=root)


def verify_subtree(
    proof: Sequence[bytes], *, start: int, end: int, size: int, branch: bytes, root: bytes
) -> None:
    """Check that ``branch`` is the root over leaves ``start`` to ``end`` under ``root``.

    Draft-ietf-plants-merkle-tree-certs, section 4.4.

    Raises:
        NoSuchRange: when the range is no branch, or reaches past the tree.
        ProofWrong: when the proof does not lead to both hashes, saying why.
    """
    _check_range(start, end, size)
    steps = _climb(start, end, size)
    if any(len(one) != HASH_BYTES for one in (*proof, *([branch] if steps else ()))):
        raise _wrong(start, end, size, "a hash is not 32 bytes", "32バイトでないハッシュがある")
    if len(proof) != len(steps):
        en, ja = ("too short", "短すぎる") if len(proof) < len(steps) else ("too long", "長すぎる")
        raise _wrong(start, end, size, f"it is {en}", ja)
    small, large = b"", b""
    if not steps or steps[0].side is not Side.START:
        small = large = branch
    for one, step in zip(proof, steps, strict=True):
        match step.side:
            case Side.START:
                small = large = one
            case Side.RIGHT:
                large = node_hash(large, one)
            case Side.LEFT:
                large = node_hash(one, large)
                small = node_hash(one, small) if step.inside else small
    if small != branch:
        raise _wrong(start, end, size, "it leads to another branch", "別の枝に至る")
    if large != root:
        raise _wrong(start, end, size, "it leads to another root", "別のルートに至る")


def _check_range(start: int, end: int, size: int) -> None:
    if not is_subtree(start, end) or end > size or size > LARGEST_SIZE:
        raise NoSuchRange(start=start, end=end, size=size)


def _climb(start: int, end: int, size: int) -> list[Step]:
    """Return the steps of a proof from the branch up to the root."""
    return [*_descent(start, end, size)][::-1]


def _descent(start: int, end: int, size: int) -> Iterator[Step]:
    """Yield the steps from the root down, as RFC 6962, section 2.1.2, divides the tree."""
    low, high, cut = 0, size, False
    while (start, end) != (low, high):
        middle = low + (1 << ((high - low - 1).bit_length() - 1))
        if end <= middle:
            yield Step(Side.RIGHT, middle, high, inside=False)
            high = middle
            continue
        cut = cut or start < middle
        yield Step(Side.LEFT, low, middle, inside=cut)
        if cut:  # the branch begins where this part does, and its left half has just been named
            start = middle
        low = middle
    if cut:
        yield Step(Side.START, low, high, inside=True)


def _wrong(start: int, end: int, size: int, en: str, ja: str) -> ProofWrong:
    return ProofWrong(start=start, end=end, size=size, why={"en": en, "ja": ja})
