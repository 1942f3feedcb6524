"""Scanning: values are claimed one sort after another, so that nothing is read twice."""

import re
from collections.abc import Callable, Hashable
from fractions import Fraction

from kakehashi.wording.needles import flattened
from kakehashi.wording.parity.values import Sort, Value

Read = Callable[["Scanner", re.Match[str]], None]

CURRENCIES = {
    "円": "JPY", "¥": "JPY", "jpy": "JPY", "yen": "JPY",
    "ポンド": "GBP", "英ポンド": "GBP", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "ドル": "USD", "米ドル": "USD", "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD",
    "dollars": "USD", "us dollars": "USD",
    "ユーロ": "EUR", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
}  # fmt: skip


class Scanner:
    """A paragraph being read; what one sort of value claimed no later sort sees."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._left = text
        self.flat = flattened(text)
        self._claims: list[tuple[int, int]] = []
        self.values: list[Value] = []

    def scan(self, pattern: re.Pattern[str], read: Read) -> None:
        """Call ``read`` for every match in what is not yet claimed."""
        for found in pattern.finditer(self._left):
            read(self, found)
        if self._claims:
            self.claim_all(self._claims)
            self._claims = []

    def claim(self, start: int, end: int) -> None:
        """Keep what stands there from being read by the next sorts."""
        self._claims.append((start, end))

    def claim_all(self, spans: list[tuple[int, int]]) -> None:
        """Claim many places at once."""
        if not spans:
            return
        pieces: list[str] = []
        done = 0
        for start, end in sorted(spans):
            if start >= done:
                pieces += (self._left[done:start], "\0" * (end - start))
                done = end
        self._left = "".join([*pieces, self._left[done:]])

    def add(
        self,
        sort: Sort,
        key: Hashable,
        shown: str,
        span: tuple[int, int],
        *,
        weak: bool = False,
        bound: str = "",
        ranged: bool = False,
    ) -> None:
        """Note a value at its place."""
        self.values.append(Value(sort, key, shown, *span, weak=weak, bound=bound, ranged=ranged))


def plain(number: Fraction) -> str:
    """Return a number as people write it.

    >>> plain(Fraction(3990000)), plain(Fraction(3, 2)), plain(Fraction(1, 3))
    ('3,990,000', '1.5', '1/3')
    """
    if number.denominator == 1:
        return f"{number.numerator:,}"
    bare = number.denominator
    for prime in (2, 5):
        while bare % prime == 0:
            bare //= prime
    return f"{float(number):,}" if bare == 1 else f"{number.numerator}/{number.denominator}"


def day(year: int | None, month: int | None, date: int | None) -> str:
    """Return a date as ISO 8601 has it, with question marks for what is not said."""
    parts = [f"{year}" if year is not None else "????"]
    if month is not None:
        parts.append(f"{month:02d}")
        if date is not None:
            parts.append(f"{date:02d}")
    return "-".join(parts)


def clock(minutes: int, zone: str) -> str:
    """Return a time of day with its zone."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f" {zone}" if zone else "")
