"""Keys of signed notes: names, ids, their text form, and what each kind of key signs.

C2SP signed-note (“Signature types”, “Verifier keys”) and tlog-cosignature (“Format” and the two
“signed message” sections).
"""

import hashlib
from dataclasses import dataclass, field
from enum import IntEnum

from kakehashi.errors import Refused
from kakehashi.trust import algorithms
from kakehashi.trust.checkpoints import CheckpointMalformed, name_fault, read_checkpoint
from kakehashi.trust.merkle import HASH_BYTES, LARGEST_SIZE
from kakehashi.trust.places import in_field, in_part
from kakehashi.trust.proofs import is_subtree
from kakehashi.trust.spellings import from_base64, to_base64

ID_BYTES = 4
TIME_BYTES = 8
_LONGEST_KEY = 4096
_LABEL = b"subtree/v1\n\0"
_PARTS = 3


class KeyMalformed(Refused):
    """A text or value that is no key of a signed note."""

    code = "key-malformed"
    message = {
        "en": "This is not a key: {why} ({where}).",
        "ja": "鍵ではありません（{why}、{where}）。",
    }
    hint = {
        "en": "Nothing was enrolled. Ask for the key again and compare the fingerprint words.",
        "ja": "何も登録されていません。鍵を再度受け取り、照合用の語句を確認してください。",
    }


class KeyKind(IntEnum):
    """The byte that says what a key signs (C2SP signed-note, “Signature types”)."""

    ED25519 = 0x01
    """Ed25519 over the text of a note."""
    COSIGNATURE = 0x04
    """Ed25519 over a checkpoint with a time."""
    ML_DSA = 0x06
    """ML-DSA-44 over a checkpoint or branch, with a time."""


