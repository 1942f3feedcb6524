"""The line cut anywhere: it resumes by itself, and nothing is lost, said twice or forked.

The line port is the product's own server; only the worker's passes are asked for, so that its
back-off costs no waiting. A whole exchange: a text shared, mirrored, countersigned, receipted,
confirmed by the other side, and all of that heard.
"""

import os
import random
import time

import pytest

from tests.exchange.conftest import DRIVEN, placed
from tests.exchange.cutting_proxy import DOWN, UP, Cut, Proxy, Tally
from tests.exchange.figures import record as figure
from tests.exchange.test_killed import at_rest, share

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(420)]

CUTS = int(os.environ.get("KAKEHASHI_CUTS", "500"))
"""Cuts at random bytes; 0 cuts at every byte of one whole exchange."""
TOGETHER = 20
"""Cuts that one exchange of the random ones meets, each counted from the one before it."""
CONNECTIONS = 4
"""That one exchange takes where nothing is cut: told, receipted, confirmed, receipted."""
BACKLOG = int(os.environ.get("KAKEHASHI_BACKLOG", "100"))
ONE_WAY = 0.12
"""Seconds from Tokyo to London."""


@pytest.fixture(scope="module")
def cut_line(prepared, in_memory):
    tally = Tally()
    ways = {side: Proxy(tally) for side in ("JP", "GB")}
    nodes = placed(prepared, in_memory, lambda node: ways[node.side].port)
    try:
        for node in nodes:
            node.program = DRIVEN
            node.serve(node.line_port)
            ways[node.side].target = node.line_port
        settle(nodes, rounds=100)
        yield tally, nodes, ways
    finally:
        for node in nodes:
            node.close()
        for way in ways.values():
            way.close()


def settle(nodes, rounds=60):
    """Let both workers go on until nothing is under way; return what went wrong, by code."""
    wrong = []
    for _ in range(rounds):
        for node in nodes:
            wrong += node.passes()
        if at_rest(*nodes):
            return wrong
    raise AssertionError((wrong, [node.sizes() for node in nodes]))


def whole(nodes, number):
    """Make one whole exchange; return its record and what went wrong on the way."""
    one, other = nodes if number % 2 else nodes[::-1]
    record = share(one, number)
    wrong = settle((one, other))
    other.confirm(record)
    wrong += settle((other, one))
    came_through(one, other, record)
    return record, wrong


def came_through(one, other, record):
    """Look that everything was said and heard, once."""
    count(one, other, record)
    assert other.heard(record) == [["share", "held", ""]]
    assert one.said(record) == [["share", "held", ""]]
    assert one.heard(record) == other.said(record) == [["confirm", "held", ""]]
    assert one.confirmed(record) == other.confirmed(record) == [other.side]
    assert [face["state"] for face in other.faces(record)] == ["shared"]


def count(one, other, record):
    """Tell whether the share or its confirmation was lost, or heard twice."""
    times = [len(other.heard(record)), len(one.heard(record))]
    figure("faults", {"lost": times.count(0), "twice": sum(max(n - 1, 0) for n in times)})


def sound(nodes):
    """Look that both nodes have the same, and that neither log is frozen."""
    one, other = nodes
    assert one.every_digest() == other.every_digest()
    for node in nodes:
        assert (node.sizes()["state"], node.sizes()["line"]) == ("open", "enrolled")


def cut_and_go_on(cut_line, cut, number):
    """Make one exchange that is cut, and return whether there was anything to cut."""
    tally, nodes, _ = cut_line
    tally.begin(cut)
    _, wrong = whole(nodes, number)
    assert set(wrong) <= {"line-broken"}, (cut, wrong)
    return tally.was_cut


def test_cut_at_every_message_boundary(cut_line):
    _, nodes, _ = cut_line
    cuts = 0
    for direction in (UP, DOWN):
        for number in range(400):
            if not cut_and_go_on(
                cut_line, Cut(direction, after_records=number, reset=number % 2 == 0), number
            ):
                break
            cuts += 1
    sound(nodes)
    assert cuts > 40
    figure("faults.cuts_at_boundaries", cuts)


def lengths(cut_line):
    """Return how many bytes one whole exchange takes, each way."""
    tally, nodes, _ = cut_line
    tally.begin()
    assert whole(nodes, 1)[1] == []
    return dict(tally.total)


def test_cut_at_random_bytes_or_at_every_one(cut_line):
    tally, nodes, _ = cut_line
    length = lengths(cut_line)
    chance = random.Random(20270117)
    if CUTS:
        length = {way: length[way] // CONNECTIONS for way in length}
    places = [(way, at) for way in (UP, DOWN) for at in range(length[way])]
    if CUTS:
        places = chance.sample(places, CUTS)
    cuts = 0
    while places:
        # Each cut is armed when the one before has happened: the exchange is cut again and again.
        batch = [places.pop() for _ in range(min(TOGETHER if CUTS else 1, len(places)))]
        tally.begin(*(Cut(way, at_byte=at, reset=chance.random() < 0.5) for way, at in batch))
        _, wrong = whole(nodes, len(places))
        assert set(wrong) <= {"line-broken"}, (batch, wrong)
        cuts += tally.cuts
    sound(nodes)
    assert cuts >= 0.98 * (CUTS or sum(length.values()))
    figure("faults.cuts_at_bytes", cuts)


def test_a_backlog_is_caught_up_with_far_away_and_cut(cut_line):
    """120 ms each way: what was taken in before a cut is not sent again."""
    tally, (tokyo, london), ways = cut_line
    for number in range(BACKLOG):
        share(tokyo, number)
    for way in ways.values():
        way.delay = ONE_WAY
    try:
        tally.begin(*(Cut(UP, at_byte=at) for at in (200_000, 100_000, 5_000)))
        began = time.monotonic()
        wrong = settle((tokyo, london))
        took = time.monotonic() - began
    finally:
        for way in ways.values():
            way.delay = 0.0
    assert tally.cuts == 3
    assert set(wrong) == {"line-broken"}
    sound((tokyo, london))
    sent = tally.total[UP]
    figure("faults.backlog_at_120_ms", {"records": BACKLOG, "cuts": 3, "bytes": sent})
    figure("faults.records_a_second_at_120_ms", round(BACKLOG / took, 1))
