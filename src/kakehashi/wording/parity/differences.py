"""Differences: what two languages do not say alike, in words that both sides read."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.wording.parity.glossary import Mention
from kakehashi.wording.parity.meaning import Act
from kakehashi.wording.parity.seasons import weekday_words, words_of
from kakehashi.wording.parity.sides import Side
from kakehashi.wording.parity.tables import verbs
from kakehashi.wording.parity.values import Sort, Value


@dataclass(frozen=True, slots=True)
class Spot:
    """What was read in one language, and where.

    Attributes:
        read: What it was read as.
        said: The words themselves; "" where there are none.
        start: Offset in the text of that language.
        end: Offset behind it.
        line: Line it begins on, from 1.
        column: Character of that line, from 1.
        paragraph: Which paragraph, from 1.
    """

    read: str
    said: str
    start: int
    end: int
    line: int
    column: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that one language says and the other does not, or says otherwise.

    Attributes:
        sort: What sort of difference.
        ja: What the Japanese says, and where; the paragraph where it says nothing.
        en: The same for the English.
        message: What was read on either side, in both languages.
    """

    sort: Sort
    ja: Spot | None
    en: Spot | None
    message: Words


SORT_NAMES: dict[Sort, Words] = {
    Sort.NUMBER: {"en": "number", "ja": "数"},
    Sort.ORDINAL: {"en": "ordinal", "ja": "順序"},
    Sort.FRACTION: {"en": "fraction", "ja": "分数"},
    Sort.PERCENT: {"en": "percentage", "ja": "割合"},
    Sort.MONEY: {"en": "money", "ja": "金額"},
    Sort.DATE: {"en": "date", "ja": "日付"},
    Sort.WEEKDAY: {"en": "day of the week", "ja": "曜日"},
    Sort.PERIOD: {"en": "period", "ja": "期間・時期"},
    Sort.TIME: {"en": "time", "ja": "時刻"},
    Sort.RANGE: {"en": "range", "ja": "範囲"},
    Sort.BOUND: {"en": "limit", "ja": "以上・以下等"},
    Sort.NAME: {"en": "name", "ja": "名称"},
    Sort.TERM: {"en": "term", "ja": "用語"},
    Sort.REFERENCE: {"en": "reference", "ja": "参照"},
    Sort.PARAGRAPH: {"en": "paragraph or sentence", "ja": "項・文"},
    Sort.ORDER: {"en": "order", "ja": "順番"},
    Sort.NEGATION: {"en": "negation", "ja": "否定"},
    Sort.STRENGTH: {"en": "strength of the verb", "ja": "動詞の強さ"},
    Sort.QUALIFIER: {"en": "qualifier", "ja": "限定句"},
}

_BOUND_NAMES: dict[str, Words] = {
    "min": {"en": "at least", "ja": "以上"},
    "max": {"en": "at most", "ja": "以下"},
    "over": {"en": "more than", "ja": "超"},
    "under": {"en": "less than", "ja": "未満"},
    "about": {"en": "about", "ja": "約"},
    "": {"en": "no limit", "ja": "限定なし"},
}
_NOTHING: Words = {"en": "nothing", "ja": "なし"}


Marked = tuple[Side, Value | Mention | Act | re.Match[str] | tuple[int, int] | None]


