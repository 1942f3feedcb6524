"""What every test may ask for."""

import pytest
from django.db import connection
from hypothesis import settings

from kakehashi.people.models import Account
from tests.cast import Cast, make_cast
from tests.node_copy import put_node

# How long an example takes says nothing about whether it is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the people, made anew."""
    return make_cast()


@pytest.fixture
def node(db: None) -> dict[str, Account]:
    """Load the real partnership and return its accounts by name."""
    put_node("uk-japan")
    return {account.username: account for account in Account.objects.all()}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what is about the other database alone."""
    of_the_other = [
        item
        for item in items
        if (mark := item.get_closest_marker("database")) and connection.vendor not in mark.args
    ]
    if of_the_other:
        config.hook.pytest_deselected(items=of_the_other)
        items[:] = [item for item in items if item not in of_the_other]
