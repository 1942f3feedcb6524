"""The guard: the last signed checkpoint, in a file that no backup brings back.

A database restored from a backup would sign a second history. The guard file lies outside the data
folder and outside every backup, and moves only by compare-and-set: who signs says which checkpoint
was the last, and is refused when the guard knows a later one.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kakehashi.errors import Refused
from kakehashi.trust.notes import LARGEST_NOTE


class GuardMoved(Refused):
    """The guard holds another checkpoint than the one that is thought to be the last."""

    code = "guard-moved"
    status = 409
    message = {
        "en": "The guard of {origin} holds another checkpoint than this node's database.",
        "ja": "{origin} の署名記録（ガード）が、このノードのデータベースと一致しません。",
    }
    hint = {
        "en": "Nothing was signed. Another copy of the node runs, or the database is older than "
        "the guard: end the other copy, or let the node ask the other side.",
        "ja": "何も署名されていません。別のノードが動作しているか、データベースが古いものです。"
        "別のノードを終了するか、相手側への照会を実行してください。",
    }


class GuardUnwritable(Refused):
    """The guard file cannot be read or written."""

    code = "guard-unwritable"
    status = 503
    message = {
        "en": "The guard file {path} cannot be used: {why}.",
        "ja": "署名記録（ガード）{path} を使用できません（{why}）。",
    }
    hint = {
        "en": "Nothing was signed. Make room or give the folder back to this user; the node goes "
        "on by itself.",
        "ja": "何も署名されていません。空き容量又は権限を確認してください。自動的に再開します。",
    }


_MODE: Final = 0o600


class Guard:
    """The guard of one log on this machine."""

    def __init__(self, path: Path, origin: str) -> None:
        """Guard ``origin`` by the file at ``path``, which need not be there yet."""
        self.path = path
        self.origin = origin

    def read(self) -> bytes:
        """Return the last signed checkpoint, a signed note; empty before the first.

        Raises:
            GuardUnwritable: when the file is there and cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return file.read(LARGEST_NOTE + 1)
        except FileNotFoundError:
            return b""
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def advance(self, *, last: bytes, to: bytes) -> None:
        """Put ``to`` in the place of ``last``, durably, or do nothing.

        Returns only once the new checkpoint would survive a loss of power.

        Raises:
            GuardMoved: when the guard holds neither ``last`` nor ``to``.
            GuardUnwritable: when it cannot be written; it then still holds ``last``.
        """
        try:
            with self._locked():
                held = self.read()
                if held == to:
                    return
                if held != last:
                    raise GuardMoved(origin=self.origin)
                self._write(to)
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def _write(self, content: bytes) -> None:
        fresh = self.path.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
        sync_folder(self.path.parent)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, _MODE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _unwritable(self, fault: OSError) -> GuardUnwritable:
        why = fault.strerror or type(fault).__name__
        return GuardUnwritable(path=str(self.path), why=why)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
