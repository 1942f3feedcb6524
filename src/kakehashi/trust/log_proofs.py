"""Proof files: that something stands in a log, checkable offline by anyone who has the policy.

C2SP tlog-proof, “Format” and “Verifying a tlog proof”.
"""

from dataclasses import dataclass

from kakehashi.errors import Refused
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.notes import LARGEST_NOTE
from kakehashi.trust.places import at_line
from kakehashi.trust.policies import Policy
from kakehashi.trust.proofs import LONGEST, verify_inclusion
from kakehashi.trust.spellings import (
    from_base64,
    from_base64_hash,
    from_decimal,
    to_base64,
)

FIRST_LINE = "c2sp.org/tlog-proof@v1"
LARGEST_PROOF = LARGEST_NOTE * 2
"""Bytes of a proof file."""


class ProofFileMalformed(Refused):
    """A file that is no proof file."""

    code = "proof-file-malformed"
    message = {
        "en": "This is not a proof file: {why} ({where}).",
        "ja": "証明ファイルではありません（{why}、{where}）。",
    }
    hint = {
        "en": "Ask for the file again. The format is C2SP tlog-proof.",
        "ja": "ファイルを再度取得してください。形式はC2SP tlog-proofです。",
    }


@dataclass(frozen=True, slots=True)
class LogProof:
    """What a proof file says; nothing of it is verified yet."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    """The signed checkpoint, verbatim."""
    extra: bytes | None = None
    """Data that nothing authenticates."""

    def as_bytes(self) -> bytes:
        """Return the file."""
        lines = [FIRST_LINE]
        if self.extra is not None:
            lines.append(f"extra {to_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += (to_base64(one) for one in self.hashes)
        return "\n".join([*lines, "", ""]).encode() + self.checkpoint

    def verify(self, leaf: bytes, policy: Policy) -> Checkpoint:
        """Check that ``leaf`` (a leaf hash) is in a log that the policy accepts.

        Raises:
            ProofWrong, NoSuchRange: when the hashes do not lead to the root.
            Refused: whatever the policy refuses the checkpoint with.
        """
        checkpoint, _ = policy.accept(self.checkpoint)
        verify_inclusion(
            self.hashes, index=self.index, size=checkpoint.size, leaf=leaf, root=checkpoint.root
        )
        return checkpoint


def read_log_proof(content: bytes) -> LogProof:
    """Return what a proof file says.

    Raises:
        ProofFileMalformed: naming the line.
    """
    head, cut, checkpoint = content.partition(b"\n\n")
    if not cut or len(content) > LARGEST_PROOF:
        raise ProofFileMalformed(
            why={"en": "no empty line, or too large", "ja": "空行がないか、大きすぎる"},
            where=at_line(1),
        )
    lines = head.decode("ascii", "replace").split("\n")
    if lines[0] != FIRST_LINE:
        raise ProofFileMalformed(
            why={"en": "not a proof of this version", "ja": "この版の証明でない"}, where=at_line(1)
        )
    at = 1
    extra = None
    if len(lines) > at and lines[at].startswith("extra "):
        extra = from_base64(lines[at].removeprefix("extra "))
        if extra is None:
            raise ProofFileMalformed(
                why={"en": "not base64", "ja": "base64でない"}, where=at_line(at + 1)
            )
        at += 1
    given = lines[at] if len(lines) > at else ""
    index = from_decimal(given.removeprefix("index ")) if given.startswith("index ") else None
    if index is None:
        raise ProofFileMalformed(why={"en": "no index", "ja": "番号がない"}, where=at_line(at + 1))
    hashes: list[bytes] = []
    for number, line in enumerate(lines[at + 1 :], at + 2):
        one = from_base64_hash(line)
        if one is None or len(hashes) == LONGEST:
            raise ProofFileMalformed(
                why={"en": "not a hash, or too many", "ja": "ハッシュでないか、多すぎる"},
                where=at_line(number),
            )
        hashes.append(one)
    return LogProof(index, tuple(hashes), checkpoint, extra)
