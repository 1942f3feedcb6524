"""Alignment: which sentences, and which paragraphs, of two languages belong together."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import inf

_FAR = 60  # paragraphs two texts may be apart where both are long
_DEAR = 40.0  # what a way may cost more than the best so far, where both are long
_STEPS = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1), (1, 3), (3, 1))
ALONE = 0.9
"""What it costs that a paragraph has no counterpart; the more, the less that is believed."""
_JOINED = 0.25  # what it costs that one stands against several


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or paragraph as far as it matters for which other belongs to it.

    Attributes:
        keys: What it says that must be the same in both languages.
        length: How long it is, in characters of its language made comparable.
        labelled: Whether it has a number or letter of its own.
    """

    keys: frozenset[Hashable]
    length: float
    labelled: bool = False


Group = tuple[tuple[int, ...], tuple[int, ...]]
"""Indices of pieces of the one language, and of those of the other that belong to them."""


def align(  # noqa: C901 - the one loop of dynamic programming
    ones: Sequence[Piece], twos: Sequence[Piece], *, alone: float = ALONE
) -> list[Group]:
    """Return which pieces belong together, in order, by what they say and how long they are.

    >>> a, b, c = (Piece(frozenset({one}), 10) for one in "abc")
    >>> align([a, b, c], [a, c])
    [((0,), (0,)), ((1,), ()), ((2,), (1,))]
    """
    if len(ones) == len(twos) == 1:
        return [((0,), (0,))]
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    many = len(ones) * len(twos) > 40_000  # noqa: PLR2004 - beyond that only near the diagonal
    slope = len(twos) / max(1, len(ones))
    left, right = _Spans(ones), _Spans(twos)
    for row in range(len(ones) + 1):
        low, high = 0, len(twos)
        if many:
            low, high = max(0, int(row * slope) - _FAR), min(high, int(row * slope) + _FAR)
        least = inf
        for column in range(low, high + 1):
            if (row, column) not in best:
                continue
            cost = best[row, column][0]
            least = min(least, cost)
            if many and cost > least + _DEAR:
                continue
            for down, across in _STEPS:
                to = (row + down, column + across)
                if to[0] > len(ones) or to[1] > len(twos):
                    continue
                more = cost + (
                    _cost(left.of(row, down), right.of(column, across), down + across)
                    if down and across
                    else alone * (down + across)
                )
                if to not in best or more < best[to][0] - 1e-9:
                    best[to] = (more, (row, column))
    place = (len(ones), len(twos))
    if place not in best:
        return [((index,), (index,)) for index in range(min(len(ones), len(twos)))]
    groups: list[Group] = []
    while place != (0, 0):
        before = best[place][1]
        groups.append((tuple(range(before[0], place[0])), tuple(range(before[1], place[1]))))
        place = before
    return _crossed(groups[::-1], ones, twos)


class _Spans:
    """One to three pieces in a row taken as one, each made once."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._joined: tuple[dict[int, Piece], ...] = ({}, {})

    def of(self, first: int, number: int) -> Piece:
        """Return what ``number`` pieces from the one numbered ``first`` are together."""
        if number == 1:
            return self._pieces[first]
        kept = self._joined[number - 2]
        if first not in kept:
            pieces = self._pieces[first : first + number]
            keys = frozenset[Hashable]().union(*(one.keys for one in pieces))
            labelled = sum(one.labelled for one in pieces) > 1
            kept[first] = Piece(keys, sum(one.length for one in pieces), labelled)
        return kept[first]


def _cost(one: Piece, two: Piece, pieces: int) -> float:
    if pieces > 2 and one.labelled and two.labelled:  # noqa: PLR2004 - two items are not one
        return 2 * ALONE * pieces
    unlike = _unlike(one.length, two.length)
    common = len(one.keys & two.keys)
    either = len(one.keys) + len(two.keys) - common
    differing = 1 - common / either if either else 0.3
    return unlike + differing + _JOINED * (pieces - 2)


_LEFT_OVER = 0.3
"""How much better the lengths must fit without a sentence, of 1, for it to be left over."""


def left_over(ones: Sequence[Piece], twos: Sequence[Piece]) -> tuple[int, int] | None:
    """Return which of some sentences that belong together the other language leaves out.

    Returns:
        0 or 1 for the language, and the number of the sentence in it; None where their lengths
        do not tell of any.

    >>> long, short = Piece(frozenset(), 90), Piece(frozenset(), 80)
    >>> left_over([long, short], [long]), left_over([long, short], [Piece(frozenset(), 160)])
    ((0, 1), None)
    """
    if len(ones) == len(twos):
        return None
    left, right = (sum(piece.length for piece in some) for some in (ones, twos))
    without = [
        (_unlike(whole - piece.length, other), language, index)
        for language, some, whole, other in ((0, ones, left, right), (1, twos, right, left))
        for index, piece in enumerate(some)
        if len(some) > 1
    ]
    best, language, index = min(without)
    return (language, index) if _unlike(left, right) - best > _LEFT_OVER else None


def _unlike(one: float, two: float) -> float:
    return abs(one - two) / max(one + two, 1)


def _crossed(groups: list[Group], ones: Sequence[Piece], twos: Sequence[Piece]) -> list[Group]:
    """Let pieces that stand in another order find each other where what they say is the same."""
    odd = [
        group for group in groups if not group[0] or not group[1] or not _shared(group, ones, twos)
    ]
    firsts = [index for group in odd for index in group[0]]
    seconds = [index for group in odd for index in group[1]]
    if len(odd) < 2 or not firsts or not seconds:  # noqa: PLR2004 - two can change places
        return groups
    links = sorted(
        (
            (len(ones[one].keys & twos[two].keys), -abs(one - two), one, two)
            for one in firsts[:_FAR]
            for two in seconds[:_FAR]
            if ones[one].keys & twos[two].keys
        ),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for _number, _near, one, two in links:
        if one not in taken and two not in taken.values():
            taken[one] = two
    if not taken:
        return groups
    apart = frozenset(odd)
    kept = [group for group in groups if group not in apart]
    kept += [((one,), (two,)) for one, two in taken.items()]
    rest = [one for one in firsts if one not in taken]
    others = [two for two in seconds if two not in taken.values()]
    if len(rest) == len(others):
        kept += [((one,), (two,)) for one, two in zip(rest, others, strict=True)]
    else:
        kept += [((one,), ()) for one in rest] + [((), (two,)) for two in others]
    return sorted(kept, key=lambda group: (group[0] or group[1])[0])


def _shared(group: Group, ones: Sequence[Piece], twos: Sequence[Piece]) -> bool:
    keys = frozenset[Hashable]().union(*(ones[one].keys for one in group[0]))
    others = frozenset[Hashable]().union(*(twos[two].keys for two in group[1]))
    return bool(keys & others) or not (keys or others)


Measure = Callable[[str], float]


def measure(text: str, language: str) -> float:
    """Return the length of a text in characters of English."""
    return len(text) * (2.3 if language == "ja" else 1.0)
