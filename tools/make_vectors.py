"""Writes the test vectors of our own formats to ``spec/vectors/``, from fixed seeds.

Run as ``python -m tools.make_vectors``. What an algorithm makes anew each time (ML-DSA signatures,
seals) is kept as it lies there while it still verifies, so that running this changes nothing.
"""

import base64
import io
import itertools
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kakehashi.errors import Refused
from kakehashi.trust import canonical_bytes, sha256_hex
from kakehashi.trust.abouts import About
from kakehashi.trust.attachments import ChunkSeal, open_attachment, seal_attachment
from kakehashi.trust.bundles import (
    AddedCheckpoint,
    CarriedFile,
    Manifest,
    read_added_checkpoint,
    records_bytes,
)
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.correspondence import Caveat, Term, make_correspondence
from kakehashi.trust.digests import CONTENT, VERSION
from kakehashi.trust.envelopes import Header
from kakehashi.trust.fingerprints import fingerprint_words
from kakehashi.trust.gate import Recipients, ask_gate
from kakehashi.trust.key_sets import SecretKeys
from kakehashi.trust.log_proofs import LogProof
from kakehashi.trust.markings import NAMED, OWN_SIDE, PARTICIPANTS, PUBLIC, CrossingMarking
from kakehashi.trust.merkle import complete_root, leaf_hashes, tree_root
from kakehashi.trust.mirroring import MirrorInfo
from kakehashi.trust.note_keys import KeyKind, SigningKey
from kakehashi.trust.notes import open_checkpoint, sign_note
from kakehashi.trust.proofs import (
    is_subtree,
    prove_consistency,
    prove_inclusion,
    prove_subtree,
)
from kakehashi.trust.sealing import open_record, seal_record
from kakehashi.trust.sealing_keys import SealingPublic, SealingSecret
from kakehashi.trust.statements import ACTS, Seen, Statement, read_statement
from kakehashi.trust.tars import ending, member_head, padding
from kakehashi.trust.tiles import bundle_bytes

FOLDER = Path(__file__).resolve().parent.parent / "spec" / "vectors"
ORIGIN, PEER = "bridge.example/gb-to-jp", "bridge.example/jp"
PARTNERSHIP = "uk-japan"
RECORD = "0190c5a4-7b3e-7cc0-8000-0123456789ab"
AT = 1_800_000_000
ENTRIES = [f"entry {number}".encode() * (number % 3) for number in range(20)]
LEAVES = leaf_hashes(ENTRIES)
D, E = "d" * 64, "e" * 64

Vectors = dict[str, Any]


def seed(number: int) -> bytes:
    """Return a fixed secret, which is worth nothing anywhere else."""
    return bytes([number]) * 32


KEYS = SecretKeys(
    PARTNERSHIP,
    "GB",
    ORIGIN,
    "bridge.example/gb",
    (SigningKey(ORIGIN, KeyKind.ED25519, seed(1)), SigningKey(ORIGIN, KeyKind.ML_DSA, seed(2))),
    (
        SigningKey("bridge.example/gb", KeyKind.COSIGNATURE, seed(3)),
        SigningKey("bridge.example/gb", KeyKind.ML_DSA, seed(4)),
    ),
    SealingSecret(seed(5)),
)
COUNTERSIGN = (
    SigningKey(PEER, KeyKind.COSIGNATURE, seed(6)),
    SigningKey(PEER, KeyKind.ML_DSA, seed(7)),
)
RECEIVER, ESCROW = SealingSecret(seed(8)), SealingSecret(seed(9))
MARKING = CrossingMarking(PARTICIPANTS, {"GB": "OFFICIAL"}).as_object()
TABLE = make_correspondence(
    PARTNERSHIP,
    ["GB", "JP"],
    [
        Term("GB", "OFFICIAL", 1, named_only=False, handled={"JP": "機密性2"}),
        Term("GB", "OFFICIAL-SENSITIVE", 2, named_only=True, handled={"JP": "機密性2"}),
        Term("JP", "機密性1", 1, named_only=False, handled={"GB": "OFFICIAL"}),
        Term("JP", "機密性2", 2, named_only=False, handled={"GB": "OFFICIAL-SENSITIVE"}),
    ],
    [
        Caveat("GB", "HMG USE ONLY", OWN_SIDE, {"JP": "英国政府内限り"}),
        Caveat("GB", "RECIPIENTS ONLY", NAMED, {"JP": "受領者限り"}),
    ],
)
RECORD_CONTENT: Vectors = {
    "type": CONTENT,
    "kind": "update",
    "authoritative": {"title": ["en", "ja"]},
    "wording": {"title": {"en": "Cable landed", "ja": "海底ケーブルの陸揚げ"}},
    "facts": {"due": "2027-03-31"},
    "attachments": [],
    "salt": "5a" * 32,
}
RECORD_ABOUT = About("UP-GB-1", "own", "GB", "shared", "2026-04-01T09:00:00Z", "dsit-lead")
RECORD_VERSION: Vectors = {
    "type": VERSION,
    "record": RECORD,
    "content": sha256_hex(canonical_bytes(RECORD_CONTENT)),
    "courtesy": {},
    "marking": MARKING,
    "sides": ["GB", "JP"],
    "number": 1,
    "previous": None,
}
HEADER = Header(
    PARTNERSHIP,
    ORIGIN,
    RECORD,
    sha256_hex(canonical_bytes(RECORD_VERSION)),
    MARKING,
    sorted([RECEIVER.public.key_id, ESCROW.public.key_id]),
)


