"""Habits of numbering and writing in Japanese and English: what belongs to what, and points where."""

import pytest

from kakehashi.framework.importer import parse

LIGHTHOUSES = """\
Lighthouse Partnership

Overview

1. The Participants launch a partnership.

Joint work

2. The partnership has these pillars.

Pillar 1: Lamps

Oil lamps

Given the price of oil, the Participants will jointly do the following.

a. Save oil.
b. Share oil, in particular:
i. whale oil;
ii. seed oil.

Gas lamps

a. Pipes: share pipes.
b. Pipes: share taps.

Pillar 2: Lenses

a. Grinding: share grinders.
b. Polishing: share polishers.
The Participants also engage under item ii of "Oil lamps" on seed.

Minister of Lights
Ada Bright
Minister of Lamps
Bo Lamp
"""

LIGHTHOUSES_JA = """\
灯台パートナーシップ

概要

1. 両国は、パートナーシップを立ち上げる。

共同作業

2. 本パートナーシップは、次の各柱を提供する。

第一の柱：灯火

油灯

油の価格に鑑み、両国は、次のことを共に行う。

a. 油を節約する。
b. 油を融通する。特に、次のものをいう。
i. 鯨油
ii. 種油

ガス灯

a. 配管：管を共有する。
b. 配管：栓を共有する。

第二の柱：レンズ

a. 研削：研削盤を共有する。
b. 研磨：研磨盤を共有する。
両国は、「油灯」の項目 ii においても、種について関与する。

灯火大臣
明石 あかり
灯台大臣
灯 太郎
"""


def paths(text):
    return [one.path for one in parse(text).provisions]


def targets(text):
    return {
        (one.path, reference.words): list(reference.targets)
        for one in parse(text).provisions
        for reference in one.references
    }


def codes(text):
    return [one.code for one in parse(text).oddities]


@pytest.mark.parametrize("text", [LIGHTHOUSES, LIGHTHOUSES_JA])
def test_a_whole_text_in_either_language(text):
    found = parse(text)
    assert [one.path for one in found.provisions] == [
        "1", "2", "A1.a", "A1.b", "A1.b.i", "A1.b.ii", "A2.a", "A2.b", "P2.a", "P2.b",
    ]  # fmt: skip
    assert len(found.sections) == 2
    assert [one.pillar for one in found.areas] == ["1", "1", "2", "2"]
    oil = found.areas[0]
    assert oil.opening, "the opening sentence belongs to the area"
    governed = found.provision("A1.b.i")
    assert found.governing(governed) == (oil.opening, found.provision("A1.b").lead_in)
    last = found.provision("P2.b")
    assert last.closing, "the closing sentence belongs to the provision before it"
    assert [one.targets for one in last.references] == [("A1.b.ii",)]
    assert "title-repeated" in codes(text)
    assert [bool(one.name and one.title) for one in found.signatories] == [True, True]


def test_a_lead_in_is_the_sentence_that_introduces():
    found = parse(
        "Partnership\n\n1. They will meet. Each meeting will:\n(a) hear reports, and\n"
        "(b) set dates.\nThe dates will be made public.\n2. They publish.\n"
    )
    assert found.provision("1").lead_in == "Each meeting will:"
    assert found.provision("1.b").closing == "The dates will be made public."
    assert found.provision("2").lead_in == ""


