"""One glossary: the desk's comparison and the command line's, which needs no node, read the same."""

from kakehashi.glossary.selectors import parity_glossary
from kakehashi.wording.parity import shipped_glossary


def test_the_node_and_the_command_line_compare_by_the_same_words(node):
    ours = {one.id: one for one in parity_glossary().concepts}
    shipped = {one.id: one for one in shipped_glossary().concepts}
    assert set(ours) == set(shipped)
    assert len(ours) > 350
    for name, one in shipped.items():
        other = ours[name]
        assert (set(one.en), set(one.ja)) == (set(other.en), set(other.ja)), name
        assert (one.name, one.pointed_out) == (other.name, other.pointed_out), name
        assert {key: set(words) for key, words in one.avoided.items()} == {
            key: set(words) for key, words in other.avoided.items()
        }
