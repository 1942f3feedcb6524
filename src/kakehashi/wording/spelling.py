"""Spelling: the ways one Japanese word is written (取組, 取組み, 取り組み), brought to one.

The normal form folds single characters. Which kana follow an ideograph (送り仮名), and whether a
loan word ends in a long vowel, only a dictionary can say, and it reads a word by what stands
around it. So the standard spelling is never put in the place of the text: the clauses it changes
are kept *beside* the normal form, behind :data:`~kakehashi.wording.scripts.SEAL`, and a word is
looked for in both.
"""

import re

from kakehashi.wording.morphemes import read_morphemes
from kakehashi.wording.normal import Mapped, normalise, sub_mapped
from kakehashi.wording.scripts import CJK_CLASS, SEAL, WORD_CHARACTER, has_cjk

_CLAUSE = re.compile(f"(?:[{CJK_CLASS}]|{WORD_CHARACTER})+")

# In compound verbs and the nouns made of them official texts leave out the kana of the first
# part (公用文における漢字使用等について, 2010, and 送り仮名の付け方, rule 6). They are taken out
# everywhere in the standard spelling; kana before other kana stay.
_OKURIGANA = {
    "け": "受掛届付明避預助負分",
    "り": "取切売繰割乗借振折刈送釣張盛織巡戻守走通積",
    "ち": "立打持待落",
    "し": "申差押貸話消移出渡残",
    "き": "引書置聞働抜焼巻突吹解開敷描",
    "み": "組積読踏飲編込畳包頼住",
    "い": "買払言追使問願扱食吸拾合",
    "え": "植替換",
    "れ": "入流",
    "せ": "寄任合",
    "げ": "上下揚",
    "め": "締決詰埋求始",
    "び": "呼結飛",
    "て": "立当建捨",
    "ぎ": "継",
}
_LEFT_OUT = {first + kana for kana, firsts in _OKURIGANA.items() for first in firsts}
# Kana that the same rules allow inside a word (表わす, 終る, 合せる) before certain others: the
# shorter way is kept.
_INNER = {
    "合わ": "せ", "積も": "らりるれろっ", "終わ": "らりるれろっ", "変わ": "らりるれろっ",
    "締ま": "らりるれろっ", "表わ": "さしすせそ", "現わ": "れ", "断わ": "らりるれろっ",
    "行な": "わいうえおっ", "当た": "らりるれろっ", "生ま": "れ",
    "起こ": "さしすせそらりるれろっ", "落と": "さしすせそ", "聞こ": "え", "押さ": "え",
    "捕ら": "え", "浮か": "ばびぶべぼ",
}  # fmt: skip
_MAY_DROP = re.compile(
    f"[{''.join(sorted({pair[0] for pair in (*_LEFT_OUT, *_INNER)}))}]"
    f"[{''.join(sorted({pair[1] for pair in (*_LEFT_OUT, *_INNER)}))}]"
    f"(?=([ぁ-ん]|[\u4e00-\u9fff]))"
)


def spell(normal: str) -> str:
    """Return the standard spelling of a text that is in the normal form.

    >>> spell("取組") == spell("取組み") == spell("取り組み")
    True
    >>> spell("受け入れ、セキュリティの立ち上げ")
    '受入れ、セキュリティーの立上げ'
    """
    if not has_cjk(normal):
        return normal
    pieces = [
        _form(standard) if standard != surface else surface
        for surface, standard in read_morphemes(normal)
    ]
    return _MAY_DROP.sub(_drop_kana, "".join(pieces))


def spell_mapped(mapped: Mapped) -> Mapped:
    """Return the standard spelling of a mapped normal form, keeping the way back."""
    if not has_cjk(mapped.text):
        return mapped
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    for surface, standard in read_morphemes(mapped.text):
        end = start + len(surface)
        if standard == surface:
            pieces.append(surface)
            starts += mapped.starts[start:end]
            ends += mapped.ends[start:end]
        else:
            form = _form(standard)
            begin, close = mapped.place(start, end)
            pieces.append(form)
            starts += [begin] * len(form)
            ends += [close] * len(form)
        start = end
    return sub_mapped(_MAY_DROP, _drop_kana, Mapped("".join(pieces), starts, ends))


def searchable(text: str) -> str:
    """Return what hits are verified on: the normal form, and beside it other spellings.

    A clause is kept in the standard spelling only where that differs from how it stands. Store
    this once for each field; :func:`kakehashi.wording.matches` reads it.

    >>> searchable("新しい取組を、共に。").split(SEAL)
    ['新しい取組を、共に。', '新しい取組みを']
    """
    return add_spellings(normalise(text))


def add_spellings(normal: str) -> str:
    """Return a text in the normal form with the clauses of its standard spelling behind it."""
    spelt = spell(normal)
    if spelt == normal:
        return normal
    clauses = dict.fromkeys(
        clause for clause in _CLAUSE.findall(spelt) if clause not in normal and has_cjk(clause)
    )
    return SEAL.join((normal, *clauses))


def _drop_kana(found: re.Match[str]) -> str:
    pair, follows = found.group(), found.group(1)
    if follows > "ん":
        return pair[0] if pair in _LEFT_OUT else pair
    return pair[0] if follows in _INNER.get(pair, "") else pair


def _form(standard: str) -> str:
    """Bring a spelling out of the dictionary into the normal form, without blanks."""
    return "".join(normalise(standard).split())
