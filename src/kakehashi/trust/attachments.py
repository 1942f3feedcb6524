"""Attachments of any size, sealed in chunks that can neither be cut, swapped nor repeated.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) with AES-256-GCM: the nonce of a
chunk is its number and a mark for the last one. Format: ``spec/sealed-record.md``. Memory: a chunk.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kakehashi.trust.envelopes import (
    TAG_BYTES,
    Envelope,
    Header,
    SealBroken,
    SealMismatch,
    new_envelope,
    read_envelope,
)
from kakehashi.trust.places import in_part
from kakehashi.trust.sealing_keys import SealingPublic, SealingSecret

CHUNK = 1 << 16
"""Bytes of plain text in every chunk but the last, which has 1 to this many (0: an empty file)."""
SEALED_CHUNK = CHUNK + TAG_BYTES
Reader = Callable[[int], bytes]
"""Gives up to so many bytes, nothing at the end, like a file's ``read``."""
_COUNTER_BYTES = 11


@dataclass(frozen=True)
class ChunkSeal:
    """Seals and opens single chunks, so that a transfer can go on from any of them."""

    header_bytes: bytes
    content_key: bytes = field(repr=False)

    def seal(self, number: int, plain: bytes, *, last: bool) -> bytes:
        """Return chunk ``number``, counted from 0, sealed."""
        return AESGCM(self.content_key).encrypt(_nonce(number, last=last), plain, self._bound)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        """Return what is in chunk ``number``.

        Raises:
            SealBroken: when it is not that chunk of this file, or not the last one as claimed.
        """
        try:
            return AESGCM(self.content_key).decrypt(_nonce(number, last=last), sealed, self._bound)
        except InvalidTag:
            raise _broken(number) from None

    @property
    def _bound(self) -> bytes:
        return hashlib.sha256(self.header_bytes).digest()


def seal_attachment(
    header: Header, recipients: Sequence[SealingPublic], read: Reader
) -> Iterator[bytes]:
    """Yield an attachment sealed to each recipient: the envelope, then chunk by chunk.

    Raises:
        SealMismatch: when the header is that of a record or names other recipients.
    """
    if header.part == 0:
        raise SealMismatch(field="part")
    envelope, key = new_envelope(header, recipients)
    yield envelope.as_bytes()
    chunks = ChunkSeal(envelope.header_bytes, key)
    for number, plain, last in _numbered(read, CHUNK):
        yield chunks.seal(number, plain, last=last)


def open_attachment(
    read: Reader, keys: Sequence[SealingSecret], header: Header, *, digest: str, size: int
) -> Iterator[bytes]:
    """Yield an attachment's plain text chunk by chunk; it counts only once the iterator ends.

    Args:
        read: the sealed bytes.
        keys: secrets of this node.
        header: what the outside must say.
        digest: SHA-256 of the plain text, from the record's content object, in hexadecimal.
        size: bytes of the plain text, from there too.

    Raises:
        SealBroken: when it is damaged, cut, reordered, repeated or goes on, naming the chunk.
        SealNotForUs: when it is sealed to other keys.
        SealMismatch: when the header or the plain text is another.
    """
    envelope = read_envelope(read)
    if envelope.header_bytes != header.canonical() or header.part == 0:
        raise SealMismatch(field="header")
    yield from _plain(envelope, read, envelope.content_key(keys), digest, size)


def sealed_size(envelope: Envelope, size: int) -> int:
    """Return how many bytes an attachment of ``size`` bytes takes once sealed."""
    return envelope.size + size + TAG_BYTES * max(1, -(-size // CHUNK))


def _plain(envelope: Envelope, read: Reader, key: bytes, digest: str, size: int) -> Iterator[bytes]:
    chunks = ChunkSeal(envelope.header_bytes, key)
    seen, total = hashlib.sha256(), 0
    for number, sealed, last in _numbered(read, SEALED_CHUNK):
        plain = chunks.open(number, sealed, last=last)
        if not plain and number:
            raise _broken(number)
        total += len(plain)
        if total > size:
            raise SealMismatch(field="size")
        seen.update(plain)
        yield plain
    if total != size or seen.hexdigest() != digest:
        raise SealMismatch(field="digest")


def _numbered(read: Reader, length: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield pieces of ``length``, each with its number and whether nothing follows it."""
    number, piece = 0, _filled(read, length)
    while True:
        after = _filled(read, length) if len(piece) == length else b""
        yield number, piece, not after
        if not after:
            return
        number, piece = number + 1, after


def _filled(read: Reader, length: int) -> bytes:
    parts, missing = [], length
    while missing and (part := read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES, "big") + bytes([last])


def _broken(number: int) -> SealBroken:
    return SealBroken(
        why={"en": "changed, cut, moved or repeated", "ja": "変更、切断、移動又は重複がある"},
        where=in_part(f"chunk {number}", f"{number}番目の区画"),
    )
