"""Sealing a record and opening it: what comes out is what the statement in the log says.

Format: ``spec/sealed-record.md``. AES-256-GCM (NIST SP 800-38D) under a content key that is used
once, so its nonce is zero; the header is associated data. AES-GCM does not commit to its key:
therefore both digests are computed anew from what came out and compared.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kakehashi.trust.abouts import ABOUT, About, about_of
from kakehashi.trust.canonical import canonical_bytes, part_bytes
from kakehashi.trust.digests import CONTENT, VERSION, sha256_hex
from kakehashi.trust.envelopes import (
    TAG_BYTES,
    Envelope,
    Header,
    SealBroken,
    SealMismatch,
    new_envelope,
    read_envelope,
)
from kakehashi.trust.places import at_byte, in_part
from kakehashi.trust.reading import parse_object
from kakehashi.trust.sealing_keys import CONTENT_KEY_BYTES, SealingPublic, SealingSecret
from kakehashi.trust.statements import Statement

RECORD_TYPE = "kakehashi/record/v1"
LARGEST_RECORD = 1 << 23
"""Bytes of a canonical record; attachments travel apart."""
_NONCE = bytes(12)
_BEFORE = b'{"about":'
_CONTENT = b',"content":'
_BETWEEN = f',"type":"{RECORD_TYPE}","version":'.encode()


@dataclass(frozen=True)
class OpenedRecord:
    """A record that was sealed, after every check."""

    header: Header
    version: Mapping[str, Any]
    """The version object: record, content digest, courtesy wording, marking, sides, number."""
    content: Mapping[str, Any]
    """The content object: authoritative wording, facts, attachments, salt."""
    version_bytes: bytes = field(repr=False)
    content_bytes: bytes = field(repr=False)
    """The canonical bytes that the two digests are of."""
    about: About
    content_key: bytes = field(repr=False)
    """Whoever discloses it proves what was sent: see :func:`open_disclosed`."""


def record_bytes(
    version: Mapping[str, object], content: Mapping[str, object], about: Mapping[str, object]
) -> bytes:
    """Return the canonical record: version object, content object and what stands about them."""
    return canonical_bytes(
        {"type": RECORD_TYPE, "version": version, "content": content, "about": about}
    )


def seal_record(
    header: Header,
    recipients: Sequence[SealingPublic],
    *,
    version: Mapping[str, object],
    content: Mapping[str, object],
    about: About,
) -> bytes:
    """Return a record sealed to each recipient.

    Raises:
        SealMismatch: when header, version and content do not belong together.
        SealBroken: when the record is too large.
    """
    _require({"version": version.get("type") == VERSION, "content": content.get("type") == CONTENT})
    return seal_bytes(
        header,
        recipients,
        version=canonical_bytes(version),
        content=canonical_bytes(content),
        about=about,
    )


def seal_bytes(
    header: Header,
    recipients: Sequence[SealingPublic],
    *,
    version: bytes,
    content: bytes,
    about: About,
) -> bytes:
    """Do as :func:`seal_record`, of the very bytes that the two digests are of.

    Raises:
        As :func:`seal_record`; ``SealMismatch`` too where the bytes are no such objects.
    """
    told = canonical_bytes(about.as_object())
    plain = b"".join((_BEFORE, told, _CONTENT, content, _BETWEEN, version, b"}"))
    if len(plain) > LARGEST_RECORD:
        raise _too_large()
    _require({"version": sha256_hex(version) == header.version})
    said = json.loads(version)
    _require(
        {
            "version": said.get("type") == VERSION,
            "content": said.get("content") == sha256_hex(content)
            and json.loads(content).get("type") == CONTENT,
            "record": said.get("record") == header.record,
            "marking": said.get("marking") == header.marking,
        }
    )
    envelope, key = new_envelope(header, recipients)
    return envelope.as_bytes() + AESGCM(key).encrypt(_NONCE, plain, envelope.header_bytes)


def open_record(
    sealed: bytes, keys: Sequence[SealingSecret], statement: Statement | None
) -> OpenedRecord:
    """Return a sealed record after checking it against itself and against the statement.

    Args:
        sealed: the blob.
        keys: secrets of this node, the current one first.
        statement: the ``share`` or ``supersede`` in the log; None checks the seal alone.

    Raises:
        SealBroken: when it is damaged, naming the byte.
        SealNotForUs: when it is sealed to other keys.
        SealMismatch: when it is not what header or statement say, naming the field.
        ObjectMalformed: when header or record are not in canonical form.
    """
    envelope, body = _split(sealed)
    if statement:
        check_statement(envelope, sealed, statement)
    return _opened(envelope, body, envelope.content_key(keys))


def open_disclosed(sealed: bytes, content_key: bytes, statement: Statement) -> OpenedRecord:
    """Return a sealed record by its disclosed content key: anyone can check what was sent.

    Raises:
        As :func:`open_record`, except that no key of a node is needed.
    """
    envelope, body = _split(sealed)
    check_statement(envelope, sealed, statement)
    return _opened(envelope, body, content_key)


def check_statement(envelope: Envelope, sealed: bytes, statement: Statement) -> None:
    """Check that a blob is the one a ``share`` or ``supersede`` statement names.

    Raises:
        SealMismatch: naming the field.
    """
    facts, header = statement.facts, envelope.header
    blob = {"digest": sha256_hex(sealed), "size": len(sealed)}
    claims = {
        "act": statement.act in {"share", "supersede"},
        "part": header.part == 0,
        "blobs": blob in facts.get("blobs", ())[:1],
        "header": facts.get("header") == envelope.header_digest,
        "partnership": statement.partnership == header.partnership,
        "line": statement.line == header.line,
        "record": facts.get("record") == header.record,
        "version": facts.get("version") == header.version,
        "marking": facts.get("marking") == header.marking,
    }
    _require(claims)


def _opened(envelope: Envelope, body: bytes, key: bytes) -> OpenedRecord:
    if len(body) > LARGEST_RECORD + TAG_BYTES:
        raise _too_large()
    if len(key) != CONTENT_KEY_BYTES:
        raise SealBroken(
            why={"en": "a content key is 32 bytes", "ja": "鍵が32バイトでない"},
            where=in_part("content key", "内容鍵"),
        )
    try:
        plain = AESGCM(key).decrypt(_NONCE, body, envelope.header_bytes)
    except InvalidTag:
        raise SealBroken(
            why={"en": "header, key or content changed", "ja": "ヘッダー、鍵又は内容の変更"},
            where=at_byte(envelope.size),
        ) from None
    value = parse_object(plain, RECORD_TYPE, largest=LARGEST_RECORD)
    parts = {"version", "content", "about"}
    if value.keys() != {"type", *parts} or value["type"] != RECORD_TYPE:
        raise SealMismatch(field="record")
    if not all(isinstance(value[name], dict) for name in parts):
        raise SealMismatch(field="record")
    version, content = value["version"], value["content"]
    both = _check_record(envelope.header, version, content, value["about"], plain)
    return OpenedRecord(envelope.header, version, content, *both, about_of(value["about"]), key)


def _check_record(
    header: Header,
    version: Mapping[str, object],
    content: Mapping[str, object],
    about: Mapping[str, object],
    plain: bytes,
) -> tuple[bytes, bytes]:
    """Return the bytes of version and content object once they are those that are stated."""
    claims = {"version": version.get("type") == VERSION, "content": content.get("type") == CONTENT}
    _require(claims)
    version_bytes = part_bytes(version)
    _require({"about": about.get("type") == ABOUT})
    content_bytes = _content_part(plain, len(part_bytes(about)), len(version_bytes))
    _require(
        {
            "version": sha256_hex(version_bytes) == header.version,
            "content": version.get("content") == sha256_hex(content_bytes),
            "record": version.get("record") == header.record,
            "marking": version.get("marking") == header.marking,
        }
    )
    return version_bytes, content_bytes


def _content_part(plain: bytes, about: int, version: int) -> bytes:
    """Return the content object's bytes out of a canonical record, whose fields are sorted.

    Args:
        plain: the record.
        about: bytes of what stands about it.
        version: bytes of the version object.
    """
    first = len(_BEFORE) + about + len(_CONTENT)
    return plain[first : len(plain) - len(_BETWEEN) - version - 1]


def _require(claims: Mapping[str, bool]) -> None:
    wrong = next((name for name, holds in claims.items() if not holds), None)
    if wrong:
        raise SealMismatch(field=wrong)


def _split(sealed: bytes) -> tuple[Envelope, bytes]:
    reader = io.BytesIO(sealed)
    envelope = read_envelope(reader.read)
    return envelope, reader.read()


def _too_large() -> SealBroken:
    return SealBroken(
        why={"en": "the record is too large", "ja": "大きすぎる"}, where=in_part("record", "本体")
    )
