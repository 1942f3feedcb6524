"""The Go project's own packages `sumdb/note` and `sumdb/tlog` check the same honest log."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.verifier.second_opinion import (
    FOLDER,
    KEYS,
    STRANGER,
    entries,
    files_of,
    note_of,
    written,
)

GO_PATH = Path("/usr/share/gocode")


@pytest.fixture(scope="module")
def third(tmp_path_factory):
    """The program, built without network from the packages of the system."""
    if shutil.which("go") is None or not (GO_PATH / "src/golang.org/x/mod/sumdb").is_dir():
        pytest.skip("Go or its package golang.org/x/mod is not installed (golang-golang-x-mod-dev)")
    root = tmp_path_factory.mktemp("go")
    done = subprocess.run(
        ["go", "build", "-o", root / "third", "."],
        cwd=FOLDER / "go",
        env={
            **os.environ,
            "GO111MODULE": "off",
            "GOPATH": str(GO_PATH),
            "GOCACHE": str(root / "cache"),
            "GOFLAGS": "",
            "CGO_ENABLED": "0",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return root / "third"


def run(third, folder, key=KEYS.log[0]):
    return subprocess.run(
        [third, folder, key.verifier.text], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_an_honest_log_is_verified(third, tmp_path, size):
    given = entries(size)
    written(tmp_path / "log", {**files_of(given), "checkpoint": note_of(given)})
    done = run(third, tmp_path / "log")
    assert (done.stdout, done.stderr) == (f"verified {size} entries\n", "")


def test_tampering_is_refused(third, tmp_path):
    given = entries(300)
    files = {**files_of(given), "checkpoint": note_of(given)}
    written(tmp_path / "log", files)
    for path, content in files.items():
        if path == "checkpoint":
            continue
        for at in (0, len(content) // 2, len(content) - 1):
            bad = bytearray(content)
            bad[at] ^= 1
            (tmp_path / "log" / path).write_bytes(bad)
            done = run(third, tmp_path / "log")
            assert done.returncode == 1, (path, at)
            assert done.stderr.startswith("refused: ")
        (tmp_path / "log" / path).write_bytes(content)
    assert run(third, tmp_path / "log").returncode == 0
    (tmp_path / "log" / "checkpoint").write_bytes(
        files["checkpoint"].replace(b"\n300\n", b"\n299\n")
    )
    assert "invalid signature" in run(third, tmp_path / "log").stderr
    (tmp_path / "log" / "checkpoint").write_bytes(files["checkpoint"])
    assert "checkpoint" in run(third, tmp_path / "log", STRANGER.log[0]).stderr
