"""Paragraphs of a joint text: their identities, their order, their numbers.

Pure functions of lists: no database and no clock. An identity stays with its paragraph whatever
is done around it: moved, split (the first part keeps it, the second says where it came from) or
merged (the first keeps its own and names those it took in).
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kakehashi.errors import NotHere, Refused

FIELD = "p-"
"""Start of the name of the text field that holds a paragraph."""

NUMBERED, PLAIN, HEADING, NOTICE = "numbered", "plain", "heading", "notice"
FORMS = (NUMBERED, PLAIN, HEADING, NOTICE)
DEEPEST = 3
MOST = 300
LANGUAGES = ("ja", "en")
_ID_BYTES = 4
_ROMAN = (*((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),)


class CannotSplitThere(Refused):
    """A paragraph was to be split where one of its halves would be empty."""

    code = "cannot-split-there"
    message = {
        "en": "The paragraph cannot be split there: one half would be empty.",
        "ja": "この位置では項を分割できません（一方が空になります）。",
    }
    hint = {
        "en": "Put the cursor between two sentences of at least one language.",
        "ja": "少なくとも一方の言語で、文と文の間にカーソルを置いてください。",
    }


class NothingToMerge(Refused):
    """A paragraph was to be merged with the next, and there is none of its sort."""

    code = "nothing-to-merge"
    message = {
        "en": "There is no paragraph of the same sort after this one to merge it with.",
        "ja": "この項の直後に、結合できる同種の項がありません。",
    }
    hint = {
        "en": "Move the paragraph next to the one it belongs with, then merge.",
        "ja": "結合したい項の隣に移動してから結合してください。",
    }


class TooManyParagraphs(Refused):
    """A joint text with more paragraphs than one page can hold."""

    code = "too-many-paragraphs"
    message = {
        "en": "A joint text has at most {most} paragraphs.",
        "ja": "一つの文書に置ける項は{most}件までです。",
    }
    hint = {
        "en": "Put annexes into joint texts of their own.",
        "ja": "附属書などは別の文書としてください。",
    }


class ParagraphsWrong(Refused):
    """A list of paragraphs that names one twice, or has a form or level that is none."""

    code = "paragraphs-wrong"
    message = {
        "en": "The list of paragraphs cannot be used: {what}.",
        "ja": "項の一覧に誤りがあります: {what}",
    }
    hint = {
        "en": "Open the text again; nothing was saved.",
        "ja": "文書を開き直してください。何も保存されていません。",
    }


@dataclass(frozen=True)
class Source:
    """The record that a paragraph was made from, and what it said then."""

    item: str
    digest: str
    """Content digest: a new marking of the source is no change of it."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, or a heading, with its wording per language."""

    id: str
    form: str = NUMBERED
    level: int = 1
    """From 1 (outermost) to 3; of headings, how far in they stand."""
    words: Mapping[str, str] = field(default_factory=dict)
    split_from: str = ""
    merged: tuple[str, ...] = ()
    """Identities of the paragraphs that it took in."""
    part: str = ""
    """Of a standing notice: which of its parts."""
    source: Source | None = None

    @property
    def field(self) -> str:
        """Name of the record's text field that holds it."""
        return FIELD + self.id

    def said(self, language: str) -> str:
        """Return its wording in ``language``; empty where there is none."""
        return self.words.get(language, "")


def fresh_id(taken: Iterable[str] = ()) -> str:
    """Return an identity that is not in ``taken``: eight hexadecimal letters."""
    known = set(taken)
    while (drawn := secrets.token_hex(_ID_BYTES)) in known:
        continue
    return drawn


def structure_of(paragraphs: Sequence[Paragraph]) -> list[dict[str, Any]]:
    """Return the order of paragraphs as the version keeps it, without their wording."""
    rows: list[dict[str, Any]] = []
    for one in paragraphs:
        row: dict[str, Any] = {"id": one.id, "form": one.form, "level": one.level}
        if one.split_from:
            row["from"] = one.split_from
        if one.merged:
            row["merged"] = list(one.merged)
        if one.part:
            row["part"] = one.part
        if one.source:
            row["source"] = {"item": one.source.item, "content": one.source.digest}
        rows.append(row)
    return rows


def read(
    structure: Sequence[Mapping[str, Any]], wording: Mapping[str, Mapping[str, str]]
) -> list[Paragraph]:
    """Return the paragraphs of a version from its ``structure`` fact and its wording."""
    return [
        Paragraph(
            id=str(row["id"]),
            form=str(row.get("form", NUMBERED)),
            level=int(row.get("level", 1)),
            words=dict(wording.get(FIELD + str(row["id"]), {})),
            split_from=str(row.get("from", "")),
            merged=tuple(row.get("merged", ())),
            part=str(row.get("part", "")),
            source=Source(row["source"]["item"], row["source"]["content"])
            if row.get("source")
            else None,
        )
        for row in structure
    ]


