"""Trust policies: which logs are accepted, and whose countersignatures are enough.

C2SP tlog-policy. Names are opaque bytes, as it says under “Character set”.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kakehashi.errors import Refused, Words
from kakehashi.trust.algorithms import KeyWeak
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.note_keys import KeyKind, KeyMalformed, VerifierKey, verifier_key
from kakehashi.trust.notes import SignatureMissing, Signed, open_checkpoint
from kakehashi.trust.places import at_line
from kakehashi.trust.spellings import from_decimal

LARGEST_POLICY = 1 << 18
"""Bytes of a policy file."""
MOST_NAMES = 1024
"""Logs, witnesses and groups of a policy together (C2SP tlog-policy asks for 96)."""
_NONE = b"none"
_ALLOWED = frozenset({0x09, *range(0x20, 0x7F), *range(0x80, 0x100)})


class PolicyMalformed(Refused):
    """A file that is no trust policy."""

    code = "policy-malformed"
    message = {
        "en": "This is not a trust policy: {why} ({where}).",
        "ja": "信頼方針のファイルではありません（{why}、{where}）。",
    }
    hint = {
        "en": "Correct that line. The format is C2SP tlog-policy.",
        "ja": "その行を訂正してください。形式はC2SP tlog-policyです。",
    }


class QuorumMissing(Refused):
    """A checkpoint is signed by its log, but not countersigned by enough witnesses."""

    code = "quorum-missing"
    message = {
        "en": "“{origin}” is signed, but not countersigned as the policy asks.",
        "ja": "「{origin}」には署名がありますが、方針の求める連署がそろっていません。",
    }
    hint = {
        "en": "Ask for the checkpoint with the countersignatures, or read the policy again.",
        "ja": "連署のあるチェックポイントを求めるか、方針を確認してください。",
    }


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these names must have witnessed a checkpoint."""

    needed: int
    members: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy file says."""

    logs: tuple[VerifierKey, ...]
    witnesses: dict[bytes, VerifierKey]
    groups: dict[bytes, Group]
    quorum: bytes

    def accept(self, content: bytes) -> tuple[Checkpoint, tuple[Signed, ...]]:
        """Return the checkpoint of a note that this policy accepts, and the signatures that hold.

        Raises:
            SignatureMissing: when no listed log signed it, or not under its own origin.
            SignatureWrong: when a signature of a key in the policy does not hold.
            QuorumMissing: when the countersignatures are not enough.
            NotANote, CheckpointMalformed: when it is no checkpoint.
        """
        known = (*self.logs, *self.witnesses.values())
        checkpoint, signed = open_checkpoint(content, known, strict=False)
        keys = {one.key for one in signed}
        if not any(log in keys and log.name == checkpoint.origin for log in self.logs):
            raise SignatureMissing(name=checkpoint.origin)
        witnessed = {name for name, key in self.witnesses.items() if key in keys}
        if not self.enough(witnessed):
            raise QuorumMissing(origin=checkpoint.origin)
        return checkpoint, signed

    def enough(self, witnesses: set[bytes]) -> bool:
        """Say whether the witnesses of these names make the quorum."""
        there = {_NONE, *witnesses}
        for name, group in self.groups.items():  # in the order of the file: members come first
            if sum(member in there for member in group.members) >= group.needed:
                there.add(name)
        return self.quorum in there


@dataclass
class _Reading:
    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[bytes, VerifierKey] = field(default_factory=dict)
    groups: dict[bytes, Group] = field(default_factory=dict)
    placed: set[bytes] = field(default_factory=set)
    quorum: bytes | None = None

    def log(self, words: Sequence[bytes]) -> Words | None:
        if len(words) not in (1, 2):
            return {"en": "a log has a key and perhaps a URL", "ja": "ログの指定は鍵とURLのみ"}
        key, fault = _key(words[0], {KeyKind.ED25519, KeyKind.ML_DSA})
        if key is None:
            return fault
        if any(key.public == one.public for one in self.logs):
            return {"en": "this log's key stands twice", "ja": "ログの鍵が重複している"}
        self.logs.append(key)
        return None

    def witness(self, words: Sequence[bytes]) -> Words | None:
        if len(words) not in (2, 3):
            return {"en": "a witness has a name and a key", "ja": "立会者の指定は名称と鍵"}
        key, fault = _key(words[1], {KeyKind.COSIGNATURE, KeyKind.ML_DSA})
        if key is None:
            return fault
        if any(key.public == one.public for one in self.witnesses.values()):
            return {"en": "this witness's key stands twice", "ja": "立会者の鍵が重複している"}
        if not self._new(words[0]):
            return {"en": "the name is taken", "ja": "名称が使用済み"}
        self.witnesses[words[0]] = key
        return None

    def group(self, words: Sequence[bytes]) -> Words | None:
        name, rule, *members = words if len(words) > 2 else (b"", b"")  # noqa: PLR2004
        if not members or not self._new(name):
            return {"en": "no new name, rule and members", "ja": "新しい名称、条件、構成員がない"}
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                return {"en": "a member is not defined above", "ja": "未定義の構成員がいる"}
            if member in self.placed:
                return {"en": "a member stands in a group already", "ja": "構成員が重複している"}
            self.placed.add(member)
        words_for = {b"any": 1, b"all": len(members)}
        needed = words_for.get(rule) or from_decimal(rule.decode("ascii", "replace"))
        if needed is None or not 1 <= needed <= len(members):
            return {"en": "not a possible number of members", "ja": "人数の条件が成り立たない"}
        self.groups[name] = Group(needed, tuple(members))
        return None

    def quorum_line(self, words: Sequence[bytes]) -> Words | None:
        if len(words) != 1 or self.quorum is not None:
            return {"en": "one quorum of one name", "ja": "定足数の指定は一つの名称で一度のみ"}
        if words[0] not in {_NONE, *self.witnesses, *self.groups}:
            return {"en": "the quorum is not defined above", "ja": "定足数の名称が未定義"}
        self.quorum = words[0]
        return None

    def _new(self, name: bytes) -> bool:
        total = len(self.logs) + len(self.witnesses) + len(self.groups)
        taken = name in self.witnesses or name in self.groups or name == _NONE
        return bool(name) and not taken and total < MOST_NAMES


def read_policy(content: bytes) -> Policy:
    """Return what a policy file says.

    Raises:
        PolicyMalformed: naming the line.
    """
    if len(content) > LARGEST_POLICY:
        raise PolicyMalformed(why={"en": "too large", "ja": "大きすぎる"}, where=at_line(1))
    lines = content.split(b"\n")
    if lines.pop():
        raise PolicyMalformed(
            why={"en": "the last line has no end", "ja": "最終行に改行がない"},
            where=at_line(len(lines) + 1),
        )
    reading = _Reading()
    rules: dict[bytes, Callable[[Sequence[bytes]], Words | None]] = {
        b"log": reading.log,
        b"witness": reading.witness,
        b"group": reading.group,
        b"quorum": reading.quorum_line,
    }
    for number, line in enumerate(lines, 1):
        fault = _line_fault(line, rules)
        if fault:
            raise PolicyMalformed(why=fault, where=at_line(number))
    if reading.quorum is None:
        raise PolicyMalformed(
            why={"en": "there is no quorum", "ja": "定足数の指定がない"}, where=at_line(len(lines))
        )
    return Policy(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)


def _line_fault(
    line: bytes, rules: dict[bytes, Callable[[Sequence[bytes]], Words | None]]
) -> Words | None:
    if not _ALLOWED.issuperset(line):
        return {"en": "a control character", "ja": "制御文字"}
    words = [word for word in line.replace(b"\t", b" ").split(b" ") if word]
    if not words or words[0].startswith(b"#"):
        return None
    rule = rules.get(words[0])
    if rule is None:
        return {"en": "not log, witness, group or quorum", "ja": "未知の行"}
    return rule(words[1:])


def _key(word: bytes, kinds: set[KeyKind]) -> tuple[VerifierKey | None, Words]:
    try:
        key = verifier_key(word.decode())
    except (KeyMalformed, KeyWeak, UnicodeDecodeError):
        return None, {"en": "the key is none, or weak", "ja": "鍵でないか、脆弱な鍵である"}
    if key.kind not in kinds:
        return None, {"en": "a key of another kind", "ja": "鍵の種別が異なる"}
    return key, {}
