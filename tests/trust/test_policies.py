"""Trust policies and proof files."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.log_proofs import LogProof, ProofFileMalformed, read_log_proof
from kakehashi.trust.merkle import leaf_hashes, tree_root
from kakehashi.trust.note_keys import KeyKind, SigningKey
from kakehashi.trust.notes import SignatureMissing, SignatureWrong, sign_note
from kakehashi.trust.policies import PolicyMalformed, QuorumMissing, read_policy
from kakehashi.trust.proofs import ProofWrong, prove_inclusion
from tests.trust.test_merkle import nodes_over

ORIGIN = "bridge.example/gb-to-jp"
LOG = SigningKey(ORIGIN, KeyKind.ED25519, bytes(32))
WITNESSES = {
    f"w{number}": SigningKey(f"w{number}.example", KeyKind.COSIGNATURE, bytes([number]) * 32)
    for number in range(1, 6)
}
LINES = [
    f"witness {name} {key.verifier.text} https://{name}.example/" for name, key in WITNESSES.items()
]
POLICY = "\n".join(
    [
        "# the logs",
        f"\tlog  {LOG.verifier.text}  https://bridge.example/",
        "",
        *LINES,
        "group X 2 w1 w2 w3",
        "group Y any w4 w5",
        "group XY all X Y",
        "quorum XY",
        "",
    ]
)
LEAVES = leaf_hashes([b"one", b"two", b"three", b"four", b"five"])
CHECKPOINT = Checkpoint(ORIGIN, 5, tree_root(LEAVES))


def note(*names, log=LOG):
    return sign_note(CHECKPOINT.text, [log, *(WITNESSES[name] for name in names)], at=7)


@pytest.mark.parametrize(
    ("names", "enough"),
    [
        ("w1 w2 w4", True), ("w2 w3 w5", True), ("w1 w2 w3 w4 w5", True), ("w1 w2", False),
        ("w1 w4 w5", False), ("w3", False), ("", False),
    ],
)  # fmt: skip
def test_groups_of_groups(names, enough):
    policy = read_policy(POLICY.encode())
    content = note(*names.split())
    if enough:
        checkpoint, signed = policy.accept(content)
        assert checkpoint == CHECKPOINT
        assert len(signed) == 1 + len(names.split())
    else:
        with pytest.raises(QuorumMissing):
            policy.accept(content)


def test_a_log_must_sign_under_its_own_origin():
    policy = read_policy(f"log {LOG.verifier.text}\nquorum none\n".encode())
    assert policy.accept(note())[0].size == 5
    other = sign_note(Checkpoint("else.example", 5, CHECKPOINT.root).text, [LOG])
    stranger = SigningKey(ORIGIN, KeyKind.ED25519, bytes([8]) * 32)
    for content in (other, note(log=stranger)):
        with pytest.raises(SignatureMissing):
            policy.accept(content)
    with pytest.raises(SignatureWrong):
        policy.accept(note().replace(b"\n5\n", b"\n4\n"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("quorum none", 1),
        ("quorum none\nquorum none\n", 2),
        ("quorum w1\n", 1),
        ("witness none " + WITNESSES["w1"].verifier.text + "\nquorum none\n", 1),
        (LINES[0] + "\n" + LINES[0] + "\nquorum none\n", 2),
        (LINES[0] + "\n" + LINES[0].replace(" w1 ", " other ") + "\nquorum none\n", 2),
        (LINES[0] + "\n" + LINES[1].replace(" w2 ", " w1 ") + "\nquorum none\n", 2),
        (LINES[0] + "\ngroup g 2 w1\nquorum g\n", 2),
        (LINES[0] + "\ngroup g 0 w1\nquorum g\n", 2),
        (LINES[0] + "\ngroup g 01 w1\nquorum g\n", 2),
        (LINES[0] + "\ngroup g \xff w1\nquorum g\n", 2),
        (LINES[0] + "\ngroup g any\nquorum g\n", 2),
        (LINES[0] + "\ngroup g all w1 w1\nquorum g\n", 2),
        (LINES[0] + "\ngroup g all w1\ngroup h all w1\nquorum g\n", 3),
        ("group g all w1\n" + LINES[0] + "\nquorum g\n", 1),
        (LINES[0] + " a b\nquorum none\n", 1),
        ("log " + WITNESSES["w1"].verifier.text + "\nquorum none\n", 1),
        ("witness w " + LOG.verifier.text + "\nquorum none\n", 1),
        (f"log {LOG.verifier.text}\nlog {LOG.verifier.text}\nquorum none\n", 2),
        ("log\nquorum none\n", 1),
        ("log x\nquorum none\n", 1),
        ("witness w\nquorum none\n", 1),
        ("hello\nquorum none\n", 1),
        ("\r\nquorum none\n", 1),
        ("\x7f\nquorum none\n", 1),
    ],
)
def test_what_is_no_policy_names_its_line(text, line):
    with pytest.raises(PolicyMalformed) as refusal:
        read_policy(text.encode("latin-1"))
    assert f"line {line}" in str(refusal.value)


def test_thirty_two_of_everything_are_taken():
    keys = [
        SigningKey(f"n{number}", KeyKind.COSIGNATURE, bytes([number + 1]) * 32).verifier
        for number in range(32)
    ]
    lines = [f"witness n{number} {key.text}" for number, key in enumerate(keys)]
    lines += [f"group g{number} all n{number}" for number in range(32)]
    policy = read_policy("\n".join([*lines, "quorum g31", ""]).encode())
    assert policy.enough({b"n31"})
    assert not policy.enough({b"n30"})


def test_a_proof_file_proves_one_leaf():
    policy = read_policy(POLICY.encode())
    hashes = tuple(prove_inclusion(nodes_over(LEAVES), 3, 5))
    proof = LogProof(3, hashes, note("w1", "w2", "w4"), extra=b"more")
    content = proof.as_bytes()
    assert read_log_proof(content) == proof
    assert read_log_proof(content).verify(LEAVES[3], policy) == CHECKPOINT
    with pytest.raises(ProofWrong):
        proof.verify(LEAVES[2], policy)
    plain = LogProof(3, hashes, note("w1", "w2", "w4"))
    assert read_log_proof(plain.as_bytes()) == plain
    for at in range(len(content)):
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        if content.index(b"extra ") + 6 <= at < content.index(b"\nindex"):
            continue  # nothing authenticates the extra data
        with pytest.raises(Refused):
            read_log_proof(changed).verify(LEAVES[3], policy)


@pytest.mark.parametrize(
    "head",
    [
        "c2sp.org/tlog-proof@v2\nindex 0", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\nindex 00",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra AA==", "c2sp.org/tlog-proof@v1\nextra A\nindex 0",
        "c2sp.org/tlog-proof@v1\nindex 0\nAA==", "c2sp.org/tlog-proof@v1\nindex 0\n" + "\n".join(["A" * 43 + "="] * 64),
        "c2sp.org/tlog-proof@v1\r\nindex 0", "",
    ],
)  # fmt: skip
def test_what_is_no_proof_file_is_refused(head):
    with pytest.raises(ProofFileMalformed):
        read_log_proof(head.encode() + b"\n\n" + note())


@given(st.binary(max_size=300))
def test_random_bytes_are_neither(content):
    with pytest.raises(ProofFileMalformed):
        read_log_proof(content)
    with pytest.raises(PolicyMalformed):
        read_policy(content)


def test_changed_policies_are_read_or_refused():
    chance = random.Random(5)
    content = POLICY.encode()
    for _ in range(2000):
        at = chance.randrange(len(content))
        changed = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
        try:
            policy = read_policy(changed)
        except PolicyMalformed as refusal:
            assert "line" in str(refusal)  # noqa: PT017
        else:
            assert policy.quorum
