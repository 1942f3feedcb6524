"""A bundle as one file: a plain tar (POSIX ustar) of regular files, written and read strictly.

Tar and not zip: each file stands once, behind its own header and nowhere else, so that no two
programs can read two different bundles out of one file; nothing is compressed (what is sealed does
not shrink), so that a small file never becomes a large one; and it is written in one run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from kakehashi.errors import Refused
from kakehashi.trust.places import at_byte

BLOCK = 512
LONGEST_NAME = 99
LARGEST_FILE = 8**11 - 1
"""Bytes that the header can say."""
_END = bytes(2 * BLOCK)
_NUMBER = re.compile(rb"[0-7]{11}\0")
_NAME = re.compile(rb"[a-z0-9./]+")
_SUM = slice(148, 156)


class TarMalformed(Refused):
    """A file that is no tar, or holds anything but plain files."""

    code = "tar-malformed"
    message = {
        "en": "This is not the file of a bundle: {why} ({where}).",
        "ja": "持込みデータのファイルとして正しくありません（{why}、{where}）。",
    }
    hint = {
        "en": "Nothing was taken over. Copy the file again, whole, or give the folder instead.",
        "ja": "何も取り込まれていません。ファイル全体をもう一度複写するか、フォルダーを"
        "指定してください。",
    }


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a tar: its name, and where its bytes stand."""

    name: str
    start: int
    size: int


def member_head(name: str, size: int) -> bytes:
    """Return the header of a regular file: no owner, no time.

    Raises:
        TarMalformed: when name or size do not fit.
    """
    named = name.encode("ascii", "replace")
    if len(named) > LONGEST_NAME or not 0 <= size <= LARGEST_FILE:
        raise _malformed("a name too long or a file too large", "名称又は大きさが上限を超える", 0)
    head = bytearray(BLOCK)
    head[: len(named)] = named
    head[100:108], head[108:116], head[116:124] = b"0000600\0", b"0000000\0", b"0000000\0"
    head[124:136], head[136:148] = b"%011o\0" % size, b"%011o\0" % 0
    head[156:157], head[257:265] = b"0", b"ustar\x0000"
    head[_SUM] = b" " * 8
    head[_SUM] = b"%06o\0 " % sum(head)
    return bytes(head)


def padding(size: int) -> bytes:
    """Return what stands behind a file of that size."""
    return bytes(-size % BLOCK)


def ending() -> bytes:
    """Return what stands behind the last file."""
    return _END


def read_members(file: BinaryIO, *, most: int) -> Iterator[Member]:
    """Yield the files of a tar, skipping from header to header.

    Only what :func:`member_head` writes is read, byte for byte: nothing can be hidden between.

    Args:
        file: can be read and moved in.
        most: files; there must be no more.

    Raises:
        TarMalformed: for anything but plain files under plain names, and a tar that ends early.
    """
    end = file.seek(0, 2)
    at = found = 0
    while True:
        file.seek(at)
        head = file.read(BLOCK)
        if head == bytes(BLOCK):
            if head + file.read(BLOCK + 1) != _END:
                raise _malformed("it does not end after the last file", "末尾に余分がある", at)
            return
        if len(head) != BLOCK:
            raise _malformed("it ends too early", "途中で終わっている", at)
        if found == most:
            raise _malformed("too many files", "ファイルが多すぎる", at)
        one = _read_head(head, at)
        after = one.start + one.size
        if after > end:
            raise _malformed(f"it ends within {one.name}", f"{one.name}の途中で終わっている", end)
        file.seek(after)
        if file.read(-one.size % BLOCK) != padding(one.size):
            raise _malformed("something stands between two files", "ファイル間に余分がある", after)
        yield one
        at = after + -one.size % BLOCK
        found += 1


def _read_head(head: bytes, at: int) -> Member:
    name = head[:100].rstrip(b"\0")
    if head[156:157] != b"0" and name.isascii():
        said = ascii(name.decode())[1:-1]
        raise _malformed(f"{said} is no plain file", f"{said}は通常のファイルでない", at)
    if not name or not _NAME.fullmatch(name) or not _NUMBER.fullmatch(head[124:136]):
        raise _malformed("no header of a file of a bundle", "ファイルの見出しでない", at)
    one = Member(name.decode(), at + BLOCK, int(head[124:135], 8))
    if head != member_head(one.name, one.size):
        raise _malformed("no header as a node writes it", "見出しの表記が正しくない", at)
    return one


def _malformed(en: str, ja: str, at: int) -> TarMalformed:
    return TarMalformed(why={"en": en, "ja": ja}, where=at_byte(at))
