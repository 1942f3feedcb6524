"""From one set of a side's public keys to the next, by the ``key`` statement that says so.

Format: ``spec/keys.md``. A certificate of the line stands in a statement as ``certificate:`` and
base64 of its DER; like a sealing key it signs nothing, and the checkpoint over the leaf vouches
for it.
"""

import base64
import dataclasses
import hashlib
from collections.abc import Sequence

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from kakehashi.trust.key_changes import CERTIFICATE, KeyChangeWrong, verify_change
from kakehashi.trust.key_sets import PublicKeys
from kakehashi.trust.note_keys import VerifierKey, verifier_key
from kakehashi.trust.sealing_keys import SealingPublic
from kakehashi.trust.spellings import from_base64, to_base64
from kakehashi.trust.statements import Statement

_SEQUENCE, _INTEGER, _VERSION = 0x30, 0x02, 0xA0
_LONG = 0x80
"""X.690: a length above it says how many bytes the length has."""


def certificate_text(der: bytes) -> str:
    """Return a certificate as a ``key`` statement names it."""
    return CERTIFICATE + to_base64(der)


def certificate_key(der: bytes) -> str:
    """Return SHA-256 of a certificate's public key (SPKI) in hexadecimal, by which it is pinned.

    Raises:
        KeyChangeWrong: when it is no certificate.
    """
    try:
        spki = _spki(der)
        serialization.load_der_public_key(spki)
    except (ValueError, IndexError, UnsupportedAlgorithm) as fault:
        raise KeyChangeWrong(key="certificate") from fault
    return hashlib.sha256(spki).hexdigest()


def _spki(der: bytes) -> bytes:
    """Return the public key in a certificate (RFC 5280, section 4.1), as it is encoded there."""
    start, end = _inside(der, 0, _SEQUENCE)
    if end != len(der):
        raise ValueError
    at, _end = _inside(der, start, _SEQUENCE)
    if der[at] == _VERSION:  # the version, which is explicit where it is there
        at = _inside(der, at, _VERSION)[1]
    for tag in (_INTEGER, *4 * (_SEQUENCE,)):  # serial, algorithm, issuer, validity, subject
        at = _inside(der, at, tag)[1]
    return der[at : _inside(der, at, _SEQUENCE)[1]]


def _inside(der: bytes, at: int, tag: int) -> tuple[int, int]:
    """Return where the content of the element at ``at`` begins and ends (X.690, section 8.1)."""
    if der[at] != tag:
        raise ValueError
    length, start = der[at + 1], at + 2
    if length > _LONG:
        start += length - _LONG
        length = int.from_bytes(der[at + 2 : start], "big")
    end = start + length
    if end > len(der):
        raise ValueError
    return start, end


