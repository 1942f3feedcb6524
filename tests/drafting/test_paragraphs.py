"""Paragraph operations keep identities, whatever is done in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.drafting.paragraphs import (
    ADDED,
    HEADING,
    MERGED,
    MOVED,
    NOTICE,
    REMOVED,
    SAME,
    SPLIT,
    CannotSplitThere,
    NothingToMerge,
    Paragraph,
    ParagraphsWrong,
    bearers,
    changes,
    check,
    insert,
    merge,
    move,
    numbers,
    read,
    remove,
    split,
    structure_of,
)


def listed(*ids, **words):
    return [
        Paragraph(one, words={"en": f"{one} one. {one} two.", "ja": f"{one}一。{one}二。"})
        for one in ids
    ]


def ids(paragraphs):
    return [one.id for one in paragraphs]


def test_numbers_follow_the_structure_in_both_languages_alike():
    text = [
        Paragraph("h", form=HEADING),
        Paragraph("a"),
        Paragraph("b", level=2),
        Paragraph("c", level=3),
        Paragraph("d", level=2),
        Paragraph("p", form="plain"),
        Paragraph("h2", form=HEADING),
        Paragraph("e", level=3),
        Paragraph("n", form=NOTICE),
    ]
    assert numbers(text) == {
        "a": "1", "b": "1(a)", "c": "1(a)(i)", "d": "1(b)", "e": "2", "n": "3",
    }  # fmt: skip


def test_a_split_keeps_the_first_identity_and_tells_the_second_where_it_came_from():
    text = listed("a", "b")
    cut = split(text, "a", {"en": 7, "ja": 3}, new="x")
    assert ids(cut) == ["a", "x", "b"]
    assert cut[0].words == {"en": "a one.", "ja": "a一。"}
    assert cut[1].words == {"en": "a two.", "ja": "a二。"}
    assert cut[1].split_from == "a"
    whole = merge(cut, "a")
    assert whole[0].words == text[0].words
    assert whole[0].merged == ("x",)
    assert bearers(whole)["x"] == "a"


def test_what_cannot_be_is_refused():
    text = [Paragraph("h", form=HEADING, words={"en": "H"}), *listed("a")]
    with pytest.raises(CannotSplitThere):
        split(text, "a", {"en": 0, "ja": 0})
    with pytest.raises(CannotSplitThere):
        split(text, "a", {})
    with pytest.raises(NothingToMerge):
        merge(text, "h")
    with pytest.raises(NothingToMerge):
        merge(text, "a")
    with pytest.raises(ParagraphsWrong):
        check([*text, *text])


def test_changes_tell_moved_split_merged_added_and_removed():
    old = listed("a", "b", "c", "d", "e")
    new = split(old, "a", {"en": 7, "ja": 3}, new="x")
    new = merge(new, "b")
    new = move(new, "e", -4)
    new = insert(new, Paragraph("n"), after="d")
    told = {(one.new or one.old).id: (one.what, one.other) for one in changes(old, new)}
    assert told == {
        "e": (MOVED, ""),
        "a": (SAME, ""),
        "x": (SPLIT, "a"),
        "b": (SAME, ""),
        "c": (MERGED, "b"),
        "d": (SAME, ""),
        "n": (ADDED, ""),
    }
    assert [one.what for one in changes(old, remove(old, "c"))] == [SAME, SAME, REMOVED, SAME, SAME]


words = st.text(alphabet="ab 。.", max_size=12)
operations = st.lists(
    st.tuples(
        st.sampled_from(["insert", "remove", "move", "split", "merge"]),
        st.integers(0, 50),
        st.integers(-3, 12),
    ),
    max_size=14,
)


@given(start=st.lists(st.tuples(words, words), min_size=1, max_size=5), done=operations)
def test_identities_survive_any_operations(start, done):
    old = [Paragraph(f"s{n}", words={"ja": ja, "en": en}) for n, (ja, en) in enumerate(start)]
    text, removed, drawn = list(old), set(), 0
    for name, which, extra in done:
        if not text:
            break
        key = text[which % len(text)].id
        drawn += 1
        try:
            if name == "insert":
                text = insert(text, Paragraph(f"n{drawn}"), after=key)
            elif name == "remove":
                gone = next(one for one in text if one.id == key)
                removed |= {key, *gone.merged}
                text = remove(text, key)
            elif name == "move":
                text = move(text, key, extra)
            elif name == "split":
                text = split(text, key, {"ja": extra, "en": extra}, new=f"n{drawn}")
            else:
                text = merge(text, key)
        except (CannotSplitThere, NothingToMerge):
            continue
        check(text)
    now = bearers(text)
    for one in old:
        assert (one.id in now) != (one.id in removed), "borne by one paragraph until removed"
    assert read(structure_of(text), {one.field: one.words for one in text}) == list(text)
    told = changes(old, text)
    assert [one.new.id for one in told if one.new] == ids(text)
    assert {one.old.id for one in told if one.old} == {one.id for one in old}
    kept = [one.id for one in old if one.id in {*ids(text)}]
    still = [one.new.id for one in told if one.what == SAME]
    assert still == [one for one in kept if one in still], "what did not move kept its order"


@given(text=st.text(alphabet="ab 。.", min_size=1, max_size=30), cut=st.integers(0, 30))
def test_splitting_and_merging_loses_no_letter(text, cut):
    before = [Paragraph("a", words={"ja": text})]
    try:
        halves = split(before, "a", {"ja": cut})
    except CannotSplitThere:
        return
    whole = merge(halves, "a")[0]
    assert whole.said("ja").replace(" ", "") == text.replace(" ", "")
    assert whole.id == "a"
