"""Tiles and bundles: addresses, contents, proofs made from them, a whole log verified."""

import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust import merkle, proofs
from kakehashi.trust.tiles import (
    LARGEST_ENTRY,
    NotATile,
    Tile,
    TileGrowth,
    TileNodes,
    bundle_bytes,
    bundle_entries,
    tile_at,
    tiles_between,
)
from kakehashi.trust.whole_logs import LogDamaged, verify_log


def stored_log(entries):
    """Return every file of a log by its path, as a client would have fetched them."""
    leaves = merkle.leaf_hashes(entries)
    growth = TileGrowth()
    files = {tile.path: content for tile, content in growth.extend(leaves)}
    files |= {tile.path: content for tile, content in growth.partial()}
    for tile in tiles_between(0, len(entries)):
        if tile.level is None:
            files[tile.path] = bundle_bytes(entries[tile.start : tile.start + tile.width])
    return files, merkle.tree_root(leaves)


def reading(files):
    return lambda tile: files[tile.path]


def test_addresses_of_the_specification():
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(None, 0, 112).path == "tile/entries/000.p/112"
    assert Tile(1, 5).full
    assert not Tile(1, 5, 255).full
    of_70_000 = list(tiles_between(0, 70_000))
    assert [tile.path for tile in of_70_000 if not tile.full] == [
        "tile/entries/273.p/112",
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    assert sum(tile.level == 0 and tile.full for tile in of_70_000) == 273
    assert [tile.path for tile in tiles_between(0, 256)] == [
        "tile/entries/000",
        "tile/0/000",
        "tile/1/000.p/1",
    ]


@given(st.integers(0, 7) | st.none(), st.integers(0, 2**62), st.integers(1, 256))
def test_an_address_reads_back(level, index, width):
    tile = Tile(level, index, width)
    if tile.start < merkle.LARGEST_SIZE:
        assert tile_at(tile.path) == tile
    else:
        with pytest.raises(NotATile):
            tile_at(tile.path)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1", "tile/00/001", "tile/64/001", "tile/0/x000/001", "tile/0/001.p/0",
        "tile/0/001.p/256", "tile/0/001.p/01", "tile/0/001.p/", "tile/-1/001", "tile/0/٠٠١",
        "tile/entries/x001", "tile/0/001/", "/tile/0/001", "tile/0/x999" + "/x999" * 9 + "/999",
        "tile/0/001\n", "", "tile/0/x001" * 5000,
    ],
)  # fmt: skip
def test_a_second_spelling_is_refused(path):
    with pytest.raises(NotATile):
        tile_at(path)


@given(st.integers(0, 700), st.integers(0, 700))
@settings(deadline=None, max_examples=40)
def test_new_tiles_are_those_not_there_before(old, more):
    size = old + more
    before, after = set(tiles_between(0, old)), set(tiles_between(0, size))
    assert set(tiles_between(old, size)) == after - before


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
@settings(max_examples=40)
def test_a_bundle_reads_back(entries):
    assert bundle_entries(bundle_bytes(entries), len(entries)) == entries


def test_a_bundle_that_is_none_names_the_byte():
    content = bundle_bytes([b"one", b"two"])
    for broken, place in ((content[:-1], 5), (content + b"\0", 10), (content[:6], 5)):
        with pytest.raises(NotATile) as refusal:
            bundle_entries(broken, 2)
        assert f"byte {place}" in str(refusal.value)
    for entries in ([], [b""] * 257, [b"x" * (LARGEST_ENTRY + 1)]):
        with pytest.raises(NotATile):
            bundle_bytes(entries)
    assert bundle_entries(bundle_bytes([b"x" * LARGEST_ENTRY]), 1) == [b"x" * LARGEST_ENTRY]


@given(st.binary(max_size=600), st.integers(1, 256))
def test_random_bytes_are_a_bundle_or_refused(content, width):
    try:
        entries = bundle_entries(content, width)
    except NotATile:
        return
    assert bundle_bytes(entries) == content


ENTRIES = [f"entry {number}".encode() * (number % 5) for number in range(70_000)]
FILES, ROOT = stored_log(ENTRIES)
LEAVES = merkle.leaf_hashes(ENTRIES)


