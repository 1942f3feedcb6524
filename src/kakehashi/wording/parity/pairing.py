"""Pairing: the values of both languages, what is the same taken out, the rest set in pairs."""

import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache
from itertools import islice

from kakehashi.wording.parity.differences import Report
from kakehashi.wording.parity.seasons import wrong_weekdays
from kakehashi.wording.parity.sides import Side
from kakehashi.wording.parity.tables import said_otherwise
from kakehashi.wording.parity.values import (
    Sort,
    Value,
    coarse,
    contradicts,
    family,
    same,
    season,
)

_NEAR = 40
"""Values without counterpart that one is held against, to find the one it was mistaken for."""

_Pair = tuple[Value, Side]
_Pairs = list[_Pair]


def compare_values(ones: list[Side], twos: list[Side], report: Report) -> None:
    """Report values that stand in one language only, or otherwise in the other."""
    left = [(one, side) for side in ones for one in side.values if one.sort is not Sort.NAME]
    right = [(two, side) for side in twos for two in side.values if two.sort is not Sort.NAME]
    wrong = set()
    for side in (*ones, *twos):
        for said, of, weekday in wrong_weekdays(side.values):
            report.weekday(side, said, of, weekday)
            wrong.add((side.language, side.number, said.start))
    left, right = (
        [pair for pair in pairs if (pair[1].language, pair[1].number, pair[0].start) not in wrong]
        if wrong
        else pairs
        for pairs in (left, right)
    )
    labels = [side.paragraph.label for side in (*ones, *twos)]
    left, right = _match(left, right, report, labels)
    english, japanese = _asked_once(twos), _asked_once(ones)
    left = [pair for pair in left if not _implied(pair, english)]
    right = [pair for pair in right if not _implied(pair, japanese)]
    waiting: dict[str, deque[_Pair]] = {}
    for pair in right:
        waiting.setdefault(family(pair[0]), deque()).append(pair)
    for one, side in left:
        others = waiting.get(family(one), deque())
        place = _nearest((one, side), others)
        if place is not None and (not (one.weak and others[place][0].weak) or contradicts(one)):
            two, other = others[place]
            del others[place]
            report.differ(_sort_of(one, two), (side, one), (other, two))
        elif not one.weak:
            report.differ(_sort_of(one, None), (side, one), (twos[0], None))
    for two, other in (pair for pairs in waiting.values() for pair in pairs):
        if not two.weak:
            report.differ(_sort_of(two, None), (ones[0], None), (other, two))


def _match(
    left: _Pairs, right: _Pairs, report: Report, labels: Sequence[str]
) -> tuple[_Pairs, _Pairs]:
    """Take out what is the same on both sides; what differs only in its limit is reported."""
    own = next((int(label) for label in labels if label.isdecimal()), None)
    waiting: dict[Hashable, deque[_Pair]] = {}
    for pair in right:
        waiting.setdefault(coarse(pair[0]), deque()).append(pair)
    alone: _Pairs = []
    unlike: _Pairs = []
    for first, among in ((True, left), (False, unlike)):
        for pair in among:
            one = pair[0]
            likely = waiting.get(coarse(one), deque())
            fitting = [
                index
                for index, (two, _side) in enumerate(islice(likely, _NEAR))
                if (one.sort is two.sort and one.key == two.key)
                or (not first and (same(one, two) or _refers(one, two, own)))
            ]
            if fitting:
                chosen = next(
                    (index for index in fitting if likely[index][0].bound == one.bound), fitting[0]
                )
                _same_bound(pair, likely[chosen], report)
                del likely[chosen]
            else:
                (unlike if first else alone).append(pair)
    # One value named twice in one language may stand once in the other.
    left_again, right_again = _by_place(left), _by_place(right)
    kept = [pair for pairs in waiting.values() for pair in pairs if not _again(pair[0], left_again)]
    alone = [pair for pair in alone if not _again(pair[0], right_again)]
    return alone, sorted(kept, key=lambda pair: (pair[1].number, pair[0].start))


def _by_place(pairs: Iterable[_Pair]) -> dict[Hashable, dict[Hashable, Value]]:
    found: dict[Hashable, dict[Hashable, Value]] = {}
    for one, _side in pairs:
        found.setdefault(coarse(one), {})[one.sort, one.key] = one
    return found


def _again(value: Value, others: dict[Hashable, dict[Hashable, Value]]) -> bool:
    return any(same(value, other) for other in others.get(coarse(value), {}).values())


def _same_bound(here: _Pair, there: _Pair, report: Report) -> None:
    (one, side), (two, other) = here, there
    if one.bound != two.bound and one.sort not in {Sort.DATE, Sort.TIME, Sort.PERIOD}:
        report.bounds((side, one), (other, two))


def _refers(one: Value, two: Value, own: int | None) -> bool:
    """Say whether *the preceding paragraph* of the one is the number that the other has."""
    if one.sort is not Sort.REFERENCE or two.sort is not Sort.REFERENCE:
        return False
    steps = {"previous": -1, "next": 1}
    for relative, fixed in ((one.key, two.key), (two.key, one.key)):
        if relative in steps and isinstance(fixed, tuple) and isinstance(fixed[0], int):
            assert isinstance(relative, str)
            return own is None or fixed[0] == own + steps[relative]
    return False


def _asked_once(sides: list[Side]) -> Callable[[str], bool]:
    """Return what says whether a pattern fits in a language's text; looked for once each."""
    text = " ".join(side.text for side in sides)
    return cache(lambda pattern: re.search(pattern, text, re.IGNORECASE) is not None)


def _implied(pair: _Pair, stands: Callable[[str], bool]) -> bool:
    """Say whether the other language says a value in a way that no reader of values sees."""
    value, side = pair
    if value.sort in {Sort.NUMBER, Sort.ORDINAL} and isinstance(value.key, tuple):
        number, unit = value.key
        words = said_otherwise().get((side.language, str(number), unit))
        if words and stands(words):
            return True
    if season(value) and isinstance(value.key, tuple):
        words = said_otherwise().get((side.language, str(value.key[2]), season(value)))
        return bool(words and stands(words))
    if value.sort is Sort.DATE and isinstance(value.key, tuple) and value.key[1] is None:
        return stands(
            "同年|本年|昨年|来年" if side.language == "en" else r"\b(?:same|this|last|next) year\b"
        )
    return False


def _nearest(pair: _Pair, others: deque[_Pair]) -> int | None:
    """Return which of the first others stands where ``pair`` does in its own language."""
    one, side = pair

    def distance(index: int) -> tuple[bool, bool, float]:
        two, other = others[index]
        here = one.start / max(1, len(side.text))
        there = two.start / max(1, len(other.text))
        return two.sort is not one.sort, two.weak, abs(here - there)

    return min(range(min(_NEAR, len(others))), key=distance, default=None)


def _sort_of(one: Value, two: Value | None) -> Sort:
    if one.ranged and (two is None or two.ranged) and one.sort is Sort.NUMBER:
        return Sort.RANGE
    if two is not None and two.sort is not one.sort and Sort.FRACTION in {one.sort, two.sort}:
        return Sort.FRACTION
    return one.sort
