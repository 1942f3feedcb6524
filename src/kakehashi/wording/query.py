"""Queries: what somebody typed, as a plan of what an index must hold and a text must say.

The language is small. Words apart from one another must all be there, in any order and place.
Words in quotation marks ("…", “…”, 「…」, 『…』) must stand next to one another, whatever stands
between them but the end of a sentence or paragraph, and are not translated. A word, or a
quotation, with a minus before it must not be there. Japanese commas and brackets part words as
blanks do. There is no OR: other spellings, other forms and translations are looked for anyway.

The plan is a conjunction of terms; each term is a choice of alternatives; each alternative needs
certain tokens. Whatever :func:`kakehashi.wording.matches` accepts has all tokens of at least one
alternative of every term, so an index that is asked for these misses nothing.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice, product

from kakehashi.errors import Refused
from kakehashi.wording.morphemes import read_morphemes
from kakehashi.wording.normal import normalise
from kakehashi.wording.scripts import find_compounds, has_cjk, place_units
from kakehashi.wording.spelling import spell
from kakehashi.wording.stems import english_stem
from kakehashi.wording.tokens import reference_token, run_tokens, squash, word_token

MOST_CHARACTERS = 1_000
"""The longest query that is answered."""

MOST_TERMS = 32
"""The most words and quotations a query may have."""

Expand = Callable[[str], Iterable[str] | None]
"""The glossary: a word in the normal form to its other words, in any language, as written.

