"""Signed notes: a text and the signature lines under it.

C2SP signed-note, “Format” and “Signatures”. Two ways of opening: as specified, where signatures
of unknown keys are ignored; and strictly, as the two sides do between themselves, where every
expected key must have signed once and nobody else may.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kakehashi.errors import Refused
from kakehashi.trust.checkpoints import Checkpoint, name_fault, read_checkpoint
from kakehashi.trust.key_periods import KeyPeriods, Keys
from kakehashi.trust.note_keys import ID_BYTES, SigningKey, VerifierKey
from kakehashi.trust.places import at_byte, at_line
from kakehashi.trust.spellings import from_base64, to_base64

LARGEST_NOTE = 1 << 18
"""Bytes of a note; more is refused unread."""
MOST_SIGNATURES = 32
"""Signature lines of a note (C2SP signed-note asks for at least 16)."""
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_DASH = "\u2014 "
_LINE_PARTS = 2


class NotANote(Refused):
    """Bytes that are no signed note, or spell one differently than the one way there is."""

    code = "note-malformed"
    message = {
        "en": "This is not a signed note: {why} ({where}).",
        "ja": "署名付き文書の形式ではありません（{why}、{where}）。",
    }
    hint = {
        "en": "Nothing was taken over. Ask for it again.",
        "ja": "何も取り込まれていません。再度取得してください。",
    }


class SignatureWrong(Refused):
    """A signature of a known key does not hold: the text is not what was signed."""

    code = "signature-wrong"
    message = {
        "en": "The signature of “{name}” does not hold.",
        "ja": "「{name}」の署名は成り立ちません。",
    }
    hint = {
        "en": "The whole note is refused. Keep it as evidence and ask for it again.",
        "ja": "文書全体を受け入れません。証拠として保存し、再度取得してください。",
    }


class SignatureMissing(Refused):
    """A signature that is required is not there."""

    code = "signature-missing"
    message = {
        "en": "The signature of “{name}” is missing.",
        "ja": "「{name}」の署名がありません。",
    }
    hint = {
        "en": "Wait for that signature; without it the note says nothing.",
        "ja": "署名がそろうまで待ってください。署名のない文書は効力を持ちません。",
    }


class SignatureUnexpected(Refused):
    """A signature line that nobody expects: of another key, or twice of one."""

    code = "signature-unexpected"
    message = {
        "en": "There is a signature line of “{name}” that should not be there ({where}).",
        "ja": "「{name}」の署名行は、ここにあるべきものではありません（{where}）。",
    }
    hint = {
        "en": "Between the two sides only the signatures settled at enrolment may stand on a note.",
        "ja": "双方の間では、登録時に定めた署名のみが認められます。",
    }


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line, with its newline."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signature lines, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def as_bytes(self) -> bytes:
        """Return the note as it is stored and sent."""
        return f"{self.text}\n{''.join(one.line for one in self.signatures)}".encode()


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: whose, and the POSIX time it states (None: its kind has no time)."""

    key: VerifierKey
    at: int | None


def read_note(content: bytes) -> Note:
    """Return the note that bytes are.

    Raises:
        NotANote: naming the byte or line.
    """
    text = _decoded(content)
    cut = text.rfind("\n\n")
    if cut < 0:
        raise NotANote(
            why={"en": "no empty line before the signatures", "ja": "署名の前に空行がない"},
            where=at_line(text.count("\n") + 1),
        )
    first = text.count("\n", 0, cut) + 3
    lines = text[cut + 2 :].split("\n")
    if lines.pop() or not lines:
        raise NotANote(
            why={"en": "it does not end with a signature line", "ja": "署名行で終わっていない"},
            where=at_line(first + len(lines)),
        )
    if len(lines) > MOST_SIGNATURES:
        raise NotANote(
            why={"en": "too many signatures", "ja": "署名が多すぎる"},
            where=at_line(first + MOST_SIGNATURES),
        )
    signatures = (_signature(line, first + place) for place, line in enumerate(lines))
    return Note(text[: cut + 1], tuple(signatures))


