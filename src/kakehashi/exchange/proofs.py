"""The proof of one thing said: its place in a log that both sides signed, checked, given away."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kakehashi.errors import NotHere, Refused, Words
from kakehashi.exchange.crossings import Crossing, proof_file, statement_file
from kakehashi.exchange.enrolling import Card
from kakehashi.exchange.keys_in_force import Period, log_keys, own_periods, peer_periods
from kakehashi.exchange.models import Line
from kakehashi.records.models import Version
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.key_periods import beside
from kakehashi.trust.log_proofs import LogProof, read_log_proof
from kakehashi.trust.merkle import leaf_hash
from kakehashi.trust.note_keys import KeyKind
from kakehashi.trust.notes import Signed, open_checkpoint
from kakehashi.trust.proofs import verify_inclusion

_ALGORITHMS = {
    KeyKind.ED25519: "Ed25519",
    KeyKind.COSIGNATURE: "Ed25519",
    KeyKind.ML_DSA: "ML-DSA-44",
}
ENTRY, PROOF = "entry.json", "entry.tlog-proof"
VERSION, CONTENT, READ_ME = "version.json", "content.json", "READ-ME.txt"


@dataclass(frozen=True)
class Signer:
    """Whose signature under the checkpoint holds."""

    side: str
    """Code."""
    counter: bool
    """Whether it is the countersignature of the side that holds the copy."""
    algorithm: str
    key_id: str
    """Hexadecimal."""
    at: datetime | None
    """The time it states; a signature of the log itself with Ed25519 states none."""


@dataclass(frozen=True)
class Checked:
    """A proof as this node checked it just now."""

    crossing: Crossing
    said: Mapping[str, Any]
    """The statement, field by field."""
    leaf: str
    """Hash of the entry, hexadecimal."""
    size: int
    """Entries under the checkpoint; 0 where no countersigned one covers the entry."""
    root: str
    """Hexadecimal."""
    hashes: Sequence[str]
    """The way from the entry to the root, hexadecimal."""
    signers: Sequence[Signer]
    refused: Words
    """What does not hold, in words; empty where all does."""
    advice: Words
    tells_version: bool = False
    """Whether the bytes of the version here are those that the entry names."""


def check(crossing: Crossing, version: Version | None) -> Checked:
    """Check that something stands in its log, under the signatures of both sides.

    Args:
        crossing: what was said.
        version: the text it names, where the reader may see it.

    Raises:
        NotHere: when it does not stand in a log yet.
    """
    entry = statement_file(crossing)
    said = json.loads(entry)
    leaf, refused, advice = leaf_hash(entry), {}, {}  # type: bytes, Words, Words
    checkpoint: Checkpoint | None = None
    signers: list[Signer] = []
    hashes: tuple[bytes, ...] = ()
    if crossing.proven:
        proof = read_log_proof(proof_file(crossing))
        hashes = proof.hashes
        try:
            checkpoint, signers, _side, _peer = _opened(crossing, proof)
            verify_inclusion(
                proof.hashes,
                index=proof.index,
                size=checkpoint.size,
                leaf=leaf,
                root=checkpoint.root,
            )
        except Refused as refusal:
            refused, advice = refusal.message_words(), refusal.hint_words()
    return Checked(
        crossing=crossing,
        said=said,
        leaf=leaf.hex(),
        size=checkpoint.size if checkpoint else 0,
        root=checkpoint.root.hex() if checkpoint else "",
        hashes=[one.hex() for one in hashes],
        signers=signers,
        refused=refused,
        advice=advice,
        tells_version=version is not None and _same(said, version),
    )


def _same(said: Mapping[str, Any], version: Version) -> bool:
    from kakehashi.trust import sha256_hex

    if not version.header or not version.content:
        return False
    whole = sha256_hex(bytes(version.header)), sha256_hex(bytes(version.content))
    return whole == (said.get("version"), said.get("content"))


def _opened(crossing: Crossing, proof: LogProof) -> tuple[Checkpoint, list[Signer], Period, Period]:
    """Return the checkpoint of a proof, who signed it, and the keys of both that hold.

    Raises:
        SignatureWrong, SignatureMissing, SignatureUnexpected, NotANote, CheckpointMalformed: when
            no keys of both sides that were ever in force hold.
    """
    line = Line.objects.get(pk=crossing.peer.pk)
    own, theirs = own_periods(line), peer_periods(line)
    signing, witnessing = (own, theirs) if crossing.ours else (theirs, own)
    keys = log_keys(signing)
    for number, witness in enumerate(reversed(witnessing), 1):
        try:
            checkpoint, signed = open_checkpoint(
                proof.checkpoint, beside(keys, witness.keys.countersign), strict=True
            )
        except Refused:
            if number == len(witnessing):
                raise
            continue
        signer = next(one for one in reversed(signing) if one.first <= checkpoint.size)
        return checkpoint, _signers(signed, signer, witness), signer, witness
    raise NotHere


def _signers(signed: Sequence[Signed], log: Period, witness: Period) -> list[Signer]:
    return [
        Signer(
            side=witness.keys.side if counter else log.keys.side,
            counter=counter,
            algorithm=_ALGORITHMS[one.key.kind],
            key_id=one.key.key_id.hex(),
            at=datetime.fromtimestamp(one.at, UTC) if one.at else None,
        )
        for one in signed
        for counter in [one.key in witness.keys.countersign]
    ]


def packet(crossing: Crossing, version: Version | None, explained: str) -> bytes:
    """Return a ZIP with all that an outsider needs: entry, proof, cards of both, the opened text.

    The same bytes each time, so that two officials can compare what they were given.

    Args:
        crossing: what was said.
        version: the text it names, where the reader may see it and it is here.
        explained: what stands in the packet and how it is checked, for a person.

    Raises:
        NotHere: while no checkpoint with the signatures of both sides covers it.
        Refused: when the signatures do not hold.
    """
    content = proof_file(crossing)
    _checkpoint, _whose, side, peer = _opened(crossing, read_log_proof(content))
    files = {
        READ_ME: explained.encode(),
        ENTRY: statement_file(crossing),
        PROOF: content,
        **{
            f"card-of-{one.keys.side.lower()}.json": Card(
                one.keys.canonical(), one.certificate, ""
            ).as_bytes()
            for one in (side, peer)
        },
    }
    if version is not None and _same(json.loads(files[ENTRY]), version):
        files[VERSION], files[CONTENT] = bytes(version.header or b""), bytes(version.content or b"")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), held)
    return made.getvalue()
