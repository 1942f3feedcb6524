"""The comparison of two languages: on labelled pairs, on our statements, and on anything at all."""

from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.wording import Concept, Glossary, compare, read_glossary, strength
from kakehashi.wording.paragraphs import cut_paragraphs
from kakehashi.wording.parity import GlossaryUnreadable, Level, Sort, shipped_glossary
from kakehashi.wording.parity.numerals import read_english, read_japanese
from kakehashi.wording.parity.tables import qualifiers, verbs
from tests.wording.labelled_texts import cases, score_parity
from tests.wording.test_linting import TEXTS
from tools.pofilter import KINDS as POFILTER_KINDS
from tools.pofilter import pofilter

PROFILES = Path(__file__).resolve().parents[2] / "src/kakehashi/framework/profiles"


@pytest.mark.parametrize("name", ["parity.yaml", "parity_held_out.yaml"])
def test_labelled_pairs(name):
    score, _as_another_sort = score_parity(name, compare)
    assert score.precision >= 0.97, score.told
    # What was held out was not tuned on: one of its 62 plants is known to be missed.
    assert score.recall >= 0.97, score.told


def test_pairs_written_afterwards():
    # Looked at while rules were mended; of ten plants it is known that they are missed: terms that
    # the glossary does not hold, verbs that no row has.
    score, _as_another_sort = score_parity("parity_afterwards.yaml", compare)
    assert score.precision >= 0.97, score.told
    assert score.recall >= 0.93, score.told


CALENDAR = [
    # Japanese, English, the sorts of differences
    ("会合は2026年11月17日（火）に開く。", "It will be held on 17 November 2026.", []),
    ("会合は2026年11月17日（水）に開く。", "It will be held on 17 November 2026.", ["weekday"]),
    ("2026年11月17日に開く。", "It will be on Monday, 17 November 2026.", ["weekday"]),
    ("11月22日（日）・23日（月）に開く。", "It will be on 22 and 23 November.", []),
    ("2026年度末までに終える。", "It will end by the end of FY2026.", []),
    ("2026年度上半期に始める。", "It will begin in the second half of FY2026.", ["period"]),
    ("来年春に開く。", "It will be held next spring.", []),
    ("今年中に終える。", "It will be over within this year.", []),
    ("毎秒5ギガビット以上とする。", "It will be 5,000 Mbps or more.", []),
    ("約500kWである。", "It is about 500 megawatts.", ["number"]),
    ("2ナノメートルの半導体", "2 nm semiconductors", []),
    ("2%ポイント上昇した。", "It rose by 2%.", ["percent"]),
]


@pytest.mark.parametrize(("ja", "en", "sorts"), CALENDAR)
def test_calendars_and_units(ja, en, sorts):
    assert [one.sort for one in compare(ja, en)] == sorts


def test_lists_that_each_language_labels_in_its_own_way():
    ja = "（ア）試験を行う。\n（イ）結果を公表する。\n（ウ）終える。"
    en = "(a) Carry out trials.\n(b) Publish the results.\n(c) Finish."
    assert compare(ja, en) == []
    (lost,) = compare(ja, en.rpartition("\n")[0])
    assert (lost.sort, lost.ja.paragraph, lost.en) == (Sort.PARAGRAPH, 3, None)
    assert compare("一 量子\n二 半導体", "1. Quantum\n2. Semiconductors") == []


ACTORS = [
    ("次回は、日本が主催する。", "The next one will be hosted by the UK.", ["name"]),
    ("次回は、日本側が主催する。", "The next one will be hosted by the Japanese side.", []),
    ("5月の訪日時に謝意を表した。", "It thanked them during the visit to Japan in May.", []),
    ("会合の2週間前までに送付する。", "It will be sent at least two weeks before the meeting.", []),
    ("5年以上の経験を有する。", "They have five or more years of experience.", []),
    ("日本側は、英国側に資料を提供する。", "Japan will provide the UK with papers.", []),
    ("日本側は、英国側に資料を提供する。", "The UK will provide Japan with papers.", ["name"]),
    ("英国側から、日本側に謝意が示された。", "The UK thanked Japan.", []),
    ("英国は、日本の役割を評価した。", "Japan's role was appreciated by the UK.", []),
    ("英国は、日本の役割を評価した。", "The UK's role was appreciated by Japan.", ["name"]),
]


