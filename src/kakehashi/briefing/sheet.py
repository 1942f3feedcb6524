"""A one-page brief in one language: sections of lines, and how it is shortened to fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Line:
    """One line of a brief: what it says, what is to be added, and where it leads."""

    text: str
    more: str = ""
    href: str = ""
    language: str = ""
    """Of the text, where it is not that of the brief."""


@dataclass(frozen=True)
class Section:
    """One section: its heading, its lines, how many were left out, what is said of nothing."""

    code: str
    title: str
    lines: Sequence[Line]
    left_out: int = 0
    nothing: str = ""

    @property
    def total(self) -> int:
        """How many lines there are, those left out included."""
        return len(self.lines) + self.left_out

    def shortened(self, most: int) -> "Section":
        """Return the section with at most ``most`` lines, counting those left out."""
        over = len(self.lines) - most
        if over <= 0:
            return self
        return replace(self, lines=self.lines[:most], left_out=self.left_out + over)


@dataclass(frozen=True)
class Sheet:
    """A brief in one language, ready to be set as page, paper, slide or message."""

    language: str
    kind: str
    """What it is, over the title."""
    title: str
    marking: str
    sections: Sequence[Section]
    more: str
    """How to say that lines were left out: ``+%(number)s more``."""
    note: str
    """That the partnership binds nobody."""
    source: str
    """From what and when it was made."""
    address: str
    watermark: str = ""

    def shortened(self, cut: int) -> "Sheet":
        """Return the sheet with what matters least left out, more of it with each step.

        Args:
            cut: 0 leaves all; each step takes a line from the section that has most of it to spare,
                the least important first.
        """
        most = {one.code: min(len(one.lines), MOST_LINES) for one in self.sections}
        for _step in range(cut):
            spare = [
                (most[code] - LEAST.get(code, 1), ORDER.index(code), code)
                for code in most
                if code in ORDER and most[code] > LEAST.get(code, 1)
            ]
            if not spare:
                break
            most[max(spare)[2]] -= 1
        room = max(LONGEST - 4 * max(cut - MOST_CUTS // 2, 0), SHORTEST)
        return replace(
            self,
            title=clipped(self.title, LONGEST),
            sections=[
                replace(
                    short := one.shortened(most[one.code]),
                    lines=[
                        replace(line, text=clipped(line.text, room), more=clipped(line.more, room))
                        for line in short.lines
                    ],
                )
                for one in self.sections
            ],
        )


ORDER = ("meetings", "lines", "results", "decisions", "opposite", "waiting")
"""Sections, the most important first."""

LEAST = {"meetings": 2}
"""Lines that a section keeps at the least; one where it is not here."""

LONGEST, SHORTEST = 160, 40
"""Letters of a line: as made, and when all else has been left out."""

MOST_LINES = 12
"""Lines of a section at most; what is over is counted."""

MOST_CUTS = 80


def clipped(text: str, room: int) -> str:
    """Return ``text`` in at most ``room`` letters, an ellipsis at the end where it was longer."""
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def softened(text: str, run: int = 24) -> str:
    """Return ``text`` with places to break inside words that are longer than a line."""
    return " ".join(
        "\u200b".join(word[at : at + run] for at in range(0, len(word), run))
        if len(word) > run and word.isascii()
        else word
        for word in text.split(" ")
    )


def fitted(sheets: Sequence[Sheet], fits: Callable[[Sequence[Sheet]], bool]) -> list[Sheet]:
    """Return the sheets with as little left out as lets them fit on one page together.

    Args:
        sheets: one a language; the same is left out of each.
        fits: says whether they fit. What fits must go on fitting when more is left out.
    """
    low, high = 0, MOST_CUTS
    if fits(whole := [one.shortened(0) for one in sheets]):
        return whole
    while high - low > 1:
        middle = (low + high) // 2
        if fits([one.shortened(middle) for one in sheets]):
            high = middle
        else:
            low = middle
    return [one.shortened(high) for one in sheets]
