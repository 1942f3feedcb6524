"""Two nodes, one a side, as two sets of real processes on this machine."""

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

KAKEHASHI = Path(sys.executable).parent / "kakehashi"
ACTOR = Path(__file__).with_name("actor.py")
DRIVEN = ACTOR.with_name("driven.py")


class RefusalError(Exception):
    """What the node refused, by its code."""


class Node:
    """One side's node: its folder, its server, an official at its keyboard."""

    def __init__(self, side, folder, port, line_port):
        self.side, self.folder, self.port, self.line_port = side, folder, port, line_port
        self.server = self.actor = None
        self.program = ACTOR

    @property
    def environment(self):
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KAKEHASHI_", "DJANGO_", "DATABASE_", "LC_"))
        }
        return {
            **kept,
            "KAKEHASHI_DATA": str(self.folder / "data"),
            "KAKEHASHI_GUARD": str(self.folder / "guard"),
            "KAKEHASHI_PORT": str(self.port),
            "KAKEHASHI_LINE_PORT": str(self.line_port),
            "LANG": "C.UTF-8",
        }

    def run(self, *arguments):
        done = subprocess.run(
            [KAKEHASHI, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *command):
        """Serve pages and line; with ``node serve`` the line alone, which is ready sooner."""
        self.server = subprocess.Popen(
            [KAKEHASHI, *(command or ("up",))],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "log").open("ab"),
            text=True,
            start_new_session=True,
        )
        assert self.server.stdout.readline(), (self.folder / "log").read_text()

    def stop(self, how=signal.SIGINT):
        """End the server; SIGKILL takes its whole session at one instant."""
        if how is signal.SIGKILL:
            os.killpg(self.server.pid, signal.SIGKILL)
        else:
            self.server.send_signal(how)
        self.server.communicate(timeout=30)
        self.server = None

    def peaks(self):
        """Return the most memory that each process of the server ever had, in MiB, by its id."""
        found = {}
        for one in Path("/proc").glob("[0-9]*"):
            try:
                told = (one / "stat").read_text().rpartition(")")[2].split()
                status = (one / "status").read_text()
            except OSError:
                continue
            if int(told[2]) == self.server.pid:
                peak = re.search(r"VmHWM:\s+(\d+) kB", status)
                found[one.name] = int(peak[1]) / 1024 if peak else 0.0
        return found

    def beside(self):
        """Return the ids of the processes that work and serve the line, the one below them too."""
        below = {}
        for one in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                told = one.read_text().rpartition(")")[2].split()
                below.setdefault(int(told[1]), []).append(int(one.parent.name))
        keeper = next(one for one in sorted(below[self.server.pid]) if len(below.get(one, ())) > 2)
        return [two for one in below[keeper] for two in (one, *below.get(one, ()))]

    def __getattr__(self, name):
        def ask(*arguments, **more):
            if self.actor is None:
                self.actor = subprocess.Popen(
                    [sys.executable, self.program],
                    env=self.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            self.actor.stdin.write(json.dumps({"do": name, "with": arguments, "and": more}) + "\n")
            self.actor.stdin.flush()
            answer = json.loads(self.actor.stdout.readline())
            if "refused" in answer:
                raise RefusalError(answer["refused"])
            return answer["is"]

        return ask

    def let_go(self):
        if self.actor is not None:
            self.actor.stdin.close()
            self.actor.wait(timeout=10)
            self.actor = None

    def close(self):
        self.let_go()
        if self.server is not None:
            self.stop()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def enrol(one, other, address):
    """Enrol ``other`` at ``one``, as two officials would after a call."""
    card = one.folder / "card"
    card.write_text(other.run("node", "card", *(("--address", address) if address else ())))
    said = " ".join(one.run("--lang", "en", "node", "words", str(card)).split("\n"))
    first, second = one.run("node", "officials").split()[:2]
    one.run(
        *("--lang", "en", "node", "enrol", str(card)),
        *("--words", said, "--first", first, "--second", second),
    )


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """The folders of two nodes with keys, not yet enrolled: made once, by whoever asks first."""
    root = tmp_path_factory.getbasetemp()
    root = (root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root) / "two"
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "made").exists():
            for side, peer in (("JP", "GB"), ("GB", "JP")):
                prepare(root, side, peer)
            (root / "made").touch()
    return root


def prepare(root, side, peer):
    node = Node(side, root / side, 0, 0)
    shutil.rmtree(node.folder, ignore_errors=True)
    node.folder.mkdir()
    made = {**node.environment, "KAKEHASHI_PORT": "8000"}
    del made["KAKEHASHI_LINE_PORT"]
    done = subprocess.run(
        [KAKEHASHI, "node", "init", "--side", side, "--peer", peer, "--host", f"{side}.test"],
        env=made,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr


def placed(prepared, root, reach=lambda node: node.line_port, *, by_commands=False):
    """Return two nodes on copies of the prepared folders, enrolled over loopback.

    ``reach`` gives the port by which a node is reached, where that is not its own. A program a node
    enrols the other, or, ``by_commands``, a command for each step, as officials do: that takes longer.
    """
    ports = free_ports(4)
    nodes = [
        Node(side, root / side, ports[number], ports[2 + number])
        for number, side in enumerate(("JP", "GB"))
    ]
    for node in nodes:
        shutil.copytree(prepared / node.side, node.folder)
    tokyo, london = nodes
    if by_commands:
        enrol(tokyo, london, f"https://127.0.0.1:{reach(london)}")
        enrol(london, tokyo, f"https://127.0.0.1:{reach(tokyo)}")
        return tokyo, london
    try:
        cards = [node.card(f"https://127.0.0.1:{reach(node)}") for node in nodes]
        for node, card in zip(nodes, reversed(cards), strict=True):
            node.enrol_by(card)
    finally:
        for node in nodes:
            node.let_go()
    return tokyo, london


@pytest.fixture(scope="module")
def in_memory():
    """A folder in memory where this machine has one: for what asks how often, not how durably."""
    memory = Path("/dev/shm")
    within = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="kakehashi-", dir=within) as folder:
        yield Path(folder)


@pytest.fixture
def pair(prepared, tmp_path):
    """Two nodes of one test's own, enrolled and not yet served."""
    nodes = placed(prepared, tmp_path)
    try:
        yield nodes
    finally:
        for node in nodes:
            node.close()


@pytest.fixture(scope="module")
def two(prepared, tmp_path_factory):
    """Two nodes, served, enrolled, their first statements exchanged."""
    nodes = placed(prepared, tmp_path_factory.mktemp("nodes"), by_commands=True)
    try:
        for node in nodes:
            node.start()
        for node in nodes:
            eventually(lambda node=node: node.sizes()["acknowledged"] > 0)
        yield nodes
    finally:
        for node in nodes:
            node.close()


def eventually(holds, within=30.0):
    """Wait until ``holds()`` is true, and return what it gave."""
    until = time.monotonic() + within
    while True:
        found = holds()
        if found or time.monotonic() > until:
            assert found
            return found
        time.sleep(0.05)
