"""Every byte that is changed, in anything that crosses or is kept to prove it, is found and named.

Each part below is a whole: its bytes, and how it is taken. A part that comes later (a bundle carried
by hand) is one line more. Every byte is changed by a bit drawn at random, and set to 0x00 and 0xff but
in the largest parts; of small parts every bit is turned. ``KAKEHASHI_TAMPER_ALL`` tries everything.
"""

import dataclasses
import io
import os
import random
import re

import pytest

from kakehashi.errors import Refused
from kakehashi.trust import sha256_hex
from kakehashi.trust.attachments import open_attachment, seal_attachment
from kakehashi.trust.bundles import read_added_checkpoint
from kakehashi.trust.envelopes import read_envelope
from kakehashi.trust.log_proofs import LogProof, read_log_proof
from kakehashi.trust.merkle import leaf_hash, leaf_hashes
from kakehashi.trust.notes import open_checkpoint, sign_note
from kakehashi.trust.proofs import prove_inclusion, verify_consistency, verify_inclusion
from kakehashi.trust.sealing import open_record
from kakehashi.trust.tiles import Tile, TileGrowth, bundle_bytes
from kakehashi.trust.whole_logs import verify_log
from tests.exchange.figures import record as tell
from tests.ledger.paper_log import PaperLog, keys_of, verifiers
from tests.trust import test_sealing as sealed_things

EVERY_BIT = bool(os.environ.get("KAKEHASHI_TAMPER_ALL"))
SMALL, LARGE = 1_500, 7_000
"""Bytes up to which every bit of a part is turned anyway, and up to which bytes are set to 0 and 255."""
ORIGIN, MIRROR = "tokyo.example/gb", "london.example/jp"
KEYS, THEIRS = keys_of("JP", ORIGIN), keys_of("GB", MIRROR)
SIGNED = verifiers(KEYS.log)
BOTH = [*SIGNED, *verifiers(THEIRS.countersign)]
NOTE = {
    "note-malformed",
    "signature-wrong",
    "signature-missing",
    "signature-unexpected",
    "checkpoint-malformed",
}
SEALED = {"seal-broken", "seal-mismatch", "seal-not-for-us", "object-malformed"}


@dataclasses.dataclass
class Part:
    """Something whole: its bytes, what takes it, and the codes that it is refused with."""

    name: str
    content: bytes
    take: object
    codes: set
    where: object = None
    """Says of a place what the refusal must contain, where it must name the place itself."""
    outside: range = range(0)
    """Bytes that something else answers for, which is a part of its own."""


def turned(content, at, draw):
    """Return content with one byte changed, in each way that is tried."""
    byte = content[at]
    fresh = {byte ^ 1 << draw.randrange(8): None}
    if EVERY_BIT or len(content) <= SMALL:
        fresh |= {byte ^ 1 << bit: None for bit in range(8)}
    if EVERY_BIT or len(content) <= LARGE:
        fresh |= {0: None, 255: None}
    return [content[:at] + bytes([one]) + content[at + 1 :] for one in fresh if one != byte]


def refused(part, changed):
    """Return what a changed part is refused with, None where it is taken."""
    try:
        part.take(changed)
    except Refused as refusal:
        return refusal
    return None


def attack(part, draw):
    """Change every byte of a part; return how many changes were tried, and which nobody saw."""
    part.take(part.content)  # as it is it is whole
    tried, missed = 0, []
    for at in range(len(part.content)):
        if at in part.outside:
            continue
        for changed in turned(part.content, at, draw):
            tried += 1
            refusal = refused(part, changed)
            if refusal is None:
                missed.append(f"byte {at} of {part.name}")
                continue
            assert refusal.code in part.codes, (part.name, at, refusal.code)
            said = refusal.say("en")
            assert not re.search(r"\{[a-z_]+\}", said), said
            if part.where is not None:
                assert part.where(at) in said, (part.name, at, said)
    return tried, missed


# --- the parts ---------------------------------------------------------------------------------


