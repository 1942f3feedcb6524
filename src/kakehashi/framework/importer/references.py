"""Where a provision points to another: 前項, 項目 vi, *paragraph 12 b*, *the next article*."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kakehashi.framework.importer.document import Area, Provision, Reference
from kakehashi.framework.importer.labels import number_value
from kakehashi.framework.importer.spelling import fold

_DIGITS = r"[0-9０-９]{1,3}|[一二三四五六七八九十]{1,4}"
_SUB = r"(?:\s?[(（]?\s?(?:[a-z]|[ivxlc]{1,7})\s?[)）]?(?![A-Za-z]))"

_NEIGHBOUR = re.compile(rf"(前|次)\s?({_DIGITS}|各)?\s?(項目|項|条)(?!目)|(?:同)(項目|項|条)(?!目)")
_ONE = r"[(（]?([a-zA-Z]|[ivxlc]{1,7}|[0-9０-９]{1,3})[)）]?(?![A-Za-z0-9])"
_QUOTED = re.compile(rf"「([^「」]{{1,60}})」の(?:項目|項|号)?\s?{_ONE}")
_ITEM_JA = re.compile(rf"項目\s?{_ONE}")
_NUMBERED_JA = re.compile(
    rf"第?\s?({_DIGITS})\s?(項目|項|条)(?!目)((?:\s?第?\s?(?:{_DIGITS})\s?項)?)"
    rf"((?:の)?{_SUB}{{0,2}})(?:\s?(号))?"
)
_LETTERED_JA = re.compile(r"(?<![A-Za-z0-9])[(（]?([a-z]|[ivxlc]{2,7})[)）]?\s?(?:項|号)(?!目)")

_HEAD = r"(?:sub-?)?(?:paragraphs?|paras?\.?|items?|articles?|clauses?|points?)"
_LETTER = r"[(]?(?:[a-z]|[ivxlc]{1,7})[)]?(?![A-Za-z])(?:\s?[(][ivxlc]{1,7}[)])?"
_NUMBER = rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{0,4}}{_SUB}{{0,3}}|{_LETTER})"
_LINK = r"\s?(?:,\s?(?:and\s|or\s)?|and\s|or\s|to\s|[–—-]\s?)"
_NUMBERED_EN = re.compile(rf"\b({_HEAD})\s+({_NUMBER}(?:{_LINK}{_NUMBER}){{0,8}})", re.IGNORECASE)
_NEIGHBOUR_EN = re.compile(
    r"\b(?:the\s+)?(preceding|previous|foregoing|following|next)\s+(paragraph|item|article|clause)\b",
    re.IGNORECASE,
)
_UNDER_EN = re.compile(
    r"\s+(?:under|of|in|on)\s+(?:the\s+(?:heading|area|section)\s+(?:on\s+|of\s+)?)?[“\"‘']([^”\"’']{2,80})[”\"’']"
)
_OF_EN = re.compile(r"\s+(?:under|of|in)\s+(?:the\s+)?(?=[A-Z])")
_HEADING_WORDS = re.compile(r"\s?[\w&,-]+")
_MOST_WORDS = 12
# After a bare "a" these show that it is an item and not an article.
_AFTER_LETTER = re.compile(r"[.,;:)]|$|\s(?:of|above|below|and|or|to)\b")
_FOREIGN_EN = re.compile(r"\s+(?:of|to)\s+(?:the\s+|its\s+)?(?:[A-Z][A-Za-z]+)")
_OWN_EN = re.compile(
    r"\s+(?:of|to)\s+(?:the\s+|this\s+)(?:[A-Z][a-z]+\s+){0,3}(?:Partnership|Memorandum|Arrangement|Framework|Document|Statement)"
)
_FOREIGN_JA = re.compile(r"(?:条約|協定|憲章|法律|法|規則|宣言|声明|覚書|憲法|）)\s?$")
_MOST_RANGED = 200
_PARTS = re.compile(r"[0-9]+|[ivxlc]{2,7}|[a-z]", re.IGNORECASE)


class Resolver:
    """Finds what references within one text point to."""

    def __init__(
        self, provisions: Sequence[Provision], areas: Sequence[Area], rows: Sequence[Sequence[str]]
    ) -> None:
        """Remember the text.

        Args:
            provisions: all of them, in text order.
            areas: all of them.
            rows: paths of each list, in order.
        """
        self.by_path = {one.path: one for one in provisions}
        self.row_of = {path: row for row in rows for path in row}
        self.place_of = {path: place for row in rows for place, path in enumerate(row)}
        self.in_row: dict[int, dict[str, str]] = {}
        for row in rows:
            numbered = self.in_row.setdefault(id(row), {})
            for path in row:
                numbered.setdefault(_plain(self.by_path[path].number), path)
        self.below: dict[str, dict[str, str]] = {}
        self.roots: dict[str, str] = {}
        self.under: dict[str, dict[str, list[Provision]]] = {}
        for one in provisions:
            number = _plain(one.number)
            if one.parent is not None:
                self.below.setdefault(one.parent, {}).setdefault(number, one.path)
            elif one.level in {"paragraph", "deeper"}:
                self.roots.setdefault(number, one.path)
            if one.area is not None:
                self.under.setdefault(one.area, {}).setdefault(number, []).append(one)
        self.areas: dict[str, str] = {}
        for area in areas:
            self.areas.setdefault(fold(area.heading), area.key)

    def resolve(self, provision: Provision) -> Provision:
        """Return ``provision`` with its references."""
        found: list[Reference] = []
        text = provision.wording
        taken = bytearray(len(text))
        for start, end, targets in self._finds(provision, text):
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            known = tuple(dict.fromkeys(path for path in targets if path != provision.path))
            closing = provision.closing_line if start >= len(provision.text) else None
            found.append(Reference(text[start:end], closing or provision.first_line, known))
        return replace(provision, references=tuple(found)) if found else provision

    def _finds(self, provision: Provision, text: str) -> Iterator[tuple[int, int, list[str]]]:
        if any(mark in text for mark in ("項", "条", "号")):
            yield from self._japanese(provision, text)
        yield from self._english(provision, text)

    def _japanese(self, provision: Provision, text: str) -> Iterator[tuple[int, int, list[str]]]:
        for match in _QUOTED.finditer(text):
            area = self._area(match[1])
            if area is not None:
                yield match.start(), match.end(), self._within(area, match[2])
        for match in _NEIGHBOUR.finditer(text):
            if match[4] is None:
                yield (
                    match.start(),
                    match.end(),
                    self._neighbours(
                        provision, back=match[1] == "前", count=match[2], whole=match[3]
                    ),
                )
        for match in _NUMBERED_JA.finditer(text):
            if _FOREIGN_JA.search(text[max(0, match.start() - 8) : match.start()]):
                continue
            numbers = [match[1], *re.findall(_DIGITS, match[3]), *_PARTS.findall(match[4])]
            yield match.start(), match.end(), self._chain(numbers, provision)
        for match in _ITEM_JA.finditer(text):
            yield match.start(), match.end(), self._near(provision, match[1])
        for match in _LETTERED_JA.finditer(text):
            yield match.start(), match.end(), self._near(provision, match[1])

    def _english(self, provision: Provision, text: str) -> Iterator[tuple[int, int, list[str]]]:
        for match in _NUMBERED_EN.finditer(text):
            rest = text[match.end() : match.end() + 120]
            area, length = self._area_behind(rest)
            if area is not None:
                last = _PARTS.findall(match[2])[-1]
                yield match.start(), match.end() + length, self._within(area, last)
                continue
            if _FOREIGN_EN.match(rest) and not _OWN_EN.match(rest):
                continue
            if match[2] == "a" and not _AFTER_LETTER.match(rest):
                continue
            yield match.start(), match.end(), self._listed(provision, match[2])
        for match in _NEIGHBOUR_EN.finditer(text):
            back = match[1].lower() in {"preceding", "previous", "foregoing"}
            if back or match[2].lower() != "item":
                yield (
                    match.start(),
                    match.end(),
                    self._neighbours(provision, back=back, count=None, whole=match[2].lower()),
                )

    def _listed(self, provision: Provision, words: str) -> list[str]:
        """Return the targets of *12 b*, *3 and 4*, *5 to 7*, *(a) and (b)*."""
        targets: list[str] = []
        pieces = re.split(rf"({_LINK})", words)
        for place in range(0, len(pieces), 2):
            numbers = _PARTS.findall(pieces[place])
            if not numbers:
                continue
            here = (
                self._chain(numbers, provision)
                if numbers[0].isdigit()
                else self._near(provision, numbers[-1])
            )
            ranged = place > 0 and pieces[place - 1].strip() in {"to", "–", "—", "-"}
            if ranged and targets and here:
                row = self.row_of[targets[-1]]
                if self.row_of[here[0]] is row:
                    targets.extend(
                        row[self.place_of[targets[-1]] + 1 : self.place_of[here[0]]][:_MOST_RANGED]
                    )
            targets.extend(here)
        return targets

    def _chain(self, numbers: Sequence[str], provision: Provision) -> list[str]:
        """Return the path of *12*, *12 b*, *3 b ii* counted from the top of the text."""
        first = str(number_value(numbers[0]) or numbers[0])
        path = self.roots.get(first)
        if path is None or (len(numbers) == 1 and first not in self.roots):
            return self._near(provision, numbers[-1])
        for number in numbers[1:]:
            under = self.below.get(path, {}).get(_plain(number))
            if under is None:
                return []
            path = under
        return [path]

    def _neighbours(
        self, provision: Provision, *, back: bool, count: str | None, whole: str
    ) -> list[str]:
        """Return what 前項, 前二項, *the next paragraph* point to."""
        here = provision
        # The paragraph before is looked for among paragraphs, however deep the words stand.
        while whole in {"項", "条", "paragraph", "article"} and here.parent is not None:
            if whole == "項" and here.level == "deeper" and self.place_of[here.path] > 0:
                break
            here = self.by_path[here.parent]
        row, place = self.row_of[here.path], self.place_of[here.path]
        if not back:
            return list(row[place + 1 : place + 2])
        if count == "各":
            return list(row[max(0, place - _MOST_RANGED) : place])
        number = (number_value(count) if count else 1) or 1
        return list(row[max(0, place - number) : place])

    def _near(self, provision: Provision, number: str) -> list[str]:
        """Return the nearest item of that number: below, beside, outwards, in the area."""
        plain = _plain(number)
        here: Provision | None = provision
        while here is not None:
            for numbered in (
                self.below.get(here.path, {}),
                self.in_row[id(self.row_of[here.path])],
            ):
                path = numbered.get(plain)
                if path is not None and path != provision.path:
                    return [path]
            here = self.by_path[here.parent] if here.parent else None
        return self._within(provision.area, number) if provision.area is not None else []

    def _within(self, area: str, number: str) -> list[str]:
        """Return the items of that number in an area, outermost only."""
        hits = self.under.get(area, {}).get(_plain(number), [])
        depth = min((one.depth for one in hits), default=0)
        return [one.path for one in hits if one.depth == depth][:_MOST_RANGED]

    def _area_behind(self, rest: str) -> tuple[str | None, int]:
        """Return the area whose heading follows a number, quoted or not, and how far it goes."""
        quoted = _UNDER_EN.match(rest)
        if quoted:
            return self._area(quoted[1]), quoted.end()
        plain = _OF_EN.match(rest)
        words = _HEADING_WORDS.findall(rest[plain.end() :])[:_MOST_WORDS] if plain else []
        for count in range(len(words), 0, -1):
            area = self._area("".join(words[:count]))
            if plain and area is not None:
                return area, plain.end() + len("".join(words[:count]).rstrip(","))
        return None, 0

    def _area(self, words: str) -> str | None:
        return self.areas.get(fold(words))


def resolved(
    provisions: Sequence[Provision], areas: Sequence[Area], rows: Sequence[Sequence[str]]
) -> tuple[Provision, ...]:
    """Return ``provisions`` with every reference in their wording resolved."""
    resolver = Resolver(provisions, areas, rows)
    return tuple(resolver.resolve(provision) for provision in provisions)


def _plain(number: str) -> str:
    plain = unicodedata.normalize("NFKC", number).lower()
    value = number_value(plain)
    return str(value) if value is not None else plain
