"""Writing SVG: elements, text that is isolated and wrapped, the frame of a picture."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

INK, SOFT, RULE, PAPER = "#1c2333", "#565d6e", "#c9c4b5", "#ffffff"
"""Colours of the skin, written out: a downloaded picture has no style sheet."""

NARROW = 320
"""Width in pixels that everything must fit: a phone's page without its margins."""

SIZE, LEADING = 14, 20
_WIDE, _BROAD, _THIN = 1.0, 0.74, 0.56  # of the size of the letters: kanji, capitals, the rest


@dataclass(frozen=True)
class Frame:
    """What a picture says of itself."""

    name: str
    """Part of the ids in it; one of its kind on a page."""
    title: str
    description: str
    language: str


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """Return one element; underscores in names of attributes become hyphens."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def text(words: str, x: str, y: float, **more: object) -> str:
    """Return words at a place, isolated from the direction of what stands around them."""
    return element("text", escape(isolated(words)), x=x, y=_number(y), **{"fill": INK, **more})


def isolated(words: str) -> str:
    """Return ``words`` between marks that keep their writing direction to themselves.

    Nothing is added where every letter runs from left to right.
    """
    if any(unicodedata.bidirectional(one) in _TURNING for one in words):
        bare = "".join(one for one in words if unicodedata.bidirectional(one) not in _MARKS)
        return f"\u2068{bare}\u2069"
    return words


_MARKS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_TURNING = frozenset({"R", "AL", "AN", *_MARKS})


def width_of(words: str, size: int = SIZE) -> float:
    """Return about how many pixels ``words`` take."""
    return size * sum(
        _WIDE if unicodedata.east_asian_width(one) in "WF" else (_BROAD if one.isupper() else _THIN)
        for one in words
    )


def wrapped(words: str, room: float, size: int = SIZE, most: int = 3) -> list[str]:
    """Return ``words`` in lines of at most ``room`` pixels; what is over ends in an ellipsis.

    Breaks at spaces, and anywhere inside what is longer than a line.
    """
    lines, line = [], ""
    for piece in _pieces(words, room, size):
        joined = line + piece
        if line and width_of(joined.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line = joined
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(last + "…", size) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], last + "…"]
    return lines or [""]


_NEVER_FIRST = "・、。，．：；）」』】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
"""What no line of Japanese begins with (行頭禁則)."""


def _pieces(words: str, room: float, size: int) -> Iterable[str]:
    """Yield what a line must not be broken inside: words, single kanji, parts of what is long."""
    piece = ""
    for one in words:
        wide = unicodedata.east_asian_width(one) in "WF"
        if piece and (
            (wide and one not in _NEVER_FIRST)
            or piece[-1] == " "
            or width_of(piece + one, size) > room
        ):
            yield piece
            piece = ""
        piece += one
    if piece:
        yield piece


def picture(frame: Frame, parts: Sequence[str], height: float) -> SafeString:
    """Return a whole picture ``height`` pixels high and as wide as its place."""
    title, description = f"{frame.name}-title", f"{frame.name}-desc"
    body = "".join(
        (
            element("title", escape(frame.title), id=title),
            element("desc", escape(frame.description), id=description),
            *parts,
        )
    )
    return mark_safe(  # noqa: S308 - every word was escaped where it was set
        element(
            "svg",
            body,
            xmlns="http://www.w3.org/2000/svg",
            class_="k-picture__drawing",
            role="img",
            aria_labelledby=f"{title} {description}",
            lang=frame.language,
            width="100%",
            height=_number(height),
            font_size=SIZE,
        )
    )


def percent(share: float) -> str:
    """Return a share of the width, from 0 to 1, as SVG writes it."""
    return f"{_number(100 * share)}%"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
