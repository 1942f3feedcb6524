"""The checks over the product's own strings: what they find is mended or accepted with a reason."""

import yaml

from tools.check_wording import ACCEPTED, Pair, check, left, main, written


def test_our_own_strings_are_clean_or_accepted(capsys):
    assert main() == 0, capsys.readouterr().out


def test_what_is_planted_is_found():
    planted = [
        Pair("x", "The Parties will meet.", "双方は、会合を開催する。"),
        Pair("x", "Give 3 examples.", "例を2件示してください。"),
    ]
    accepted = yaml.safe_load(ACCEPTED.read_text(encoding="utf-8"))
    said = left(check(planted), {**accepted, "texts": []})
    assert [one.split(": ")[1] for one in said] == ["en-party", "parity-number"]


def test_an_acceptance_needs_a_reason_and_a_use():
    pair = Pair("x", "The Parties will meet.", "双方は、会合を開催する。")
    bare = {"texts": [{"rule": "en-party", "en": pair.en, "why": " "}]}
    given = {"texts": [{"rule": "en-party", "en": pair.en, "why": "A name."}]}
    assert len(left(check([pair]), bare)) == 1
    assert left(check([pair]), given) == []
    assert left([], given) == ["accepted and not needed: en-party: The Parties will meet."]


def test_words_that_the_source_holds_itself_are_read():
    source = """
LABEL: Words = {"en": "The Parties " "meet", "ja": "双方が会合する"}
made("x", {"ja": "日付", "en": "Date"}, {"en": "no pair"}, {"en": f"{x}", "ja": "式"})
"""
    assert list(written(source)) == [
        (2, "The Parties meet", "双方が会合する"),
        (3, "Date", "日付"),
    ]