def b64(data: bytes) -> str:
    """Return base64, as every binary value of the vectors is written."""
    return base64.b64encode(data).decode()


def merkle(_: Vectors) -> Vectors:
    """Return roots of the first sizes and a proof of every branch of some trees."""

    def nodes(level: int, index: int) -> bytes:
        return complete_root(LEAVES[index << level : (index + 1) << level])

    proofs = [
        {"start": start, "end": end, "size": size, "proof": [b64(one) for one in proof]}
        for size in (1, 2, 7, 20)
        for start, end in itertools.combinations(range(size + 1), 2)
        if is_subtree(start, end)
        for proof in [prove_subtree(nodes, start, end, size)]
    ]
    return {
        "entries": [b64(one) for one in ENTRIES],
        "bundle": b64(bundle_bytes(ENTRIES)),
        "roots": [b64(tree_root(LEAVES[:size])) for size in range(len(LEAVES) + 1)],
        "proofs": proofs,
    }


def notes(old: Vectors) -> Vectors:
    """Return keys, a checkpoint with all four signatures, and a proof file."""
    checkpoint = Checkpoint(ORIGIN, len(LEAVES), tree_root(LEAVES))
    signers = (*KEYS.log, *COUNTERSIGN)
    keys = [key.verifier for key in signers]
    fixed = sign_note(checkpoint.text, [signers[0], signers[2]], at=AT)

    def make() -> str:
        return sign_note(checkpoint.text, signers, at=AT).decode()

    def holds(note: str) -> None:
        found, signed = open_checkpoint(note.encode(), keys, strict=True)
        if found != checkpoint or [one.at for one in signed] != [None, AT, AT, AT]:
            raise ValueError

    def nodes(level: int, index: int) -> bytes:
        return complete_root(LEAVES[index << level : (index + 1) << level])

    proof = LogProof(7, tuple(prove_inclusion(nodes, 7, len(LEAVES))), fixed)
    policy = f"log {keys[0].text}\nwitness jp {keys[2].text}\nquorum jp\n"
    return {
        "keys": [key.text for key in keys],
        "seeds": [b64(key.seed) for key in signers],
        "ed25519": fixed.decode(),
        "all": kept(old.get("all"), make, holds),
        "time": AT,
        "policy": policy,
        "proof": proof.as_bytes().decode(),
        "leaf": b64(LEAVES[7]),
    }


FACTS: Mapping[str, Any] = {
    "record": RECORD,
    "version": D,
    "content": E,
    "header": D,
    "superseded": E,
    "blobs": [{"digest": D, "size": 2048}],
    "marking": MARKING,
    "correspondence": TABLE.digest,
    "asked": 4,
    "parts": ["index", "text"],
    "backups_until": "2027-01-31",
    "index": 7,
    "leaf": D,
    "state": "held",
    "why": None,
    "added": [KEYS.log[0].verifier.text],
    "retired": [],
    "follows": f"{ORIGIN}/before",
    "last": b64(b"a signed note"),
    "forked": [b64(b"one signed note"), b64(b"another signed note")],
    "lost": False,
    "proofs": [{"name": ORIGIN, "signature": b64(bytes(64))}],
}


