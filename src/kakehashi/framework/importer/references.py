"""Where a provision points to another: 前項, 項目 vi, *paragraph 12 b*, *the next article*."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kakehashi.framework.importer.document import Area, Provision, Reference
from kakehashi.framework.importer.labels import number_value
from kakehashi.framework.importer.spelling import fold

_DIGITS = r"[0-9０-９]{1,3}|[一二三四五六七八九十]{1,4}"
_SUB = (
    r"(?:\s?[(（]?\s?(?:[a-z]|[ivxlc]{1,7})\s?[)）]?(?![A-Za-z])"
    r"|\s?[(（]\s?[0-9０-９]{1,3}\s?[)）])"
)
_STEP = re.compile(rf"({_DIGITS})\s?(項|号)")
_STEPS = rf"(?:\s?第?\s?(?:{_DIGITS})\s?(?:項(?!目)|号)){{0,2}}"

_NEIGHBOUR = re.compile(
    rf"(前|次)\s?({_DIGITS}|各)?\s?(項目|項|条|号)(?!目)({_STEPS})|(?:同)(項目|項|条|号)(?!目)"
)
_ONE = r"[(（]?([a-zA-Z]|[ivxlc]{1,7}|[0-9０-９]{1,3})[)）]?(?![A-Za-z0-9])"
_QUOTED = re.compile(rf"「([^「」]{{1,60}})」の(?:項目|項|号)?\s?{_ONE}")
_ITEM_JA = re.compile(rf"項目\s?{_ONE}")
_NUMBERED_JA = re.compile(
    rf"第?\s?({_DIGITS})\s?(項目|項|条)(?!目)({_STEPS})"
    rf"((?:の?{_SUB}{{1,2}})?)(?:\s?(号))?"
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
_OF_ABOVE = re.compile(
    rf"\s+(?:of|in|under)\s+(article|clause|paragraph)\s+([0-9]{{1,3}}(?:{_SUB}){{0,2}})",
    re.IGNORECASE,
)
_FOREIGN_EN = re.compile(r"\s+(?:of|to)\s+(?:the\s+|its\s+)?(?:[A-Z][A-Za-z]+)")
_OWN_EN = re.compile(
    r"\s+(?:of|to)\s+(?:the\s+|this\s+)(?:[A-Z][a-z]+\s+){0,3}(?:Partnership|Memorandum|Arrangement|Framework|Document|Statement)"
)
_FOREIGN_JA = re.compile(r"(?:条約|協定|憲章|法律|法|規則|宣言|声明|覚書|憲法|）)\s?$")
_MOST_RANGED = 200
_ARTICLE_MARK = re.compile(r"第.{1,6}条|(?:article|art\.|clause)\b", re.IGNORECASE)
_PARAGRAPH_UNITS = {"項", "項目", "paragraph"}

Step = tuple[str, str]
"""Unit and number of one step of a reference: ``("条", "2")``; the unit may be empty."""
_PARTS = re.compile(r"[0-9０-９]+|[ivxlc]{2,7}|[a-z]", re.IGNORECASE)


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
        self.below: dict[str, dict[str, list[str]]] = {}
        self.dotted: dict[str, str] = {}
        self.roots: dict[str, str] = {}
        self.under: dict[str, dict[str, list[Provision]]] = {}
        for one in provisions:
            number = _plain(one.number)
            if "." in number:
                self.dotted.setdefault(number, one.path)
                number = number.rpartition(".")[2]
            if one.parent is not None:
                self.below.setdefault(one.parent, {}).setdefault(number, []).append(one.path)
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
            if match[1] is not None:
                found = self._neighbours(
                    provision, back=match[1] == "前", count=match[2], whole=match[3]
                )
                steps = [(unit, number) for number, unit in _STEP.findall(match[4])]
                if found and steps:
                    found = self._down(found[-1], steps)
                yield match.start(), match.end(), found
        for match in _NUMBERED_JA.finditer(text):
            if _FOREIGN_JA.search(text[max(0, match.start() - 8) : match.start()]):
                continue
            steps = [
                (match[2], match[1]),
                *((unit, number) for number, unit in _STEP.findall(match[3])),
                *(("", number) for number in _PARTS.findall(match[4])),
            ]
            yield match.start(), match.end(), self._chain(steps, provision)
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
            of = _OF_ABOVE.match(rest)
            if of:
                above = self._listed(provision, of[1], of[2])
                found = self._listed_under(above[-1], match[1], match[2]) if above else []
                yield match.start(), match.end() + of.end(), found
                continue
            if _FOREIGN_EN.match(rest) and not _OWN_EN.match(rest):
                continue
            if match[2] == "a" and not _AFTER_LETTER.match(rest):
                continue
            yield match.start(), match.end(), self._listed(provision, match[1], match[2])
        for match in _NEIGHBOUR_EN.finditer(text):
            back = match[1].lower() in {"preceding", "previous", "foregoing"}
            if back or match[2].lower() != "item":
                yield (
                    match.start(),
                    match.end(),
                    self._neighbours(provision, back=back, count=None, whole=match[2].lower()),
                )

    def _listed(self, provision: Provision, head: str, words: str) -> list[str]:
        """Return the targets of *12 b*, *3 and 4*, *5 to 7*, *(a) and (b)*."""
        targets: list[str] = []
        unit = "paragraph" if head.lower().startswith("para") else "article"
        pieces = re.split(rf"({_LINK})", words)
        for place in range(0, len(pieces), 2):
            numbers = _PARTS.findall(pieces[place])
            if not numbers:
                continue
            here = (
                self._chain(self._steps(unit, pieces[place], numbers), provision)
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

    def _listed_under(self, above: str, head: str, words: str) -> list[str]:
        """Return the targets of *items (a) and (b)* of what stands at ``above``."""
        unit = "paragraph" if head.lower().startswith("para") else ""
        targets: list[str] = []
        for piece in re.split(_LINK, words):
            numbers = _PARTS.findall(piece)
            if numbers:
                steps = [(unit, numbers[0]), *(("", number) for number in numbers[1:])]
                targets.extend(self._down(above, steps))
        return targets

    def _steps(self, unit: str, words: str, numbers: Sequence[str]) -> list[Step]:
        """Return the steps of *12 b*; *1.2* is one where the text has a 1.2 at its top."""
        dotted = re.match(r"[0-9]+(?:\.[0-9]+)+", words)
        if dotted and dotted[0] in self.dotted:
            rest = numbers[dotted[0].count(".") + 1 :]
            return [("dotted", dotted[0]), *(("", number) for number in rest)]
        return [(unit, numbers[0]), *(("", number) for number in numbers[1:])]

    def _chain(self, steps: Sequence[Step], provision: Provision) -> list[str]:
        """Return the path of *12*, *3 b ii*, 第一条第二項 counted from the top of the text."""
        path = self._top(*steps[0], provision)
        if path is None:
            return self._near(provision, steps[-1][1])
        return self._down(path, steps[1:])

    def _top(self, unit: str, number: str, provision: Provision) -> str | None:
        """Return where a reference begins: in a text of articles a paragraph is one of its own."""
        if unit == "dotted":
            return self.dotted[number]
        article = self._article(provision) if unit in _PARAGRAPH_UNITS else None
        if article is not None:
            return self._under(article.path, "項", number)
        return self.roots.get(_plain(number))

    def _down(self, path: str, steps: Sequence[Step]) -> list[str]:
        """Return what the further steps of a reference lead to from ``path``."""
        for unit, number in steps:
            under = self._under(path, unit, number)
            if under is None:
                return []
            path = under
        return [path]

    def _under(self, path: str, unit: str, number: str) -> str | None:
        """Return the item of that number right below ``path``.

        An article's paragraphs (項) and the items (号) of its first one may stand side by side,
        and the first paragraph is often the unnumbered text of the article itself.
        """
        known = self.below.get(path, {}).get(_plain(number), [])
        if unit in _PARAGRAPH_UNITS | {"号"}:
            wanted = [one for one in known if _is_decimal(self.by_path[one]) is (unit != "号")]
            if unit == "項" and not wanted and _plain(number) == "1":
                return path if _ARTICLE_MARK.match(self.by_path[path].mark) else None
            known = wanted or known
        return known[0] if known else None

    def _article(self, provision: Provision) -> Provision | None:
        """Return the article that ``provision`` stands in, none where the text has no articles."""
        here = provision
        while here.parent is not None:
            here = self.by_path[here.parent]
        return here if _ARTICLE_MARK.match(here.mark) else None

    def _neighbours(
        self, provision: Provision, *, back: bool, count: str | None, whole: str
    ) -> list[str]:
        """Return what 前項, 前二項, *the next paragraph* point to."""
        here = provision
        # The paragraph before is looked for among paragraphs, however deep the words stand.
        while whole in {"項", "条", "paragraph", "article"} and here.parent is not None:
            if whole in {"項", "paragraph"} and self._numbered_so(here, provision):
                break
            here = self.by_path[here.parent]
        row, place = self.row_of[here.path], self.place_of[here.path]
        if not back:
            return list(row[place + 1 : place + 2])
        if count == "各":
            return list(row[max(0, place - _MOST_RANGED) : place])
        number = (number_value(count) if count else 1) or 1
        first = row[max(0, place - number) : place]
        if not first and here.value > 1 and here.parent is not None and whole != "条":
            # The paragraph before the second of an article is the article's own text.
            return [here.parent]
        return list(first)

    def _numbered_so(self, here: Provision, provision: Provision) -> bool:
        """Whether ``here`` is itself a paragraph with another one before it."""
        if here.level != "deeper" or not (self.place_of[here.path] or here.value > 1):
            return False
        return self._article(provision) is None or _is_decimal(here)

    def _near(self, provision: Provision, number: str) -> list[str]:
        """Return the nearest item of that number: below, beside, outwards, in the area."""
        plain = _plain(number)
        here: Provision | None = provision
        while here is not None:
            below = self.below.get(here.path, {}).get(plain, [])
            beside = self.in_row[id(self.row_of[here.path])].get(plain)
            for path in (*below[:1], beside):
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


def _is_decimal(provision: Provision) -> bool:
    """Whether it is numbered 1, ２ or 3., in digits and without brackets."""
    plain = unicodedata.normalize("NFKC", provision.mark)
    return provision.number[:1].isdecimal() and not plain.startswith("(") and plain[-1] != ")"


def _plain(number: str) -> str:
    plain = unicodedata.normalize("NFKC", number).lower()
    value = number_value(plain)
    return str(value) if value is not None else plain
