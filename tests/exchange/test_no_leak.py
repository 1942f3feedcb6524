"""Not a byte of what officials did not share leaves their node, whatever they do.

``KAKEHASHI_LEAK_STEPS`` says how many steps of :mod:`tests.exchange.officials` are made,
``KAKEHASHI_LEAK_SEED`` from which seed (``random``: another one each time, as ``make soak`` does). Leaks
built in on purpose are found: a test of leaks that finds none must be able to.
"""

import os
import secrets
import sqlite3
import time

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.exchange import planted_leaks
from tests.exchange.figures import record as tell
from tests.exchange.marks import LeakError, nothing
from tests.exchange.officials import DESK_PAGES, ON, PUBLIC_PAGES, Officials
from tests.exchange.watched import Nodes

pytestmark = [
    *(pytest.mark.long, pytest.mark.django_db),
    *(pytest.mark.database("sqlite"), pytest.mark.timeout(900)),
]

STEPS = int(os.environ.get("KAKEHASHI_LEAK_STEPS", "10000"))
SEED = os.environ.get("KAKEHASHI_LEAK_SEED", "1")
PHASES = [Phase.generate, *([Phase.shrink] if os.environ.get("KAKEHASHI_LEAK_SHRINK") else [])]
"""What was found is shown as it came up; making it smaller takes minutes."""
IN_ONE = 200
"""Steps of one example; each begins with fresh nodes."""
READ_FIRST = {
    who: [
        place.format(lang=language, ref=ON[0], small=1)
        for language, pages in (("en", places), ("ja", places[:1]))
        for place in pages
    ]
    for who, places in {
        "": PUBLIC_PAGES,
        "{side}": DESK_PAGES,
        "api:{side}": ["/api/v1/records?limit=200", "/api/v1/nothing-here"],
    }.items()
}
BEFORE = ("steps", "pages", "mails", "refused", "failed", "came to nothing")


@pytest.fixture(scope="module")
def nodes(django_db_setup, django_db_blocker, tmp_path_factory):
    root = tmp_path_factory.mktemp("watched")
    empty = root / "empty.sqlite3"
    with django_db_blocker.unblock(), sqlite3.connect(empty) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    made = Nodes(root, empty, READ_FIRST)
    yield made
    made.end()


def machine(nodes, leak=""):
    figures = dict.fromkeys(BEFORE, 0)
    told = {"nodes": nodes, "leak": leak, "figures": figures}
    return type("Officials", (Officials,), told), figures


def some_steps(officials, count, begin):
    run_state_machine_as_test(
        seed(begin)(officials),
        settings=settings(
            max_examples=-(-count // IN_ONE),
            stateful_step_count=IN_ONE,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            report_multiple_bugs=False,
            phases=PHASES,
        ),
    )


def test_nothing_leaks(nodes, capsys):
    begun = time.monotonic()
    officials, figures = machine(nodes)
    leaked = 0
    first = secrets.randbits(32) if SEED == "random" else int(SEED)
    try:
        while figures["steps"] < STEPS:
            some_steps(officials, STEPS - figures["steps"], first + figures["steps"])
    except LeakError:
        leaked = 1
        raise
    finally:
        seconds = round(time.monotonic() - begun)
        tell("leak", {**figures, "leaked": leaked, "seconds": seconds, "seed": first})
    with capsys.disabled():
        print(  # noqa: T201 - figures are for a person to read
            "\nno leak:", ", ".join(f"{value:,} {name}" for name, value in figures.items())
        )
    for name in ("kept", "for named people", "shared", "published"):
        assert figures[f"marks {name}"], f"the officials never came to marks {name}"
    for name in ("sealed records opened", "attachments opened", "mails"):
        assert figures[name], f"the officials never came to {name}"


BUILT_IN = [
    pytest.param(leak.__name__, place == 0, where, id=f"{leak.__name__} {2 - place}")
    for leak, found in planted_leaks.FOUND.items()
    for place, where in enumerate(found)
    if where
]


@pytest.mark.parametrize(("leak", "apart", "where"), BUILT_IN)
def test_a_leak_that_is_built_in_is_found(nodes, leak, apart, where):
    officials, _ = machine(nodes, leak)
    at_work = officials()
    try:
        with pytest.raises(LeakError, match=where):
            a_day(at_work, apart)
    finally:
        at_work.teardown()


def test_the_same_day_without_a_leak_is_quiet(nodes):
    for apart in (True, False):
        officials, _ = machine(nodes)
        at_work = officials()
        a_day(at_work, apart)
        at_work.teardown()


def a_day(at_work, apart):
    """Have a text shared and another kept, with a file and a comment, and everybody look."""
    at_work.begin(seed=0, apart=apart)
    sides = ("JP", "GB")
    for side in sides:
        at_work.create(side=side, kind="decision", on=0, bare=False, fail=0)
        mine = [text for text in at_work.texts if text.origin == side][-1]
        place = at_work.texts.index(mine)
        at_work.pick = lambda *_at, mine=mine: mine
        at_work.attach(side=side, at=place, large=False, fail=0)
        at_work.edit(side=side, at=place, which=1, fail=0)
        at_work.share(side=side, at=place, fail=0)
        at_work.edit(side=side, at=place, which=0, fail=0)
        at_work.comment(side=side, at=1, give=True, fail=0)
        del at_work.pick
    for side in sides:
        at_work.mail(side)
    if apart:
        for at in range(7):
            at_work.knock(side=sides[at % 2], at=at)
        at_work.wire.exchange()
        assert at_work.wire.blobs
        assert at_work.wire.attachments
    for at in range(1, len(DESK_PAGES)):
        at_work.desk(side=sides[at % 2], at=at, which="")
    for at in range(len(PUBLIC_PAGES)):
        at_work.public(side=sides[at % 2], at=at)
    for node in at_work.running:
        at_work.watch.look("log of the server", node.log.read(), allowed=nothing)
