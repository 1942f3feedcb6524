"""From a text to a framework: repair, walk, paths, lead-ins, closing sentences, references."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from kakehashi.framework.importer import layout as layouts
from kakehashi.framework.importer.document import (
    Area,
    Framework,
    Level,
    Oddity,
    Pillar,
    Provision,
    Section,
)
from kakehashi.framework.importer.headings import read_heading
from kakehashi.framework.importer.layout import goes_on
from kakehashi.framework.importer.oddities import name_oddities
from kakehashi.framework.importer.references import resolved
from kakehashi.framework.importer.repair import Joiner, joiner, repair
from kakehashi.framework.importer.signatories import cut
from kakehashi.framework.importer.structure import Group, Item, Walked, walk

Language = Literal["ja", "en"]

_KANA = re.compile(r"[ぁ-んァ-ヴ]")
_LETTER = re.compile(r"[A-Za-zぁ-んァ-ヴ一-龯]")
_JAPANESE_SHARE = 0.05
_SAMPLE = 200_000
_LEVELS: dict[str, Level] = {
    "lower": "lettered",
    "upper": "lettered",
    "lower-roman": "roman",
    "upper-roman": "roman",
}
_TOP = {"decimal", "compound", "article", "clause", "kanji"}
_TITLE = re.compile(r"([^：:。.;；]{1,60})[：:]\s?(?=\S)")
_BRACKETED = re.compile(r"[（(]([^（()）。.]{1,30})[)）](?=\S|$)")
_TITLE_WIDEST = {"ja": 30, "en": 60}
_SENTENCE = re.compile(r"(?<=[。．！？])(?=[^」』）)])|(?<=[.!?])\s+(?=[A-Z“\"'(])")


def parse(
    text: str, language: Language | None = None, *, oddities: Iterable[Oddity] = ()
) -> Framework:
    """Return ``text`` as a framework: sections, pillars, areas, provisions, signatories, oddities.

    Never fails: a text without a single number gives a framework without provisions, and an
    oddity that says so. Time is linear in the length of the text.

    Args:
        text: as read from a file, broken lines and all.
        language: of the text; found out where not given.
        oddities: what reading the file already found, put first.
    """
    mended = repair(text)
    tongue = language or _language(text)
    layout = layouts.measure(mended.lines)
    join = joiner(mended.lines)
    ending = cut(mended.lines, layout, join)
    walked = walk(ending.body, layout)
    keys = _Keys(walked)
    provisions = _provisions(walked, keys, join, tongue)
    areas = _areas(walked, keys, join, provisions)
    lettered = {area.provision: area for area in areas if area.provision is not None}
    provisions = [_in_area(one, lettered) for one in provisions]
    rows = [[keys.paths[item] for item in row.items] for row in walked.rows]
    framework = Framework(
        language=tongue,
        title=join.join(walked.title),
        preamble=join.join(walked.preamble),
        sections=tuple(_sections(walked, keys, join)),
        pillars=tuple(_pillars(walked, keys, join)),
        areas=tuple(areas),
        provisions=resolved(provisions, areas, rows),
        signatories=ending.signatories,
        attestation=ending.attestation,
        oddities=(),
    )
    starts = {keys.paths[row.items[0]]: row.begins for row in walked.rows if row.items}
    found = name_oddities(framework, rows, starts, mended)
    return replace(framework, oddities=(*oddities, *found))


def _language(text: str) -> Language:
    sample = text[:_SAMPLE]
    kana, letters = len(_KANA.findall(sample)), len(_LETTER.findall(sample))
    return "ja" if kana > _JAPANESE_SHARE * letters else "en"


class _Keys:
    """The key of every group and the path of every item."""

    def __init__(self, walked: Walked) -> None:
        self.groups: dict[Group, str] = {}
        self.paths: dict[Item, str] = {}
        self.areas: dict[Item, str | None] = {}
        self._taken: set[str] = set()
        counts = {"section": 0, "pillar": 0, "area": 0}
        numbers: set[str] = set()
        for group in walked.groups:
            counts[group.kind] += 1
            key = f"{group.kind[0].upper()}{counts[group.kind]}"
            if group.kind == "pillar":
                key = str(group.heading.number or counts["pillar"])
                while key in numbers:
                    key += "+"
                numbers.add(key)
            self.groups[group] = key
        highest = 0
        for item in walked.items:
            counted = item.row.running and item.parent is None and item.label.value > highest
            highest = item.label.value if counted and not item.label.prefix else highest
            self.paths[item] = self._path(item, counted=counted)
            self.areas[item] = self.groups[item.area] if item.area else None

    def _path(self, item: Item, *, counted: bool) -> str:
        number = segment(item)
        if item.parent is not None:
            above = self.paths[item.parent]
            # 第二条第二項, where 第二条第二号 is 2.2 already.
            path = f"{above}-{number}" if item.row.begins > 1 else f"{above}.{number}"
            if item.label.prefix and path.endswith(f"{_dotted(item.label.prefix)}.{number}"):
                path = f"{above}.{number}"
        else:
            if item.label.prefix:
                number = f"{_dotted(item.label.prefix)}.{number}"
            path = number if counted or item.label.prefix else self._within(item) + number
        unique, again = path, 2
        while unique in self._taken:
            unique, again = f"{path}~{again}", again + 1
        self._taken.add(unique)
        return unique

    def _within(self, item: Item) -> str:
        if item.area is not None:
            return f"{self.groups[item.area]}."
        if item.pillar is not None:
            return f"P{self.groups[item.pillar]}."
        return f"{self.groups[item.section]}." if item.section is not None else ""


def segment(item: Item) -> str:
    """Return the item's own part of a path, in ordinary characters."""
    family = item.label.style[0]
    if family not in {"lower", "upper", "lower-roman", "upper-roman"}:
        return str(item.label.value)
    return unicodedata.normalize("NFKC", item.label.number)


