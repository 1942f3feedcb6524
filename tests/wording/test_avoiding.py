"""Words that the glossary avoids are pointed out, with the word that it prefers."""

import pytest

from kakehashi.wording import Concept, Glossary, compare, lint
from kakehashi.wording.linting import load_rules, with_glossary
from kakehashi.wording.parity import Sort, shipped_glossary


@pytest.mark.parametrize(
    ("text", "found", "instead"),
    [
        ("The International Telecommunications Union met.", "International Telecommunications Union",
         "International Telecommunication Union"),
        ("偽りのフェイクニュースへの対策", "フェイクニュース", "偽情報"),
        ("旧称の通商産業省は用いない。", "通商産業省", "経済産業省"),
        ("Measures against fake news.", "fake news", "disinformation"),
        ("日英FTAの下で協力する。", "日英FTA", "包括的経済連携協定"),
    ],
)  # fmt: skip
def test_an_avoided_word_is_a_warning_that_offers_the_preferred_one(text, found, instead):
    (one,) = lint(text)
    assert (one.found, one.replacement, one.severity) == (found, instead, "warning")
    assert one.rule.startswith("glossary-")
    assert one.instead == (instead,)


@pytest.mark.parametrize(
    "text",
    [
        "総務省及び経済産業省が協力する。",
        "The International Telecommunication Union met.",
        "The Council of Europe and the European Council are two bodies.",
        "The Foreign, Commonwealth and Development Office",
        "They will admit and permit it.",
        "データの公表を行う。",
    ],
)
def test_names_in_use_are_left_alone(text):
    assert lint(text) == []


@pytest.mark.parametrize(
    ("ja", "en", "word", "preferred"),
    [
        ("欧州理事会の会合に参加する。", "They will take part in the meeting of the Council of Europe.",
         "欧州理事会", "欧州評議会"),
        ("別の条項を見直す。", "They will review another paragraph.", "条項", "項"),
        ("双方は文言を確認する。", "Both sides agree the text.", "agree", "confirm"),
        ("欧州理事会及び欧州評議会に参加する。", "They will take part in the European Council and the Council of Europe.",
         None, None),
    ],
)  # fmt: skip
def test_beside_the_other_language_it_is_certain_what_is_meant(ja, en, word, preferred):
    found = [one for one in compare(ja, en) if one.sort is Sort.TERM]
    if word is None:
        assert found == []
    else:
        (one,) = found
        assert word in (one.ja.said, one.en.said)
        assert preferred in one.message["en"]
        assert preferred in one.message["ja"]


def test_a_ministry_has_its_own_words():
    chip = Concept("chip", ("semiconductor",), ("半導体",), name=False, avoided={"en": ("chip",)})
    assert lint("A chip.", rules=with_glossary(load_rules(), Glossary((chip,)))) == []
    both = Glossary((Concept(**{**_fields(chip), "pointed_out": True}),))
    (one,) = lint("A chip, and chipmakers.", rules=with_glossary(load_rules(), both))
    assert (one.found, one.replacement) == ("chip", "semiconductor")
    (difference,) = compare("半導体を作る。", "They will make a chip.", glossary=both)
    assert difference.sort is Sort.TERM


def _fields(concept):
    return {name: getattr(concept, name) for name in concept.__slots__}


def test_no_word_is_avoided_by_one_concept_and_used_by_another():
    used = {
        (language, word.casefold()): one.id
        for one in shipped_glossary().concepts
        for language in ("en", "ja")
        for word in getattr(one, language)
    }
    clashes = {
        word: (one.id, used[language, word.casefold()])
        for one in shipped_glossary().concepts
        if one.pointed_out
        for language, words in one.avoided.items()
        for word in words
        if (language, word.casefold()) in used
    }
    assert clashes == {}