@pytest.mark.parametrize(("ja", "en", "sorts"), ACTORS)
def test_who_acts(ja, en, sorts):
    assert [one.sort for one in compare(ja, en)] == sorts


def test_a_sentence_that_one_language_leaves_out():
    ja = "双方は協力する。日本側は、次回会合までに専門家を派遣し、調査を行う。"
    en = "Both sides will cooperate. Japan will send experts and do a survey by the next meeting."
    assert compare(ja, en) == []
    (one,) = compare(ja, "Both sides will cooperate.")
    assert one.sort is Sort.PARAGRAPH
    assert one.ja.said.startswith("日本側は、次回会合")


@pytest.mark.parametrize("name", ["parity.yaml", "parity_held_out.yaml"])
def test_pofilter_finds_less_on_every_kind_it_has_and_is_wrong_more_often(name):
    ours, theirs = score_parity(name, compare)[0], score_parity(name, pofilter())[0]
    for kind in {kind for kinds in POFILTER_KINDS.values() for kind in kinds}:
        assert ours.right[kind] >= theirs.right[kind], kind
    assert ours.right.total() > theirs.right.total()
    assert ours.wrong.total() < theirs.wrong.total()


def test_labelled_pairs_are_enough_and_of_every_sort():
    names = ("parity.yaml", "parity_held_out.yaml", "parity_afterwards.yaml")
    found = [kind for name in names for *_, kind in cases(name)]
    assert len(found) >= 300
    assert found.count("") >= 100
    assert set(found) == {"", *map(str, Sort)}


ANCHOR = [
    # Japanese, English, whether they say the same: the pairs on which checks of digits alone fail
    ("120名が参加した。", "120 people took part.", True),
    ("120名が参加した。", "210 people took part.", False),
    ("１２０名が参加した。", "120 people took part.", True),
    ("四つの柱がある。", "There are four pillars.", True),
    ("四つの柱がある。", "There are five pillars.", False),
    ("令和6年1月16日に開いた。", "It was held on 16 January 2024.", True),
    ("令和6年1月16日に開いた。", "It was held on 16 January 2023.", False),
    ("3億9,900万円を充てる。", "JPY 399 million will be provided.", True),
    ("3億9,900万円を充てる。", "JPY 3.99 million will be provided.", False),
    ("第三回会合を開いた。", "The third meeting was held.", True),
    ("第三回会合を開いた。", "The second meeting was held.", False),
    ("午後5時（日本時間）に始める。", "It starts at 8:00 GMT.", True),
]


@pytest.mark.parametrize(("ja", "en", "alike"), ANCHOR)
def test_twelve_pairs_that_digits_alone_do_not_decide(ja, en, alike):
    assert (compare(ja, en) == []) is alike


@pytest.mark.parametrize("name", ["uk-japan", "practice"])
def test_our_statements_say_the_same_in_both_languages(name):
    file = PROFILES / name / "provisions.yaml"
    differences = {}
    for one in yaml.safe_load(file.read_text(encoding="utf-8")):
        label = f"{one['ref']}. " if one["ref"].isdigit() else ""
        said = one["statement"]
        found = compare(label + said["ja"], label + said["en"])
        if found:
            differences[one["ref"]] = [difference.message["en"] for difference in found]
    assert differences == {}


def test_strength_of_our_statements_is_mostly_what_a_person_said():
    file = PROFILES / "uk-japan" / "provisions.yaml"
    provisions = yaml.safe_load(file.read_text(encoding="utf-8"))
    for language, least in (("ja", 85), ("en", 85)):
        right = 0
        for one in provisions:
            said = one["strength"] if isinstance(one["strength"], list) else [one["strength"]]
            ends = one["statement"][language].strip().replace("。", "。\n").replace(". ", ".\n")
            right += bool(
                {int(strength(line.strip(), language)) for line in ends.split("\n") if line.strip()}
                & set(said)
            )
        assert right >= least