def test_items_at_any_depth():
    text = (
        "Partnership\n\n1. They cooperate:\n(a) on lamps, including:\n(i) oil lamps;\n"
        "(ii) gas lamps, such as:\n(A) mantles; and\n(B) burners; and\n(iii) electric lamps.\n"
        "(b) on lenses.\n2. Without prejudice to paragraph 1(a)(ii)(B), they meet.\n"
    )
    assert paths(text) == [
        "1", "1.a", "1.a.i", "1.a.ii", "1.a.ii.A", "1.a.ii.B", "1.a.iii", "1.b", "2",
    ]  # fmt: skip
    assert targets(text) == {("2", "paragraph 1(a)(ii)(B)"): ["1.a.ii.B"]}
    japanese = (
        "灯台覚書\n\n1. 両国は協力する。\n(1) 灯火。これには次のものを含む。\nア 油灯\n"
        "イ ガス灯。例えば、次のものをいう。\n(ア) マントル\n(イ) 火口\nウ 電灯\n(2) レンズ\n"
        "2. 前項及び第1項(1)並びに1項(2)並びに12項bの規定を準用する。\n"
    )
    assert paths(japanese) == [
        "1", "1.1", "1.1.1", "1.1.2", "1.1.2.1", "1.1.2.2", "1.1.3", "1.2", "2",
    ]  # fmt: skip
    assert targets(japanese) == {
        ("2", "前項"): ["1"],
        ("2", "第1項(1)"): ["1.1"],
        ("2", "1項(2)"): ["1.2"],
        ("2", "12項b"): [],
    }
    assert "reference-unresolved" in codes(japanese)


def test_articles_whose_first_paragraph_has_no_number():
    text = (
        "取決め\n\n第一条　両国は協力する。\n第二条　協力は、次に掲げるものとする。\n"
        "一　灯火に関すること\n二　レンズの研究\n三　前二号に掲げるもののほか、両国が定めるもの\n"
        "２　前項第一号の交換は、毎年行う。\n３　第一項の協力は、前項による。\n"
        "第三条　前条第二号及び第二条第二項の規定は、第一条に準用する。\n"
    )
    assert paths(text) == ["1", "2", "2.1", "2.2", "2.3", "2-2", "2-3", "3"]
    assert targets(text) == {
        ("2.3", "前二号"): ["2.1", "2.2"],
        ("2-2", "前項第一号"): ["2.1"],
        ("2-3", "第一項"): ["2"],
        ("2-3", "前項"): ["2-2"],
        ("3", "前条第二号"): ["2.2"],
        ("3", "第二条第二項"): ["2-2"],
        ("3", "第一条"): ["1"],
    }


def test_captions_above_articles_are_their_titles():
    found = parse(
        "覚書\n\n第１章　総則\n（目的）\n第１条　この覚書は、協力を進めることを目的とする。\n"
        "（定義）\n第２条　用語は、次のとおりとする。\n（１）灯火\n（２）レンズ\n"
        "第２章　協力\n（分野）\n第３条　分野は双方で定める。\n\n"
        "架空国灯台省　大臣　灯 太郎\n仮想国海運庁　長官　海 花子\n"
    )
    assert [one.heading for one in found.sections] == ["総則", "協力"]
    titled = {one.path: one.title for one in found.provisions if one.level == "paragraph"}
    assert titled == {"1": "目的", "2": "定義", "3": "分野"}
    assert found.provision("2").lead_in == "用語は、次のとおりとする。"
    assert [(one.title, one.name) for one in found.signatories] == [
        ("架空国灯台省 大臣", "灯 太郎"),
        ("仮想国海運庁 長官", "海 花子"),
    ]


def test_english_articles_with_their_titles_below():
    text = (
        "Arrangement\n\nArticle 1\nPurpose\nThe Participants will cooperate.\n\n"
        "Article 2\nScope\n1. It covers lamps and lenses.\n2. It may grow under Article 1.\n\n"
        "Article 3\nMeetings\n1. They meet yearly.\n2. The preceding paragraph does not prevent "
        "other meetings under Article 2(1) and paragraph 2 of Article 2.\n"
    )
    assert [one.title for one in parse(text).provisions if not one.depth] == [
        "Purpose", "Scope", "Meetings",
    ]  # fmt: skip
    assert targets(text) == {
        ("2.2", "Article 1"): ["1"],
        ("3.2", "The preceding paragraph"): ["3.1"],
        ("3.2", "Article 2(1)"): ["2.1"],
        ("3.2", "paragraph 2 of Article 2"): ["2.2"],
    }


