"""A word's other words, in any form and spelling, for as long as the glossary is the same."""

import pytest

from kakehashi.glossary.models import Word
from kakehashi.glossary.selectors import expand, expander
from kakehashi.glossary.services import NewConcept, load_concepts


def concept(number, *, en, ja=(), avoided=()):
    words = {"en": {"preferred": en}, "ja": {"admitted": ja, "avoided": avoided}}
    return NewConcept(id=f"c{number}", words=words)


@pytest.mark.django_db
def test_all_words_of_a_concept_are_found_from_each_of_them():
    load_concepts([concept(1, en=["semiconductor"], ja=["半導体", "集積回路"])])
    for word in ("semiconductor", "Semiconductors", "半導体", "集積回路"):
        assert set(expand(word)) == {"semiconductor", "半導体", "集積回路"}
    assert expand("quantum") == []
    assert expand("") == []


@pytest.mark.django_db
def test_an_avoided_word_leads_nowhere_and_nothing_leads_to_it():
    load_concepts([concept(1, en=["confirm"], ja=["確認"], avoided=["合意"])])
    assert expand("合意") == []
    assert set(expand("確認")) == {"confirm", "確認"}
    load_concepts([concept(2, en=["consensus"], ja=["合意"])])
    assert set(expand("合意")) == {"consensus", "合意"}


@pytest.mark.django_db
def test_words_are_known_in_other_spellings_and_in_rows():
    load_concepts([concept(1, en=["supply chain"], ja=["取組"]), concept(2, en=["supply chains"])])
    assert set(expand("Supply Chains")) == {"supply chain", "取組", "supply chains"}
    assert expand("supply-chain") == expand("supply chain")
    assert "supply chain" in expand("取り組み")


@pytest.mark.django_db
def test_what_is_kept_in_memory_follows_every_change(django_assert_num_queries):
    assert expand("quantum") == []
    load_concepts([concept(1, en=["quantum"], ja=["量子"])])
    assert set(expand("quantum")) == {"quantum", "量子"}
    with django_assert_num_queries(1):
        ask = expander()
        assert ask("量子") == ask("quantum")
    Word.objects.create(
        concept_id="c1", language="en", text="qubit", normal="qubit", standing="admitted"
    )
    assert "qubit" in expand("量子")
    Word.objects.all().delete()
    assert expand("量子") == []
