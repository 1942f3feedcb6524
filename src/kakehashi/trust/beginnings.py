"""The beginning of a log that follows another: which one, and the checkpoints that it ended at.

Format: ``spec/statement.md``, act ``begin``. It is the first leaf of the new log and of no other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kakehashi.errors import Refused
from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.checkpoints import read_checkpoint
from kakehashi.trust.digests import sha256_hex
from kakehashi.trust.key_periods import KeyPeriods
from kakehashi.trust.note_keys import VerifierKey
from kakehashi.trust.notes import open_checkpoint, read_note
from kakehashi.trust.reading import is_base64, is_name, is_truth, list_of, optional, read_object
from kakehashi.trust.spellings import from_base64, to_base64
from kakehashi.trust.statements import MOST_FORKED, Statement

TYPE = "kakehashi/beginning/v1"
LARGEST = 1 << 17


class BeginsOtherwise(Refused):
    """A log that follows another and does not begin with what that one ended at."""

    code = "begins-otherwise"
    status = 409
    message = {
        "en": "The log {origin} does not begin with what the one before it ended at.",
        "ja": "ログ {origin} が、前のログの終わりの記録から始まっていません。",
    }
    hint = {
        "en": "Nothing of it was signed. Both sides compare the last checkpoint that each holds; a "
        "bundle still under way is taken in first.",
        "ja": "何も署名していません。双方が保有する最後のチェックポイントを照合してください。"
        "届いていない搬送データがあるときは、先に取り込んでください。",
    }


@dataclass(frozen=True)
class Beginning:
    """What a log that follows another begins with."""

    follows: str
    """Origin of the log that is closed."""
    last: bytes = b""
    """Its last countersigned checkpoint, a signed note; empty where none was."""
    forked: tuple[bytes, ...] = ()
    """Two signed notes that cannot both be true, for every contradiction that was found."""
    lost: bool = False
    """Whether its side lost everything with it: the pens that it held go to the other side."""

    @property
    def size(self) -> int:
        """How many entries of the closed log the other side countersigned."""
        return read_checkpoint(read_note(self.last).text).size if self.last else 0

    @property
    def checkpoints(self) -> tuple[bytes, ...]:
        """Every checkpoint, the last countersigned one first."""
        return (*((self.last,) if self.last else ()), *self.forked)

    def facts(self) -> dict[str, object]:
        """Return the fields of the act ``begin``."""
        return {
            "follows": self.follows,
            "last": to_base64(self.last) if self.last else None,
            "forked": [to_base64(one) for one in self.forked],
            "lost": self.lost,
        }

    def as_bytes(self) -> bytes:
        """Return it as one node tells it to the other."""
        return canonical_bytes({"type": TYPE, **self.facts()})

    def check(
        self, follows: str, keys: KeyPeriods | None, *, last: str, forked: Collection[str]
    ) -> None:
        """Check that it is the end of a log as it is known here.

        Args:
            follows: origin of that log.
            keys: that signed it at which size; None where they are not known here.
            last: digest of its last countersigned checkpoint; empty where none is known.
            forked: digests of checkpoints that prove a contradiction.

        Raises:
            BeginsOtherwise: when it is of another log, or something known here is missing.
            SignatureWrong, SignatureMissing, NotANote, CheckpointMalformed: for a checkpoint.
        """
        wrong = BeginsOtherwise(origin=follows)
        if self.follows != follows or (last and (checkpoint_digest(self.last) != last)):
            raise wrong
        if not set(forked) <= {checkpoint_digest(one) for one in self.forked}:
            raise wrong
        for note in self.checkpoints:
            if read_checkpoint(read_note(note).text).origin != follows:
                raise wrong
            if keys is not None:
                open_checkpoint(note, keys, strict=False, every=True)

    def check_countersigned(self, keys: Sequence[VerifierKey]) -> None:
        """Check what a node that knows nothing of the closed log any more can check of it.

        Args:
            keys: of the side that countersigned it.

        Raises:
            BeginsOtherwise: when a checkpoint is of another log.
            SignatureWrong, SignatureMissing, NotANote: when that side did not countersign it.
        """
        self.check(self.follows, None, last="", forked=())
        if self.last:
            open_checkpoint(self.last, keys, strict=False, every=True)


def checkpoint_digest(note: bytes) -> str:
    """Return SHA-256 of a checkpoint without its signatures, in hexadecimal; empty for nothing."""
    return sha256_hex(read_note(note).text.encode()) if note else ""


def beginning_of(statement: Statement) -> Beginning:
    """Return the beginning that a ``begin`` statement tells.

    Raises:
        BeginsOtherwise: for another act.
    """
    if statement.act != "begin":
        raise BeginsOtherwise(origin=statement.line)
    return _of(statement.facts)


def read_beginning(content: bytes) -> Beginning:
    """Return the beginning that one node told another.

    Raises:
        ObjectMalformed: naming the byte or field.
    """
    fields = {
        "follows": is_name,
        "last": optional(is_base64()),
        "forked": list_of(is_base64(), most=MOST_FORKED),
        "lost": is_truth,
    }
    return _of(read_object(content, TYPE, fields, largest=LARGEST))


def _of(facts: Mapping[str, Any]) -> Beginning:
    return Beginning(
        facts["follows"],
        from_base64(facts["last"] or "") or b"",
        tuple(from_base64(one) or b"" for one in facts["forked"]),
        facts["lost"],
    )
