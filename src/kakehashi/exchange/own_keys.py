"""This node's own keys: the key file, the certificate of the line, the guard beside them.

The key file lies in the data folder, readable by the node's user alone; the guard lies outside of
it, so that a backup of the data brings no old guard back.
"""

import datetime as dt
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
from kakehashi.ledger.logs.guard import Guard, sync_folder
from kakehashi.ledger.logs.tile_files import TileFiles
from kakehashi.trust.key_sets import PublicKeys, SecretKeys, fresh_keys, read_secret_keys
from kakehashi.trust.sealing_keys import SealingPublic, SealingSecret, fresh_sealing_secret

_MODE = 0o600
NEXT, RETIRED = "next", "retired"
"""Folders of keys that are not in force yet, and of sealing keys that still have to open."""
KEYS, ESCROW = "secret-keys.json", "escrow-public"
LINE_KEY, LINE_CERTIFICATE = "line-key.pem", "line-certificate.pem"


class NoKeys(Refused):
    """This node has no keys yet: it is of no side, or was not set up for exchange."""

    code = "no-keys"
    status = 409
    message = {
        "en": "This node has no keys for exchange.",
        "ja": "このノードには、交換用の鍵がありません。",
    }
    hint = {
        "en": "Make them with: kakehashi node init --side CODE. Where they were lost, put them "
        "back from a copy, or begin a new log on the page of keys.",
        "ja": "kakehashi node init --side CODE で作成してください。紛失した場合は、写しから"
        "復元するか、鍵のページで新しいログを開始してください。",
    }


def folder() -> Path:
    """Return the folder of the keys."""
    return Path(settings.DATA) / "keys"


def make_keys(*, partnership: str, side: str, peer: str, host: str, log: int = 1) -> str:
    """Make this node's keys and certificate; return the escrow secret, to be kept off the node.

    Args:
        partnership: id of the profile.
        side: code of this node's side.
        peer: code of the other side.
        host: a name for this node, part of the origin of its log.
        log: 2 or more where this side had a log of that name before, which is lost.

    Raises:
        AlgorithmMissing: when this machine lacks an algorithm.
    """
    origin = f"{host}/{partnership}/{side.lower()}-to-{peer.lower()}"
    origin += f"/{log}" if log > 1 else ""
    keys = fresh_keys(
        partnership=partnership, side=side, origin=origin, countersigner=f"{origin}/countersign"
    )
    escrow = fresh_sealing_secret()
    key, certificate = fresh_certificate(host)
    write_key(KEYS, keys.as_bytes())
    write_key(ESCROW, escrow.public.public)
    write_key(LINE_KEY, key)
    write_key(LINE_CERTIFICATE, certificate)
    return escrow.secret.hex()


def make_next_keys(*, partnership: str, side: str, origin: str) -> str:
    """Make keys of every kind for a new log, beside those in force where there still are any.

    Args:
        partnership: id of the profile.
        side: code of this node's side.
        origin: of the new log.

    Returns:
        The escrow secret where a new one had to be made, to be kept off the node; else nothing.

    Raises:
        AlgorithmMissing: when this machine lacks an algorithm.
    """
    made = fresh_keys(
        partnership=partnership, side=side, origin=origin, countersigner=f"{origin}/countersign"
    )
    key, certificate = fresh_certificate(origin.partition("/")[0])
    told = ""
    if not (folder() / ESCROW).exists():
        secret = fresh_sealing_secret()
        write_key(ESCROW, secret.public.public)
        told = secret.secret.hex()
    write_key(f"{NEXT}/{LINE_KEY}", key)
    write_key(f"{NEXT}/{LINE_CERTIFICATE}", certificate)
    write_key(f"{NEXT}/{KEYS}", made.as_bytes())
    return told


def put_next_in_force(origin: str) -> None:
    """Let the keys that were made for a new log take the place of the old ones, once it is begun.

    May be cut off at any instant and done again. The sealing key of before is kept until nothing
    that it has to open can be on its way; retired ones are counted anew, in sizes of the new log.
    """
    made = next_keys()
    if made is None or made.origin != origin:
        return
    try:
        old = own_keys()
    except NoKeys:
        old = None
    if old is not None and old.origin == origin:
        return
    kept = retired_files()
    for number, path in enumerate(kept, 1):
        path.replace(path.with_name(str(number)))
    if old is not None:
        write_key(f"{RETIRED}/{len(kept) + 1}", old.sealing.secret)
    rename_next()


def rename_next() -> None:
    """Put the files of the next keys in the place of those in force, the key file last."""
    for name in (LINE_KEY, LINE_CERTIFICATE, KEYS):
        fresh = folder() / NEXT / name
        if fresh.exists():
            fresh.replace(folder() / name)
    sync_folder(folder())
    own_keys.cache_clear()


def write_key(name: str, content: bytes) -> None:
    """Write a file of the folder of keys, durably, readable by this user alone."""
    path = folder() / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def fresh_certificate(host: str) -> tuple[bytes, bytes]:
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


class _OwnKeys:
    """Reads the key file, and again once another file stands in its place."""

    def __init__(self) -> None:
        self._held: tuple[tuple[str, int, int], SecretKeys] | None = None

    def __call__(self) -> SecretKeys:
        """Return this node's secret keys.

        Raises:
            NoKeys: when there are none.
            ObjectMalformed: when the key file is damaged.
        """
        path = folder() / KEYS
        try:
            found = path.stat()
            stamp = (str(path), found.st_ino, found.st_mtime_ns)
            if self._held is None or self._held[0] != stamp:
                self._held = (stamp, read_secret_keys(path.read_bytes()))
        except FileNotFoundError:
            raise NoKeys from None
        return self._held[1]

    def cache_clear(self) -> None:
        """Forget what was read."""
        self._held = None


own_keys = _OwnKeys()
"""This node's secret keys; every process sees a change of keys at once."""


def next_keys() -> SecretKeys | None:
    """Return the keys that were made to take the place of those in force; None without a change.

    Raises:
        ObjectMalformed: when the file is damaged.
    """
    try:
        return read_secret_keys((folder() / NEXT / KEYS).read_bytes())
    except FileNotFoundError:
        return None


def opening_keys() -> list[SealingSecret]:
    """Return every key that may have to open something: in force, to come, retired and kept.

    Raises:
        NoKeys: when there are none.
    """
    coming = next_keys()
    held = [own_keys().sealing, *([coming.sealing] if coming else [])]
    return held + [SealingSecret(path.read_bytes()) for path in retired_files()]


def retired_files() -> list[Path]:
    """Return the files of retired sealing keys, by the size of the log that retired them."""
    try:
        return sorted((folder() / RETIRED).iterdir(), key=lambda path: (len(path.name), path.name))
    except FileNotFoundError:
        return []


def escrow() -> SealingPublic:
    """Return the public half of the escrow key.

    Raises:
        NoKeys: when there is none.
    """
    try:
        return SealingPublic((folder() / ESCROW).read_bytes())
    except FileNotFoundError:
        raise NoKeys from None


def own_certificate() -> bytes:
    """Return this node's line certificate, PEM.

    Raises:
        NoKeys: when there is none.
    """
    try:
        return (folder() / LINE_CERTIFICATE).read_bytes()
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
