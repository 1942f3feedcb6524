"""The second opinion: an honest log is verified, and each kind of tampering is refused by name."""

import base64
import datetime as dt
import functools
import http.server
import json
import threading
from pathlib import Path

import pytest
from nacl import bindings

from kakehashi.ledger.logs.appending import append, make_log
from kakehashi.ledger.logs.guard import Guard
from kakehashi.ledger.logs.signing import sign, take_countersignature
from kakehashi.ledger.logs.tile_files import TileFiles, file_tiles
from kakehashi.trust import algorithms
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.key_sets import read_public_keys
from kakehashi.trust.log_proofs import LogProof
from kakehashi.trust.merkle import complete_root, leaf_hashes, tree_root
from kakehashi.trust.notes import Signature, add_signatures, read_note, sign_note
from kakehashi.trust.proofs import prove_inclusion
from tests.exchange.figures import record as figure
from tests.ledger.paper_log import LONDON, TOKYO
from tests.trust.published import vectors
from tests.trust.test_merkle import TAKEN_AS_THE_WITNESS_SPEC_SAYS
from tests.verifier.second_opinion import (
    KEYS,
    PEER,
    STRANGER,
    answers,
    b64,
    card,
    entries,
    files_of,
    note_of,
    run,
    written,
)

SPEC = Path(__file__).resolve().parents[2] / "spec" / "vectors"
AT = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
SIZE = 600


@pytest.fixture(scope="module")
def honest():
    """A log of three bundles, its files by path, signed and countersigned."""
    given = entries(SIZE)
    return {**files_of(given), "checkpoint": note_of(given)}


def spec(name):
    return json.loads((SPEC / name).read_text(encoding="utf-8"))


def refused(folder, files, *more):
    """Say where the verifier refuses these files."""
    done = run(*written(folder, files), *more)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.startswith("refused: ")
    assert "verified" not in done.stdout
    return done.stderr.removeprefix("refused: ").strip()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, 256, 300])
def test_the_files_that_a_node_writes_are_verified(tmp_path, size):
    make_log(TOKYO, own=True)
    given = entries(size)
    append(TOKYO, given)
    _, note = sign(TOKYO, KEYS.log, Guard(tmp_path / "guard", TOKYO), at=AT)
    text = read_note(note).text
    made = (Signature(k.name, k.verifier.key_id, k.sign(text, at=2)) for k in PEER.countersign)
    take_countersignature(
        TOKYO,
        "".join(one.line for one in made).encode(),
        [key.verifier for key in KEYS.log],
        [key.verifier for key in PEER.countersign],
    )
    file_tiles(TOKYO, TileFiles(tmp_path / "log"))
    done = run(*written(tmp_path / "log", {}))
    assert done.returncode == 0, done.stderr
    assert f"{size} entries" in done.stdout
    assert "countersigned  Ed25519, 1970-01-01T00:00:02.000Z" in done.stdout
    for path, content in files_of(given).items():
        assert (tmp_path / "log" / path).read_bytes() == content


def test_over_http_with_and_without_entries(tmp_path, honest):
    folder, *cards = written(tmp_path / "log", honest)
    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        assert run(address, *cards).returncode == 0
        for one in (tmp_path / "log" / "tile" / "entries").rglob("*"):
            if one.is_file():
                one.unlink()
        said = "it is not there (where no entries are public: --hashes-only)"
        assert run(address, *cards).stderr == f"refused: tile/entries/000: {said}\n"
        hashes = run(address, *cards, "--hashes-only")
        assert hashes.returncode == 0
        assert "entries were not looked at" in hashes.stdout
        tile = tmp_path / "log" / "tile" / "0" / "001"
        kept = tile.read_bytes()
        tile.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        changed = run(address, *cards, "--hashes-only")
        assert (changed.returncode, changed.stdout) == (1, "")
        server.shutdown()


def test_without_the_peers_card_its_lines_are_named_and_not_judged(tmp_path, honest):
    folder, *cards = written(tmp_path / "log", honest)
    done = run(folder, *cards[:2])
    assert done.returncode == 0
    assert f"not judged     2 lines of other keys: {LONDON}/mirror" in done.stdout


