"""The look alone: no node behind it, so no database."""

import pytest


@pytest.fixture(autouse=True)
def no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the frame find no partnership."""
    monkeypatch.setattr("kakehashi.config.context.partnership", lambda: None)
