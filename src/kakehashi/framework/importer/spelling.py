"""One word written in several ways: variant characters, okurigana, ・ and ー, -ise and -ize."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Characters that are one and the same, the ordinary form first.
_TWINS = """
    靭靱 国國 学學 会會 条條 協恊 竜龍 斎齋 辺邊 沢澤 広廣 恵惠 実實 総總 県縣 関關 経經 済濟
    労勞 変變 価價 権權 検檢 験驗 険險 観觀 歓歡 証證 釈釋 択擇 収收 発發 広廣 拡擴 鉱鑛 伝傳
    転轉 団團 図圖 対對 帯帶 滞滯 台臺 弐貳 弁辯 舗舖 宝寶 豊豐 満滿 訳譯 薬藥 与與 予豫 余餘
    様樣 謡謠 来來 頼賴 覧覽 乱亂 励勵 礼禮 霊靈 歴歷 錬鍊 楼樓 録錄 湾灣 桧檜 薮藪 曽曾 篭籠
    掴摑 填塡 頬頰 剥剝 叱𠮟 痩瘦 繋繫 蝉蟬 噛嚙 躯軀 鴎鷗
"""
# Nouns whose kana may be left out.
_OKURIGANA = """
    取り組み 枠組み 取り決め 取り扱い 手続き 立ち上げ 引き上げ 引き下げ 受け入れ 打ち合わせ
    申し合わせ 申し込み 申し入れ 問い合わせ 組み合わせ 割り当て 見積もり 切り替え 積み立て
    貸し付け 借り入れ 支払い 振り替え 見通し 見直し 取り引き 仕組み 位置付け 位置づけ 裏付け
    裏づけ 働き掛け 働きかけ 売り上げ 繰り越し 差し止め 締め切り 届け出 取りまとめ 取り纏め
    話し合い 引き継ぎ 引き渡し 持ち込み 受け渡し
"""
# Words written in characters or in kana.
_KANA_FOR = """
    及び/および 又は/または 並びに/ならびに 若しくは/もしくは 更に/さらに 全ての/すべての
    既に/すでに 様々な/さまざまな 例えば/たとえば 特に/とくに 但し/ただし 従って/したがって
    我々/われわれ 我が国/わが国 出来る/できる 際し/さいし 基づき/もとづき 通じて/つうじて
"""
# British and American endings.
_BRITISH = """
    isation/ization isations/izations ise/ize ised/ized ises/izes ising/izing our/or ours/ors
    oured/ored programme/program programmes/programs centre/center centres/centers
    defence/defense yse/yze ysed/yzed ysing/yzing elling/eling elled/eled
"""
_SHORTEST = 7

_KANA = re.compile(r"([ぁ-ん]+)")
_KATAKANA = re.compile(r"[ァ-ヴー]{2,}(?:・[ァ-ヴー]{2,})*")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_CJK = re.compile(r"[一-龯々]")
_LOOSE = re.compile(r"[\s・ー\-–—―:：;；,、，.。．'’\"“”「」『』()（）/／]+")
_ISE = re.compile(r"is(e|es|ed|ing|ations?)\b")
_TWIN_TABLE = {ord(odd): pair[0] for pair in _TWINS.split() for odd in pair[1:]}


@dataclass(frozen=True, slots=True)
class Form:
    """One way a word is written."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Variants:
    """One word and the ways one text writes it, the most frequent first."""

    forms: tuple[Form, ...]


def fold(words: str) -> str:
    """Return ``words`` so that spellings of one heading come out the same."""
    plain = unicodedata.normalize("NFKC", words).translate(_TWIN_TABLE).lower()
    return _ISE.sub(r"iz\1", _LOOSE.sub(" ", plain)).replace(" ", "")


def variants(texts: Sequence[str], *, japanese: bool) -> tuple[Variants, ...]:
    """Return the words that ``texts`` write in more than one way; linear in their length."""
    whole = "\n".join(texts)
    return tuple(_japanese(whole) if japanese else _english(whole))


def _japanese(whole: str) -> Iterator[Variants]:
    yield from _twins(whole)
    for full in _OKURIGANA.split():
        yield from _grouped(match for match in _kana_pattern(full).findall(whole))
    for pair in _KANA_FOR.split():
        counts = {form: whole.count(form) for form in pair.split("/")}
        if all(counts.values()):
            yield _group(counts)
    yield from _katakana(whole)


def _twins(whole: str) -> Iterator[Variants]:
    for pair in _TWINS.split():
        if not all(char in whole for char in pair):
            continue
        # The word is told with the character before it where that is one too: 強靱, not 靱.
        found = Counter(re.findall(rf"[一-龯々]?[{pair}]", whole))
        counts = {}
        for char in pair:
            own = [form for form in found if form[-1] == char]
            counts[max(own, key=lambda form: found[form])] = sum(found[form] for form in own)
        yield _group(counts)


def _kana_pattern(full: str) -> re.Pattern[str]:
    """Return a pattern for 取り組み, 取組み and 取組, but not for a verb's 取り組む."""
    parts = [part for part in _KANA.split(full) if part]
    pattern = "".join(
        f"(?:{part})?" if _KANA.fullmatch(part) and len(part) <= len("合わせ") else re.escape(part)
        for part in parts
    )
    return re.compile(pattern + r"(?![まみむめもらりるれろわいうえおかきくけこさしすせそんっげべ])")


def _grouped(found: Iterable[str]) -> Iterator[Variants]:
    counts = Counter(found)
    if len(counts) > 1:
        yield _group(counts)


def _katakana(whole: str) -> Iterator[Variants]:
    tokens = Counter(_KATAKANA.findall(whole))
    solid: Counter[str] = Counter()
    dotted: Counter[str] = Counter()
    for token, count in tokens.items():
        parts = token.split("・")
        for part in parts:
            solid[part] += count
        for left, right in pairwise(parts):
            dotted[f"{left}・{right}"] += count
    for form in dotted:
        plain = form.replace("・", "")
        if solid[plain]:
            yield _group({form: dotted[form], plain: solid[plain]})
    for form in [one for one in solid if one.endswith("ー") and solid.get(one[:-1])]:
        if len(form) > len("カード"):
            yield _group({form: solid[form], form[:-1]: solid[form[:-1]]})


def _english(whole: str) -> Iterator[Variants]:
    words = Counter(word.lower() for word in _WORD.findall(whole))
    for word in [one for one in words if "-" in one]:
        plain = word.replace("-", "")
        if words[plain]:
            yield _group({word: words[word], plain: words[plain]})
    running = [word.lower() for word in re.findall(r"[A-Za-z]+|[^A-Za-z\s]", whole)]
    pairs = Counter(
        f"{left} {right}"
        for left, right in pairwise(running)
        if len(left) + len(right) > _SHORTEST and words[left + right]
    )
    for pair, count in pairs.items():
        yield _group({pair: count, pair.replace(" ", ""): words[pair.replace(" ", "")]})
    for british, american in (pair.split("/") for pair in _BRITISH.split()):
        for word in [one for one in words if one.endswith(british) and len(one) > len(british) - 1]:
            other = word[: -len(british)] + american
            if other != word and words[other]:
                yield _group({word: words[word], other: words[other]})


def _group(counts: "Counter[str] | dict[str, int]") -> Variants:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return Variants(tuple(Form(words, count) for words, count in ordered))
