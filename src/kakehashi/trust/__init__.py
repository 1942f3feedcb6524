"""Trust: what two sides and any outsider compute alike, to check what crossed and what was said.

Imports no Django, no clock and no network, so that these few files are enough. Begin with
``notes`` (who signed), ``proofs`` and ``whole_logs`` (what a log holds), ``sealing`` (what was
sent) and ``gate`` (what may be). The names below are what records need; the rest is imported by
module. Formats: ``spec/``.
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
