"""Sealing: what comes out is what went in and what was stated; everything else is refused."""

import dataclasses
import hashlib
import hmac
import io
import itertools
import random

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust import canonical_bytes, sealing_keys, sha256_hex
from kakehashi.trust.abouts import About
from kakehashi.trust.algorithms import AlgorithmMissing
from kakehashi.trust.attachments import (
    CHUNK,
    SEALED_CHUNK,
    ChunkSeal,
    open_attachment,
    seal_attachment,
    sealed_size,
)
from kakehashi.trust.digests import Content
from kakehashi.trust.envelopes import (
    MAGIC,
    Header,
    SealBroken,
    SealMismatch,
    SealNotForUs,
    new_envelope,
    read_envelope,
)
from kakehashi.trust.markings import CrossingMarking
from kakehashi.trust.reading import ObjectMalformed
from kakehashi.trust.sealing import (
    check_statement,
    open_disclosed,
    open_record,
    record_bytes,
    seal_record,
)
from kakehashi.trust.sealing_keys import SealingKeyWrong, SealingPublic, SealingSecret
from kakehashi.trust.statements import Statement

PEER, ESCROW, STRANGER = (SealingSecret(bytes([number]) * 32) for number in (1, 2, 3))
BOTH = [PEER.public, ESCROW.public]
RECORD = "0190c5a4-7b3e-7cc0-8000-0123456789ab"
MARKING = CrossingMarking("participants", {"GB": "OFFICIAL"}).as_object()
LINE = "bridge.example/gb-to-jp"
CONTENT = Content(
    "update",
    {"title": ["en", "ja"]},
    {"title": {"en": "Cables", "ja": "海底ケーブル"}},
    {},
    "5" * 64,
)
OBJECT = {
    "type": "kakehashi/content/v1", "kind": "update", "authoritative": {"title": ["en", "ja"]},
    "wording": {"title": {"en": "Cables", "ja": "海底ケーブル"}}, "facts": {}, "attachments": [],
    "salt": "5" * 64,
}  # fmt: skip
VERSION = {
    "type": "kakehashi/version/v1", "record": RECORD, "content": sha256_hex(CONTENT.canonical()),
    "courtesy": {}, "marking": MARKING, "sides": ["GB", "JP"], "number": 1, "previous": None,
}  # fmt: skip
ABOUT = About("UP-GB-1", "own", "GB", "shared", "2026-04-01T09:00:00Z", "dsit-lead", "a note")
HEADER = Header(
    "uk-japan", LINE, RECORD, sha256_hex(canonical_bytes(VERSION)), MARKING,
    sorted(one.key_id for one in BOTH),
)  # fmt: skip


def sealed_record():
    return seal_record(HEADER, BOTH, version=VERSION, content=OBJECT, about=ABOUT)


def stated(sealed, act="share", **changed):
    facts = {
        "record": RECORD, "version": HEADER.version, "content": VERSION["content"],
        "header": sha256_hex(HEADER.canonical()), "marking": MARKING, "correspondence": "c" * 64,
        "blobs": [{"digest": sha256_hex(sealed), "size": len(sealed)}],
    }  # fmt: skip
    return Statement(act, "uk-japan", LINE, None, "0" * 32, {**facts, **changed})


def hkdf_extract(salt, label, ikm, suite):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def hkdf_expand(secret, label, info, length, suite):
    info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, info + b"\x01", "sha256")[:length]