def swapped(files):
    bundle = files["tile/entries/002.p/88"]
    # Entries 513 and 517 are as long as each other.
    one, two = b"entry 513 ", b"entry 517 "
    changed = bundle.replace(one, b"?").replace(two, one).replace(b"?", two)
    assert changed != bundle
    return {**files, "tile/entries/002.p/88": changed}


def with_both(files, change):
    """Return the files of other entries under the same checkpoint."""
    given = entries(SIZE)
    change(given)
    return {**files_of(given), "checkpoint": files["checkpoint"]}


def with_note(files, change):
    return {**files, "checkpoint": change(files["checkpoint"])}


def reordered(given):
    given[1], given[2] = given[2], given[1]


def line(note, number):
    return note.splitlines(keepends=True)[number]


def without_line(number):
    return lambda note: note.replace(line(note, number), b"")


def text_changed(number, new):
    return lambda note: note.replace(line(note, number), new + b"\n", 1)


def foreign_line(note):
    key = STRANGER.log[0]
    made = key.sign(read_note(note).text)
    return add_signatures(note, [Signature(key.name, key.verifier.key_id, made)])


def other_spelling(note):
    """Set a bit of the base64 that says nothing: the bytes are the same."""
    kept = note.decode().splitlines()
    at = next(n for n, one in enumerate(kept) if one.startswith("\u2014") and one.endswith("="))
    end = len(kept[at].rstrip("="))
    last = kept[at][end - 1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(last) + 1]
    kept[at] = kept[at][: end - 1] + other + kept[at][end:]
    as_before = base64.b64decode(kept[at].split()[2])
    assert as_before == base64.b64decode(note.decode().splitlines()[at].split()[2])
    return ("\n".join(kept) + "\n").encode()


def resized(count):
    """Sign the honest root under a wrong size."""
    text = Checkpoint(TOKYO, count, tree_root(leaf_hashes(entries(SIZE)))).text
    return lambda _: sign_note(text, (*KEYS.log, *PEER.countersign))


