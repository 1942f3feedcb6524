"""Bundles: the signed list of files, and the checkpoint with its proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust import sha256_hex
from kakehashi.trust.bundles import (
    AddedCheckpoint,
    BundleMalformed,
    CarriedFile,
    Manifest,
    open_manifest,
    read_added_checkpoint,
    read_manifest,
)
from kakehashi.trust.note_keys import KeyKind, SigningKey

KEY = SigningKey("bridge.example/gb-to-jp", KeyKind.ED25519, bytes(32))
D = "d" * 64
FILES = (
    CarriedFile(f"blobs/{D}", 3, sha256_hex(b"abc")),
    CarriedFile("checkpoint", 0, D),
    CarriedFile("records/000.p/3", 96, D),
    CarriedFile("tile/entries/000.p/3", 30, D),
)
MANIFEST = Manifest(KEY.name, 2, FILES)


def test_a_manifest_reads_back_and_every_changed_byte_is_found():
    content = MANIFEST.sign(KEY)
    assert open_manifest(content, KEY.verifier) == MANIFEST
    for at in range(len(content)):
        with pytest.raises(Refused):
            open_manifest(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :], KEY.verifier)
    other = SigningKey("else.example", KeyKind.ED25519, bytes(32))
    with pytest.raises(BundleMalformed, match="another log"):
        open_manifest(MANIFEST.sign(other), other.verifier)


@pytest.mark.parametrize(
    "path",
    ["../secret", "/etc/passwd", "blobs/../x", "blobs/" + "D" * 64, "tile/0/000", "records/1", "back/blobs/x", "manifest", "", "a b"],
)  # fmt: skip
def test_no_other_file_can_be_listed(path):
    with pytest.raises(BundleMalformed, match="line 4"):
        Manifest(KEY.name, 0, (CarriedFile(path, 1, D),)).sign(KEY)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("kakehashi/bundle/v2\na\n0\n", 1), ("kakehashi/bundle/v1\na\n0", 1),
        ("kakehashi/bundle/v1\na b\n0\n", 2), ("kakehashi/bundle/v1\na\n00\n", 3),
        (f"kakehashi/bundle/v1\na\n0\n{D} 01 checkpoint\n", 4),
        (f"kakehashi/bundle/v1\na\n0\n{D} 1 checkpoint\n{D} 1 checkpoint\n", 5),
        (f"kakehashi/bundle/v1\na\n0\n{D} 1 countersignatures\n{D} 1 checkpoint\n", 5),
        ("kakehashi/bundle/v1\na\n0\n" + "x\n" * 1025, 1028),
    ],
)  # fmt: skip
def test_what_is_no_manifest_names_its_line(text, line):
    with pytest.raises(BundleMalformed) as refusal:
        read_manifest(text)
    assert f"line {line}" in str(refusal.value)


def test_a_file_is_checked_in_parts_and_not_read_past_its_size():
    FILES[0].check([b"a", b"", b"bc"])
    for parts in ([b"ab"], [b"abd"], [b"abc", b"d"]):
        with pytest.raises(BundleMalformed, match="blobs"):
            FILES[0].check(parts)

    def endless():
        for _ in range(3):
            yield b"abc"
        pytest.fail("it read on")

    with pytest.raises(BundleMalformed):
        FILES[0].check(endless())


def test_an_added_checkpoint_reads_back():
    added = AddedCheckpoint(2, (bytes(32), b"\1" * 32), b"text\n\nlines\n")
    assert read_added_checkpoint(added.as_bytes()) == added
    for content in (
        b"old 2\n", b"old 02\n\nx", b"new 2\n\nx", b"old 2\nAA==\n\nx",
        b"old 2\n" + b"A" * 43 + b"=\n" * 1 + (b"A" * 43 + b"=\n") * 64 + b"\nx", b"x" * 600_000,
    ):  # fmt: skip
        with pytest.raises(BundleMalformed):
            read_added_checkpoint(content)


@given(st.binary(max_size=200))
def test_random_bytes_are_neither(content):
    with pytest.raises(BundleMalformed):
        read_added_checkpoint(content)
    with pytest.raises(BundleMalformed):
        read_manifest(content.decode("latin-1"))
    with pytest.raises(Refused):
        open_manifest(content, KEY.verifier)
