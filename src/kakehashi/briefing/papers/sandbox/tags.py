"""The tags of a template, held against the names there are before anything is filled in.

A tag may name a field, loop over a list, ask whether something is there, and use a few filters.
Everything else, calls and attributes of Python first of all, is refused without being run.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any
from xml.etree.ElementTree import Element

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kakehashi.briefing.papers.sandbox.faults import Fault, Spot

FILTERS = ("default", "first", "join", "last", "length", "lower", "trim", "upper")
TESTS = ("defined", "undefined", "none", "eq", "ne", "even", "odd")
LOOP: Mapping[str, Any] = {"index": "", "index0": "", "first": "", "last": "", "length": ""}
DEEPEST = 5
"""Loops inside each other: papers nest three deep."""

_TAG = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#.*?#\}", re.DOTALL)
_LEFT = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_BLOCK = re.compile(r"^(?:(?:p|tr|tc|r) )?\s*(\w+)")
_WORDS = ("for", "else", "elif", "if", "endif", "endfor")
_WORD_XML = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CURLED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def paragraphs(root: Element) -> Iterator[tuple[int, str]]:
    """Yield each paragraph's number and own text, in the order of the part."""
    number = 0

    def inside(element: Element, texts: list[str]) -> Iterator[tuple[int, str]]:
        nonlocal number
        for one in element:
            if one.tag == f"{_WORD_XML}p":
                number += 1
                mine, own = number, list[str]()
                yield from inside(one, own)
                yield mine, "".join(own)
            else:
                if one.tag == f"{_WORD_XML}t":
                    texts.append(one.text or "")
                yield from inside(one, texts)

    yield from inside(root, [])


def found_in(root: Element, part: str) -> list[Spot]:
    """Return the tags of a part in their order.

    Raises:
        Fault: where one is begun and not ended in its paragraph.
    """
    spots = []
    for number, text in sorted(paragraphs(root)):
        spots += [Spot(part, number, one[0]) for one in _TAG.finditer(text)]
        left = _LEFT.search(_TAG.sub("", text))
        if left:
            begun = text[max(text.find(left[0]) - 10, 0) :][:60]
            raise _broken(
                Spot(part, number, begun),
                f"“{left[0]}” has no counterpart in its paragraph",
                f"「{left[0]}」に対応する括弧が同じ段落にありません",
            )
    return spots


def _broken(spot: Spot, en: str, ja: str) -> Fault:
    return Fault("template-broken", **spot.facts(), why={"en": en, "ja": ja})


def check_tags(spots: Sequence[Spot], names: Mapping[str, Any]) -> nodes.Template:
    """Hold the tags of one part against ``names`` and return what they say, parsed.

    Raises:
        Fault: for the first that is broken, names nothing, or reaches for anything.
    """
    _check_blocks(spots)
    lines = [_bare(one) for one in spots]
    try:
        tree = environment().parse("\n".join(lines))
    except TemplateSyntaxError as wrong:
        at = spots[min(max(wrong.lineno, 1), len(spots)) - 1] if spots else Spot()
        said = (wrong.message or "")[:120]
        raise _broken(at, said, f"構文を読み取れません（{said}）") from wrong
    _Checker(spots).body(tree.body, dict(names), 0)
    return tree


def check_source(source: str, names: Mapping[str, Any], part: str) -> None:
    """Hold the text that will really be filled in against ``names`` once more.

    What puts tags together out of pieces elsewhere is found here, if not before.

    Raises:
        Fault: as :func:`check_tags`, without saying which paragraph.
    """
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as wrong:
        said = (wrong.message or "")[:120]
        raise _broken(Spot(part), said, f"構文を読み取れません（{said}）") from wrong
    _Checker([], part).body(tree.body, dict(names), 0)


def environment() -> ImmutableSandboxedEnvironment:
    """Return an environment in which nothing is known but the filters and tests above."""
    from jinja2 import StrictUndefined

    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


def _bare(spot: Spot) -> str:
    """Return a tag as the template engine reads it: on one line, without ``p``, ``tr``, ``tc``."""
    tag = " ".join(spot.tag.translate(_CURLED).split())
    return re.sub(r"^\{%(?:p|tr|tc|r) ", "{% ", tag)


def _check_blocks(spots: Sequence[Spot]) -> None:
    """Refuse tags that do not close each other, and words that no template needs."""
    open_ones: list[tuple[str, Spot]] = []
    for spot in spots:
        if spot.tag.startswith("{#"):
            continue
        _check_form(spot)
        if spot.tag.startswith("{{"):
            continue
        word = (_BLOCK.match(spot.tag[2:].strip()) or ["", ""])[1]
        if word not in _WORDS:
            raise Fault("template-reaches", **spot.facts())
        if word in ("for", "if"):
            open_ones.append((word, spot))
        elif not open_ones or (word.startswith("end") and open_ones[-1][0] != word[3:]):
            raise _broken(
                spot,
                f"“{word}” has no beginning",
                f"「{word}」に対応する開始がありません",
            )
        elif word.startswith("end"):
            open_ones.pop()
    if open_ones:
        word, spot = open_ones[-1]
        raise _broken(spot, f"no “end{word}” follows", f"「end{word}」がありません")


