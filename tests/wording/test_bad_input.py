"""Whatever a text holds: it is read, what nobody sees is shown, and time grows with its length."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.wording import compare, lint
from kakehashi.wording.files import read_document
from kakehashi.wording.linting import lint_paragraphs, load_rules
from kakehashi.wording.parity import compare_paragraphs
from kakehashi.wording.parity.tables import qualifiers, verbs

JA = "双方は、2024年1月16日に英国側と共同して実証を3回行うことで合意した。"
EN = "Both sides agreed to carry out three trials jointly on 16 January 2024."


def rules(text):
    return [one.rule for one in lint(text)]


def test_both_languages_in_one_paragraph_are_each_read():
    assert rules(JA + EN) == ["ja-agree", "en-agree"]
    assert rules(f"{EN}（{JA}）") == ["en-agree", "ja-agree"]
    quoted = "総務省（Ministry of Internal Affairs and Communications）は、5Gの実証を行う。"
    assert (
        compare(
            quoted,
            "The Ministry of Internal Affairs and Communications (総務省) will carry out 5G trials.",
        )
        == []
    )


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u200f"]
)
def test_what_nobody_sees_is_shown_and_hides_nothing(mark):
    ja, en = JA.replace("合意", f"合{mark}意"), EN.replace("agreed", f"agr{mark}eed")
    for text, rule in ((ja, "ja-agree"), (en, "en-agree")):
        assert set(rules(text)) == {rule, "hidden-character"}
        (hidden,) = [one for one in lint(text) if one.rule == "hidden-character"]
        assert hidden.found == f"U+{ord(mark):04X}"
        assert text[hidden.start : hidden.end] == mark
    assert compare(ja, en) == []
    planted = EN.replace("three", f"fo{mark}ur")
    assert [one.sort for one in compare(ja, planted)] == ["number"]


def test_half_width_kana_and_vertical_tabs_are_read_as_what_they_are():
    half = "双方は､ﾃﾞｰﾀの共有を検討する｡"
    assert compare(half, "Both sides will consider sharing data.") == []
    assert [one.sort for one in compare(half, "Both sides shall share data.")] == ["strength"]
    for blank in ("\v", "\f", "\x85", "\u2028", "\u3000"):
        assert rules(EN.replace(" ", blank)) == ["en-agree"]
        assert compare(JA, EN.replace(" ", blank)) == []


@pytest.mark.parametrize(
    "codec",
    ["shift_jis", "cp932", "euc_jp", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso2022_jp"],
)
def test_files_of_old_machines_are_read(tmp_path, codec):
    one, two = tmp_path / "ja.txt", tmp_path / "en.txt"
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(codec, b"")
    one.write_bytes(mark + f"{JA}\n".encode(codec))
    two.write_bytes(mark + f"{EN}\n".encode(codec))
    ja, en = read_document(one), read_document(two)
    assert [found.rule for found in lint_paragraphs(ja.text, ja.paragraphs)] == ["ja-agree"]
    assert compare_paragraphs(ja.text, ja.paragraphs, en.text, en.paragraphs) == []


def test_a_paragraph_of_five_megabytes_is_checked():
    """All of it: what stands at its end is found as what stands at its beginning."""
    filler = "担当者は資料を読む。"
    text = JA + filler * (5_000_000 // len(filler.encode())) + JA
    found = lint(text)
    assert [one.rule for one in found] == ["ja-agree", "ja-agree"]
    assert found[1].start > len(text) - len(JA)
    english = "Officials read papers. "
    text = EN + " " + english * (5_000_000 // len(english)) + EN
    assert [one.rule for one in lint(text)] == ["en-agree", "en-agree"]


GROWTH = 4
GENEROUS = 5
"""Times longer than in proportion that the longer text may take: far from a square, 4 x as long."""


def grows_in_proportion(make, run, size):
    """Say whether ``run`` on a text four times as long takes about four times as long.

    What else the machine does may slow one run; three tries, each against its own shorter text.
    """
    for _try in range(3):
        took = []
        for length in (size, size * GROWTH):
            text = make(length)
            start = time.perf_counter()
            run(text)
            took.append(time.perf_counter() - start)
        if took[1] <= max(took[0] * GROWTH * GENEROUS / 2, 0.25):
            return True
    return False


SEEDS = (
    "1,", "1 May to 2 ", "one hundred and ", "a-", "£1 to ", "A.a ", "QAB ", "一", "第", "億", "「", '"a ', "(", "not ",
    "the ", "合意", "義務", "権利を有する", "条約の", "agree to ", "legally binding ", "in ", "paragraph 1, ", "A B ",
    "2024", "年", "0", " ", "\n", "、", "ない", "する", "“", "’s ", "Japan and the ", "日本", "総務省", "digital ",
)  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_no_text_of_one_piece_over_and_over_takes_longer_than_its_length(seed):
    def make(length):
        return (seed * (length // len(seed) + 1))[:length]

    assert grows_in_proportion(make, lint, 8_000)
    assert grows_in_proportion(make, lambda text: compare(text, EN), 4_000)
    assert grows_in_proportion(make, lambda text: compare(JA, text), 4_000)


def every_pattern():
    for rule in load_rules().rules:
        yield rule.pattern
        yield from rule.exceptions
    for row in verbs().values():
        yield from (one.pattern for one in row.patterns.values())


@settings(max_examples=40)
@given(st.lists(st.sampled_from(SEEDS), min_size=1, max_size=3).map("".join))
def test_no_pattern_is_slow_on_rows_of_what_patterns_are_about(piece):
    def run(text):
        for pattern in PATTERNS:
            for _match in pattern.finditer(text):
                pass

    assert grows_in_proportion(
        lambda length: (piece * (length // len(piece) + 1))[:length], run, 500
    )


PATTERNS = list(dict.fromkeys(every_pattern()))


def test_there_are_patterns_to_look_at():
    assert len(PATTERNS) > 150
    assert len(qualifiers()) >= 10
