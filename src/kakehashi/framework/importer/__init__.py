"""The importer: a signed text from a file, found provision by provision, matched to a profile.

Pure Python: no Django, no database, no clock, no network. In order of use:

- :func:`read_text`: file to text, encodings and kinds told apart, bad input refused;
- :func:`parse`: text to :class:`Framework` (sections, pillars, areas, provisions, oddities);
- :func:`match`: which provision of a profile each one is;
- :func:`summary`: the figures and warnings of an import;
- :func:`draft_profile`: a skeleton profile from any such text.
"""

from pathlib import Path

from kakehashi.framework.importer.counting import summary
from kakehashi.framework.importer.document import (
    Area,
    Framework,
    Oddity,
    Pillar,
    Provision,
    Reference,
    Section,
    Signatory,
)
from kakehashi.framework.importer.draft import Drafted, draft_profile
from kakehashi.framework.importer.matching import Match, Outline, match
from kakehashi.framework.importer.parsing import Language, parse
from kakehashi.framework.importer.reading import Reading, read_bytes, read_text

__all__ = [
    "Area",
    "Drafted",
    "Framework",
    "Language",
    "Match",
    "Oddity",
    "Outline",
    "Pillar",
    "Provision",
    "Reading",
    "Reference",
    "Section",
    "Signatory",
    "draft_profile",
    "match",
    "parse",
    "read_bytes",
    "read_framework",
    "read_text",
    "summary",
]


def read_framework(path: Path, language: Language | None = None) -> tuple[Reading, Framework]:
    """Return the text of the file at ``path`` and what it holds.

    Raises:
        Refused: the file cannot be read; see :func:`read_text`.
    """
    reading = read_text(path)
    return reading, parse(reading.text, language, oddities=reading.oddities)
