"""Comparison: what changed between two wordings, by word in English, by morpheme in Japanese.

Paragraphs are aligned first, then the words within each pair of paragraphs, so the time grows
with the length of the texts and not with its square. Nothing is lost or tidied: pieces of kind
*same* and *removed*, joined, are the old wording to the byte; *same* and *added* are the new.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kakehashi.wording.morphemes import read_morphemes
from kakehashi.wording.sentences import split_paragraphs

MOST_CELLS = 200_000_000
"""The most pairs of words (old times new) that are weighed against one another at once."""

_MOST_PAIRS = 1_000  # of paragraphs within one gap, measured for likeness
_MEASURED = 1_000  # characters of a paragraph that its likeness is judged by
_ANCHOR = 8  # words in a row that make sure two places belong together
_ALIKE = 0.4  # share of common characters from which two paragraphs are versions of one
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\S\n]+|\n|.", re.DOTALL)


class PieceKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words with one fate.

    Attributes:
        kind: What became of them.
        text: The words, exactly as they stand; never empty.
    """

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph in both wordings, to be set side by side.

    Attributes:
        old: The paragraph as it was, with its line feed; "" where it is new.
        new: The paragraph as it is; "" where it is gone.
        pieces: What changed from the one to the other.
    """

    old: str
    new: str
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        """Whether anything in the paragraph differs."""
        return self.old != self.new


_Span = tuple[int, int, int, int]  # old from, old to, new from, new to


def compare_words(old: str, new: str, language: str) -> list[Piece]:
    """Return what changed from ``old`` to ``new``, as one list of pieces.

    Args:
        old: The earlier wording, of any length.
        new: The later wording.
        language: ``ja`` compares by morpheme; any other language by word.

    Returns:
        The pieces in order. What was removed stands before what was added in its place.

    >>> [(str(p.kind), p.text) for p in compare_words("Share lessons", "Share the lessons", "en")]
    [('same', 'Share '), ('added', 'the '), ('same', 'lessons')]
    >>> [(str(p.kind), p.text) for p in compare_words("情報を共有する", "知見を共有する", "ja")]
    [('removed', '情報'), ('added', '知見'), ('same', 'を共有する')]
    """
    return _in_order(piece for row in compare_texts(old, new, language) for piece in row.pieces)


def compare_texts(old: str, new: str, language: str) -> list[Row]:
    r"""Return the paragraphs of two wordings side by side, with what changed in each.

    Args:
        old: The earlier wording, of any length; a paragraph ends with a line feed.
        new: The later wording.
        language: ``ja`` compares by morpheme; any other language by word.

    Returns:
        The rows in order; the ``old`` of all rows, joined, are the old wording, and so the new.

    >>> [(row.old, row.new) for row in compare_texts("One.\nTwo.\n", "One.\nNew.\nTwo.\n", "en")]
    [('One.\n', 'One.\n'), ('', 'New.\n'), ('Two.\n', 'Two.\n')]
    """
    rows: list[Row] = []
    split = _read_japanese if language == "ja" else _WORD.findall
    for before, after in _pair_up(split_paragraphs(old), split_paragraphs(new)):
        rows.append(Row(before, after, _compare(before, after, split)))
    return rows


def _compare(old: str, new: str, split: Callable[[str], list[str]]) -> list[Piece]:
    """Compare one paragraph with one other."""
    if old == new:
        return [Piece(PieceKind.SAME, old)] if old else []
    if not old or not new:
        return [Piece(PieceKind.ADDED, new) if new else Piece(PieceKind.REMOVED, old)]
    olds, news = split(old), split(new)
    spans = _tidy(_slide(_common(olds, news), olds, news), olds, news)
    return list(_in_order(_pieces(spans, olds, news)))


def _pair_up(olds: list[str], news: list[str]) -> list[tuple[str, str]]:
    """Pair paragraphs in order; a pair of which one is "" was added or removed."""
    pairs: list[tuple[str, str]] = []
    old_at = new_at = 0
    for old_from, old_to, new_from, new_to in [
        *_common(olds, news),
        (len(olds), len(olds), len(news), len(news)),
    ]:
        pairs += _pair_gap(olds[old_at:old_from], news[new_at:new_from])
        pairs += zip(olds[old_from:old_to], news[new_from:new_to], strict=True)
        old_at, new_at = old_to, new_to
    return pairs


def _pair_gap(olds: list[str], news: list[str]) -> list[tuple[str, str]]:
    """Pair paragraphs of which none stayed the same by how much they are alike, in order."""
    if not olds or not news:
        return [*((old, "") for old in olds), *(("", new) for new in news)]
    if len(olds) == len(news) == 1:
        return [(olds[0], news[0])]
    if len(olds) * len(news) > _MOST_PAIRS:
        # Too many to measure each against each: halve both, which keeps the order.
        half, other = (len(olds) + 1) // 2, (len(news) + 1) // 2
        return [
            *_pair_gap(olds[:half], news[:other]),
            *_pair_gap(olds[half:], news[other:]),
        ]
    likeness = _likeness(olds, news)
    # best[i][j]: the most likeness that olds[i:] and news[j:] can be paired up with.
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for i in range(len(olds) - 1, -1, -1):
        for j in range(len(news) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    pairs: list[tuple[str, str]] = []
    i = j = 0
    while i < len(olds) and j < len(news):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((olds[i], news[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((olds[i], ""))
            i += 1
        else:
            pairs.append(("", news[j]))
            j += 1
    pairs += ((old, "") for old in olds[i:])
    pairs += (("", new) for new in news[j:])
    return pairs


def _likeness(olds: list[str], news: list[str]) -> list[list[float]]:
    """Measure each old paragraph against each new one: 0 (not alike) to 1."""
    from rapidfuzz.distance import Indel

    return [
        [
            Indel.normalized_similarity(old[:_MEASURED], new[:_MEASURED], score_cutoff=_ALIKE)
            for new in news
        ]
        for old in olds
    ]


def _common(olds: Sequence[str], news: Sequence[str]) -> list[_Span]:
    """Return spans that are the same in both, in order: a longest common subsequence.

    Of texts too long for that, the longest between what surely belongs together.
    """
    numbers: dict[str, int] = {}
    # Numbers instead of the words: equal then means equal, never only an equal hash.
    old_numbers = [numbers.setdefault(word, len(numbers)) for word in olds]
    new_numbers = [numbers.setdefault(word, len(numbers)) for word in news]
    spans: list[_Span] = []
    old_at = new_at = 0
    for old_to, new_to in [*_anchors(old_numbers, new_numbers), (len(olds), len(news))]:
        gap = _longest_common(old_numbers[old_at:old_to], new_numbers[new_at:new_to])
        spans += _moved(gap, old_at, new_at)
        old_at, new_at = old_to, new_to
    return spans


def _longest_common(olds: list[int], news: list[int]) -> list[_Span]:
    """Return a longest common subsequence; of too much, those of its halves."""
    from rapidfuzz.distance import Indel

    if len(olds) * len(news) > MOST_CELLS:
        half, other = (len(olds) + 1) // 2, (len(news) + 1) // 2
        rest = _longest_common(olds[half:], news[other:])
        return _longest_common(olds[:half], news[:other]) + _moved(rest, half, other)
    return [
        (step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in Indel.opcodes(olds, news)
        if step.tag == "equal"
    ]


def _moved(spans: list[_Span], by_old: int, by_new: int) -> list[_Span]:
    return [
        (one + by_old, two + by_old, three + by_new, four + by_new)
        for one, two, three, four in spans
    ]


def _anchors(olds: list[int], news: list[int]) -> list[tuple[int, int]]:
    """Return where long texts surely belong together, in order in both.

    That is wherever a row of words begins that occurs once in each; short texts need none.
    """
    if len(olds) * len(news) <= MOST_CELLS:
        return []
    old_places, new_places = _only_rows(olds), _only_rows(news)
    ends: list[int] = []  # of the best ascending row of each length: its last new place
    chains: list[int] = []  # and the link it ends with
    links: list[tuple[int, int, int]] = []  # old place, new place, the link before
    for row, old_place in old_places.items():
        new_place = new_places.get(row)
        if new_place is None:
            continue
        length = bisect_left(ends, new_place)
        links.append((old_place, new_place, chains[length - 1] if length else -1))
        ends[length : length + 1] = [new_place]
        chains[length : length + 1] = [len(links) - 1]
    anchors: list[tuple[int, int]] = []
    link = chains[-1] if chains else -1
    while link >= 0:
        old_place, new_place, link = links[link]
        anchors.append((old_place, new_place))
    return anchors[::-1]


def _only_rows(numbers: list[int]) -> dict[tuple[int, ...], int]:
    """Return each row of words that occurs only once, with its place, in order of place."""
    places: dict[tuple[int, ...], int] = {}
    often: set[tuple[int, ...]] = set()
    for place, row in enumerate(zip(*(numbers[n:] for n in range(_ANCHOR)), strict=False)):
        if row in places:
            often.add(row)
        places.setdefault(row, place)
    return {row: place for row, place in places.items() if row not in often}


def _slide(spans: list[_Span], olds: list[str], news: list[str]) -> list[_Span]:
    """Move changes that could as well stand a little later, so that they begin with a word.

    *Share [the ]lessons* rather than *Share[ the] lessons*: both say the same.
    """
    slid = [*spans]
    for number in range(1, len(slid)):
        before, after = slid[number - 1], slid[number]
        one_sided = before[1] == after[0] or before[3] == after[2]
        changed = olds[before[1] : after[0]] or news[before[3] : after[2]]
        longer = after[1] - after[0] > 1
        if not (longer and one_sided and changed and changed[0].isspace()):
            continue
        if olds[after[0]] == changed[0]:
            slid[number - 1] = (before[0], before[1] + 1, before[2], before[3] + 1)
            slid[number] = (after[0] + 1, after[1], after[2] + 1, after[3])
    return slid


def _tidy(spans: list[_Span], olds: list[str], news: list[str]) -> list[_Span]:
    """Leave out common words that are too few, among too much change, to help a reader."""
    kept = [*spans]
    while True:
        edges = [(0, 0, 0, 0), *kept, (len(olds), len(olds), len(news), len(news))]
        still = [
            span
            for before, span, after in zip(edges, kept, edges[2:], strict=False)
            if _helps(before, span, after, olds, news)
        ]
        if len(still) == len(kept):
            return kept
        kept = still


def _helps(before: _Span, span: _Span, after: _Span, olds: list[str], news: list[str]) -> bool:
    """Say whether a common span is longer than the changes on either side of it."""
    length = len("".join(olds[span[0] : span[1]]).strip())
    left = max(_length(olds, before[1], span[0]), _length(news, before[3], span[2]))
    right = max(_length(olds, span[1], after[0]), _length(news, span[3], after[2]))
    return not left or not right or length * 2 > min(left, right)


def _length(words: list[str], start: int, end: int) -> int:
    return sum(map(len, words[start:end]))


def _pieces(spans: list[_Span], olds: list[str], news: list[str]) -> Iterator[Piece]:
    old_at = new_at = 0
    for old_from, old_to, new_from, new_to in [
        *spans,
        (len(olds), len(olds), len(news), len(news)),
    ]:
        yield Piece(PieceKind.REMOVED, "".join(olds[old_at:old_from]))
        yield Piece(PieceKind.ADDED, "".join(news[new_at:new_from]))
        yield Piece(PieceKind.SAME, "".join(olds[old_from:old_to]))
        old_at, new_at = old_to, new_to


def _in_order(pieces: Iterator[Piece]) -> list[Piece]:
    """Join neighbours of one kind, drop empty ones, and put what was removed first."""
    joined: list[Piece] = []
    removed = added = ""
    same = ""

    def flush_changes() -> None:
        nonlocal removed, added
        if removed:
            joined.append(Piece(PieceKind.REMOVED, removed))
        if added:
            joined.append(Piece(PieceKind.ADDED, added))
        removed = added = ""

    for piece in pieces:
        if not piece.text:
            continue
        if piece.kind is PieceKind.SAME:
            flush_changes()
            same += piece.text
            continue
        if same:
            joined.append(Piece(PieceKind.SAME, same))
            same = ""
        if piece.kind is PieceKind.REMOVED:
            removed += piece.text
        else:
            added += piece.text
    flush_changes()
    if same:
        joined.append(Piece(PieceKind.SAME, same))
    return joined


def _read_japanese(text: str) -> list[str]:
    """Cut Japanese into morphemes, and what is not Japanese into words."""
    words: list[str] = []
    for surface, _standard in read_morphemes(text):
        words += [surface] if surface.isalnum() else _WORD.findall(surface)
    return words
