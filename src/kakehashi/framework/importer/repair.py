"""Repair of extracted text: odd code points, page furniture, broken lines put together again."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kakehashi.framework.importer.document import Line

# Radicals that Unicode gives no decomposition, but an equivalent ideograph: those that are a
# character of their own, which fonts for Japanese put in place of the ordinary one.
_RADICALS = dict(
    zip(
        "⺒⺓⺝⺠⺩⺪⺫⺬⺶⺷⺽⻁⻄⻆⻊⻏⻑⻗⻘⻝⻣⻤⻨⻩⻫⻭⻯⻲",
        "巳幺月民王疋目示羊羊臼虎西角足邑長雨青食骨鬼麦黄斉歯竜亀",
        strict=True,
    )
)
_LIGATURES = "ﬀﬁﬂﬃﬄﬅﬆ"
_KANGXI = re.compile("[⼀-⿕]")
_FOREIGN = re.compile(f"[⺀-⻳⼀-⿕{_LIGATURES}ｦ-ﾟ]+")
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BLANKS = re.compile(r"[^\S\n\f]+")
_NEWLINE = re.compile(r"\r\n?|[\x0b\x85\u2028\u2029]|\x1c|\x1d|\x1e")

_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s?[0-9０-９]{1,4}\s?[-–—]|[Pp]age\s[0-9]{1,4}(?:\s(?:of|/)\s[0-9]{1,4})?"
    r"|[0-9]{1,4}\s?/\s?[0-9]{1,4}|[0-9０-９]{1,4}\s?(?:頁|ページ))"
)
_NUMBER = re.compile(r"[0-9０-９]+")
_BARE_NUMBER = re.compile(r"[0-9０-９]{1,4}|(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_WIDE_THEN_NARROW = re.compile(
    r"[ぁ-んァ-ヶ一-龯々](?=[A-Za-z0-9])|[A-Za-z0-9](?=[ぁ-んァ-ヶ一-龯々])"
)
_SPACED = re.compile(r"[ぁ-んァ-ヶ一-龯々] (?=[A-Za-z0-9])|[A-Za-z0-9] (?=[ぁ-んァ-ヶ一-龯々])")
_HYPHENED = re.compile(r"[A-Za-z]{2,40}-[A-Za-z]{2,40}")
_WORD = re.compile(r"[A-Za-z]{3,80}")
_LAST_WORD = re.compile(r"[A-Za-z]+$")
_FIRST_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Mended:
    """One odd code point, what it was taken for and where it stood."""

    odd: str
    plain: str
    lines: tuple[int, ...]
    """Source lines, one entry per occurrence."""

    @property
    def kangxi(self) -> bool:
        """Whether it is a Kangxi radical."""
        return bool(_KANGXI.match(self.odd))


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after repair: its lines that carry words, and what was done to them."""

    lines: tuple[Line, ...]
    mended: tuple[Mended, ...]
    furniture: tuple[int, ...]
    """Source lines left out as page numbers or running heads."""

    @property
    def text(self) -> str:
        """Return the lines with the blank lines between them."""
        return "".join("\n" * line.gap + line.text + "\n" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Joiner:
    """How the broken lines of one text are put together again."""

    spaced: bool
    """Whether the text puts a blank between Japanese and Latin characters."""
    solid: frozenset[str]
    """Latin words the text writes in one piece."""
    hyphened: frozenset[str]
    """Latin words the text writes with a hyphen."""

    def join(self, pieces: Sequence[str]) -> str:
        """Return ``pieces`` as running text."""
        parts: list[str] = []
        for piece in pieces:
            if parts and piece:
                left = parts[-1]
                gap, cut = self._seam(left, piece)
                if cut:
                    parts[-1] = left[:-1]
                parts.append(gap)
            if piece:
                parts.append(piece)
        return "".join(parts)

    def _seam(self, left: str, right: str) -> tuple[str, bool]:
        """Return what goes between two pieces, and whether the left one loses its hyphen."""
        end, start = left[-1], right[0]
        if end == "-" and len(left) > 1 and left[-2].isalpha() and start.isalpha():
            before, behind = _LAST_WORD.search(left[:-1]), _FIRST_WORD.match(right)
            if not before or not behind:
                return "", False
            word = (before[0] + behind[0]).lower()
            kept = f"{before[0]}-{behind[0]}".lower() in self.hyphened
            return "", word in self.solid and not kept
        if _is_wide(end) and _is_wide(start):
            return "", False
        if _is_wide(end) or _is_wide(start):
            worded = (end.isalnum() or end == "々") and (start.isalnum() or start == "々")
            return (" " if self.spaced and worded else ""), False
        return " ", False


def width(text: str) -> int:
    """Return how many cells ``text`` takes, two for a Japanese character."""
    return len(text) + (len(text.encode("utf-8", "surrogatepass")) - len(text)) // 2


def plain(text: str) -> str:
    """Return ``text`` with ordinary code points: NFC, no radicals, ligatures or unseen marks."""
    text = _UNSEEN.sub("", _CONTROL.sub("", text))
    text = _FOREIGN.sub(lambda match: _ordinary(match[0]), text)
    return unicodedata.normalize("NFC", text)


def repair(text: str) -> Repaired:
    """Return the lines of ``text`` that carry words, repaired.

    Repairing the result again changes nothing. Lines keep the numbers they have in ``text``.
    """
    text = _NEWLINE.sub("\n", text)
    found: list[Line] = []
    odd: dict[str, list[int]] = {}
    gap = 0
    page = False
    for number, raw in enumerate(text.split("\n"), start=1):
        for turn, piece in enumerate(raw.split("\f")):
            page = page or turn > 0
            for char in _odd_code_points(piece):
                odd.setdefault(char, []).append(number)
            words = _BLANKS.sub(" ", plain(piece)).strip()
            if words:
                found.append(Line(number, words, gap, page))
                gap, page = 0, False
            elif turn == 0:
                gap += 1
    lines, furniture = _without_furniture(found, paged="\f" in text)
    mended = tuple(Mended(char, plain(char), tuple(places)) for char, places in odd.items())
    return Repaired(lines, mended, furniture)


def joiner(lines: Sequence[Line]) -> Joiner:
    """Return how ``lines`` are to be joined, learned from what stands inside them."""
    spaced = tight = 0
    solid: set[str] = set()
    hyphened: set[str] = set()
    for line in lines:
        spaced += len(_SPACED.findall(line.text))
        tight += len(_WIDE_THEN_NARROW.findall(line.text))
        solid.update(word.lower() for word in _WORD.findall(line.text))
        hyphened.update(word.lower() for word in _HYPHENED.findall(line.text))
    return Joiner(spaced > tight, frozenset(solid), frozenset(hyphened))


def _ordinary(text: str) -> str:
    mapped = "".join(_RADICALS.get(char, char) for char in text)
    return unicodedata.normalize("NFKC", mapped)


def _odd_code_points(piece: str) -> list[str]:
    return [char for run in _FOREIGN.findall(piece) for char in run if not "ｦ" <= char <= "ﾟ"]


def _is_wide(char: str) -> bool:
    return char >= "\u2e80"


def _without_furniture(
    lines: Sequence[Line], *, paged: bool
) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """Leave out page numbers, and heads and feet that come back on page after page."""
    drop = {place for place, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.text)}
    if paged:
        drop |= _running(lines)
    bare = [
        place
        for place, line in enumerate(lines)
        if place not in drop and _BARE_NUMBER.fullmatch(line.text) and line.text[0].isdigit()
    ]
    counted = [int(unicodedata.normalize("NFKC", lines[place].text)) for place in bare]
    climbing = all(later - earlier == 1 for earlier, later in pairwise(counted))
    # Without page breaks only a full count 1, 2, 3 … of nothing but numbers is surely page numbers.
    if len(counted) > 2 and counted[0] in {1, 2} and climbing:  # noqa: PLR2004
        drop.update(bare)
    kept: list[Line] = []
    gap = 0
    page = False
    for place, line in enumerate(lines):
        if place in drop:
            gap += line.gap + 1
            page = page or line.page
            continue
        kept.append(Line(line.number, line.text, line.gap + gap, line.page or page))
        gap, page = 0, False
    return tuple(kept), tuple(lines[place].number for place in sorted(drop))


def _running(lines: Sequence[Line]) -> set[int]:
    """Return the places of lines at page edges that are numbers or come back on most pages.

    The first line of the text stays: it is the title, which running heads often repeat.
    """
    starts = [place for place, line in enumerate(lines) if line.page and place]
    edges: dict[int, str] = {}
    bounds = [0, *starts, len(lines)]
    pages = len(bounds) - 1
    for first, after in pairwise(bounds):
        for place in {first, after - 1} if after - first > 1 else set():
            text = lines[place].text
            # Two pages may well begin with Annex 1 and Annex 2.
            edges[place] = text if pages == 2 else _NUMBER.sub("#", text)  # noqa: PLR2004
    often: Mapping[str, int] = Counter(edges.values())
    needed = max(2, min(3, pages), pages // 2)
    return {
        place
        for place, shape in edges.items()
        if _BARE_NUMBER.fullmatch(lines[place].text)
        or (place and pages > 1 and often[shape] >= needed)
    }
