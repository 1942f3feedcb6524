"""A change of keys: stated in the log, and signed by every old and every new signing key.

Format: ``spec/statement.md``, act ``key``. Sealing keys are named too; they cannot sign, and the
checkpoint over the leaf vouches for them.
"""

import dataclasses
from collections.abc import Sequence

from kakehashi.errors import Refused
from kakehashi.trust import algorithms
from kakehashi.trust.note_keys import KeyKind, SigningKey, VerifierKey, verifier_key
from kakehashi.trust.notes import SignatureMissing, SignatureWrong
from kakehashi.trust.sealing_keys import SealingPublic
from kakehashi.trust.spellings import from_base64, to_base64
from kakehashi.trust.statements import Statement, key_statement_message

LABEL = b"kakehashi/key-proof/v1\n"
CERTIFICATE = "certificate:"
"""Before a certificate of the line, which is no key of a log: see :mod:`.key_succession`."""


class KeyChangeWrong(Refused):
    """A change of keys that does not follow from the keys in force."""

    code = "key-change-wrong"
    message = {
        "en": "This change of keys does not fit the keys in force: {key}.",
        "ja": "この鍵の変更は、現在有効な鍵と整合しません（{key}）。",
    }
    hint = {
        "en": "Nothing changes. Ask the other side by voice what was meant to change.",
        "ja": "鍵は変更されません。意図した変更内容を相手側に音声で確認してください。",
    }


def prove_change(statement: Statement, keys: Sequence[SigningKey]) -> Statement:
    """Return a ``key`` statement with the proofs of these keys.

    Args:
        statement: the act ``key``; its proofs are replaced.
        keys: the secrets of its signing keys, added and then retired, in the order named.
    """
    message = LABEL + key_statement_message(statement)
    proofs = [{"name": key.name, "signature": to_base64(_sign(key, message))} for key in keys]
    return dataclasses.replace(statement, facts={**statement.facts, "proofs": proofs})


def verify_change(
    statement: Statement, current: Sequence[VerifierKey], sealing: Sequence[SealingPublic]
) -> tuple[tuple[VerifierKey, ...], tuple[SealingPublic, ...]]:
    """Return the keys in force after a ``key`` statement.

    Args:
        statement: the act ``key``.
        current: signing keys in force before it.
        sealing: sealing keys in force before it.

    Raises:
        KeyChangeWrong: when it retires a key that is not in force, or adds one that is.
        SignatureMissing, SignatureWrong: when an old or new key has not signed it.
        KeyMalformed, KeyWeak, SealingKeyWrong: when an added key is none.
    """
    added, retired = (
        [_key(text) for text in statement.facts[name] if not text.startswith(CERTIFICATE)]
        for name in ("added", "retired")
    )
    before: list[VerifierKey | SealingPublic] = [*current, *sealing]
    for key, ok in [(key, key in before) for key in retired] + [
        (key, key not in before) for key in added
    ]:
        if not ok:
            raise KeyChangeWrong(key=_name(key))
    if any(one in retired for one in added) or len({_name(one) for one in added}) != len(added):
        raise KeyChangeWrong(key=_name(added[0]))
    if len(set(map(_name, retired))) != len(retired):
        raise KeyChangeWrong(key=_name(retired[0]))
    signers = [key for key in (*added, *retired) if isinstance(key, VerifierKey)]
    _check_proofs(statement, signers)
    after = [key for key in before if key not in retired] + added
    return (
        tuple(key for key in after if isinstance(key, VerifierKey)),
        tuple(key for key in after if isinstance(key, SealingPublic)),
    )


def _check_proofs(statement: Statement, signers: Sequence[VerifierKey]) -> None:
    message = LABEL + key_statement_message(statement)
    proofs = statement.facts["proofs"]
    for place, key in enumerate(signers):
        if place >= len(proofs) or proofs[place]["name"] != key.name:
            raise SignatureMissing(name=key.name)
        signature = from_base64(proofs[place]["signature"]) or b""
        ours = key.kind is KeyKind.ML_DSA
        holds = algorithms.ml_dsa_holds if ours else algorithms.ed25519_holds
        if not holds(key.public, message, signature):
            raise SignatureWrong(name=key.name)
    if len(proofs) > len(signers):
        raise KeyChangeWrong(key=proofs[len(signers)]["name"])


def _sign(key: SigningKey, message: bytes) -> bytes:
    ours = key.kind is KeyKind.ML_DSA
    return (algorithms.ml_dsa_sign if ours else algorithms.ed25519_sign)(key.seed, message)


def _key(text: str) -> VerifierKey | SealingPublic:
    data = from_base64(text)
    return verifier_key(text) if data is None else SealingPublic(data)


def _name(key: VerifierKey | SealingPublic) -> str:
    return key.key_id if isinstance(key, SealingPublic) else f"{key.name}+{key.key_id.hex()}"