def _check_form(spot: Spot) -> None:
    if re.match(r"\{\{(?:p|tr|tc|r) ", spot.tag):
        raise _broken(
            spot,
            "only {% … %} takes p, tr, tc or r",
            "p・tr・tc・r を付けられるのは {% … %} だけです",
        )
    if spot.tag[2] in "-+" or spot.tag[-3] in "-+":
        raise _broken(spot, "“-” and “+” have no place here", "「-」「+」は使えません")


_PLAIN = (
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
)
"""Kinds of node that hold others and give a text, or yes or no."""


class _Checker:
    """Walks what was parsed: known kinds of node alone, each name against its scope."""

    def __init__(self, spots: Sequence[Spot], part: str = "other") -> None:
        self.spots, self.part = spots, part

    def spot(self, node: nodes.Node) -> Spot:
        if not self.spots:
            return Spot(self.part)
        return self.spots[min(max(node.lineno, 1), len(self.spots)) - 1]

    def reaches(self, node: nodes.Node) -> Fault:
        return Fault("template-reaches", **self.spot(node).facts())

    def body(self, every: Sequence[nodes.Node], scope: dict[str, Any], deep: int) -> None:
        for node in every:
            if isinstance(node, nodes.Output):
                for one in node.nodes:
                    if not isinstance(one, nodes.TemplateData) and not isinstance(
                        self.value(one, scope), str
                    ):
                        raise _broken(
                            self.spot(one),
                            "it is a list or a group: name a field of it",
                            "一覧又は項目群です。その中の項目を指定してください",
                        )
            elif isinstance(node, nodes.For):
                self.loop(node, scope, deep + 1)
            elif isinstance(node, nodes.If):
                self.value(node.test, scope)
                self.body(node.body, scope, deep)
                self.body(node.elif_, scope, deep)
                self.body(node.else_, scope, deep)
            else:
                raise self.reaches(node)

    def loop(self, node: nodes.For, scope: dict[str, Any], deep: int) -> None:
        if node.recursive or not isinstance(node.target, nodes.Name) or deep > DEEPEST:
            raise self.reaches(node)
        over = self.value(node.iter, scope)
        if not isinstance(over, list):
            raise _broken(self.spot(node), "this is no list", "一覧ではありません")
        inner = {**scope, node.target.name: over[0], "loop": LOOP}
        if node.test is not None:
            self.value(node.test, inner)
        self.body(node.body, inner, deep)
        self.body(node.else_, scope, deep)

    def value(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """Return the shape of what an expression gives."""
        if isinstance(node, nodes.Name):
            return self.member(node, node.name, scope)
        if isinstance(node, nodes.Getattr):
            return self.member(node, node.attr, self.value(node.node, scope))
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            return self.member(node, str(node.arg.value), self.value(node.node, scope))
        if isinstance(node, nodes.Filter):
            return self.filtered(node, scope)
        if isinstance(node, nodes.CondExpr):
            shapes = [self.value(one, scope) for one in node.iter_child_nodes()]
            return shapes[1]
        return self.text(node, scope)

    def text(self, node: nodes.Node, scope: dict[str, Any]) -> str:
        """Check what gives a text, or yes or no, whatever is in it."""
        if isinstance(node, nodes.Test):
            if node.name not in TESTS:
                raise self.reaches(node)
            self.arguments(node, scope)
            self.value(node.node, scope)
        elif isinstance(node, _PLAIN):
            for one in node.iter_child_nodes():
                self.value(one, scope)
        else:
            raise self.reaches(node)
        return ""

    def filtered(self, node: nodes.Filter, scope: dict[str, Any]) -> Any:
        if node.name not in FILTERS or node.node is None:
            raise self.reaches(node)
        self.arguments(node, scope)
        shape = self.value(node.node, scope)
        if node.name in ("first", "last"):
            return shape[0] if isinstance(shape, list) else ""
        texts = isinstance(shape, str) or (
            node.name == "join" and isinstance(shape, list) and isinstance(shape[0], str)
        )
        if not texts and node.name not in ("length", "default"):
            raise _broken(
                self.spot(node),
                f"“{node.name}” is for texts",
                f"「{node.name}」は文字の項目に使います",
            )
        return shape if node.name == "default" else ""

    def arguments(self, node: nodes.Filter | nodes.Test, scope: dict[str, Any]) -> None:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise self.reaches(node)
        for one in [*node.args, *(pair.value for pair in node.kwargs)]:
            self.value(one, scope)

    def member(self, node: nodes.Node, name: str, shape: Any) -> Any:
        if name.startswith("_"):
            raise self.reaches(node)
        if not isinstance(shape, Mapping):
            raise (
                self.reaches(node)
                if isinstance(shape, str)
                else _broken(
                    self.spot(node),
                    "this is a list: loop over it",
                    "一覧です。繰り返し（for）で使ってください",
                )
            )
        if name not in shape:
            near = get_close_matches(name, list(shape), n=3)
            known = [*near, *(one for one in shape if one not in near)]
            raise Fault(
                "template-unknown-name",
                **self.spot(node).facts(),
                name=name,
                known=", ".join(known),
            )
        return shape[name]
