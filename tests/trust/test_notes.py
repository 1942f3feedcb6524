"""Signed notes, keys, checkpoints, countersignatures: the examples of the specifications and ours."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings

from kakehashi.errors import Refused
from kakehashi.trust import algorithms, notes
from kakehashi.trust.algorithms import KeyWeak, ed25519_holds
from kakehashi.trust.checkpoints import Checkpoint, CheckpointMalformed, read_checkpoint
from kakehashi.trust.merkle import EMPTY_ROOT
from kakehashi.trust.note_keys import (
    Branch,
    KeyKind,
    KeyMalformed,
    SigningKey,
    VerifierKey,
    verifier_key,
)
from kakehashi.trust.notes import (
    NotANote,
    SignatureMissing,
    SignatureUnexpected,
    add_signatures,
    open_checkpoint,
    open_note,
    read_note,
    sign_note,
)
from kakehashi.trust.spellings import from_base64, from_decimal
from tests.trust.published import vectors

VERDICTS = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "ed25519-verdicts.json"
ORIGIN = "bridge.example/gb-to-jp"
LOG = SigningKey(ORIGIN, KeyKind.ED25519, bytes(32))
LOG_PQ = SigningKey(ORIGIN, KeyKind.ML_DSA, bytes([1]) * 32)
PEER = SigningKey("bridge.example/jp", KeyKind.COSIGNATURE, bytes([2]) * 32)
PEER_PQ = SigningKey("bridge.example/jp", KeyKind.ML_DSA, bytes([3]) * 32)
ALL = (LOG, LOG_PQ, PEER, PEER_PQ)
KEYS = tuple(key.verifier for key in ALL)
CHECKPOINT = Checkpoint(ORIGIN, 20_852_163, bytes(range(32)))
AT = 1_679_315_147


def test_the_example_of_the_note_specification():
    key = verifier_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    note = (
        "This is an example message.\n\n"
        "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj"
        "OBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    ).encode()
    text, signed = open_note(note, [key], strict=True)
    assert text == "This is an example message.\n"
    assert [one.key.name for one in signed] == ["example.com/foo"]
    assert signed[0].at is None
    assert read_note(note).as_bytes() == note


def test_one_verdict_on_every_published_edge_case():
    cases = vectors("ed25519-cctv.json")
    frozen = json.loads(VERDICTS.read_text(encoding="utf-8"))
    accepted = [
        case["number"]
        for case in cases
        if ed25519_holds(
            bytes.fromhex(case["key"]), case["msg"].encode(), bytes.fromhex(case["sig"])
        )
    ]
    assert len(cases) == frozen["cases"] == 914
    assert accepted == frozen["accepted"]
    for case in cases:
        low = {"low_order_A", "non_canonical_A", "low_order_R"} & set(case["flags"] or ())
        assert not (low and case["number"] in accepted), case


@pytest.mark.parametrize(
    "public",
    [
        bytes(32),
        bytes([1]) + bytes(31),
        bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        b"\xff" * 32,
    ],
)
def test_keys_of_small_order_and_no_points_are_refused(public):
    for kind in (KeyKind.ED25519, KeyKind.COSIGNATURE):
        with pytest.raises(KeyWeak) as refusal:
            VerifierKey("evil.example", kind, public)
        assert refusal.value.code == "key-weak"


def test_a_checkpoint_signed_by_both_kinds_and_both_sides():
    note = sign_note(CHECKPOINT.text, ALL, at=AT)
    checkpoint, signed = open_checkpoint(note, KEYS, strict=True)
    assert checkpoint == CHECKPOINT
    assert [one.at for one in signed] == [None, AT, AT, AT]
    for key in KEYS:
        assert verifier_key(key.text) == key
    alone = sign_note(CHECKPOINT.text, [LOG, LOG_PQ])
    answer = sign_note(CHECKPOINT.text, [PEER, PEER_PQ], at=AT)
    lines = answer.split(b"\n\n", 1)[1]
    grown = add_signatures(alone, notes.read_signature_lines(lines))
    assert open_checkpoint(grown, KEYS, strict=True)[0] == CHECKPOINT


def test_strictly_every_expected_line_once_and_no_other():
    note = sign_note(CHECKPOINT.text, ALL, at=AT)
    with pytest.raises(SignatureUnexpected) as refusal:
        open_note(note, KEYS[:3], strict=True)
    assert "line 8" in str(refusal.value)
    assert len(open_note(note, KEYS[:3], strict=False)[1]) == 3
    with pytest.raises(SignatureMissing):
        open_note(sign_note(CHECKPOINT.text, ALL[:3], at=AT), KEYS, strict=True)
    twice = add_signatures(note, read_note(note).signatures[:1])
    with pytest.raises(SignatureUnexpected):
        open_note(twice, KEYS, strict=True)
    assert len(open_note(twice, KEYS, strict=False)[1]) == 4
    stranger = SigningKey("mallory.example", KeyKind.ED25519, bytes([9]) * 32)
    with pytest.raises(SignatureMissing):
        open_note(note, [stranger.verifier], strict=False)


def test_a_cosignature_is_over_the_bytes_of_the_specification():
    text = CHECKPOINT.text
    value = PEER.sign(text, at=AT)
    message = f"cosignature/v1\ntime {AT}\n{text}".encode()
    assert value[:8] == AT.to_bytes(8, "big")
    assert ed25519_holds(PEER.verifier.public, message, value[8:])
    value = PEER_PQ.sign(text, at=AT)
    message = (
        b"subtree/v1\n\0" + bytes([17]) + b"bridge.example/jp" + AT.to_bytes(8, "big")
        + bytes([len(ORIGIN)]) + ORIGIN.encode() + bytes(8)
        + CHECKPOINT.size.to_bytes(8, "big") + CHECKPOINT.root
    )  # fmt: skip
    assert algorithms.ml_dsa_holds(PEER_PQ.verifier.public, message, value[8:])
    assert not PEER_PQ.verifier.holds(text, value[:7] + b"\0" + value[8:])
    assert not PEER_PQ.verifier.holds("no checkpoint\n", value)
    assert not PEER.verifier.holds(text, b"\xff" * 8 + value[8:72])


def test_a_branch_is_signed_by_ml_dsa_alone_and_without_a_time():
    branch = Branch(ORIGIN, 256, 512, bytes(32))
    value = PEER_PQ.sign_branch(branch)
    key = PEER_PQ.verifier
    assert key.holds_for(branch, value)
    assert not key.holds_for(Branch(ORIGIN, 256, 511, bytes(32)), value)
    assert not PEER.verifier.holds_for(branch, value)
    for signer, at in ((PEER, 0), (PEER_PQ, 5)):
        with pytest.raises(KeyMalformed):
            signer.sign_branch(branch, at=at)
    timed = PEER_PQ.sign_branch(Branch(ORIGIN, 0, 5, bytes(32)), at=AT)
    assert key.holds_for(Branch(ORIGIN, 0, 5, bytes(32)), timed)
    for wrong in ((1, 3, bytes(32)), (5, 5, bytes(32)), (0, 2**63, bytes(32)), (0, 1, b"")):
        with pytest.raises(CheckpointMalformed):
            Branch(ORIGIN, *wrong)
    with pytest.raises(KeyMalformed):
        PEER.sign(CHECKPOINT.text, at=-1)


@pytest.mark.parametrize("signers", [ALL[:1], ALL[2:3], ALL[3:]])
def test_every_changed_byte_of_a_signed_note_is_found(signers):
    note = sign_note(CHECKPOINT.text, signers, at=AT)
    keys = [key.verifier for key in signers]
    step = 1 if len(note) < 1000 else 41  # every 41st byte of a long one
    codes = set()
    for at in range(0, len(note), step):
        for bit in (1, 32, 128):
            changed = note[:at] + bytes([note[at] ^ bit]) + note[at + 1 :]
            with pytest.raises(Refused) as refusal:
                open_checkpoint(changed, keys, strict=True)
            assert refusal.value.say("ja") != refusal.value.say("en")
            codes.add(refusal.value.code)
    assert {"note-malformed", "signature-wrong"} <= codes


def test_second_spellings_of_base64_and_numbers_are_refused():
    assert from_base64("AA==") == b"\0"
    for other in ("AB==", "AA=", "AA", "AA==\n", " AA==", "AA= =", "Å===", "-_==", "AA==AA=="):
        assert from_base64(other) is None
    assert from_decimal("0") == 0
    for other in ("00", "+1", "-1", "1_0", "", " 1", "٣", "²", "9" * 19, "9" * 5000):
        assert from_decimal(other) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a b\n1\n" + "A" * 43 + "=\n", 1),
        ("\n1\n" + "A" * 43 + "=\n", 1),
        ("a" * 256 + "\n1\n" + "A" * 43 + "=\n", 1),
        ("a\n01\n" + "A" * 43 + "=\n", 2),
        (f"a\n{2**63}\n" + "A" * 43 + "=\n", 2),
        ("a\n0\n" + "A" * 43 + "=\n", 3),
        ("a\n1\n" + "A" * 42 + "B=\n", 3),
        ("a\n1\n" + "A" * 43 + "=", 3),
        ("a\n1\n" + "A" * 43 + "=\nextension\n", 4),
    ],
)
def test_what_is_no_checkpoint_names_its_line(text, line):
    with pytest.raises(CheckpointMalformed) as refusal:
        read_checkpoint(text)
    assert f"line {line}" in str(refusal.value)


def test_checkpoints_that_cannot_be_are_not_made():
    assert Checkpoint("a", 0, EMPTY_ROOT).text.startswith("a\n0\n47DEQ")
    for facts in (("a", -1, bytes(32)), ("a", 2**63, bytes(32)), ("a", 1, b"")):
        with pytest.raises(CheckpointMalformed):
            Checkpoint(*facts)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a+b", "a+00000000+AA==", "+00000000+AA==", LOG.verifier.text + "=",
        LOG.verifier.text.replace("+", "+0", 1), LOG.verifier.text.replace("bridge", "Bridge"),
        "a b" + LOG.verifier.text[len(ORIGIN):], "x" * 5000,
        "a+" + "0" * 8 + "+" + LOG.verifier.text.rsplit("+", 1)[1], "\ud800+00000000+AA==",
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(text):
    with pytest.raises(KeyMalformed):
        verifier_key(text)


def test_what_cannot_be_a_note_is_not_made():
    for text in ("no newline", "tab\t\n", "nul\0\n"):
        with pytest.raises(NotANote):
            sign_note(text, [LOG])
    with pytest.raises(NotANote):
        sign_note("x\n", [])
    assert read_note(sign_note("x\n\n\ny\n", [LOG])).text == "x\n\n\ny\n"
    with pytest.raises(KeyMalformed):
        sign_note("x\n", [SigningKey("a", KeyKind.ED25519, b"short")])
    with pytest.raises(NotANote, match="too large"):
        read_note(b"x" * (notes.LARGEST_NOTE + 1))
    many = read_note(sign_note("x\n", [LOG])).signatures * 33
    with pytest.raises(NotANote, match="too many"):
        read_note(notes.Note("x\n", many).as_bytes())
    with pytest.raises(NotANote):
        notes.read_signature_lines(b"")


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_random_bytes_are_no_note(content):
    for read in (read_note, notes.read_signature_lines):
        with pytest.raises(NotANote):
            read(content)


def test_a_machine_without_ml_dsa_says_so(monkeypatch):
    from cryptography.exceptions import UnsupportedAlgorithm

    def missing(_):
        raise UnsupportedAlgorithm("no")

    monkeypatch.setattr(algorithms.mldsa.MLDSA44PrivateKey, "from_seed_bytes", missing)
    with pytest.raises(algorithms.AlgorithmMissing, match="ML-DSA-44"):
        _ = LOG_PQ.verifier


def test_libsodium_is_the_verifier():
    assert bindings.has_crypto_core_ed25519
