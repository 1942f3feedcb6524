"""The keys of one side: what it hands to the other, and the file its own secrets lie in.

Separate keys for log, countersignature and sealing, and the pinned key of the line's certificate.
The fingerprint words cover all of them and the origin. Format: ``spec/keys.md``.
"""

import secrets
from dataclasses import dataclass, field

from kakehashi.trust.algorithms import SEED_BYTES
from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.fingerprints import fingerprint_words
from kakehashi.trust.note_keys import KeyKind, KeyMalformed, SigningKey, VerifierKey, verifier_key
from kakehashi.trust.places import in_field
from kakehashi.trust.reading import (
    either,
    is_base64,
    is_digest,
    is_name,
    is_side,
    is_text,
    read_object,
)
from kakehashi.trust.sealing_keys import PUBLIC_BYTES, SealingPublic, SealingSecret
from kakehashi.trust.spellings import from_base64, to_base64

PUBLIC_TYPE = "kakehashi/public-keys/v1"
SECRET_TYPE = "kakehashi/secret-keys/v1"  # noqa: S105 - the name of a format
LARGEST_FILE = 1 << 16
_LONGEST_KEY = 4096
_KINDS = {
    "log_ed25519": KeyKind.ED25519,
    "log_ml_dsa": KeyKind.ML_DSA,
    "countersign_ed25519": KeyKind.COSIGNATURE,
    "countersign_ml_dsa": KeyKind.ML_DSA,
}
_COMMON = {"partnership": is_text(80), "side": is_side, "origin": is_name, "countersigner": is_name}


@dataclass(frozen=True)
class PublicKeys:
    """What a side hands over at enrolment."""

    partnership: str
    side: str
    origin: str
    """Origin of its log, which is the name of its log keys."""
    countersigner: str
    """Name of its countersignature keys."""
    log: tuple[VerifierKey, VerifierKey]
    """Ed25519 and ML-DSA-44; both must sign every checkpoint."""
    countersign: tuple[VerifierKey, VerifierKey]
    sealing: SealingPublic
    escrow: SealingPublic
    """Its private half is kept off the node."""
    certificate: str
    """SHA-256 of the public key (SPKI) of the line's TLS certificate, in hexadecimal."""

    def canonical(self) -> bytes:
        """Return the bytes that the fingerprint words are of."""
        vkeys = zip(_KINDS, (*self.log, *self.countersign), strict=True)
        return canonical_bytes(
            {
                "type": PUBLIC_TYPE,
                "partnership": self.partnership,
                "side": self.side,
                "origin": self.origin,
                "countersigner": self.countersigner,
                **{name: key.text for name, key in vkeys},
                "sealing": to_base64(self.sealing.public),
                "escrow": to_base64(self.escrow.public),
                "certificate": self.certificate,
            }
        )

    def words(self, language: str) -> tuple[str, ...]:
        """Return the twelve words to compare by voice."""
        return fingerprint_words(self.canonical(), language)


@dataclass(frozen=True)
class SecretKeys:
    """What a side keeps to itself: four signing keys and one to open with."""

    partnership: str
    side: str
    origin: str
    countersigner: str
    log: tuple[SigningKey, SigningKey]
    countersign: tuple[SigningKey, SigningKey]
    sealing: SealingSecret = field(repr=False)

    def public(self, *, escrow: SealingPublic, certificate: str) -> PublicKeys:
        """Return the public halves, with the escrow key and the pinned certificate."""
        return PublicKeys(
            self.partnership,
            self.side,
            self.origin,
            self.countersigner,
            (self.log[0].verifier, self.log[1].verifier),
            (self.countersign[0].verifier, self.countersign[1].verifier),
            self.sealing.public,
            escrow,
            certificate,
        )

    def as_bytes(self) -> bytes:
        """Return the key file. It is not encrypted: keep it readable by the node alone."""
        seeds = zip(_KINDS, (*self.log, *self.countersign), strict=True)
        return canonical_bytes(
            {
                "type": SECRET_TYPE,
                "partnership": self.partnership,
                "side": self.side,
                "origin": self.origin,
                "countersigner": self.countersigner,
                **{name: to_base64(key.seed) for name, key in seeds},
                "sealing": to_base64(self.sealing.secret),
            }
        )


def fresh_keys(*, partnership: str, side: str, origin: str, countersigner: str) -> SecretKeys:
    """Return new keys for one side, from the operating system's randomness.

    Raises:
        KeyMalformed: when a name is not possible.
        AlgorithmMissing: when this machine lacks ML-DSA-44 or ML-KEM-768.
    """
    seeds = {name: secrets.token_bytes(SEED_BYTES) for name in (*_KINDS, "sealing")}
    keys = _secret(partnership, side, origin, countersigner, seeds)
    for one in (*keys.log, *keys.countersign):
        _ = one.verifier
    _ = keys.sealing.public
    return keys


def read_secret_keys(content: bytes) -> SecretKeys:
    """Return the keys of a key file.

    Raises:
        ObjectMalformed: naming the byte or field.
    """
    seed = is_base64(SEED_BYTES)
    fields = {
        **_COMMON,
        **dict.fromkeys(_KINDS, seed),
        "sealing": seed,
        "type": either(SECRET_TYPE),
    }
    value = read_object(content, SECRET_TYPE, fields, largest=LARGEST_FILE)
    seeds = {name: from_base64(value[name]) or b"" for name in (*_KINDS, "sealing")}
    return _secret(
        value["partnership"], value["side"], value["origin"], value["countersigner"], seeds
    )


def read_public_keys(content: bytes) -> PublicKeys:
    """Return the keys that the other side handed over; compare their words before trusting them.

    Raises:
        ObjectMalformed: naming the byte or field.
        KeyMalformed, KeyWeak, SealingKeyWrong: when a key is none.
    """
    key = is_base64(PUBLIC_BYTES)
    fields = {
        **_COMMON,
        **dict.fromkeys(_KINDS, is_text(_LONGEST_KEY)),
        "sealing": key,
        "escrow": key,
        "certificate": is_digest,
    }
    value = read_object(content, PUBLIC_TYPE, fields, largest=LARGEST_FILE)
    vkeys = [_named(value, name) for name in _KINDS]
    return PublicKeys(
        value["partnership"],
        value["side"],
        value["origin"],
        value["countersigner"],
        (vkeys[0], vkeys[1]),
        (vkeys[2], vkeys[3]),
        SealingPublic(from_base64(value["sealing"]) or b""),
        SealingPublic(from_base64(value["escrow"]) or b""),
        value["certificate"],
    )


def _named(value: dict[str, str], name: str) -> VerifierKey:
    key = verifier_key(value[name])
    owner = value["origin"] if name.startswith("log") else value["countersigner"]
    if key.name != owner or key.kind is not _KINDS[name]:
        raise KeyMalformed(
            why={"en": "a key of another name or kind", "ja": "名称又は種別の異なる鍵"},
            where=in_field(name),
        )
    return key


def _secret(
    partnership: str, side: str, origin: str, countersigner: str, seeds: dict[str, bytes]
) -> SecretKeys:
    names = dict.fromkeys(_KINDS, countersigner) | dict.fromkeys(list(_KINDS)[:2], origin)
    keys = [SigningKey(names[name], kind, seeds[name]) for name, kind in _KINDS.items()]
    return SecretKeys(
        partnership,
        side,
        origin,
        countersigner,
        (keys[0], keys[1]),
        (keys[2], keys[3]),
        SealingSecret(seeds["sealing"]),
    )
