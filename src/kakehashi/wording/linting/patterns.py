"""Patterns that a text could make run for ever, told before they are used."""

import re
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST = 400
"""Times a repeat may go on at most, to count as limited."""


def slow_part(pattern: str) -> bool:
    r"""Say whether a repeat without a limit stands inside another repeat without a limit.

    Such patterns, ``(a+)+`` the shortest, can take a time that doubles with every character.

    >>> slow_part("(a+)+b"), slow_part(r"\bagree[sd]?\b")
    (True, False)
    """
    return _nested(parser.parse(pattern, re.IGNORECASE), inside=False)


def _nested(parsed: Any, *, inside: bool) -> bool:
    for operation, argument in parsed:
        if operation in {kinds.MAX_REPEAT, kinds.MIN_REPEAT}:
            _least, most, repeated = argument
            endless = most == kinds.MAXREPEAT or most > MOST
            if endless and inside:
                return True
            if _nested(repeated, inside=inside or endless):
                return True
        elif any(_nested(one, inside=inside) for one in _parts(operation, argument)):
            return True
    return False


def _parts(operation: Any, argument: Any) -> list[Any]:
    """Return the patterns within an operation."""
    if operation is kinds.SUBPATTERN:
        return [argument[3]]
    if operation is kinds.BRANCH:
        return list(argument[1])
    if operation in {kinds.ASSERT, kinds.ASSERT_NOT}:
        return [argument[1]]
    if operation is kinds.ATOMIC_GROUP:
        return [argument]
    return []
