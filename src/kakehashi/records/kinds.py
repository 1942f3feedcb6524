"""Kinds of record: what each declares, and the register they are declared in.

A new kind is one model, its declared fields and its templates. Rooms declare theirs in their
``kinds.py`` and register them when Django starts.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kakehashi.errors import Refused, Words

if TYPE_CHECKING:
    from kakehashi.people.models import Account
    from kakehashi.records.models import Item, Record, Version

OWN, SHARED, RESTRICTED = "own", "shared", "restricted"
LANES = (OWN, SHARED, RESTRICTED)


class FactWrong(Refused):
    """A date, number or choice that cannot be taken as it stands."""

    code = "fact-wrong"
    message = {
        "en": "{label}: “{value}” cannot be used here.",
        "ja": "{label}：「{value}」は使用できません。",
    }
    hint = {"en": "Enter {wanted}.", "ja": "{wanted}を入力してください。"}


@dataclass(frozen=True)
class Text:
    """A text field with wording per language."""

    name: str
    label: Words
    required: bool = False
    rows: int = 1
    hint: Words | None = None


@dataclass(frozen=True)
class Fact:
    """A field without language: a date, a choice, a number, a list.

    ``column`` says that the kind's table has a column of this name to filter or sort by.
    """

    name: str
    label: Words
    type: str = "text"
    """``text``, ``date``, ``partial_date``, ``moment``, ``integer``, ``choice``, ``boolean``,
    ``urls``, ``list``, ``posts`` (a post per side), ``object``."""
    choices: Mapping[str, Words] = field(default_factory=dict)
    required: bool = False
    column: bool = False
    facet: bool = False
    """Whether its values (of a list, or of an object) are kept one by one to filter by."""
    editable: bool = True
    asked_first: bool = False
    """Whether it is asked for when the record is started, though it cannot be edited later."""
    follows: str = ""
    """The relation to the record that this fact names, so that lists can filter by it."""
    drops: str = ""
    """Start of that record's reference that the fact leaves out."""
    day: str = ""
    """Of a moment: the fact that holds its day."""
    hint: Words | None = None
    least: int = 0
    most: int = 32767
    """Bounds of an integer: no more than a small column holds on either database."""


@dataclass(frozen=True)
class Kind:
    """All that the record mechanism needs to know about one kind."""

    code: str
    room: str
    model: "type[Record]"
    names: Words
    plural: Words
    lane: str
    prefix: str
    """Start of the readable reference of a record made by hand."""
    texts: Sequence[Text]
    facts: Sequence[Fact] = ()
    relations: Sequence[str] = ()
    """Names of relations a record of this kind may have to others."""
    sort_key: Callable[[str, Mapping[str, Any]], str] | None = None
    also_searched: Callable[[Sequence[str]], Mapping[str, Mapping[str, str]]] | None = None
    """Item ids to language to further text that search reads (an imported official wording)."""
    followed: "Callable[[Sequence[Item]], None] | None" = None
    """Called in the transaction of every write to items of this kind, for what other rows derive
    from them (the reported progress of a Joint Action from its updates)."""
    more_texts: Callable[[Mapping[str, Any]], Sequence[Text]] | None = None
    """Facts to further text fields: the paragraphs of a text that has as many as it needs."""
    guarded: "Callable[[str, Item, Version, Account], None] | None" = None
    """Called in the transaction of ``confirm`` with the step and the text, before anything is
    written; refuses what this kind does not let through."""
    needs: str = ""
    """Permission that writing one takes beside that of the step."""
    barred: "Callable[[Item], Mapping[str, Refused]] | None" = None
    """Steps that an item of this kind no longer takes, whatever its state, each with the refusal
    (the reports of a period that is locked)."""
    weight: int = 50
    """Where hits of this kind stand among equals in search; smaller first."""
    creatable: bool = True
    """Whether officials may start one on the page."""
    stays: bool = False
    """Whether one ordinarily stays with its own side: while it does, it waits for nobody to share
    it, and no other language of it is missing."""

    def texts_of(self, facts: Mapping[str, Any]) -> tuple[Text, ...]:
        """Return the text fields of a record with these facts."""
        return (*self.texts, *(self.more_texts(facts) if self.more_texts else ()))

    def text(self, name: str) -> Text:
        """Return the text field called ``name``."""
        return next(one for one in self.texts if one.name == name)

    def fact(self, name: str) -> Fact:
        """Return the fact called ``name``."""
        return next(one for one in self.facts if one.name == name)


