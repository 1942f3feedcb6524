"""What every test may ask for."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from hypothesis import settings

from kakehashi.config.first_tables import less_built_anew
from kakehashi.people.models import Account
from tests.cast import NOW, Cast, make_cast
from tests.node_copy import put_node

# How long an example takes says nothing about whether it is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Loaded nodes are many small objects that live long; looking for cycles among them so often as
# Python does by itself takes a tenth of the whole run.
gc.set_threshold(200_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Make the tables as the first start of a node does, in a quarter of the time."""
    with less_built_anew():
        yield


@pytest.fixture(autouse=True)
def that_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the clock begin at NOW, so that a test says the same on whatever day it is run.

    Programs and browsers that a test starts go by the real clock; so does the test then.
    """
    if any(map(request.node.get_closest_marker, ("long", "lines", "browser"))):
        yield
        return
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the people, made anew."""
    return make_cast()


@pytest.fixture
def node(db: None) -> dict[str, Account]:
    """Load the real partnership and return its accounts by name."""
    put_node("uk-japan")
    return {account.username: account for account in Account.objects.all()}


HERE = Path(__file__).parent
FACES = frozenset(
    {"api", "briefing", "cli", "config", "desk", "framework", "look", "portal", "tools"}
)
"""Folders of tests that look at a node from outside, or at files that are brought in."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what is about the other database alone.

    The second run, on PostgreSQL, leaves out what would be the same again: tests without a database,
    tests that look at pages in a browser, and the faces, which ask the rooms below for every row.
    ``make postgres`` runs the faces on it too.
    """
    kept = [item for item in items if _belongs(item)]
    left_out = [item for item in items if not _belongs(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def _belongs(item: pytest.Item) -> bool:
    about = item.get_closest_marker("database")
    if about:
        return connection.vendor in about.args
    if connection.vendor == "sqlite":
        return True
    if item.path.relative_to(HERE).parts[0] in FACES and not os.environ.get("KAKEHASHI_FACES"):
        return False
    fixtures = getattr(item, "fixturenames", ())
    has_database = item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*fixtures}
    return bool(has_database) and not item.get_closest_marker("browser")
