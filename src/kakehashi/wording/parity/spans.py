"""Spans of a text that are taken, asked of often: in order, with how far they reach."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Taken:
    """Spans, however they overlap.

    >>> taken = Taken([(4, 9), (0, 2)])
    >>> taken.hold(5, 8), taken.hold(1, 3), taken.touch(1, 3), taken.touch(2, 4)
    (True, False, True, False)
    """

    __slots__ = ("_reach", "_starts")

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _end in ordered]
        self._reach = list(accumulate((end for _start, end in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        """Say whether one of them has the whole of a span within it."""
        index = bisect_right(self._starts, start)
        return index > 0 and self._reach[index - 1] >= end

    def touch(self, start: int, end: int) -> bool:
        """Say whether one of them has any of a span within it."""
        index = bisect_left(self._starts, end)
        return index > 0 and self._reach[index - 1] > start
