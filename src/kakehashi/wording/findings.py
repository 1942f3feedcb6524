"""Findings: what a check says of a place in a text, for people, programs and SARIF alike."""

from dataclasses import dataclass
from enum import StrEnum

from kakehashi.errors import Words


class Severity(StrEnum):
    """How much a finding weighs."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def weight(self) -> int:
        """A number that is higher for what weighs more."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One word or phrase that a rule points out.

    Attributes:
        rule: Id of the rule.
        severity: How much it weighs in a text of this kind.
        start: Offset in the text where it begins.
        end: Offset behind it.
        line: Line it begins on, from 1.
        column: Character of that line it begins at, from 1.
        paragraph: Which paragraph it is in, from 1.
        found: What stands there.
        reason: Why it is pointed out, in both languages.
        source: Where the rule comes from, in both languages.
        instead: What may be written instead; the first fits best.
        replacement: What can be put there as it is; None where the sentence must be rewritten.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    line: int
    column: int
    paragraph: int
    found: str
    reason: Words
    source: Words
    instead: tuple[str, ...]
    replacement: str | None
