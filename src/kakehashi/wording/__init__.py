"""Wording: normal form, search, comparison and checks of Japanese and English text.

Pure functions of text: no database, no clock, no network. Importing this is cheap; the Japanese
dictionary is loaded when the first Japanese text is read (0.2 s, some 70 MB, once a process).
"""

from kakehashi.wording.changes import Piece, PieceKind, Row, compare_texts, compare_words
from kakehashi.wording.findings import Finding, Severity
from kakehashi.wording.highlights import Snippet, highlight, snippet
from kakehashi.wording.linting import apply_findings, lint, load_rules
from kakehashi.wording.matching import Match, Place, matches, rank
from kakehashi.wording.normal import Mapped, normalise, normalise_mapped
from kakehashi.wording.parity import (
    Concept,
    Difference,
    Glossary,
    Spot,
    compare,
    read_glossary,
    strength,
)
from kakehashi.wording.query import (
    Expand,
    Manner,
    Plan,
    QueryTooLong,
    fts5_expression,
    query_plan,
    tsquery_expression,
)
from kakehashi.wording.sentences import split_paragraphs, split_sentences
from kakehashi.wording.spelling import searchable
from kakehashi.wording.tokens import Prepared, index_tokens, prepare, reference_token, word_key

__all__ = [
    "Concept",
    "Difference",
    "Expand",
    "Finding",
    "Glossary",
    "Manner",
    "Mapped",
    "Match",
    "Piece",
    "PieceKind",
    "Place",
    "Plan",
    "Prepared",
    "QueryTooLong",
    "Row",
    "Severity",
    "Snippet",
    "Spot",
    "apply_findings",
    "compare",
    "compare_texts",
    "compare_words",
    "fts5_expression",
    "highlight",
    "index_tokens",
    "lint",
    "load_rules",
    "matches",
    "normalise",
    "normalise_mapped",
    "prepare",
    "query_plan",
    "rank",
    "read_glossary",
    "reference_token",
    "searchable",
    "snippet",
    "split_paragraphs",
    "split_sentences",
    "strength",
    "tsquery_expression",
    "word_key",
]
