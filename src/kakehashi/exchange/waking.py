"""Waking the worker of this node: a datagram to a socket in the data folder.

Losing one costs nothing but time: the worker looks by itself every few seconds.
"""

import contextlib
import socket
import time
from pathlib import Path

from django.conf import settings

LONGEST_PATH = 100
"""Bytes that the path of a socket may have on every system."""


def _path() -> str:
    return str(Path(settings.DATA) / "worker.socket")


def wake() -> None:
    """Tell the worker that there is something to do; say nothing where none runs."""
    path = _path()
    if len(path.encode()) > LONGEST_PATH:
        return
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell,
    ):
        bell.setblocking(False)
        bell.sendto(b"\0", path)


class Bell:
    """What the worker waits on."""

    def __init__(self) -> None:
        """Listen; where the data folder's path is too long for a socket, only time passes."""
        self._socket: socket.socket | None = None
        path = _path()
        if len(path.encode()) <= LONGEST_PATH:
            Path(path).unlink(missing_ok=True)
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._socket.bind(path)
            Path(path).chmod(0o600)

    def wait(self, seconds: float) -> None:
        """Return when woken, at the latest after ``seconds``."""
        if self._socket is None:
            time.sleep(seconds)
            return
        self._socket.settimeout(max(seconds, 0.001))
        with contextlib.suppress(OSError):
            self._socket.recv(1)
            self._socket.setblocking(False)
            while self._socket.recv(1):
                pass

    def close(self) -> None:
        """Stop listening."""
        if self._socket is not None:
            self._socket.close()
            Path(_path()).unlink(missing_ok=True)
