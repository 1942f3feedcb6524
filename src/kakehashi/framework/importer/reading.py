"""From a file to its text: kind and encoding found by content, everything bounded."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kakehashi.framework.importer.document import Oddity, odd
from kakehashi.framework.importer.pdffile import read_pdf
from kakehashi.wording.files.reading import (
    LARGEST,
    LONGEST,
    content_of,
    plain_text,
    too_big,
    within_length,
)
from kakehashi.wording.files.refusals import FileEmpty
from kakehashi.wording.files.wordfile import Seen, read_docx

MediaType = Literal[
    "text/plain",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
]

_PDF_WITHIN = 1024


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
    return read_bytes(content_of(path), path.name)


def read_bytes(data: bytes, name: str) -> Reading:
    """Return the text of a file called ``name`` with content ``data``; see :func:`read_text`."""
    if len(data) > LARGEST:
        raise too_big(name, len(data))
    if not data:
        raise FileEmpty(name=name)
    digest = hashlib.sha256(data).hexdigest()
    if b"%PDF-" in data[:_PDF_WITHIN]:
        text, pages, oddities = read_pdf(data, name, LONGEST)
        reading = Reading(text, "application/pdf", None, pages, digest, oddities)
    elif data.startswith(b"PK"):
        seen = read_docx(data, name, LONGEST)
        text, oddities = "\n".join(seen.lines), tuple(_odd(seen))
        kind: MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        reading = Reading(text, kind, None, None, digest, oddities)
    else:
        text, encoding = plain_text(data, name)
        reading = Reading(text, "text/plain", encoding, None, digest)
    within_length(reading.text, name)
    if not reading.text.strip():
        raise FileEmpty(name=name)
    return reading


def _odd(seen: Seen) -> Iterator[Oddity]:
    if seen.inserted or seen.deleted:
        yield odd("tracked-changes", None, inserted=seen.inserted, deleted=seen.deleted)
    if seen.hidden:
        yield odd("hidden-text", None, count=seen.hidden)
    if seen.notes:
        yield odd("notes-left-out", None, count=seen.notes)
