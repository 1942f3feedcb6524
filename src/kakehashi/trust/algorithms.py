"""The two signature algorithms, each from one library: Ed25519 of libsodium, ML-DSA-44 of OpenSSL.

Libraries disagree on which odd Ed25519 signatures hold. Here libsodium's verdict is the verdict,
and both sides' programs follow it: the equation without cofactor, canonical S, canonical key and
neither key nor R of small order.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import mldsa
from nacl import bindings
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from kakehashi.errors import Refused

ED25519_PUBLIC = 32
ED25519_SIGNATURE = 64
ML_DSA_PUBLIC = 1312
"""Bytes of an ML-DSA-44 public key (FIPS 204, table 2)."""
ML_DSA_SIGNATURE = 2420
SEED_BYTES = 32
"""Bytes that a secret key of either algorithm is made from (RFC 8032, 5.1.5; FIPS 204, 5.1)."""


class AlgorithmMissing(Refused):
    """The cryptographic library of this machine does not offer what the exchange requires."""

    code = "algorithm-missing"
    status = 500
    message = {
        "en": "This machine's cryptographic library has no {algorithm}.",
        "ja": "この機器の暗号ライブラリーは{algorithm}に対応していません。",
    }
    hint = {
        "en": "Nothing was signed, sealed or accepted. Install cryptography 50 or later with its "
        "own OpenSSL; there is no weaker way round.",
        "ja": "署名、封緘、受入れのいずれも行われていません。OpenSSLを同梱したcryptography 50以降を"
        "導入してください。これより弱い方式による代替はありません。",
    }


class KeyWeak(Refused):
    """An Ed25519 key under which a signature says nothing: of small order, or no proper point."""

    code = "key-weak"
    message = {
        "en": "The key of “{name}” is not a sound Ed25519 key.",
        "ja": "「{name}」の鍵は、適正なEd25519鍵ではありません。",
    }
    hint = {
        "en": "Do not enrol it. Compare the fingerprint words with the other side by voice.",
        "ja": "登録しないでください。相手側と音声で照合用の語句を確認してください。",
    }


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether an Ed25519 signature holds, by libsodium's rule (RFC 8032, section 5.1.7)."""
    if len(public) != ED25519_PUBLIC or len(signature) != ED25519_SIGNATURE:
        return False
    try:
        bindings.crypto_sign_open(signature + message, public)
    except BadSignatureError:
        return False
    return True


def ed25519_sound(public: bytes) -> bool:
    """Say whether bytes are a key worth enrolling: canonical, of the large prime order."""
    return len(public) == ED25519_PUBLIC and bindings.crypto_core_ed25519_is_valid_point(public)


def ed25519_public(seed: bytes) -> bytes:
    """Return the public key of a 32-byte secret."""
    return bytes(SigningKey(seed).verify_key)


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature; the same message has the same one."""
    return SigningKey(seed).sign(message).signature


def ml_dsa_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether an ML-DSA-44 signature holds, with an empty context (FIPS 204, algorithm 3).

    Raises:
        AlgorithmMissing: when this machine cannot tell.
    """
    if len(public) != ML_DSA_PUBLIC or len(signature) != ML_DSA_SIGNATURE:
        return False
    try:
        _ml_dsa_key(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def ml_dsa_public(seed: bytes) -> bytes:
    """Return the 1,312-byte public key of a 32-byte secret (FIPS 204, algorithm 6).

    Raises:
        AlgorithmMissing: when this machine has no ML-DSA-44.
    """
    return _ml_dsa_secret(seed).public_key().public_bytes_raw()


def ml_dsa_sign(seed: bytes, message: bytes) -> bytes:
    """Return a 2,420-byte signature; it is another one each time (FIPS 204, algorithm 2).

    Raises:
        AlgorithmMissing: when this machine has no ML-DSA-44.
    """
    return _ml_dsa_secret(seed).sign(message)


@lru_cache(maxsize=64)
def _ml_dsa_key(public: bytes) -> mldsa.MLDSA44PublicKey:
    try:
        return mldsa.MLDSA44PublicKey.from_public_bytes(public)
    except UnsupportedAlgorithm as missing:
        raise AlgorithmMissing(algorithm="ML-DSA-44") from missing


def _ml_dsa_secret(seed: bytes) -> mldsa.MLDSA44PrivateKey:
    try:
        return mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)
    except UnsupportedAlgorithm as missing:
        raise AlgorithmMissing(algorithm="ML-DSA-44") from missing
