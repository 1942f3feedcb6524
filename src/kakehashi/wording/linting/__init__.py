"""Linting: words that make a joint text look like a treaty, found by rules that are data.

The rules lie in ``rules/``: what to look for, why, from which source, what to write instead, how
much it weighs in each kind of text, and where the word means something else. A side or ministry
adds its own: see :func:`load_rules`.
"""

from kakehashi.wording.linting.avoiding import shipped_rules, with_glossary
from kakehashi.wording.linting.checking import Applied, apply_findings, lint, lint_paragraphs
from kakehashi.wording.linting.rulebook import (
    KINDS,
    Kind,
    Rule,
    Rulebook,
    RuleFileMissing,
    RuleWrong,
    load_rules,
    read_rules,
)

__all__ = [
    "KINDS",
    "Applied",
    "Kind",
    "Rule",
    "RuleFileMissing",
    "RuleWrong",
    "Rulebook",
    "apply_findings",
    "lint",
    "lint_paragraphs",
    "load_rules",
    "read_rules",
    "shipped_rules",
    "with_glossary",
]
