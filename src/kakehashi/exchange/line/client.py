"""Asking the other side's node: HTTPS pinned by key, every request signed."""

import hashlib
import http.client
import json
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from kakehashi.errors import Refused, Words
from kakehashi.exchange.keys_in_force import peer_periods, speaking
from kakehashi.exchange.line.signing import sign_request
from kakehashi.exchange.models import Line
from kakehashi.exchange.own_keys import folder, own_keys
from kakehashi.ledger.models import Log

PATIENCE: Final = 60.0
"""Seconds without a byte after which a line counts as broken."""
LARGEST_ANSWER: Final = 1 << 26
PIECE: Final = 1 << 16
"""Bytes read at a time of what is fetched."""
PREFIX: Final = "/kakehashi/v1"


class LineBroken(Refused):
    """The other side's node does not answer."""

    code = "line-broken"
    status = 502
    message = {
        "en": "The node of {side} does not answer: {why}.",
        "ja": "{side}のノードが応答しません（{why}）。",
    }
    hint = {
        "en": "Nothing is lost. This node tries again by itself.",
        "ja": "失われたものはありません。自動的に再試行します。",
    }


class LineRefused(Refused):
    """The other side's node refused what this one asked."""

    code = "line-refused"
    status = 502
    message = {
        "en": "The node of {side} refused: {told} ({reason}).",
        "ja": "{side}のノードが拒否しました: {told}（{reason}）。",
    }
    hint = {
        "en": "Nothing is lost. Speak with the other side's operator if it goes on.",
        "ja": "失われたものはありません。続く場合は、相手側の運用担当者に連絡してください。",
    }


class NotThere(Refused):
    """The other side's node does not have what it was asked for."""

    code = "not-there"
    status = 404
    message = {
        "en": "The node of {side} does not have it now.",
        "ja": "{side}のノードには、現在ありません。",
    }
    hint = {
        "en": "The line goes on; it is asked for again.",
        "ja": "接続は継続します。再度、要求されます。",
    }


class Caller:
    """A connection to one other side's node; use it in a ``with`` block."""

    def __init__(self, line: Line) -> None:
        """Prepare to call the node of ``line``; nothing is sent yet."""
        self._line = line
        self._keys = own_keys()
        size = Log.objects.values_list("signed_size", flat=True).get(pk=line.peer_origin)
        allowed = speaking(peer_periods(line), size)
        self._pins = {one.keys.certificate for one in allowed}
        parts = urlsplit(line.address)
        self._connection = http.client.HTTPSConnection(
            parts.hostname or "",
            parts.port,
            timeout=PATIENCE,
            context=_context([one.certificate for one in allowed]),
        )

    def __enter__(self) -> Self:
        """Return the caller."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._connection.close()

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Return status and body of the answer.

        Args:
            method: ``GET`` or ``POST``.
            path: below the prefix, with its query.
            body: what is sent.

        Raises:
            LineBroken: when the node cannot be reached, or its certificate is another one.
            LineRefused: for an answer that is neither 200, 202 nor 409 with where to go on.
        """
        try:
            answer = self._asked(method, path, body)
            content = answer.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as fault:
            self._connection.close()
            raise LineBroken(side=self._line.peer_id, why=_why(fault)) from fault
        if answer.headers.get_content_type() == "application/problem+json":
            raise self._refused(content)
        if answer.status not in {200, 202, 409}:
            raise LineBroken(side=self._line.peer_id, why=f"HTTP {answer.status}")
        return answer.status, content

    def fetch(self, path: str) -> Iterator[bytes]:
        """Yield what is at an address, piece by piece, as it comes.

        Raises:
            LineBroken: when the node cannot be reached, or the line is cut before the end: what
                was yielded before is as good as it was.
            NotThere: when the node says that it does not have it.
            LineRefused: when it refuses.
        """
        try:
            answer = self._asked("GET", path, b"")
            if answer.status == NotThere.status:
                answer.read(LARGEST_ANSWER)
                raise NotThere(side=self._line.peer_id)
            if answer.headers.get_content_type() == "application/problem+json":
                raise self._refused(answer.read(LARGEST_ANSWER))
            if answer.status != 200:  # noqa: PLR2004 - HTTP
                raise LineBroken(side=self._line.peer_id, why=f"HTTP {answer.status}")
            left = answer.length or 0
            while piece := answer.read(PIECE):
                left -= len(piece)
                yield piece
        except (OSError, http.client.HTTPException) as fault:
            self._connection.close()
            raise LineBroken(side=self._line.peer_id, why=_why(fault)) from fault
        if left:
            self._connection.close()
            raise LineBroken(
                side=self._line.peer_id, why={"en": "cut before the end", "ja": "途中で切断"}
            )

    def _asked(self, method: str, path: str, body: bytes) -> http.client.HTTPResponse:
        whole = PREFIX + path
        headers = sign_request(
            self._keys, self._line.peer_origin, method=method, path=whole, body=body
        )
        if self._connection.sock is None:
            self._connection.connect()
            self._check_pin()
        self._connection.request(method, whole, body=body, headers=headers)
        return self._connection.getresponse()

    def _check_pin(self) -> None:
        held = self._connection.sock
        der = held.getpeercert(binary_form=True) if isinstance(held, ssl.SSLSocket) else None
        found = x509.load_der_x509_certificate(der) if der else None
        spki = (
            found.public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            if found
            else b""
        )
        if hashlib.sha256(spki).hexdigest() not in self._pins:
            self._connection.close()
            raise LineBroken(
                side=self._line.peer_id,
                why={"en": "another certificate", "ja": "証明書が異なる"},
            )

    def _refused(self, content: bytes) -> LineRefused:
        try:
            told = json.loads(content)
            return LineRefused(
                side=self._line.peer_id, told=told["message"], reason=str(told["code"])[:64]
            )
        except (ValueError, KeyError, TypeError):
            return LineRefused(side=self._line.peer_id, told="?", reason="?")


def _context(certificates: Sequence[str]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # pinned by key, whatever its name: see _check_pin
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata="".join(certificates))
    keys = folder()
    context.load_cert_chain(keys / "line-certificate.pem", Path(keys / "line-key.pem"))
    return context


_UNKNOWN_THERE: Final = ("ALERT_DECRYPT_ERROR", "ALERT_UNKNOWN_CA", "CERTIFICATE_UNKNOWN")
"""What TLS 1.3 says to whom it does not know, in the words of OpenSSL."""


def _why(fault: Exception) -> str | Words:
    if isinstance(fault, ssl.SSLCertVerificationError):
        return {"en": "another certificate", "ja": "証明書が異なる"}
    if isinstance(fault, ssl.SSLError):
        told = (fault.reason or "").replace("TLSV1_", "").replace("TLSV13_", "")
        if told.endswith(_UNKNOWN_THERE):
            return {
                "en": "it does not know this node's certificate (not enrolled there yet?)",
                "ja": "相手側のノードがこのノードの証明書を認識していない（登録が未了の可能性）",
            }
        return f"TLS: {told}"
    return getattr(fault, "strerror", "") or type(fault).__name__
