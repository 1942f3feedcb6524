"""What is refused on the command line: ``error:`` and ``hint:``, status 1, no stack trace."""

import os
from pathlib import Path

from kakehashi.cli.refusals import all_refusals


def refused(done):
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert done.stdout == ""
    assert [line.partition(": ")[0] for line in lines] == ["error", "hint"]
    assert not lines[0].endswith((".", "。"))
    return done.stderr


def test_an_unknown_side(shell, loaded):
    assert "XX" in refused(shell("sign-in", "XX", folder=loaded))
    assert "XX」という側も" in refused(shell("--lang", "ja", "sign-in", "XX", folder=loaded))


def test_an_unknown_account(shell, loaded):
    refused(shell("--as", "nobody", "timeline", "verify", folder=loaded))


def test_an_account_that_may_not(shell, loaded):
    refused(shell("--as", "private-office-jp", "accounts", folder=loaded))


def test_another_profile_than_the_folder_holds(shell, loaded):
    said = refused(shell("roles", folder=loaded, KAKEHASHI_PROFILE="practice"))
    assert "practice" in said


def test_a_database_address_that_is_none(shell):
    refused(shell("roles", DATABASE_URL="mysql://somewhere/else"))


def test_a_data_folder_that_is_a_file(shell, tmp_path):
    (tmp_path / "file").write_text("x")
    refused(shell("roles", folder=tmp_path / "file"))


def test_a_file_that_is_no_database(shell, node):
    (node / "kakehashi.sqlite3").write_bytes(b"not a database at all" * 500)
    for extra in ("-wal", "-shm"):
        (node / f"kakehashi.sqlite3{extra}").unlink(missing_ok=True)
    refused(shell("roles", folder=node))


def test_a_folder_that_may_not_be_written(shell, tmp_path):
    # Root may write into a folder of mode 500; nobody may make one below /proc.
    if os.geteuid() == 0:
        refused(shell("roles", folder=Path("/proc/kakehashi-data")))
    else:
        tmp_path.chmod(0o500)
        refused(shell("roles", folder=tmp_path / "data"))


def test_every_refusal_speaks_both_languages_under_one_code():
    kinds = all_refusals()
    codes = [kind.code for kind in kinds]
    assert sorted(set(codes)) == sorted(codes)
    for kind in kinds:
        assert set(kind.message) == set(kind.hint) == {"en", "ja"}, kind
