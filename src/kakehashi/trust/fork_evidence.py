"""Evidence that a log contradicts itself: one file that anyone can check, with no node.

Two checkpoints, signed by the log, that cannot both be true; the public keys that signed them,
whose words can be compared by voice; and, where the sizes differ, the proof of what the larger one
says of the smaller. Format: ``spec/keys.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kakehashi.errors import Refused
from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.key_periods import KeyPeriods
from kakehashi.trust.key_sets import PublicKeys, read_public_keys
from kakehashi.trust.merkle import HASH_BYTES
from kakehashi.trust.notes import open_checkpoint
from kakehashi.trust.proofs import verify_consistency
from kakehashi.trust.reading import has_fields, is_base64, is_count, list_of, read_object
from kakehashi.trust.spellings import from_base64, to_base64

TYPE = "kakehashi/fork-evidence/v1"
LARGEST = 1 << 21
MOST_SETS, MOST_HASHES = 64, 64


class NoFork(Refused):
    """Two checkpoints that may both be true, or of two logs."""

    code = "no-fork"
    message = {
        "en": "This proves no contradiction of the log.",
        "ja": "ログの矛盾を証明するものではありません。",
    }
    hint = {
        "en": "The checkpoints may both be true, or something in the file was changed.",
        "ja": "両チェックポイントは両立し得るか、ファイルの一部が変更されています。",
    }


@dataclass(frozen=True)
class ForkEvidence:
    """What the file says; nothing of it is verified yet."""

    keys: tuple[tuple[int, PublicKeys], ...]
    """Smallest size that each set of keys signs, and the set."""
    first: bytes
    """The signed note of the larger size."""
    second: bytes
    said: bytes
    """Root of the smaller size, as the larger checkpoint has it."""
    proof: tuple[bytes, ...]
    """Consistency proof from ``said`` to the larger checkpoint (RFC 6962, section 2.1.2)."""

    def as_bytes(self) -> bytes:
        """Return the file."""
        return canonical_bytes(
            {
                "type": TYPE,
                "keys": [
                    {"first": first, "keys": to_base64(keys.canonical())}
                    for first, keys in self.keys
                ],
                "checkpoints": [to_base64(self.first), to_base64(self.second)],
                "said": to_base64(self.said),
                "proof": [to_base64(one) for one in self.proof],
            }
        )


def read_fork_evidence(content: bytes) -> ForkEvidence:
    """Return what a file of evidence says.

    Raises:
        ObjectMalformed: when it is none.
        KeyMalformed, KeyWeak, SealingKeyWrong: when a key in it is none.
    """
    row = has_fields({"first": is_count, "keys": is_base64()})
    fields = {
        "keys": list_of(row, most=MOST_SETS, least=1),
        "checkpoints": list_of(is_base64(), most=2, least=2),
        "said": is_base64(HASH_BYTES),
        "proof": list_of(is_base64(HASH_BYTES), most=MOST_HASHES),
    }
    value = read_object(content, TYPE, fields, largest=LARGEST)
    first, second = (from_base64(one) or b"" for one in value["checkpoints"])
    return ForkEvidence(
        tuple(
            (one["first"], read_public_keys(from_base64(one["keys"]) or b""))
            for one in value["keys"]
        ),
        first,
        second,
        from_base64(value["said"]) or b"",
        tuple(from_base64(one) or b"" for one in value["proof"]),
    )


def check_fork_evidence(evidence: ForkEvidence) -> tuple[Checkpoint, Checkpoint]:
    """Return the two checkpoints, the larger first, once they are proven to contradict each other.

    That the keys are the side's own is for people: compare their words by voice.

    Raises:
        SignatureWrong, SignatureMissing, SignatureUnexpected, NotANote, CheckpointMalformed: for
            the notes.
        ProofWrong: when the larger checkpoint does not say what is claimed of the smaller.
        NoFork: when both may be true.
    """
    keys = KeyPeriods(tuple((first, one.log) for first, one in evidence.keys))
    first, _ = open_checkpoint(evidence.first, keys, strict=True)
    second, _ = open_checkpoint(evidence.second, keys, strict=True)
    if first.origin != second.origin or first.size < second.size or not _ascends(evidence.keys):
        raise NoFork
    if first.size == second.size:
        if evidence.said != first.root or evidence.proof:
            raise NoFork
    else:
        verify_consistency(
            evidence.proof,
            old=second.size,
            size=first.size,
            old_root=evidence.said,
            root=first.root,
        )
    if evidence.said == second.root or not second.size:
        raise NoFork
    return first, second


def _ascends(keys: Sequence[tuple[int, PublicKeys]]) -> bool:
    firsts = [first for first, _keys in keys]
    return firsts[0] == 0 and firsts == sorted(set(firsts))
