"""Killed at random instants, cut off, restored from a backup: nothing lost, nothing twice."""

import os
import random
import shutil
import signal
import time

import pytest

from tests.exchange.conftest import eventually
from tests.exchange.figures import record as figure

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(420)]

KILLS = int(os.environ.get("KAKEHASHI_KILLS", "30"))
SERVE = ("node", "serve")


def at_rest(tokyo, london):
    one, other = tokyo.sizes(), london.sizes()
    return (
        one["waiting"] == other["waiting"] == 0
        and one["own"] == one["acknowledged"] == other["mirrored"] == other["opened"]
        and other["own"] == other["acknowledged"] == one["mirrored"] == one["opened"]
    )


def share(node, number):
    record = node.write(
        "milestone", f"Point {number}", {"due_date": "2027-03-31", "standing": "planned"}
    )
    node.step("share", record)
    return record


def test_killed_at_random_instants_nothing_is_lost_and_nothing_twice(pair):
    tokyo, london = pair
    chance = random.Random(20270116)
    for node in pair:
        node.start(*SERVE)
    shared = {node.side: [] for node in pair}
    for number in range(KILLS):
        for _ in range(chance.randint(1, 3)):
            node = chance.choice(pair)
            shared[node.side].append(share(node, number))
        victim = chance.choice(pair)
        time.sleep(chance.random() * 0.5)
        victim.stop(signal.SIGKILL)
        victim.start(*SERVE)
    assert eventually(lambda: at_rest(tokyo, london), within=90)
    assert tokyo.every_digest() == london.every_digest()
    figure("faults.kills", KILLS)
    for node, other in ((tokyo, london), (london, tokyo)):
        for record in shared[node.side]:
            times = len(other.heard(record))
            figure("faults", {"lost": int(times == 0), "twice": max(times - 1, 0)})
            assert [one["state"] for one in other.faces(record)] == ["shared"]
            assert other.heard(record) == [["share", "held", ""]]
            assert node.said(record) == [["share", "held", ""]]
    assert [node.sizes()["state"] for node in pair] == ["open", "open"]


def test_a_restored_node_has_what_it_shared_back_from_the_other(pair):
    tokyo, london = pair
    for node in pair:
        node.start(*SERVE)
    first = share(tokyo, 1)
    assert eventually(lambda: at_rest(tokyo, london) and london.faces(first))
    tokyo.close()
    backup = tokyo.folder / "yesterday"
    shutil.copytree(tokyo.folder / "data", backup, ignore=shutil.ignore_patterns("*.socket"))
    tokyo.actor = None
    tokyo.start(*SERVE)
    later = [share(tokyo, number) for number in (2, 3)]
    tokyo.confirm(later[0])
    assert eventually(lambda: at_rest(tokyo, london) and london.faces(later[1]))
    tokyo.close()
    tokyo.actor = None
    shutil.rmtree(tokyo.folder / "data")
    shutil.copytree(backup, tokyo.folder / "data")

    assert tokyo.faces(later[0]) == []
    tokyo.start(*SERVE)
    # It finds that it was restored, and signs nothing, whatever is said, before it is released.
    assert eventually(tokyo.held)
    meanwhile = share(tokyo, 5)  # numbered as what was lost had been
    share(london, 6)
    assert eventually(lambda: tokyo.sizes()["own"] == london.sizes()["mirrored"])
    assert eventually(lambda: london.sizes()["own"] > london.sizes()["acknowledged"])
    size = tokyo.sizes()
    assert (size["state"], size["waiting"] > 0) == ("open", True)
    assert (size["signed"], size["own"]) == (london.sizes()["mirrored"],) * 2
    assert tokyo.release()
    assert eventually(lambda: tokyo.faces(later[1]))
    assert eventually(lambda: at_rest(tokyo, london))
    assert tokyo.every_digest() == london.every_digest()
    assert tokyo.confirmed(later[0]) == ["JP"]
    assert eventually(lambda: london.faces(meanwhile))
    again = share(tokyo, 4)
    assert eventually(lambda: london.faces(again))
    assert tokyo.sizes()["line"] == london.sizes()["line"] == "enrolled"
