"""The walk through a text, line by line: which item, heading or sentence a line belongs to."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kakehashi.framework.importer.document import Line
from kakehashi.framework.importer.headings import Ahead, Heading, look_ahead, read_heading
from kakehashi.framework.importer.labels import Label, Style, read_labels
from kakehashi.framework.importer.layout import Edge, Layout, is_ended

_RUNNING = {"decimal", "compound", "article", "clause", "kanji"}
_ARTICLES: tuple[Style, ...] = (("clause", "第#条"), ("article", "Article #"))
_CAPTION = re.compile(r"[(（][^()（）]{1,30}[)）]")
_SURE_BULLETS = "•‣●◦▪"
_REACH = 60
_MOST_SKIPPED = 5
_DEEPEST = 12


@dataclass(eq=False, slots=True)
class Item:
    """One numbered item while the text is read."""

    label: Label
    line: int
    parent: "Item | None"
    row: "Row"
    section: "Group | None"
    pillar: "Group | None"
    area: "Group | None"
    pieces: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """Source line of each piece."""
    fresh: list[int] = field(default_factory=list)
    """Places in ``pieces`` where a sentence begins on a line of its own."""
    last_line: int = 0
    children: list["Item"] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Row:
    """Items numbered in one go."""

    style: Style
    prefix: tuple[int, ...]
    parent: Item | None
    running: bool
    """Whether it is the count that goes through the whole text."""
    items: list[Item] = field(default_factory=list)
    last: int = 0
    begins: int = 1
    """First number it was expected to begin with."""


@dataclass(eq=False, slots=True)
class Group:
    """A section, pillar or area while the text is read."""

    kind: str
    heading: Heading
    line: int
    section: "Group | None" = None
    pillar: "Group | None" = None
    opening: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Walked:
    """What one walk through the text found."""

    title: list[str] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def walk(lines: Sequence[Line], layout: Layout) -> Walked:
    """Return the items and headings of ``lines``, in time linear in their number."""
    labels = [read_labels(line.text) for line in lines]
    if not any(
        one.style[0] == "decimal" and one.style[1] != "(#)" for found in labels for one in found
    ):
        labels = [read_labels(line.text, bare=True) for line in lines]
    return _Walk(lines, layout, look_ahead(lines, labels, layout)).run()


class _Walk:
    def __init__(self, lines: Sequence[Line], layout: Layout, ahead: Ahead) -> None:
        self.lines = lines
        self.layout = layout
        self.ahead = ahead
        self.found = Walked()
        self.stack: list[Row] = []
        self.current: Item | Group | None = None
        self.section: Group | None = None
        self.pillar: Group | None = None
        self.area: Group | None = None
        self.leading: list[tuple[Heading, int]] = []
        """Headings before anything else: the title, and perhaps the first section."""
        self.headed = True
        """Whether nothing but a heading and its opening came since the last item."""
        self.caption: Line | None = None
        """A title in brackets on the line above an article."""
        self.closed: dict[Style, int] = {}
        self.running: Style | None = None
        self.parts: set[int] = set()
        self.numbered: dict[tuple[int, ...], Item] = {}
        """Items of the counts that compound numbers build on, the latest of each number."""
        self.places: dict[tuple[Style, int], list[int]] = {}
        for place, found in enumerate(ahead.labels):
            for label in found:
                self.places.setdefault((label.style, label.value), []).append(place)

    def run(self) -> Walked:
        place = 0
        while place < len(self.lines):
            line = self.lines[place]
            edge = self.layout.edge(self.lines[place - 1] if place else None, line)
            if self.is_caption(place):
                self.caption = line
                place += 1
                continue
            heading = self.accepted(place, edge)
            if heading is not None:
                self.head(heading, line, place)
                place += self.ahead.lines[place]
                continue
            label = self.chosen(place, edge)
            if label is not None:
                self.start(label, line, place)
            else:
                self.append(line.text, line, edge)
            place += 1
        self.settle_leading(items_follow=False)
        return self.found

    def is_caption(self, place: int) -> bool:
        """Whether the line is the title of the article that begins on the next one."""
        if not _CAPTION.fullmatch(self.lines[place].text) or place + 1 == len(self.lines):
            return False
        return any(label.style in _ARTICLES for label in self.ahead.labels[place + 1])

    # Numbers

    def chosen(self, place: int, edge: Edge) -> Label | None:
        """Return the reading of the line's number that fits its surroundings, or none."""
        best: Label | None = None
        best_score = 0
        for label in self.ahead.labels[place]:
            score = self.score(label, place, edge)
            if score > best_score:
                best, best_score = label, score
        if best is not None and best.style[0] == "bullet":
            return replace(best, value=self.next_bullet(best))
        return best

    def score(self, label: Label, place: int, edge: Edge) -> int:
        """Return how well ``label`` fits; 0 where it is no item's number at all."""
        if label.value < 1 or (edge.referring and not self.headed):
            return 0
        after_heading = self.headed or isinstance(self.current, Group)
        firm = edge.ended or after_heading
        if label.style[0] == "compound":
            return self.score_compound(label, firm=firm or (edge.meant and not edge.torn))
        if label.style[0] == "bullet":
            return self.score_bullet(label, place, sure=firm or edge.listed or edge.meant)
        for depth in range(len(self.stack) - 1, -1, -1):
            if self.stack[depth].style == label.style:
                torn = edge.torn and not edge.listed and not after_heading
                return self.score_known(label, place, depth, firm=firm, torn=torn)
        return self.score_new(label, place, edge, after_heading=after_heading)

    def score_known(self, label: Label, place: int, depth: int, *, firm: bool, torn: bool) -> int:
        """Return how well ``label`` fits into a list that is open."""
        row = self.stack[depth]
        step = label.value - row.last
        if step == 1:
            return 0 if torn else 100 + depth
        if label.value == 1:
            return 80 if self.headed and not row.running else 30 if firm else 0
        if 0 < step <= _MOST_SKIPPED:
            return 40 if firm or self.follows(label, place) else 0
        return 25 if firm and step == 0 else 0

    def score_new(self, label: Label, place: int, edge: Edge, *, after_heading: bool) -> int:
        """Return how well ``label`` fits as the beginning of a list."""
        if label.value == 1:
            return self.score_start(label, place, edge, after_heading=after_heading)
        if self.second_of_article(label):
            return 70 if edge.ended or (edge.meant and not edge.torn) else 0
        if not after_heading:
            return 0
        if self.closed.get(label.style) == label.value - 1:
            return 60
        return 20 if label.style[1] != "#" else 0

    def score_start(self, label: Label, place: int, edge: Edge, *, after_heading: bool) -> int:
        """Return how well ``label`` fits as the first of a new list."""
        if len(self.stack) >= _DEEPEST:
            return 0
        follows = self.follows(label, place)
        if label.style[1] in {"#", " ", "第#"} and not follows:
            return 0
        sure = after_heading or edge.ended or edge.listed or edge.meant
        # A lone capital with a dot below a letter's close is somebody's name.
        named = label.style == ("upper", "#.") and not isinstance(self.current, Group)
        if not follows and (named or not sure):
            return 0
        # The letter i after h: a roman list begins here only if ii comes before j.
        return 110 + len(self.stack) if self.also_next_letter(label, place) else 80

    def score_compound(self, label: Label, *, firm: bool) -> int:
        known = [row for row in self.stack if row.style == label.style]
        if known:
            row = known[-1]
            if label.prefix == row.prefix:
                return 100 if label.value == row.last + 1 else 40 if label.value > row.last else 0
            return 90 if label.prefix > row.prefix and label.value == 1 else 0
        if label.value != 1 or not firm:
            return 0
        above = label.prefix[-1]
        opened = not self.stack or any(row.last == above for row in self.stack)
        return 80 if opened or self.headed else 0

    def score_bullet(self, label: Label, place: int, *, sure: bool) -> int:
        """Return how well a bullet fits: a lone one needs a line that was ended before it."""
        if label.number in _SURE_BULLETS:
            return 60
        known = any(row.style == label.style for row in self.stack)
        follows = self.next_place(label.style, label.value, place)
        near = follows is not None and follows - place <= _REACH
        return 60 if sure and (known or near) else 0

    def next_bullet(self, label: Label) -> int:
        """Return the place of a bullet in its list."""
        if self.headed:
            return 1
        return next((row.last + 1 for row in self.stack if row.style == label.style), 1)

    def second_of_article(self, label: Label) -> bool:
        """Whether it numbers the second paragraph of an article whose first has no number."""
        if label.value != 2 or label.style[0] != "decimal" or self.headed or not self.stack:  # noqa: PLR2004
            return False
        article = self.stack[0]
        return article.style in _ARTICLES and bool(article.items[-1].pieces)

    def also_next_letter(self, label: Label, place: int) -> bool:
        """Whether a roman i could also be the ninth letter, and the roman list goes on first."""
        if label.style[0] not in {"lower-roman", "upper-roman"}:
            return False
        letters: Style = ("lower" if label.style[0] == "lower-roman" else "upper", label.style[1])
        # For a roman list ii comes first; for the letter j, another i below it, a new list of
        # letters or the next item further out.
        roman = self.next_place(label.style, 2, place)
        others = [self.next_place(label.style, 1, place)]
        others.extend(self.next_place(letters, value, place) for value in (10, 1))
        others.extend(self.next_place(row.style, row.last + 1, place) for row in self.stack[:-1])
        return roman is not None and all(other is None or roman < other for other in others)

    def follows(self, label: Label, place: int) -> bool:
        """Whether the next number of the same list comes soon."""
        there = self.next_place(label.style, label.value + 1, place)
        return there is not None and there - place <= _REACH

    def next_place(self, style: Style, value: int, place: int) -> int | None:
        places = self.places.get((style, value), [])
        where = bisect_right(places, place)
        return places[where] if where < len(places) else None

    def start(self, label: Label, line: Line, place: int) -> None:
        """Begin an item, and those inside it whose numbers stand on the same line."""
        self.settle_leading(items_follow=True)
        rest = line.text
        for _ in range(_DEEPEST):
            item = self.place_item(label, line.number)
            rest = rest[label.length :]
            inner = [
                one
                for one in read_labels(rest)
                if one.value == 1
                and one.style[1] not in {"#", "#、"}
                and all(row.style != one.style for row in self.stack)
                and self.follows(one, place)
            ]
            if not inner:
                break
            label = inner[-1]
        item.last_line = line.number
        if rest:
            item.pieces.append(rest)
            item.places.append(line.number)

    def place_item(self, label: Label, line: int) -> Item:
        row = self.row_for(label)
        item = Item(label, line, row.parent, row, self.section, self.pillar, self.area)
        if self.caption is not None:
            item.pieces.append(self.caption.text)
            item.places.append(self.caption.number)
            self.caption = None
        item.last_line = line
        row.items.append(item)
        row.last = label.value
        if row.parent is not None:
            row.parent.children.append(item)
        self.found.items.append(item)
        if label.style[0] in _RUNNING:
            self.numbered[(*label.prefix, label.value)] = item
        self.current = item
        self.headed = False
        return item

    def row_for(self, label: Label) -> Row:
        """Return the list ``label`` goes into, a new one where it begins one."""
        for depth in range(len(self.stack) - 1, -1, -1):
            row = self.stack[depth]
            same = row.style == label.style and row.prefix == label.prefix
            if same and label.value >= max(row.last, 2):
                del self.stack[depth + 1 :]
                return row
            if row.style == label.style:
                # The same numbers begin anew: a list beside the old one.
                del self.stack[depth:]
                return self.new_row(label, row.parent if not self.headed else None)
        if self.second_of_article(label):
            del self.stack[1:]
            row = self.new_row(label, self.stack[0].items[-1])
            row.begins = label.value
            return row
        parent = None
        if not self.headed and self.stack:
            parent = self.stack[-1].items[-1]
        return self.new_row(label, parent)

    def new_row(self, label: Label, parent: Item | None) -> Row:
        if label.prefix:
            parent = self.numbered.get(label.prefix)
            if parent is not None and parent.area is not self.area:
                parent = None
            if parent is not None and parent.row in self.stack:
                del self.stack[self.stack.index(parent.row) + 1 :]
        runs = parent is None and label.style[0] in _RUNNING and self.running is None
        row = Row(label.style, label.prefix, parent, runs)
        if runs:
            self.running = label.style
        if self.headed and self.closed.get(label.style) == label.value - 1:
            row.begins = label.value
        if self.headed and not runs:
            del self.stack[1 if self.stack and self.stack[0].running else 0 :]
        self.stack.append(row)
        self.found.rows.append(row)
        for group in (self.area, self.pillar, self.section):
            if group is not None and parent is None:
                group.rows.append(row)
        return row

    # Headings

    def accepted(self, place: int, edge: Edge) -> Heading | None:
        """Return the heading a line is, or none."""
        heading = self.ahead.headings[place]
        if place == 0 and heading is None and not self.ahead.labels[0]:
            heading = self.first_line()
        if heading is None or edge.torn or edge.referring:
            return None
        if isinstance(self.current, Item) and not self.current.pieces:
            return None
        if isinstance(self.current, Group) and not self.current.opening:
            return heading
        fits = not edge.listed and (
            self.fits_plain(place, edge)
            if heading.kind == "plain"
            else self.fits_numbered(heading, edge)
        )
        return heading if fits else None

    def fits_numbered(self, heading: Heading, edge: Edge) -> bool:
        """Whether a pillar or part may begin here; I., II., III. only in that order."""
        counted = heading.kind == "part" and heading.number is not None and heading.number != 1
        if counted and (heading.number or 0) - 1 not in self.parts:
            return False
        return edge.ended or edge.meant or self.current is None

    def fits_plain(self, place: int, edge: Edge) -> bool:
        """Whether a line of mere words may be a heading after what stands before it."""
        if self.current is None:
            return True
        if edge.ended:
            torn_text = self.layout.wrapping == "ragged" and not edge.meant
            return not (self.ahead.opening[place] and torn_text)
        return edge.meant and self.after_phrase(place)

    def after_phrase(self, place: int) -> bool:
        """Whether the item before ends without a full stop as those beside it do."""
        if self.ahead.labels[place + self.ahead.lines[place]]:
            return True
        if self.layout.wrapping != "unwrapped" or not isinstance(self.current, Item):
            return True
        earlier = self.current.row.items[:-1]
        return bool(earlier) and not is_ended((earlier[-1].pieces or [""])[-1])

    def first_line(self) -> Heading | None:
        """Return the first line as the title, where it can be one."""
        heading = read_heading(self.lines[0].text)
        if heading is None or len(self.lines) == 1:
            return None
        edge = self.layout.edge(self.lines[0], self.lines[1])
        return heading if edge.meant and not edge.torn else None

    def head(self, heading: Heading, line: Line, place: int) -> None:
        """Take a line as a heading."""
        if heading.kind == "plain" and not self.found.items and not self.found.groups:
            if not self.found.preamble:
                self.leading.append((heading, line.number))
                self.headed, self.current = True, None
                return
        elif heading.kind != "plain":
            self.settle_leading(items_follow=True)
        current = self.current
        if isinstance(current, Group) and not current.heading.words and heading.kind == "plain":
            # The name of a pillar stands on the line below its number.
            current.heading = replace(current.heading, words=heading.words)
            return
        kind = self.kind_of(heading, place)
        self.add_group(kind, heading, line.number)
        if heading.kind == "part" and heading.number is not None:
            self.parts.add(heading.number)

    def add_group(self, kind: str, heading: Heading, line: int) -> None:
        group = Group(kind, heading, line)
        if kind == "section":
            self.section, self.pillar, self.area = group, None, None
        elif kind == "pillar":
            self.pillar, self.area = group, None
            group.section = self.section
        else:
            self.area = group
            group.section, group.pillar = self.section, self.pillar
        self.found.groups.append(group)
        self.current = group
        self.headed = True
        if self.stack:
            self.closed = {row.style: row.last for row in self.stack if row.parent is None}
        keep = 1 if self.stack and self.stack[0].running else 0
        del self.stack[keep:]

    def kind_of(self, heading: Heading, place: int) -> str:
        """Return whether a heading is that of a section, a pillar or an area."""
        if heading.kind != "plain":
            return "pillar" if heading.kind == "pillar" else "section"
        here = place + self.ahead.lines[place]
        chained = False
        while here < len(self.lines) and not self.ahead.labels[here]:
            following = self.ahead.headings[here]
            if following is not None and following.kind != "plain":
                return "section"
            chained = chained or following is not None
            here += 1
        if chained and self.pillar is None:
            return "section"
        labels = self.ahead.labels[here] if here < len(self.lines) else ()
        for label in labels:
            first = self.running is None and label.style[0] in _RUNNING
            if first or label.style == self.running:
                return "area" if self.runs_in_pillar() else "section"
        return "area"

    def runs_in_pillar(self) -> bool:
        """Whether the items of this pillar carry the numbers of the text as a whole."""
        if self.pillar is None:
            return False
        rows = self.pillar.rows
        return not rows or any(row.style == self.running for row in rows)

    def settle_leading(self, *, items_follow: bool) -> None:
        """Decide which of the first headings are the title, and which is the first section's."""
        if not self.leading:
            return
        leading, self.leading = self.leading, []
        last = leading.pop() if len(leading) > 1 and items_follow else None
        self.found.title.extend(heading.full for heading, _ in leading)
        if last is not None:
            preamble, current = self.found.preamble, self.current
            self.add_group("section", last[0], last[1])
            if current is None and preamble:
                # Sentences after the first section's heading open that section.
                self.found.groups[-1].opening, self.found.preamble = preamble, []

    # Sentences

    def append(self, text: str, line: Line, edge: Edge) -> None:
        """Put an unnumbered line where it belongs: behind what came before it."""
        current = self.current
        if current is None:
            self.found.preamble.append(text)
        elif isinstance(current, Group):
            current.opening.append(text)
        else:
            full = self.layout.wrapping == "wrapped" and not edge.meant
            if edge.ended and current.pieces and not full:
                current.fresh.append(len(current.pieces))
            current.pieces.append(text)
            current.places.append(line.number)
            current.last_line = line.number
