"""One file into a letter, whatever it is: told by its content, never by its name."""

import email.errors
import struct
import zipfile

from lxml import etree

from kakehashi.errors import Refused
from kakehashi.notes.letters import shapes
from kakehashi.notes.letters.compound import MAGIC
from kakehashi.notes.letters.faults import Fault
from kakehashi.notes.letters.mail import looks_like_mail, read_mail
from kakehashi.notes.letters.outlook import read_outlook
from kakehashi.notes.letters.shapes import Letter
from kakehashi.wording.files.wordfile import read_docx

_STUMBLES = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError),
    *(RecursionError, MemoryError, OSError, struct.error, etree.LxmlError),
    *(email.errors.MessageError, zipfile.BadZipFile),
)
"""What a library may raise over a file that is not as it should be: the file's fault."""


def read(data: bytes) -> tuple[Letter, list[tuple[str, bytes]]]:
    """Return the letter in a file, and the files enclosed in it.

    Args:
        data: an EML, MSG or DOCX.

    Raises:
        Fault: when it is none of them, or cannot be read.
    """
    try:
        return _read(data)
    except Fault:
        raise
    except Refused as refused:
        raise Fault("note-file-broken") from refused
    except _STUMBLES as wrong:
        raise Fault("note-file-broken") from wrong


def _read(data: bytes) -> tuple[Letter, list[tuple[str, bytes]]]:
    if data.startswith(b"PK\x03\x04"):
        return _document(data), []
    if data.startswith(MAGIC):
        found = read_outlook(data)
    elif looks_like_mail(data):
        found = read_mail(data)
    else:
        raise Fault("note-file-unknown")
    return found.letter(), found.files


def _document(data: bytes) -> Letter:
    """Return a Word document: its paragraphs, list numbers before them; it has no date."""
    seen = read_docx(data, "", shapes.LONGEST_TEXT)
    lines = [one for one in seen.lines if one.strip()]
    remarks = [shapes.UNDATED] + ([] if lines else [shapes.NO_TEXT])
    return Letter(
        kind=shapes.DOCUMENT,
        subject=lines[0][:300] if lines else "",
        text="\n".join(lines),
        remarks=tuple(remarks),
    )