_register: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Enter ``kind`` in the register. A code can be taken once."""
    if _register.get(kind.code, kind) is not kind:
        raise ValueError(f"two kinds are called {kind.code}")
    _register[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind:
    """Return the kind called ``code``."""
    return _register[code]


def all_kinds() -> tuple[Kind, ...]:
    """Return every kind, in the order of registration."""
    return tuple(_register.values())


_PIECES = re.compile(r"\d+|[^\d]+")


def natural_key(reference: str) -> str:
    """Return a key that sorts references as people count, the same on every database.

    Numbers are padded and the whole is written in hexadecimal, so that no collation can differ.
    """
    pieces = [
        piece.zfill(8) if piece.isdigit() else piece.lower() for piece in _PIECES.findall(reference)
    ]
    return "".join(pieces).encode().hex()[:240]


_PARTIAL = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


def check_fact(fact: Fact, value: object) -> object:
    """Return ``value`` as it is recorded, or None where it is empty.

    Raises:
        FactWrong: when it is not of the fact's type.
    """
    if value in (None, "", [], {}, ()):
        if fact.required:
            raise FactWrong(label=fact.label, value="", wanted=_wanted(fact))
        return None
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    wrong = FactWrong(label=fact.label, value=shown[:80], wanted=_wanted(fact))
    check = _CHECKS.get(fact.type)
    return check(fact, value, wrong) if check else value


def _integer(fact: Fact, value: object, wrong: FactWrong) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise wrong from None
    if not fact.least <= number <= fact.most:
        raise wrong
    return number


def _choice(fact: Fact, value: object, wrong: FactWrong) -> object:
    if value not in fact.choices:
        raise wrong
    return value


def _urls(_: Fact, value: object, wrong: FactWrong) -> list[str]:
    urls = [str(one).strip() for one in _listed(value) if str(one).strip()]
    if any(not re.match(r"^https?://[^\s<>\"]+$", url) for url in urls):
        raise wrong
    return urls


def _list(_: Fact, value: object, __: FactWrong) -> list[object]:
    return [one if isinstance(one, Mapping) else str(one) for one in _listed(value)]


def _listed(value: object) -> Sequence[object]:
    if isinstance(value, str):
        return value.split()
    return list(value) if isinstance(value, Sequence) else [value]


def _date(_: Fact, value: object, wrong: FactWrong) -> str:
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise wrong from None


def _partial(fact: Fact, value: object, wrong: FactWrong) -> str:
    text = str(value)
    if not _PARTIAL.match(text):
        raise wrong
    padded = (text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10]  # noqa: PLR2004
    return _date(fact, padded, wrong)[: len(text)]


def _moment(_: Fact, value: object, wrong: FactWrong) -> str:
    try:
        at = dt.datetime.fromisoformat(str(value))
    except ValueError:
        raise wrong from None
    if at.tzinfo is None:
        raise wrong
    return at.astimezone(dt.UTC).isoformat()


def _posts(_: Fact, value: object, wrong: FactWrong) -> dict[str, str] | None:
    if not isinstance(value, Mapping):
        raise wrong
    return {str(side): str(post) for side, post in value.items() if post} or None


def _wanted(fact: Fact) -> Words:
    bounds = {"least": fact.least, "most": fact.most}
    return {code: words.format(**bounds) for code, words in _WANTED[fact.type].items()}


_CHECKS: Mapping[str, Callable[[Fact, object, FactWrong], object]] = {
    "date": _date,
    "partial_date": _partial,
    "moment": _moment,
    "posts": _posts,
    "integer": _integer,
    "choice": _choice,
    "boolean": lambda _, value, __: bool(value),
    "urls": _urls,
    "list": _list,
}

_WANTED: Mapping[str, Words] = {
    "text": {"en": "some text", "ja": "文字列"},
    "date": {"en": "a day that exists, as 2026-03-31", "ja": "実在する日付（例 2026-03-31）"},
    "partial_date": {
        "en": "a day, month or year, as 2026-03-31, 2026-03 or 2026",
        "ja": "年月日、年月又は年（例 2026-03-31、2026-03、2026）",
    },
    "integer": {
        "en": "a whole number from {least} to {most}",
        "ja": "{least}から{most}までの整数",
    },
    "choice": {"en": "one of the choices given", "ja": "選択肢のいずれか"},
    "boolean": {"en": "yes or no", "ja": "はい又はいいえ"},
    "urls": {
        "en": "addresses that begin with https://, one a line",
        "ja": "https:// で始まるアドレス（1行に1件）",
    },
    "list": {"en": "a list", "ja": "一覧"},
    "moment": {"en": "a day and a time with its zone", "ja": "日付、時刻及び時間帯"},
    "posts": {"en": "one post a side", "ja": "各側1つの職"},
    "object": {"en": "named values", "ja": "名前付きの値"},
}