It is asked for each word and for up to five words in a row, and should compare by
:func:`kakehashi.wording.word_key`.
"""

_MOST_TOKENS = 24  # of one phrase: asking for fewer only lets more candidates through
_LONGEST_SPAN = 5
_MOST_PIECES = 12
_MOST_TRANSLATIONS = 4  # of one piece of a compound
_MOST_COMBINATIONS = 32
_LONGEST_REFERENCE = 40

_FULL_WIDTH = str.maketrans("｢｣､｡", "「」、。")
_QUOTES = '"＂“”„〝〟'
_PARTING = r"\s、。，；;！!？?()（）\[\]［］【】{}｛｝〈〉《》〔〕「『」』" + _QUOTES
_PIECE = re.compile(
    rf"""
    (?P<minus>(?<![^\s、。，；]) [-－−] (?=\S))?
    (?:
        [{_QUOTES}] (?P<plain>[^{_QUOTES}]*) (?:[{_QUOTES}]|\Z)
      | 「 (?P<hook>[^」]*) (?:」|\Z)
      | 『 (?P<double>[^』]*) (?:』|\Z)
      | (?P<bare>(?:[^{_PARTING},]|(?<=[0-9０-９]),(?=[0-9０-９]))+)
    )
    """,
    re.VERBOSE,
)


class QueryTooLong(Refused):
    """A query has more characters or words than a search can sensibly be asked for."""

    code = "query-too-long"
    message = {
        "en": "This search is too long: {characters} characters, {terms} words.",
        "ja": "検索語句が長すぎます({characters}文字、{terms}語)。",
    }
    hint = {
        "en": "Search for at most {most_terms} words and {most_characters} characters.",
        "ja": "{most_terms}語、{most_characters}文字以内で検索してください。",
    }


class Manner(IntEnum):
    """How a text says what was asked for; the lower, the closer."""

    AS_WRITTEN = 0
    VARIANT = 1  # another form or spelling of the word
    GLOSSARY = 2  # another word for it: a translation, a synonym


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word or run of CJK characters that a phrase asks for.

    Attributes:
        written: As asked for, in the normal form.
        stem: What the forms of a word share; of a run, the run.
        cjk: Whether it is a run of CJK characters, found anywhere inside a longer one.
        apart: Whether something other than letters must stand before it, within the phrase.
    """

    written: str
    stem: str
    cjk: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand next to one another.

    Attributes:
        wanted: The words, in their order; never empty.
        tokens: What an index holds of every text with this phrase.
    """

    wanted: tuple[Wanted, ...]
    tokens: tuple[str, ...]

    @property
    def key(self) -> str:
        """What is the same for two phrases that want the same."""
        return " ".join(wanted.stem for wanted in self.wanted)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to satisfy a term: all its phrases, anywhere in the record.

    Attributes:
        phrases: The phrases; never empty.
        manner: The closest that finding them comes to what was asked.
    """

    phrases: tuple[Phrase, ...]
    manner: Manner

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens that a record must have in the index."""
        return tuple(dict.fromkeys(token for phrase in self.phrases for token in phrase.tokens))


@dataclass(frozen=True, slots=True)
class Term:
    """One word or quotation of a query.

    Attributes:
        text: As typed, in the normal form.
        alternatives: What satisfies it, the closest first; never empty.
    """

    text: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query asks for.

    Attributes:
        terms: All of these must be there. None means that nothing is asked for.
        excluded: None of these may be there.
        titles: Keys of titles that are exactly what was asked for, and in what manner.
        written: The words of the query as typed, in the normal form.
        reference: The letters and figures of a reference, if the query may be one, else "".
    """

    terms: tuple[Term, ...]
    excluded: tuple[Term, ...]
    titles: dict[str, Manner]
    written: str
    reference: str

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for (no word, or only words that must not be there)."""
        return not self.terms

    @property
    def reference_token(self) -> str:
        """The token of the record that bears the query as its reference, or ""."""
        return reference_token(self.reference)

    @property
    def candidates(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """For every term, for every alternative, the tokens that must all be there."""
        return tuple(
            tuple(dict.fromkeys(alternative.tokens for alternative in term.alternatives))
            for term in self.terms
        )

    def may_match(self, tokens: Collection[str]) -> bool:
        """Say whether a record with these tokens is a candidate."""
        if self.empty:
            return False
        if self.reference and self.reference_token in tokens:
            return True
        return all(
            any(all(token in tokens for token in needed) for needed in alternatives)
            for alternatives in self.candidates
        )


def query_plan(query: str, expand: Expand | None = None) -> Plan:
    """Read what somebody typed into a search box.

    Args:
        query: Anything; see above for the language.
        expand: The glossary; none translates nothing.

    Returns:
        The plan; empty where nothing is asked for.

    Raises:
        QueryTooLong: The query has more than 1,000 characters or 32 words.

    >>> plan = query_plan("半導体 -quantum", {"半導体": ["semiconductor"]}.get)
    >>> [alternative.tokens for alternative in plan.terms[0].alternatives]
    [('d534a5c0e', 'd5c0e4f53'), ('ssemiconductor',)]
    >>> [term.text for term in plan.excluded]
    ['quantum']
    """
    pieces = list(_read_pieces(query)) if len(query) <= MOST_CHARACTERS else []
    if len(query) > MOST_CHARACTERS or len(pieces) > MOST_TERMS:
        raise QueryTooLong(
            characters=len(query),
            terms=len(pieces) or len(query.split()),
            most_terms=MOST_TERMS,
            most_characters=MOST_CHARACTERS,
        )
    ask = _asker(expand)
    terms: list[Term] = []
    row: list[str] = []
    for text, quoted, excluded in pieces:
        if quoted or excluded:
            terms += _read_row(row, ask)
            row = []
            if not excluded:
                terms.append(Term(text, _ways(text)))
        else:
            row.append(text)
    terms += _read_row(row, ask)
    positive = normalise(" ".join(text for text, _quoted, excluded in pieces if not excluded))
    reference = squash(positive)
    return Plan(
        tuple(terms),
        tuple(Term(text, _ways(text)) for text, _quoted, excluded in pieces if excluded),
        _exact_titles(positive, terms),
        " ".join(unit.text for unit in place_units(positive)),
        reference if len(reference) <= _LONGEST_REFERENCE and reference.isascii() else "",
    )


def fts5_expression(plan: Plan) -> str:
    """Return the query for SQLite's FTS5 that finds every candidate of ``plan``; "" for none.

    >>> fts5_expression(query_plan("AI 標準"))
    '"sai" AND "d6a196e96"'
    >>> fts5_expression(query_plan("VD.b"))
    '("svd" AND "sb") OR "rvdb"'
    """
    return _expression(plan, " AND ", " OR ", '"{}"'.format)


def tsquery_expression(plan: Plan) -> str:
    """Return the query for PostgreSQL's ``to_tsquery('simple', …)``; "" for none.

    >>> tsquery_expression(query_plan("AI 標準"))
    'sai & d6a196e96'
    """
    return _expression(plan, " & ", " | ", str)


def _expression(plan: Plan, and_: str, or_: str, quote: Callable[[str], str]) -> str:
    if plan.empty:
        return ""
    terms: list[str] = []
    for alternatives in plan.candidates:
        ways = [and_.join(map(quote, needed)) for needed in alternatives]
        grouped = [f"({way})" if and_ in way and len(ways) > 1 else way for way in ways]
        terms.append(f"({or_.join(grouped)})" if len(ways) > 1 else grouped[0])
    every = and_.join(terms)
    if not plan.reference:
        return every
    return f"({every}){or_}{quote(plan.reference_token)}"


def _read_pieces(query: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield each word or quotation: its normal form, whether quoted, whether excluded."""
    for found in _PIECE.finditer(query.translate(_FULL_WIDTH)):
        bare = found["bare"]
        text = bare
        for name in ("plain", "hook", "double"):
            text = found[name] if text is None else text
        normal = normalise(text or "")
        if place_units(normal):
            yield normal, bare is None, found["minus"] is not None


