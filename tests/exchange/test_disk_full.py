"""A disk that is full, on a small real file system: nothing is lost, and it goes on with room."""

import os
import shutil
import subprocess

import pytest

from tests.exchange.conftest import DRIVEN, placed
from tests.exchange.figures import record as figure
from tests.exchange.test_failing_storage import SAID
from tests.exchange.test_killed import share
from tests.exchange.test_line_cut import came_through, settle, sound

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(240)]

ROOM = 48 << 20


@pytest.fixture
def small_disk(tmp_path):
    """A file system in memory of a few megabytes.

    Where none may be mounted, ``test_no_file_can_grow_and_the_line_goes_on_when_it_can`` has files
    that cannot grow, by the limit of a process.
    """
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    given = ["-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)]
    if os.geteuid() or not mount or subprocess.run([mount, *given], check=False).returncode:
        pytest.skip("nothing may be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place):
    """Fill the disk to its last byte; return the file that does."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    return ballast


@pytest.fixture
def nodes(prepared, small_disk):
    nodes = placed(prepared, small_disk)
    try:
        for node in nodes:
            node.program = DRIVEN
            node.serve_here(node.line_port)
        settle(nodes)
        yield nodes
    finally:
        for node in nodes:
            node.close()


def test_a_full_disk_stops_nothing_for_good(nodes, small_disk):
    tokyo, london = nodes
    said = []
    for number in range(3):
        record = share(tokyo, number)
        ballast = fill(small_disk)
        wrong = []
        for _ in range(3):
            for node in nodes:
                wrong += node.passes()
        ballast.unlink()
        assert set(wrong) <= SAID, wrong
        said += wrong
        settle(nodes)
        london.confirm(record)
        settle(nodes)
        came_through(tokyo, london, record)
    assert said, "the disk was never full"
    sound(nodes)
    figure("faults.full_disks", 3)