def opened_by_hand(wrapped, secret, info):
    """X-Wing and HPKE written out from their drafts, to see what the library really does."""
    stretched = hashlib.shake_256(secret).digest(96)
    first = mlkem.MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
    second = x25519.X25519PrivateKey.from_private_bytes(stretched[64:])
    lattice, point, body = wrapped[:1088], wrapped[1088:1120], wrapped[1120:]
    shared = hashlib.sha3_256(
        first.decapsulate(lattice)
        + second.exchange(x25519.X25519PublicKey.from_public_bytes(point))
        + point
        + second.public_key().public_bytes_raw()
        + rb"\.//^" + b"\\"
    ).digest()  # fmt: skip
    suite = b"HPKE" + bytes.fromhex("647a00010002")
    context = (
        b"\0"
        + hkdf_extract(b"", b"psk_id_hash", b"", suite)
        + hkdf_extract(b"", b"info_hash", info, suite)
    )
    key = hkdf_extract(shared, b"secret", b"", suite)
    nonce = hkdf_expand(key, b"base_nonce", context, 12, suite)
    return AESGCM(hkdf_expand(key, b"key", context, 32, suite)).decrypt(nonce, body, b"")


def test_the_library_does_x_wing_as_written_in_the_drafts():
    wrapped = PEER.public.wrap(b"k" * 32, b"some info")
    assert len(wrapped) == sealing_keys.WRAPPED_BYTES
    assert opened_by_hand(wrapped, PEER.secret, b"some info") == b"k" * 32
    assert PEER.unwrap(wrapped, b"some info") == b"k" * 32
    assert PEER.unwrap(wrapped, b"other info") is None
    assert PEER.unwrap(wrapped[:-1], b"some info") is None
    assert STRANGER.unwrap(wrapped, b"some info") is None
    assert len(PEER.public.public) == sealing_keys.PUBLIC_BYTES


def test_a_sealed_record_opens_for_each_recipient_and_nobody_else():
    sealed = sealed_record()
    for key in (PEER, ESCROW):
        opened = open_record(sealed, [STRANGER, key], stated(sealed))
        assert opened.content == OBJECT
        assert opened.version == VERSION
        assert opened.header == read_envelope(io.BytesIO(sealed).read).header
    with pytest.raises(SealNotForUs):
        open_record(sealed, [STRANGER], stated(sealed))
    assert open_record(sealed, [PEER], None).content == OBJECT
    for secret in (b"Cables", "海底".encode()):
        assert secret not in sealed


def test_a_disclosed_content_key_proves_what_was_sent():
    sealed = sealed_record()
    key = open_record(sealed, [PEER], stated(sealed)).content_key
    assert open_disclosed(sealed, key, stated(sealed)).content == OBJECT
    for wrong in (bytes(32), b""):
        with pytest.raises(SealBroken):
            open_disclosed(sealed, wrong, stated(sealed))


def test_every_changed_byte_is_found():
    sealed = sealed_record()
    with pytest.raises(SealMismatch, match="blobs"):
        open_record(sealed[:-1] + bytes([sealed[-1] ^ 1]), [PEER], stated(sealed))
    mine = HEADER.recipients.index(PEER.public.key_id)
    envelope = read_envelope(io.BytesIO(sealed).read)
    theirs = envelope.size - 1168 * (2 - (1 - mine))
    for at in range(0, len(sealed), 7):
        if theirs <= at < theirs + 1168:
            continue  # the key wrapped for the other recipient: only the blob's digest covers it
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Refused) as refusal:
            open_record(changed, [PEER], None)
        assert refusal.value.code in {
            "seal-broken",
            "seal-mismatch",
            "seal-not-for-us",
            "object-malformed",
        }
    for length in (*range(0, len(sealed), 97), len(sealed) - 1):
        with pytest.raises(Refused):
            open_record(sealed[:length], [PEER], None)
    with pytest.raises(SealBroken):
        open_record(sealed + b"\0", [PEER], None)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("record", "0190c5a4-7b3e-7cc0-8000-ffffffffffff"), ("version", "e" * 64),
        ("header", "e" * 64), ("blobs", []), ("blobs", [{"digest": "e" * 64, "size": 1}]),
        ("marking", CrossingMarking("public").as_object()),
    ],
)  # fmt: skip
def test_a_statement_that_says_something_else_is_refused_by_field(name, wrong):
    sealed = sealed_record()
    with pytest.raises(SealMismatch, match=name):
        open_record(sealed, [PEER], stated(sealed, **{name: wrong}))


