"""Canonical bytes: one value has exactly one byte string, on every machine.

RFC 8785 (JSON Canonicalization Scheme), narrowed: text is Unicode NFC with LF line ends, numbers
are integers within 2^53 - 1, times are RFC 3339 in UTC, and every hashed object names its type.
"""

import contextlib
import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, cast

import rfc8785

from kakehashi.errors import Refused

TYPE = "type"
LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
)
"""Gives the bytes of RFC 8785 for plain values whose names are ASCII, and is quicker at it.

Other names RFC 8785, section 3.2.3, sorts by UTF-16 code units, which this does not."""
_AS_THEY_ARE = frozenset({str, bool, type(None)})
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotCanonical(Refused):
    """The value has no canonical form: a float, a lone surrogate, a key twice after NFC."""

    code = "not-canonical"
    message = {
        "en": "This value cannot be recorded: {why}.",
        "ja": "この値は記録できません（{why}）。",
    }
    hint = {
        "en": "Use text, whole numbers, lists and named values only.",
        "ja": "文字列、整数、一覧及び名前付きの値のみを使用してください。",
    }


def canonical_text(text: str) -> str:
    """Return ``text`` in NFC with LF line ends.

    Raises:
        NotCanonical: when it holds a lone surrogate or the character NUL, which no database of
            ours stores faithfully.
    """
    if "\x00" in text:
        raise NotCanonical(why={"en": "a NUL character", "ja": "NUL文字"})
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    if _SURROGATE.search(text):
        raise NotCanonical(why={"en": "a broken character", "ja": "不正な文字"})
    return unicodedata.normalize("NFC", text)


def utc_time(moment: dt.datetime) -> str:
    """Return an aware ``moment`` as RFC 3339 in UTC with microseconds, ``Z`` at the end.

    Raises:
        NotCanonical: when the moment bears no zone.
    """
    if moment.tzinfo is None:
        raise NotCanonical(why={"en": "a time without a zone", "ja": "時間帯のない時刻"})
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def canonical_bytes(value: Mapping[str, object]) -> bytes:
    """Return the canonical bytes of an object that names its type.

    Args:
        value: the object; its ``type`` is a string such as ``kakehashi/content/v1``.

    Raises:
        NotCanonical: when ``type`` is missing or anything inside has no canonical form.
    """
    if not isinstance(value.get(TYPE), str):
        raise NotCanonical(why={"en": "the object names no type", "ja": "型の指定がない"})
    if _is_plain(value, DEEPEST - 1):
        text = _ENCODER.encode(value)
        if _is_one_spelling(text):
            with contextlib.suppress(UnicodeEncodeError):  # said below: a broken character
                return text.encode()
    names: set[str] = set()
    plain = _plain(value, 0, names)
    if all(map(str.isascii, names)):
        return _ENCODER.encode(plain).encode()
    return rfc8785.dumps(cast("Any", plain))


def same_text(value: Mapping[str, object], text: str) -> bool:
    """Say whether ``text`` is the canonical form of what was read from it: quickly, or not at all.

    True is certain. False means only that :func:`canonical_bytes` has to say: the names are not all
    ASCII, or something stands in the text that might have another form.

    Args:
        value: read from ``text`` by a reader that lets only whole numbers within 2^53 - 1 through.
        text: JSON.
    """
    return (
        isinstance(value.get(TYPE), str)
        and _is_one_spelling(text)
        and _shallow(value, DEEPEST - 1)
        and _ENCODER.encode(value) == text
    )


def _is_one_spelling(text: str) -> bool:
    """Say whether the strings in JSON text are certainly as :func:`canonical_text` leaves them.

    Looks at the text as a whole, once: quotation marks and escapes compose with no other character,
    so it is in NFC where each of its strings is. A broken character is not looked for.
    """
    return (
        "\\r" not in text
        and "\\u0000" not in text
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    )


def _is_plain(value: object, left: int) -> bool:
    """Say whether a value holds nothing but plain JSON, its names ASCII, no deeper than ``left``.

    False means only that it has to be looked at piece by piece. It is asked of all that is written.
    """
    if left < 0:
        return False
    held: Iterable[object]
    if type(value) is dict:
        if not all(type(name) is str and name.isascii() for name in value):
            return False
        held = value.values()
    elif type(value) is list:
        held = value
    else:
        return False
    for inner in held:
        kind = type(inner)
        if kind in _AS_THEY_ARE or (kind is int and abs(inner) <= LARGEST_INTEGER):
            continue
        if not _is_plain(inner, left - 1):
            return False
    return True


def part_bytes(value: Mapping[str, object]) -> bytes:
    """Return the canonical bytes of a part of what was read from canonical bytes."""
    if isinstance(value.get(TYPE), str) and _shallow(value, DEEPEST - 1):
        return _ENCODER.encode(value).encode()
    return canonical_bytes(value)


def _shallow(value: object, left: int) -> bool:
    """Say whether every name is ASCII and nothing is nested deeper than ``left``.

    In plain steps, for it is asked of everything that is read.
    """
    if left < 0:
        return False
    held = value
    if type(value) is dict:
        for name in value:
            if not name.isascii():
                return False
        held = value.values()
    elif type(value) is not list:
        return False
    for inner in held:  # type: ignore[attr-defined]
        kind = type(inner)
        if (kind is dict or kind is list) and not _shallow(inner, left - 1):
            return False
    return True


def _plain(value: object, depth: int, names: set[str]) -> object:  # noqa: PLR0911 - one answer per type
    if depth > DEEPEST:
        raise NotCanonical(why={"en": "it is nested too deeply", "ja": "入れ子が深すぎる"})
    match value:
        case None | bool():
            return value
        case str():
            return canonical_text(value)
        case int():
            return _integer(value)
        case dt.datetime():
            return utc_time(value)
        case dt.date():
            return value.isoformat()
        case Mapping():
            return _mapping(value, depth, names)
        case list() | tuple():
            return [_plain(inner, depth + 1, names) for inner in value]
    raise NotCanonical(
        why={"en": f"a {type(value).__name__} inside", "ja": f"{type(value).__name__}型を含む"}
    )


def _integer(value: int) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical(why={"en": "a number is too large", "ja": "数値が大きすぎる"})
    return value


def _mapping(value: Mapping[Any, object], depth: int, names: set[str]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, inner in value.items():
        if not isinstance(key, str):
            raise NotCanonical(why={"en": "a name is not text", "ja": "名前が文字列でない"})
        name = canonical_text(key)
        if name in plain:
            raise NotCanonical(why={"en": "a name stands twice", "ja": "名前が重複している"})
        plain[name] = _plain(inner, depth + 1, names)
    names.update(plain)
    return plain
