"""``kakehashi up-two``: two nodes of one command, which start quietly and end with it."""

import os
import shutil
import signal
import socket
import subprocess

import pytest

from tests.exchange.conftest import KAKEHASHI, Node, eventually, free_ports

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(240)]


def two_in_a_row():
    """Return a free port behind which the next one is free, too."""
    for port in free_ports(20):
        if not listens(port + 1):
            return port
    raise AssertionError


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_starts_quietly_and_whoever_ends_it_ends_both_nodes(prepared, tmp_path):
    for side in ("JP", "GB"):
        shutil.copytree(prepared / side, tmp_path / "two" / side.lower())
    page, line = two_in_a_row(), two_in_a_row()
    ports = (page, page + 1, line, line + 1)
    environment = Node("JP", tmp_path, page, line).environment
    for ending in (signal.SIGTERM, signal.SIGINT):
        with (tmp_path / "said").open("w+") as said:
            both = subprocess.Popen(
                [KAKEHASHI, "up-two"],
                env={**environment, "KAKEHASHI_DATA": str(tmp_path / "two")},
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
            lines = [both.stdout.readline() for _each in range(8)]
            assert [one.split()[:3] for one in (lines[0], lines[4])] == [
                ["node", "of", "JP"],
                ["node", "of", "GB"],
            ]
            assert sum("/sign-in/" in one for one in lines) == 4
            eventually(lambda: all(map(listens, ports)))
            os.kill(both.pid, ending)
            assert both.wait(timeout=30) == 0
            assert not any(map(listens, ports))
            said.seek(0)
            assert said.read() == ""
