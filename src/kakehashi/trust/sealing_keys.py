"""Keys that records are sealed to: HPKE (RFC 9180) with X-Wing, HKDF-SHA256 and AES-256-GCM.

X-Wing is draft-connolly-cfrg-xwing-kem, KEM number 0x647A: ML-KEM-768 and X25519 together, so that
both must fall before a sealed record does. A secret is 32 bytes, stretched as section 5.2 says.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

from kakehashi.errors import Refused
from kakehashi.trust.algorithms import AlgorithmMissing

PUBLIC_BYTES = 1216
"""ML-KEM-768 public key (1,184 bytes) and X25519 public key (32), in this order."""
SECRET_BYTES = 32
WRAPPED_BYTES = 1168
"""Encapsulation (1,120), wrapped content key (32) and tag (16)."""
CONTENT_KEY_BYTES = 32
ID_BYTES = 16
_ML_KEM_PUBLIC = 1184
_ML_KEM_SEED = 64
_ID_LABEL = b"kakehashi/sealing-key/v1\n"
_FAULTS = (InvalidTag, ValueError)
_ANY = x25519.X25519PrivateKey.from_private_bytes(b"\x01" * 32)


class SealingKeyWrong(Refused):
    """Bytes that are no sealing key."""

    code = "sealing-key-wrong"
    message = {
        "en": "This is not a sealing key.",
        "ja": "封緘用の鍵ではありません。",
    }
    hint = {
        "en": "Nothing was sealed. Ask for the key again and compare the fingerprint words.",
        "ja": "何も封緘されていません。鍵を再度受け取り、照合用の語句を確認してください。",
    }


@dataclass(frozen=True)
class SealingPublic:
    """A key that can be sealed to."""

    public: bytes

    def __post_init__(self) -> None:
        """Refuse what nothing can be sealed to.

        Raises:
            SealingKeyWrong: when the bytes are no key of both parts, or one of low order.
            AlgorithmMissing: when this machine has no ML-KEM-768.
        """
        _ = self._key

    @cached_property
    def key_id(self) -> str:
        """16 bytes in hexadecimal: the beginning of SHA-256 over a label and the key."""
        return hashlib.sha256(_ID_LABEL + self.public).digest()[:ID_BYTES].hex()

    @cached_property
    def _key(self) -> hpke.MLKEM768X25519PublicKey:
        if len(self.public) != PUBLIC_BYTES:
            raise SealingKeyWrong
        try:
            second = x25519.X25519PublicKey.from_public_bytes(self.public[_ML_KEM_PUBLIC:])
            _ANY.exchange(second)  # refuses a key of low order (RFC 7748, section 6.1)
            return hpke.MLKEM768X25519PublicKey(
                mlkem.MLKEM768PublicKey.from_public_bytes(self.public[:_ML_KEM_PUBLIC]), second
            )
        except UnsupportedAlgorithm as missing:
            raise AlgorithmMissing(algorithm="ML-KEM-768") from missing
        except ValueError as fault:
            raise SealingKeyWrong from fault

    def wrap(self, content_key: bytes, info: bytes) -> bytes:
        """Return a content key wrapped for this key (RFC 9180, section 6.1, base mode).

        Raises:
            AlgorithmMissing: when this machine has no X-Wing.
            SealingKeyWrong: when no secret can be shared with it (an X25519 part of low order).
        """
        try:
            return _suite().encrypt(content_key, self._key, info=info)
        except ValueError as fault:
            raise SealingKeyWrong from fault


@dataclass(frozen=True)
class SealingSecret:
    """A key that opens what was sealed to its public half."""

    secret: bytes = field(repr=False)

    @cached_property
    def _parts(self) -> tuple[mlkem.MLKEM768PrivateKey, x25519.X25519PrivateKey]:
        if len(self.secret) != SECRET_BYTES:
            raise SealingKeyWrong
        stretched = hashlib.shake_256(self.secret).digest(_ML_KEM_SEED + 32)
        try:
            first = mlkem.MLKEM768PrivateKey.from_seed_bytes(stretched[:_ML_KEM_SEED])
        except UnsupportedAlgorithm as missing:
            raise AlgorithmMissing(algorithm="ML-KEM-768") from missing
        return first, x25519.X25519PrivateKey.from_private_bytes(stretched[_ML_KEM_SEED:])

    @cached_property
    def public(self) -> SealingPublic:
        """The public half.

        Raises:
            SealingKeyWrong: when the secret is not 32 bytes.
            AlgorithmMissing: when this machine has no ML-KEM-768.
        """
        first, second = self._parts
        return SealingPublic(
            first.public_key().public_bytes_raw() + second.public_key().public_bytes_raw()
        )

    def unwrap(self, wrapped: bytes, info: bytes) -> bytes | None:
        """Return the content key, or None where it was not wrapped for this key and info.

        Raises:
            AlgorithmMissing: when this machine has no X-Wing.
        """
        if len(wrapped) != WRAPPED_BYTES:
            return None
        try:
            return _suite().decrypt(wrapped, hpke.MLKEM768X25519PrivateKey(*self._parts), info=info)
        except _FAULTS:
            return None


def fresh_sealing_secret() -> SealingSecret:
    """Return a new key, from the operating system's randomness."""
    return SealingSecret(secrets.token_bytes(SECRET_BYTES))


def _suite() -> hpke.Suite:
    try:
        return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    except UnsupportedAlgorithm as missing:
        raise AlgorithmMissing(algorithm="HPKE X-Wing") from missing