def test_proofs_made_from_tiles_hold():
    size = len(ENTRIES)
    nodes = TileNodes(reading(FILES), size)
    for index in (0, 255, 256, 65_535, 65_536, 69_887, 69_999):
        proofs.verify_inclusion(
            proofs.prove_inclusion(nodes, index, size),
            index=index,
            size=size,
            leaf=merkle.leaf_hash(ENTRIES[index]),
            root=ROOT,
        )
    for old in (1, 256, 1000, 65_536, 69_999, size):
        proofs.verify_consistency(
            proofs.prove_consistency(nodes, old, size),
            old=old,
            size=size,
            old_root=merkle.tree_root(merkle.leaf_hashes(ENTRIES[:old])),
            root=ROOT,
        )
    for level, index in ((0, size), (17, 0), (-1, 0), (3, -1)):
        with pytest.raises(NotATile):
            nodes(level, index)


@given(st.lists(st.integers(0, 70_000), max_size=3))
@settings(deadline=None, max_examples=15)
def test_tiles_and_tree_grow_alike(steps):
    growth, tree = TileGrowth(), merkle.CompactRange()
    for step in sorted(steps):
        leaves = LEAVES[growth.size : step]
        tree.extend(leaves)
        list(growth.extend(leaves))
        assert growth.tree().peaks == tree.peaks
        assert growth.tree().root() == tree.root()


def test_a_tile_of_the_wrong_length_is_refused():
    nodes = TileNodes(lambda tile: FILES[tile.path][:-1], len(ENTRIES))
    with pytest.raises(NotATile, match="tile/0/000"):
        nodes(0, 0)


def test_a_whole_log_verifies_and_can_go_on():
    seen = []
    tree = verify_log(reading(FILES), size=70_000, root=ROOT, progress=seen.append)
    assert seen[0] == 256
    assert seen[-1] == tree.size == 70_000
    tree.append(merkle.leaf_hash(b"next"))
    assert tree.root() == merkle.tree_root(merkle.leaf_hashes([*ENTRIES, b"next"]))
    empty = verify_log(reading({}), size=0, root=merkle.EMPTY_ROOT)
    assert empty.size == 0


def test_every_changed_byte_of_a_small_log_is_found_and_named():
    entries = [bytes([number % 251]) * (number % 4) for number in range(300)]
    files, root = stored_log(entries)
    found = 0
    for path, content in files.items():
        for at in range(len(content)):
            changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            with pytest.raises((LogDamaged, NotATile)) as refusal:
                verify_log(reading({**files, path: changed}), size=300, root=root)
            assert "{" not in str(refusal.value)
            found += 1
    assert found > 9000
    last = files["tile/0/001.p/44"][:-1] + bytes([files["tile/0/001.p/44"][-1] ^ 1])
    swapped = bundle_bytes(entries[257:] + entries[256:257])
    for files_then, root_then, tiles, named in (
        ({**files, "tile/0/001.p/44": last}, root, True, "entry 299"),
        (files, b"\0" * 32, True, "the root"),
        ({**files, "tile/entries/001.p/44": swapped}, root, False, "the root"),
    ):
        with pytest.raises(LogDamaged, match=named):
            verify_log(reading(files_then), size=300, root=root_then, tiles=tiles)


def test_memory_does_not_grow_with_the_log():
    def peak(size):
        bundle = bundle_bytes([b"x" * 64] * 256)
        root = merkle.CompactRange()
        for _ in range(size // 256):
            root.extend(merkle.leaf_hashes([b"x" * 64] * 256))
        wanted = root.root()
        tracemalloc.start()
        verify_log(lambda _: bundle, size=size, root=wanted, tiles=False)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    small, large = peak(256 * 4), peak(256 * 400)
    assert large < small * 1.5 + 20_000


@given(st.text(max_size=40))
def test_random_paths_are_refused_or_read_back(path):
    try:
        tile = tile_at(path)
    except Refused as refusal:
        assert refusal.code == "tile-malformed"  # noqa: PT017
    else:
        assert tile.path == path


def test_random_changes_of_addresses():
    chance = random.Random(7)
    for tile in tiles_between(0, 70_000):
        letters = list(tile.path)
        letters[chance.randrange(len(letters))] = chance.choice("0123456789x/.p-")
        path = "".join(letters)
        try:
            assert tile_at(path).path == path
        except NotATile as refusal:
            assert refusal.say("ja")  # noqa: PT017
