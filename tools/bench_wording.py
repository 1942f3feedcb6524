"""What the checks of wording are worth: precision and recall on labelled texts, and their speed.

Run as ``python -m tools.bench_wording``. The comparison is held against translate-toolkit's
pofilter on the same pairs, and speed against bare sudachipy (mode A) tokenising the same text,
each in this run.
"""

import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kakehashi.wording import compare, lint
from kakehashi.wording.linting import checking
from kakehashi.wording.morphemes import LONGEST
from kakehashi.wording.sentences import split_bounded
from tests.wording.labelled_texts import Score, score_lint, score_parity
from tools.pofilter import KINDS, pofilter

ROOT = Path(__file__).resolve().parent.parent
PROVISIONS = ROOT / "src/kakehashi/framework/profiles/uk-japan/provisions.yaml"
TIMES = 7
"""Runs of each, of which the quickest counts."""
LENGTHS = (1, 4, 16)


def main() -> int:
    """Print what they are worth, and how quick they are."""
    for name in ("lint.txt", "lint_held_out.txt", "lint_afterwards.txt"):
        _print(name, score_lint(name, lint))
    for name in ("parity.yaml", "parity_held_out.yaml", "parity_afterwards.yaml"):
        score, _as_another_sort = score_parity(name, compare)
        _print(name, score)
        other, _any = score_parity(name, pofilter())
        _beside(score, other)
    _speed()
    return 0


def _print(name: str, score: Score) -> None:
    print(f"{name}: {score}")
    for kind in sorted({*score.right, *score.missed, *score.wrong}):
        right, missed, wrong = score.right[kind], score.missed[kind], score.wrong[kind]
        print(f"  {kind:10} {right} right, {missed} missed, {wrong} wrong")


def _beside(score: Score, other: Score) -> None:
    """Print the recall of both on the kinds of difference that pofilter has."""
    print(f"  pofilter on the same pairs: {other}")
    for kind in sorted({kind for kinds in KINDS.values() for kind in kinds}):
        plants = other.right[kind] + other.missed[kind]
        if plants:
            ours = score.right[kind]
            print(f"  {kind:10} of {plants}: {ours} found, by pofilter {other.right[kind]}")


def _speed() -> None:
    said = [one["statement"] for one in yaml.safe_load(PROVISIONS.read_text(encoding="utf-8"))]
    ja = "\n".join(one["ja"] for one in said)
    en = "\n".join(" ".join(one["en"].split()) for one in said)
    took = _quickest(
        {
            "ja": lambda: _tokenise(ja),
            "en": lambda: _tokenise(en),
            "lint, Japanese": lambda: lint(ja),
            "lint, English": lambda: lint(en),
            "compare": lambda: compare(ja, en),
        }
    )
    for what, text, bare in (
        ("lint, Japanese", ja, took["ja"]),
        ("lint, English", en, took["en"]),
        ("compare", ja + en, took["ja"] + took["en"]),
    ):
        megabytes = len(text.encode()) / 1e6
        speed = megabytes / took[what]
        print(f"{what}: {speed:.2f} MB/s, {took[what] / bare:.1f} x sudachipy on the same text")
    longer = [_longer(ja, en, times) for times in LENGTHS]
    shown = ", ".join(
        f"{times} x: {seconds / longer[0] / times:.1f}"
        for times, seconds in zip(LENGTHS, longer, strict=True)
    )
    print(f"compare, time for each character as the text grows: {shown}")


def _longer(ja: str, en: str, times: int) -> float:
    one, two = "\n".join([ja] * times), "\n".join([en] * times)
    return _quickest({"": lambda: compare(one, two)}, 2)[""]


@cache
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="core").tokenizer(SplitMode.A)


def _tokenise(text: str) -> None:
    for sentence in split_bounded(text, LONGEST):
        list(_tokenizer().tokenize(sentence))


def _quickest(runs: Mapping[str, Callable[[], object]], times: int = TIMES) -> dict[str, float]:
    """Return the seconds of each, taken in turn, so that what else the machine does hits all."""
    best = dict.fromkeys(runs, float("inf"))
    for turn in range(times + 1):
        for name, run in runs.items():
            checking.forget_sentences()
            start = time.perf_counter()
            run()
            if turn:
                best[name] = min(best[name], time.perf_counter() - start)
    return best


if __name__ == "__main__":
    sys.exit(main())
