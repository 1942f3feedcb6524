"""Every parser, on anything: what it gives, or a refusal with a code in both languages, at bounded cost."""

import base64
import io
import json
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust import (
    attachments,
    bundles,
    checkpoints,
    correspondence,
    envelopes,
    key_sets,
    log_proofs,
    note_keys,
    notes,
    policies,
    sealing,
    statements,
    tiles,
)
from kakehashi.trust.sealing_keys import SealingSecret

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "vectors"


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def texts(parse):
    """Let a parser of text meet any bytes, as whoever reads a file would have to."""
    return lambda content: parse(content.decode("utf-8", "surrogateescape"))


NOTES, SEALED, KEYS = read("notes.json"), read("sealed.json"), read("keys.json")
SECRET = SealingSecret(base64.b64decode(SEALED["secret"]))
VKEYS = [note_keys.verifier_key(text) for text in NOTES["keys"]]
PART = envelopes.read_header(SEALED["attachment_header"].encode())
NOTE = NOTES["ed25519"].encode()
BUNDLE = base64.b64decode(read("merkle.json")["bundle"])
RECORD, FILE = (base64.b64decode(SEALED[name]) for name in ("record", "attachment"))
ADDED = bundles.AddedCheckpoint(2, (bytes(32),), NOTE).as_bytes()
LOG = key_sets.read_public_keys(KEYS["public"].encode()).log[0]


def opened_file(content):
    parts = attachments.open_attachment(
        io.BytesIO(content).read, [SECRET], PART, digest="0" * 64, size=1 << 20
    )
    return b"".join(parts)


PARSERS = {
    "note": (notes.read_note, NOTE),
    "opened note": (lambda content: notes.open_checkpoint(content, VKEYS, strict=True), NOTE),
    "signature lines": (notes.read_signature_lines, NOTE.split(b"\n\n", 1)[1]),
    "checkpoint": (texts(checkpoints.read_checkpoint), NOTE.split(b"\n\n", 1)[0] + b"\n"),
    "verifier key": (texts(note_keys.verifier_key), NOTES["keys"][0].encode()),
    "ML-DSA key": (texts(note_keys.verifier_key), NOTES["keys"][1].encode()),
    "policy": (policies.read_policy, NOTES["policy"].encode()),
    "proof file": (log_proofs.read_log_proof, NOTES["proof"].encode()),
    "tile address": (texts(tiles.tile_at), b"tile/0/x001/234.p/17"),
    "entry bundle": (lambda content: tiles.bundle_entries(content, 20), BUNDLE),
    "hash tile": (lambda content: tiles.tile_hashes(tiles.Tile(0, 0, 3), content), bytes(96)),
    "statement": (
        statements.read_statement,
        read("statements.json")["accepted"]["share"]["leaf"].encode(),
    ),
    "table": (correspondence.read_correspondence, read("markings.json")["table"].encode()),
    "header": (envelopes.read_header, SEALED["header"].encode()),
    "envelope": (lambda content: envelopes.read_envelope(io.BytesIO(content).read), RECORD),
    "sealed record": (lambda content: sealing.open_record(content, [SECRET], None), RECORD),
    "attachment": (opened_file, FILE),
    "public keys": (key_sets.read_public_keys, KEYS["public"].encode()),
    "secret keys": (key_sets.read_secret_keys, KEYS["secret"].encode()),
    "manifest": (
        lambda content: bundles.open_manifest(content, LOG),
        read("bundle.json")["manifest"].encode(),
    ),
    "manifest text": (
        texts(bundles.read_manifest),
        read("bundle.json")["manifest"].split("\n\n")[0].encode() + b"\n",
    ),
    "added checkpoint": (bundles.read_added_checkpoint, ADDED),
}
ODD = (
    b"",
    b"\0",
    b"\n",
    b"\n\n",
    b"+",
    b" ",
    b"{}",
    b"[]",
    b'"',
    b"\xff\xfe",
    b"-1",
    b"\xe2\x80\x94 a b\n",
)


def refused_or_read(parse, content):
    """Return the refusal's code, or None; anything else fails the test."""
    try:
        parse(content)
    except Refused as refusal:
        words = {**refusal.message_words(), **refusal.hint_words()}
        if not refusal.code or not all(words.values()) or words.keys() < {"en", "ja"}:
            pytest.fail(f"{refusal!r} says {words}")
        return refusal.code
    return None


@pytest.mark.parametrize("name", PARSERS)
def test_the_sample_is_read_and_what_is_cut_or_doubled_is_not(name):
    parse, sample = PARSERS[name]
    expected = {"opened note": "signature-missing", "attachment": "seal-mismatch"}
    assert refused_or_read(parse, sample) == expected.get(name)
    for length in range(0, len(sample), max(1, len(sample) // 200)):
        code = refused_or_read(parse, sample[:length])
        readable = {
            "policy",
            "checkpoint",
            "tile address",
            "envelope",
            "manifest text",
            "added checkpoint",
            "note",
            "signature lines",
            "proof file",
        }
        assert code or name in readable, length
    codes = {refused_or_read(parse, sample + sample), *(refused_or_read(parse, odd) for odd in ODD)}
    assert len(codes - {None}) >= 1


@pytest.mark.parametrize("name", PARSERS)
def test_changes_of_single_bytes(name):
    parse, sample = PARSERS[name]
    chance = random.Random(name)
    for _ in range(400):
        changed = bytearray(sample)
        for _ in range(chance.choice((1, 1, 1, 3))):
            at = chance.randrange(len(changed))
            match chance.randrange(4):
                case 0:
                    changed[at] ^= 1 << chance.randrange(8)
                case 1:
                    changed[at] = chance.randrange(256)
                case 2:
                    changed.insert(at, chance.choice(b'\n +{}[]",:0\xff'))
                case _:
                    del changed[at : at + chance.choice((1, 2, 40))]
            changed = changed or bytearray(b"x")
        refused_or_read(parse, bytes(changed))


@given(
    st.sampled_from(sorted(PARSERS)),
    st.binary(max_size=400) | st.text(max_size=200).map(str.encode),
)
@settings(max_examples=600, deadline=None)
def test_random_bytes(name, content):
    assert refused_or_read(PARSERS[name][0], content) or name in {"policy", "hash tile"}


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_huge_or_deep_costs_little(name):
    parse, sample = PARSERS[name]
    for content in (
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b"\n" * 1_000_000,
        b"9" * 1_000_000,
        sample[: len(sample) // 2] + b"A" * 1_000_000,
        sample + b"\n" * 1_000_000,
    ):
        tracemalloc.start()
        refused_or_read(parse, content)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert used < len(content) * 24, content[:20]