TAMPERED = {
    "entries swapped in a bundle": (swapped, "tile/0/002.p/88, entry 513"),
    "entries swapped in every file": (lambda f: with_both(f, reordered), "checkpoint, line 3"),
    "an entry gone from every file": (
        lambda f: with_both(f, lambda g: g.pop()),
        "tile/entries/002",
    ),
    "a bundle cut": (
        lambda f: {**f, "tile/entries/002.p/88": f["tile/entries/002.p/88"][:-1]},
        "tile/entries/002.p/88, byte",
    ),
    "a bundle longer": (
        lambda f: {**f, "tile/entries/002.p/88": f["tile/entries/002.p/88"] + b"\0\0"},
        "tile/entries/002.p/88, byte",
    ),
    "a tile cut": (lambda f: {**f, "tile/0/001": f["tile/0/001"][:-32]}, "tile/0/001: 8160 bytes"),
    "a tile longer": (lambda f: {**f, "tile/0/001": f["tile/0/001"] + b"x"}, "tile/0/001: it is"),
    "a tile gone": (
        lambda f: {path: content for path, content in f.items() if path != "tile/1/000.p/2"},
        "tile/1/000.p/2: it is not there",
    ),
    "no checkpoint": (
        lambda f: {path: content for path, content in f.items() if path != "checkpoint"},
        "checkpoint: it is not there",
    ),
    "signed by other keys": (
        lambda f: {**f, "checkpoint": note_of(entries(SIZE), *STRANGER.log, *PEER.countersign)},
        "a signature nobody expects",
    ),
    "an earlier log, rightly signed": (
        lambda f: {**f, "checkpoint": note_of(entries(SIZE), keys=PEER)},
        "checkpoint, line 1: it is of",
    ),
    "no Ed25519 signature": (
        lambda f: with_note(f, without_line(4)),
        f"the Ed25519 signature of {TOKYO} is missing",
    ),
    "no ML-DSA-44 signature": (
        lambda f: with_note(f, without_line(5)),
        f"the ML-DSA-44 signature of {TOKYO} is missing",
    ),
    "no Ed25519 countersignature": (
        lambda f: with_note(f, without_line(6)),
        f"the Ed25519 signature of {LONDON}/mirror is missing",
    ),
    "no ML-DSA-44 countersignature": (
        lambda f: with_note(f, without_line(7)),
        f"the ML-DSA-44 signature of {LONDON}/mirror is missing",
    ),
    "a line too many": (lambda f: with_note(f, foreign_line), "checkpoint, line 9: a signature"),
    "a line twice": (lambda f: with_note(f, lambda n: n + line(n, 4)), "line 9: a second"),
    "base64 spelt otherwise": (lambda f: with_note(f, other_spelling), "not base64 of a signature"),
    "another size": (lambda f: with_note(f, text_changed(1, b"601")), "does not hold"),
    "a size with a zero before it": (
        lambda f: with_note(f, text_changed(1, b"0600")),
        "checkpoint, line 2: not a plain number",
    ),
    "another root": (
        lambda f: with_note(f, text_changed(2, base64.b64encode(bytes(32)))),
        "does not hold",
    ),
    "a fourth line": (
        lambda f: with_note(f, text_changed(1, b"600\nmore")),
        "not exactly three lines",
    ),
    "a smaller size, signed": (lambda f: with_note(f, resized(599)), "tile/entries/002.p/87"),
    "a larger size, signed": (lambda f: with_note(f, resized(601)), "tile/entries/002.p/89"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_it_refuses(tmp_path, honest, how):
    change, where = TAMPERED[how]
    assert where in refused(tmp_path / "log", change(honest))


def test_a_fork_and_a_log_cut_short_are_found_with_a_checkpoint_kept(tmp_path, honest):
    for size in (0, 1, 255, 256, 300, 511, 512, SIZE):
        older = tmp_path / f"older-{size}"
        older.write_bytes(note_of(entries(size), *KEYS.log))
        arguments = written(tmp_path / "log", honest)
        done = run(*arguments, "--older", str(older))
        assert done.returncode == 0, done.stderr
        assert f"grown from {size} entries" in done.stdout
    forked = entries(300)
    reordered(forked)
    older.write_bytes(note_of(forked, *KEYS.log))
    assert "the first 300 entries" in refused(tmp_path / "log", honest, "--older", str(older))
    older.write_bytes(note_of(entries(SIZE + 1), *KEYS.log))
    assert "entries are gone" in refused(tmp_path / "log", honest, "--older", str(older))


@pytest.mark.hypothesis
def test_every_byte_counts(request):
    """Flip bytes of a small log: a sample of them, in `make soak` each one."""
    given = entries(9)
    files = {**files_of(given), "checkpoint": note_of(given)}
    soak = request.config.getoption("--hypothesis-profile") == "soak"
    everywhere = [(path, at) for path, content in files.items() for at in range(len(content))]
    chosen = everywhere if soak else everywhere[:: 1 + len(everywhere) // 400]
    flips = [
        {"path": path, "at": at, "by": 1 << (at % 8) if number % 2 else 0x20}
        for number, (path, at) in enumerate(chosen)
    ]
    (verdicts,) = answers(
        [
            {
                "ask": "log",
                "files": {path: b64(content) for path, content in files.items()},
                "card": b64(card(KEYS)),
                "peer": b64(card(PEER)),
                "flips": [*flips, {"path": "checkpoint", "at": 0, "by": 0}],
            }
        ]
    )
    assert verdicts.pop() == "", "unchanged, it is verified"
    missed = [one for one, verdict in zip(flips, verdicts, strict=True) if not verdict]
    figure("tampering.log read by the verifier", {"bytes": len(flips), "missed": len(missed)})
    assert not missed
    assert len(flips) > 300


def test_each_field_of_a_card_counts(tmp_path, honest):
    arguments = written(tmp_path / "log", honest)
    good = (tmp_path / "log.card").read_bytes()
    for bad in (
        good[:-2],
        good.replace(b'"address"', b' "address"'),
        good.replace(b'"keys"', b'"kexs"'),
        good.replace(b'{"address":"-",', b"{"),
        card(STRANGER),
        b"\xff",
        b"[]",
    ):
        (tmp_path / "log.card").write_bytes(bad)
        done = run(*arguments)
        assert done.returncode == 1, bad[:80]
        assert done.stderr.startswith("refused: ")
    assert run().returncode == 2


def test_the_published_merkle_vectors():
    inclusion, consistency = vectors("merkle-inclusion.json"), vectors("merkle-consistency.json")
    told = answers(
        [
            {
                "ask": "inclusion",
                "index": str(one["leafIdx"]),
                "size": str(one["treeSize"]),
                "leaf": one["leafHash"] or "",
                "root": one["root"] or "",
                "proof": one["proof"],
            }
            for one in inclusion
        ]
        + [
            {
                "ask": "consistency",
                "old": str(one["size1"]),
                "size": str(one["size2"]),
                "oldRoot": one["root1"] or "",
                "root": one["root2"] or "",
                "proof": one["proof"],
            }
            for one in consistency
        ]
    )
    asked, differing = inclusion + consistency, set()
    for one, holds in zip(asked, told, strict=True):
        if holds == one["wantErr"]:
            differing.add(one["case"].rpartition("/")[2].removesuffix(".json"))
    assert differing == TAKEN_AS_THE_WITNESS_SPEC_SAYS
    assert len(asked) == 196


def test_the_published_edge_cases_of_ed25519_have_one_verdict():
    cases = vectors("ed25519-cctv.json")
    frozen = spec("ed25519-verdicts.json")
    told = answers([{"ask": "ed25519", **one} for one in cases])
    accepted = [one["number"] for one, holds in zip(cases, told, strict=True) if holds]
    assert (len(cases), accepted) == (frozen["cases"], frozen["accepted"])
    keys = sorted({one["key"] for one in cases} | {bindings.crypto_sign_keypair()[0].hex()})
    sound = answers([{"ask": "sound", "key": key} for key in keys])
    assert sound == [algorithms.ed25519_sound(bytes.fromhex(key)) for key in keys]
    assert True in sound


def test_our_own_merkle_vectors():
    given = spec("merkle.json")
    sizes = range(len(given["entries"]) + 1)
    told = answers([{"ask": "root", "entries": given["entries"][:size]} for size in sizes])
    assert told == given["roots"]
    (bundle,) = answers([{"ask": "bundle", "bundle": given["bundle"], "width": 20}])
    assert bundle == given["entries"]
    leaves = [b64(leaf) for leaf in leaf_hashes([base64.b64decode(e) for e in bundle])]
    asked = []
    for one in given["proofs"]:
        whole = {"size": one["size"], "root": given["roots"][one["size"]], "proof": one["proof"]}
        if one["end"] == one["start"] + 1:
            leaf = leaves[one["start"]]
            asked.append({"ask": "inclusion", "index": one["start"], "leaf": leaf, **whole})
        if one["start"] == 0:
            old = {"old": one["end"], "oldRoot": given["roots"][one["end"]]}
            asked.append({"ask": "consistency", **old, **whole})
    assert {one["ask"] for one in asked} == {"inclusion", "consistency"}
    assert len(asked) > 40
    assert all(answers(asked))
    for one in asked:
        one["root"] = given["roots"][0]
    assert not any(answers(asked))


def test_our_own_notes_and_keys():
    given = spec("notes.json")
    asked = [
        {"ask": "note", "note": b64(given["all"].encode()), "keys": given["keys"]},
        {"ask": "note", "note": b64(given["all"].encode()), "keys": given["keys"][:3]},
        {"ask": "note", "note": b64(given["ed25519"].encode()), "keys": given["keys"]},
        {"ask": "card", "card": b64(spec("keys.json")["public"].encode())},
    ]
    held, unexpected, missing, keys = answers(asked)
    assert held == {"size": "20", "times": [None, *([str(given["time"])] * 3)]}
    assert "a signature nobody expects" in unexpected
    assert "is missing" in missing
    ours = read_public_keys(spec("keys.json")["public"].encode())
    assert keys == [key.text for key in (*ours.log, *ours.countersign)]


def test_a_proof_file_of_ours(tmp_path):
    given = entries(77)

    def nodes(level, index):
        return complete_root(leaf_hashes(given[index << level : (index + 1) << level]))

    note = note_of(given)
    proof, entry = tmp_path / "proof", tmp_path / "entry"
    _, *cards = written(tmp_path / "log", {})
    for index in (0, 31, 64, 76):
        made = LogProof(index, tuple(prove_inclusion(nodes, index, 77)), note)
        proof.write_bytes(made.as_bytes())
        entry.write_bytes(given[index])
        arguments = ("--proof", str(proof), "--entry", str(entry), *cards)
        assert f"the entry stands at index {index}" in run(*arguments).stdout
    entry.write_bytes(b"another")
    assert run(*arguments).stderr.startswith("refused: proof, index 76")
