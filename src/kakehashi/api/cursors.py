"""Cursors: where a list goes on, sealed so that only this node can have given it.

A cursor holds the sort values of the last row, not a count, so rows that come or go meanwhile
shift nothing. It is encrypted, since a place in the timeline says how much is written that the
caller does not see; deterministically, so that the same list has the same ETag; and bound to its
list and filters.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from kakehashi.api.problems import CursorWrong

LONGEST = 600


def seal(values: Sequence[object], *, of: str, filters: Mapping[str, object]) -> str:
    """Return the cursor for the place after the row with ``values`` in the list ``of``."""
    sealed = _cipher().encrypt(json.dumps(list(values)).encode(), [_bound(of, filters)])
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(cursor: str, *, of: str, filters: Mapping[str, object]) -> list[Any]:
    """Return the values that :func:`seal` was given for the same list and filters.

    Raises:
        CursorWrong: for anything else.
    """
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found: list[Any] = json.loads(_cipher().decrypt(sealed, [_bound(of, filters)]))
    except (binascii.Error, ValueError, InvalidTag):
        raise CursorWrong from None
    return found


def _cipher() -> AESSIV:
    return AESSIV(hashlib.sha512(b"kakehashi.api.cursor:" + settings.SECRET_KEY.encode()).digest())


def _bound(of: str, filters: Mapping[str, object]) -> bytes:
    kept = {name: str(value) for name, value in filters.items() if value not in (None, "")}
    return json.dumps([of, sorted(kept.items())]).encode()
