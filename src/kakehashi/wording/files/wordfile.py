"""The text of a DOCX: paragraphs with their list numbers, tracked changes as if accepted."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import normpath
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from kakehashi.wording.files.numbering import Numbering, attribute, child, local, on
from kakehashi.wording.files.refusals import (
    FileBroken,
    FileEncrypted,
    FileSwells,
    ForbiddenXml,
    TextTooLong,
    TypeUnknown,
)

MOST_ENTRIES = 5_000
MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes all parts may have together, by what the archive says of itself."""
MOST_PART = 60 * 1024 * 1024
"""Bytes of one part that are really unpacked."""
MOST_RATIO = 300
"""How many times smaller than its content a large part may be."""
DEEPEST = 200
_SMALL = 1024 * 1024

_DOCUMENT_TYPES = ("wordprocessingml.document", "ms-word.document")
_LEFT_OUT = {
    "del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "pPr", "rPr", "Fallback",
    "footnoteReference", "endnoteReference", "commentReference", "annotationRef", "sdtPr",
    "drawing", "pict", "object",
}  # fmt: skip
_STANDS_FOR = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


@dataclass(slots=True)
class Seen:
    """What was met that a reader should know of."""

    inserted: int = 0
    """Tracked insertions, taken as accepted."""
    deleted: int = 0
    """Tracked deletions, taken as accepted."""
    hidden: int = 0
    """Runs of hidden text, left out."""
    notes: int = 0
    """Footnotes and endnotes, left out."""
    lines: list[str] = field(default_factory=list)
    """The paragraphs, each with its list number."""
    joined: bool = False
    """Whether the mark at the end of the last paragraph is deleted."""


class _Bounded(io.RawIOBase):
    """A part of the archive that ends in a refusal where it holds more than it may."""

    def __init__(self, part: IO[bytes], name: str) -> None:
        self._part = part
        self._name = name
        self._left = MOST_PART

    def read(self, size: int = -1, /) -> bytes:
        data = self._part.read(65_536 if size < 0 else min(size, 65_536))
        self._left -= len(data)
        if self._left < 0:
            raise FileSwells(name=self._name)
        return data


def read_docx(data: bytes, name: str, longest: int) -> Seen:
    """Return the text of a DOCX, a line for each paragraph, and what was met on the way.

    List numbers are counted as a word processor does and stand before their paragraphs. Tracked
    insertions are in and deletions are out, as if all were accepted, and counted: what the two
    sides settled has none, so the reader must know.

    Args:
        data: the file.
        name: what to call it in a refusal.
        longest: characters of text that are too many.

    Raises:
        TypeUnknown: an archive, but no Word document.
        FileEncrypted: its parts are behind a password.
        FileBroken: it cannot be read through.
        FileSwells: it is or unpacks to more than a text ever does.
        ForbiddenXml: it brings a DTD or entities.
        TextTooLong: more text than ``longest``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            weigh(archive, name)
            main = _main_part(archive, name)
            folder = main.rpartition("/")[0]
            numbering = _tree(archive, f"{folder}/numbering.xml", name)
            styles = _tree(archive, f"{folder}/styles.xml", name)
            seen = _read_body(archive, main, Numbering(numbering, styles), name, longest)
    except DefusedXmlException as error:  # a kind of ValueError, so it must come first
        raise ForbiddenXml(name=name) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise FileBroken(name=name, part={"en": "the archive", "ja": "圧縮データ"}) from error
    except (ParseError, LookupError, RuntimeError) as error:
        raise FileBroken(name=name, part={"en": "its XML", "ja": "XML"}) from error
    return seen


def weigh(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive by what it says of itself, before anything is unpacked."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise FileSwells(name=name)
    for one in entries:
        if one.flag_bits & 1:
            raise FileEncrypted(name=name)
        if one.file_size > _SMALL and one.file_size > MOST_RATIO * max(1, one.compress_size):
            raise FileSwells(name=name)


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    """Return the part that holds the text, as the package says.

    Raises:
        TypeUnknown: the package is no Word document.
    """
    types = _tree(archive, "[Content_Types].xml", name)
    for one in types if types is not None else ():
        kind = attribute(one, "ContentType") or ""
        if local(one) == "Override" and "main+xml" in kind:
            if any(word in kind for word in _DOCUMENT_TYPES):
                return normpath((attribute(one, "PartName") or "").lstrip("/"))
            break
    raise TypeUnknown(name=name)


def _tree(archive: zipfile.ZipFile, part: str, name: str) -> Element | None:
    """Return a small part as a tree, or none where it is not there."""
    if part not in archive.NameToInfo:
        return None
    root: Element | None = None
    for event, element in _events(archive, part, name):
        if event == "start" and root is None:
            root = element
    return root


def _events(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[tuple[str, Element]]:
    depth = 0
    with archive.open(part) as stream:
        for event, element in iterparse(
            _Bounded(stream, name), events=("start", "end"), forbid_dtd=True
        ):
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise FileSwells(name=name)
            yield event, element


def _read_body(
    archive: zipfile.ZipFile, main: str, numbering: Numbering, name: str, longest: int
) -> Seen:
    seen = Seen()
    inside = 0
    length = 0
    if main not in archive.NameToInfo:
        raise FileBroken(name=name, part={"en": "the main part", "ja": "本文"})
    for event, element in _events(archive, main, name):
        if local(element) != "p":
            continue
        inside += 1 if event == "start" else -1
        if event == "end" and inside == 0:
            before = len(seen.lines)
            _paragraph(element, numbering, seen)
            length += sum(len(line) for line in seen.lines[before:])
            if length > longest:
                raise TextTooLong(name=name, limit=longest // 1_000_000)
            element.clear()
    return seen


def _paragraph(paragraph: Element, numbering: Numbering, seen: Seen) -> None:
    """Add a paragraph's text, then that of the text boxes anchored in it."""
    properties = child(paragraph, "pPr")
    marks = child(properties, "rPr")
    boxes: list[Element] = []
    text = "".join(_runs(paragraph, seen, boxes))
    gone = child(marks, "del") is not None
    seen.deleted += gone
    seen.inserted += child(marks, "ins") is not None
    if not text.strip() and gone:
        # Nothing of it is left, so its number is not counted either.
        return
    number = numbering.mark(properties)
    line = f"{number} {text}" if number else text
    if seen.joined and seen.lines:
        seen.lines[-1] += text
    else:
        seen.lines.append(line)
    seen.joined = gone
    for box in boxes:
        for inner in box.iter():
            if local(inner) == "p":
                seen.lines.append("".join(_runs(inner, seen, [])))


def _runs(paragraph: Element, seen: Seen, boxes: list[Element]) -> Iterator[str]:
    """Yield the text of a paragraph as it is once every tracked change is accepted."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = local(element)
        if tag == "t":
            yield element.text or ""
        elif tag in _STANDS_FOR:
            yield _STANDS_FOR[tag]
        elif tag == "txbxContent":
            boxes.append(element)
        elif tag in {"del", "moveFrom"}:
            seen.deleted += 1
        elif tag in {"footnoteReference", "endnoteReference"}:
            seen.notes += 1
        elif tag == "r" and on(child(element, "rPr"), "vanish"):
            seen.hidden += 1
        elif tag in {"drawing", "pict"}:
            boxes.extend(one for one in element.iter() if local(one) == "txbxContent")
        elif tag not in _LEFT_OUT:
            seen.inserted += tag in {"ins", "moveTo"}
            waiting.extend(reversed(element))
