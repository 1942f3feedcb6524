"""Base64 and decimals of which each value has one spelling only.

A signed file must not have two spellings: what was read is written again and compared.
"""

import base64
import binascii

from kakehashi.trust.merkle import HASH_BYTES, LARGEST_SIZE

_LONGEST_NUMBER = 19


def to_base64(data: bytes) -> str:
    """Return standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes | None:
    """Return the bytes, or None where the text is not the one spelling of any."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    return data if to_base64(data) == text else None


def from_decimal(text: str) -> int | None:
    """Return a number from 0 to 2^63 - 1 without sign or leading zeroes, or None."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        return None
    number = int(text)
    return number if str(number) == text and number <= LARGEST_SIZE else None


def from_base64_hash(text: str) -> bytes | None:
    """Return a hash of 32 bytes, or None."""
    data = from_base64(text)
    return data if data is not None and len(data) == HASH_BYTES else None
