"""The outside of what is sealed: header, wrapped keys, and where the ciphertext begins.

Format: ``spec/sealed-record.md``. The header is canonical JSON; the body is a record
(:mod:`.sealing`) or the chunks of an attachment (:mod:`.attachments`).
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kakehashi.errors import Refused
from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.markings import is_marking
from kakehashi.trust.places import at_byte
from kakehashi.trust.reading import (
    Check,
    check_fields,
    either,
    is_count,
    is_digest,
    is_hex,
    is_name,
    is_text,
    is_uuid,
    parse_object,
    sorted_list_of,
)
from kakehashi.trust.sealing_keys import (
    CONTENT_KEY_BYTES,
    ID_BYTES,
    WRAPPED_BYTES,
    SealingPublic,
    SealingSecret,
)

MAGIC = b"kakehashi/sealed/v1\n"
HEADER_TYPE = "kakehashi/header/v1"
INFO = b"kakehashi/seal/v1"
LARGEST_HEADER = 1 << 16
MOST_RECIPIENTS = 64
TAG_BYTES = 16
_LENGTH_BYTES = 4

HEADER_FIELDS: Mapping[str, Check] = {
    "type": either(HEADER_TYPE),
    "partnership": is_text(80),
    "line": is_name,
    "record": is_uuid,
    "version": is_digest,
    "part": is_count,
    "marking": is_marking,
    "recipients": sorted_list_of(is_hex(ID_BYTES), most=MOST_RECIPIENTS),
}


class SealBroken(Refused):
    """What was sealed is damaged, cut, reordered, or no such thing."""

    code = "seal-broken"
    message = {
        "en": "This cannot be opened: {why} ({where}).",
        "ja": "開封できません（{why}、{where}）。",
    }
    hint = {
        "en": "Nothing was taken over. Fetch it again; if it comes the same, tell the other side.",
        "ja": "何も取り込まれていません。再度取得し、同じであれば相手側に知らせてください。",
    }


class SealNotForUs(Refused):
    """None of the keys here is among the recipients."""

    code = "seal-not-for-us"
    status = 403
    message = {
        "en": "This is sealed to other keys than those of this node.",
        "ja": "このノードの鍵に対して封緘されたものではありません。",
    }
    hint = {
        "en": "If it should have reached you, compare the key ids with the other side.",
        "ja": "受け取るべきものであれば、鍵の識別子を相手側と照合してください。",
    }


class SealMismatch(Refused):
    """What was sealed is not what the statement in the log says."""

    code = "seal-mismatch"
    message = {
        "en": "What is inside differs from what was stated: {field}.",
        "ja": "封緘された内容が、記載事項と異なります（{field}）。",
    }
    hint = {
        "en": "It is refused and kept as evidence. Tell the other side.",
        "ja": "受入れを拒否し、証拠として保存します。相手側に知らせてください。",
    }


@dataclass(frozen=True)
class Header:
    """What stands on the outside: enough to route and to check, nothing of the content."""

    partnership: str
    line: str
    record: str
    version: str
    """The version digest, in hexadecimal."""
    marking: Mapping[str, Any]
    """The marking object."""
    recipients: Sequence[str]
    """Ids of the keys it is sealed to, sorted; the sender's escrow key is one of them."""
    part: int = 0
    """0 for the record, from 1 the attachments in their order."""

    def canonical(self) -> bytes:
        """Return the bytes that the seal binds.

        Raises:
            ObjectMalformed: naming the field.
        """
        return self._canonical

    @cached_property
    def _canonical(self) -> bytes:
        value: dict[str, object] = {
            "type": HEADER_TYPE,
            "partnership": self.partnership,
            "line": self.line,
            "record": self.record,
            "version": self.version,
            "part": self.part,
            "marking": dict(self.marking),
            "recipients": list(self.recipients),
        }
        check_fields(value, HEADER_TYPE, HEADER_FIELDS)
        return canonical_bytes(value)