def log_of(entries):
    """Return the files of a log by their paths, and the signed and countersigned checkpoint."""
    paper = PaperLog(ORIGIN, KEYS.log, entries)
    growth = TileGrowth()
    files = {}
    for start in range(0, len(entries), 256):
        held = entries[start : start + 256]
        files[Tile(None, start // 256, len(held)).path] = bundle_bytes(held)
        for tile, content in growth.extend(leaf_hashes(held)):
            files[tile.path] = content
    files |= {tile.path: content for tile, content in growth.partial()}
    note = paper.note()
    text = note.decode().rpartition("\n\n")[0] + "\n"
    theirs = sign_note(text, THEIRS.countersign, at=1)
    lines = theirs.decode().rpartition("\n\n")[2].encode()
    files["checkpoint"] = note + lines
    return paper, files


def statements():
    """Return entries as a line has them."""
    sealed = sealed_things.sealed_record()
    return [
        sealed_things.stated(sealed).canonical(),
        sealed_things.stated(sealed, act="supersede", superseded="a" * 64).canonical(),
        sealed_things.stated(sealed).canonical(),
    ]


def log_parts(name, entries):
    """Return every file of a log as a part."""
    paper, files = log_of(entries)
    checkpoint, _ = open_checkpoint(files["checkpoint"], BOTH, strict=True)

    def taking(path):
        def take(content):
            there = {**files, path: content}
            verify_log(lambda tile: there[tile.path], size=checkpoint.size, root=checkpoint.root)

        return take

    def place_in(path, content):
        """Say which entry, or which byte, a change in a file has to be named by."""
        level = path.split("/")[1]
        if level == "0":
            first = int(path.split("/")[2][:3]) * 256
            return lambda at: f"entry {first + at // 32}"
        if level != "entries":
            return lambda at: f"{path}, byte {at}"
        return None

    for path, content in files.items():
        if path == "checkpoint":
            yield Part(
                f"{name} checkpoint",
                content,
                lambda content: open_checkpoint(content, BOTH, strict=True),
                NOTE,
            )
        else:
            codes = {"log-damaged", "tile-malformed"}
            yield Part(f"{name} {path}", content, taking(path), codes, place_in(path, content))
    yield proof_part(name, paper, files)
    yield growth_part(name, paper)


def proof_part(name, paper, files):
    """Return the file that proves one entry."""
    entry = paper.entries[1]
    size = len(paper.entries)
    content = LogProof(
        1, tuple(prove_inclusion(paper.nodes, 1, size)), files["checkpoint"]
    ).as_bytes()

    def take(content):
        proof = read_log_proof(content)
        checkpoint, _ = open_checkpoint(proof.checkpoint, BOTH, strict=True)
        verify_inclusion(
            proof.hashes,
            index=proof.index,
            size=checkpoint.size,
            leaf=leaf_hash(entry),
            root=checkpoint.root,
        )

    codes = {*NOTE, "proof-file-malformed", "proof-wrong", "no-such-range"}
    return Part(f"{name} proof of an entry", content, take, codes)


def growth_part(name, paper):
    """Return what proves that a log only grew: old size, hashes, checkpoint."""
    old = len(paper.entries) - 1
    root = paper.root(old)

    def take(content):
        added = read_added_checkpoint(content)
        checkpoint, _ = open_checkpoint(added.checkpoint, SIGNED, strict=True)
        # The mirror knows what it has, and is asked from there.
        if added.old != old:
            raise WrongStart
        verify_consistency(
            added.proof, old=old, size=checkpoint.size, old_root=root, root=checkpoint.root
        )

    codes = {*NOTE, "bundle-malformed", "proof-wrong", "no-such-range", "wrong-start"}
    return Part(f"{name} proof of growth", paper.added(old).as_bytes(), take, codes)


class WrongStart(Refused):
    """Stands for what a mirror says of another size than its own."""

    code = "wrong-start"
    message = {"en": "another size", "ja": "別の件数"}
    hint = {"en": "ask again", "ja": "再度"}


def sealed_parts():
    """Return a sealed record as it is taken, and as it answers for itself."""
    sealed = sealed_things.sealed_record()
    statement = sealed_things.stated(sealed)
    peer = sealed_things.PEER
    yield Part(
        "sealed record under its statement",
        sealed,
        lambda content: open_record(content, [peer], statement),
        SEALED,
    )
    yield Part(
        "sealed record alone",
        sealed,
        lambda content: open_record(content, [peer], None),
        SEALED,
        outside=other_key(sealed),
    )
    plain = random.Random(6).randbytes(300)
    attachment = b"".join(
        seal_attachment(sealed_things.PART, sealed_things.BOTH, io.BytesIO(plain).read)
    )

    def take(content):
        parts = open_attachment(
            io.BytesIO(content).read,
            [peer],
            sealed_things.PART,
            digest=sha256_hex(plain),
            size=len(plain),
        )
        assert b"".join(parts) == plain

    yield Part("attachment", attachment, take, SEALED, outside=other_key(attachment))
    entry = statement.canonical()
    proven = leaf_hash(entry)

    def taken(content):
        if leaf_hash(content) != proven:
            raise WrongStart  # what a checkpoint names is the hash

    yield Part("statement", entry, taken, {"wrong-start"})


def other_key(sealed):
    """Return where the key wrapped for another reader lies: the digest in the statement covers it."""
    read = read_envelope(io.BytesIO(sealed).read)
    place = read.header.recipients.index(sealed_things.PEER.public.key_id)
    end = read.size - 1168 * (1 - place)
    return range(end - 1168 * place, end) if place == 0 else range(end - 2 * 1168, end - 1168)


PARTS = [
    *log_parts("small log,", statements()),
    *log_parts("wide log,", [b"%d" % number for number in range(258)]),
    *sealed_parts(),
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_changed_byte_is_found_and_named(part):
    tried, missed = attack(part, random.Random(part.name))
    told = {"bytes": len(part.content), "changes": tried, "missed": len(missed)}
    tell(f"tampering.{part.name}", told)
    assert not missed, "changed, and nobody saw it"
    assert tried >= len(part.content) - len(part.outside)