@pytest.mark.parametrize(
    ("ja", "en", "level"),
    [
        ("報告しなければならない。", "They shall report.", Level.COMMITMENT),
        ("会合を開くものとする。", "They must meet.", Level.COMMITMENT),
        ("実施する。", "They will carry it out.", Level.INTENTION),
        ("強化することにコミットする。", "They commit to strengthening it.", Level.COMMITMENT),
        ("増進に努める。", "They will endeavour to increase it.", Level.EFFORT),
        ("検討する。", "They will consider it.", Level.CONSIDERATION),
        ("機会を探求する。", "They will explore opportunities.", Level.CONSIDERATION),
        ("開催を期待する。", "They look forward to it.", Level.CONSIDERATION),
        ("招くことができる。", "They may invite experts.", Level.CONSIDERATION),
        ("安全を確保する。", "They will ensure safety.", Level.COMMITMENT),
        ("促進する必要がある。", "They need to promote it.", Level.EFFORT),
        ("方法について討議する。", "They will discuss ways.", Level.CONSIDERATION),
        ("重要性を認識する。", "They recognise its importance.", Level.STATEMENT),
        ("探求することに努める。", "They will endeavour to explore it.", Level.CONSIDERATION),
        ("立ち上げることを決定した。", "They decided to launch it.", Level.INTENTION),
        ("適当な場合には、協力する。", "Where appropriate, they will cooperate.", Level.EFFORT),
        ("必要に応じ、協力する。", "They will cooperate as needed.", Level.INTENTION),
    ],
)  # fmt: skip
def test_table_of_verbs_and_their_nesting(ja, en, level):
    assert strength(ja, "ja") == strength(en, "en") == level


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("平成31年4月30日から令和元年5月1日まで", "From 30 April 2019 to 1 May 2019"),
        ("2024年1～3月期の結果", "Results for the first quarter of 2024"),
        ("令和6年度の計画", "The plan for the fiscal year 2024"),
        ("半年ごとに見直す。", "It is reviewed every six months."),
        ("1年半で終わる。", "It ends in eighteen months."),
        ("2週間以内に答える。", "They will answer within a fortnight."),
        ("12兆円規模となる。", "It will come to 12 trillion yen."),
        ("二割増えた。", "It grew by 20 per cent."),
        ("半数が賛成した。", "50% were in favour."),
        ("英国時間の午前10時", "10 am BST"),
        ("通信網の強靭性と強靱な基盤", "The resilience of networks and resilient foundations"),
        ("前項の規定", "The provisions of the preceding paragraph"),
        ("技術のみならず人材も重要である。", "Not only technology but also people matter."),
        ("共同で行う。", "They will do it together."),
        ("中小企業を支援する。", "They will support SMEs."),
        ("研究開発を進める。", "They will advance R&D."),
        ("第3条を参照", "See Article 3"),
        ("3年間で10億円を充てる。", "JPY 1 billion will be provided over three years."),
        ("2024年1～3月に開く。", "It will be held in January to March 2024."),
        ("追加の情報を求めることがある。", "May ask for further information."),
        ("5月及び6月に開く。", "May and June: it is held."),
        ("", ""),
        ("。", "."),
    ],
)  # fmt: skip
def test_what_is_said_otherwise_is_the_same(ja, en):
    found = [one.message["en"] for one in compare(ja, en)]
    assert found == []


def test_the_year_of_a_standard_is_no_time_of_day():
    found = compare("ISO 30042:2019による。", "As in ISO 30042:2019.")
    assert Sort.TIME not in {one.sort for one in found}
    (late,) = compare("10:20に開く。", "It opens at 10:30.")
    assert late.sort is Sort.TIME


def test_one_sentence_against_two_and_another_order():
    ja = "総務省が議長を務め、結果は5月に公表する。費用は3億円である。"
    en = "The cost is JPY 300 million. The Ministry of Internal Affairs and Communications will chair. The results will be published in May."
    assert compare(ja, en) == []
    (found,) = compare(ja, en.replace("will chair", "will not chair"))
    assert found.sort is Sort.NEGATION


def test_a_difference_says_what_it_read_and_where_in_both_languages():
    ja, en = "序文\n\n1. 五つの柱がある。", "Introduction\n\n1. There are six pillars."
    (found,) = compare(ja, en)
    assert ja[found.ja.start : found.ja.end] == "五つ"
    assert en[found.en.start : found.en.end] == "six"
    assert (found.ja.line, found.ja.column, found.en.line, found.en.column) == (3, 4, 3, 14)
    assert found.message == {
        "en": "number: Japanese reads 5, English reads 6",
        "ja": "数: 日本語は 5、英語は 6",
    }