@dataclass(frozen=True)
class Envelope:
    """Header and wrapped keys, read but not yet believed."""

    header: Header
    header_bytes: bytes
    wrapped: tuple[bytes, ...]

    @property
    def header_digest(self) -> str:
        """SHA-256 of the header, in hexadecimal, as the statement names it."""
        return hashlib.sha256(self.header_bytes).hexdigest()

    @property
    def size(self) -> int:
        """Bytes before the body."""
        lengths = len(MAGIC) + _LENGTH_BYTES + len(self.header_bytes)
        return lengths + WRAPPED_BYTES * len(self.wrapped)

    def as_bytes(self) -> bytes:
        """Return what stands before the body."""
        length = len(self.header_bytes).to_bytes(_LENGTH_BYTES, "big")
        return b"".join((MAGIC, length, self.header_bytes, *self.wrapped))

    def content_key(self, secrets_here: Sequence[SealingSecret]) -> bytes:
        """Return the content key by whichever of these keys it is wrapped for.

        Raises:
            SealNotForUs: when it is for none of them.
            SealBroken: when it is wrapped for one and does not open.
        """
        places = {key_id: place for place, key_id in enumerate(self.header.recipients)}
        for secret in secrets_here:
            place = places.get(secret.public.key_id)
            if place is None:
                continue
            key = secret.unwrap(self.wrapped[place], seal_info(self.header_bytes))
            if key is None or len(key) != CONTENT_KEY_BYTES:
                raise SealBroken(
                    why={"en": "the wrapped key does not open", "ja": "包まれた鍵が開かない"},
                    where=at_byte(self.size - WRAPPED_BYTES * (len(self.wrapped) - place)),
                )
            return key
        raise SealNotForUs


def seal_info(header: bytes) -> bytes:
    """Return what HPKE binds a wrapped key to: a label and SHA-256 of the header."""
    return INFO + hashlib.sha256(header).digest()


def new_envelope(header: Header, recipients: Sequence[SealingPublic]) -> tuple[Envelope, bytes]:
    """Return an envelope with a fresh content key wrapped for each recipient, and that key.

    Raises:
        SealMismatch: when the header names other recipients than these.
        ObjectMalformed, AlgorithmMissing: as the parts say.
    """
    by_id = {one.key_id: one for one in recipients}
    if sorted(by_id) != list(header.recipients) or not by_id:
        raise SealMismatch(field="recipients")
    content = header.canonical()
    key = secrets.token_bytes(CONTENT_KEY_BYTES)
    info = seal_info(content)
    wrapped = tuple(by_id[key_id].wrap(key, info) for key_id in header.recipients)
    return Envelope(header, content, wrapped), key


def read_envelope(read: Callable[[int], bytes]) -> Envelope:
    """Return the envelope at the beginning of a file; ``read(n)`` gives up to n bytes, like a file.

    Reads no more than the envelope, at most 64 KiB of header and 64 wrapped keys.

    Raises:
        SealBroken: naming the byte.
        ObjectMalformed: when the header is none.
    """
    at = 0

    def take(length: int) -> bytes:
        nonlocal at
        parts = []
        missing = length
        while missing and (part := read(missing)):
            parts.append(part)
            missing -= len(part)
        at += length - missing
        if missing:
            raise SealBroken(
                why={"en": "it ends too early", "ja": "途中で終わっている"}, where=at_byte(at)
            )
        return b"".join(parts)

    if take(len(MAGIC)) != MAGIC:
        raise SealBroken(
            why={"en": "nothing sealed by this format", "ja": "この形式の封緘でない"},
            where=at_byte(0),
        )
    length = int.from_bytes(take(_LENGTH_BYTES), "big")
    if not 0 < length <= LARGEST_HEADER:
        raise SealBroken(
            why={"en": "a header of no possible length", "ja": "ヘッダーの長さがあり得ない"},
            where=at_byte(len(MAGIC)),
        )
    content = take(length)
    header = read_header(content)
    wrapped = tuple(take(WRAPPED_BYTES) for _ in header.recipients)
    return Envelope(header, content, wrapped)


def read_header(content: bytes) -> Header:
    """Return the header that canonical bytes are.

    Raises:
        ObjectMalformed: naming the byte or field.
    """
    value = parse_object(content, HEADER_TYPE, largest=LARGEST_HEADER)
    check_fields(value, HEADER_TYPE, HEADER_FIELDS)
    return Header(
        partnership=value["partnership"],
        line=value["line"],
        record=value["record"],
        version=value["version"],
        marking=value["marking"],
        recipients=tuple(value["recipients"]),
        part=value["part"],
    )