def test_items_of_a_paragraph_and_of_another_treaty():
    text = (
        "Partnership\n\n1. They will:\n(a) share lamps;\n(b) share lenses.\n"
        "2. They act under items (a) and (b) of paragraph 1 and under Article 5 of the Charter.\n"
    )
    assert targets(text) == {("2", "items (a) and (b) of paragraph 1"): ["1.a", "1.b"]}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("T\n\n1 Purpose\n1.1 One does.\n1.2 Two do:\n1.2.1 a;\n1.2.2 b.\n2 End\n2.1 x.\n2.2 See 1.2.\n",
         ["1", "1.1", "1.2", "1.2.1", "1.2.2", "2", "2.1", "2.2"]),
        ("T\n(1) One does.\n(2) They meet:\n1) in spring;\n2) in autumn.\n(3) They publish.\n",
         ["1", "2", "2.1", "2.2", "3"]),
        ("灯台協力\n\n一　総則\n（一）両国は協力する。\n（二）会合を開く。\n二　分野\n（一）灯火\n（二）レンズ\n",
         ["1", "1.1", "1.2", "2", "2.1", "2.2"]),
        ("灯台協力\n\n第一　趣旨\n両国は協力する。\n第二　内容\n①　灯火\n②　レンズ\n第三　その他\n",
         ["1", "2", "2.1", "2.2", "3"]),
        ("T\n\nI. Lamps\n\n1. Share lamps.\n2. Test lamps.\n\nII. Lenses\n\n3. Share lenses.\n",
         ["1", "2", "3"]),
        ("T\n\n1. They will:\n• share lamps;\n• share lenses:\n– large;\n– small.\n2. They meet.\n",
         ["1", "1.1", "1.2", "1.2.1", "1.2.2", "2"]),
        ("灯台協力\n\n１．両国は、次のことを行う。\n・灯火の共有\n・レンズの共有\n２．会合を開く。\n　○　春\n　○　秋\n",
         ["1", "1.1", "1.2", "2", "2.1", "2.2"]),
    ],
    ids=["compound", "brackets", "kanji", "dai", "roman parts", "bullets", "bullets in Japanese"],
)  # fmt: skip
def test_other_habits_of_numbering(text, wanted):
    assert paths(text) == wanted


def test_bullets_are_told():
    assert codes("T\n\nLamps\n\n• exchange lamps\n• test lamps\n")[0] == "bullets-counted"


def test_a_text_without_numbers_says_so():
    found = parse("A letter\n\nDear colleague, thank you. They shine.\nYours,\nA. Keeper\n")
    assert found.provisions == ()
    assert "nothing-numbered" in [one.code for one in found.oddities]


def test_two_texts_in_one_file_are_told():
    text = "First\n\n1. One does.\n2. Two do.\n\nSecond\n\n1. Three do.\n2. Four do.\n"
    assert paths(text) == ["1", "2", "S1.1", "S1.2"]
    assert "count-begins-anew" in codes(text)


def test_two_languages_and_marks_of_direction():
    mixed = "Partnership / 協力\n\n1. They cooperate. 両国は協力する。\na. yearly 毎年\nb. 交互に in turn\n"
    assert paths(mixed) == ["1", "1.a", "1.b"]
    turned = (
        "\u202bPartnership\u202c\n\n\u200f1.\u200f \u2067They act.\u2069\n\u200e2. They meet.\n"
    )
    assert [one.text for one in parse(turned).provisions] == ["They act.", "They meet."]


def test_a_footer_is_nobody_who_signs_and_a_running_head_no_heading():
    pages = [
        "Draft head\nPartnership\n\nOverview\n\n1. They act.\n2. They meet\n\n- 1 -\n",
        "Draft head\nonce a year.\n\nMinister of Lights\nAda Bright\n\n2\n",
    ]
    found = parse("\f".join(pages) + "\f")
    assert [one.text for one in found.provisions] == ["They act.", "They meet once a year."]
    assert [one.name for one in found.signatories] == ["Ada Bright"]
    assert [one.heading for one in found.sections] == ["Overview"]
    lone = parse("Partnership\n\n1. They act.\n2. They meet.\n\n1\n\f")
    assert [one.wording for one in lone.provisions] == ["They act.", "They meet."]
