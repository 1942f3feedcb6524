"""Where texts are cut."""

from hypothesis import given

from kakehashi.wording import split_paragraphs, split_sentences
from kakehashi.wording.sentences import split_bounded

from .strategies import any_texts


@given(any_texts)
def test_nothing_is_lost(text: str) -> None:
    assert "".join(split_sentences(text)) == text
    assert "".join(split_paragraphs(text)) == text
    pieces = list(split_bounded(text, 5))
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= 5 for piece in pieces)
    assert all(split_sentences(text))


def test_quotations_and_figures_stay_whole() -> None:
    assert split_sentences("「次。」と述べた。v1.5 is out. OK!次") == [
        "「次。」と述べた。",
        "v1.5 is out.",
        " OK!",
        "次",
    ]