def _read_row(row: Sequence[str], ask: Callable[[str], list[str]]) -> list[Term]:
    """Read words that stand in a row outside quotation marks.

    A word of the glossary may be several words in a row. Its translations are alternatives of
    each of them: (量子 or quantum) and (… or computing) becomes true with 量子計算 alone.
    """
    spans: list[list[str]] = [[] for _ in row]
    for first in range(len(row)):
        for last in range(first + 1, min(first + _LONGEST_SPAN, len(row))):
            found = ask(normalise(" ".join(row[first : last + 1])))
            for index in range(first, last + 1):
                spans[index] += found
    terms: list[Term] = []
    for text, from_spans in zip(row, spans, strict=True):
        words = [*ask(text), *from_spans]
        alternatives = [*_ways(text), *_glossary_ways(words)]
        if not words:
            alternatives += _compound_ways(text, ask)
        terms.append(Term(text, _distinct(alternatives)))
    return terms


def _asker(expand: Expand | None) -> Callable[[str], list[str]]:
    """Return the glossary as a function that gives normal forms other than the word itself."""

    def ask(text: str) -> list[str]:
        words = (normalise(word) for word in (expand(text) if expand else None) or ())
        return [word for word in dict.fromkeys(words) if word != text]

    return ask


def _ways(text: str) -> tuple[Alternative, ...]:
    """Return the alternatives for a word without the glossary: as it stands, other spellings."""
    ways = [Alternative((_read_phrase(text),), Manner.AS_WRITTEN)]
    units = place_units(text)
    variants = [
        compound.text
        for compound in find_compounds(text, units)
        if compound.first == 0 and compound.last == len(units) - 1
    ]
    # A single character has no other spelling: 一 is not every 1.
    if len(units) > 1 or len(units[0].text) > 1:
        variants.append(spell(text))
    ways += (Alternative((_read_phrase(variant),), Manner.VARIANT) for variant in variants)
    return _distinct(ways)


def _glossary_ways(words: Iterable[str]) -> Iterator[Alternative]:
    for word in words:
        if place_units(word):
            for way in _ways(word):
                yield Alternative(way.phrases, Manner.GLOSSARY)


def _compound_ways(text: str, ask: Callable[[str], list[str]]) -> Iterator[Alternative]:
    """Translate a compound piece by piece (半導体サプライチェーン: semiconductor, supply chain).

    Only where the glossary knows every Japanese piece. The pieces, or what stands for them, must
    all be in the record, but not next to one another.
    """
    surfaces = [surface for surface, _ in read_morphemes(text)]
    if not 1 < len(surfaces) <= _MOST_PIECES or not has_cjk(text):
        return
    choices: list[list[str]] = []
    first = 0
    while first < len(surfaces):
        for last in range(len(surfaces), first, -1):
            piece = "".join(surfaces[first:last])
            words = ask(piece)[:_MOST_TRANSLATIONS]
            if words or (last == first + 1 and not has_cjk(piece)):
                choices.append([*words, piece])
                first = last
                break
        else:
            return
    for chosen in islice(product(*choices), _MOST_COMBINATIONS):
        pieces = [piece for piece in chosen if place_units(piece)]
        if pieces:
            yield Alternative(tuple(map(_read_phrase, pieces)), Manner.GLOSSARY)


def _read_phrase(normal: str) -> Phrase:
    """Return the phrase of a text in the normal form that has at least one word."""
    wanted: list[Wanted] = []
    tokens: list[str] = []
    end = 0
    for unit in place_units(normal):
        stem = unit.text if unit.cjk else english_stem(unit.text)
        wanted.append(Wanted(unit.text, stem, unit.cjk, bool(wanted) and unit.start > end))
        tokens += run_tokens(unit.text) if unit.cjk else [word_token(unit.text)]
        end = unit.end
    return Phrase(tuple(wanted), tuple(dict.fromkeys(tokens))[:_MOST_TOKENS])


def _distinct(alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Return the alternatives, each once, in its closest manner, the closest first."""
    closest: dict[tuple[tuple[Wanted, ...], ...], Alternative] = {}
    for alternative in alternatives:
        closest.setdefault(tuple(phrase.wanted for phrase in alternative.phrases), alternative)
    return tuple(sorted(closest.values(), key=lambda alternative: alternative.manner))


def _exact_titles(positive: str, terms: Sequence[Term]) -> dict[str, Manner]:
    """Return the keys of titles that are exactly the query, or exactly another word for it."""
    titles: dict[str, Manner] = {}
    if not terms:
        return titles
    for way in _ways(positive):
        titles.setdefault(way.phrases[0].key, way.manner)
    if len(terms) == 1:
        for way in terms[0].alternatives:
            if len(way.phrases) == 1:
                titles.setdefault(way.phrases[0].key, way.manner)
    return titles
