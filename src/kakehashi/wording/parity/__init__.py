"""Parity: whether a Japanese text and its English counterpart say the same.

Both are read into values (numbers, dates, money, names, references), verbs with their strength,
negations and qualifiers, and these are compared; strings never are.
"""

from kakehashi.wording.parity.comparing import compare, compare_paragraphs
from kakehashi.wording.parity.differences import SORT_NAMES, Difference, Spot
from kakehashi.wording.parity.glossary import (
    Concept,
    Glossary,
    GlossaryUnreadable,
    glossary_of,
    read_glossary,
    shipped_glossary,
)
from kakehashi.wording.parity.meaning import strength
from kakehashi.wording.parity.tables import Level
from kakehashi.wording.parity.values import Sort

__all__ = [
    "SORT_NAMES",
    "Concept",
    "Difference",
    "Glossary",
    "GlossaryUnreadable",
    "Level",
    "Sort",
    "Spot",
    "compare",
    "compare_paragraphs",
    "glossary_of",
    "read_glossary",
    "shipped_glossary",
    "strength",
]
