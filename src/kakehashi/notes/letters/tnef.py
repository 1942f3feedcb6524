"""``winmail.dat`` (MS-OXTNEF): the text and files that Outlook packed into it."""

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kakehashi.notes.letters import properties as tags
from kakehashi.notes.letters.markup import text_of_html
from kakehashi.notes.letters.rtf import text_of_rtf, unpacked

if TYPE_CHECKING:
    from kakehashi.notes.letters.gathering import Found

MAGIC = 0x223E9F78
_BODY, _TITLE, _DATA, _PROPS, _FILE_PROPS = 0x800C, 0x8010, 0x800F, 0x9003, 0x9005
_NEW_FILE, _PAGE = 0x9002, 0x9007
_SIZES = {
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x000A: 4,
    0x000B: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_LISTED = 0x1000
_MOST_VALUES = 4096


def read_tnef(data: bytes, found: "Found") -> bool:
    """Add what a ``winmail.dat`` holds, and return whether it is one.

    One that is broken is kept as a file and nothing more.
    """
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != MAGIC:  # noqa: PLR2004 - its head
        found.enclose("winmail.dat", data)
        return False
    page, names, contents = 0, [], []
    body: dict[int, tuple[int, bytes]] = {}
    for attribute, value in _attributes(data):
        if attribute == _PAGE and len(value) >= 4:  # noqa: PLR2004 - one number
            page = struct.unpack_from("<I", value)[0]
        elif attribute == _NEW_FILE:
            names.append("")
            contents.append(b"")
        elif attribute == _BODY:
            body.setdefault(tags.BODY, (tags.STRING8, value))
        elif attribute == _PROPS:
            body.update(_properties(value))
        elif names:
            _file(attribute, value, page, names, contents)
    _text(body, page, found)
    for name, content in zip(names, contents, strict=True):
        found.enclose(name, content)
    return True


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        _level, attribute, _kind, length = struct.unpack_from("<BHHI", data, at)
        at += 9
        if at + length > len(data):
            return
        yield attribute, data[at : at + length]
        at += length + 2


def _file(attribute: int, value: bytes, page: int, names: list[str], contents: list[bytes]) -> None:
    if attribute == _TITLE:
        names[-1] = names[-1] or tags.words(value, tags.STRING8, page)
    elif attribute == _DATA:
        contents[-1] = value
    elif attribute == _FILE_PROPS:
        kept = _properties(value)
        if tags.LONG_FILE in kept:
            kind, name = kept[tags.LONG_FILE]
            names[-1] = tags.words(name, kind, page)
        if tags.CONTENT in kept and not contents[-1]:
            contents[-1] = kept[tags.CONTENT][1]


def _properties(data: bytes) -> dict[int, tuple[int, bytes]]:
    """Return the properties in a block, as far as it can be read."""
    found: dict[int, tuple[int, bytes]] = {}
    try:
        (number,) = struct.unpack_from("<I", data)
        at = 4
        for _one in range(min(number, _MOST_VALUES)):
            kind, tag = struct.unpack_from("<HH", data, at)
            at += 4
            if tag & 0x8000:
                at = _named(data, at)
            values, at = _values(data, at, kind)
            if values and not kind & _LISTED:
                found.setdefault(tag, (kind, values[0]))
    except struct.error:
        pass
    return found


def _named(data: bytes, at: int) -> int:
    """Return where a property goes on after its name."""
    kind, length = struct.unpack_from("<II", data, at + 16)
    return at + 24 + ((length + 3) // 4 * 4 if kind else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    size = _SIZES.get(kind & ~_LISTED)
    number = 1
    if size is None or kind & _LISTED:
        (number,) = struct.unpack_from("<I", data, at)
        at += 4
    values = []
    for _one in range(min(number, _MOST_VALUES)):
        length = size
        if length is None:
            (length,) = struct.unpack_from("<I", data, at)
            at += 4
        if at + length > len(data):
            raise struct.error
        values.append(data[at : at + length])
        at += (length + 3) // 4 * 4
    return values, at


def _text(body: dict[int, tuple[int, bytes]], page: int, found: "Found") -> None:
    if tags.BODY in body:
        kind, value = body[tags.BODY]
        text = tags.words(value, kind, page)
        if text.strip():
            found.plain.append(text)
            return
    if tags.HTML in body:
        found.markup.append(text_of_html(body[tags.HTML][1], tags.charset_of(page))[0])
    elif tags.RTF in body:
        found.plain.append(text_of_rtf(unpacked(body[tags.RTF][1])))
