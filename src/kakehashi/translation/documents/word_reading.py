"""Reading a job back from a Word file: each row by its paragraph's name, whatever was moved.

Tracked insertions count as in and deletions as out, as if all were accepted.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kakehashi.translation.documents.shapes import Brought, Incoming
from kakehashi.translation.documents.word_writing import JOB, MARK, REFERENCE, TARGET, bookmark_of
from kakehashi.translation.refusals import MacrosInside, NotATranslation
from kakehashi.translation.rules import DOCX
from kakehashi.wording.files.refusals import FileBroken, FileSwells, ForbiddenXml
from kakehashi.wording.files.wordfile import weigh

LARGEST = 20 * 1024 * 1024
LARGEST_PART = 60 * 1024 * 1024
_COLUMNS = 3
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {
    f"{_W}{name}"
    for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt", "drawing", "pict")
}
_KEPT = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NAMED = re.compile(r"\[([0-9A-Za-z_-]{1,80})\]")
_REFERENCE = re.compile(r"TJ-[A-Z]{2,8}-\d+")
_MACROS = ("vbaproject.bin", "vbadata.xml")


@dataclass
class _Cell:
    text: str = ""
    marks: list[str] = field(default_factory=list)


def read_docx(data: bytes, name: str, fields: frozenset[str]) -> Brought:
    """Return what a translator sent back in a Word file.

    Args:
        data: the file.
        name: what to call it in a refusal.
        fields: names of the job's fields, which the bookmarks stand for.

    Raises:
        NotATranslation: when it has no rows of a job.
        MacrosInside: when it carries macros.
        FileBroken, FileSwells, FileEncrypted, ForbiddenXml: for the file.
    """
    if len(data) > LARGEST:
        raise FileSwells(name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            weigh(archive, name)
            _refuse_macros(archive, name)
            body = _part(archive, "word/document.xml", name)
            custom = _part(archive, "docProps/custom.xml", name)
    except DefusedXmlException as fault:
        raise ForbiddenXml(name=name) from fault
    except zipfile.BadZipFile as fault:
        raise NotATranslation(name=name, why={"en": "no DOCX", "ja": "DOCX でない"}) from fault
    except (ParseError, EOFError, OSError, NotImplementedError, ValueError, zlib.error) as fault:
        raise FileBroken(name=name, part={"en": "its XML", "ja": "XML"}) from fault
    if body is None:
        raise NotATranslation(name=name, why={"en": "no DOCX", "ja": "DOCX でない"})
    told = _properties(custom)
    try:
        units = list(_units(body, {bookmark_of(one): one for one in fields}))
        heading = _heading(body)
    except RecursionError as fault:  # elements within elements beyond all measure
        raise FileSwells(name=name) from fault
    if not units:
        raise NotATranslation(
            name=name,
            why={"en": "no row names a paragraph", "ja": "項の名称のある行がない"},
        )
    return Brought(
        job=told.get(JOB, "")[:40],
        reference=(told.get(REFERENCE, "") or heading)[:80],
        target=told.get(TARGET, "")[:8],
        units=units,
        form=DOCX,
    )


def _heading(body: Element) -> str:
    """Return the reference in the first line that has one, for a file whose properties are lost."""
    for paragraph in body.iter(f"{_W}p"):
        found = _REFERENCE.match("".join(_walk(paragraph, [])))
        if found:
            return found[0]
    return ""


def _refuse_macros(archive: zipfile.ZipFile, name: str) -> None:
    if any(one.lower().rpartition("/")[2] in _MACROS for one in archive.namelist()):
        raise MacrosInside(name=name)
    types = _part(archive, "[Content_Types].xml", name)
    if types is not None and any(
        "macroenabled" in one.get("ContentType", "").lower() for one in types
    ):
        raise MacrosInside(name=name)


def _part(archive: zipfile.ZipFile, part: str, name: str) -> Element | None:
    if part not in archive.NameToInfo:
        return None
    with archive.open(part) as stream:
        content = stream.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise FileSwells(name=name)
    found: Element = fromstring(content, forbid_dtd=True)
    return found


def _properties(custom: Element | None) -> dict[str, str]:
    if custom is None:
        return {}
    return {one.get("name", ""): "".join(one.itertext()) for one in custom}


def _units(body: Element, bookmarks: dict[str, str]) -> Iterator[Incoming]:
    """Yield a row for each that names a paragraph: by its first column, else by the bookmark."""
    for row in body.iter(f"{_W}tr"):
        if _row_gone(row):
            continue
        cells = [_cell(one) for one in row.iter(f"{_W}tc")]
        if len(cells) < _COLUMNS:
            continue
        named = _NAMED.findall(cells[0].text)
        marked = [mark for cell in cells for mark in cell.marks]
        key = next((one for one in named), "") or next(
            (bookmarks.get(one, one.removeprefix(MARK)) for one in marked), ""
        )
        if key:
            yield Incoming(key, cells[1].text, cells[2].text)


def _row_gone(row: Element) -> bool:
    properties = row.find(f"{_W}trPr")
    return properties is not None and properties.find(f"{_W}del") is not None


def _cell(cell: Element) -> _Cell:
    read = _Cell()
    lines = ["".join(_walk(one, read.marks)) for one in cell.iter(f"{_W}p")]
    read.text = "\n".join(lines).strip()
    return read


def _walk(element: Element, marks: list[str]) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}bookmarkStart":
            said = child.get(f"{_W}name", "")
            if said.startswith(MARK):
                marks.append(said)
        elif child.tag in _KEPT:
            yield _KEPT[child.tag]
        elif child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag not in _GONE and child.tag != f"{_W}p":
            yield from _walk(child, marks)
