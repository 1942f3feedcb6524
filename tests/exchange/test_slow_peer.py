"""Who connects and says nothing, or slowly, keeps nobody else waiting and costs bounded memory."""

import contextlib
import resource
import socket
import ssl
from pathlib import Path

import pytest

from tests.exchange.conftest import DRIVEN, placed
from tests.exchange.figures import record as figure
from tests.exchange.test_line_cut import settle, whole

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(240)]

SILENT = 400
"""Connections that say nothing, of somebody who is not enrolled."""
MOST_MEMORY = 64 << 20
"""Bytes that the server of the line may grow by, whatever they do."""


@pytest.fixture(scope="module")
def nodes(prepared, in_memory):
    nodes = placed(prepared, in_memory)
    try:
        for node in nodes:
            node.program = DRIVEN
            node.served = node.serve(node.line_port)
        settle(nodes)
        yield nodes
    finally:
        for node in nodes:
            node.close()


@pytest.fixture
def many(nodes):
    """Room for that many open sockets here, and a place that closes them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    with contextlib.ExitStack() as stack:
        yield stack


def knock(stack, node):
    return stack.enter_context(socket.create_connection(("127.0.0.1", node.line_port)))


def greet(stack, node, who):
    """Shake hands as the enrolled node ``who``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    keys = who.folder / "data" / "keys"
    context.load_cert_chain(keys / "line-certificate.pem", keys / "line-key.pem")
    return stack.enter_context(context.wrap_socket(knock(stack, node)))


def memory(pid):
    """Return the bytes that the processes of a server hold."""
    held = 0
    with contextlib.suppress(FileNotFoundError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        held = sum(memory(int(child)) for child in children)
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        held += pages * resource.getpagesize()
    return held


def test_silence_before_the_greeting(nodes, many):
    before = memory(nodes[1].served)
    for _ in range(SILENT):
        knock(many, nodes[1])
    assert whole(nodes, 1)[1] == []
    grown = memory(nodes[1].served) - before
    figure("faults.silent_connections", {"count": SILENT, "bytes": max(grown, 0)})
    assert grown < MOST_MEMORY


def test_half_a_greeting_and_half_a_heading(nodes, many):
    before = memory(nodes[1].served)
    for _ in range(100):
        knock(many, nodes[1]).sendall(b"\x16\x03\x01\x02\x00\x01")
    for _ in range(50):
        greet(many, nodes[1], nodes[0]).sendall(
            b"POST /kakehashi/v1/news HTTP/1.1\r\nHost: a\r\nX-A: "
        )
    assert whole(nodes, 1)[1] == []
    assert memory(nodes[1].served) - before < MOST_MEMORY


def test_heading_without_end_is_cut_off(nodes, many):
    endless = greet(many, nodes[1], nodes[0])
    endless.settimeout(20)
    endless.sendall(b"GET /kakehashi/v1/where HTTP/1.1\r\n")
    before, sent = memory(nodes[1].served), 0
    with contextlib.suppress(OSError):
        while sent < 1 << 24:
            endless.sendall(b"X-A: " + b"a" * 4000 + b"\r\n")
            sent += 4007
    assert sent < 1 << 24
    assert memory(nodes[1].served) - before < MOST_MEMORY
    assert whole(nodes, 1)[1] == []


def test_bodies_that_never_end_hold_nobody_up(nodes, many):
    """More bodies than the port has threads, each begun and left, of the enrolled node itself."""
    origin = nodes[0].origin()
    before = memory(nodes[1].served)
    slow = [greet(many, nodes[1], nodes[0]) for _ in range(12)]
    for one in slow:
        one.sendall(
            b"POST /kakehashi/v1/news HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n"
            b"Kakehashi-Origin: " + origin.encode() + b"\r\n\r\nA"
        )
    for one in slow:
        one.sendall(b"A")
    assert whole(nodes, 1)[1] == []
    assert memory(nodes[1].served) - before < MOST_MEMORY


def test_a_body_of_somebody_unknown_is_not_waited_for(nodes, many):
    one = greet(many, nodes[1], nodes[0])
    one.settimeout(20)
    one.sendall(
        b"POST /kakehashi/v1/news HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n"
        b"Kakehashi-Origin: nobody.example/here\r\n\r\nA"
    )
    assert b" 401 " in one.recv(200).split(b"\r\n")[0]
