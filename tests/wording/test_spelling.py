"""Spellings of one Japanese word, and forms of one English word."""

import threading

import pytest

from kakehashi.wording import normalise, searchable, word_key
from kakehashi.wording.morphemes import LONGEST, read_morphemes
from kakehashi.wording.scripts import SEAL
from kakehashi.wording.spelling import spell
from kakehashi.wording.stems import english_stem


@pytest.mark.parametrize(
    "spellings",
    [
        "取組 取組み 取り組み",
        "立上げ 立ち上げ",
        "申込 申込み 申し込み",
        "打合せ 打ち合わせ 打合わせ",
        "手続 手続き",
        "受入れ 受け入れ",
        "取扱い 取り扱い 取扱",
        "枠組 枠組み",
        "強靱化 強靭化",
        "引続き 引き続き",
        "申入れ 申し入れ",
        "見積り 見積もり 見積",
        "組合せ 組み合わせ 組合わせ",
        "問合せ 問い合わせ",
        "届出 届け出",
        "支払 支払い",
        "割当て 割り当て 割当",
        "引上げ 引き上げ",
        "切替え 切り替え",
        "取決め 取り決め",
        "格付 格付け",
        "覚書 覚え書き",
        "繰返し 繰り返し",
        "行なう 行う",
        "終る 終わる",
        "働きかけ 働き掛け",
        "こども 子ども 子供",
        "かけはし 架け橋",
        "つながり 繋がり",
        "サーバ サーバー",
        "ユーザ ユーザー",
        "ベンダ ベンダー",
        "コンピュータ コンピューター",
        "セキュリティ セキュリティー",
        "インタフェース インターフェース インターフェイス",
        "ウェブ ウエブ",
        "プラットフォーム プラットホーム",
        "イニシアティブ イニシアチブ",
        "附属 付属",
        "3か国 3カ国 3ヶ国",
        "二国間 2国間 ２国間",
        "令和六年 令和6年",
        "四つ 4つ",
    ],
)
def test_spellings_of_one_word(spellings: str) -> None:
    assert len({spell(normalise(spelling)) for spelling in spellings.split()}) == 1
    assert len({word_key(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    "words", ["橋 端", "科学 化学", "保証 保障", "英国 米国", "規制 規定", "データ デジタル"]
)
def test_different_words_stay_different(words: str) -> None:
    one, other = words.split()
    assert spell(one) != spell(other)


def test_only_changed_clauses_are_kept_beside() -> None:
    assert searchable("日英の協力を深める。") == "日英の協力を深める。"
    text, *beside = searchable("日英の協力、取組の強化。").split(SEAL)
    assert text == "日英の協力、取組の強化。"
    assert beside == ["取組みの強化"]


def test_text_longer_than_sudachi_takes() -> None:
    text = "協力" * LONGEST
    assert "".join(surface for surface, _ in read_morphemes(text)) == text
    assert len(searchable("𠮷" * 20_000 + "取組")) > 20_000


def test_one_tokenizer_a_thread() -> None:
    text = "取組を進め、受入れを行なう。" * 20
    found: list[list[tuple[str, str]]] = []

    def read() -> None:
        for _ in range(20):
            found.append(list(read_morphemes(text)))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 80
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize(
    "forms",
    [
        "standard standards",
        "policy policies",
        "cooperate cooperation cooperative cooperating",
        "organise organize organisation organizations organised organizing",
        "standardise standardize standardisation standardization",
        "analyse analyze analysing analyzed analysis analyses",
        "behaviour behavior behaviours",
        "centre center centres centers",
        "programme program programmes programs",
        "defence defense",
        "licence license licensed licensing",
        "fibre fibers",
        "regulate regulation regulator regulatory regulating",
        "resilient resilience",
        "secure security securing",
        "hold held holding",
        "meet met meeting meetings",
        "size sizes sizing",
        "minister ministers ministerial",
    ],
)
def test_forms_of_one_word(forms: str) -> None:
    assert len({english_stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "international internal",
        "organisation organ organic",
        "university universal",
        "important import",
        "digital digit digitisation digitalisation",
        "experiment experience",
        "objective object",
        "policy police",
        "authority author",
        "emergency emerging",
        "g7 g20",
    ],
)
def test_different_english_words(words: str) -> None:
    assert len({english_stem(word) for word in words.split()}) == len(words.split())
