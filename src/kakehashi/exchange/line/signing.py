"""Signed requests: what one node asks of another is signed by its log key.

The outer wall is mutual TLS, but a server does not hand the client's certificate on; the signature
says whose request it is. A request that is sent again does nothing twice: order is by index.
"""

import hashlib
from collections.abc import Sequence

from kakehashi.errors import Refused
from kakehashi.trust.key_sets import PublicKeys, SecretKeys
from kakehashi.trust.spellings import from_base64, to_base64

ORIGIN, SIGNATURE = "Kakehashi-Origin", "Kakehashi-Signature"


class RequestNotSigned(Refused):
    """A request without a signature that holds, or from a node that is not enrolled."""

    code = "request-not-signed"
    status = 401
    message = {
        "en": "The request is not signed by an enrolled node.",
        "ja": "登録済みのノードの署名がない要求です。",
    }
    hint = {
        "en": "Nothing was done. Enrol the node, or compare its keys with the ones enrolled.",
        "ja": "何も行われていません。ノードの登録及び鍵を確認してください。",
    }


def _text(method: str, path: str, sender: str, receiver: str, digest: bytes) -> str:
    return "\n".join(
        ("kakehashi/request/v1", f"{method} {path}", sender, receiver, digest.hex(), "")
    )


def sign_request(
    keys: SecretKeys, receiver: str, *, method: str, path: str, body: bytes
) -> dict[str, str]:
    """Return the headers that sign a request to the node whose log is ``receiver``."""
    digest = hashlib.sha256(body).digest()
    signed = keys.log[0].sign(_text(method, path, keys.origin, receiver, digest))
    return {ORIGIN: keys.origin, SIGNATURE: to_base64(signed)}


def check_request(
    peer: Sequence[PublicKeys],
    receiver: str,
    *,
    method: str,
    path: str,
    digest: bytes,
    signature: str,
) -> None:
    """Check the signature of a request.

    Args:
        peer: keys of the node that is said to ask, each set that it may speak with.
        receiver: origin of this node's log.
        method: as asked.
        path: as asked, with its query.
        digest: SHA-256 of the body.
        signature: the header.

    Raises:
        RequestNotSigned: when it does not hold.
    """
    given = from_base64(signature)
    if given is None or not any(
        one.log[0].holds(_text(method, path, one.origin, receiver, digest), given) for one in peer
    ):
        raise RequestNotSigned
