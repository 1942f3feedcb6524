"""This node's own keys: the key file, the certificate of the line, the guard beside them.

The key file lies in the data folder, readable by the node's user alone; the guard lies outside of
it, so that a backup of the data brings no old guard back.
"""

import datetime as dt
import functools
import hashlib
import ipaddress
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from kakehashi.errors import Refused
from kakehashi.ledger.logs.guard import Guard
from kakehashi.ledger.logs.tile_files import TileFiles
from kakehashi.trust.key_sets import PublicKeys, SecretKeys, fresh_keys, read_secret_keys
from kakehashi.trust.sealing_keys import SealingPublic, fresh_sealing_secret

_MODE = 0o600


class NoKeys(Refused):
    """This node has no keys yet: it is of no side, or was not set up for exchange."""

    code = "no-keys"
    status = 409
    message = {
        "en": "This node has no keys for exchange.",
        "ja": "このノードには、交換用の鍵がありません。",
    }
    hint = {
        "en": "Make them with: kakehashi node init --side CODE",
        "ja": "kakehashi node init --side CODE で作成してください。",
    }


def folder() -> Path:
    """Return the folder of the keys."""
    return Path(settings.DATA) / "keys"


def make_keys(*, partnership: str, side: str, peer: str, host: str) -> str:
    """Make this node's keys and certificate; return the escrow secret, to be kept off the node.

    Args:
        partnership: id of the profile.
        side: code of this node's side.
        peer: code of the other side.
        host: a name for this node, part of the origin of its log.

    Raises:
        AlgorithmMissing: when this machine lacks an algorithm.
    """
    origin = f"{host}/{partnership}/{side.lower()}-to-{peer.lower()}"
    keys = fresh_keys(
        partnership=partnership, side=side, origin=origin, countersigner=f"{origin}/countersign"
    )
    escrow = fresh_sealing_secret()
    key, certificate = _certificate(host)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _write("secret-keys.json", keys.as_bytes())
    _write("escrow-public", escrow.public.public)
    _write("line-key.pem", key)
    _write("line-certificate.pem", certificate)
    own_keys.cache_clear()
    return escrow.secret.hex()


def _write(name: str, content: bytes) -> None:
    path = folder() / name
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _certificate(host: str) -> tuple[bytes, bytes]:
    """Return key and self-signed certificate of the line, PEM. It is pinned, so it never expires.

    RFC 5280, section 4.1.2.5: a certificate without a well-defined end says 99991231235959Z.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:60])])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC))
        .add_extension(
            x509.SubjectAlternativeName(
                [
                    x509.DNSName("localhost"),
                    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
                ]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return (
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        made.public_bytes(serialization.Encoding.PEM),
    )


def certificate_pin(pem: bytes) -> str:
    """Return the SHA-256 of a certificate's public key (SPKI), in hexadecimal."""
    public = x509.load_pem_x509_certificate(pem).public_key()
    spki = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(spki).hexdigest()


@functools.cache
def own_keys() -> SecretKeys:
    """Return this node's secret keys.

    Raises:
        NoKeys: when there are none.
        ObjectMalformed: when the key file is damaged.
    """
    try:
        return read_secret_keys((folder() / "secret-keys.json").read_bytes())
    except FileNotFoundError:
        raise NoKeys from None


def escrow() -> SealingPublic:
    """Return the public half of the escrow key.

    Raises:
        NoKeys: when there is none.
    """
    try:
        return SealingPublic((folder() / "escrow-public").read_bytes())
    except FileNotFoundError:
        raise NoKeys from None


def own_certificate() -> bytes:
    """Return this node's line certificate, PEM.

    Raises:
        NoKeys: when there is none.
    """
    try:
        return (folder() / "line-certificate.pem").read_bytes()
    except FileNotFoundError:
        raise NoKeys from None


def own_public() -> PublicKeys:
    """Return what this side hands over at enrolment.

    Raises:
        NoKeys: when there are no keys.
    """
    return own_keys().public(escrow=escrow(), certificate=certificate_pin(own_certificate()))


def guard_of(origin: str) -> Guard:
    """Return the guard of a log: a file outside the data folder and outside every backup."""
    named = hashlib.sha256(f"{Path(settings.DATA)}\n{origin}".encode()).hexdigest()[:32]
    return Guard(Path(settings.GUARD) / named, origin)


def tiles_of(origin: str) -> TileFiles:
    """Return the folder of a log's tiles, in the data folder."""
    named = hashlib.sha256(origin.encode()).hexdigest()[:16]
    return TileFiles(Path(settings.DATA) / "logs" / named)
