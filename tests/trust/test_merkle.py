"""The Merkle tree against its definition, and proofs against published vectors and themselves."""

import base64
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust import merkle, proofs
from kakehashi.trust.merkle import EMPTY_ROOT, CompactRange, leaf_hash, node_hash, tree_root
from tests.trust.published import vectors

TAKEN_AS_THE_WITNESS_SPEC_SAYS = {
    "size1-is-zero-and-does-not-equal-size2",
    "size1-is-zero-and-size2-is-not-zero",
    "sizes-are-equal-zero-and-proof-is-empty",
}
"""Rejected by the library the vectors come from, required to be accepted by C2SP tlog-witness."""


def defined_root(leaves):
    """The recursive definition of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(
        b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])
    ).digest()


def defined_subtree_proof(start, end, leaves, whole=True):
    """The recursive definition of the subtree consistency proof."""
    size = len(leaves)
    if start == 0 and end == size:
        return [] if whole else [defined_root(leaves)]
    split = 1
    while split * 2 < size:
        split *= 2
    if end <= split:
        inner = defined_subtree_proof(start, end, leaves[:split], whole)
        return [*inner, defined_root(leaves[split:])]
    if split <= start:
        inner = defined_subtree_proof(start - split, end - split, leaves[split:], whole)
        return [*inner, defined_root(leaves[:split])]
    inner = defined_subtree_proof(0, end - split, leaves[split:], False)
    return [*inner, defined_root(leaves[:split])]


def nodes_over(leaves):
    return lambda level, index: merkle.complete_root(leaves[index << level : (index + 1) << level])


def leaves_of(size):
    return [leaf_hash(f"entry {number}".encode()) for number in range(size)]


LEAVES = leaves_of(1100)
NODES = nodes_over(LEAVES)


def raw(text):
    return base64.b64decode(text)


def test_published_inclusion_proofs():
    cases = vectors("merkle-inclusion.json")
    for case in cases:
        try:
            proofs.verify_inclusion(
                [raw(one) for one in case["proof"] or []],
                index=case["leafIdx"],
                size=case["treeSize"],
                leaf=raw(case["leafHash"]),
                root=raw(case["root"]),
            )
            refused = False
        except (proofs.ProofWrong, proofs.NoSuchRange):
            refused = True
        assert refused == case["wantErr"], case["case"]
    assert len(cases) == 98


def test_published_consistency_proofs():
    cases = vectors("merkle-consistency.json")
    other = set()
    for case in cases:
        name = Path(case["case"]).stem
        wanted = case["wantErr"] and name not in TAKEN_AS_THE_WITNESS_SPEC_SAYS
        other |= {name} & TAKEN_AS_THE_WITNESS_SPEC_SAYS
        try:
            proofs.verify_consistency(
                [raw(one) for one in case["proof"] or []],
                old=case["size1"],
                size=case["size2"],
                old_root=raw(case["root1"]),
                root=raw(case["root2"]),
            )
            refused = False
        except (proofs.ProofWrong, proofs.NoSuchRange):
            refused = True
        assert refused == wanted, case["case"]
    assert len(cases) == 98
    assert other == TAKEN_AS_THE_WITNESS_SPEC_SAYS


@given(st.lists(st.integers(0, 600), max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_tree_grown_in_any_steps_has_the_defined_root(steps):
    growing = CompactRange()
    for step in steps:
        growing.extend(LEAVES[growing.size : growing.size + step])
    assert growing.root() == defined_root(LEAVES[: growing.size])
    again = CompactRange(growing.size, growing.peaks)
    again.append(LEAVES[0])
    assert again.root() == defined_root([*LEAVES[: growing.size], LEAVES[0]])
    assert growing.copy().peaks == growing.peaks


def test_the_first_roots():
    assert CompactRange().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()
    for size in range(1, 70):
        assert tree_root(LEAVES[:size]) == defined_root(LEAVES[:size])
    assert node_hash(LEAVES[0], LEAVES[1]) == tree_root(LEAVES[:2])


def test_every_branch_of_every_small_tree_is_proven_as_defined():
    for size in range(1, 35):
        tree = LEAVES[:size]
        root = defined_root(tree)
        for start in range(size):
            for end in range(start + 1, size + 1):
                if not proofs.is_subtree(start, end):
                    with pytest.raises(proofs.NoSuchRange):
                        proofs.prove_subtree(NODES, start, end, size)
                    continue
                proof = proofs.prove_subtree(NODES, start, end, size)
                assert proof == defined_subtree_proof(start, end, tree)
                branch = defined_root(tree[start:end])
                proofs.verify_subtree(
                    proof, start=start, end=end, size=size, branch=branch, root=root
                )


@st.composite
def branches(draw):
    size = draw(st.integers(1, len(LEAVES)))
    start = draw(st.integers(0, size - 1))
    width = (start & -start) if start else size
    end = draw(st.integers(start + 1, min(size, start + width)))
    return start, end, size


@given(branches(), st.data())
@settings(max_examples=120, deadline=None)
def test_a_proof_holds_for_its_branch_and_for_nothing_else(branch, data):
    start, end, size = branch
    proof = proofs.prove_subtree(NODES, start, end, size)
    facts = {"start": start, "end": end, "size": size}
    facts["branch"] = proofs.range_root(NODES, start, end)
    facts["root"] = defined_root(LEAVES[:size])
    proofs.verify_subtree(proof, **facts)
    with pytest.raises(proofs.ProofWrong):
        proofs.verify_subtree([*proof, LEAVES[0]], **facts)
    for name in ("branch", "root"):
        with pytest.raises(proofs.ProofWrong):
            proofs.verify_subtree(
                proof, **{**facts, name: LEAVES[1] if facts[name] != LEAVES[1] else LEAVES[2]}
            )
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof]
        changed[at] = bytes([changed[at][0] ^ 1]) + changed[at][1:]
        for broken in (
            changed,
            proof[:at] + proof[at + 1 :],
            [*proof[:at], b"short", *proof[at + 1 :]],
        ):
            with pytest.raises(proofs.ProofWrong):
                proofs.verify_subtree(broken, **facts)


def test_inclusion_and_consistency_between_all_sizes():
    for size in range(1, 40):
        root = tree_root(LEAVES[:size])
        for index in range(size):
            proof = proofs.prove_inclusion(NODES, index, size)
            proofs.verify_inclusion(proof, index=index, size=size, leaf=LEAVES[index], root=root)
        for old in range(size + 1):
            proof = proofs.prove_consistency(NODES, old, size)
            old_root = tree_root(LEAVES[:old])
            proofs.verify_consistency(proof, old=old, size=size, old_root=old_root, root=root)
            if 0 < old < size:
                with pytest.raises(proofs.ProofWrong):
                    proofs.verify_consistency(proof, old=old, size=size, old_root=root, root=root)


@pytest.mark.parametrize(("index", "size"), [(1, 1), (-1, 4), (0, 0), (0, 2**63), (2**64, 5)])
def test_a_leaf_outside_the_tree_is_refused(index, size):
    with pytest.raises(proofs.NoSuchRange):
        proofs.verify_inclusion([], index=index, size=size, leaf=LEAVES[0], root=LEAVES[0])


@given(
    st.lists(st.binary(max_size=33), max_size=70),
    st.integers(-2, 2**65),
    st.integers(-2, 2**65),
    st.binary(max_size=33),
    st.binary(max_size=33),
)
def test_nonsense_is_refused_and_nothing_else_happens(proof, old, size, first, second):
    codes = set()
    for check in (
        lambda: proofs.verify_consistency(proof, old=old, size=size, old_root=first, root=second),
        lambda: proofs.verify_inclusion(proof, index=old, size=size, leaf=first, root=second),
    ):
        try:
            check()
        except Refused as refusal:
            codes.add(refusal.code)
    assert codes <= {"proof-wrong", "no-such-range"}


def test_stored_hashes_that_do_not_fit_the_size_are_refused():
    for size, peaks in ((3, LEAVES[:1]), (1, [b"short"]), (-1, []), (2**63, [LEAVES[0]])):
        with pytest.raises(merkle.TreeImpossible):
            CompactRange(size, peaks)
    full = CompactRange(2**63 - 1, [LEAVES[0]] * 63)
    with pytest.raises(merkle.TreeImpossible):
        full.append(LEAVES[0])
