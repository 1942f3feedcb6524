"""Reading canonical JSON that came from elsewhere: exactly our bytes, or a refusal.

What is read is written again and compared, so that a signed or hashed object has one spelling.
The shape of each field is one :data:`Check`.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from kakehashi.errors import Refused, Words
from kakehashi.trust.canonical import LARGEST_INTEGER, NotCanonical, canonical_bytes, same_text
from kakehashi.trust.checkpoints import name_fault
from kakehashi.trust.places import at_byte, in_field
from kakehashi.trust.spellings import from_base64

Check = Callable[[object], bool]
"""Whether a value may stand in a field."""

_LONGEST_DIGITS = 17
_HEX = re.compile(r"[0-9a-f]*")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SIDE = re.compile(r"[A-Z]{2,8}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CODE = re.compile(r"[a-z][a-z-]{0,63}")


class ObjectMalformed(Refused):
    """Bytes that are not the canonical form of an object of the expected type."""

    code = "object-malformed"
    message = {
        "en": "This is not a proper “{type}”: {why} ({where}).",
        "ja": "「{type}」として正しくありません（{why}、{where}）。",
    }
    hint = {
        "en": "Nothing was taken over. The formats stand in the folder spec/.",
        "ja": "何も取り込まれていません。形式は spec/ に定めています。",
    }


def read_object(
    content: bytes, type_name: str, fields: Mapping[str, Check], *, largest: int
) -> dict[str, Any]:
    """Return an object whose canonical bytes ``content`` is.

    Args:
        content: the bytes.
        type_name: what its ``type`` must be.
        fields: every other field that must be there, no more and no fewer.
        largest: bytes accepted.

    Raises:
        ObjectMalformed: naming the byte or the field.
    """
    value = parse_object(content, type_name, largest=largest)
    check_fields(value, type_name, {"type": lambda given: given == type_name, **fields})
    return value


def parse_object(content: bytes, type_name: str, *, largest: int) -> dict[str, Any]:
    """Return the JSON object that ``content`` is the canonical bytes of; fields are not looked at.

    Raises:
        ObjectMalformed: naming the byte.
    """

    def refused(en: str, ja: str, at: int) -> ObjectMalformed:
        return ObjectMalformed(type=type_name, why={"en": en, "ja": ja}, where=at_byte(at))

    if len(content) > largest:
        raise refused("it is too large", "大きすぎる", largest)
    try:
        text = content.decode()
        value: dict[str, Any] = _DECODER.decode(text)
        if isinstance(value, dict) and same_text(value, text):
            return value
        again = canonical_bytes(value) if isinstance(value, Mapping) else b""
    except UnicodeDecodeError as fault:
        raise refused("not UTF-8", "UTF-8でない", fault.start) from None
    except json.JSONDecodeError as fault:
        at = len(text[: fault.pos].encode())
        raise refused("not JSON", "JSONでない", at) from None
    except (ValueError, RecursionError, NotCanonical):
        raise refused("a value that has no canonical form", "正準形のない値がある", 0) from None
    if again != content:
        pairs = enumerate(zip(again, content, strict=False))
        at = next((at for at, (one, other) in pairs if one != other), min(len(again), len(content)))
        raise refused("not in canonical form", "正準形でない", at)
    return value


def check_fields(value: Mapping[str, object], type_name: str, fields: Mapping[str, Check]) -> None:
    """Check that exactly these fields are there, and each as it should be.

    Raises:
        ObjectMalformed: naming the field.
    """
    if value.keys() == fields.keys():
        for name, check in fields.items():
            if not check(value[name]):
                break
        else:
            return
    for name in sorted({*value, *fields}):
        why: Words | None = None
        if name not in value:
            why = {"en": "it is missing", "ja": "欠けている"}
        elif name not in fields:
            why = {"en": "it should not be there", "ja": "あるべきでない"}
        elif not fields[name](value[name]):
            why = {"en": "not a value it can have", "ja": "取り得ない値である"}
        if why:
            raise ObjectMalformed(type=type_name, why=why, where=in_field(name[:80]))


def has_fields(fields: Mapping[str, Check]) -> Check:
    """Return the check that a value is an object of exactly these fields."""

    def check(value: object) -> bool:
        return (
            isinstance(value, dict)
            and value.keys() == fields.keys()
            and all(fields[name](inner) for name, inner in value.items())
        )

    return check


def list_of(inner: Check, *, most: int, least: int = 0) -> Check:
    """Return the check that a value is a list of ``least`` to ``most`` such values."""

    def check(value: object) -> bool:
        return isinstance(value, list) and least <= len(value) <= most and all(map(inner, value))

    return check


def sorted_list_of(inner: Check, *, most: int) -> Check:
    """Return the check that a value is a list of such texts, sorted, none twice."""
    is_list = list_of(inner, most=most)

    def check(value: object) -> bool:
        if not is_list(value) or not isinstance(value, list):
            return False
        return not value or (
            all(isinstance(one, str) for one in value) and value == sorted(set(value))
        )

    return check


def either(*values: object) -> Check:
    """Return the check that a value is one of these, and of the same type."""
    kinds = {type(one) for one in values}
    known = {(type(one), one) for one in values}
    return lambda value: type(value) in kinds and (type(value), value) in known


def optional(inner: Check) -> Check:
    """Return the check that a value is null or such a value."""
    return lambda value: value is None or inner(value)


def is_count(value: object) -> bool:
    """Say whether a value is a whole number from 0."""
    return type(value) is int and 0 <= value <= LARGEST_INTEGER


def is_truth(value: object) -> bool:
    """Say whether a value is true or false."""
    return isinstance(value, bool)


def is_hex(length: int) -> Check:
    """Return the check for ``length`` bytes in lower-case hexadecimal."""
    return lambda value: (
        isinstance(value, str) and len(value) == 2 * length and bool(_HEX.fullmatch(value))
    )


is_digest = is_hex(32)
"""Whether a value is a SHA-256 in lower-case hexadecimal."""


def is_uuid(value: object) -> bool:
    """Say whether a value is a UUID in its usual lower-case form."""
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def is_side(value: object) -> bool:
    """Say whether a value is the code of a side, such as ``JP``."""
    return isinstance(value, str) and bool(_SIDE.fullmatch(value))


def is_day(value: object) -> bool:
    """Say whether a value looks like a day, ``2026-11-23``."""
    return isinstance(value, str) and bool(_DAY.fullmatch(value))


def is_code(value: object) -> bool:
    """Say whether a value is a code such as that of a refusal."""
    return isinstance(value, str) and bool(_CODE.fullmatch(value))


def is_name(value: object) -> bool:
    """Say whether a value can be an origin or key name (C2SP signed-note, “Format”)."""
    return isinstance(value, str) and name_fault(value) is None


def is_text(longest: int) -> Check:
    """Return the check for one line of text of 1 to ``longest`` characters."""
    return lambda value: (
        isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()
    )


def is_base64(length: int | None = None) -> Check:
    """Return the check for base64 in its one spelling, of ``length`` bytes where that is given."""

    def check(value: object) -> bool:
        data = from_base64(value) if isinstance(value, str) else None
        return data is not None and length in (None, len(data))

    return check


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_DIGITS:
        raise ValueError
    value = int(digits)
    if abs(value) > LARGEST_INTEGER:
        raise ValueError
    return value


def _no_float(digits: str) -> float:
    raise ValueError(digits[:20])


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_no_float, parse_constant=_no_float)
