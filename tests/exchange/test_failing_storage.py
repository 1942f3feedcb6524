"""Every storage call fails, once persisted and once not: nothing is lost, nothing said twice."""

import hashlib
import itertools
import os

import pytest

from tests.exchange.conftest import DRIVEN, placed
from tests.exchange.figures import record as figure
from tests.exchange.test_killed import share
from tests.exchange.test_line_cut import came_through, settle, sound, whole

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(420)]

EVERY = os.environ.get("KAKEHASHI_STORAGE") == "every"
"""Whether every call fails in an exchange of its own, as in ``make soak``, or some do."""
SQL, LASTING = ("read", "write"), ("commit", "file")
POINT = ("milestone", "Point with minutes", {"due_date": "2027-03-31", "standing": "planned"})
SAID = {
    "storage-fails",
    "storage-full",
    "line-broken",
    "line-refused",
    "guard-unwritable",
    "guard-moved",
    "tile-differs",
}


@pytest.fixture(scope="module")
def nodes(prepared, in_memory):
    nodes = placed(prepared, in_memory)
    try:
        for node in nodes:
            node.program = DRIVEN
            node.serve_here(node.line_port)
        settle(nodes)
        yield nodes
    finally:
        for node in nodes:
            node.close()


def fail(nodes, victim, number, at, kinds, **how):
    """Make one exchange in which a call of ``victim`` fails; return which, empty where none is."""
    victim.arm(at, kinds, **how)
    record = share(nodes[0], number)
    wrong = settle(nodes)
    nodes[1].confirm(record)
    wrong += settle(nodes)
    _, failed = victim.disarm()
    came_through(*nodes, record)
    assert set(wrong) <= SAID, (failed, wrong)
    return failed


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("kinds", [SQL, LASTING])
def test_each_call_fails_before_the_next_one_does(nodes, kinds, number, persisted):
    """One exchange: the first call fails, upon the next attempt the second, and so on."""
    victim, failed = nodes[number], []
    record, wrong = share(nodes[0], number), []
    for confirmed in (False, True):
        if confirmed:
            nodes[1].confirm(record)
        for at in itertools.count(1):
            victim.arm(at, kinds, persisted=persisted)
            for node in nodes:
                wrong += node.passes()
            _, found = victim.disarm()
            if not found:
                break
            failed.append(found)
        wrong += settle(nodes)
    came_through(*nodes, record)
    sound(nodes)
    assert set(wrong) <= SAID, wrong
    assert wrong
    assert {one.split()[0] for one in failed} == set(kinds)
    if kinds is LASTING:
        assert {"file fsync", "file replace"} <= set(failed)
    figure("faults.storage_calls_failed", len(failed))


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("kinds", [("blob",), ("file",)])
def test_each_file_fails_while_an_attachment_crosses(nodes, tmp_path, kinds, number, persisted):
    """Sealed, sent in ranges, opened: each file is opened, written, settled and named."""
    (tokyo, london), victim, failed = nodes, nodes[number], []
    file = tmp_path / "minutes.txt"
    content = os.urandom(150_000).hex().encode()
    file.write_bytes(content)
    record = tokyo.write(*POINT)
    tokyo.attach(record, str(file), file.name)
    tokyo.step("share", record)
    for at in itertools.count(1):
        victim.arm(at, kinds, persisted=persisted)
        for node in nodes:
            node.passes()
        _, found = victim.disarm()
        if not found and at > 12:
            break
        failed += [found] if found else []
    for _ in range(30):
        settle(nodes)
        if london.attached(record) == [[file.name, "here", ""]]:
            break
    assert london.attached(record) == [[file.name, "here", ""]]
    assert london.taken_out(record) == hashlib.sha256(content).hexdigest()
    assert london.heard(record) == [["share", "held", ""]]
    sound(nodes)
    wanted = {"blob open", "blob write"} if kinds == ("blob",) else {"file fsync", "file replace"}
    assert wanted <= set(failed)
    figure("faults.storage_calls_failed", len(failed))


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("number", [0, 1])
def test_each_call_fails_in_an_exchange_of_its_own(nodes, number, persisted):
    for at in itertools.count(1, 1 if EVERY else 13):
        kinds = SQL + LASTING if EVERY else LASTING
        if not fail(nodes, nodes[number], at, at, kinds, persisted=persisted):
            break
        figure("faults.storage_calls_failed", 1)
    sound(nodes)
    assert at > (60 if EVERY else 20)


@pytest.mark.parametrize("number", [0, 1])
def test_a_backup_taken_in_the_middle_of_a_share_is_restored(nodes, number):
    """After each commit of one exchange in turn; the other side knows more than the backup does."""
    victim, released = nodes[number], 0
    for at in itertools.count(1, 1 if EVERY else 3):
        victim.back_up_at(at)
        record = share(nodes[0], at)
        settle(nodes)
        nodes[1].confirm(record)
        settle(nodes)
        _, taken = victim.disarm()
        if not taken:
            break
        victim.restore()
        victim.renew()
        wrong = [code for _ in range(3) for node in nodes for code in node.passes()]
        released += victim.release()
        wrong += settle(nodes)
        assert set(wrong) <= SAID, (at, wrong)
        came_through(*nodes, record)
        sound(nodes)
        figure("faults.backups_restored", 1)
    assert at > 8
    assert released


def test_a_full_disk_is_said_and_the_line_goes_on_when_there_is_room(nodes):
    for at in (1, 4, 9):
        assert fail(nodes, nodes[1], at, at, ("write", *LASTING), full=True)
    assert whole(nodes, 1)[1] == []


@pytest.mark.parametrize("most", [1, 20_000, 200_000])
@pytest.mark.parametrize("number", [0, 1])
def test_no_file_can_grow_and_the_line_goes_on_when_it_can(nodes, number, most):
    """What the system does at the very byte, not a fault that the test reports in its place."""
    victim, (tokyo, london) = nodes[number], nodes
    record = share(tokyo, most)
    victim.limit_files(most)
    wrong = []
    for _ in range(3):
        for node in nodes:
            wrong += node.passes()
    victim.limit_files(None)
    assert set(wrong) <= SAID, wrong
    if most == 1:
        assert london.heard(record) == [], "nothing was written, and all went well"
    settle(nodes)
    london.confirm(record)
    settle(nodes)
    came_through(tokyo, london, record)
    sound(nodes)
