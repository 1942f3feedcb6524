"""Comparing a Japanese text with an English one by what they say."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from kakehashi.wording.paragraphs import Form, Paragraph, cut_paragraphs
from kakehashi.wording.parity.actors import actors_in
from kakehashi.wording.parity.alignment import Piece, align, left_over, measure
from kakehashi.wording.parity.avoiding import compare_avoided
from kakehashi.wording.parity.concepts import compare_concepts
from kakehashi.wording.parity.differences import Difference, Report
from kakehashi.wording.parity.glossary import Glossary, shipped_glossary
from kakehashi.wording.parity.meaning import (
    Act,
    Negations,
    answers_loosely,
    read_acts,
    read_negations,
)
from kakehashi.wording.parity.naming import compare_names
from kakehashi.wording.parity.numerals import read_japanese
from kakehashi.wording.parity.pairing import compare_values
from kakehashi.wording.parity.sides import (
    Side,
    between,
    first_match,
    keys_of,
    read_sides,
    sentences_of,
)
from kakehashi.wording.parity.tables import qualifiers, verbs
from kakehashi.wording.parity.terms import Terms
from kakehashi.wording.parity.values import family

_SENTENCE_ALONE = 1.8  # within a paragraph whole sentences are seldom missing


def compare(
    ja: str,
    en: str,
    *,
    glossary: Glossary | None = None,
    markdown: bool = False,
) -> list[Difference]:
    """Return where a Japanese text and its English counterpart do not say the same.

    Numbers, dates, money, names and references are compared by value; then negation, strength of
    the verb and qualifiers; then how many paragraphs there are and in which order.

    Args:
        ja: The Japanese text.
        en: The English text.
        glossary: Names and terms that answer one another; those of the Japan-UK Digital
            Partnership if not given.
        markdown: Whether both are Markdown.

    >>> found = compare("四つの柱に取り組む。", "They will work on five pillars.")
    >>> [(str(one.sort), one.ja.said, one.en.said) for one in found]
    [('number', '四つ', 'five')]
    >>> compare("令和6年1月16日、第2回会合を開いた。", "The second meeting was on 16 January 2024.")
    []
    """
    return compare_paragraphs(
        ja,
        cut_paragraphs(ja, markdown=markdown),
        en,
        cut_paragraphs(en, markdown=markdown),
        glossary=glossary,
    )


def compare_paragraphs(
    ja: str,
    ja_paragraphs: Sequence[Paragraph],
    en: str,
    en_paragraphs: Sequence[Paragraph],
    *,
    glossary: Glossary | None = None,
) -> list[Difference]:
    """Return the differences of two texts that are cut into paragraphs; see :func:`compare`."""
    book = shipped_glossary() if glossary is None else glossary
    ones = read_sides(ja_paragraphs, "ja", book)
    twos = read_sides(en_paragraphs, "en", book)
    report = Report(ja, en)
    terms = Terms()
    for group in _paired(ones, twos, report):
        firsts, seconds = [ones[index] for index in group[0]], [twos[index] for index in group[1]]
        if not firsts or not seconds:
            report.lonely(firsts, seconds)
            continue
        compare_values(firsts, seconds, report)
        compare_names(firsts, seconds, book, report)
        compare_concepts(firsts, seconds, book, report)
        _compare_meaning(firsts, seconds, report)
        compare_avoided(firsts, seconds, book, report)
        terms.read(firsts, seconds, report)
    return report.found()


def _paired(
    ones: list[Side], twos: list[Side], report: "Report"
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return which paragraphs belong together; a changed order is reported."""
    labels = _plain_labels([one.paragraph.label for one in ones])
    others = _plain_labels([two.paragraph.label for two in twos])
    if labels == others:
        return [((index,), (index,)) for index in range(len(ones))]
    if set(labels) & set(others) <= {""} and any(labels) and any(others):
        labels, others = [""] * len(ones), [""] * len(twos)  # counted in two ways
    if _all_labelled(labels) and _all_labelled(others) and set(labels) != set(others):
        place = {label: index for index, label in enumerate(others)}
        pairs = [
            ((index,), (place[label],) if label in place else ())
            for index, label in enumerate(labels)
        ]
        return pairs + [((), (index,)) for index, label in enumerate(others) if label not in labels]
    if _all_labelled(labels) and _all_labelled(others):
        place = {label: index for index, label in enumerate(others)}
        moved = next(index for index, label in enumerate(labels) if others[index] != label)
        report.moved(ones[moved], twos[moved])
        return [((index,), (place[label],)) for index, label in enumerate(labels)]
    pieces = [
        Piece(keys_of(one, label), measure(one.text, "ja"), bool(one.paragraph.label))
        for one, label in zip(ones, labels, strict=True)
    ]
    counterparts = [
        Piece(keys_of(two, label), measure(two.text, "en"), bool(two.paragraph.label))
        for two, label in zip(twos, others, strict=True)
    ]
    return align(pieces, counterparts)


