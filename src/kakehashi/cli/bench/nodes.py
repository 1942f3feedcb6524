"""The two nodes that are measured: each with hands in a process, and a line port of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

from kakehashi.cli.bench.hands import most_memory
from kakehashi.cli.up_two import COMMAND, NodeEnded, Place

PATIENCE: Final = 60.0
"""Seconds for a process to be ready, or for a line to come to rest."""


class Node:
    """One node, its hands, and what serves its line."""

    def __init__(self, place: Place) -> None:
        """Start the hands of the node at ``place``."""
        self.side = place.side
        self.place = place
        self._served: subprocess.Popen[bytes] | None = None
        self._hands = subprocess.Popen(  # noqa: S603 - our own command
            [*COMMAND, "bench", "hands"],
            env=place.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def address(self) -> str:
        """Where its line port is."""
        return f"https://127.0.0.1:{self.place.line_port}"

    def tell(self, do: str, *told: object) -> None:
        """Have the hands begin something; :meth:`answer` waits for it."""
        file = cast("IO[str]", self._hands.stdin)
        file.write(json.dumps({"do": do, "with": told}) + "\n")
        file.flush()

    def answer(self) -> Any:
        """Return what the hands answer.

        Raises:
            NodeEnded: when they did not; they have said why.
        """
        said = cast("IO[str]", self._hands.stdout).readline()
        if not said:
            raise NodeEnded(side=self.side)
        return json.loads(said)

    def do(self, do: str, *told: object) -> Any:
        """Have the hands do something, and return what came of it."""
        self.tell(do, *told)
        return self.answer()

    def serve(self, *command: str) -> None:
        """Serve the line: ``bench line`` the port alone, ``node serve`` port and worker.

        Raises:
            NodeEnded: when nobody listens after a while.
        """
        self._served = subprocess.Popen(  # noqa: S603 - our own command
            [*COMMAND, *command],
            env=self.place.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._served.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.place.line_port)),
            ):
                return
            time.sleep(0.02)
        raise NodeEnded(side=self.side)

    def memory(self) -> int:
        """Return the most memory that the hands, or a process that serves the line, ever held."""
        served = _session(self._served.pid) if self._served else []
        return max(map(most_memory, [self._hands.pid, *served]))

    def processor(self) -> float:
        """Return the seconds of the processor that the hands and the line have used so far."""
        served = _session(self._served.pid) if self._served else []
        return sum(map(_used, {self._hands.pid, *served}))

    def rest(self) -> None:
        """Stop serving."""
        if self._served is not None:
            self._served.send_signal(signal.SIGINT)
            try:
                self._served.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(self._served.pid, signal.SIGKILL)
            self._served = None

    def close(self) -> None:
        """End every process."""
        self.rest()
        cast("IO[str]", self._hands.stdin).close()
        try:
            self._hands.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._hands.kill()


def _used(process: int) -> float:
    """Return the seconds of the processor that a process has used; 0 where nobody says."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _session(leader: int) -> list[int]:
    """Return the processes of a session; its leader alone where the system does not say."""
    found = [leader]
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            if os.getsid(int(folder.name)) == leader:
                found.append(int(folder.name))
    return found


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


@contextlib.contextmanager
def two_nodes(folder: Path) -> Iterator[tuple[Node, Node]]:
    """Give two nodes in ``folder``, enrolled with each other; made where they are not there.

    Raises:
        NodeEnded: when one cannot be made.
    """
    from kakehashi.cli.up_two import make_keys, two_sides

    ports = free_ports(4)
    places = [
        Place(side, folder / side, ports[number], ports[2 + number])
        for number, side in enumerate(two_sides())
    ]
    make_keys(places)
    nodes: list[Node] = []
    try:
        nodes += [Node(place) for place in places]
        first, second = nodes
        for one, other in ((first, second), (second, first)):
            one.do("enrol", other.do("card"), other.address)
        yield first, second
    finally:
        for one in nodes:
            one.close()
