"""A change of keys is signed by old and new, and follows from the keys in force."""

import dataclasses

import pytest

from kakehashi.errors import Refused
from kakehashi.trust.key_changes import KeyChangeWrong, prove_change, verify_change
from kakehashi.trust.note_keys import KeyKind, SigningKey
from kakehashi.trust.notes import SignatureMissing, SignatureWrong
from kakehashi.trust.sealing_keys import SealingSecret
from kakehashi.trust.spellings import to_base64
from kakehashi.trust.statements import Statement, read_statement

ORIGIN = "bridge.example/gb-to-jp"
OLD, NEW = (SigningKey(ORIGIN, KeyKind.ED25519, bytes([number]) * 32) for number in (1, 2))
OLD_PQ, NEW_PQ = (SigningKey(ORIGIN, KeyKind.ML_DSA, bytes([number]) * 32) for number in (3, 4))
SEAL, NEXT = (SealingSecret(bytes([number]) * 32).public for number in (5, 6))
CURRENT = (OLD.verifier, OLD_PQ.verifier)


def change(added, retired, sealing_added=(), sealing_retired=()):
    facts = {
        "added": [key.verifier.text for key in added] + [to_base64(key.public) for key in sealing_added],
        "retired": [key.verifier.text for key in retired] + [to_base64(key.public) for key in sealing_retired],
        "proofs": [],
    }  # fmt: skip
    return Statement("key", "uk-japan", ORIGIN, None, "0f" * 16, facts)


def test_old_and_new_keys_sign_and_the_new_ones_are_in_force():
    stated = prove_change(
        change([NEW, NEW_PQ], [OLD, OLD_PQ], [NEXT], [SEAL]), [NEW, NEW_PQ, OLD, OLD_PQ]
    )
    read = read_statement(stated.canonical())
    signing, sealing = verify_change(read, CURRENT, [SEAL])
    assert signing == (NEW.verifier, NEW_PQ.verifier)
    assert sealing == (NEXT,)
    only = prove_change(change([], [], [NEXT]), [])
    assert verify_change(only, CURRENT, [SEAL]) == (CURRENT, (SEAL, NEXT))


def test_a_change_that_somebody_has_not_signed_is_refused():
    stated = change([NEW], [OLD])
    for signers, refused in (
        ([], SignatureMissing), ([NEW], SignatureMissing), ([OLD, NEW], SignatureWrong),
        ([NEW, NEW], SignatureWrong), ([NEW, OLD, OLD], KeyChangeWrong),
    ):  # fmt: skip
        with pytest.raises(refused):
            verify_change(prove_change(stated, signers), CURRENT, [])
    proven = prove_change(stated, [NEW, OLD])
    for other in (
        dataclasses.replace(proven, nonce="1f" * 16),
        dataclasses.replace(proven, line="mallory.example"),
    ):
        with pytest.raises(SignatureWrong):
            verify_change(other, CURRENT, [])


@pytest.mark.parametrize(
    ("added", "retired"),
    [([OLD], []), ([NEW], [NEW]), ([NEW, NEW], []), ([NEW], [OLD, NEW_PQ])],
)
def test_a_change_that_does_not_follow_is_refused(added, retired):
    stated = prove_change(change(added, retired), [*added, *retired])
    with pytest.raises(KeyChangeWrong):
        verify_change(stated, CURRENT, [])


def test_what_is_no_key_is_refused():
    for text in ("nonsense", "AAAA"):
        stated = change([NEW], [])
        broken = dataclasses.replace(stated, facts={**stated.facts, "added": [text]})
        with pytest.raises(Refused):
            verify_change(broken, CURRENT, [])