def test_a_glossary_of_ones_own(tmp_path):
    book = Glossary((Concept("harbour", ("Harbour Office",), ("港湾局",)),))
    assert compare("港湾局が行う。", "The Harbour Office will do it.", glossary=book) == []
    assert [one.sort for one in compare("港湾局が行う。", "They will do it.", glossary=book)] == [
        Sort.NAME
    ]
    file = tmp_path / "g.yaml"
    file.write_text(
        "- {id: h, subject: 'organisation:h', en: {preferred: Harbour Office}, ja: {preferred: 港湾局}}\n",
        encoding="utf-8",
    )
    assert read_glossary(file).concepts[0].name
    for content in ("a: [", "- 1", "[]"):
        file.write_text(content, encoding="utf-8")
        with pytest.raises(GlossaryUnreadable):
            read_glossary(file)
    with pytest.raises(GlossaryUnreadable):
        read_glossary(tmp_path / "none")


def test_the_shipped_glossary_names_the_participants():
    found = {one.concept for one in shipped_glossary().find("総務省及びGDSはCEPAを実施する", "ja")}
    assert {"mic", "gds", "cepa"} <= found


def test_tables_are_whole():
    for row in verbs().values():
        assert set(row.names) == {"en", "ja"}
        assert row.answers <= set(verbs())
        assert all(pattern.pattern for pattern in row.patterns.values())
    assert all(one.ja and one.en and set(one.names) == {"en", "ja"} for one in qualifiers())


@given(st.integers(1, 10**15))
def test_a_number_is_read_however_it_is_written(number):
    kanji, rest = "", number
    for size, unit in ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, "")):
        part, rest = divmod(rest, size)
        kanji += f"{part}{unit}" if part else ""
    assert read_japanese(kanji) == read_japanese(str(number)) == number
    assert read_japanese(f"{number:,}") == read_english(f"{number:,}") == Fraction(number)


@given(st.dates())
def test_a_date_is_the_same_in_either_calendar(date):
    if date.year < 1927 or date.year > 2099:
        return
    start = 2018 if date.year >= 2020 else 1988 if date.year >= 1990 else 1925
    if start == 1925 and date.year >= 1989:
        return
    era = {2018: "令和", 1988: "平成", 1925: "昭和"}[start]
    if start == 1988 and date.year > 2018:
        return
    ja = f"{era}{date.year - start}年{date.month}月{date.day}日に公表した。"
    en = f"It was published on {date.day} {date:%B} {date.year}."
    assert compare(ja, en) == []
    other = en.replace(str(date.year), str(date.year + 1))
    assert [one.sort for one in compare(ja, other)] == [Sort.DATE]


@given(TEXTS, TEXTS, st.booleans())
def test_any_two_texts_are_compared_and_every_place_is_in_them(ja, en, markdown):
    for one in compare(ja, en, markdown=markdown):
        assert one.ja or one.en
        for spot, text in ((one.ja, ja), (one.en, en)):
            if spot:
                assert 0 <= spot.start <= spot.end <= len(text)
                assert text[spot.start : spot.end] == spot.said
        assert set(one.message) == {"en", "ja"}


@given(
    st.lists(
        st.sampled_from(
            [
                "一",
                "2",
                "〇",
                "億",
                "年",
                "月",
                "日",
                "第",
                "項",
                "前",
                "時",
                "%",
                "～",
                "円",
                "£",
                "5",
                "th ",
                "half ",
                "and a half ",
                "million ",
                "to ",
                "paragraph 3 ",
                "Q3 ",
                "FY",
                "2024",
                "-",
                ".",
                ",",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_row_of_figures_is_read(text):
    compare(text, text)
    assert isinstance(cut_paragraphs(text), list)


@pytest.mark.parametrize(
    "text", ["1" * 20_000, "1,000" * 4_000, "億" * 20_000, "第" * 20_000, "not " * 5_000, "3つ、" * 2_000, "「" * 9_000]
)  # fmt: skip
def test_a_text_made_to_be_slow_is_read(text):
    """Each of these took minutes with patterns that try one number in many ways."""
    compare(text, "five, " * 500)
    compare("五つ、" * 500, text)
