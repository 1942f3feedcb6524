"""From a file to its text: kind and encoding found by content, everything bounded."""

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kakehashi.framework.importer.document import Oddity
from kakehashi.framework.importer.encodings import KNOWN, decode
from kakehashi.framework.importer.pdffile import read_pdf
from kakehashi.framework.importer.refusals import (
    EncodingUnknown,
    FileEmpty,
    FileEncrypted,
    FileMissing,
    FileNotPlain,
    FileTooBig,
    OldWordFile,
    TextTooLong,
    TypeUnknown,
)
from kakehashi.framework.importer.wordfile import read_docx

MediaType = Literal[
    "text/plain",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
]

LARGEST = 25 * 1024 * 1024
"""Bytes of the largest file that is read at all."""
LONGEST = 10_000_000
"""Characters of the longest text."""

_MEGABYTE = 1024 * 1024
_PDF_WITHIN = 1024
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


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file, before anything in it is repaired."""

    text: str
    media_type: MediaType
    encoding: str | None
    """Name of the character encoding; none for PDF and DOCX, which have their own."""
    pages: int | None
    """Number of pages of a PDF."""
    sha256: str
    """Of the bytes of the file, hexadecimal."""
    oddities: tuple[Oddity, ...] = ()
    """What reading found, such as tracked changes."""


def read_text(path: Path) -> Reading:
    """Return the text of the file at ``path``.

    At most :data:`LARGEST` bytes are read and no other file is touched; a PDF is read in a
    process of its own with limits on time and memory.

    Raises:
        FileMissing: nothing is there, or it may not be read.
        FileNotPlain: a folder and the like.
        FileTooBig: found out before reading.
        FileEmpty: no bytes, or nothing but blanks.
        TypeUnknown: neither text, PDF nor DOCX.
        EncodingUnknown: bytes that fit no encoding.
        TextTooLong: more than :data:`LONGEST` characters.
        FileEncrypted: a PDF or DOCX behind a password.
        OldWordFile: a DOC and the like.
        PdfWithoutText: a scan.
        FileBroken: a damaged PDF or DOCX.
        FileSwells: a DOCX that is a zip bomb.
        ForbiddenXml: a DOCX with entities of its own.
        TooHeavy: a PDF that takes too much time or memory.
    """
    return read_bytes(_content(path), path.name)


def read_bytes(data: bytes, name: str) -> Reading:
    """Return the text of a file called ``name`` with content ``data``; see :func:`read_text`."""
    if len(data) > LARGEST:
        raise FileTooBig(name=name, size=len(data) // _MEGABYTE, limit=LARGEST // _MEGABYTE)
    if not data:
        raise FileEmpty(name=name)
    digest = hashlib.sha256(data).hexdigest()
    if b"%PDF-" in data[:_PDF_WITHIN]:
        text, pages, oddities = read_pdf(data, name, LONGEST)
        reading = Reading(text, "application/pdf", None, pages, digest, oddities)
    elif data.startswith(b"PK"):
        text, oddities = read_docx(data, name, LONGEST)
        kind: MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        reading = Reading(text, kind, None, None, digest, oddities)
    elif data.startswith(_OLE):
        raise (FileEncrypted if _OLE_ENCRYPTED in data else OldWordFile)(name=name)
    else:
        text, encoding = _plain(data, name)
        reading = Reading(text, "text/plain", encoding, None, digest)
    if len(reading.text) > LONGEST:
        raise TextTooLong(name=name, limit=LONGEST // 1_000_000)
    if not reading.text.strip():
        raise FileEmpty(name=name)
    return reading


def _content(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=_patiently) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FileNotPlain(name=path.name)
            if status.st_size > LARGEST:
                size = status.st_size // _MEGABYTE
                raise FileTooBig(name=path.name, size=size, limit=LARGEST // _MEGABYTE)
            return file.read(LARGEST + 1)
    except IsADirectoryError as error:
        raise FileNotPlain(name=path.name) from error
    except (OSError, ValueError) as error:
        raise FileMissing(name=path.name) from error


def _patiently(path: str, flags: int) -> int:
    """Open without waiting for a writer, should the path be a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _plain(data: bytes, name: str) -> tuple[str, str]:
    if any(data.startswith(mark) for mark in _OTHER_KINDS) or _MARKUP.match(data):
        raise TypeUnknown(name=name)
    found = decode(data)
    if found is None:
        raise (TypeUnknown if b"\x00" in data else EncodingUnknown)(name=name, known=KNOWN)
    text, encoding = found
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise TypeUnknown(name=name)
    return text, encoding
