"""The tables of an empty node: made quickly, and to the letter what Django makes of the migrations."""

import sqlite3
import subprocess
import sys

import pytest

from tests.cli.conftest import environment

pytestmark = [pytest.mark.long, pytest.mark.database("sqlite")]

TOLD = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
    "SELECT app, name FROM django_migrations ORDER BY id",
    "SELECT * FROM django_content_type ORDER BY id",
    "SELECT * FROM auth_permission ORDER BY id",
)


def test_the_first_tables_are_those_that_django_makes(loaded, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env={
            **environment(tmp_path),
            "DJANGO_SETTINGS_MODULE": "kakehashi.config.settings",
            "KAKEHASHI_SECRET_KEY": "only-for-tests",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = (
        [database.execute(told).fetchall() for told in TOLD]
        for folder in (loaded, tmp_path)
        for database in [sqlite3.connect(folder / "kakehashi.sqlite3")]
    )
    assert len(ours[0]) > 500
    assert ours == theirs
