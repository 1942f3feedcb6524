"""Search: our own tokens in the database find candidates; a hit is verified on the text."""

from collections.abc import Sequence

from kakehashi.records.models import Entry, Version


def index(faces: Sequence[tuple[Entry, Version]]) -> None:
    """Enter faces in the search index."""


def forget(entries: Sequence[int]) -> None:
    """Take faces out of the search index."""


def move(entry: int, audience: int) -> None:
    """Put a face's search document in another audience."""
