"""``kakehashi log verify``: every log key must have signed; right after a change of keys it holds."""

import dataclasses
import re

import pytest
from click.testing import CliRunner

from kakehashi.cli.log import log
from kakehashi.errors import Refused
from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.key_changes import prove_change
from kakehashi.trust.key_sets import fresh_keys
from kakehashi.trust.key_succession import named_change
from kakehashi.trust.merkle import leaf_hashes
from kakehashi.trust.notes import Note, Signature, add_signatures, read_note
from kakehashi.trust.sealing_keys import fresh_sealing_secret
from kakehashi.trust.spellings import to_base64
from kakehashi.trust.statements import Statement, fresh_nonce
from kakehashi.trust.tiles import Tile, TileGrowth, bundle_bytes
from tests.ledger.paper_log import LONDON, TOKYO, PaperLog, keys_of

ESCROW = fresh_sealing_secret().public


def public_of(keys):
    return keys.public(escrow=ESCROW, certificate="0" * 64)


@pytest.fixture
def card(tmp_path):
    def written(name, keys):
        told = {
            "type": "kakehashi/enrolment/v1",
            "keys": to_base64(public_of(keys).canonical()),
            "certificate": to_base64(b"-"),
            "address": "-",
        }
        (tmp_path / name).write_bytes(canonical_bytes(told))
        return str(tmp_path / name)

    return written


def laid(folder, entries, note, *, public=True):
    """Lay a log of fewer than 256 entries in a folder, as a node writes it."""
    folder.mkdir(exist_ok=True)
    (folder / "checkpoint").write_bytes(note)
    for tile, content in (
        (Tile(0, 0, len(entries)), b"".join(leaf_hashes(entries))),
        (Tile(None, 0, len(entries)), bundle_bytes(entries)),
    ):
        if tile.level is not None or public:
            (folder / tile.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / tile.path).write_bytes(content)
    return str(folder)


def verified(*asked):
    done = CliRunner().invoke(log, ["verify", *asked])
    return done.exception is None, getattr(done.exception, "code", done.output)


def countersigned(note, keys):
    text = read_note(note).text
    return add_signatures(
        note,
        [
            Signature(one.name, one.verifier.key_id, one.sign(text, at=1))
            for one in keys.countersign
        ],
    )


def test_one_signature_of_two_is_not_enough(tmp_path, card):
    ours, theirs = keys_of("JP", TOKYO), keys_of("GB", LONDON)
    held = PaperLog(TOKYO, ours.log, [b"one", b"two"])
    note = held.note()
    cards = ("--card", card("ours", ours))
    peer = ("--peer", card("theirs", theirs))
    assert verified(laid(tmp_path / "log", held.entries, note), *cards)[0]
    assert verified(laid(tmp_path / "log", held.entries, note), *cards, *peer) == (
        False,
        "signature-missing",
    )
    both = laid(tmp_path / "log", held.entries, countersigned(note, theirs))
    assert verified(both, *cards)[0]
    assert verified(both, *cards, *peer)[0]
    for kept in (0, 1):  # Ed25519 alone, ML-DSA-44 alone
        parts = read_note(note)
        half = Note(parts.text, (parts.signatures[kept],)).as_bytes()
        folder = laid(tmp_path / "log", held.entries, half)
        assert verified(folder, *cards) == (False, "signature-missing")


