"""What can go wrong beneath the rooms (disk, folder, database), said as refusals."""

import errno
import sqlite3
from pathlib import Path
from typing import Final

from kakehashi.errors import Refused


class DiskFull(Refused):
    """There is no room left where the data folder lies."""

    code = "disk-full"
    status = 507
    message = {
        "en": "There is no space left on the disk of {folder}. Nothing was half-written.",
        "ja": "「{folder}」のディスクに空きがありません。途中まで書き込まれたものはありません。",
    }
    hint = {
        "en": "Free some space, or give another folder: --data DIR.",
        "ja": "空き容量を確保するか、--data DIR で別のフォルダーを指定してください。",
    }


class FolderUnusable(Refused):
    """The data folder cannot be made, read or written."""

    code = "data-folder-unusable"
    message = {
        "en": "The data folder {folder} cannot be used: {why}.",
        "ja": "データフォルダー「{folder}」を使用できません（{why}）。",
    }
    hint = {
        "en": "Make it writable for this user, or give another folder: --data DIR.",
        "ja": "このユーザーの書込み権限を確認するか、--data DIR で別のフォルダーを"
        "指定してください。",
    }


class NotAllowed(Refused):
    """The system does not let this user read or write a file."""

    code = "file-not-allowed"
    message = {
        "en": "This user may not use {file}.",
        "ja": "このユーザーには「{file}」を使用する権限がありません。",
    }
    hint = {
        "en": "Check the permissions of the file and of its folder.",
        "ja": "ファイルとフォルダーの権限を確認してください。",
    }


class DatabaseUnreachable(Refused):
    """The database server that DATABASE_URL names does not answer, or not to us."""

    code = "database-unreachable"
    status = 503
    message = {
        "en": "The database of DATABASE_URL cannot be reached: {why}.",
        "ja": "DATABASE_URL のデータベースに接続できません（{why}）。",
    }
    hint = {
        "en": "Check that the server runs and that address, user and password are right; "
        "without DATABASE_URL the node uses a file in its data folder.",
        "ja": "サーバーの稼働状況、アドレス、ユーザー名及びパスワードを確認してください。"
        "DATABASE_URL がなければ、データフォルダー内のファイルを使用します。",
    }


class DatabaseAddressWrong(Refused):
    """DATABASE_URL does not say a PostgreSQL database."""

    code = "database-address-wrong"
    message = {
        "en": "DATABASE_URL names no PostgreSQL database.",
        "ja": "DATABASE_URL が PostgreSQL のデータベースを指していません。",
    }
    hint = {
        "en": "Write it as postgres://USER:PASSWORD@HOST:5432/NAME, or leave it out "
        "and the node uses a file in its data folder.",
        "ja": "postgres://USER:PASSWORD@HOST:5432/NAME の形で指定するか、"
        "指定を外してください（データフォルダー内のファイルを使用します）。",
    }


class DatabaseBroken(Refused):
    """The file in the data folder is no database, or a damaged one."""

    code = "database-broken"
    status = 500
    message = {
        "en": "The database in {folder} cannot be read: {why}.",
        "ja": "「{folder}」のデータベースを読み取れません（{why}）。",
    }
    hint = {
        "en": "Put back kakehashi.sqlite3 from a backup, or give another folder: --data DIR.",
        "ja": "kakehashi.sqlite3 をバックアップから復元するか、--data DIR で"
        "別のフォルダーを指定してください。",
    }


class DatabaseBusy(Refused):
    """Another program holds the database for longer than we wait."""

    code = "database-busy"
    status = 503
    message = {
        "en": "Another program holds the database. Nothing was written.",
        "ja": "ほかのプログラムがデータベースを使用中です。何も書き込まれていません。",
    }
    hint = {
        "en": "Wait until it has finished and try again.",
        "ja": "終了を待って、もう一度お試しください。",
    }


_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

_SQLITE_SAYS: Final = {
    # what SQLite says -> what it means
    "disk is full": DiskFull,
    "disk i/o error": DatabaseBroken,
    "unable to open database file": FolderUnusable,
    "readonly database": FolderUnusable,
    "not a database": DatabaseBroken,
    "malformed": DatabaseBroken,
    "database is locked": DatabaseBusy,
}


def anticipate(fault: BaseException, folder: Path) -> Refused | None:
    """Return the refusal that says ``fault``, or None where it is a bug.

    Args:
        fault: what was raised; the faults it was raised from are looked at too.
        folder: the data folder of the node.
    """
    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, OSError):
            return _of_system(seen, folder)
        if isinstance(seen, sqlite3.DatabaseError):
            return _of_sqlite(seen, folder)
        # psycopg is looked at by name: a node on SQLite never imports it.
        if type(seen).__module__.split(".")[0] == "psycopg":
            return _of_postgres(seen)
        seen = seen.__cause__
    return None


def folder_unusable(folder: Path, fault: OSError) -> Refused:
    """Return the refusal for a data folder that ``fault`` kept us from using."""
    if fault.errno in _NO_SPACE:
        return DiskFull(folder=folder)
    return FolderUnusable(folder=folder, why=fault.strerror or str(fault))


def _of_system(fault: OSError, folder: Path) -> Refused | None:
    if fault.errno in _NO_SPACE:
        return DiskFull(folder=folder)
    if fault.errno in _NO_RIGHT and fault.filename is not None:
        return NotAllowed(file=fault.filename)
    return None


def _of_sqlite(fault: sqlite3.DatabaseError, folder: Path) -> Refused | None:
    said = str(fault)
    for words, kind in _SQLITE_SAYS.items():
        if words in said.lower():
            return kind(folder=folder, why=said)
    return None


def _of_postgres(fault: BaseException) -> Refused | None:
    match type(fault).__name__:
        case "OperationalError" | "ConnectionTimeout" | "AdminShutdown":
            return DatabaseUnreachable(why=_first_line(fault))
        case "DiskFull":
            return DiskFull(folder="DATABASE_URL")
        case _:
            return None


def _first_line(fault: BaseException) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0].rstrip(".")
