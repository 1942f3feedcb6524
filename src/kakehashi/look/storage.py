"""Storage that fails: a full disk, a database that is away. Anticipated, so it is said in words.

What was being written is undone by its transaction; the node goes on by itself when it can.
"""

import contextlib
import errno
from collections.abc import Iterator
from typing import Final

from django.db import InterfaceError, InternalError, OperationalError, connection

from kakehashi.errors import Refused

FAULTS: Final = (OperationalError, InterfaceError, InternalError, OSError)
"""What a disk or a database that fails is raised as."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DISK: Final = _FULL | {errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE}
_POSTGRES_FULL: Final = "53100"
"""PostgreSQL, appendix A: disk_full."""


class StorageFull(Refused):
    """The disk is full."""

    code = "storage-full"
    status = 507
    message = {
        "en": "This node has no room left: its disk is full.",
        "ja": "このノードの空き容量がありません（ディスクが一杯です）。",
    }
    hint = {
        "en": "Nothing was recorded and nothing is lost. What you typed is still there when you "
        "go back. Ask the operator to make room, then send it again; exchange goes on by itself.",
        "ja": "記録されたものも、失われたものもありません。前の画面に戻ると、入力内容が残って"
        "います。運用担当者に空き容量の確保を依頼し、その後、再度送信してください。交換は自動的に"
        "再開します。",
    }


class StorageFails(Refused):
    """The disk or the database does not answer as it should."""

    code = "storage-fails"
    status = 503
    message = {
        "en": "This node cannot read or write its records at present.",
        "ja": "このノードは現在、記録の読み書きができません。",
    }
    hint = {
        "en": "Nothing is lost. What you typed is still there when you go back. Try again in a "
        "minute; if it goes on, tell the operator. Exchange goes on by itself.",
        "ja": "失われたものはありません。前の画面に戻ると、入力内容が残っています。しばらくして"
        "から再度お試しください。続く場合は、運用担当者に連絡してください。交換は自動的に再開します。",
    }


def storage_refusal(fault: BaseException | None) -> Refused | None:
    """Return the refusal that says a fault of storage, or None where it is something else."""
    seen = fault
    while seen is not None:
        if isinstance(seen, OSError):
            if seen.errno in _DISK:
                return StorageFull() if seen.errno in _FULL else StorageFails()
        elif isinstance(seen, FAULTS):
            full = "disk is full" in str(seen)
            full = full or getattr(seen.__cause__, "sqlstate", None) == _POSTGRES_FULL
            return StorageFull() if full else StorageFails()
        seen = seen.__cause__
    return None


def let_go() -> None:
    """Close this thread's connection after a fault of storage, so that the next use is a fresh one.

    SQLite may have begun the transaction whose beginning it reported as failed.
    """
    if not connection.in_atomic_block:
        connection.close()


@contextlib.contextmanager
def though_storage_fails() -> Iterator[None]:
    """Go on though what is written in the block could not be: a page is read all the same."""
    try:
        yield
    except FAULTS as fault:
        if storage_refusal(fault) is None:
            raise
        let_go()
