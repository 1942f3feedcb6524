"""The two digests of a version, and the digest of a timeline event.

*Content* covers what was worked out in common: the authoritative wording, which languages are
authoritative, the facts (dates, choices, links), attachments and the salt. *Version* adds what
surrounds it: record id, courtesy wording, marking, sides, number and the version before. A new
marking is therefore a new version with the same content digest, and a confirmation given to a
content digest outlives publication.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.trust.canonical import canonical_bytes

CONTENT = "kakehashi/content/v1"
VERSION = "kakehashi/version/v1"
EVENT = "kakehashi/event/v1"
SALT_BYTES = 32

Wording = Mapping[str, Mapping[str, str]]
"""Field name to language code to text."""


@dataclass(frozen=True)
class Content:
    """What a content digest covers."""

    kind: str
    authoritative: Mapping[str, Sequence[str]]
    """Field name to the languages that are authoritative for it, sorted."""
    wording: Wording
    """Authoritative wording only: field name to language to text."""
    facts: Mapping[str, object]
    salt: str
    """32 random bytes in hexadecimal; without it a short text could be guessed from its digest."""
    attachments: Sequence[Mapping[str, object]] = field(default=())

    def canonical(self) -> bytes:
        """Return the canonical bytes that are hashed."""
        return canonical_bytes(
            {
                "type": CONTENT,
                "kind": self.kind,
                "authoritative": {
                    name: sorted(codes) for name, codes in self.authoritative.items()
                },
                "wording": self.wording,
                "facts": self.facts,
                "attachments": list(self.attachments),
                "salt": self.salt,
            }
        )


def fresh_salt() -> str:
    """Return 32 random bytes in hexadecimal."""
    return secrets.token_hex(SALT_BYTES)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in lower-case hexadecimal (64 characters)."""
    return hashlib.sha256(data).hexdigest()


def content_digest(content: Content) -> str:
    """Return the content digest, in hexadecimal."""
    return sha256_hex(content.canonical())


def version_canonical(
    *,
    record: str,
    content: str,
    courtesy: Wording,
    marking: Mapping[str, object],
    sides: Sequence[str],
    number: int,
    previous: str | None,
) -> bytes:
    """Return the canonical bytes of a version object.

    Args:
        record: the record's UUID as text.
        content: the content digest in hexadecimal.
        courtesy: wording in languages that are not authoritative.
        marking: the marking as written by its originator.
        sides: codes of the sides that the record is shared between.
        number: 1 for the first version.
        previous: the version digest before this one, or None.
    """
    return canonical_bytes(
        {
            "type": VERSION,
            "record": record,
            "content": content,
            "courtesy": courtesy,
            "marking": marking,
            "sides": sorted(sides),
            "number": number,
            "previous": previous,
        }
    )


def version_digest(canonical: bytes) -> str:
    """Return the version digest of what :func:`version_canonical` gave."""
    return sha256_hex(canonical)


def event_digest(
    *,
    sequence: int,
    name: str,
    at: str,
    actor: str,
    side: str,
    subject: str,
    facts: Mapping[str, object],
    previous: str,
) -> str:
    """Return the digest that chains a timeline event to the one before it."""
    return sha256_hex(
        canonical_bytes(
            {
                "type": EVENT,
                "sequence": sequence,
                "name": name,
                "at": at,
                "actor": actor,
                "side": side,
                "subject": subject,
                "facts": facts,
                "previous": previous,
            }
        )
    )
