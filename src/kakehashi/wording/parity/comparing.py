"""Comparing a Japanese text with an English one by what they say."""

import re
from collections.abc import Hashable, Sequence

from kakehashi.wording.paragraphs import Form, Paragraph, cut_paragraphs
from kakehashi.wording.parity.alignment import Piece, align, measure
from kakehashi.wording.parity.countries import find_countries
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
from kakehashi.wording.parity.sides import (
    Side,
    first_match,
    keys_of,
    read_sides,
    sentences_of,
)
from kakehashi.wording.parity.tables import qualifiers, said_otherwise, verbs
from kakehashi.wording.parity.terms import Terms
from kakehashi.wording.parity.values import Sort, Value, family, same

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
        _compare_values(firsts, seconds, report)
        compare_names(firsts, seconds, book, report)
        _compare_meaning(firsts, seconds, report)
        terms.read(firsts, seconds, report)
    return report.found()


def _paired(
    ones: list[Side], twos: list[Side], report: "Report"
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return which paragraphs belong together; a changed order is reported."""
    labels = [one.paragraph.label for one in ones]
    others = [two.paragraph.label for two in twos]
    if labels == others:
        return [((index,), (index,)) for index in range(len(ones))]
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
    pieces = [Piece(keys_of(one), measure(one.text, "ja")) for one in ones]
    counterparts = [Piece(keys_of(two), measure(two.text, "en")) for two in twos]
    return align(pieces, counterparts)


def _all_labelled(labels: Sequence[str]) -> bool:
    return all(labels) and len(set(labels)) == len(labels)


def _compare_values(ones: list[Side], twos: list[Side], report: "Report") -> None:
    left = [(one, side) for side in ones for one in side.values if one.sort is not Sort.NAME]
    right = [(two, side) for side in twos for two in side.values if two.sort is not Sort.NAME]
    labels = [side.paragraph.label for side in (*ones, *twos)]
    left, right = _match(left, right, report, labels)
    left = [pair for pair in left if not _implied(pair, twos)]
    right = [pair for pair in right if not _implied(pair, ones)]
    for one, side in list(left):
        partner = _nearest((one, side), right)
        if partner is None:
            continue
        two, other = partner
        if one.weak and two.weak:
            continue
        left.remove((one, side))
        right.remove(partner)
        sort = _sort_of(one, two)
        report.differ(sort, (side, one), (other, two))
    for one, side in left:
        if not one.weak:
            report.differ(_sort_of(one, None), (side, one), (twos[0], None))
    for two, other in right:
        if not two.weak:
            report.differ(_sort_of(two, None), (ones[0], None), (other, two))


_Pairs = list[tuple[Value, Side]]


def _match(
    left: _Pairs, right: _Pairs, report: "Report", labels: Sequence[str]
) -> tuple[_Pairs, _Pairs]:
    """Take out what is the same on both sides; what differs only in its limit is reported."""
    own = next((int(label) for label in labels if label.isdecimal()), None)
    alone: _Pairs = []
    waiting: dict[tuple[Sort, Hashable], _Pairs] = {}
    for pair in right:
        waiting.setdefault((pair[0].sort, pair[0].key), []).append(pair)
    unlike: _Pairs = []
    for one, side in left:
        exact = waiting.get((one.sort, one.key))
        if not exact:
            unlike.append((one, side))
            continue
        partner = next((pair for pair in exact if pair[0].bound == one.bound), exact[0])
        exact.remove(partner)
        _same_bound((one, side), partner, report)
    rest = [pair for pairs in waiting.values() for pair in pairs]
    for one, side in unlike:
        fitting = [pair for pair in rest if same(one, pair[0]) or _refers(one, pair[0], own)]
        if not fitting:
            alone.append((one, side))
            continue
        partner = next((pair for pair in fitting if pair[0].bound == one.bound), fitting[0])
        rest.remove(partner)
        _same_bound((one, side), partner, report)
    # One value named twice in one language may stand once in the other.
    firsts = {(one.sort, one.key): one for one, _side in left}.values()
    seconds = {(two.sort, two.key): two for two, _side in right}.values()
    kept = [pair for pair in rest if not any(same(one, pair[0]) for one in firsts)]
    alone = [pair for pair in alone if not any(same(pair[0], two) for two in seconds)]
    return alone, sorted(kept, key=lambda pair: (pair[1].number, pair[0].start))


def _same_bound(here: tuple[Value, Side], there: tuple[Value, Side], report: "Report") -> None:
    (one, side), (two, other) = here, there
    if one.bound != two.bound and one.sort not in {Sort.DATE, Sort.TIME, Sort.PERIOD}:
        report.bounds((side, one), (other, two))


def _refers(one: Value, two: Value, own: int | None) -> bool:
    """Say whether *the preceding paragraph* of the one is the number that the other has."""
    if one.sort is not Sort.REFERENCE or two.sort is not Sort.REFERENCE:
        return False
    steps = {"previous": -1, "next": 1}
    for relative, fixed in ((one.key, two.key), (two.key, one.key)):
        if relative in steps and isinstance(fixed, tuple) and isinstance(fixed[0], int):
            assert isinstance(relative, str)
            return own is None or fixed[0] == own + steps[relative]
    return False


def _implied(pair: tuple[Value, Side], others: list[Side]) -> bool:
    """Say whether the other language says a value in a way that no reader of values sees."""
    value, side = pair
    text = " ".join(other.text for other in others)
    if value.sort in {Sort.NUMBER, Sort.ORDINAL} and isinstance(value.key, tuple):
        number, unit = value.key
        words = said_otherwise().get((side.language, str(number), unit))
        if words and re.search(words, text, re.IGNORECASE):
            return True
    if value.sort is Sort.DATE and isinstance(value.key, tuple) and value.key[1] is None:
        return bool(
            re.search(
                "同年|本年|昨年|来年"
                if side.language == "en"
                else r"\b(?:same|this|last|next) year\b",
                text,
                re.IGNORECASE,
            )
        )
    return False


def _nearest(pair: tuple[Value, Side], others: _Pairs) -> tuple[Value, Side] | None:
    one, side = pair
    same_family = [two for two in others if family(two[0]) == family(one)]
    if not same_family:
        return None

    def distance(two: tuple[Value, Side]) -> tuple[bool, bool, float]:
        here = one.start / max(1, len(side.text))
        there = two[0].start / max(1, len(two[1].text))
        return two[0].sort is not one.sort, two[0].weak, abs(here - there)

    return min(same_family, key=distance)


def _sort_of(one: Value, two: Value | None) -> Sort:
    if one.ranged and (two is None or two.ranged) and one.sort is Sort.NUMBER:
        return Sort.RANGE
    if two is not None and two.sort is not one.sort and Sort.FRACTION in {one.sort, two.sort}:
        return Sort.FRACTION
    return one.sort


def _compare_meaning(ones: list[Side], twos: list[Side], report: "Report") -> None:
    left, right = sentences_of(ones), sentences_of(twos)
    if not all(_is_heading(side) for side in (*ones, *twos)):
        # Headings name a thing and leave out the verb.
        _compare_strength((_acts(left), _acts(right)), ones, twos, report)
        _compare_qualifiers(ones, twos, report)
    pieces = [
        [Piece(_said(one), measure(one[1], one[0].language)) for one in side]
        for side in (left, right)
    ]
    groups = align(pieces[0], pieces[1], alone=_SENTENCE_ALONE)
    for group in groups:
        firsts, seconds = [left[index] for index in group[0]], [right[index] for index in group[1]]
        if firsts and seconds:
            _compare_negation(firsts, seconds, report)


def _said(sentence: tuple[Side, str, int]) -> frozenset[Hashable]:
    side, text, start = sentence
    end = start + len(text)
    keys: set[Hashable] = {
        (family(one), one.key) for one in side.values if start <= one.start < end and not one.weak
    }
    keys |= {("name", one.concept) for one in side.mentions if start <= one.start < end}
    keys |= {("country", code) for code, _start, _end in find_countries(text, side.language)}
    keys |= {("row", one.row) for one in read_acts(text, side.language) if one.main}
    return frozenset(keys)


def _is_heading(side: Side) -> bool:
    return side.paragraph.form in {Form.TITLE, Form.HEADING}


_Acts = list[tuple[Side, Act]]


def _acts(sentences: list[tuple[Side, str, int]]) -> _Acts:
    return [
        (side, Act(one.row, one.said, one.start + start, one.end + start, one.main))
        for side, sentence, start in sentences
        for one in read_acts(sentence, side.language)
    ]


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
    for one in qualifiers():
        here = first_match(one.ja, ones)
        there = first_match(one.en, twos)
        if here and not there and not first_match(one.en_loose, twos):
            report.qualifier(one.names, here, (twos[0], None))
        elif there and not here and not first_match(one.ja_loose, ones):
            report.qualifier(one.names, (ones[0], None), there)


def _compare_negation(
    firsts: list[tuple[Side, str, int]],
    seconds: list[tuple[Side, str, int]],
    report: "Report",
) -> None:
    one, two = _negations(firsts), _negations(seconds)
    common = min(one.pairs, two.pairs)
    ja_loose = one.loose - common
    en_loose = two.loose - common
    if one.sure and not two.sure and en_loose <= 0:
        report.negation(_spot(firsts, one.sure[0]), (seconds[0][0], None))
    elif two.sure and not one.sure and ja_loose <= 0:
        report.negation((firsts[0][0], None), _spot(seconds, two.sure[0]))


def _negations(sentences: list[tuple[Side, str, int]]) -> Negations:
    text = "\n".join(sentence for _side, sentence, _start in sentences)
    return read_negations(text, sentences[0][0].language)


def _spot(
    sentences: list[tuple[Side, str, int]], span: tuple[int, int]
) -> tuple[Side, tuple[int, int]]:
    start, end = span
    for side, sentence, begin in sentences:
        if start < len(sentence) + 1:
            last = min(end, len(sentence))
            return side, (begin + min(start, len(sentence) - 1), begin + max(last, 1))
        start, end = start - len(sentence) - 1, end - len(sentence) - 1
    return sentences[0][0], (0, 1)