def check(paragraphs: Sequence[Paragraph]) -> None:
    """Refuse a list that could not be kept.

    Raises:
        TooManyParagraphs: for more than :data:`MOST`.
        ParagraphsWrong: for an identity twice, or a form or level that is none.
    """
    if len(paragraphs) > MOST:
        raise TooManyParagraphs(most=MOST)
    ids = [one.id for one in paragraphs]
    if len(set(ids)) != len(ids):
        raise ParagraphsWrong(what={"en": "one stands there twice", "ja": "同じ項が二度ある"})
    if any(one.form not in FORMS or not 1 <= one.level <= DEEPEST for one in paragraphs):
        raise ParagraphsWrong(what={"en": "form or level", "ja": "種別又は階層"})
    if any(not one.id.isalnum() or not one.id.isascii() or len(one.id) > 32 for one in paragraphs):  # noqa: PLR2004
        raise ParagraphsWrong(what={"en": "an identity", "ja": "識別子"})


def numbers(paragraphs: Sequence[Paragraph]) -> dict[str, str]:
    """Return the number of each numbered paragraph by its identity: ``3``, ``3(a)``, ``3(a)(ii)``.

    Both languages bear the same numbers, so that a reference means the same in either. Headings
    do not start the count anew. A paragraph that stands deeper than the one before it allows is
    numbered as deep as it can be.
    """
    found: dict[str, str] = {}
    counts = [0] * DEEPEST
    deep = 0
    for one in paragraphs:
        if one.form == HEADING:
            deep = 0
        if one.form not in (NUMBERED, NOTICE):
            continue
        level = min(one.level, deep + 1)
        deep = level
        counts[level - 1] += 1
        counts[level:] = [0] * (DEEPEST - level)
        found[one.id] = _number(counts[:level])
    return found


def _number(counts: Sequence[int]) -> str:
    first, *rest = counts
    pieces = [str(first)]
    if rest:
        pieces.append(f"({_letter(rest[0])})")
    if len(rest) > 1:
        pieces.append(f"({_roman(rest[1])})")
    return "".join(pieces)


def _letter(count: int) -> str:
    """Return a, b … z, aa, ab …: 1 is a."""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _roman(count: int) -> str:
    written = ""
    for value, letter in _ROMAN:
        while count >= value:
            written += letter
            count -= value
    return written


def place_of(paragraphs: Sequence[Paragraph], key: str) -> int:
    """Return where the paragraph called ``key`` stands.

    Raises:
        NotHere: when it is not in the list.
    """
    for place, one in enumerate(paragraphs):
        if one.id == key:
            return place
    raise NotHere


def insert(paragraphs: Sequence[Paragraph], new: Paragraph, *, after: str = "") -> list[Paragraph]:
    """Return the list with ``new`` after the paragraph called ``after``, or at the top."""
    place = place_of(paragraphs, after) + 1 if after else 0
    made = [*paragraphs[:place], new, *paragraphs[place:]]
    check(made)
    return made


def remove(paragraphs: Sequence[Paragraph], key: str) -> list[Paragraph]:
    """Return the list without the paragraph called ``key``."""
    place = place_of(paragraphs, key)
    return [*paragraphs[:place], *paragraphs[place + 1 :]]


def move(paragraphs: Sequence[Paragraph], key: str, by: int) -> list[Paragraph]:
    """Return the list with the paragraph called ``key`` moved ``by`` places, as far as it goes."""
    place = place_of(paragraphs, key)
    to = max(0, min(len(paragraphs) - 1, place + by))
    moved = list(paragraphs)
    moved.insert(to, moved.pop(place))
    return moved


def split(
    paragraphs: Sequence[Paragraph], key: str, at: Mapping[str, int], *, new: str = ""
) -> list[Paragraph]:
    """Return the list with one paragraph split in two.

    The first half keeps the identity, the second gets one of its own and says where it came from.

    Args:
        paragraphs: the list.
        key: which one.
        at: language to the character before which it is cut; a language that is not named stays
            whole with the first half.
        new: identity of the second half; one is drawn where empty.

    Raises:
        NotHere: when it is not in the list.
        CannotSplitThere: when either half would have no words at all.
    """
    place = place_of(paragraphs, key)
    whole = paragraphs[place]
    first, second = {}, {}
    for language, words in whole.words.items():
        cut = max(0, min(len(words), at.get(language, len(words))))
        first[language] = words[:cut].rstrip()
        second[language] = words[cut:].lstrip()
    if not any(first.values()) or not any(second.values()):
        raise CannotSplitThere
    halves = [
        replace(whole, words=_kept(first)),
        Paragraph(
            id=new or fresh_id(one.id for one in paragraphs),
            form=whole.form,
            level=whole.level,
            words=_kept(second),
            split_from=whole.id,
            part=whole.part,
            source=whole.source,
        ),
    ]
    made = [*paragraphs[:place], *halves, *paragraphs[place + 1 :]]
    check(made)
    return made


