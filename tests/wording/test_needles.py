"""Needles: a pattern is left out of a text only where it fits nowhere."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kakehashi.wording.needles import Sought, flattened, needles_of, present
from kakehashi.wording.parity import countries, english, japanese, meaning
from kakehashi.wording.parity.tables import qualifiers, verbs
from tests.wording.labelled_texts import cases

TEXTS = sorted(
    {text for name in ("parity.yaml",) for ja, en, _ in cases(name) for text in (ja, en)}
)


def every_sought():
    yield from (sought for reader in (english, japanese) for sought, _read in reader._readers())
    yield from (row.patterns[language] for row in verbs().values() for language in ("ja", "en"))
    yield from (sought for table in countries._COMPILED for _code, sought in table)
    yield from (sought for pair in meaning._DENIALS.values() for sought in pair)
    for one in qualifiers():
        for pattern in (one.ja, one.en, one.ja_loose, one.en_loose):
            yield Sought(pattern, re.IGNORECASE)


def test_no_pattern_in_use_is_left_out_of_a_text_it_fits_in():
    number = 0
    for sought in every_sought():
        for text in TEXTS:
            if sought.pattern.search(text):
                number += 1
                assert sought.may_stand_in(flattened(text)), (sought.pattern.pattern, text)
    assert number > 500


def test_most_patterns_have_needles_so_that_most_texts_need_no_look():
    every = list(every_sought())
    without = [one for one in every if not one.needles and one.quick is None]
    assert len(without) < len(every) / 10


LETTERS = st.text("abiskſKİı 1二", max_size=6)
PATTERNS = st.recursive(
    st.sampled_from(["a", "b", "is", "[ab]", "[0-9]", "二", ".", r"\b", "k"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        inner.map(lambda one: f"(?:{one})?"),
        inner.map(lambda one: f"(?:{one})+"),
        inner.map(lambda one: f"(?={one})"),
        inner.map(lambda one: f"(?!{one})"),
        inner.map(lambda one: f"({one})"),
    ),
    max_leaves=6,
)


@given(PATTERNS, LETTERS, st.sampled_from([0, re.IGNORECASE]))
def test_of_any_pattern_a_match_holds_a_needle(pattern, text, flags):
    sought = Sought(pattern, flags)
    if sought.pattern.search(text):
        assert sought.may_stand_in(flattened(text))
        assert present([("x", sought)], flattened(text))


def test_needles_are_the_rarest_that_do():
    assert needles_of(re.compile("a.*量子")) == ("量子",)
    assert needles_of(re.compile(".*")) == ()
