"""Invented texts for the importer's tests, and a generator of numbered outlines."""

import random
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

SEED = (
    Path(__file__).resolve().parents[3]
    / "shared/data/framework/uk-japan-digital-partnership.ja.txt"
)

needs_seed = pytest.mark.skipif(
    not SEED.is_file(), reason="the official text is not there: ../shared is not beside the clone"
)

ENGLISH = """\
Ruritania-Freedonia Digital Partnership

Overview

1. The Ministry of Posts of Ruritania and the Department of Wires of Freedonia (hereinafter the
Participants) have decided to launch a digital partnership.
2. The Participants will work on the following pillars:
(a) networks and security;
(b) data; and
(c) skills.

Governance

3. The Participants will set up a Council, subject to paragraph 4.
4. The Council will meet once a year. It will review the work described in paragraphs 1 to 3 and
paragraph 2(b).

Joint work

5. Without prejudice to the preceding paragraph, the partnership provides the following pillars.

Pillar 1: Networks and security

Supplier diversity

(a) The Participants will share information on suppliers.
(b) The Participants will, in particular:
(i) develop joint research;
(ii) explore opportunities for cooperation between laboratories; and
(iii) in accordance with item (b) of Cable Safety, test equipment.

Cable safety

In view of the importance of cables, the Participants will do the following.

(a) Exchange best practice on international cables.
(b) Cable repair: the Participants will endeavour to help each other.

Pillar 2: Data

(a) Data flows: promote safe flows of data.
(b) Data innovation: explore cooperation on data innovation.
The Participants will also consider security under item (i) of "Supplier diversity".

Signed at Strelsau on 3 May 2024 in duplicate.

For the Ministry of Posts of Ruritania:
Rudolf Rassendyll
Minister of Posts

For the Department of Wires of Freedonia:
"""

JAPANESE = """\
架空国・仮想国デジタル協力覚書

第１章　総則

第１条（目的）
１　両国の関係機関は、デジタル分野の協力を進める。
２　前項の協力は、次の各号に掲げる分野について行う。
（１）サイバーセキュリティ
（２）人材育成
第２条（定義）
この覚書において「関係機関」とは、架空国通信省及び仮想国電波庁をいう。

第２章　協力の内容

第３条（情報共有）
１　両国の関係機関は、第１条第２項に掲げる分野について、次のことを行う。
　ア　政策に関する情報を共有すること。
　イ　研究成果を交換すること。
２　前条の規定は、前項について準用する。

2024年5月3日

架空国通信省
通信大臣　架空　太郎
仮想国電波庁
長官　ジョン・ドウ
"""

WORDS_EN = """
the Participants will share information on policy and research in the field of cables and promote
exchange between laboratories of Ruritania and Freedonia on secure systems as set out by both sides
in 2021 including telegraphs
"""
WORDS_JA = """
関係機関は 情報を 共有し 電信に 関する 政策及び 研究の 成果を 両国の 研究所の間で 交換し、 安全な
仕組みの 構築を 支援し、 2021年に 示された 協力を 深める ことを 含む
"""
WORDS = {"en": WORDS_EN.split(), "ja": WORDS_JA.split()}
HEADINGS = {
    "en": [
        "Overview",
        "Background",
        "Governance",
        "Cables",
        "Telegraph safety",
        "Skills",
        "Postal data",
    ],
    "ja": ["概要", "背景", "運営体制", "電信の安全", "ケーブル", "人材育成", "郵便データ"],
}


@dataclass
class Node:
    """An item of a generated outline."""

    number: str
    mark: str
    text: str
    area: str | None = None
    children: list["Node"] = field(default_factory=list)

    def walk(self, above: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], "Node"]]:
        chain = (*above, self.number)
        return [(chain, self), *(pair for child in self.children for pair in child.walk(chain))]


ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
DRESSES = {
    "dot": ("{}.", "{}.", "{}.", " "),
    "round": ("{}.", "({})", "({})", " "),
    "half": ("{})", "{})", "{})", " "),
    "wide": ("{}．", "（{}）", "（{}）", ""),
}


