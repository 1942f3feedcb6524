"""The profile of `make soak`: a hundred times the examples of every property test, no deadline.

Loaded as a plugin. KAKEHASHI_SOAK says another factor.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("KAKEHASHI_SOAK", "100"))
USUAL = settings().max_examples * FACTOR

settings.register_profile(
    "soak", max_examples=USUAL, deadline=None, suppress_health_check=list(HealthCheck)
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Raise what tests say for themselves too: a profile leaves that as it is."""
    for item in items:
        test = getattr(item, "obj", None)
        function = getattr(test, "__func__", test)
        said = getattr(function, "_hypothesis_internal_use_settings", None)
        if said is not None and said.max_examples != USUAL:
            function._hypothesis_internal_use_settings = settings(
                said, max_examples=said.max_examples * FACTOR, deadline=None
            )