class Report:
    """What was found, in the words of both languages."""

    def __init__(self, ja: str, en: str) -> None:
        self._texts = {"ja": ja, "en": en}
        self._lines = {
            language: [0, *(found.end() for found in re.finditer("\n", text))]
            for language, text in self._texts.items()
        }
        self._found: list[Difference] = []

    def found(self) -> list[Difference]:
        """Return what was found, in the order of the Japanese, nothing twice."""

        def place(one: Difference) -> tuple[int, int]:
            return (one.ja.start if one.ja else 0, one.en.start if one.en else 0)

        return sorted(self._once(), key=place)

    def _once(self) -> Iterator[Difference]:
        seen: Counter[tuple[object, ...]] = Counter()
        for one in self._found:
            key = (one.sort, one.ja, one.en, one.message["en"])
            seen[key] += 1
            if seen[key] == 1:
                yield one

    def differ(
        self, sort: Sort, here: tuple[Side, Value | None], there: tuple[Side, Value | None]
    ) -> None:
        """Note two values that differ, or one without counterpart."""
        reads = [words_of(pair[1]) if pair[1] else _NOTHING for pair in (here, there)]
        self._add(sort, here, there, *reads)

    def bounds(self, here: tuple[Side, Value], there: tuple[Side, Value]) -> None:
        """Note that a value is a limit otherwise (以上, *more than*)."""
        names = [_BOUND_NAMES[pair[1].bound] for pair in (here, there)]
        reads = [
            {language: f"{name[language]} {pair[1].shown}" for language in ("en", "ja")}
            for name, pair in zip(names, (here, there), strict=True)
        ]
        self._add(Sort.BOUND, here, there, *reads)

    def weekday(self, side: Side, said: Value, of: Value, right: int) -> None:
        """Note that the calendar gives a date another day of the week."""
        read, true = words_of(said), weekday_words(right)
        message: Words = {
            "en": f"day of the week: {of.shown} is a {true['en']}, not a {read['en']}",
            "ja": f"曜日: {of.shown} は{true['ja']}であり、{read['ja']}ではない",
        }
        spot = self._spot((side, said), said.shown)
        ja, en = (spot, None) if side.language == "ja" else (None, spot)
        self._found.append(Difference(Sort.WEEKDAY, ja, en, message))

    def names(
        self,
        here: tuple[Side, Mention | None],
        there: tuple[Side, Mention | None],
        *,
        term: bool = False,
    ) -> None:
        """Note a name without counterpart, or two that differ; or two terms."""
        reads = [_as_read(pair[1].said if pair[1] else "") for pair in (here, there)]
        self._add(Sort.TERM if term else Sort.NAME, here, there, *reads)

    def strength(self, here: tuple[Side, Act | None], there: tuple[Side, Act | None]) -> None:
        """Note verbs of different rows."""
        reads = [_act_words(pair[1]) for pair in (here, there)]
        self._add(Sort.STRENGTH, here, there, *reads)

    def qualifier(self, names: Words, here: Marked, there: Marked) -> None:
        """Note a qualifier on one side only."""
        reads = [names if pair[1] else _NOTHING for pair in (here, there)]
        self._add(Sort.QUALIFIER, here, there, *reads)

    def negation(self, here: Marked, there: Marked) -> None:
        """Note a negation on one side only."""
        reads: list[Words] = [
            {"en": "a negation", "ja": "否定"} if pair[1] else {"en": "none", "ja": "肯定"}
            for pair in (here, there)
        ]
        self._add(Sort.NEGATION, here, there, *reads)

    def term(self, term: str, answer: str, here: Marked, there: Marked) -> None:
        """Note that a defined term is not held to."""
        reads: Words = {
            "en": f"“{term}” is defined as “{answer}” but said otherwise here",
            "ja": f"「{term}」は“{answer}”と定義されているが、ここでは別の語が用いられている",
        }
        self._found.append(
            Difference(Sort.TERM, self._spot(here, term), self._spot(there, answer), reads)
        )

    def avoided(
        self, preferred: str, here: tuple[Side, Mention], there: tuple[Side, re.Match[str]]
    ) -> None:
        """Note a word that the glossary avoids for what the other language speaks of."""
        word, said = there[1].group(), here[1].said
        message: Words = {
            "en": f"word to avoid: “{word}” stands for “{said}”; the glossary has “{preferred}”",
            "ja": f"避けるべき語: 「{said}」に「{word}」を使用。用語集では「{preferred}」",
        }
        spots = {
            here[0].language: self._spot(here, said),
            there[0].language: self._spot(there, word),
        }
        self._found.append(Difference(Sort.TERM, spots["ja"], spots["en"], message))

    def lonely(self, ones: list[Side], twos: list[Side]) -> None:
        """Note paragraphs without counterpart."""
        for side in (*ones, *twos):
            missing = "English" if side.language == "ja" else "Japanese"
            missing_ja = "英語" if side.language == "ja" else "日本語"
            shown = side.paragraph.label or side.text[:30]
            message: Words = {
                "en": f"this paragraph ({shown}) has no counterpart in {missing}",
                "ja": f"この項（{shown}）に対応する{missing_ja}の項がない",
            }
            spot = self._spot((side, None), shown)
            if side.language == "ja":
                self._found.append(Difference(Sort.PARAGRAPH, spot, None, message))
            else:
                self._found.append(Difference(Sort.PARAGRAPH, None, spot, message))

    def left_out(self, side: Side, sentence: str, start: int) -> None:
        """Note a sentence that the other language seems to leave out."""
        said = sentence.strip()
        begin = start + sentence.index(said)
        message: Words = {
            "en": "a sentence seems to have no counterpart in "
            f"{'English' if side.language == 'ja' else 'Japanese'}: {said[:40]}",
            "ja": f"{'英語' if side.language == 'ja' else '日本語'}に対応する文がないとみられる: "
            f"{said[:40]}",
        }
        spot = self._spot((side, (begin, begin + len(said))), said)
        ja, en = (spot, None) if side.language == "ja" else (None, spot)
        self._found.append(Difference(Sort.PARAGRAPH, ja, en, message))

    def moved(self, one: Side, two: Side) -> None:
        """Note that paragraphs stand in another order."""
        message: Words = {
            "en": f"the order differs: {one.paragraph.label} in Japanese, "
            f"{two.paragraph.label} in English",
            "ja": f"順番が異なる: 日本語は {one.paragraph.label}、英語は {two.paragraph.label}",
        }
        self._found.append(
            Difference(
                Sort.ORDER,
                self._spot((one, None), one.paragraph.label),
                self._spot((two, None), two.paragraph.label),
                message,
            )
        )

    def _add(
        self,
        sort: Sort,
        here: Marked,
        there: Marked,
        first: Words,
        second: Words,
    ) -> None:
        name = SORT_NAMES[sort]
        message: Words = {
            "en": f"{name['en']}: Japanese reads {first['en']}, English reads {second['en']}",
            "ja": f"{name['ja']}: 日本語は {first['ja']}、英語は {second['ja']}",
        }
        self._found.append(
            Difference(
                sort, self._spot(here, first["en"]), self._spot(there, second["en"]), message
            )
        )

    def _spot(self, marked: Marked, read: str) -> Spot:
        side, what = marked
        if what is None:
            start, end = 0, 0
        elif isinstance(what, Value | Mention | Act):
            start, end = what.start, what.end
        elif isinstance(what, re.Match):
            start, end = what.span()
        else:
            start, end = what
        if end > start:
            first, last = side.paragraph.place(start, end)
        else:
            first = last = side.paragraph.place(0, 1)[0]
        lines = self._lines[side.language]
        line = bisect_right(lines, first)
        text = self._texts[side.language]
        return Spot(
            read, text[first:last], first, last, line, first - lines[line - 1] + 1, side.number
        )


def _as_read(shown: str) -> Words:
    return {"en": shown, "ja": shown} if shown else _NOTHING


def _act_words(act: Act | None) -> Words:
    if act is None:
        return {"en": "a plain verb", "ja": "通常の動詞"}
    row = verbs()[act.row]
    names = row.names
    level = int(row.level)
    return {
        "en": f"{act.said} ({names['en']}, strength {level})",
        "ja": f"{act.said}（{names['ja']}、強さ {level}）",
    }
