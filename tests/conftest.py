"""What every test may ask for."""

import pytest
from hypothesis import settings

from kakehashi.people.models import Account
from tests.cast import NOW, Cast, make_cast

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
    from kakehashi.cli.loading import load_node

    load_node("uk-japan", NOW)
    return {account.username: account for account in Account.objects.all()}
