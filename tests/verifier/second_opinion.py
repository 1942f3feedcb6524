"""The verifier in `verifier/`, and an honest log for it to look at."""

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.merkle import leaf_hashes
from kakehashi.trust.notes import sign_note
from kakehashi.trust.sealing_keys import fresh_sealing_secret
from kakehashi.trust.tiles import WIDTH, Tile, TileGrowth, bundle_bytes
from tests.ledger.paper_log import LONDON, TOKYO, keys_of

FOLDER = Path(__file__).resolve().parents[2] / "verifier"
KEYS, PEER, STRANGER = (
    keys_of("JP", TOKYO),
    keys_of("GB", LONDON),
    keys_of("JP", TOKYO),
)


def node():
    """Return the path of Node, or skip the test, saying what is missing."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which("node", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip("there is no node on this machine")
    if not (FOLDER / "node_modules" / "libsodium-wrappers").is_dir():
        pytest.skip("the packages of verifier/ are not installed (make verifier)")
    return found


def run(*arguments):
    """Run the command as a stranger would; return what it did."""
    return subprocess.run(
        [node(), FOLDER / "verify.mjs", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def answers(questions):
    """Ask many things in one process."""
    done = subprocess.run(
        [node(), FOLDER / "answers.mjs"],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr
    given = json.loads(done.stdout)
    assert len(given) == len(questions)
    return given


def b64(content):
    return base64.b64encode(content).decode()


def public(keys):
    escrow = fresh_sealing_secret().public
    return keys.public(escrow=escrow, certificate="c" * 64)


def card(keys):
    """Return the enrolment card of these keys."""
    return canonical_bytes(
        {
            "type": "kakehashi/enrolment/v1",
            "keys": b64(public(keys).canonical()),
            "certificate": b64(b"-----BEGIN CERTIFICATE-----"),
            "address": "-",
        }
    )


def entries(count):
    return [f"entry {number} ".encode() * (number % 4) for number in range(count)]


def files_of(given):
    """Return the tiles and bundles of a log of these entries, by path."""
    growth = TileGrowth()
    files = {}
    for first in range(0, len(given), WIDTH):
        some = given[first : first + WIDTH]
        files[Tile(None, first // WIDTH, len(some)).path] = bundle_bytes(some)
        files |= {one.path: content for one, content in growth.extend(leaf_hashes(some))}
    return files | {one.path: content for one, content in growth.partial()}


def note_of(given, *signers, keys=KEYS, at=1_700_000_000):
    growth = TileGrowth()
    list(growth.extend(leaf_hashes(given)))
    checkpoint = Checkpoint(keys.origin, len(given), growth.tree().root())
    return sign_note(checkpoint.text, signers or (*KEYS.log, *PEER.countersign), at=at)


def written(folder, files):
    """Write files below a folder, with both cards beside it; return the arguments that verify it."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for name, keys in (("card", KEYS), ("peer", PEER)):
        folder.with_suffix(f".{name}").write_bytes(card(keys) + b"\n")
    return (
        str(folder),
        "--card",
        str(folder.with_suffix(".card")),
        "--peer",
        str(folder.with_suffix(".peer")),
    )
