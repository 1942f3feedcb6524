"""Uploads to a mirror: packages proven one by one, resumed anywhere, refused by field."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust.merkle import complete_root, leaf_hash, leaf_hashes, tree_root
from kakehashi.trust.mirroring import (
    MirrorInfo,
    Package,
    Place,
    Upload,
    UploadMalformed,
    read_mirror_info,
    read_package,
    read_upload,
)
from kakehashi.trust.proofs import NoSuchRange, ProofWrong, prove_subtree

ORIGIN = "bridge.example/gb-to-jp"
ENTRIES = [f"entry {number}".encode() for number in range(1000)]
LEAVES = leaf_hashes(ENTRIES)


def nodes(level, index):
    return complete_root(LEAVES[index << level : (index + 1) << level])


def body(upload, most=99):
    parts = [upload.as_bytes()]
    for place in [*upload.places()][:most]:
        proof = prove_subtree(nodes, place.branch, place.end, place.size)
        parts.append(Package(tuple(ENTRIES[place.start : place.end]), tuple(proof)).as_bytes())
    return b"".join(parts)


def mirrored(content, have, root):
    """Take an upload in as a mirror would; return the entries it then has."""
    have = [*have]
    read = io.BytesIO(content).read
    upload = read_upload(read)
    for place in upload.places():
        package = read_package(read, place)
        if package is None:
            break
        earlier = [leaf_hash(one) for one in have[place.branch : place.start]]
        package.verify(place, earlier=earlier, root=root)
        have[place.start :] = package.entries
    return have


def test_the_canonical_sequence_is_that_of_the_specification():
    assert [*Upload(ORIGIN, 250, 520).places()] == [
        Place(0, 250, 256, 520),
        Place(256, 256, 512, 520),
        Place(512, 512, 520, 520),
    ]
    assert [*Upload(ORIGIN, 7, 7).places()] == []
    assert Upload(ORIGIN, 1, 2, b"t").as_bytes() == (
        b"\0\x17" + ORIGIN.encode() + bytes(7) + b"\1" + bytes(7) + b"\2" + b"\0\1t"
    )


@given(st.integers(0, 1000), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_an_upload_from_any_entry_to_any_size_is_taken_in(one, other):
    start, end = sorted((one, other))
    root = tree_root(LEAVES[:end])
    assert mirrored(body(Upload(ORIGIN, start, end)), ENTRIES[:start], root) == ENTRIES[:end]


def test_an_upload_cut_at_any_byte_keeps_its_whole_packages():
    upload = Upload(ORIGIN, 200, 1000)
    content = body(upload)
    ends = [len(body(upload, most)) for most in range(5)]
    root = tree_root(LEAVES)
    for length in sorted({*range(0, len(content), 101), *ends, *(end - 1 for end in ends)}):
        read = io.BytesIO(content[:length]).read
        whole = 0
        try:
            head = read_upload(read)
            for place in head.places():
                if read_package(read, place) is None:
                    break
                whole += 1
        except UploadMalformed:
            assert length not in ends
        assert whole == sum(end <= length for end in ends[1:])
    have = mirrored(body(upload, 2), ENTRIES[:200], root)
    assert len(have) == 512
    assert mirrored(body(Upload(ORIGIN, len(have), 1000)), have, root) == ENTRIES


def test_entries_of_another_log_are_refused_package_by_package():
    root = tree_root(LEAVES)
    place = next(Upload(ORIGIN, 512, 1000).places())
    proof = tuple(prove_subtree(nodes, place.branch, place.end, place.size))
    entries = tuple(ENTRIES[512:768])
    Package(entries, proof).verify(place, earlier=[], root=root)
    for wrong in (entries[::-1], (b"x", *entries[1:])):
        with pytest.raises(ProofWrong):
            Package(wrong, proof).verify(place, earlier=[], root=root)
    for wrong, earlier in ((entries[1:], []), (entries, [LEAVES[0]])):
        with pytest.raises(NoSuchRange):
            Package(wrong, proof).verify(place, earlier=earlier, root=root)
    with pytest.raises(UploadMalformed, match="num_hashes"):
        Package(entries, proof * 40).as_bytes()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (("a b", 0, 1), "log_origin"), ((ORIGIN, 2, 1), "upload_end"),
        ((ORIGIN, 0, 2**63), "upload_end"), ((ORIGIN, 0, 1, bytes(65_536)), "ticket"),
    ],
)  # fmt: skip
def test_an_upload_that_cannot_be_is_refused_by_field(facts, field):
    with pytest.raises(UploadMalformed, match=field):
        Upload(*facts)


def test_a_mirror_answers_in_three_lines():
    info = MirrorInfo(1000, 512, b"ticket")
    assert read_mirror_info(info.as_bytes()) == info
    assert MirrorInfo(5, 3).as_bytes() == b"5\n3\n\n"
    for content, line in (
        (b"", 1), (b"1\n2\n", 1), (b"1\n2\n\n\n", 1), (b"01\n2\n\n", 1), (b"1\n-2\n\n", 2),
        (b"1\n2\nA\n", 3), (b"\xff\n2\n\n", 1), (b"1\n2\n" + b"A" * 200_000 + b"\n", 1),
    ):  # fmt: skip
        with pytest.raises(UploadMalformed, match=f"line {line}"):
            read_mirror_info(content)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(content):
    try:
        upload = read_upload(io.BytesIO(content).read)
        assert upload.as_bytes() == content[: len(upload.as_bytes())]
    except UploadMalformed as refusal:
        assert "field" in str(refusal)  # noqa: PT017
    with pytest.raises(Refused):
        read_mirror_info(b"x" + content)


def test_changed_bodies_are_refused_or_change_nothing():
    content = body(Upload(ORIGIN, 0, 300))
    root = tree_root(LEAVES[:300])
    chance = random.Random(3)
    for _ in range(300):
        at = chance.randrange(len(content))
        changed = (
            content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
        )
        try:
            found = mirrored(changed, [], root)
        except Refused:
            continue
        assert found == ENTRIES[: len(found)]