def open_note(
    content: bytes, keys: Sequence[VerifierKey], *, strict: bool, every: bool = False
) -> tuple[str, tuple[Signed, ...]]:
    """Return the text of a note whose signatures hold, and those signatures.

    Args:
        content: the note.
        keys: the keys that are known.
        strict: every key must have signed exactly once, and there is no other line. Otherwise, as
            C2SP signed-note says, unknown signatures are ignored and one that holds is enough.
        every: every key must have signed, whatever other lines there are.

    Raises:
        NotANote: when it is none.
        SignatureWrong: when a signature of a known key does not hold.
        SignatureMissing: when none is there or, strictly or where every is wanted, one is missing.
        SignatureUnexpected: (strictly) when there is another line.
    """
    note = read_note(content)
    known = {(key.name, key.key_id): key for key in keys}
    held: dict[tuple[str, bytes], Signed] = {}
    for place, one in enumerate(note.signatures):
        mark = (one.name, one.key_id)
        key = known.get(mark)
        if strict and (key is None or mark in held):
            line = note.text.count("\n") + 2 + place
            raise SignatureUnexpected(name=one.name, where=at_line(line))
        if key is None:
            continue
        if not key.holds(note.text, one.value):
            raise SignatureWrong(name=one.name)
        held.setdefault(mark, Signed(key, key.time_of(one.value)))
    missing = [key.name for mark, key in known.items() if mark not in held]
    if ((strict or every) and missing) or not held:
        raise SignatureMissing(name=missing[0] if missing else "?")
    return note.text, tuple(held.values())


def open_checkpoint(
    content: bytes, keys: Keys, *, strict: bool, every: bool = False
) -> tuple[Checkpoint, tuple[Signed, ...]]:
    """Return the checkpoint in a note whose signatures hold, and those signatures.

    Where keys changed, those count that sign a checkpoint of its size.

    Raises:
        CheckpointMalformed: when the text is no checkpoint; otherwise as :func:`open_note`.
    """
    if isinstance(keys, KeyPeriods):
        keys = keys.at(read_checkpoint(read_note(content).text).size)
    text, signed = open_note(content, keys, strict=strict, every=every)
    return read_checkpoint(text), signed


def sign_note(text: str, keys: Iterable[SigningKey], *, at: int = 0) -> bytes:
    """Return a note of ``text`` signed by each key.

    Args:
        text: ends in a newline.
        keys: at least one.
        at: POSIX time for the kinds of key that state one.

    Raises:
        NotANote: when the text cannot be that of a note.
    """
    signatures = tuple(
        Signature(key.name, key.verifier.key_id, key.sign(text, at=at)) for key in keys
    )
    content = Note(text, signatures).as_bytes()
    if read_note(content).text != text:
        raise NotANote(
            why={"en": "the text does not end in a newline", "ja": "本文が改行で終わっていない"},
            where=at_line(text.count("\n") + 1),
        )
    return content


def add_signatures(content: bytes, more: Iterable[Signature]) -> bytes:
    """Return a note with further signature lines, such as a countersigner's answer.

    Raises:
        NotANote: when it is none, or would have too many.
    """
    note = read_note(content)
    grown = Note(note.text, (*note.signatures, *more)).as_bytes()
    read_note(grown)
    return grown


def read_signature_lines(content: bytes) -> tuple[Signature, ...]:
    """Return the lines a countersigner answers with (C2SP tlog-mirror, “add-entries”).

    Raises:
        NotANote: naming the byte or line.
    """
    lines = _decoded(content).split("\n")
    if lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES:
        raise NotANote(
            why={"en": "no or too many signature lines", "ja": "署名行がない又は多すぎる"},
            where=at_line(len(lines)),
        )
    return tuple(_signature(line, place) for place, line in enumerate(lines, 1))


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_NOTE:
        raise NotANote(
            why={"en": "it is too large", "ja": "大きすぎる"}, where=at_byte(LARGEST_NOTE)
        )
    try:
        text = content.decode()
    except UnicodeDecodeError as fault:
        raise NotANote(
            why={"en": "not UTF-8", "ja": "UTF-8でない"}, where=at_byte(fault.start)
        ) from None
    found = _CONTROL.search(content)
    if found:
        raise NotANote(
            why={"en": "a control character", "ja": "制御文字"}, where=at_byte(found.start())
        )
    return text


def _signature(line: str, number: int) -> Signature:
    parts = line.removeprefix(_DASH).split(" ") if line.startswith(_DASH) else []
    if len(parts) != _LINE_PARTS:
        raise NotANote(
            why={"en": "not a signature line", "ja": "署名行でない"}, where=at_line(number)
        )
    fault = name_fault(parts[0])
    if fault:
        raise NotANote(why=fault, where=at_line(number))
    value = from_base64(parts[1])
    if value is None or len(value) <= ID_BYTES:
        raise NotANote(
            why={
                "en": "not base64 of a key id and signature",
                "ja": "鍵識別子と署名のbase64でない",
            },
            where=at_line(number),
        )
    return Signature(parts[0], value[:ID_BYTES], value[ID_BYTES:])
