"""The measurement gives every row of the table, on two real nodes, and whether each target is met."""

import json
import shutil
import subprocess

import pytest

from tests.exchange.conftest import KAKEHASHI, Node

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(120)]

ROWS = {
    "records received, opened, applied": (0.1, "at least"),
    "records sealed and appended": (0.08, "at least"),
    "entries mirrored without opening": (0.5, "at least"),
    "backlog after an outage": (1.2, "at most"),
    "memory while catching up": (1.1, "at most"),
    "share to readable, seconds": (1, "at most"),
    "share to readable, in durable commits": (8, "at most"),
    "verifying a whole log": (0.5, "at least"),
}


def test_every_row_is_measured_and_held_against_its_target(prepared, tmp_path):
    for side in ("JP", "GB"):
        shutil.copytree(prepared / side, tmp_path / side)
    given = ("--json", "--rows", "3", "--leaves", "600", "--nodes", tmp_path)
    done = subprocess.run(
        [KAKEHASHI, "bench", "exchange", *given],
        env=Node("JP", tmp_path / "JP", 0, 0).environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert {row["name"]: (row["target"], row["bound"]) for row in told["rows"]} == ROWS
    for row in told["rows"]:
        assert row["ratio"] > 0
        within = row["ratio"] >= row["target"], row["ratio"] <= row["target"]
        assert row["met"] is within[row["bound"] == "at most"]
        assert "refused" not in row["figures"] or row["figures"]["refused"] == 0
    assert told["met"] is all(row["met"] for row in told["rows"])
    assert done.returncode == (0 if told["met"] else 1)
