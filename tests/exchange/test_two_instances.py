"""The same node started twice at once: nothing is said twice and no log forks, whatever each does."""

import subprocess

import pytest

from tests.exchange.conftest import KAKEHASHI, eventually, free_ports
from tests.exchange.figures import record as figure
from tests.exchange.test_killed import SERVE, at_rest, share

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(600)]


def another(node, port, line_port):
    """Start a second instance on the folders of a node."""
    ports = {"KAKEHASHI_PORT": str(port), "KAKEHASHI_LINE_PORT": str(line_port)}
    return subprocess.Popen(
        [KAKEHASHI, *SERVE],
        env={**node.environment, **ports},
        stdout=subprocess.PIPE,
        stderr=(node.folder / "log").open("ab"),
        text=True,
        start_new_session=True,
    )


def test_a_second_instance_says_nothing_twice_and_forks_nothing(pair):
    tokyo, london = pair
    for node in pair:
        node.start(*SERVE)
    ports = free_ports(4)
    seconds = [another(node, *ports[2 * n : 2 * n + 2]) for n, node in enumerate(pair)]
    try:
        for one in seconds:
            assert one.stdout.readline(), "the second instance did not start"
        shared = {node.side: [share(node, number) for number in range(6)] for node in pair}
        assert eventually(lambda: at_rest(tokyo, london), within=150)
    finally:
        for one in seconds:
            one.terminate()
            one.communicate(timeout=30)
    assert tokyo.every_digest() == london.every_digest()
    for node, other in ((tokyo, london), (london, tokyo)):
        for record in shared[node.side]:
            times = len(other.heard(record))
            figure("faults", {"lost": int(times == 0), "twice": max(times - 1, 0)})
            assert other.heard(record) == [["share", "held", ""]]
            assert node.said(record) == [["share", "held", ""]]
    assert [node.sizes()["state"] for node in pair] == ["open", "open"]
    figure("faults.second_instances", 2)


def test_a_second_instance_on_the_same_port_is_refused_in_words(pair):
    tokyo, _london = pair
    tokyo.start(*SERVE)
    done = subprocess.run(
        [KAKEHASHI, "--lang", "en", *SERVE],
        env={**tokyo.environment, "KAKEHASHI_PORT": str(tokyo.port)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert "error:" in done.stderr
    assert "Traceback" not in done.stderr
