"""What translate-toolkit's pofilter finds in a pair of texts, to hold the comparison against.

The toolkit is a dependency of tests alone; nothing of the product imports it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from translate.filters import checks
from translate.storage.pypo import pounit

KINDS: Mapping[str, tuple[str, ...]] = {
    "numbers": (
        "number", "ordinal", "fraction", "percent", "money", "date", "period", "time", "range",
        "reference",
    ),
    "acronyms": ("name",),
    "sentencecount": ("paragraph",),
}  # fmt: skip
"""Its filters that bear on what is said, and the kinds of difference each could tell."""


@dataclass(frozen=True)
class Told:
    """One thing it reports: the name of the filter."""

    sort: str


def pofilter() -> Callable[[str, str], list[Told]]:
    """Return the filters as a comparison of a Japanese text with its English counterpart."""
    checker = checks.StandardChecker(
        checkerconfig=checks.CheckerConfig(targetlanguage="ja"), limitfilters=list(KINDS)
    )

    def told(ja: str, en: str) -> list[Told]:
        unit = pounit(en)
        unit.target = ja
        return [Told(name) for name in checker.run_filters(unit)]

    return told
