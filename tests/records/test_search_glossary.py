"""Search across languages by the partnership's glossary: a word of one finds texts of the other."""

import pytest

from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.records.search import find


@pytest.fixture
def references(node):
    def found(query):
        return {hit.reference for hit in find(query, viewer=PUBLIC_VIEWER, limit=100).hits}

    return found


def test_a_word_of_one_language_finds_texts_of_the_other(references):
    for words in (
        ("半導体", "semiconductor", "semiconductors", "chips"),
        ("強靭性", "強靱性", "resilience"),
        ("サプライヤー", "supplier", "ベンダ"),
        ("プライバシー強化技術", "PETs", "privacy-enhancing technologies"),
        ("デジタルID", "digital identity"),
    ):
        every = [references(word) for word in words]
        assert every[0], words
        assert all(one == every[0] for one in every), words


def test_what_people_say_finds_what_officials_write(references):
    assert references("防犯カメラ") >= {"psti-accepts-jc-star"}
    assert references("監視カメラ") == references("security camera") == references("IoT製品")


def test_an_avoided_word_finds_nothing_of_the_concept(references):
    assert not references("フェイクニュース") & references("偽情報")