def as_pem(der: bytes) -> str:
    """Return a certificate as TLS programs read it (RFC 7468)."""
    lines = base64.encodebytes(der).decode().replace("\n", "")
    body = "\n".join(lines[at : at + 64] for at in range(0, len(lines), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def named_change(
    before: PublicKeys, after: PublicKeys, certificates: tuple[bytes, bytes] | None = None
) -> tuple[list[str], list[str]]:
    """Return what a ``key`` statement from one set to another names as added and as retired.

    Args:
        before: keys in force.
        after: keys that are to be.
        certificates: DER of the old and the new one, where the line's changes.
    """
    old = [*before.log, *before.countersign]
    new = [*after.log, *after.countersign]
    added = [one.text for one in new if one not in old]
    retired = [one.text for one in old if one not in new]
    for one, other in ((before.sealing, after.sealing), (before.escrow, after.escrow)):
        if one != other:
            added.append(to_base64(other.public))
            retired.append(to_base64(one.public))
    if certificates:
        retired.append(certificate_text(certificates[0]))
        added.append(certificate_text(certificates[1]))
    return added, retired


def succeed(statement: Statement, before: PublicKeys) -> tuple[PublicKeys, bytes]:
    """Return a side's keys after a ``key`` statement, and the new certificate (DER) or nothing.

    Every key that is retired has one of its kind and name that takes its place: a side never has
    fewer or more keys than those of a card.

    Raises:
        KeyChangeWrong: when it does not follow from ``before``.
        SignatureMissing, SignatureWrong: when an old or a new key has not signed it.
        KeyMalformed, KeyWeak, SealingKeyWrong: when an added key is none.
    """
    if statement.line != before.origin or statement.partnership != before.partnership:
        raise KeyChangeWrong(key=statement.line)
    certificate, der = _certificate(statement, before.certificate)
    old = (*before.log, *before.countersign)
    signing, _sealing = verify_change(statement, old, [before.sealing, before.escrow])
    places = [_in_place(one, signing) for one in old]
    if len(signing) != len(old) or len(set(places)) != len(old):
        raise KeyChangeWrong(key=before.origin)
    sealing, escrow = _sealed_to(statement, before)
    return (
        dataclasses.replace(
            before,
            log=(places[0], places[1]),
            countersign=(places[2], places[3]),
            sealing=sealing,
            escrow=escrow,
            certificate=certificate,
        ),
        der,
    )


def log_keys_before(
    statement: Statement, after: PublicKeys
) -> tuple[VerifierKey, VerifierKey] | None:
    """Return the log keys that a ``key`` statement retired, read back from the keys after it.

    The checkpoint that the statement is the last entry of is signed by them: who has a card of the
    keys in force, and nothing else, verifies it by what the statement says.

    Returns:
        None where the statement did not lead to these keys.

    Raises:
        KeyChangeWrong, SignatureMissing, SignatureWrong: when an old or a new key has not signed.
    """
    if (statement.act, statement.line) != ("key", after.origin):
        return None
    held = [*after.log, *after.countersign]
    added, retired = (
        [
            verifier_key(text)
            for text in statement.facts[name]
            if not text.startswith(CERTIFICATE) and from_base64(text) is None
        ]
        for name in ("added", "retired")
    )
    if any(one not in held for one in added):
        return None
    before = [one for one in held if one not in added] + retired
    old = [SealingPublic(data) for text in statement.facts["retired"] if (data := _plain(text))]
    verify_change(statement, before, old)
    return _in_place(after.log[0], before), _in_place(after.log[1], before)


def _in_place(old: VerifierKey, signing: Sequence[VerifierKey]) -> VerifierKey:
    """Return the key of the same name and kind that is in force now."""
    fits = [one for one in signing if (one.name, one.kind) == (old.name, old.kind)]
    if len(fits) != 1:
        raise KeyChangeWrong(key=old.name)
    return fits[0]


def _sealed_to(statement: Statement, before: PublicKeys) -> tuple[SealingPublic, SealingPublic]:
    """Return sealing and escrow key; one added takes the place of the one retired beside it."""
    added, retired = (
        [SealingPublic(data) for text in statement.facts[name] if (data := _plain(text))]
        for name in ("added", "retired")
    )
    if len(added) != len(retired):
        raise KeyChangeWrong(key="sealing")
    held = [before.sealing, before.escrow]
    for one, other in zip(retired, added, strict=True):
        held[held.index(one)] = other
    return held[0], held[1]


def _plain(text: str) -> bytes | None:
    return None if text.startswith(CERTIFICATE) else from_base64(text)


def _certificate(statement: Statement, pinned: str) -> tuple[str, bytes]:
    added, retired = (
        [
            from_base64(text.removeprefix(CERTIFICATE)) or b""
            for text in statement.facts[name]
            if text.startswith(CERTIFICATE)
        ]
        for name in ("added", "retired")
    )
    if not added and not retired:
        return pinned, b""
    if len(added) != 1 or len(retired) != 1 or certificate_key(retired[0]) != pinned:
        raise KeyChangeWrong(key="certificate")
    fresh = certificate_key(added[0])
    if fresh == pinned:
        raise KeyChangeWrong(key="certificate")
    return fresh, added[0]