_SIGNATURE_BYTES = {
    KeyKind.ED25519: algorithms.ED25519_SIGNATURE,
    KeyKind.COSIGNATURE: TIME_BYTES + algorithms.ED25519_SIGNATURE,
    KeyKind.ML_DSA: TIME_BYTES + algorithms.ML_DSA_SIGNATURE,
}
_PUBLIC_BYTES = {
    KeyKind.ED25519: algorithms.ED25519_PUBLIC,
    KeyKind.COSIGNATURE: algorithms.ED25519_PUBLIC,
    KeyKind.ML_DSA: algorithms.ML_DSA_PUBLIC,
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A range of a log's leaves and its root, as an ML-DSA-44 cosigner signs it."""

    origin: str
    start: int
    end: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what is no branch of any log.

        Raises:
            CheckpointMalformed: naming the field.
        """
        fault = name_fault(self.origin)
        if fault:
            raise CheckpointMalformed(why=fault, where=in_field("origin"))
        whole = self.start == 0 <= self.end
        if self.end > LARGEST_SIZE or not (whole or is_subtree(self.start, self.end)):
            raise CheckpointMalformed(
                why={"en": "not a branch of a tree", "ja": "木の枝でない"}, where=in_field("end")
            )
        if len(self.root) != HASH_BYTES:
            raise CheckpointMalformed(
                why={"en": "not 32 bytes", "ja": "32バイトでない"}, where=in_field("root")
            )


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name."""

    name: str
    kind: KeyKind
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what could never verify anything.

        Raises:
            KeyMalformed: when the name or the length is not possible.
            KeyWeak: when it is an Ed25519 key of small order or no proper point.
        """
        fault = name_fault(self.name)
        if fault:
            raise KeyMalformed(why=fault, where=in_part("name", "名称"))
        if len(self.public) != _PUBLIC_BYTES[self.kind]:
            raise KeyMalformed(
                why={"en": "not as long as such a key", "ja": "鍵の長さが正しくない"},
                where=in_part("public key", "公開鍵"),
            )
        if self.kind is not KeyKind.ML_DSA and not algorithms.ed25519_sound(self.public):
            raise algorithms.KeyWeak(name=self.name)

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart (C2SP signed-note, “Signatures”)."""
        hashed = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(hashed).digest()[:ID_BYTES]

    @property
    def text(self) -> str:
        """The key in one line, a *vkey* (C2SP signed-note, “Verifier keys”)."""
        material = to_base64(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def holds(self, text: str, signature: bytes) -> bool:
        """Say whether a signature of this key over a note's text holds.

        Args:
            text: the text of the note; for the kinds with a time it must be a checkpoint.
            signature: what follows the key id in the signature line.
        """
        if len(signature) != _SIGNATURE_BYTES[self.kind]:
            return False
        if self.kind is KeyKind.ED25519:
            return algorithms.ed25519_holds(self.public, text.encode(), signature)
        at = int.from_bytes(signature[:TIME_BYTES], "big")
        try:
            message = _timed_message(self.name, self.kind, text, at)
        except CheckpointMalformed:
            return False
        if at > LARGEST_SIZE:
            return False
        rest = signature[TIME_BYTES:]
        if self.kind is KeyKind.COSIGNATURE:
            return algorithms.ed25519_holds(self.public, message, rest)
        return algorithms.ml_dsa_holds(self.public, message, rest)

    def holds_for(self, branch: Branch, signature: bytes) -> bool:
        """Say whether an ML-DSA-44 signature over a branch holds (time 0 unless it starts at 0)."""
        if self.kind is not KeyKind.ML_DSA or len(signature) != _SIGNATURE_BYTES[self.kind]:
            return False
        at = int.from_bytes(signature[:TIME_BYTES], "big")
        if at > LARGEST_SIZE or (branch.start and at):
            return False
        message = branch_message(self.name, at, branch)
        return algorithms.ml_dsa_holds(self.public, message, signature[TIME_BYTES:])

    def time_of(self, signature: bytes) -> int | None:
        """Return the POSIX time inside a signature; None for the kind without one."""
        if self.kind is KeyKind.ED25519:
            return None
        return int.from_bytes(signature[:TIME_BYTES], "big")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret key under a name."""

    name: str
    kind: KeyKind
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """The public half.

        Raises:
            KeyMalformed: when the name or the secret cannot be.
            AlgorithmMissing: when this machine has no ML-DSA-44.
        """
        if len(self.seed) != algorithms.SEED_BYTES:
            raise KeyMalformed(
                why={"en": "not 32 bytes", "ja": "32バイトでない"},
                where=in_part("secret", "秘密鍵"),
            )
        make = (
            algorithms.ml_dsa_public if self.kind is KeyKind.ML_DSA else algorithms.ed25519_public
        )
        return VerifierKey(self.name, self.kind, make(self.seed))

    def sign(self, text: str, *, at: int = 0) -> bytes:
        """Return the signature over a note's text, without the key id.

        Args:
            text: the text; for the kinds with a time it must be a checkpoint.
            at: POSIX time in seconds; 0 makes no statement about time.

        Raises:
            CheckpointMalformed: when a kind with a time is to sign something else.
            KeyMalformed: when the time is impossible.
        """
        if self.kind is KeyKind.ED25519:
            return algorithms.ed25519_sign(self.seed, text.encode())
        message = _timed_message(self.name, self.kind, text, _checked(at))
        return self._timed(message, at)

    def sign_branch(self, branch: Branch, *, at: int = 0) -> bytes:
        """Return the ML-DSA-44 signature over a branch (C2SP tlog-cosignature).

        Raises:
            KeyMalformed: for another kind of key, or a time on a branch that starts after 0.
        """
        if self.kind is not KeyKind.ML_DSA or (branch.start and at):
            raise KeyMalformed(
                why={"en": "it cannot sign this branch", "ja": "この枝には署名できない"},
                where=in_part("kind or time", "種別又は時刻"),
            )
        return self._timed(branch_message(self.name, _checked(at), branch), at)

    def _timed(self, message: bytes, at: int) -> bytes:
        ours = self.kind is KeyKind.ML_DSA
        sign = algorithms.ml_dsa_sign if ours else algorithms.ed25519_sign
        return at.to_bytes(TIME_BYTES, "big") + sign(self.seed, message)


def verifier_key(text: str) -> VerifierKey:
    """Return the key a *vkey* says (C2SP signed-note, “Verifier keys”).

    Raises:
        KeyMalformed: when it is none, or its id is not that of its name and key.
        KeyWeak: when it is an Ed25519 key of small order or no proper point.
    """
    parts = text.split("+", _PARTS - 1) if len(text) <= _LONGEST_KEY else []
    if len(parts) != _PARTS:
        raise KeyMalformed(
            why={"en": "not three parts", "ja": "三つの部分からなっていない"},
            where=in_part("whole", "全体"),
        )
    material = from_base64(parts[2])
    kinds = {int(kind): kind for kind in KeyKind}
    if not material or material[0] not in kinds:
        raise KeyMalformed(
            why={"en": "not base64 of a kind known here", "ja": "既知の種別のbase64でない"},
            where=in_part("public key", "公開鍵"),
        )
    key = VerifierKey(parts[0], kinds[material[0]], material[1:])
    if key.key_id.hex() != parts[1]:
        raise KeyMalformed(
            why={"en": "not the id of this name and key", "ja": "名称と鍵に対応する識別子でない"},
            where=in_part("key id", "鍵の識別子"),
        )
    return key


def branch_message(cosigner: str, at: int, branch: Branch) -> bytes:
    """Return the bytes that ML-DSA-44 signs (C2SP tlog-cosignature, ``cosigned_message``)."""
    name, origin = cosigner.encode(), branch.origin.encode()
    return b"".join(
        (
            _LABEL,
            bytes([len(name)]),
            name,
            at.to_bytes(8, "big"),
            bytes([len(origin)]),
            origin,
            branch.start.to_bytes(8, "big"),
            branch.end.to_bytes(8, "big"),
            branch.root,
        )
    )


def _timed_message(name: str, kind: KeyKind, text: str, at: int) -> bytes:
    checkpoint = read_checkpoint(text)
    if kind is KeyKind.COSIGNATURE:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    whole = Branch(checkpoint.origin, 0, checkpoint.size, checkpoint.root)
    return branch_message(name, at, whole)


def _checked(at: int) -> int:
    if not 0 <= at <= LARGEST_SIZE:
        raise KeyMalformed(
            why={"en": "no such time", "ja": "あり得ない時刻"}, where=in_part("time", "時刻")
        )
    return at
