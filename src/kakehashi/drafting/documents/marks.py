"""Marks in a Word file that say which paragraph is which: bookmarks, and three properties.

Word and LibreOffice keep bookmarks when a text is edited, moved or pasted, so a paragraph comes
back as itself whatever was typed into it.
"""

import re
from typing import Final

RECORD, VERSION, LAYOUT = "kakehashi-record", "kakehashi-version", "kakehashi-layout"
"""Names of the file's properties: the text's reference, the version digest, how it is laid out."""

TITLE: Final = "title"
"""Stands for an identity where the title is meant."""

_MARK = re.compile(r"k_(ja|en)_([0-9A-Za-z]{1,32})")


def mark_of(key: str, language: str) -> str:
    """Return the bookmark of one paragraph in one language."""
    return f"k_{language}_{key}"


def read_mark(name: str) -> tuple[str, str] | None:
    """Return language and identity that a bookmark says, None for somebody else's bookmark."""
    found = _MARK.fullmatch(name)
    return (found[1], found[2]) if found else None


def unwritten(language: str) -> str:
    """Return what stands where a language has no words yet; it never comes back as words."""
    return "［未記入］" if language == "ja" else "[to follow]"
