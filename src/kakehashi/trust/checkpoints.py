"""Checkpoints: the size and root of a log, as the text that is signed.

C2SP tlog-checkpoint, “Note text”. Extension lines are refused: the ML-DSA-44 signature does not
cover them (C2SP tlog-cosignature, “ML-DSA-44 signed message”).
"""

from dataclasses import dataclass

from kakehashi.errors import Refused
from kakehashi.trust.merkle import EMPTY_ROOT, HASH_BYTES, LARGEST_SIZE
from kakehashi.trust.places import at_line
from kakehashi.trust.spellings import from_base64_hash, from_decimal, to_base64

LONGEST_ORIGIN = 255
"""Bytes of an origin or key name: one byte holds its length in a cosigned message."""
_LINES = 3


class CheckpointMalformed(Refused):
    """A text that is no checkpoint, or spells one differently than the one way there is."""

    code = "checkpoint-malformed"
    message = {
        "en": "This is not a checkpoint: {why} ({where}).",
        "ja": "チェックポイントではありません（{why}、{where}）。",
    }
    hint = {
        "en": "Nothing was taken over. Ask for it again.",
        "ja": "何も取り込まれていません。再度取得してください。",
    }


def name_fault(name: str) -> dict[str, str] | None:
    """Return what is wrong with a key name or origin, or None (C2SP signed-note, “Format”)."""
    if not name:
        return {"en": "the name is empty", "ja": "名称が空である"}
    if "+" in name or any(letter.isspace() or letter < " " for letter in name):
        return {
            "en": "the name holds a space, plus or control character",
            "ja": "名称に空白、プラス記号又は制御文字がある",
        }
    try:
        length = len(name.encode())
    except UnicodeEncodeError:
        return {"en": "the name holds a broken character", "ja": "名称に不正な文字がある"}
    if length > LONGEST_ORIGIN:
        return {"en": "the name has more than 255 bytes", "ja": "名称が255バイトを超える"}
    return None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its origin, its number of entries, its root."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what could not be signed.

        Raises:
            CheckpointMalformed: naming the line.
        """
        fault = name_fault(self.origin)
        if fault:
            raise CheckpointMalformed(why=fault, where=at_line(1))
        if not 0 <= self.size <= LARGEST_SIZE:
            raise CheckpointMalformed(
                why={"en": "no such size", "ja": "あり得ない件数"}, where=at_line(2)
            )
        if len(self.root) != HASH_BYTES or (self.size == 0 and self.root != EMPTY_ROOT):
            raise CheckpointMalformed(
                why={"en": "not the root of such a log", "ja": "そのログのルートではない"},
                where=at_line(3),
            )

    @property
    def text(self) -> str:
        """The text that is signed: three lines, each ending in a newline."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint a text is. Says nothing of signatures: see :mod:`.notes`.

    Raises:
        CheckpointMalformed: when it is not exactly three lines as specified, naming the line.
    """
    lines = text.split("\n", _LINES)
    if len(lines) != _LINES + 1 or lines[-1]:
        raise CheckpointMalformed(
            why={"en": "not exactly three lines", "ja": "3行でない"}, where=at_line(len(lines))
        )
    size = from_decimal(lines[1])
    if size is None:
        raise CheckpointMalformed(
            why={"en": "not a plain number", "ja": "数の表記が正しくない"}, where=at_line(2)
        )
    root = from_base64_hash(lines[2])
    if root is None:
        raise CheckpointMalformed(
            why={"en": "not base64 of 32 bytes", "ja": "32バイトのbase64でない"}, where=at_line(3)
        )
    return Checkpoint(lines[0], size, root)
