"""The vectors in spec/vectors/: read as a stranger would, and made anew without a change."""

import base64
import io
import json
from pathlib import Path

import pytest

from kakehashi.errors import Refused
from kakehashi.exchange.bundles.carriers import check_files
from kakehashi.trust import canonical_bytes, sha256_hex
from kakehashi.trust.attachments import ChunkSeal, open_attachment
from kakehashi.trust.bundles import (
    BundleMalformed,
    check_records,
    open_manifest,
    read_added_checkpoint,
)
from kakehashi.trust.correspondence import read_correspondence
from kakehashi.trust.envelopes import read_header
from kakehashi.trust.gate import Recipients, ask_gate
from kakehashi.trust.key_sets import read_public_keys, read_secret_keys
from kakehashi.trust.log_proofs import read_log_proof
from kakehashi.trust.markings import read_marking
from kakehashi.trust.merkle import leaf_hashes, tree_root
from kakehashi.trust.mirroring import MirrorInfo, read_mirror_info
from kakehashi.trust.note_keys import verifier_key
from kakehashi.trust.notes import open_checkpoint
from kakehashi.trust.policies import read_policy
from kakehashi.trust.proofs import verify_consistency, verify_subtree
from kakehashi.trust.reading import ObjectMalformed
from kakehashi.trust.sealing import open_disclosed, open_record
from kakehashi.trust.sealing_keys import SealingSecret
from kakehashi.trust.statements import read_statement
from kakehashi.trust.tars import read_members
from kakehashi.trust.tiles import bundle_entries
from tools import make_vectors

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "vectors"
raw = base64.b64decode


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", make_vectors.FILES)
def test_making_them_anew_changes_nothing(name):
    old = read(name)
    made = json.dumps(make_vectors.FILES[name](old), ensure_ascii=False, indent=1) + "\n"
    assert made == (FOLDER / name).read_text(encoding="utf-8")


def test_merkle():
    given = read("merkle.json")
    entries = [raw(one) for one in given["entries"]]
    assert bundle_entries(raw(given["bundle"]), len(entries)) == entries
    leaves = leaf_hashes(entries)
    roots = [raw(one) for one in given["roots"]]
    assert roots == [tree_root(leaves[:size]) for size in range(21)]
    for case in given["proofs"]:
        verify_subtree(
            [raw(one) for one in case["proof"]],
            start=case["start"],
            end=case["end"],
            size=case["size"],
            branch=tree_root(leaves[case["start"] : case["end"]]),
            root=roots[case["size"]],
        )
    assert len(given["proofs"]) > 60


def test_notes():
    given = read("notes.json")
    keys = [verifier_key(text) for text in given["keys"]]
    checkpoint, signed = open_checkpoint(given["all"].encode(), keys, strict=True)
    assert checkpoint.size == 20
    assert [one.at for one in signed] == [None, given["time"], given["time"], given["time"]]
    proof = read_log_proof(given["proof"].encode())
    policy = read_policy(given["policy"].encode())
    assert proof.verify(raw(given["leaf"]), policy) == checkpoint


def test_statements():
    given = read("statements.json")
    for act, one in given["accepted"].items():
        assert read_statement(one["leaf"].encode()).act == act.split()[0]
        assert sha256_hex(one["leaf"].encode()) == one["sha256"]
    for one in given["refused"]:
        with pytest.raises(Refused) as refusal:
            read_statement(one["leaf"].encode())
        assert refusal.value.code == one["code"]


def test_markings_and_the_gate():
    given = read("markings.json")
    table = read_correspondence(given["table"].encode())
    assert table.digest == given["digest"]
    seen = set()
    for case in given["gate"]:
        try:
            marking = read_marking(case["marking"])
        except ObjectMalformed as fault:  # pragma: no cover
            pytest.fail(str(fault))
        recipients = Recipients(given["recipients"], case["people"])
        verdict = ask_gate(marking, recipients, table, origin=given["origin"])
        assert (verdict.shut and verdict.shut.value) == case["shut"]
        assert verdict.restricted == case["restricted"]
        assert {side: list(words) for side, words in verdict.handling.items()} == case["handling"]
        seen.add(case["shut"])
    assert len(seen) >= 7