_KANA = "アイウエオカキクケコサシスセソ"
_IROHA = "イロハニホヘト"


def _plain_labels(labels: Sequence[str]) -> list[str]:
    """Return labels as both languages have them: 一 is 1; ア, or イ before ロ, is a."""
    order = _KANA if "ア" in labels or "ロ" not in labels else _IROHA
    return [
        chr(ord("a") + order.index(one)) if one and one in order else _figures(one)
        for one in labels
    ]


def _figures(label: str) -> str:
    if not label or label.isascii():
        return label
    said = read_japanese(label)
    return label if said is None else str(said)


def _all_labelled(labels: Sequence[str]) -> bool:
    return all(labels) and len(set(labels)) == len(labels)


def _compare_meaning(ones: list[Side], twos: list[Side], report: "Report") -> None:
    left, right = _read_sentences(ones), _read_sentences(twos)
    if not all(_is_heading(side) for side in (*ones, *twos)):
        # Headings name a thing and leave out the verb.
        _compare_strength((_acts(left), _acts(right)), ones, twos, report)
        _compare_qualifiers(ones, twos, report)
    both = all(
        {code for side in sides for code, _start, _end in side.countries} >= _BOTH
        for sides in (ones, twos)
    )
    pieces, others = [one.piece() for one in left], [two.piece() for two in right]
    for group in align(pieces, others, alone=_SENTENCE_ALONE):
        firsts, seconds = [left[index] for index in group[0]], [right[index] for index in group[1]]
        if firsts and seconds:
            _compare_negation(firsts, seconds, report)
            if both:
                _compare_actors(firsts, seconds, report)
            odd = left_over([pieces[one] for one in group[0]], [others[two] for two in group[1]])
            if odd is not None and len(pieces) != len(others):
                missing = (firsts, seconds)[odd[0]][odd[1]]
                length = missing.piece().length
                more = sum(one.length for one in pieces) - sum(two.length for two in others)
                # The whole is longer by it as well, or sentences were set in pairs wrongly.
                if (-more if odd[0] else more) > length / 2:
                    report.left_out(missing.side, missing.text, missing.start)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a paragraph, where it begins there, and its verbs, placed in the paragraph."""

    side: Side
    text: str
    start: int
    acts: tuple[Act, ...]

    def piece(self) -> Piece:
        """Return what it says, to find its counterpart by."""
        side, first, last = self.side, self.start, self.start + len(self.text)
        keys: set[Hashable] = {
            (family(one), one.key)
            for one in between(side.values, side.value_starts, first, last)
            if not one.weak
        }
        mentions = between(side.mentions, side.mention_starts, first, last)
        keys |= {("name", one.concept) for one in mentions}
        countries = between(side.countries, side.country_starts, first, last)
        keys |= {("country", code) for code, _start, _end in countries}
        keys |= {("row", one.row) for one in self.acts if one.main}
        return Piece(frozenset(keys), measure(self.text, side.language))


def _read_sentences(sides: list[Side]) -> list[_Sentence]:
    return [
        _Sentence(
            side,
            text,
            start,
            tuple(
                Act(one.row, one.said, one.start + start, one.end + start, one.main)
                for one in read_acts(text, side.language, side.rows)
            ),
        )
        for side, text, start in sentences_of(sides)
    ]


def _is_heading(side: Side) -> bool:
    return side.paragraph.form in {Form.TITLE, Form.HEADING}


_Acts = list[tuple[Side, Act]]


def _acts(sentences: list[_Sentence]) -> _Acts:
    return [(one.side, act) for one in sentences for act in one.acts]


def _compare_strength(
    acts: tuple[_Acts, _Acts], ones: list[Side], twos: list[Side], report: "Report"
) -> None:
    lost: list[_Acts] = []
    for mine, theirs, sides in ((acts[0], acts[1], twos), (acts[1], acts[0], ones)):
        rows = {one.row for _side, one in theirs}
        main = {one.row for _side, one in theirs if one.main}
        text = " ".join(side.text for side in sides)
        alone: dict[str, tuple[Side, Act]] = {}
        for side, one in mine:
            if not one.main or rows & verbs()[one.row].answers:
                continue
            # A looser word answers only where no verb of another row stands in its stead.
            if not _rivals(one, main) and answers_loosely(one.row, text, sides[0].language):
                continue
            alone.setdefault(one.row, (side, one))
        lost.append(list(alone.values()))
    left, right = lost
    for side, one in left:
        partner = right.pop(0) if right else None
        report.strength((side, one), partner or (twos[0], _plain(acts[1])))
    for side, two in right:
        report.strength((ones[0], _plain(acts[0])), (side, two))


def _rivals(one: Act, main: set[str]) -> bool:
    """Say whether a verb of another strength is the main verb of the other language."""
    return any(verbs()[row].level != verbs()[one.row].level for row in main)


def _plain(acts: _Acts) -> Act | None:
    return next((one for _side, one in acts if one.main), None)


def _compare_qualifiers(ones: list[Side], twos: list[Side], report: "Report") -> None:
    likely = frozenset[str]().union(*(side.qualifiers for side in (*ones, *twos)))
    for one in qualifiers() if likely else ():
        if one.id not in likely:
            continue
        here = first_match(one.ja, ones)
        there = first_match(one.en, twos)
        if here and not there and not _answered(one.en_loose, twos, one.taken, ones):
            report.qualifier(one.names, here, (twos[0], None))
        elif there and not here and not _answered(one.ja_loose, ones, one.taken, twos):
            report.qualifier(one.names, (ones[0], None), there)


def _answered(loose: str, sides: list[Side], taken: Mapping[str, str], others: list[Side]) -> bool:
    """Say whether a loose word stands there that answers nothing else of the other language."""
    if not first_match(loose, sides):
        return False
    own, other = (taken.get(one[0].language, "") for one in (sides, others))
    if not own or not first_match(other, others):
        return True
    wanted = re.compile(loose, re.IGNORECASE)
    return any(wanted.search(re.sub(own, "", side.text, flags=re.IGNORECASE)) for side in sides)


def _compare_negation(
    firsts: list[_Sentence],
    seconds: list[_Sentence],
    report: "Report",
) -> None:
    one, two = _negations(firsts), _negations(seconds)
    if bool(one.sure) == bool(two.sure):
        return
    common = min(one.pairs, two.pairs)
    ja_loose = one.loose - common
    en_loose = two.loose - common
    if one.sure and not two.sure and en_loose <= 0:
        report.negation(_spot(firsts, one.sure[0]), (seconds[0].side, None))
    elif two.sure and not one.sure and ja_loose <= 0:
        report.negation((firsts[0].side, None), _spot(seconds, two.sure[0]))


_BOTH = frozenset({"JP", "GB"})


def _compare_actors(firsts: list[_Sentence], seconds: list[_Sentence], report: "Report") -> None:
    """Report a sentence in which one country acts in Japanese and the other in English."""
    here, there = (
        actors_in([(one.text, one.start) for one in some], some[0].side.language)
        for some in (firsts, seconds)
    )
    if len(here) == len(there) == 1 and here.keys() != there.keys():
        (one,), (two,) = here.values(), there.values()
        report.names((firsts[0].side, one), (seconds[0].side, two))


def _negations(sentences: list[_Sentence]) -> Negations:
    text = "\n".join(one.text for one in sentences)
    return read_negations(text, sentences[0].side.language)


def _spot(sentences: list[_Sentence], span: tuple[int, int]) -> tuple[Side, tuple[int, int]]:
    start, end = span
    for one in sentences:
        length, begin = len(one.text), one.start
        if start < length + 1:
            last = min(end, length)
            return one.side, (begin + min(start, length - 1), begin + max(last, 1))
        start, end = start - length - 1, end - length - 1
    return sentences[0].side, (0, 1)