def statements(_: Vectors) -> Vectors:
    """Return one statement of every act, and what must be refused."""
    made = {}
    for act, fields in ACTS.items():
        facts = {name: FACTS[name] for name in fields}
        content = Statement(act, PARTNERSHIP, ORIGIN, Seen(3, D), "0f" * 16, facts).canonical()
        made[act] = {"leaf": content.decode(), "sha256": sha256_hex(content)}
    facts = {**{name: FACTS[name] for name in ACTS["receipt"]}, "blob": D}
    content = Statement("receipt", PARTNERSHIP, ORIGIN, Seen(3, D), "0f" * 16, facts).canonical()
    made["receipt of an attachment"] = {"leaf": content.decode(), "sha256": sha256_hex(content)}
    leaf = made["ask_pen"]["leaf"]
    wrong = {
        "a space": leaf.replace(":", ": ", 1),
        "an end of line": leaf + "\n",
        "a field more": leaf.replace("{", '{"a":1,', 1),
        "a field less": leaf.replace('"nonce":"' + "0f" * 16 + '",', ""),
        "a field twice": leaf.replace("{", '{"act":"ask_pen",', 1),
        "an unknown act": leaf.replace("ask_pen", "ask_pens"),
        "a short digest": leaf.replace(D, D[:-1]),
        "capital letters": leaf.replace(RECORD, RECORD.upper()),
        "a fraction": leaf.replace('"size":3', '"size":3.0'),
        "a blob where none can be": leaf.replace("{", f'{{"blob":"{D}",', 1),
        "a blob that is no digest": content.decode().replace(f'"blob":"{D}"', '"blob":null'),
        "a negative number": leaf.replace('"size":3', '"size":-1'),
    }
    refused = []
    for what, text in wrong.items():
        try:
            read_statement(text.encode())
        except Refused as refusal:
            refused.append({"what": what, "leaf": text, "code": refusal.code})
    if len(refused) != len(wrong):
        raise ValueError
    return {"accepted": made, "refused": refused}


def markings(_: Vectors) -> Vectors:
    """Return the table of handling equivalents, and the gate's answer on every combination."""
    cases = []
    for reach, text, caveats, people in itertools.product(
        (OWN_SIDE, NAMED, PARTICIPANTS, PUBLIC),
        ("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", ""),
        ((), ("HMG USE ONLY",), ("RECIPIENTS ONLY",), ("NOFORN",)),
        ((), ("haruka",)),
    ):
        marking = CrossingMarking(reach, {"GB": text} if text else {}, caveats, people=people)
        verdict = ask_gate(marking, Recipients(["JP"], people), TABLE, origin="GB")
        cases.append(
            {
                "marking": marking.as_object(),
                "people": list(people),
                "shut": verdict.shut.value if verdict.shut else None,
                "restricted": verdict.restricted,
                "handling": {side: list(words) for side, words in verdict.handling.items()},
            }
        )
    return {
        "table": TABLE.canonical().decode(),
        "digest": TABLE.digest,
        "origin": "GB",
        "recipients": ["JP"],
        "gate": cases,
    }


def _sealed_record(recipients: list[SealingPublic]) -> bytes:
    return seal_record(
        HEADER, recipients, version=RECORD_VERSION, content=RECORD_CONTENT, about=RECORD_ABOUT
    )


def sealed(old: Vectors) -> Vectors:
    """Return a sealed record with its statement, and a sealed attachment."""

    def make() -> str:
        recipients = [RECEIVER.public, ESCROW.public]
        return b64(_sealed_record(recipients))

    def holds(blob: str) -> None:
        opened = open_record(base64.b64decode(blob), [RECEIVER], None)
        if opened.header.canonical() != HEADER.canonical() or opened.version != RECORD_VERSION:
            raise ValueError

    blob = str(kept(old.get("record"), make, holds))
    raw = base64.b64decode(blob)
    part = Header(
        HEADER.partnership, HEADER.line, RECORD, HEADER.version, MARKING, HEADER.recipients, part=1
    )
    plain = b"An attachment of one short chunk."
    size = len(plain)

    def attach() -> str:
        recipients = [RECEIVER.public, ESCROW.public]
        return b64(b"".join(seal_attachment(part, recipients, io.BytesIO(plain).read)))

    def attached(content: str) -> None:
        read = io.BytesIO(base64.b64decode(content)).read
        parts = open_attachment(read, [RECEIVER], part, digest=sha256_hex(plain), size=size)
        if b"".join(parts) != plain:
            raise ValueError

    statement = Statement(
        "share",
        PARTNERSHIP,
        ORIGIN,
        None,
        "0f" * 16,
        {
            "record": RECORD,
            "version": HEADER.version,
            "content": RECORD_VERSION["content"],
            "header": sha256_hex(HEADER.canonical()),
            "blobs": [{"digest": sha256_hex(raw), "size": len(raw)}],
            "marking": MARKING,
            "correspondence": TABLE.digest,
        },
    )
    chunks = ChunkSeal(part.canonical(), seed(10))
    return {
        "secret": b64(RECEIVER.secret),
        "public": b64(RECEIVER.public.public),
        "key_id": RECEIVER.public.key_id,
        "header": HEADER.canonical().decode(),
        "version": canonical_bytes(RECORD_VERSION).decode(),
        "content": canonical_bytes(RECORD_CONTENT).decode(),
        "about": canonical_bytes(RECORD_ABOUT.as_object()).decode(),
        "record": blob,
        "content_key": b64(open_record(raw, [RECEIVER], statement).content_key),
        "statement": statement.canonical().decode(),
        "attachment_header": part.canonical().decode(),
        "attachment_plain": b64(plain),
        "attachment": kept(old.get("attachment"), attach, attached),
        "chunks": {
            "content_key": b64(seed(10)),
            "first of two": b64(chunks.seal(0, b"first", last=False)),
            "second of two": b64(chunks.seal(1, b"second", last=True)),
        },
    }


