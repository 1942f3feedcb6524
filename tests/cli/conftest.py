"""A node of its own for every test that runs the command as a shell would."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

KAKEHASHI = Path(sys.executable).parent / "kakehashi"


def environment(folder):
    """Return what a shell gives: nothing of the tests' own node, SQLite."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KAKEHASHI_", "DJANGO_", "DATABASE_", "LC_"))
    }
    return {**kept, "KAKEHASHI_DATA": str(folder), "LANG": "C.UTF-8"}


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """A data folder that a first command has migrated and loaded."""
    folder = tmp_path_factory.mktemp("node") / "data"
    done = subprocess.run(
        [KAKEHASHI, "timeline", "verify"],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def node(loaded, tmp_path):
    """A copy of the loaded folder, to write in."""
    return shutil.copytree(loaded, tmp_path / "data")


@pytest.fixture
def shell(tmp_path):
    """Run ``kakehashi`` with arguments on a folder; without one, on an empty one."""

    def run(*arguments, folder=None, **more):
        return subprocess.run(
            [KAKEHASHI, *map(str, arguments)],
            env={**environment(folder or tmp_path / "empty"), **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