def test_sealed():
    given = read("sealed.json")
    secret = SealingSecret(raw(given["secret"]))
    assert secret.public.public == raw(given["public"])
    assert secret.public.key_id == given["key_id"]
    statement = read_statement(given["statement"].encode())
    opened = open_record(raw(given["record"]), [secret], statement)
    disclosed = open_disclosed(raw(given["record"]), raw(given["content_key"]), statement)
    for one in (opened, disclosed):
        assert canonical_bytes(one.version).decode() == given["version"]
        assert canonical_bytes(one.content).decode() == given["content"]
        assert one.header.canonical().decode() == given["header"]
    plain = raw(given["attachment_plain"])
    header = read_header(given["attachment_header"].encode())
    parts = open_attachment(
        io.BytesIO(raw(given["attachment"])).read,
        [secret],
        header,
        digest=sha256_hex(plain),
        size=len(plain),
    )
    assert b"".join(parts) == plain
    chunks = ChunkSeal(header.canonical(), raw(given["chunks"]["content_key"]))
    assert chunks.open(0, raw(given["chunks"]["first of two"]), last=False) == b"first"
    assert chunks.open(1, raw(given["chunks"]["second of two"]), last=True) == b"second"


def test_keys_and_words():
    given = read("keys.json")
    secret = read_secret_keys(given["secret"].encode())
    public = read_public_keys(given["public"].encode())
    again = secret.public(escrow=public.escrow, certificate=public.certificate)
    assert again == public
    for language, words in given["words"].items():
        assert list(public.words(language)) == words


def test_bundle():
    given = read("bundle.json")
    keys = [verifier_key(text) for text in given["keys"]]
    manifest = open_manifest(given["manifest"].encode(), keys[0])
    assert manifest.origin == keys[0].name
    files = {path: raw(content) for path, content in given["files"].items()}
    assert [one.path for one in manifest.files] == list(files)
    for one in manifest.files:
        one.check([files[one.path]])
    added = read_added_checkpoint(files["checkpoint"])
    checkpoint, _ = open_checkpoint(added.checkpoint, keys, strict=True)
    entries = bundle_entries(files["tile/entries/000.p/20"], given["size"])
    leaves = leaf_hashes(entries)
    assert checkpoint.root == tree_root(leaves)
    verify_consistency(
        added.proof,
        old=manifest.old,
        size=checkpoint.size,
        old_root=tree_root(leaves[: manifest.old]),
        root=checkpoint.root,
    )
    assert check_records(files["records/000.p/20"]) == 1
    assert read_mirror_info(files["received"]) == MirrorInfo(7, 5)
    tar = raw(given["tar"])
    members = read_members(io.BytesIO(tar), most=9)
    held = {one.name: tar[one.start : one.start + one.size] for one in members}
    assert held == {"manifest": given["manifest"].encode(), **files}


@pytest.mark.parametrize("what", read("bundle.json")["refused"])
def test_bundles_that_are_refused_name_the_file(what):
    given = read("bundle.json")
    manifest = open_manifest(given["manifest"].encode(), verifier_key(given["keys"][0]))
    case = given["refused"][what]
    lying = {path: given["files"].get(path) for path in given["files"]} | case["files"]
    held = {path: raw(content) for path, content in lying.items() if content is not None}
    with pytest.raises(BundleMalformed) as refusal:
        check_files(InMemory(held), manifest)
    assert case["at"] in str(refusal.value)


class InMemory:
    """A carrier of files that lie nowhere."""

    def __init__(self, files):
        self.files = files

    def sizes(self):
        return {path: len(content) for path, content in self.files.items()}

    def open(self, path):
        return io.BytesIO(self.files[path])
