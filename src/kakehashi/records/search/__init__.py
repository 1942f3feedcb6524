"""Search: our own tokens in the database find candidates; a hit is verified on the text.

The services enter, move and take out faces in the transaction of each write: :func:`index`,
:func:`move`, :func:`forget`. What imports text that is searched with a record calls
:func:`index_again`. Pages and commands ask :func:`find`.

The index (:mod:`~kakehashi.records.search.databases`) holds tokens that
:mod:`kakehashi.wording` makes. It may give too many candidates, never too few; each is verified
(:mod:`~kakehashi.records.search.verifying`) on the same text that is stored beside it. So what
is found, and in what order, is the same on SQLite and on PostgreSQL by construction.
"""

from kakehashi.records.search.entering import (
    enter_missing,
    forget,
    index,
    index_again,
    move,
    reindex,
)
from kakehashi.records.search.finding import CAP, Hit, Hits, find, find_faces
from kakehashi.records.search.showing import Passage, Piece

__all__ = [
    "CAP",
    "Hit",
    "Hits",
    "Passage",
    "Piece",
    "enter_missing",
    "find",
    "find_faces",
    "forget",
    "index",
    "index_again",
    "move",
    "reindex",
]