def merge(paragraphs: Sequence[Paragraph], key: str) -> list[Paragraph]:
    """Return the list with one paragraph merged with the one after it.

    The first keeps its identity and names the other's, with all that the other had taken in.

    Raises:
        NotHere: when it is not in the list.
        NothingToMerge: when none of the same form follows.
    """
    place = place_of(paragraphs, key)
    if place + 1 >= len(paragraphs) or paragraphs[place + 1].form != paragraphs[place].form:
        raise NothingToMerge
    first, second = paragraphs[place], paragraphs[place + 1]
    words = {
        language: joined(first.said(language), second.said(language), language)
        for language in {*first.words, *second.words}
    }
    whole = replace(
        first,
        words=_kept(words),
        merged=(*first.merged, second.id, *second.merged),
        source=first.source or second.source,
    )
    return [*paragraphs[:place], whole, *paragraphs[place + 2 :]]


def joined(first: str, second: str, language: str) -> str:
    """Return two pieces of wording as one: with a blank between them, except in Japanese."""
    return (("" if language == "ja" else " ").join(filter(None, (first, second)))).strip()


def _kept(words: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in words.items() if text}


def bearers(paragraphs: Sequence[Paragraph]) -> dict[str, str]:
    """Return where each identity is now: its own paragraph, or the one that took it in."""
    found = {old: one.id for one in paragraphs for old in one.merged}
    return found | {one.id: one.id for one in paragraphs}


SAME, MOVED, ADDED, REMOVED, SPLIT, MERGED = (
    "same",
    "moved",
    "added",
    "removed",
    "split",
    "merged",
)


@dataclass(frozen=True)
class Change:
    """One paragraph of two versions: what it was, what it is, and what was done."""

    old: Paragraph | None
    new: Paragraph | None
    what: str
    """``same`` place, ``moved``, ``added``, ``removed``, ``split`` off another, ``merged`` into
    another."""
    other: str = ""
    """Identity of the other paragraph, of a split or merged one."""


def changes(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Change]:
    """Return how ``old`` became ``new``, in the order of the new, the gone ones in their place."""
    before = {one.id: one for one in old}
    after = {one.id for one in new}
    still = _unmoved([one.id for one in old if one.id in after], [one.id for one in new])
    taken_in = {gone: one.id for one in new for gone in one.merged}
    gone = _gone_after(old, after)
    found = list(_told(gone.get("", ()), taken_in))
    for one in new:
        if one.id in before:
            what = SAME if one.id in still else MOVED
            found.append(Change(before[one.id], one, what))
        else:
            origin = _origin(one, new, before)
            found.append(Change(None, one, SPLIT if origin else ADDED, origin))
        found += _told(gone.get(one.id, ()), taken_in)
    return found


def _gone_after(old: Sequence[Paragraph], after: set[str]) -> dict[str, list[Paragraph]]:
    """Return the paragraphs that are gone, by the last one before them that stayed."""
    gone: dict[str, list[Paragraph]] = {}
    last = ""
    for one in old:
        if one.id in after:
            last = one.id
        else:
            gone.setdefault(last, []).append(one)
    return gone


def _told(gone: Iterable[Paragraph], taken_in: Mapping[str, str]) -> Iterator[Change]:
    for one in gone:
        into = taken_in.get(one.id, "")
        yield Change(one, None, MERGED if into else REMOVED, into)


def _origin(one: Paragraph, new: Sequence[Paragraph], before: Mapping[str, Paragraph]) -> str:
    """Return the old paragraph that ``one`` was split off, through splits in between."""
    by_id = {each.id: each for each in new}
    seen = set()
    origin = one.split_from
    while origin and origin not in before and origin not in seen:
        seen.add(origin)
        origin = by_id[origin].split_from if origin in by_id else ""
    return origin if origin in before else ""


def _unmoved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the most identities that stand in the same order in both: the rest moved."""
    place = {key: index for index, key in enumerate(old)}
    lined = [key for key in new if key in place]
    best: list[list[str]] = []
    for index, key in enumerate(lined):
        longest: list[str] = []
        for earlier in range(index):
            if place[lined[earlier]] < place[key] and len(best[earlier]) > len(longest):
                longest = best[earlier]
        best.append([*longest, key])
    longest_of_all: list[str] = max(best, key=_length, default=[])
    return set(longest_of_all)


def _length(line: Sequence[str]) -> int:
    return len(line)