def _dotted(prefix: Sequence[int]) -> str:
    return ".".join(str(part) for part in prefix)


def _provisions(walked: Walked, keys: _Keys, join: Joiner, tongue: Language) -> list[Provision]:
    depths: dict[Item, int] = {}
    found = []
    for item in walked.items:
        depths[item] = 0 if item.parent is None else depths[item.parent] + 1
        own, closing = _cut_closing(item)
        text = join.join(own)
        found.append(
            Provision(
                path=keys.paths[item],
                number=item.label.number,
                value=item.label.value,
                mark=item.label.mark,
                level=_level(item, depths[item]),
                depth=depths[item],
                parent=None if item.parent is None else keys.paths[item.parent],
                children=tuple(keys.paths[child] for child in item.children),
                section=keys.groups[item.section] if item.section else None,
                pillar=keys.groups[item.pillar] if item.pillar else None,
                area=keys.areas[item],
                heading=item.area.heading.words if item.area else None,
                title=_title_below(item, tongue) or _title(text, tongue),
                text=text,
                lead_in=_lead_in(item, text, tongue),
                closing=join.join(closing),
                closing_line=item.places[len(own)] if closing else None,
                references=(),
                first_line=item.line,
                last_line=item.last_line,
            )
        )
    return found


def _level(item: Item, depth: int) -> Level:
    family = item.label.style[0]
    if depth == 0 and family in _TOP:
        return "paragraph"
    return _LEVELS.get(family, "deeper")


def _cut_closing(item: Item) -> tuple[list[str], list[str]]:
    """Return an item's own lines and the closing sentences after its list.

    A sentence on a line of its own after the last item of a list closes that list, unless the
    items beside it are written that way too. Paragraphs of the running count are no such list.
    """
    row = item.row.items
    plain = len(row) > 1 and row[-1] is item and not item.children and not item.row.running
    if not plain or not item.fresh or any(other.fresh for other in row[:-1]):
        return item.pieces, []
    return item.pieces[: item.fresh[0]], item.pieces[item.fresh[0] :]


def _title(text: str, tongue: Language) -> str | None:
    bracketed = _BRACKETED.match(text)
    if bracketed:
        return bracketed[1]
    match = _TITLE.match(text)
    if not match or len(match[1]) > _TITLE_WIDEST[tongue] or "、" in match[1]:
        return None
    return match[1].strip() or None


def _title_below(item: Item, tongue: Language) -> str | None:
    """Return the title that stands on a line of its own below the number of an article."""
    pieces = item.pieces
    if item.label.style[0] not in {"article", "clause"} or not pieces or pieces[0][0] in "(（":
        return None
    first, rest = pieces[0], pieces[1:]
    heading = read_heading(first) if item.places[0] != item.line else None
    if heading is None or heading.kind != "plain" or len(first) > _TITLE_WIDEST[tongue]:
        return None
    goes = bool(rest) and not goes_on(rest[0])
    return first if goes or (item.children and not rest) else None


def _lead_in(item: Item, text: str, tongue: Language) -> str:
    if not item.children or text == _title_below(item, tongue):
        return ""
    return last_sentence(_BRACKETED.sub("", text, count=1) if _BRACKETED.match(text) else text)


def last_sentence(text: str) -> str:
    """Return the last sentence of ``text``, or what is left open behind it."""
    return _SENTENCE.split(text)[-1].strip()


def _areas(
    walked: Walked, keys: _Keys, join: Joiner, provisions: Sequence[Provision]
) -> list[Area]:
    found = []
    headed = {group.pillar for group in walked.groups if group.kind == "area"}
    by_path = {one.path: one for one in provisions}
    for group in walked.groups:
        if group.kind == "area":
            found.append(
                Area(
                    key=keys.groups[group],
                    heading=group.heading.words,
                    line=group.line,
                    section=keys.groups[group.section] if group.section else None,
                    pillar=keys.groups[group.pillar] if group.pillar else None,
                    opening=join.join(group.opening),
                    provision=None,
                )
            )
        elif group.kind == "pillar" and group not in headed:
            found.extend(_letters(group, keys, by_path))
    return found


def _letters(pillar: Group, keys: _Keys, by_path: dict[str, Provision]) -> Iterable[Area]:
    """Return the letters of a pillar that has no area headings: they are its areas."""
    for row in pillar.rows:
        for item in row.items if row.parent is None else ():
            one = by_path[keys.paths[item]]
            if one.level == "lettered" and item.pillar is pillar:
                heading = one.title or one.text
                yield Area(one.path, heading, one.first_line, one.section, one.pillar, "", one.path)


def _in_area(provision: Provision, lettered: dict[str, Area]) -> Provision:
    """Return ``provision`` under the letter that is its area, where it stands in one."""
    if provision.area is not None or not lettered:
        return provision
    parts = provision.path.split(".")
    for size in range(len(parts), 0, -1):
        area = lettered.get(".".join(parts[:size]))
        if area is not None:
            return replace(provision, area=area.key)
    return provision


def _sections(walked: Walked, keys: _Keys, join: Joiner) -> Iterable[Section]:
    for group in walked.groups:
        if group.kind == "section":
            words = group.heading.words
            yield Section(keys.groups[group], words, group.line, join.join(group.opening))


def _pillars(walked: Walked, keys: _Keys, join: Joiner) -> Iterable[Pillar]:
    for group in walked.groups:
        if group.kind == "pillar":
            section = keys.groups[group.section] if group.section else None
            words = group.heading.words or group.heading.full
            yield Pillar(keys.groups[group], words, group.line, section, join.join(group.opening))