@dataclass
class Outline:
    """A generated text, as blocks that each stand on a line of their own when unbroken."""

    language: str
    roots: list[Node]
    blocks: list[str]
    areas: list[str]
    openings: dict[str, str]

    def expected(self) -> list[tuple[tuple[str, ...], str]]:
        return [(chain, node.text) for root in self.roots for chain, node in root.walk()]


def make_outline(seed: int, *, openings: bool = True) -> Outline:
    """Return an outline drawn with ``seed``: paragraphs, letters and romans, areas with letters."""
    rng = random.Random(seed)
    language = rng.choice(["en", "ja"])
    dress = DRESSES[rng.choice(["dot", "round", "half"] if language == "en" else list(DRESSES))]
    outline = Outline(language, [], [], [], {})
    headings = rng.sample(HEADINGS[language], 6)
    outline.blocks.append("Telegraph Partnership" if language == "en" else "電信協力に関する覚書")
    number = 0
    for _ in range(rng.randint(1, 2)):
        outline.blocks.append(headings.pop())
        for _ in range(rng.randint(1, 4)):
            number += 1
            _add(rng, outline, number, 0, dress, None)
    for _ in range(rng.randint(0, 3)):
        heading = headings.pop()
        outline.areas.append(heading)
        outline.blocks.append(heading)
        if openings and rng.random() < 0.4:
            outline.openings[heading] = sentence(rng, language)
            outline.blocks.append(outline.openings[heading])
        for place in range(rng.randint(1, 4)):
            _add(rng, outline, place + 1, 1, dress, heading)
    return outline


def _add(  # noqa: PLR0917
    rng: random.Random,
    outline: Outline,
    place: int,
    level: int,
    dress: tuple[str, ...],
    area: str | None,
    into: list[Node] | None = None,
) -> None:
    number = (
        str(place) if level == 0 else "abcdefghijkl"[place - 1] if level == 1 else ROMAN[place - 1]
    )
    if dress is DRESSES["wide"] and level == 0:
        number = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    mark = dress[level].format(number)
    node = Node(number, mark, sentence(rng, outline.language), area)
    (outline.roots if into is None else into).append(node)
    outline.blocks.append(f"{mark}{dress[3]}{node.text}")
    if level < 2 and rng.random() < 0.4:
        # A single roman i after the letter h, or before j, could be read either way.
        for below in range(rng.randint(1, 12) if level == 0 else rng.randint(2, 5)):
            _add(rng, outline, below + 1, level + 1, dress, area, node.children)


def sentence(rng: random.Random, language: str) -> str:
    """Return one or two sentences of invented words."""
    sentences = []
    for _ in range(rng.choice([1, 1, 2])):
        words = rng.choices(WORDS[language], k=rng.randint(3, 16))
        if language == "en":
            text = " ".join(words)
            sentences.append(text[0].upper() + text[1:] + ".")
        else:
            sentences.append("両国の" + "".join(words).strip("、") + "こととする。")
    return (" " if language == "en" else "").join(sentences)


def broken(text: str, language: str, rng: random.Random, chance: float) -> str:
    """Return ``text`` with line breaks inside its sentences."""
    if language == "en":
        words = text.split(" ")
        out = words[0]
        for before, word in pairwise(words):
            inside = not before.endswith((".", ")")) and out != words[0]
            out += ("\n" if inside and rng.random() < chance else " ") + word
        return out
    out = text[:8]
    for before, char in pairwise(text[7:]):
        inside = before not in "。．." and not (before.isascii() or char.isascii())
        out += ("\n" if inside and rng.random() < chance else "") + char
    return out


def found(framework: Any) -> list[tuple[tuple[str, ...], str]]:
    """Return number chains and texts of what was parsed, to compare with an outline."""
    by_path = {one.path: one for one in framework.provisions}

    def chain(one: Any) -> tuple[str, ...]:
        return (*chain(by_path[one.parent]), one.number) if one.parent else (one.number,)

    return [(chain(one), one.wording) for one in framework.provisions]
