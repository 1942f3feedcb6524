"""What the checks of wording are worth: precision and recall on labelled texts, and their speed.

Run as ``python -m tools.bench_wording``. Speed is set against bare sudachipy on the same text.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from kakehashi.wording import compare, lint
from kakehashi.wording.morphemes import read_morphemes
from tests.wording.labelled_texts import Score, score_lint, score_parity

ROOT = Path(__file__).resolve().parent.parent
PROVISIONS = ROOT / "src/kakehashi/framework/profiles/uk-japan/provisions.yaml"


def main() -> int:
    """Print both tables."""
    for name in ("lint.txt", "lint_held_out.txt"):
        _print(name, score_lint(name, lint))
    for name in ("parity.yaml", "parity_held_out.yaml"):
        score, _as_another_sort = score_parity(name, compare)
        _print(name, score)
    said = [one["statement"] for one in yaml.safe_load(PROVISIONS.read_text(encoding="utf-8"))]
    ja = "\n".join(one["ja"] for one in said) * 4
    en = "\n".join(" ".join(one["en"].split()) for one in said) * 4
    bare = _seconds(lambda: list(read_morphemes(ja)))
    for what, length, run in (
        ("lint, Japanese", len(ja), lambda: lint(ja)),
        ("lint, English", len(en), lambda: lint(en)),
        ("compare", len(ja) + len(en), lambda: compare(ja, en)),
    ):
        took = _seconds(run)
        print(f"{what}: {length / took / 1e6:.2f} M characters/s, {took / bare:.1f} x sudachipy")
    return 0


def _print(name: str, score: Score) -> None:
    print(f"{name}: {score}")
    for kind in sorted({*score.right, *score.missed, *score.wrong}):
        right, missed, wrong = score.right[kind], score.missed[kind], score.wrong[kind]
        print(f"  {kind:10} {right} right, {missed} missed, {wrong} wrong")


def _seconds(run: Callable[[], object]) -> float:
    run()
    start = time.perf_counter()
    run()
    return max(time.perf_counter() - start, 1e-9)


if __name__ == "__main__":
    sys.exit(main())
