"""A side's keys, their files and the words that are compared by voice."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.fingerprints import WordsDiffer, check_words, fingerprint_words, word_list
from kakehashi.trust.key_sets import fresh_keys, read_public_keys, read_secret_keys
from kakehashi.trust.notes import open_checkpoint, sign_note
from kakehashi.trust.sealing_keys import SealingSecret

NAMES = {
    "partnership": "uk-japan", "side": "GB", "origin": "bridge.example/gb-to-jp",
    "countersigner": "bridge.example/gb",
}  # fmt: skip
KEYS = fresh_keys(**NAMES)
ESCROW = SealingSecret(bytes([7]) * 32).public
PUBLIC = KEYS.public(escrow=ESCROW, certificate="c" * 64)


@pytest.mark.parametrize(("language", "begin"), [("en", (2, 3)), ("ja", (2, 2))])
def test_a_list_has_2048_words_whose_beginnings_differ(language, begin):
    words = word_list(language)
    assert len(set(words)) == 2048
    pairs = [word.split(" ") for word in words]
    assert all(len(pair) == 2 for pair in pairs)
    for place, length in enumerate(begin):
        parts = {pair[place] for pair in pairs}
        assert len(parts) == (32, 64)[place]
        assert len({part[:length] for part in parts}) == len(parts)
    if language == "ja":
        assert all("ぁ" <= letter <= "ん" for word in words for letter in word.replace(" ", ""))
    else:
        assert all(
            word.replace(" ", "").isalpha() and word.isascii() and word.islower() for word in words
        )


def test_no_two_parts_of_a_list_differ_by_one_sound():
    for language in ("en", "ja"):
        pairs = [word.split(" ") for word in word_list(language)]
        for place in (0, 1):
            parts = sorted({pair[place] for pair in pairs})
            for one, other in itertools.combinations(parts, 2):
                if len(one) == len(other):
                    assert sum(a != b for a, b in zip(one, other, strict=True)) > 1, (one, other)


def test_words_say_all_132_bits_in_either_language():
    first = fingerprint_words(b"", "en")
    assert len(first) == 12
    number = 0
    for word in first:
        number = number << 11 | word_list("en").index(word)
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert f"{number:033x}" == digest[:33]
    japanese = [word_list("ja").index(word) for word in fingerprint_words(b"", "ja")]
    assert japanese == [word_list("en").index(word) for word in first]
    assert word_list("fr") == word_list("en")


def test_words_as_somebody_typed_them():
    for language in ("en", "ja"):
        words = PUBLIC.words(language)
        content = PUBLIC.canonical()
        check_words(content, "  ".join(words).upper(), language)
        check_words(content, "\n".join(words).replace(" ", "　"), language)
        for place in range(12):
            wrong = [*words]
            wrong[place] = next(one for one in word_list(language) if one != words[place])
            with pytest.raises(WordsDiffer) as refusal:
                check_words(content, " ".join(wrong), language)
            assert refusal.value.facts["number"] == place + 1
        for said in ("", " ".join(words[:11]), " ".join((*words, words[0])), "\ud800"):
            with pytest.raises(WordsDiffer):
                check_words(content, said, language)


def test_key_files_read_back():
    assert read_secret_keys(KEYS.as_bytes()) == KEYS
    assert read_public_keys(PUBLIC.canonical()) == PUBLIC
    assert KEYS.sealing.secret.hex() not in repr(KEYS)
    assert fresh_keys(**NAMES) != KEYS


def test_the_keys_of_a_side_sign_and_verify():
    note = sign_note(Checkpoint(NAMES["origin"], 1, bytes(32)).text, (*KEYS.log, *KEYS.countersign))
    known = (*PUBLIC.log, *PUBLIC.countersign)
    assert len(open_checkpoint(note, known, strict=True)[1]) == 4


def test_a_key_under_another_name_is_refused():
    other = fresh_keys(**{**NAMES, "origin": "mallory.example"})
    mixed = other.public(escrow=ESCROW, certificate="c" * 64)
    content = PUBLIC.canonical().replace(PUBLIC.log[0].text.encode(), mixed.log[0].text.encode())
    with pytest.raises(Refused, match="log_ed25519"):
        read_public_keys(content)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_changed_byte_has_other_words_or_is_refused(data):
    content = PUBLIC.canonical()
    at = data.draw(st.integers(0, len(content) - 1))
    changed = content[:at] + bytes([data.draw(st.integers(0, 255))]) + content[at + 1 :]
    if changed == content:
        return
    try:
        keys = read_public_keys(changed)
    except Refused as refusal:
        assert refusal.say("ja")  # noqa: PT017
    else:
        assert keys.words("en") != PUBLIC.words("en")


@given(st.binary(max_size=200))
def test_random_bytes_are_no_key_file(content):
    for read in (read_public_keys, read_secret_keys):
        with pytest.raises(Refused):
            read(content)