def keys(_: Vectors) -> Vectors:
    """Return the key files of a side and its fingerprint words."""
    public = KEYS.public(escrow=ESCROW.public, certificate="c" * 64).canonical()
    return {
        "secret": KEYS.as_bytes().decode(),
        "public": public.decode(),
        "words": {language: list(fingerprint_words(public, language)) for language in ("en", "ja")},
    }


def bundle(old: Vectors) -> Vectors:
    """Return every file of a small bundle, the same as one file, and what has to be refused."""
    checkpoint = Checkpoint(ORIGIN, len(LEAVES), tree_root(LEAVES))
    keys = [key.verifier for key in KEYS.log]

    def nodes(level: int, index: int) -> bytes:
        return complete_root(LEAVES[index << level : (index + 1) << level])

    proof = tuple(prove_consistency(nodes, 2, len(LEAVES)))

    def make() -> str:
        note = sign_note(checkpoint.text, KEYS.log, at=AT)
        return b64(AddedCheckpoint(2, proof, note).as_bytes())

    def holds(told: str) -> None:
        added = read_added_checkpoint(base64.b64decode(told))
        if (added.old, added.proof) != (2, proof):
            raise ValueError
        open_checkpoint(added.checkpoint, keys, strict=True)

    inline, follows = b"sealed with its entry", b"sealed, and follows its entry"
    files = {
        f"blobs/{sha256_hex(follows)}": follows,
        "checkpoint": base64.b64decode(kept(old.get("files", {}).get("checkpoint"), make, holds)),
        "received": MirrorInfo(7, 5).as_bytes(),
        "records/000.p/20": records_bytes({sha256_hex(inline): inline}),
        "tile/entries/000.p/20": bundle_bytes(ENTRIES),
    }
    listed = tuple(
        CarriedFile(path, len(content), sha256_hex(content)) for path, content in files.items()
    )
    manifest = Manifest(ORIGIN, 2, listed).sign(KEYS.log[0])
    whole = {"manifest": manifest, **files}
    tar = b"".join(
        member_head(path, len(content)) + content + padding(len(content))
        for path, content in whole.items()
    )
    entries = files["tile/entries/000.p/20"]
    return {
        "keys": [key.text for key in keys],
        "size": len(LEAVES),
        "manifest": manifest.decode(),
        "files": {path: b64(content) for path, content in files.items()},
        "tar": b64(tar + ending()),
        "refused": {
            "a file is missing": {"at": "received", "files": {"received": None}},
            "a file is not listed": {"at": "notes.txt", "files": {"notes.txt": b64(b"hello")}},
            "a file is cut": {
                "at": "tile/entries/000.p/20",
                "files": {"tile/entries/000.p/20": b64(entries[:-1])},
            },
            "a byte is another": {
                "at": "tile/entries/000.p/20",
                "files": {"tile/entries/000.p/20": b64(entries[:-1] + b"?")},
            },
        },
    }


def kept(old: object, make: Callable[[], str], holds: Callable[[str], None]) -> str:
    """Return what lay there while it still verifies, else a new one."""
    if isinstance(old, str):
        try:
            holds(old)
        except (Refused, ValueError):
            pass
        else:
            return old
    made = make()
    holds(made)
    return made


FILES: Mapping[str, Callable[[Vectors], Vectors]] = {
    "merkle.json": merkle,
    "notes.json": notes,
    "statements.json": statements,
    "markings.json": markings,
    "sealed.json": sealed,
    "keys.json": keys,
    "bundle.json": bundle,
}


def made() -> dict[str, str]:
    """Return the content of every file, by name."""
    contents = {}
    for name, make in FILES.items():
        file = FOLDER / name
        old = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        contents[name] = json.dumps(make(old), ensure_ascii=False, indent=1) + "\n"
    return contents


def main() -> int:
    """Write the files; return the exit status."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in made().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
        print(f"spec/vectors/{name}: {len(content)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
