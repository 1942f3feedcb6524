"""Needles: strings of which any match of a pattern holds one, so that most texts need no look.

To look for a few short strings is many times quicker than to run a pattern over a text. They are
read off the pattern itself, so a pattern cannot be changed and its needles forgotten.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, TypeVar

MOST = 60
"""Needles of one pattern; with more, looking for them is no gain."""
_WIDEST = 24
"""Characters of a class that are written out."""

# What a pattern without regard to capitals takes for i, s and k, besides those.
_FOLDED = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}
_ODD = frozenset(map(chr, _FOLDED))


def flattened(text: str) -> str:
    """Return ``text`` as needles are looked for in it: in small letters, as patterns see them.

    >>> flattened("The ſKY")
    'the sky'
    """
    if not text.isascii() and not _ODD.isdisjoint(text):
        text = text.translate(_FOLDED)
    return text.lower()


class Sought:
    r"""A pattern with its needles, and where they are no help a quicker pattern.

    >>> sought = Sought(r"\b(?:agree|concur)(?:s|d|red)?\b")
    >>> sorted(sought.needles)
    ['agree', 'concur']
    >>> sought.may_stand_in(flattened("They Agreed.")), sought.may_stand_in(flattened("No."))
    (True, False)
    """

    __slots__ = ("needles", "pattern", "quick")

    def __init__(
        self,
        pattern: str | re.Pattern[str],
        flags: int = 0,
        quick: str = "",
        needles: tuple[str, ...] = (),
    ) -> None:
        r"""Make it ready.

        Args:
            pattern: What to look for.
            flags: As :func:`re.compile` takes them.
            quick: A pattern in small letters that fits in any text with a match; it is then
                looked for instead of the needles.
            needles: Strings in small letters of which any match holds one, where they are
                rarer than those read off the pattern.
        """
        self.pattern = re.compile(pattern, flags)
        self.needles = () if quick else needles or needles_of(self.pattern)
        self.quick = re.compile(quick) if quick else None

    def may_stand_in(self, flat: str) -> bool:
        """Say whether a text may hold a match, by what :func:`flattened` made of it."""
        if self.quick is not None:
            return self.quick.search(flat) is not None
        if not self.needles:
            return True
        for needle in self.needles:  # noqa: SIM110 - any() takes twice as long here
            if needle in flat:
                return True
        return False

    def finditer(self, text: str, flat: str) -> Iterator[re.Match[str]]:
        """Return the matches in ``text``, of which ``flat`` is the flattened form."""
        return self.pattern.finditer(text) if self.may_stand_in(flat) else iter(())

    def search(self, text: str, flat: str) -> re.Match[str] | None:
        """Return the first match in ``text``, of which ``flat`` is the flattened form."""
        return self.pattern.search(text) if self.may_stand_in(flat) else None


_Of = TypeVar("_Of")


def present(table: Iterable[tuple[_Of, Sought]], flat: str) -> list[tuple[_Of, Sought]]:
    """Return the rows of a table whose pattern may fit in a text; see :func:`flattened`."""
    found = []
    for row in table:
        one = row[1]
        if one.quick is not None or not one.needles:
            if one.may_stand_in(flat):
                found.append(row)
            continue
        for needle in one.needles:
            if needle in flat:
                found.append(row)
                break
    return found


@cache
def sought(pattern: str, flags: int = 0) -> Sought:
    """Return a pattern of a table with its needles, made once."""
    return Sought(pattern, flags)


def needles_of(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return strings of which any match holds one, flattened; none where there are no such.

    What stands in a look ahead or behind counts: it is in the text as well.
    """
    found = _of_sequence(parser.parse(pattern.pattern, pattern.flags))
    return tuple(sorted(found, key=len)) if found and len(found) <= MOST else ()


_Set = frozenset[str]


def _of_sequence(parsed: Any) -> _Set | None:
    """Return the best needles that a row of pieces gives."""
    best: _Set | None = None
    run = ""
    for operation, argument in [*parsed, (None, None)]:
        if operation is kinds.LITERAL:
            run += chr(argument)
            continue
        if run:
            best = _better(best, frozenset({flattened(run)}))
            run = ""
        if operation is not None:
            best = _better(best, _of_piece(operation, argument))
    return best


def _of_piece(operation: Any, argument: Any) -> _Set | None:
    found = None
    if operation is kinds.IN:
        found = _of_class(argument)
    elif operation is kinds.BRANCH:
        found = _of_branches(argument[1])
    elif operation is kinds.SUBPATTERN:
        found = _of_sequence(argument[3])
    elif operation in {kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT}:
        found = _of_sequence(argument[2]) if argument[0] >= 1 else None
    elif operation is kinds.ASSERT:
        found = _of_sequence(argument[1])
    elif operation is kinds.ATOMIC_GROUP:
        found = _of_sequence(argument)
    return found


def _of_branches(branches: Any) -> _Set | None:
    whole: set[str] = set()
    for branch in branches:
        found = _of_sequence(branch)
        if found is None:
            return None
        whole |= found
    return frozenset(whole) if len(whole) <= MOST else None


def _of_class(items: Any) -> _Set | None:
    found: set[str] = set()
    for kind, value in items:
        if kind is kinds.LITERAL:
            found.add(flattened(chr(value)))
        elif kind is kinds.RANGE and value[1] - value[0] < _WIDEST:
            found |= {flattened(chr(point)) for point in range(value[0], value[1] + 1)}
        else:
            return None
    return frozenset(found) if len(found) <= _WIDEST else None


def _better(one: _Set | None, two: _Set | None) -> _Set | None:
    if one is None or two is None:
        return one if two is None else two
    return min(one, two, key=_commonness)


def _commonness(needles: _Set) -> float:
    """Return about how often a text holds one of the needles, to compare two sets by."""
    total = 0.0
    for needle in needles:
        often = 1.0
        for letter in needle:
            if letter == " ":
                often *= 0.15
            elif letter.isascii() and letter.isalpha():
                often *= 0.1
            else:
                often *= 0.02 if letter in "-.," else 0.0005
        total += often + 0.00001
    return total
