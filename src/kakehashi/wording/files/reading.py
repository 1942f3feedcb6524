"""Reading plain files: bounded, their kind and encoding found by content."""

import contextlib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from kakehashi.wording.files.encodings import KNOWN, decode
from kakehashi.wording.files.refusals import (
    EncodingUnknown,
    FileEncrypted,
    FileMissing,
    FileNotPlain,
    FileTooBig,
    OldWordFile,
    TextTooLong,
    TypeUnknown,
)

LARGEST = 25 * 1024 * 1024
"""Bytes of the largest file that is read at all."""
LONGEST = 10_000_000
"""Characters of the longest text."""

_MEGABYTE = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS: Mapping[bytes, str] = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
    b"SQLite format 3": "SQLite",
}
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|svg)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL = 0.01


def too_big(name: str, size: int) -> FileTooBig:
    """Return the refusal of a file of ``size`` bytes."""
    return FileTooBig(name=name, size=size // _MEGABYTE, limit=LARGEST // _MEGABYTE)


def within_length(text: str, name: str) -> None:
    """Refuse a text of more than :data:`LONGEST` characters.

    Raises:
        TextTooLong: it is longer.
    """
    if len(text) > LONGEST:
        raise TextTooLong(name=name, limit=LONGEST // 1_000_000)


def content_of(path: Path) -> bytes:
    """Return the bytes of a plain file, :data:`LARGEST` at most; a pipe is not waited for.

    Raises:
        FileMissing: there is no such file, or it may not be read.
        FileNotPlain: it is a folder, a pipe or a device.
        FileTooBig: found out before reading, where the file says how large it is.
    """
    with contextlib.suppress(OSError, ValueError):
        size = path.stat().st_size
        if size > LARGEST:
            raise too_big(path.name, size)
    content = beginning_of(path, LARGEST + 1)
    if len(content) > LARGEST:
        raise too_big(path.name, path.stat().st_size)
    return content


def beginning_of(path: Path, most: int) -> bytes:
    """Return the bytes of a plain file, the first ``most`` of them; a pipe is not waited for.

    Raises:
        FileMissing: there is no such file, or it may not be read.
        FileNotPlain: it is a folder, a pipe or a device.
    """
    try:
        with open(path, "rb", opener=_patiently) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FileNotPlain(name=path.name)
            return file.read(most)
    except IsADirectoryError as error:
        raise FileNotPlain(name=path.name) from error
    except (OSError, ValueError) as error:
        raise FileMissing(name=path.name) from error


def _patiently(path: str, flags: int) -> int:
    """Open without waiting for a writer, should the path be a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def plain_text(data: bytes, name: str) -> tuple[str, str]:
    """Return ``data`` as text, and the name of its encoding.

    Raises:
        TypeUnknown: it is something else than text.
        EncodingUnknown: it fits no encoding.
        FileEncrypted: an office file behind a password.
        OldWordFile: a DOC and the like.
    """
    if data.startswith(_OLE):
        raise (FileEncrypted if _OLE_ENCRYPTED in data else OldWordFile)(name=name)
    if any(data.startswith(mark) for mark in _OTHER_KINDS) or _MARKUP.match(data):
        raise TypeUnknown(name=name)
    found = decode(data)
    if found is None:
        raise (TypeUnknown if b"\x00" in data else EncodingUnknown)(name=name, known=KNOWN)
    text, encoding = found
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise TypeUnknown(name=name)
    return text, encoding
