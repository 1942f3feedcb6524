"""Reads the labelled texts, and counts what a check found of what it should have."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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


def score_lint(name: str, lint: Any) -> Score:
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


def cases(name):
    """Return every pair and every planted difference: Japanese, English, expected sort or ""."""
    for pair in read(name):
        yield pair["ja"], pair["en"], ""
        for plant in pair["plants"]:
            texts = {"ja": pair["ja"], "en": pair["en"]}
            (language,) = set(plant) - {"kind"}
            old, new = plant[language]
            assert str(old) in texts[language], (old, texts[language])
            texts[language] = texts[language].replace(str(old), str(new), 1)
            yield texts["ja"], texts["en"], plant["kind"]


def score_parity(name: str, compare: Any) -> tuple[Score, Counter]:
    """Count, for each sort, planted differences found and missed, and what was found wrongly.

    A planted difference counts as found when something is found where before nothing was; the
    sort it is given is looked at apart.
    """
    score = Score()
    other = Counter()
    for ja, en, kind in cases(name):
        found = [str(one.sort) for one in compare(ja, en)]
        if kind and found:
            score.right[kind] += 1
            if kind not in found:
                other[kind] += 1
                score.told.append(f"as {found} not {kind}: {ja} | {en}")
            extra = [one for one in found if one != kind] if kind in found else found[1:]
            if extra:
                score.told.append(f"also {extra} beside {kind}: {ja} | {en}")
        elif kind:
            score.missed[kind] += 1
            score.told.append(f"missed {kind}: {ja} | {en}")
        elif found:
            score.wrong["correct"] += 1
            score.told.append(f"wrong {found}: {ja} | {en}")
    return score, other
