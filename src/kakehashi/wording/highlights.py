"""Highlights: where the original text says what was asked for, and the passage to show of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kakehashi.wording.matching import View, find_phrase
from kakehashi.wording.normal import Mapped, normalise_mapped
from kakehashi.wording.query import Plan
from kakehashi.wording.spelling import spell_mapped

_LEAD = 3  # a passage begins a third of its length before the first mark, at most
_SENTENCE_END = re.compile(r"[。！？\n]|[.!?](?=\s)")
_WORD_CHARACTER = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a text, with what was asked for marked.

    Attributes:
        text: The passage, exactly as it stands in the original.
        marks: Spans of ``text`` to mark, in order, apart from one another.
        cut_before: Whether text was left out before it.
        cut_after: Whether text was left out behind it.
    """

    text: str
    marks: list[tuple[int, int]]
    cut_before: bool
    cut_after: bool


def highlight(plan: Plan, text: str) -> list[tuple[int, int]]:
    """Return the spans of ``text`` that say what a query asks for.

    Args:
        plan: From :func:`kakehashi.wording.query_plan`; what it excludes is not marked.
        text: The original, not its normal form.

    Returns:
        Spans (start, end) in characters of ``text``, in order; none is empty, none touches
        another.

    >>> from kakehashi.wording import query_plan
    >>> highlight(query_plan("取組 デジタルインフラ"), "デジタル・インフラの取り組み")
    [(0, 9), (10, 14)]
    """
    return _merge([(start, end) for start, end, _term in _find_marks(plan, text)])


def snippet(plan: Plan, text: str, length: int = 120) -> Snippet:
    """Return the passage of ``text`` that says most of what a query asks for.

    Args:
        plan: From :func:`kakehashi.wording.query_plan`.
        text: The original, not its normal form.
        length: The most characters of the passage.

    Returns:
        The passage: the one with most of the query's terms, the first of these; the beginning
        of the text where it says none.
    """
    found = sorted(_find_marks(plan, text))
    start, end = _choose(found, text, length)
    marks = [
        (max(begin, start) - start, min(close, end) - start)
        for begin, close in _merge([(begin, close) for begin, close, _term in found])
        if begin < end and close > start
    ]
    return Snippet(text[start:end], marks, cut_before=start > 0, cut_after=end < len(text))


def _find_marks(plan: Plan, text: str) -> Iterator[tuple[int, int, int]]:
    """Yield every place that says a term: start and end in ``text``, and which term."""
    if plan.empty or not text:
        return
    mapped = normalise_mapped(text)
    forms: list[Mapped] = [mapped]
    spelt = spell_mapped(mapped)
    if spelt.text != mapped.text:
        forms.append(spelt)
    for form in forms:
        view = View(form.text)
        for number, term in enumerate(plan.terms):
            for alternative in term.alternatives:
                for phrase in alternative.phrases:
                    for start, end, _written in find_phrase(phrase, view):
                        yield (*form.place(start, end), number)


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, with those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _choose(found: list[tuple[int, int, int]], text: str, length: int) -> tuple[int, int]:
    """Return the span of the passage to show."""
    if len(text) <= length:
        return 0, len(text)
    best, most = 0, 0
    if found:
        best = found[0][0]
        last = 0
        counts: dict[int, int] = {}
        for first, (begin, _close, term) in enumerate(found):
            while last < len(found) and found[last][0] < begin + length - length // _LEAD:
                counts[found[last][2]] = counts.get(found[last][2], 0) + 1
                last += 1
            if len(counts) > most:
                best, most = begin, len(counts)
            counts[term] -= 1
            if not counts[term]:
                del counts[term]
            last = max(last, first + 1)
    start = max(0, min(best - length // _LEAD, len(text) - length))
    ends = [stop.end() for stop in _SENTENCE_END.finditer(text, start, best)]
    start = _after_blanks(text, ends[-1] if ends else _past_word(text, start, best), best)
    end = min(len(text), start + length)
    least = max(start + length // 2, best + 1)
    cut = end
    while cut > least and _within_word(text, cut):
        cut -= 1
    return start, end if _within_word(text, cut) else cut


def _past_word(text: str, at: int, limit: int) -> int:
    """Return ``at``, or the end of the word that it would cut in two."""
    forward = at
    while forward < limit and _within_word(text, forward):
        forward += 1
    return forward


def _after_blanks(text: str, at: int, limit: int) -> int:
    while at < limit and text[at].isspace():
        at += 1
    return at


def _within_word(text: str, at: int) -> bool:
    """Say whether a cut at ``at`` would part the letters of a word."""
    return (
        0 < at < len(text)
        and _WORD_CHARACTER.match(text[at]) is not None
        and _WORD_CHARACTER.match(text[at - 1]) is not None
    )
