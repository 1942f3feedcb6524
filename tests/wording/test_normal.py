"""The normal form: what it brings together, what it keeps apart, and the way back."""

import unicodedata

import pytest
from hypothesis import given, settings

from kakehashi.wording import normal as room
from kakehashi.wording import normalise, normalise_mapped
from kakehashi.wording.itaiji import FOLDS
from kakehashi.wording.scripts import joins_before

from .strategies import any_texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("強靱", "強靭"),
        ("髙橋", "高橋"),
        ("﨑", "崎"),
        ("山﨑", "山崎"),
        ("𠮷田", "吉田"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("齋藤", "斎藤"),
        ("國際", "国際"),
        ("葛\U000e0100城", "葛城"),
        ("⽇英⼒", "日英力"),
        ("⻑⻄⺠", "長西民"),
        ("ﾃﾞｰﾀ ｲﾝﾌﾗ", "データインフラ"),
        ("データ・インフラ", "データインフラ"),
        ("データ･インフラ", "データインフラ"),
        ("か\u3099", "が"),
        ("か\u309b", "が"),
        ("ヵ国", "カ国"),
        ("パー\nトナー", "パートナー"),
        ("パー \r\n トナー", "パートナー"),
        ("2019 年", "2019年"),
        ("ＡＩ　標準", "AI標準"),
        ("松本\u3000剛明", "松本剛明"),
        ("株式会社", "㍿"),
        ("５Ｇ", "5g"),
        ("①", "1"),
        ("ⅵ", "vi"),
        ("UK–Japan", "uk-japan"),
        ("UK−Japan", "UK‐Japan"),
        ("Japan’s", "Japan's"),
        ("“AI”", '"ai"'),
        ("Café", "cafe"),
        ("Tōkyō", "tokyo"),
        ("Straße", "strasse"),
        ("İ", "i"),
        ("a\u200bb", "ab"),
        ("soft\u00adhyphen", "softhyphen"),
        ("1,200,000", "1200000"),
        ("inter-\nnational", "inter-national"),
        ("two  words", "two\nwords"),
        ("AI・IoT", "AI IoT"),
        ("～", "〜"),
        ("\ud800日", "日"),
        ("日\x00本", "日本"),
    ],
)
def test_brings_together(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("カ", "か"),
        ("ハ", "バ"),
        ("データ", "デタ"),
        ("ァ", "ア"),
        ("斉", "斎"),
        ("AI IoT", "AIIoT"),
        ("1,20", "120"),
        ("one\n\ntwo", "one two"),
        ("一", "ー"),
    ],
)
def test_keeps_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_a_list_is_not_run_together() -> None:
    assert normalise("技術\n・データ\n・規制") == "技術\n\nデータ\n\n規制"


@given(any_texts)
@settings(max_examples=400, deadline=None)
def test_twice_is_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(any_texts)
@settings(max_examples=400, deadline=None)
def test_the_mapped_form_is_the_same_and_leads_back(text: str) -> None:
    mapped = normalise_mapped(text)
    assert mapped.text == normalise(text)
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert mapped.starts == sorted(mapped.starts)
    assert mapped.ends == sorted(mapped.ends)
    for start, end in zip(mapped.starts, mapped.ends, strict=True):
        assert 0 <= start < end <= len(text)


@given(any_texts)
@settings(max_examples=400, deadline=None)
def test_the_short_way_back_is_the_long_one(text: str) -> None:
    mapped = room._map_segments(text)
    for pattern, replace in room._STEPS:
        mapped = room.sub_mapped(pattern, replace, mapped)
    assert normalise_mapped(text) == mapped


def test_every_character_folds_on_its_own() -> None:
    # What cutting a text into segments rests on; half of a second for the whole of the plane.
    for code in range(0x10000):
        character = chr(code)
        folded = room._fold(room._UNSEEN.sub("", character))
        assert not room._UNSEEN.search(folded)
        if folded and not joins_before(character):
            assert not unicodedata.combining(folded[0]), hex(code)


def test_shapes_lead_to_shapes_that_stay() -> None:
    assert len(FOLDS) > 400
    for shape, read_as in FOLDS.items():
        assert len(shape) == len(read_as) == 1
        assert read_as not in FOLDS
        assert unicodedata.normalize("NFKC", read_as) == read_as


def test_a_place_in_the_original() -> None:
    text = "日英の ﾃﾞｰﾀ・基盤"
    mapped = normalise_mapped(text)
    at = mapped.text.index("データ基盤")
    start, end = mapped.place(at, at + 5)
    assert text[start:end] == "ﾃﾞｰﾀ・基盤"
