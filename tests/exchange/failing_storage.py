"""Storage that fails at one chosen call: each SQL statement and commit, each step of writing a file.

A call fails *once persisted*, when its effect happened and an error is reported all the same, or
*once not*, when nothing happened. Calls are counted while the worker works and the line port
answers; what the test itself asks for in between is left alone.
"""

import contextlib
import errno
import io
import os
import sqlite3
import tempfile
import threading
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

READ, WRITE, COMMIT, FILE, BLOB = "read", "write", "commit", "file", "blob"
"""Kinds of calls; ``blob`` is opening and writing a file of sealed bytes."""


class Failing:
    """Which call fails next, and how."""

    def __init__(self):
        self.lock, self.main = threading.RLock(), threading.main_thread()
        self.watching = False
        self.arm(0)

    def arm(self, at, kinds=(READ, WRITE, COMMIT, FILE), *, persisted=False, full=False):
        """Fail the call number ``at`` of these kinds, counted from now; at 0, count alone."""
        self.at, self.kinds, self.persisted, self.full = at, kinds, persisted, full
        self.count, self.failed, self.instead = 0, "", None

    def _here(self, kind):
        if kind not in self.kinds:
            return False
        if threading.current_thread() is self.main and not self.watching:
            return False
        self.count += 1
        return self.at and self.count == self.at

    def call(self, kind, name, does, *given, **more):
        with self.lock:
            here = self._here(kind)
            if here:
                self.failed = f"{kind} {name}"[:200]
        if not here:
            return does(*given, **more)
        if self.instead is not None:
            done = does(*given, **more)
            self.instead()
            return done
        if self.persisted:
            does(*given, **more)
        raise self._fault(kind)

    def _fault(self, kind):
        if kind in {FILE, BLOB}:
            number = errno.ENOSPC if self.full else errno.EIO
            return OSError(number, os.strerror(number))
        said = "database or disk is full" if self.full else "disk I/O error"
        fault = OperationalError(said)
        fault.__cause__ = sqlite3.OperationalError(said)
        return fault

    def sql(self, execute, statement, given, many, context):
        word = statement.split(None, 1)[0].upper()
        kind = READ if word in {"SELECT", "PRAGMA", "EXPLAIN"} else WRITE
        return self.call(kind, statement, execute, statement, given, many, context)


failing = Failing()


def arm(at, kinds, persisted=False, full=False):
    failing.arm(at, kinds, persisted=persisted, full=full)


def disarm():
    """Let everything succeed again; return how many calls were counted, and which one failed."""
    told = [failing.count, failing.failed]
    failing.arm(0)
    return told


def back_up_at(at):
    """Take a backup right after commit number ``at``, instead of failing."""
    failing.arm(at, (COMMIT,))
    failing.instead = _back_up


def _database():
    return Path(settings.DATA) / "kakehashi.sqlite3"


def _back_up():
    with (
        contextlib.closing(sqlite3.connect(_database())) as here,
        contextlib.closing(sqlite3.connect(f"{_database()}.backup")) as there,
    ):
        here.backup(there)


def restore():
    """Put the backup in the place of the database; what is outside of it stays."""
    connections.close_all()
    for ending in ("", "-wal", "-shm"):
        Path(f"{_database()}{ending}").unlink(missing_ok=True)
    Path(f"{_database()}.backup").replace(_database())


def put_in():
    """Stand between this process and its storage from now on."""

    def seen(connection, **_more):
        if failing.sql not in connection.execute_wrappers:
            connection.execute_wrappers.append(failing.sql)

    connection_created.connect(seen, weak=False)
    commit = BaseDatabaseWrapper._commit
    BaseDatabaseWrapper._commit = lambda self: failing.call(COMMIT, "commit", commit, self)
    for module, name in ((os, "open"), (os, "fsync"), (os, "replace"), (tempfile, "mkstemp")):
        setattr(module, name, _between(name, getattr(module, name)))

    io.open = _open_blob


class _Blob:
    """A file of sealed bytes that is being written, each write a call of its own."""

    def __init__(self, file):
        self._file = file

    def write(self, content):
        return failing.call(BLOB, "write", self._file.write, content)

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()


_opened = io.open


def _open_blob(place, mode="r", *given, **more):
    """Open a file, as :meth:`pathlib.Path.open` does."""
    blobs = Path(settings.DATA) / "blobs"
    if mode not in {"xb", "ab"} or not Path(place).is_relative_to(blobs):
        return _opened(place, mode, *given, **more)
    return _Blob(failing.call(BLOB, "open", _opened, place, mode, *given, **more))


def _between(name, does):
    def between(*given, **more):
        if name == "open" and not given[1] & os.O_CREAT:
            return does(*given, **more)
        return failing.call(FILE, name, does, *given, **more)

    return between
