"""The look alone: no node behind it, so no database; two sides said by hand."""

from collections.abc import Iterator

import pytest

from kakehashi.framework.selectors import sides_seen, words_for_participants
from kakehashi.look import partnership
from kakehashi.look.partnership import SideSeen

SIDES = (
    SideSeen("JP", {"en": "Japan", "ja": "日本側"}, "ja", "Asia/Tokyo", 0),
    SideSeen("GB", {"en": "the UK", "ja": "英国側"}, "en", "Europe/London", 1),
)


@pytest.fixture(autouse=True)
def no_node(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the frame find no partnership but these two sides."""
    monkeypatch.setattr("kakehashi.config.context.partnership", lambda: None)
    partnership.told_by(lambda: {"en": "the Participants", "ja": "日英関係省庁"}, lambda: SIDES)
    yield
    partnership.told_by(words_for_participants, sides_seen)
