"""Findings: what the checks say of a joint text, paragraph by paragraph, and what was accepted."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kakehashi.drafting.models import Acceptance
from kakehashi.drafting.paragraphs import HEADING, LANGUAGES, Paragraph
from kakehashi.drafting.rules import wording_kind
from kakehashi.errors import Words
from kakehashi.wording import Finding, Severity, compare, lint, split_sentences
from kakehashi.wording.linting import Rulebook, load_rules, read_rules
from kakehashi.wording.parity import SORT_NAMES

BOTH = "both"
PARITY = "parity-"
LONGEST_CHECKED = 20_000
"""Characters of a paragraph in one language that are checked while it is being written."""


@dataclass(frozen=True)
class Found:
    """One finding in one paragraph.

    ``start`` and ``end`` are offsets in the paragraph's wording of ``language``; of a difference
    between the two, in the Japanese (``start``, ``end``) and the English (``en_start``,
    ``en_end``).
    """

    paragraph: str
    language: str
    """``ja``, ``en`` or ``both``."""
    rule: str
    severity: Severity
    start: int
    end: int
    found: str
    reason: Words
    source: Words
    instead: tuple[str, ...]
    replacement: str | None
    passage: str
    """Digest of the sentence it is in, or of the paragraph in both languages."""
    own: bool
    """Whether it is from rules of the reader's own side."""
    name: Words
    en_start: int = 0
    en_end: int = 0
    accepted: Acceptance | None = None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What an acceptance is looked up by."""
        return (self.paragraph, self.language, self.rule, self.found, self.passage)

    @property
    def stops(self) -> bool:
        """Whether it keeps the text from being settled."""
        return self.severity == Severity.ERROR and self.accepted is None


SEVERITY_NAMES: Mapping[Severity, Words] = {
    Severity.ERROR: {"en": "error", "ja": "要修正"},
    Severity.WARNING: {"en": "warning", "ja": "注意"},
    Severity.NOTE: {"en": "note", "ja": "参考"},
}


def check_paragraph(
    one: Paragraph, *, text_kind: str, own_rules: str = "", languages: Sequence[str] = LANGUAGES
) -> list[Found]:
    """Return what the checks say of one paragraph, in the order of its languages.

    Args:
        one: the paragraph.
        text_kind: kind of text, which decides how much a finding weighs.
        own_rules: YAML of the reader's own side; empty for none.
        languages: languages that are checked.
    """
    found = [
        hit
        for language in languages
        for hit in _linted(
            one.id,
            one.said(language)[:LONGEST_CHECKED],
            language,
            text_kind,
            own_rules,
            heading=one.form == HEADING,
        )
    ]
    if one.said("ja") and one.said("en"):
        found += _compared(
            one.id, one.said("ja")[:LONGEST_CHECKED], one.said("en")[:LONGEST_CHECKED]
        )
    return found


def check_all(
    paragraphs: Iterable[Paragraph],
    *,
    title: Mapping[str, str],
    text_kind: str,
    own_rules: str = "",
) -> list[Found]:
    """Return what the checks say of a text's title and all its paragraphs."""
    titled = Paragraph("title", form=HEADING, words=title)
    return [
        hit
        for one in (titled, *paragraphs)
        for hit in check_paragraph(one, text_kind=text_kind, own_rules=own_rules)
    ]


def with_acceptances(found: Iterable[Found], accepted: Iterable[Acceptance]) -> list[Found]:
    """Return the findings, each with its acceptance where it has one."""
    by_key = {
        (one.paragraph, one.language, one.rule, one.found, one.passage): one for one in accepted
    }
    return [replace(one, accepted=by_key.get(one.key)) for one in found]


def digest_of(*passages: str) -> str:
    """Return what an acceptance remembers of the passage that it was given for."""
    return hashlib.sha256("\n\x1f".join(passages).encode()).hexdigest()


@lru_cache(maxsize=64)
def rulebook(own_rules: str) -> Rulebook:
    """Return the rules that come with Kakehashi and those of a side before them."""
    return read_rules([("rules.yaml", own_rules)]) if own_rules.strip() else load_rules()


@lru_cache(maxsize=8192)
def _linted(
    paragraph: str, text: str, language: str, text_kind: str, own_rules: str, *, heading: bool
) -> tuple[Found, ...]:
    if not text:
        return ()
    looked = f"# {text}" if heading and "\n" not in text else text
    ahead = len(looked) - len(text)
    ends: list[int] = []
    for sentence in split_sentences(text):
        ends.append((ends[-1] if ends else 0) + len(sentence))
    found: dict[tuple[str, int, int], Found] = {}
    for hit, own in _hits(looked, language, text_kind, own_rules, markdown=bool(ahead)):
        start, end = hit.start - ahead, hit.end - ahead
        known = found.get((hit.rule, start, end))
        if start < 0 or (known is not None and known.severity.weight >= hit.severity.weight):
            continue
        found[hit.rule, start, end] = Found(
            paragraph=paragraph,
            language=language,
            rule=hit.rule,
            severity=hit.severity,
            start=start,
            end=end,
            found=hit.found[:300],
            reason=hit.reason,
            source=hit.source,
            instead=hit.instead,
            replacement=hit.replacement,
            passage=digest_of(_sentence_at(text, ends, start)),
            own=own,
            name={"en": hit.rule, "ja": hit.rule},
        )
    return tuple(sorted(found.values(), key=lambda one: (one.start, one.end)))


def _hits(
    text: str, language: str, text_kind: str, own_rules: str, *, markdown: bool
) -> Iterator[tuple[Finding, bool]]:
    """Yield what the common rules find, then what a side's own do; each with whether it is own.

    A side's rules add to the common ones and may weigh them higher; they take none away, for a
    joint text is settled by both.
    """
    kind = wording_kind(text_kind)
    for hit in lint(text, language, kind=kind, markdown=markdown):
        yield hit, False
    if own_rules.strip():
        shipped = {rule.id: rule for rule in load_rules().rules}
        book = rulebook(own_rules)
        of_side = {rule.id for rule in book.rules if shipped.get(rule.id) is not rule}
        for hit in lint(text, language, kind=kind, rules=book, markdown=markdown):
            if hit.rule in of_side:
                yield hit, True


def _sentence_at(text: str, ends: Sequence[int], place: int) -> str:
    begin = 0
    for end in ends:
        if place < end:
            return re.sub(r"\s+", " ", text[begin:end]).strip()
        begin = end
    return text[begin:].strip()


@lru_cache(maxsize=4096)
def _compared(paragraph: str, ja: str, en: str) -> tuple[Found, ...]:
    passage = digest_of(ja, en)
    return tuple(
        Found(
            paragraph=paragraph,
            language=BOTH,
            rule=f"{PARITY}{one.sort}",
            severity=Severity.WARNING,
            start=one.ja.start if one.ja else 0,
            end=one.ja.end if one.ja else 0,
            en_start=one.en.start if one.en else 0,
            en_end=one.en.end if one.en else 0,
            found=" / ".join(
                spot.said for spot in (one.ja, one.en) if spot is not None and spot.said
            )[:300],
            reason=one.message,
            source={
                "en": "Comparison of the two languages by value",
                "ja": "両言語の内容の照合",
            },
            instead=(),
            replacement=None,
            passage=passage,
            own=False,
            name=SORT_NAMES[one.sort],
        )
        for one in compare(ja, en)
    )
