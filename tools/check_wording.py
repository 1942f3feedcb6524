"""Runs the wording check and the comparison of both languages over the product's own strings.

``python -m tools.check_wording`` looks at every message of the interface with its translation, at
every refusal, and at every pair of words in both languages that the source holds itself, such as
labels of fields and lines of letters. What is found is mended, or stands in
``tools/wording_accepted.yaml`` with a reason; an acceptance that nothing needs is told too.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.messages.pofile import read_po

from kakehashi.cli.refusals import all_refusals
from kakehashi.wording import Severity, compare, lint

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kakehashi"
ACCEPTED = ROOT / "tools" / "wording_accepted.yaml"
KIND = "outcome-document"
"""The strictest kind of text that a page resembles: what is an error there is one here."""


@dataclass(frozen=True)
class Pair:
    """One string of the product in both languages, and where it is from."""

    place: str
    en: str
    ja: str


@dataclass(frozen=True)
class Problem:
    """One finding in one string."""

    pair: Pair
    rule: str
    """Id of the rule, or ``parity-`` and what differs."""
    said: str

    def __str__(self) -> str:
        return (
            f"{self.pair.place}: {self.rule}: {self.said}\n    {self.pair.en}\n    {self.pair.ja}"
        )


def pairs() -> Iterator[Pair]:
    """Yield every message of the interface, then every refusal, then the words in the source."""
    for file in sorted(PACKAGE.glob("*/locale/ja/LC_MESSAGES/django.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale="ja"):
                en, ja = _first(message.id), _first(message.string)
                if en and ja:
                    yield Pair(file.relative_to(PACKAGE).parts[0], en, ja)
    told = set()
    for kind in all_refusals():
        for words in (kind.message, kind.hint):
            yield Pair(kind.code, words["en"], words["ja"])
            told.add((words["en"], words["ja"]))
    for source in sorted(PACKAGE.rglob("*.py")):
        place = source.relative_to(PACKAGE).as_posix()
        for line, en, ja in written(source.read_text(encoding="utf-8")):
            if (en, ja) not in told:
                told.add((en, ja))
                yield Pair(f"{place}:{line}", en, ja)


def written(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield what a source file says in both languages: its line, the English, the Japanese.

    That is every ``{"en": …, "ja": …}`` of two strings, whatever it is assigned to. Templates with
    facts are read as they stand, made strings (``f"…"``) not at all.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Dict):
            continue
        said = {
            key.value: value.value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
            and isinstance(value, ast.Constant)
            and isinstance(value.value, str)
        }
        if len(node.keys) == len(said) == 2 and said.get("en") and said.get("ja"):  # noqa: PLR2004
            yield node.lineno, said["en"], said["ja"]


def _first(said: str | Sequence[str] | None) -> str:
    """Return a message, or the singular of one that has several forms."""
    if not said:
        return ""
    return said if isinstance(said, str) else said[0]


def check(looked: Iterable[Pair]) -> Iterator[Problem]:
    """Yield what the checks find: errors and warnings of wording, and every difference."""
    for pair in looked:
        for language, text in (("en", pair.en), ("ja", pair.ja)):
            for one in lint(text, language, kind=KIND):
                if one.severity != Severity.NOTE:
                    yield Problem(pair, one.rule, f"{one.severity}: {one.found}")
        for other in compare(pair.ja, pair.en):
            yield Problem(pair, f"parity-{other.sort}", other.message["en"])


def left(problems: Iterable[Problem], accepted: Mapping[str, object]) -> list[str]:
    """Return what stands open: problems that nobody accepted, and acceptances without use.

    Args:
        problems: as :func:`check` gives them.
        accepted: ``free``: rules that do not bind interface prose, each with a reason; ``texts``:
            rule and English string of single ones, each with a reason.
    """
    free = dict(accepted.get("free") or {})  # type: ignore[call-overload]
    listed = list(accepted.get("texts") or [])  # type: ignore[call-overload]
    single = {(one["rule"], one["en"]) for one in listed if str(one.get("why", "")).strip()}
    used = set()
    said = []
    for one in problems:
        if one.rule in free:
            continue
        key = (one.rule, one.pair.en)
        if key in single:
            used.add(key)
        else:
            said.append(str(one))
    said += [f"accepted and not needed: {rule}: {en}" for rule, en in sorted(single - used)]
    return said


def main() -> int:
    """Print what stands open; return 1 where anything does."""
    accepted = yaml.safe_load(ACCEPTED.read_text(encoding="utf-8"))
    looked = list(pairs())
    said = left(check(looked), accepted)
    for line in said:
        print(line)
    print(f"wording: {len(looked)} strings in both languages, {len(said)} to mend or accept")
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
