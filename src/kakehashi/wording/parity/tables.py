"""The tables of the comparison: verbs, qualifiers, and what is said without a figure; data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kakehashi.errors import Words
from kakehashi.wording.needles import Sought, sought

_FOLDER = Path(__file__).parent / "tables"


class Level(IntEnum):
    """How strongly a sentence speaks."""

    STATEMENT = 0
    CONSIDERATION = 1
    EFFORT = 2
    INTENTION = 3
    COMMITMENT = 4


@dataclass(frozen=True)
class Row:
    """One row of the table of verbs: verbs answer one another only within it.

    Attributes:
        id: Its name.
        level: How strong it is.
        ja: Its Japanese words, a pattern.
        en: Its English words, a pattern.
        names: What it is called.
        modal: Whether the English word is an auxiliary verb.
        ja_loose: Further Japanese words that may answer the English ones.
        en_loose: Further English words that may answer the Japanese ones.
        answers: The rows of the other language that say the same in some sentence, itself
            among them.
    """

    id: str
    level: Level
    ja: str
    en: str
    names: Words
    modal: bool = False
    ja_loose: str = ""
    en_loose: str = ""
    answers: frozenset[str] = frozenset()

    @cached_property
    def patterns(self) -> Mapping[str, Sought]:
        """The patterns of both languages, compiled."""
        english = Sought(rf"\b{self.en}\b", re.IGNORECASE)
        return {"ja": Sought(self.ja), "en": english}


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A phrase that lowers or marks what is said.

    Attributes:
        id: Its name.
        ja: Japanese words that say it.
        en: English words that say it.
        ja_loose: Further Japanese words that may answer the English.
        en_loose: Further English words that may answer the Japanese.
        names: What it is called.
        taken: Words of each language that answer one another: where both stand, they are no
            loose words for this.
    """

    id: str
    ja: str
    en: str
    ja_loose: str
    en_loose: str
    names: Words
    taken: Mapping[str, str] = field(default_factory=dict, hash=False)


@cache
def verbs() -> Mapping[str, Row]:
    """Return the rows of the table of verbs by their id."""
    return {
        one["id"]: Row(
            id=one["id"],
            level=Level(one["level"]),
            ja=one["ja"],
            en=one["en"],
            names=one["names"],
            modal=one.get("modal", False),
            ja_loose=one.get("ja_loose", ""),
            en_loose=one.get("en_loose", ""),
            answers=frozenset((one["id"], *one.get("answers", ()))),
        )
        for one in _read("verbs")
    }


@cache
def qualifiers() -> tuple[Qualifier, ...]:
    """Return the qualifiers; their loose patterns take in the strict ones."""
    return tuple(
        Qualifier(
            one["id"],
            one["ja"],
            one["en"],
            "|".join(filter(None, (one["ja"], one.get("ja_loose")))),
            "|".join(filter(None, (one["en"], one.get("en_loose")))),
            one["names"],
            one.get("taken", {}),
        )
        for one in _read("qualifiers")
    )


@cache
def strict(language: str) -> tuple[tuple[Qualifier, Sought], ...]:
    """Return the qualifiers with the words of one language that say them."""
    return tuple(
        (one, sought(one.ja if language == "ja" else one.en, re.IGNORECASE)) for one in qualifiers()
    )


@cache
def said_otherwise() -> Mapping[tuple[str, str, str], str]:
    """Return how the other language says a value: by language, value and unit."""
    figures = _read("otherwise")["figures"]
    return {(one["language"], str(one["value"]), one["unit"]): one["said"] for one in figures}


@cache
def acronyms() -> Mapping[str, str]:
    """Return how Japanese says an English acronym."""
    found: Mapping[str, str] = _read("otherwise")["acronyms"]
    return found


def _read(name: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=loader)  # noqa: S506 - safe
