"""What a file of concepts would change in the glossary, before anything is made."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kakehashi.errors import Refused, Words
from kakehashi.glossary.concepts import (
    LANGUAGES,
    NewConcept,
    changed_fields,
    values_of,
)
from kakehashi.glossary.rules import check_shape
from kakehashi.trust import canonical_bytes, sha256_hex


@dataclass(frozen=True)
class Cell:
    """One field that would differ: its name, the old value and the new one, as people read them."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Changed:
    """A concept that would be new or differ."""

    new: NewConcept
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Unfit:
    """A concept of the file that cannot be taken, with why."""

    id: str
    message: Words
    hint: Words


@dataclass(frozen=True)
class DryRun:
    """What would be made of a file."""

    added: tuple[Changed, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    unfit: tuple[Unfit, ...]
    left_alone: int
    """Concepts of the glossary that the file does not have: they stay as they are."""

    @property
    def total(self) -> int:
        """How many concepts would be written."""
        return len(self.added) + len(self.changed)

    @property
    def digest(self) -> str:
        """What stands for all of it, so that what is made is what was looked at."""
        parts = [
            [one.new.data(), [[cell.field, cell.old, cell.new] for cell in one.cells]]
            for one in (*self.added, *self.changed)
        ]
        return sha256_hex(canonical_bytes({"type": "kakehashi.glossary-changes", "changes": parts}))


class InFileTwice(Refused):
    """The file holds the same concept, or the same preferred word, twice."""

    code = "concept-in-file-twice"
    message = {
        "en": "The file has {what} more than once.",
        "ja": "ファイル内で「{what}」が重複しています。",
    }
    hint = {
        "en": "Keep one of them, or mark both as homonyms.",
        "ja": "一つだけ残すか、双方を同音同形異義語として指定してください。",
    }


class ConceptRetired(Refused):
    """The file holds a concept that was retired here."""

    code = "concept-retired"
    status = 409
    message = {
        "en": "The concept {concept} was retired here.",
        "ja": "用語「{concept}」はこの用語集では廃止されています。",
    }
    hint = {
        "en": "Put it back into use first, or leave it out of the file.",
        "ja": "先に廃止を取り消すか、ファイルから除いてください。",
    }


def compare_concepts(
    news: Sequence[NewConcept], olds: Iterable[NewConcept], retired: Iterable[str] = ()
) -> DryRun:
    """Return what taking ``news`` in would change.

    Args:
        news: The concepts of a file.
        olds: The concepts in use.
        retired: Ids of those retired.
    """
    known = {one.id: one for one in olds}
    gone = frozenset(retired)
    ids = Counter(one.id for one in news)
    owners = _owners(news, known)
    added: list[Changed] = []
    changed: list[Changed] = []
    unfit: list[Unfit] = []
    unchanged = 0
    for new in news:
        try:
            check_shape(new)
            if ids[new.id] > 1:
                raise InFileTwice(what=new.id)
            if new.id in gone:
                raise ConceptRetired(concept=new.id)
            _check_owned_once(new, owners)
        except Refused as refusal:
            unfit.append(Unfit(new.id, refusal.message_words(), refusal.hint_words()))
            continue
        old = known.get(new.id)
        if old is not None and old.data() == new.data():
            unchanged += 1
            continue
        (changed if old else added).append(Changed(new, cells_between(old, new)))
    return DryRun(tuple(added), tuple(changed), unchanged, tuple(unfit), len(set(known) - set(ids)))


_Owners = dict[tuple[str, str], list[NewConcept]]


def _owners(news: Sequence[NewConcept], known: dict[str, NewConcept]) -> _Owners:
    """Return whose preferred word each would be, once the file is taken in."""
    after = {**known, **{one.id: one for one in news}}
    found: _Owners = {}
    for one in after.values():
        for language in LANGUAGES:
            found.setdefault((language, one.preferred(language)), []).append(one)
    return found


def _check_owned_once(new: NewConcept, owners: _Owners) -> None:
    for language in LANGUAGES:
        word = new.preferred(language)
        rivals = owners[language, word]
        if len(rivals) > 1 and not all(one.homonym for one in rivals):
            raise InFileTwice(what=word)


def cells_between(old: NewConcept | None, new: NewConcept) -> tuple[Cell, ...]:
    """Return what differs, field by field, as people read it."""
    before, after = (values_of(one) if one else {} for one in (old, new))
    return tuple(
        Cell(name, _shown(before.get(name, "")), _shown(after[name]))
        for name in changed_fields(old, new)
    )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " · ".join(map(str, value))
    return {True: "✓", False: ""}[value] if isinstance(value, bool) else str(value)
