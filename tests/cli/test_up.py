"""``kakehashi up`` and ``sign-in``: addresses and nothing else, links that work once."""

import contextlib
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from tests.cli.conftest import KAKEHASHI, environment

pytestmark = pytest.mark.long

LINE = re.compile(r"^\S.*  http://127\.0\.0\.1:\d+/\S*$")


@contextlib.contextmanager
def served(folder, port, *arguments, **more):
    """Serve ``folder``; yield the lines printed and the seconds until the first."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [KAKEHASHI, "up", "--port", str(port), *arguments],
        env={**environment(folder), **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        lines = [process.stdout.readline().rstrip("\n") for _each in range(5)]
        yield lines, time.monotonic() - begun
    finally:
        process.send_signal(signal.SIGINT)
        _out, said = process.communicate(timeout=30)
    assert said == ""
    assert process.returncode == 0


def page(address, **headers):
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status, answer.geturl(), answer.read().decode()


def test_up_from_nothing_and_again(tmp_path, free_port, shell):
    folder = tmp_path / "data"
    home = f"http://127.0.0.1:{free_port}/"
    with served(folder, free_port) as (lines, _seconds):
        assert [bool(LINE.match(line)) for line in lines] == [True] * 5
        assert lines[0].split() == ["public", home]
        assert sum("/sign-in/" in line for line in lines[1:]) == 4

        status, address, english = page(home, **{"Accept-Language": "en"})
        assert (status, address) == (200, home)
        assert '<html lang="en' in english
        assert '<html lang="ja' in page(home, **{"Accept-Language": "ja"})[2]

        link = shell("sign-in", "GB", folder=folder).stdout.strip()
        assert link.startswith(f"{home}sign-in/")
        assert page(link)[0] == 200

        taken = shell("up", "--port", free_port, folder=folder)
        assert taken.returncode == 1
        assert taken.stderr.startswith(f"error: port {free_port} is taken")
        assert f"hint: open http://127.0.0.1:{free_port}/" in taken.stderr
        other = shell("up", "--port", free_port, folder=tmp_path / "other")
        assert other.returncode == 1
        assert "is taken by another program\nhint: give another port: --port" in other.stderr

        with pytest.raises(urllib.error.HTTPError) as missing:
            page(f"{home}sign-in/no-such-link/")
        assert missing.value.code in {400, 403, 404, 410}

    with served(folder, free_port) as (_lines, seconds):
        assert page(home)[0] == 200
        assert seconds < 5
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", free_port)) != 0


def test_a_link_for_an_account_or_a_private_office(shell, loaded):
    one = shell("sign-in", "officer-jp", folder=loaded, KAKEHASHI_PORT="8123").stdout
    two = shell("sign-in", "JP", "--role", "private_office", folder=loaded).stdout
    assert one.startswith("http://127.0.0.1:8123/sign-in/")
    assert two.startswith("http://127.0.0.1:8000/sign-in/")
    assert one.rsplit("/", 2)[1] != two.rsplit("/", 2)[1]
