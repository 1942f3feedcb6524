"""How the command line speaks: lower case, no full stop, in the language of the terminal."""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kakehashi.errors import Refused, Words

LANGUAGES: Final = ("en", "ja")

_NAMES: Final = frozenset({"Japan", "Kakehashi", "Python", "Node", "Unicode", "Django"})
"""First words of a message that keep their capital."""


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language the terminal asks for: ``ja`` or ``en``.

    The first of LC_ALL, LC_MESSAGES and LANG that is set decides, as POSIX has it.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "ja" if environment[name].lower().startswith("ja") else "en"
    return "en"


def marked(text: str) -> str:
    """Return ``text`` as it is: marks help of a command for translation in ``locale/``."""
    return text


def voiced(text: str) -> str:
    """Return ``text`` as the command line says it: lower case to begin, no full stop to end."""
    text = text.strip()
    if text.endswith((".", "。")) and not text.endswith("..."):
        text = text[:-1]
    first = text.split(maxsplit=1)[0].strip(".,:;") if text else ""
    plain = first[1:] == first[1:].lower() and first not in _NAMES
    return text[:1].lower() + text[1:] if plain else text


def complain(problem: str, advice: str = "") -> None:
    """Print ``error:`` and ``hint:`` to the standard error."""
    print(f"error: {voiced(problem)}", file=sys.stderr)
    if advice:
        print(f"hint: {voiced(advice)}", file=sys.stderr)


def refuse(refusal: Refused, language: str) -> None:
    """Print what was refused and what to do next, in ``language``."""
    complain(refusal.say(language), refusal.advise(language))


def print_json(value: object) -> None:
    """Print ``value`` as JSON on one line, every language as it is written."""
    print(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def words(pair: Words, language: str) -> str:
    """Return the wording in ``language``, else in English."""
    return pair.get(language) or pair["en"]


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Return ``rows`` in columns, each as wide as its widest cell.

    Wide characters take two places, as terminals draw them. The last column is not padded.
    """
    rows = [tuple(row) for row in rows]
    if not rows:
        return ""
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        padded = [
            cell + " " * (width - _width(cell))
            for cell, width in zip(row[:-1], widths[:-1], strict=True)
        ]
        lines.append("  ".join([*padded, row[-1]]).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "FW" else 1 for one in text)
