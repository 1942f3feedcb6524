"""What the disk, the folder and the database may say is said as refusals, a bug is not."""

import errno
import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db.utils import OperationalError

from kakehashi.cli.anticipated import anticipate
from kakehashi.cli.voice import columns, terminal_language, voiced

FOLDER = Path("data")


def _raised(fault, cause):
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "disk-full"),
        (PermissionError(errno.EACCES, "no", "file.pdf"), "file-not-allowed"),
        (sqlite3.OperationalError("database is locked"), "database-busy"),
        (sqlite3.DatabaseError("database disk image is malformed"), "database-broken"),
        (sqlite3.OperationalError("unable to open database file"), "data-folder-unusable"),
        (
            _raised(
                OperationalError("x"),
                sqlite3.OperationalError("attempt to write a readonly database"),
            ),
            "data-folder-unusable",
        ),
        (
            _raised(OperationalError("x"), psycopg.OperationalError("connection refused\nmore")),
            "database-unreachable",
        ),
        (_raised(OperationalError("x"), psycopg.errors.DiskFull("no space left")), "disk-full"),
    ],
)
def test_what_is_anticipated(fault, code):
    refusal = anticipate(fault, FOLDER)
    assert refusal is not None
    assert refusal.code == code
    for language in ("en", "ja"):
        assert "{" not in refusal.say(language) + refusal.advise(language)


@pytest.mark.parametrize(
    "fault",
    [
        ValueError("a bug"),
        sqlite3.OperationalError("no such table: records_entry"),
        psycopg.errors.UndefinedTable("records_entry"),
        OSError(errno.EBADF, "a bug"),
    ],
)
def test_what_is_a_bug(fault):
    assert anticipate(fault, FOLDER) is None


def test_a_database_that_is_full_is_said_and_nothing_is_half_written(tmp_path):
    with sqlite3.connect(tmp_path / "one.sqlite3") as database:
        database.execute("CREATE TABLE text (body)")
        database.execute("PRAGMA max_page_count = 4")
        with pytest.raises(sqlite3.OperationalError) as full:
            database.executemany("INSERT INTO text VALUES (?)", [("x" * 4000,)] * 10)
    refusal = anticipate(full.value, FOLDER)
    assert refusal is not None
    assert refusal.code == "disk-full"


@pytest.mark.parametrize(
    ("said", "voice"),
    [
        ("There is no account x.", "there is no account x"),
        ("PostgreSQL does not answer.", "PostgreSQL does not answer"),
        ("UTF-16 is needed. Save it so.", "UTF-16 is needed. Save it so"),
        ("A file is missing.", "a file is missing"),
        ("Japan has no such account.", "Japan has no such account"),
        ("「x」がありません。", "「x」がありません"),
        ("", ""),
    ],
)
def test_the_voice(said, voice):
    assert voiced(said) == voice


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "ja_JP"}, "ja"),
    ],
)
def test_the_language_of_the_terminal(environment, language):
    assert terminal_language(environment) == language


def test_columns_line_up_in_both_scripts():
    assert columns([("公開サイト", "x"), ("ab", "y")]) == "公開サイト  x\nab          y"