def test_between_a_change_of_keys_and_the_next_entry_it_verifies(tmp_path, card):
    old, theirs = keys_of("JP", TOKYO), keys_of("GB", LONDON)
    made = fresh_keys(
        partnership="practice", side="JP", origin=TOKYO, countersigner=f"{TOKYO}/mirror"
    )
    new = dataclasses.replace(old, log=made.log)
    added, retired = named_change(public_of(old), public_of(new))
    facts = {"added": added, "retired": retired, "proofs": []}
    change = prove_change(
        Statement("key", "practice", TOKYO, None, fresh_nonce(), facts), [*new.log, *old.log]
    )
    held = PaperLog(TOKYO, old.log, [b"one", change.canonical()])
    note = countersigned(held.note(), theirs)
    folder = laid(tmp_path / "log", held.entries, note)
    now, before = ("--card", card("new", new)), ("--card", card("old", old))
    peer = ("--peer", card("theirs", theirs))
    for cards in (now, before, now + before):
        assert verified(folder, *cards)[0]
        assert verified(folder, *cards, *peer)[0]
    # Where entries are not public, the statement cannot be read: the older card has to be given.
    hashes = laid(tmp_path / "hashes", held.entries, note, public=False)
    assert verified(hashes, *now)[1] == "signature-missing"
    assert verified(hashes, *now, *before)[0]
    # Behind it the old keys sign no more.
    held.entries.append(b"three")
    assert verified(laid(tmp_path / "later", held.entries, held.note()), *now) == (
        False,
        "signature-missing",
    )
    # A change that the old keys have not signed leads nowhere.
    forged = prove_change(change, [*new.log, *new.log])
    held.entries[1:] = [forged.canonical()]
    assert not verified(laid(tmp_path / "forged", held.entries, held.note()), *now)[0]


def test_what_was_changed_in_a_log_is_named(tmp_path, card):
    """A byte in every file of a small log: the command ends with 1 and says which part it was."""
    ours, theirs = keys_of("JP", TOKYO), keys_of("GB", LONDON)
    held = PaperLog(TOKYO, ours.log, [b"one" * 20, b"two" * 20, b"three" * 20])
    place = laid(tmp_path / "log", held.entries, countersigned(held.note(), theirs))
    asked = (place, "--card", card("ours", ours), "--peer", card("theirs", theirs))
    assert verified(*asked)[0]
    names = {
        "checkpoint": r"checkpoint|signature|note|the card is of",
        "tile/0/000.p/3": r"tile/0/000\.p/3|entry [012]",
        "tile/entries/000.p/3": r"tile/(0|entries)/000\.p/3|entry [012]",
    }
    tried = 0
    for path, named in names.items():
        file = tmp_path / "log" / path
        content = file.read_bytes()
        step = 1 if path != "checkpoint" else len(content) // 150
        for at in range(0, len(content), step):
            file.write_bytes(content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :])
            done = CliRunner().invoke(log, ["verify", *asked])
            assert isinstance(done.exception, Refused), (path, at, done.output)
            assert re.search(named, done.exception.say("en")), (path, at, done.exception.say("en"))
            assert done.exception.say("ja") != done.exception.say("en")
            tried += 1
        file.write_bytes(content)
    assert tried > 400
    assert verified(*asked)[0]


def test_what_is_not_there_is_never_called_whole(tmp_path, card):
    """A copy without its entries, or without one file of them, and a place that is none."""
    ours = keys_of("JP", TOKYO)
    held = PaperLog(TOKYO, ours.log, [b"%d" % number for number in range(300)])
    folder = tmp_path / "log"
    cards = ("--card", card("ours", ours))
    growth = TileGrowth()
    tiles = [*growth.extend(leaf_hashes(held.entries)), *growth.partial()]
    files = {
        "checkpoint": held.note(),
        **{tile.path: content for tile, content in tiles},
        Tile(None, 0, 256).path: bundle_bytes(held.entries[:256]),
        Tile(None, 1, 44).path: bundle_bytes(held.entries[256:]),
    }
    assert len(files) == 6
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    assert "300 entries, whole" in verified(str(folder), *cards)[1]
    for path in files:
        (folder / path).rename(tmp_path / "away")
        assert verified(str(folder), *cards) == (False, "log-part-missing"), path
        (tmp_path / "away").rename(folder / path)
    for index, width in ((0, 256), (1, 44)):
        (folder / Tile(None, index, width).path).unlink()
    held_good, said = verified(str(folder), *cards)
    assert held_good
    assert "were not looked at" in said
    assert ", whole;" not in said
    assert verified(str(tmp_path / "nowhere"), *cards) == (False, "log-part-missing")
    assert verified(str(folder), "--card", card("theirs", keys_of("GB", LONDON))) == (
        False,
        "log-of-other",
    )
    assert verified("http://127.0.0.1:9/log/gb", *cards) == (False, "log-unreadable")
