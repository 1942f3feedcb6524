"""The importer on generated and arbitrary texts: it never fails, and finds what was put in."""

import random
import re

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kakehashi.framework.importer import parse, summary
from kakehashi.framework.importer.repair import joiner, plain, repair, width
from tests.framework.importer_texts import ENGLISH, JAPANESE, broken, found, make_outline

SEEDS = st.integers(0, 10**9)
PIECES = st.sampled_from(
    ["1. ", "２．", "(a) ", "i. ", "vi. ", "（１）", "第１条", "ア ", "①", "1.2.3 ", "Article 4 ", "\n", "\n\n",
     "\f", " ", "。", ".", ":", "、", "前項", "項目 vi", "paragraph 2 b", "第一の柱：", "Pillar 2", "概要",
     "Heading", "日英", "the ", "and", "⽇", "\ufeff", "…", "(", "「", "」", "h. ", "j. ", "c) ", "Ⅳ. ", "一 ",
     "大臣", "For the Ministry of X:", "---", "- 3 -", "12", "\t", "\u3000", "{here}", "\ufffd", "ｱ"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
@example("")
@example("1.")
@example("\n\n\n")
@example("a. i. 1. (a) x")
@settings(deadline=None)
def test_never_fails_and_names_everything(text):
    framework = parse(text)
    paths = [one.path for one in framework.provisions]
    assert len(paths) == len(set(paths))
    known = set(paths)
    for one in framework.provisions:
        assert one.parent is None or one.parent in known
        assert set(one.children) <= known
        assert {target for ref in one.references for target in ref.targets} <= known
        assert 1 <= one.first_line <= one.last_line
    assert {area.key for area in framework.areas} >= {
        one.area for one in framework.provisions if one.area
    }
    told = summary(framework)
    for warning in told["warnings"]:
        assert warning["message"]["en"]
        assert warning["message"]["ja"]


@given(st.text())
@example("⽇本の⾰命")
@example("ﬁrst\u200b\u00ad line\u2028next\r\nthird\x85fourth")
@example("1\n2\n3\n1\n2\n3")
@settings(deadline=None)
def test_repair_twice_is_repair_once(text):
    once = repair(text).text
    assert repair(once).text == once
    assert plain(plain(text)) == plain(text)


@given(SEEDS)
@settings(deadline=None)
def test_outline_is_found_again(seed):
    outline = make_outline(seed)
    framework = parse("\n".join(outline.blocks))
    assert found(framework) == outline.expected()
    assert framework.language == outline.language
    headed = [area for area in framework.areas if area.provision is None]
    assert [area.heading for area in headed] == outline.areas
    assert {area.heading: area.opening for area in headed if area.opening} == outline.openings


@given(SEEDS, st.sampled_from([0.02, 0.1, 0.3, 1.0]))
@settings(deadline=None)
def test_breaking_lines_changes_nothing(seed, chance):
    outline = make_outline(seed)
    rng = random.Random(seed)
    text = "\n\n".join(broken(block, outline.language, rng, chance) for block in outline.blocks)
    framework = parse(text)
    assert found(framework) == outline.expected()
    headed = [area for area in framework.areas if area.provision is None]
    assert [area.heading for area in headed] == outline.areas


@given(SEEDS, st.sampled_from([0.02, 0.1, 0.3, 1.0]))
@settings(deadline=None)
def test_breaking_lines_without_blank_lines_changes_nothing(seed, chance):
    outline = make_outline(seed, openings=False)
    rng = random.Random(seed)
    text = "\n".join(broken(block, outline.language, rng, chance) for block in outline.blocks)
    framework = parse(text)
    assert found(framework) == outline.expected()


@given(SEEDS, st.integers(30, 70))
@settings(deadline=None)
def test_wrapping_at_a_width_changes_nothing(seed, cells):
    outline = make_outline(seed)
    lines = []
    for block in outline.blocks:
        lines.extend(_wrapped(block, cells, outline.language))
    # In a handful of lines nothing tells a width from chance.
    assume(len(lines) >= 40)
    framework = parse("\n".join(lines))
    assert found(framework) == outline.expected()


def _wrapped(block, cells, language):
    """Break as a word processor does: between words, or characters that may begin a line."""
    pieces = block.split(" ") if language == "en" else re.findall(r"[!-~]+ ?|.[、。）．]*", block)
    gap = " " if language == "en" else ""
    lines, line = [], ""
    for piece in pieces:
        if line and width(line + gap + piece.rstrip("、。 ")) > cells:
            lines.append(line)
            line = piece
        else:
            line = line + gap + piece if line else piece
    return [*lines, line]


@given(SEEDS)
@settings(deadline=None)
def test_pages_change_nothing(seed):
    """Page breaks with running heads and page numbers inside sentences leave no trace."""
    outline = make_outline(seed)
    rng = random.Random(seed)
    lines = "\n".join(broken(block, outline.language, rng, 0.2) for block in outline.blocks).split(
        "\n"
    )
    plain_text = "\n".join(lines)
    pages = [lines[place : place + 5] for place in range(0, len(lines), 5)]
    paged = "\f".join(
        "\n".join(
            ["Draft of the telegraph partnership", "", " " + page[0], *page[1:], "", f"- {place} -"]
        )
        for place, page in enumerate(pages, start=1)
    )
    if len(pages) > 2:
        assert found(parse(paged)) == found(parse(plain_text))


def test_joining_keeps_what_the_text_does_between_scripts():
    spaced = joiner(repair("IoT 製品の IoT 機器\nG7 の ITU 会合").lines)
    assert spaced.join(["IoT", "製品", "の", "G7"]) == "IoT 製品の G7"
    tight = joiner(repair("IoT製品のIoT機器").lines)
    assert tight.join(["IoT", "製品"]) == "IoT製品"


def test_texts_of_the_fixtures_survive_any_single_break():
    for text in (ENGLISH, JAPANESE):
        whole = [chain for chain, _ in found(parse(text))]
        for line in [one for one in text.split("\n") if one.endswith((".", ";", "。"))]:
            for place in [
                here
                for here, char in enumerate(line)
                if char == " " and line[here - 1] not in ".;:)"
            ]:
                cut = text.replace(line, line[:place] + "\n" + line[place + 1 :])
                assert [chain for chain, _ in found(parse(cut))] == whole, line[place:]
