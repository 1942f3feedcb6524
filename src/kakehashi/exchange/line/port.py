"""The outer side of the line port: slow bodies are waited for beside each other (ASGI 3).

A body that comes a byte at a time costs a place in a list, not a thread: a request is handed to one
of a few threads once it is there whole. What comes too slowly is cut off.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Final

from kakehashi.errors import Refused
from kakehashi.exchange.line import server
from kakehashi.look.storage import StorageFails, storage_refusal

IDLE: Final = 20.0
"""Seconds in which at least a byte of a body comes."""
PATIENCE: Final = 30.0
"""Seconds that a body may take, and one more for each :data:`SLOWEST` bytes of it."""
SLOWEST: Final = 1 << 13
BODIES: Final = 32
"""Bodies on their way at once; each holds up to ``server.SPOOLED`` bytes of memory."""

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class TooSlow(Refused):
    """A body that came too slowly, or while too many others were on their way."""

    code = "request-too-slow"
    status = 408
    message = {
        "en": "The request came too slowly, or too many came at once.",
        "ja": "要求の送信が遅すぎるか、同時に送られた要求が多すぎます。",
    }
    hint = {
        "en": "Nothing was done. The other side's node tries again by itself.",
        "ja": "何も行われていません。相手側のノードが自動的に再送します。",
    }


class LinePort:
    """The line port as an ASGI application, with the threads that answer."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="line")
        self._bodies = 0

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = await self._answer(_environ(scope), receive)
        heading = [
            (b"content-type", answer.kind.encode("latin-1")),
            (b"content-length", str(len(answer.body)).encode("ascii")),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": heading})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, environ: dict[str, Any], receive: Receive) -> server.Answer:
        run = asyncio.get_running_loop().run_in_executor
        # Nobody unknown has a body waited for.
        refused = await run(self._threads, server.refused_unread, environ)
        if refused is not None:
            return refused
        if self._bodies >= BODIES:
            return server.problem(TooSlow())
        self._bodies += 1
        try:
            with tempfile.SpooledTemporaryFile(max_size=server.SPOOLED) as spool:
                digest = await _read(receive, spool, server.length_of(environ))
                spool.seek(0)
                environ["kakehashi.body"] = (spool, digest)
                return await run(self._threads, server.answered, environ)
        except TimeoutError:  # an OSError, too: asked for first
            return server.problem(TooSlow())
        except OSError as fault:  # no room for the body
            return server.problem(storage_refusal(fault) or StorageFails())
        finally:
            self._bodies -= 1


async def _read(receive: Receive, spool: IO[bytes], length: int) -> bytes:
    """Write a body of ``length`` bytes, or what came of it, and return its SHA-256.

    Raises:
        TimeoutError: it came too slowly.
    """
    hashed, left = hashlib.sha256(), length
    async with asyncio.timeout(PATIENCE + length / SLOWEST):
        while left:
            async with asyncio.timeout(IDLE):
                message = await receive()
            part = message.get("body", b"")[:left]
            hashed.update(part)
            spool.write(part)
            left -= len(part)
            if message["type"] != "http.request" or not message.get("more_body"):
                break
    return hashed.digest()


def _environ(scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the line port reads of a request, by the names of PEP 3333."""
    given: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": scope["path"],
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
    }
    for name, value in scope["headers"]:
        written = name.decode("latin-1").upper().replace("-", "_")
        key = written if written == "CONTENT_LENGTH" else f"HTTP_{written}"
        given.setdefault(key, value.decode("latin-1"))
    return given
