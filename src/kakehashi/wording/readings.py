"""Readings: how a Japanese word is read, and under which letter an index has it."""

import unicodedata
from functools import lru_cache

from kakehashi.wording.morphemes import reading_tokenizer
from kakehashi.wording.scripts import has_cjk

_ROWS = ("あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ",
         "まみむめも", "やゆよ", "らりるれろ", "わゐゑをん")  # fmt: skip
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


@lru_cache(maxsize=4096)
def reading(word: str) -> str:
    """Return how a word is read, in hiragana; what is not Japanese stays, in small letters.

    >>> reading("半導体"), reading("サプライチェーン"), reading("Open RAN")
    ('はんどうたい', 'さぷらいちぇーん', 'open ran')
    """
    text = unicodedata.normalize("NFKC", word)
    if has_cjk(text):
        words = reading_tokenizer().tokenize(text[:1000])
        pieces = [(one.surface(), one.reading_form()) for one in words]
        text = "".join(said if has_cjk(surface) else surface for surface, said in pieces)
    return text.translate(_HIRAGANA).lower()


def index_letter(word: str, language: str) -> str:
    """Return the letter of an index under which a word stands: A to Z, あ か さ …, or #.

    >>> index_letter("半導体", "ja"), index_letter("5G", "ja"), index_letter("supplier", "en")
    ('は', '#', 'S')
    >>> index_letter("AI原則", "ja"), index_letter("ガバナンス", "ja")
    ('A', 'か')
    """
    said = reading(word) if language == "ja" else unicodedata.normalize("NFKC", word).lower()
    first = next((one for one in said if one.isalnum()), "")
    bare = unicodedata.normalize("NFD", first)[:1].translate(_SMALL)
    if bare.isascii():
        return bare.upper() if bare.isalpha() else "#"
    return next((row[0] for row in _ROWS if bare in row), "#")