def test_a_statement_of_another_line_or_act_is_refused():
    sealed = sealed_record()
    right = stated(sealed)
    for name, wrong in (("line", "else.example"), ("partnership", "else"), ("act", "recall")):
        with pytest.raises(SealMismatch, match=name):
            check_statement(
                read_envelope(io.BytesIO(sealed).read),
                sealed,
                dataclasses.replace(right, **{name: wrong}),
            )


def forged(version, content, header=HEADER, about=None):
    """Seal what the honest function would refuse, as a dishonest node could."""
    envelope, key = new_envelope(header, BOTH)
    plain = record_bytes(version, content, about or ABOUT.as_object())
    return envelope.as_bytes() + AESGCM(key).encrypt(bytes(12), plain, envelope.header_bytes)


def test_a_dishonest_sender_is_found_out():
    other = {**OBJECT, "facts": {"due": "2027-01-01"}}
    relabelled = {**VERSION, "marking": CrossingMarking("public").as_object()}
    moved = {**VERSION, "record": "0190c5a4-7b3e-7cc0-8000-ffffffffffff"}
    lowered = dataclasses.replace(HEADER, marking=relabelled["marking"])
    for version, content, header, field in (
        (VERSION, other, HEADER, "content"),
        (relabelled, OBJECT, HEADER, "version"),
        (moved, OBJECT, HEADER, "version"),
        ({**VERSION, "number": 2}, OBJECT, HEADER, "version"),
        (VERSION, OBJECT, lowered, "marking"),
        ({**VERSION, "type": "x"}, OBJECT, HEADER, "version"),
        (VERSION, {**OBJECT, "type": "x"}, HEADER, "content"),
        ([], OBJECT, HEADER, "record"),
    ):
        with pytest.raises(SealMismatch, match=field):
            open_record(forged(version, content, header), [PEER], None)
        if isinstance(version, dict):
            with pytest.raises(SealMismatch, match=field):
                seal_record(header, BOTH, version=version, content=content, about=ABOUT)
    told = ABOUT.as_object()
    for wrong in ({**told, "lane": "fast"}, {**told, "more": 1}, {**told, "origin": "gb"}):
        with pytest.raises(ObjectMalformed, match="about"):
            open_record(forged(VERSION, OBJECT, about=wrong), [PEER], None)
    with pytest.raises(SealMismatch, match="about"):
        open_record(forged(VERSION, OBJECT, about={**told, "type": "x"}), [PEER], None)
    assert open_record(sealed_record(), [PEER], None).about == ABOUT
    envelope, key = new_envelope(HEADER, BOTH)
    for plain in (b"[]", b'{"type":"kakehashi/record/v1"}', b"{}", b"not json"):
        body = AESGCM(key).encrypt(bytes(12), plain, envelope.header_bytes)
        with pytest.raises((SealMismatch, ObjectMalformed)):
            open_record(envelope.as_bytes() + body, [PEER], None)


def test_a_header_names_exactly_its_recipients():
    for recipients in ([], [PEER.public], [*BOTH, STRANGER.public]):
        with pytest.raises(SealMismatch, match="recipients"):
            seal_record(HEADER, recipients, version=VERSION, content=OBJECT, about=ABOUT)
    with pytest.raises(ObjectMalformed, match="recipients"):
        dataclasses.replace(HEADER, recipients=HEADER.recipients[::-1]).canonical()


def test_keys_that_are_none_are_refused():
    for public in (b"", bytes(1215), b"\xff" * 1216):
        with pytest.raises(SealingKeyWrong):
            SealingPublic(public)
    with pytest.raises(SealingKeyWrong):
        SealingPublic(PEER.public.public[:1184] + bytes(32))
    for secret in (b"", bytes(33)):
        with pytest.raises(SealingKeyWrong):
            _ = SealingSecret(secret).public
    assert sealing_keys.fresh_sealing_secret() != sealing_keys.fresh_sealing_secret()
    assert "x01" not in repr(PEER)


