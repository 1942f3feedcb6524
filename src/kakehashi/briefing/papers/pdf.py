"""Papers as PDF: tagged, marked on every page, what is read out from in as big a type as fits."""

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from kakehashi.briefing.paper import set_page
from kakehashi.briefing.papers.composing import Data, Paper
from kakehashi.briefing.papers.fields import SIDE_BY_SIDE
from kakehashi.briefing.papers.layouts import TABLE
from kakehashi.briefing.papers.printing import Block, Pair, blocks, paired
from kakehashi.briefing.sheet import softened
from kakehashi.look.charts.drawing import isolated

CONTENT_TYPE: Final = "application/pdf"
P = TypeVar("P", Block, Pair)
_LAYOUT: Final = Path(__file__).resolve().parent.parent / "layout" / "paper.typ"


def as_pdf(paper: Paper) -> bytes:
    """Return the paper as PDF, the same bytes for the same data.

    Raises:
        NoFonts: the fonts were not built.
    """
    return set_page(_layout(), {"paper": json.dumps(_data(paper), ensure_ascii=False)})


@functools.lru_cache(maxsize=1)
def _layout() -> bytes:
    return _LAYOUT.read_bytes()


def _data(paper: Paper) -> Mapping[str, Any]:
    """Return the paper as the layout reads it: every string plain data."""
    return {
        "language": paper.languages[0],
        "title": _plain(paper.title),
        "marking": _plain(paper.marking),
        "node": _plain(paper.said[0]["node"]),
        "parts": [_pair_part(paper)]
        if paper.language == SIDE_BY_SIDE
        else [_part(paper, language, said) for language, said in paper.in_language.items()],
    }


def _part(paper: Paper, language: str, said: Data) -> Mapping[str, Any]:
    pieces = _levelled(blocks(paper.kind.sections, said, language, 2))
    return {
        "language": language,
        "kind": _plain(said["kind"]),
        "title": _plain(said["title"]),
        "paired": False,
        "groups": _groups([(one.own_page, _block(one, level)) for one, level in pieces]),
        "feet": [_foot(said, language)],
    }


def _pair_part(paper: Paper) -> Mapping[str, Any]:
    ja, en = paper.in_language["ja"], paper.in_language["en"]
    pieces = _levelled(paired(paper))
    return {
        "language": "ja",
        "kind": _plain(f"{ja['kind']} / {en['kind']}"),
        "title": _plain(" / ".join(dict.fromkeys((ja["title"], en["title"])))),
        "paired": True,
        "groups": _groups([(one.own_page, _pair(one, level)) for one, level in pieces]),
        "feet": [_foot(ja, "ja"), _foot(en, "en")],
    }


def _levelled(pieces: Sequence[P]) -> list[tuple[P, int]]:
    """Return pieces with the levels of headings, none of which leaves one out."""
    found: list[tuple[P, int]] = []
    last = 1
    for one in pieces:
        if one.form == "heading":
            last = min(one.level, last + 1)
        found.append((one, last))
    return found


def _groups(pieces: Sequence[tuple[bool, Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """Return pieces in groups: what begins a page of its own is fitted to that page."""
    groups: list[dict[str, Any]] = []
    for own_page, piece in pieces:
        if own_page or not groups:
            groups.append({"fit": own_page, "pieces": []})
        groups[-1]["pieces"].append(piece)
    return [*groups]


def _block(one: Block, level: int) -> Mapping[str, Any]:
    return {
        "form": one.form,
        "level": level,
        "title": _plain(one.title),
        "big": one.big,
        "lines": [_plain(line) for line in one.lines],
        "heads": [_plain(head) for head in one.heads],
        "rows": [[_plain(cell) for cell in row] for row in one.rows],
        "shares": list(one.shares) if one.form == TABLE else [],
    }


def _pair(one: Pair, level: int) -> Mapping[str, Any]:
    return {
        "form": one.form,
        "level": level,
        "big": one.big,
        "ja": _side(one.ja),
        "en": _side(one.en),
    }


def _side(said: Any) -> Any:
    if isinstance(said, str):
        return _plain(said)
    return [[_plain(label), _plain(value)] for label, value in said]


def _foot(said: Data, language: str) -> Mapping[str, str]:
    return {
        "language": language,
        "note": _plain(said["note"]),
        "source": _plain(said["source"]),
        "address": said["address"],
    }


def _plain(text: str) -> str:
    return isolated(softened(text))
