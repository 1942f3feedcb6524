"""What a concept must look like, and who may change the glossary."""

import re
import unicodedata
from collections.abc import Mapping

from kakehashi.errors import Refused, Words
from kakehashi.glossary.concepts import LANGUAGES, STANDINGS, NewConcept
from kakehashi.people.rules import Viewer, check_side

OURS = "ours"
"""The source of what we wrote ourselves."""

LONGEST_WORD = 200
LONGEST_TEXT = 2_000
LONGEST_SOURCE = 300
LONGEST_ID = 80
MOST_WORDS = 60
"""Words of one language and standing."""

NEEDED = ("hold_pen", "publish")
"""What it takes to change the glossary, which the public reads at once: a coordinator's rights."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SUBJECT = re.compile(r"[a-z_]+:[A-Za-z0-9.-]+")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_LANGUAGE_WORDS: Mapping[str, Words] = {
    "en": {"en": "English", "ja": "英語"},
    "ja": {"en": "Japanese", "ja": "日本語"},
}


class ConceptMisshapen(Refused):
    """A concept lacks something, or holds what cannot stand there."""

    code = "concept-misshapen"
    message = {
        "en": "The concept {concept} cannot be kept: {why}.",
        "ja": "用語「{concept}」は保存できません（{why}）。",
    }
    hint = {
        "en": "A concept has one preferred word in each language; every word stands once, on one "
        "line.",
        "ja": "各言語に優先語を一つ定め、同じ語は一度だけ、一行で記入してください。",
    }


class WordTaken(Refused):
    """Another concept has the same preferred word."""

    code = "concept-word-taken"
    status = 409
    message = {
        "en": "“{word}” is already the preferred word of the concept {other}.",
        "ja": "「{word}」は既に用語「{other}」の優先語です。",
    }
    hint = {
        "en": "Choose another word, add yours to that concept, or say that it is a homonym.",
        "ja": "別の語を選ぶか、その用語に語を加えるか、同音同形異義語である旨を指定してください。",
    }


def check_may_edit(viewer: Viewer) -> str:
    """Return the side ``viewer`` changes the glossary for.

    Raises:
        NoSide, NotYourRole: when they may not.
    """
    return check_side(viewer, NEEDED)


def may_edit(viewer: Viewer) -> bool:
    """Say whether :func:`check_may_edit` would let ``viewer``."""
    try:
        check_may_edit(viewer)
    except Refused:
        return False
    return True


def check_shape(concept: NewConcept) -> None:
    """Check what one concept looks like by itself.

    Raises:
        ConceptMisshapen: with what is wrong.
    """
    if not _ID.fullmatch(concept.id) or len(concept.id) > LONGEST_ID:
        raise _misshapen(
            concept,
            f"its id is not small letters, figures and hyphens, at most {LONGEST_ID}",
            f"識別子は小文字・数字・ハイフンの {LONGEST_ID} 字以内です",
        )
    for language in LANGUAGES:
        _check_words(concept, language)
        for field in (concept.definition, concept.note):
            _check_text(concept, field.get(language, ""), LONGEST_TEXT, lines=True)
    _check_text(concept, concept.source, LONGEST_SOURCE, lines=False)
    if concept.subject and not _SUBJECT.fullmatch(concept.subject):
        raise _misshapen(
            concept, "its subject is not kind:reference", "対象は「種別:参照」の形です"
        )
    if not all(_REFERENCE.fullmatch(one) for one in concept.provisions):
        raise _misshapen(
            concept, "a provision is no reference", "項・項目の参照の書き方が誤っています"
        )


def _check_words(concept: NewConcept, language: str) -> None:
    name = _LANGUAGE_WORDS[language]
    if len(concept.of(language, "preferred")) != 1:
        raise _misshapen(
            concept,
            f"it has not exactly one preferred word in {name['en']}",
            f"{name['ja']}の優先語が一つになっていません",
        )
    seen: set[str] = set()
    for standing in STANDINGS:
        words = concept.of(language, standing)
        if len(words) > MOST_WORDS:
            raise _misshapen(
                concept,
                f"it has more than {MOST_WORDS} words",
                f"語の数が {MOST_WORDS} を超えています",
            )
        for word in words:
            if not word.strip():
                raise _misshapen(concept, "a word is empty", "空の語があります")
            _check_text(concept, word, LONGEST_WORD, lines=False)
            if word in seen:
                raise _misshapen(concept, f"“{word}” stands twice", f"「{word}」が重複しています")
            seen.add(word)


def _check_text(concept: NewConcept, text: str, longest: int, *, lines: bool) -> None:
    if len(text) > longest:
        raise _misshapen(
            concept,
            f"“{text[:20]}…” is longer than {longest} characters",
            f"「{text[:20]}…」が {longest} 字を超えています",
        )
    hidden = next((one for one in text if _unseen(one) and not (lines and one == "\n")), "")
    if hidden:
        point = f"U+{ord(hidden):04X}"
        raise _misshapen(
            concept,
            f"there is a character that nobody sees, {point}",
            f"目に見えない文字（{point}）が含まれています",
        )
    if text != text.strip():
        raise _misshapen(
            concept, "a text begins or ends with a space", "前後に空白のある文字列があります"
        )


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _misshapen(concept: NewConcept, english: str, japanese: str) -> ConceptMisshapen:
    return ConceptMisshapen(concept=concept.id[:LONGEST_ID], why={"en": english, "ja": japanese})