def test_a_machine_without_x_wing_says_so(monkeypatch):
    def missing(*_):
        raise UnsupportedAlgorithm("no")

    monkeypatch.setattr(sealing_keys.hpke, "Suite", missing)
    with pytest.raises(AlgorithmMissing, match="X-Wing"):
        PEER.public.wrap(b"k" * 32, b"")


PART = dataclasses.replace(HEADER, part=1)


def attachment(plain):
    return b"".join(seal_attachment(PART, BOTH, io.BytesIO(plain).read))


def opened(sealed, plain, header=PART, **changed):
    facts = {"digest": sha256_hex(plain), "size": len(plain), **changed}
    return b"".join(open_attachment(io.BytesIO(sealed).read, [PEER], header, **facts))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_attachments_of_any_size(size):
    plain = random.Random(size).randbytes(size)
    sealed = attachment(plain)
    assert opened(sealed, plain) == plain
    envelope = read_envelope(io.BytesIO(sealed).read)
    assert len(sealed) == sealed_size(envelope, size)
    slow = io.BytesIO(sealed)
    facts = {"digest": sha256_hex(plain), "size": size}
    parts = open_attachment(lambda n: slow.read(min(n, 1000)), [PEER], PART, **facts)
    assert b"".join(parts) == plain


def test_chunks_cannot_be_cut_swapped_repeated_or_added():
    plain = random.Random(0).randbytes(3 * CHUNK + 100)
    sealed = attachment(plain)
    begin = read_envelope(io.BytesIO(sealed).read).size
    head, body = sealed[:begin], sealed[begin:]
    chunks = [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)]
    assert len(chunks) == 4
    wrong = [
        list(order)
        for length in range(5)
        for order in itertools.permutations(chunks, length)
        if list(order) != chunks
    ]
    wrong += [
        [*chunks, chunks[3]],
        [chunks[0], *chunks],
        [*chunks[:3], chunks[3][:-1]],
        [*chunks, b"x"],
    ]
    for order in wrong:
        with pytest.raises(SealBroken, match="chunk"):
            opened(head + b"".join(order), plain)
    for at in (0, SEALED_CHUNK - 1, SEALED_CHUNK, len(body) - 1):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        with pytest.raises(SealBroken, match=f"chunk {at // SEALED_CHUNK}"):
            opened(head + changed, plain)
    other = attachment(plain)
    with pytest.raises(SealBroken):
        opened(other[:begin] + body, plain)


def test_an_attachment_is_that_of_its_record_and_place():
    sealed = attachment(b"plain")
    assert opened(sealed, b"plain") == b"plain"
    for header in (dataclasses.replace(PART, part=2), HEADER):
        with pytest.raises(SealMismatch, match="header"):
            opened(sealed, b"plain", header)
    for changed in ({"digest": "0" * 64}, {"size": 4}, {"size": 6}):
        with pytest.raises(SealMismatch):
            opened(sealed, b"plain", **changed)
    with pytest.raises(SealMismatch, match="part"):
        next(seal_attachment(HEADER, BOTH, io.BytesIO(b"").read))


def test_an_empty_chunk_after_the_last_is_refused():
    envelope, key = new_envelope(PART, BOTH)
    seal = ChunkSeal(envelope.header_bytes, key)
    plain = bytes(CHUNK)
    sealed = envelope.as_bytes() + seal.seal(0, plain, last=False) + seal.seal(1, b"", last=True)
    with pytest.raises(SealBroken, match="chunk 1"):
        opened(sealed, plain)
    with pytest.raises(SealBroken):
        seal.open(0, b"short", last=True)


@given(st.binary(max_size=200), st.integers(0, 2**32 - 1))
def test_random_bytes_are_refused_without_reading_on(content, length):
    asked = []

    def read(reader):
        def counted(size):
            asked.append(size)
            return reader.read(size)

        return counted

    for start in (content, MAGIC + content, MAGIC + length.to_bytes(4, "big") + content):
        with pytest.raises((SealBroken, ObjectMalformed)):
            read_envelope(read(io.BytesIO(start)))
    assert max(asked) <= 1 << 16
