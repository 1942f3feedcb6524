"""Trust: canonical bytes and digests that two sides and any outsider compute alike.

Imports no Django, no clock and no network, so that these few files are enough to check a record.
"""

from kakehashi.trust.canonical import NotCanonical, canonical_bytes, canonical_text, utc_time
from kakehashi.trust.digests import (
    Content,
    content_digest,
    event_digest,
    fresh_salt,
    sha256_hex,
    version_canonical,
    version_digest,
)

__all__ = [
    "Content",
    "NotCanonical",
    "canonical_bytes",
    "canonical_text",
    "content_digest",
    "event_digest",
    "fresh_salt",
    "sha256_hex",
    "utc_time",
    "version_canonical",
    "version_digest",
]
