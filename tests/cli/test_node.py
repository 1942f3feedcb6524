"""Making a node ready: once however many ask, no newer database, no process left behind."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from kakehashi.cli.given import Given
from kakehashi.framework.profile.loading import SHIPPED
from tests.cli.conftest import KAKEHASHI, environment
from tests.cli.test_up import page, served

pytestmark = pytest.mark.long


def test_commands_that_come_at_once_make_one_node(tmp_path, shell):
    folder = tmp_path / "data"
    command = [KAKEHASHI, "sign-in", "JP"]
    running = [
        subprocess.Popen(
            command, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _each in range(3)
    ]
    ended = [(*one.communicate(timeout=120), one.returncode) for one in running]
    assert [(said, status) for _link, said, status in ended] == [(b"", 0)] * 3
    assert len({link for link, _said, _status in ended}) == 3
    with sqlite3.connect(folder / "kakehashi.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM framework_partnership").fetchone() == (1,)
    assert shell("timeline", "verify", folder=folder).returncode == 0


def test_the_data_folder_is_its_owners_alone(loaded):
    assert loaded.stat().st_mode & 0o077 == 0
    assert (loaded / "secret-key").stat().st_mode & 0o077 == 0


def test_what_lies_in_a_folder_open_to_others_is_the_nodes_alone(shell, tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "kakehashi.sqlite3").touch(0o644)
    assert shell("migrate", folder=tmp_path).returncode == 0
    assert (tmp_path / "kakehashi.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_database_of_a_newer_version_is_left_alone(shell, node):
    with sqlite3.connect(node / "kakehashi.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('records', '0999_from_the_future', '2030-01-01')"
        )
    done = shell("roles", folder=node)
    assert done.returncode == 1
    assert "records.0999_from_the_future" in done.stderr


def test_migrate_says_when_there_is_nothing_to_do(shell, loaded):
    assert shell("migrate", folder=loaded).stdout == "nothing to do\n"


def test_a_profile_in_a_folder_of_its_own_starts_more_than_once(shell, tmp_path):
    own = shutil.copytree(SHIPPED / "practice", tmp_path / "own")
    head = (own / "profile.yaml").read_text("utf-8")
    (own / "profile.yaml").write_text(head.replace("id: practice", "id: of-our-own", 1), "utf-8")
    folder, asked = tmp_path / "data", {"KAKEHASHI_PROFILE": str(own)}
    for _start in range(2):
        done = shell("timeline", "verify", folder=folder, **asked)
        assert done.returncode == 0, done.stderr
    assert (
        shell("timeline", "verify", folder=folder, KAKEHASHI_PROFILE="of-our-own").returncode == 0
    )
    other = shell("timeline", "verify", folder=folder, KAKEHASHI_PROFILE=str(SHIPPED / "practice"))
    assert other.returncode == 1
    assert other.stderr.startswith("error: the data folder")
    own.rename(tmp_path / "gone")
    assert shell("timeline", "verify", folder=folder, **asked).returncode == 0


def test_an_interrupted_command_says_nothing(tmp_path):
    process = subprocess.Popen(
        [KAKEHASHI, "migrate"],
        env=environment(tmp_path / "data"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert _within(30, (tmp_path / "data" / ".lock").exists)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert (out, said.strip(), process.returncode) == (b"", b"", 130)


def test_options_stand_before_or_after_the_command(shell, loaded, tmp_path):
    before = shell("--data", loaded, "--port", 8123, "sign-in", "JP", folder=tmp_path / "other")
    after = shell("sign-in", "JP", "--data", loaded, "--port", 8123, folder=tmp_path / "other")
    for done in (before, after):
        assert done.stdout.startswith("http://127.0.0.1:8123/sign-in/"), done.stderr
    assert not (tmp_path / "other").exists()


def test_practice_lies_beside_the_data_and_never_in_it(monkeypatch, tmp_path):
    monkeypatch.delenv("KAKEHASHI_DATA")
    assert Given(practice=True).data == Given().data.with_name("practice")
    assert (Given(practice=True).usual_port, Given().usual_port) == (8010, 8000)
    monkeypatch.setenv("KAKEHASHI_DATA", str(tmp_path))
    assert Given(practice=True).data == tmp_path


def test_up_practice_refuses_the_data_of_another_partnership(shell, loaded, free_port):
    done = shell("up", "--practice", "--port", free_port, folder=loaded)
    assert done.returncode == 1
    assert done.stderr.startswith("error: the data folder")
    assert "uk-japan" in done.stderr


def _workers(process):
    return [
        int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_workers_come_back_and_never_outlive_the_node(node, free_port):
    arguments = [KAKEHASHI, "up", "--port", str(free_port)]
    with subprocess.Popen(
        arguments, env=environment(node), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        for _each in range(5):
            process.stdout.readline()
        background, worker = _workers(process.pid)  # in the order they were started
        os.kill(worker, signal.SIGKILL)
        assert _within(10, lambda: page(f"http://127.0.0.1:{free_port}/")[0] == 200)
        kept, again = _workers(process.pid)
        assert (kept, again != worker) == (background, True)
        process.kill()
    for one in (background, again):
        assert _within(10, lambda one=one: not Path(f"/proc/{one}").exists())


def test_more_workers_serve_and_the_folder_says_where_meanwhile(node, free_port):
    with served(node, free_port, KAKEHASHI_WORKERS="2"):
        assert page(f"http://127.0.0.1:{free_port}/")[0] == 200
        assert (node / "address").read_text() == f"http://127.0.0.1:{free_port}"
    assert not (node / "address").exists()


def _within(seconds, condition):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False
