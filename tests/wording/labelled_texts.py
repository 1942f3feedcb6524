"""Reads the labelled texts, and counts what a check found of what it should have."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "labelled"
_MARK = re.compile(r"\[\[(.*?)\]\]")


@dataclass
class Score:
    """How many were found rightly, wrongly and not at all."""

    right: Counter = field(default_factory=Counter)
    wrong: Counter = field(default_factory=Counter)
    missed: Counter = field(default_factory=Counter)
    told: list = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right.total() / max(1, self.right.total() + self.wrong.total())

    @property
    def recall(self) -> float:
        return self.right.total() / max(1, self.right.total() + self.missed.total())

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}, recall {self.recall:.3f} "
            f"({self.right.total()} right, {self.wrong.total()} wrong, {self.missed.total()} missed)"
        )


def read(name):
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def read_sentences(name):
    """Return the marked sentences by language, as they stand behind the hyphens."""
    found = {}
    language = ""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("- "):
            found[language].append(line[2:])
        elif line.endswith(":") and not line.startswith("#"):
            language = line[:-1]
            found[language] = []
    return found


def unmark(sentence):
    """Return a sentence without its marks, and the spans that were marked."""
    spans, text, done = [], "", 0
    for found in _MARK.finditer(sentence):
        text += sentence[done : found.start()]
        spans.append((len(text), len(text) + len(found[1])))
        text += found[1]
        done = found.end()
    return text + sentence[done:], spans


def score_lint(name, lint):
    score = Score()
    for language, sentences in read_sentences(name).items():
        for sentence in sentences:
            text, spans = unmark(sentence)
            left = list(spans)
            for one in lint(text, language):
                hits = [s for s in left if s[0] < one.end and one.start < s[1]]
                for hit in hits:
                    left.remove(hit)
                    score.right[language] += 1
                if not hits and not any(s[0] < one.end and one.start < s[1] for s in spans):
                    score.wrong[language] += 1
                    score.told.append(f"wrong {one.rule} {one.found!r}: {text}")
            for start, end in left:
                score.missed[language] += 1
                score.told.append(f"missed {text[start:end]!r}: {text}")
    return score
