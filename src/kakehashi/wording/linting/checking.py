"""Checking a text against the rules, and putting what they propose in its place."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kakehashi.wording.findings import Finding, Severity
from kakehashi.wording.linting.avoiding import shipped_rules
from kakehashi.wording.linting.rulebook import Kind, Rule, Rulebook, Swap
from kakehashi.wording.morphemes import LONGEST, Morpheme, parse_morphemes
from kakehashi.wording.paragraphs import HIDDEN, Form, Paragraph, cut_paragraphs, read_languages
from kakehashi.wording.sentences import split_bounded

_Span = tuple[int, int]

_QUOTED = re.compile(
    r"“[^“”\n]{1,600}”|\"[^\"\n]{1,600}\"|「[^「」\n]{1,600}」|『[^『』\n]{1,600}』"
    r"|(?<!\w)‘[^‘’\n]{1,600}’(?!\w)|«[^«»\n]{1,600}»"
)
_DEFINES_BEFORE = re.compile(
    r"(?:hereinafter|hereafter|referred to as|known as|called"
    r"|(?:以下|総称して|それぞれ|併せて|単に)、?)"
    r"[\w ,、]{0,30}$|\((?:the|each an?|together|collectively)[\w ,]{0,30}$",
    re.IGNORECASE,
)
_DEFINES_AFTER = re.compile(r"\s{0,2}(?:という(?=[。)]|$)|といい、|と総称|と呼)")
_FAR = 1 << 62
_SKIPPED = frozenset({Form.CODE, Form.QUOTE})
_HIDDEN_WHY = {
    "en": "A character that nobody sees: two texts that look the same then differ.",
    "ja": "目に見えない文字である。見た目が同じ二つの文書に差が生じる。",
}
_HIDDEN_SOURCE = {"en": "Kakehashi", "ja": "Kakehashi による"}


def lint(
    text: str,
    language: str | None = None,
    *,
    kind: Kind | str = Kind.JOINT_STATEMENT,
    rules: Rulebook | None = None,
    markdown: bool = False,
) -> list[Finding]:
    """Return the words of ``text`` that make it look like a treaty, in their order.

    Names of instruments, quotations, negations (*does not create legally binding obligations*)
    and ordinary senses (*human rights*) are left alone, as are code and block quotations in
    Markdown.

    Args:
        text: Any text, in either language or both.
        language: ``en`` or ``ja`` to look for words of that language only.
        kind: What kind of text it is, which decides how much a finding weighs.
        rules: The rules, from :func:`load_rules`; those that come with Kakehashi if not given.
        markdown: Whether the text is Markdown.

    >>> [(one.found, one.replacement) for one in lint("The Parties agreed to share lessons.")]
    [('Parties', 'Participants'), ('agreed to', 'decided to')]
    >>> [(one.found, one.replacement) for one in lint("双方は、開催について合意していない。")]
    [('合意', '一致')]
    >>> lint("This document does not create legally binding obligations.")
    []
    """
    paragraphs = cut_paragraphs(text, markdown=markdown)
    return lint_paragraphs(text, paragraphs, language, kind=kind, rules=rules)


def lint_paragraphs(
    text: str,
    paragraphs: Sequence[Paragraph],
    language: str | None = None,
    *,
    kind: Kind | str = Kind.JOINT_STATEMENT,
    rules: Rulebook | None = None,
) -> list[Finding]:
    """Return the findings in ``text``, which was cut into ``paragraphs``; see :func:`lint`."""
    book = rules or shipped_rules()
    kind = Kind(kind)
    lines = _Lines(text)
    by_language = {one: book.of(one) for one in ("en", "ja")}
    found: list[Finding] = []
    for number, paragraph in enumerate(paragraphs, 1):
        if paragraph.form in _SKIPPED:
            continue
        looked: list[Rule] = []
        for one in read_languages(paragraph.text):
            if language in {None, one}:
                looked += by_language[one]
        for hit in _Reader(paragraph).hits(looked):
            start, end = paragraph.place(hit.start, hit.end)
            line, column = lines.place(start)
            found.append(
                Finding(
                    rule=hit.rule.id,
                    severity=hit.rule.severity[kind],
                    start=start,
                    end=end,
                    line=line,
                    column=column,
                    paragraph=number,
                    found=text[start:end],
                    reason=hit.rule.why,
                    source=hit.rule.source,
                    instead=hit.rule.instead,
                    replacement=hit.replacement,
                )
            )
    found += _hidden(text, lines, paragraphs)
    return sorted(found, key=lambda one: (one.start, one.end))


@dataclass(frozen=True, slots=True)
class Applied:
    """A text with replacements made.

    Attributes:
        text: The text as it is then.
        done: The findings whose replacement was put in.
        left: The findings that a person has to settle.
    """

    text: str
    done: tuple[Finding, ...]
    left: tuple[Finding, ...]


def apply_findings(text: str, findings: Iterable[Finding]) -> Applied:
    """Put the replacement of each finding in its place.

    >>> apply_findings("All Parties shall attend.", lint("All Parties shall attend.")).text
    'All Participants will attend.'
    """
    pieces: list[str] = []
    done: list[Finding] = []
    left: list[Finding] = []
    place = 0
    for one in sorted(findings, key=lambda found: found.start):
        if one.replacement is None or one.start < place:
            left.append(one)
            continue
        pieces += (text[place : one.start], one.replacement)
        place = one.end
        done.append(one)
    return Applied("".join([*pieces, text[place:]]), tuple(done), tuple(left))


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: Rule
    start: int
    end: int
    replacement: str | None


class _Reader:
    """One paragraph, looked through rule by rule."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.text = paragraph.text
        self.form = paragraph.form
        self._lower = self.text.lower()
        self._quoted: list[_Span] | None = None
        self._covered: dict[re.Pattern[str], list[_Span]] = {}
        self._words: dict[int, _Sentence] = {}
        self._sentences: list[int] | None = None

    def hits(self, rules: Iterable[Rule]) -> list[_Hit]:
        taken = bytearray(len(self.text))
        found: list[_Hit] = []
        for rule in rules:
            if rule.needs and not any(word in self._lower for word in rule.needs):
                continue
            if rule.where and self.form not in rule.where:
                continue
            for hit in self._of(rule):
                if not any(taken[hit.start : hit.end]):
                    taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
                    found.append(hit)
        return found

    def _of(self, rule: Rule) -> Iterator[_Hit]:
        for match in rule.pattern.finditer(self.text):
            start, end = _pointed(match)
            if start == end or self._in_quotation(start, end):
                continue
            if any(self._covers(pattern, start, end) for pattern in rule.exceptions):
                continue
            verb = ""
            if rule.whole and not self._stands_alone(start, end):
                continue
            if rule.before and not self._follows(rule.before, start):
                continue
            if rule.absorb:
                begin, verb = self._verb_before(start)
                if verb:
                    yield _Hit(rule, begin, end, _swapped(self.text, rule, start, end, verb))
                    continue
            yield _Hit(rule, start, end, _swapped(self.text, rule, start, end, verb))

    def _in_quotation(self, start: int, end: int) -> bool:
        if self._quoted is None:
            self._quoted = [
                found.span()
                for found in _QUOTED.finditer(self.text)
                if not _DEFINES_AFTER.match(self.text, found.end())
                and not _DEFINES_BEFORE.search(self.text, max(0, found.start() - 60), found.start())
            ]
        return _within(self._quoted, start, end)

    def _covers(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        if pattern not in self._covered:
            self._covered[pattern] = [
                found.span("x") if "x" in pattern.groupindex else found.span()
                for found in pattern.finditer(self.text)
            ]
        return _within(self._covered[pattern], start, end)

    def _sentence(self, place: int) -> "_Sentence":
        """Return the morphemes of the sentence that holds ``place``, placed in the paragraph."""
        if self._sentences is None:
            starts, at = [], 0
            for sentence in split_bounded(self.text, LONGEST):
                starts.append(at)
                at += len(sentence)
            self._sentences = [*starts, at]
        index = max(0, bisect_right(self._sentences, place) - 1)
        start = self._sentences[index]
        if start not in self._words:
            end = self._sentences[index + 1] if index + 1 < len(self._sentences) else start
            self._words[start] = _Sentence(_parsed(self.text[start:end]), start)
        return self._words[start]

    def _stands_alone(self, start: int, end: int) -> bool:
        sentence = self._sentence(start)
        return not sentence.words or (start in sentence.starts and end in sentence.ends)

    def _follows(self, kinds: frozenset[str], start: int) -> bool:
        sentence = self._sentence(start)
        index = sentence.ends.get(start)
        if index is None:
            return False
        one = sentence.words[index]
        exact = f"{one.kind}:{one.base}"
        return f"-{exact}" not in kinds and (one.kind in kinds or exact in kinds)

    def _verb_before(self, start: int) -> tuple[int, str]:
        """Return where the verb before ``start`` begins, and its dictionary form; "" for none."""
        sentence = self._sentence(start)
        last = sentence.ends.get(start)
        if last is None:
            return start, ""
        begin = last
        while begin > 0 and sentence.words[begin].kind == "助動詞":
            begin -= 1
        final = sentence.words[last]
        if sentence.words[begin].kind != "動詞" or final.base in {"だ", "です"}:
            return start, ""
        said = "".join(one.surface for one in sentence.words[begin:last]) + final.base
        return sentence.first + sentence.words[begin].start, said


class _Sentence:
    """The morphemes of a sentence, and where in the paragraph they begin and end."""

    def __init__(self, words: tuple[Morpheme, ...], first: int) -> None:
        self.words = words
        self.first = first
        self.starts = {first + one.start for one in words}
        self.ends = {first + one.end: index for index, one in enumerate(words)}


def _pointed(match: re.Match[str]) -> _Span:
    for name in ("x", "y"):
        if name in match.re.groupindex and match.start(name) >= 0:
            return match.span(name)
    return match.span()


def _within(spans: Sequence[_Span], start: int, end: int) -> bool:
    index = bisect_right(spans, (start, _FAR)) - 1
    return index >= 0 and end <= spans[index][1]


def _swapped(text: str, rule: Rule, start: int, end: int, verb: str) -> str | None:
    found = text[start:end]
    before = text[max(0, start - 60) : start]
    after = text[end : end + 60]
    for swap in rule.swaps:
        match = swap.when.fullmatch(found)
        if match is None or not _fits(swap, before, after) or ("{verb}" in swap.put and not verb):
            continue
        put = match.expand(swap.put).replace("{verb}", verb)
        return put if swap.exact else _cased(put, found)
    return None


def _fits(swap: Swap, before: str, after: str) -> bool:
    if swap.before is not None and not swap.before.search(before):
        return False
    if swap.not_after is not None and swap.not_after.match(after):
        return False
    return swap.after is None or swap.after.match(after) is not None


def _cased(put: str, found: str) -> str:
    """Give ``put`` the capitals of ``found``: AGREED, Agreed or agreed."""
    letters = [one for one in found if one.isalpha()]
    if not letters or not put or not found[0].isascii():
        return put
    if len(letters) > 1 and all(one.isupper() for one in letters):
        return put.upper()
    return put[0].upper() + put[1:] if found[0].isupper() else put


@lru_cache(maxsize=256)
def _parsed(sentence: str) -> tuple[Morpheme, ...]:
    return tuple(parse_morphemes(sentence))


def forget_sentences() -> None:
    """Parse every sentence anew, as for the first time: for measuring."""
    _parsed.cache_clear()


class _Lines:
    """Where lines begin, to say a place as people do."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _hidden(text: str, lines: _Lines, paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    """Yield a finding for every run of characters that nobody sees."""
    starts = [one.start for one in paragraphs]
    for found in re.finditer(f"{HIDDEN.pattern}+", text):
        if found.start() == 0 and found.group() == "\ufeff":
            continue
        line, column = lines.place(found.start())
        names = " ".join(f"U+{ord(one):04X}" for one in dict.fromkeys(found.group()))
        yield Finding(
            rule="hidden-character",
            severity=Severity.WARNING,
            start=found.start(),
            end=found.end(),
            line=line,
            column=column,
            paragraph=max(1, bisect_right(starts, found.start())),
            found=names,
            reason=_HIDDEN_WHY,
            source=_HIDDEN_SOURCE,
            instead=(),
            replacement="",
        )
