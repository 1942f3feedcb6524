"""Reading a joint text back from a Word file: each paragraph by its mark, whatever was edited.

Tracked insertions count as in and deletions as out. What has no mark is new; a mark that is gone is
a paragraph that was deleted; two marks in one paragraph are two that were merged.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kakehashi.drafting.documents.marks import RECORD, TITLE, VERSION, read_mark, unwritten
from kakehashi.errors import Refused
from kakehashi.wording.files.refusals import FileBroken, FileSwells, ForbiddenXml, TypeUnknown
from kakehashi.wording.files.wordfile import weigh

LARGEST = 20 * 1024 * 1024
LARGEST_PART = 60 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr")}
_KEPT = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTES = {f"{_W}{name}" for name in ("footnoteReference", "endnoteReference", "commentReference")}


class NotOurFile(Refused):
    """A Word file without the marks of any joint text."""

    code = "not-our-file"
    message = {
        "en": "{name} has no marks of a joint text in it.",
        "ja": "{name} には、共同文書の項の目印がありません。",
    }
    hint = {
        "en": "Take the text out as DOCX here, edit that file, and bring it back. Files made anew, "
        "or saved in another format in between, have lost which paragraph is which.",
        "ja": "この画面から DOCX を取り出し、そのファイルを編集して戻してください。新規作成した"
        "ファイルや、別の形式で保存し直したファイルでは、項の対応が失われています。",
    }


@dataclass
class Back:
    """One paragraph as it came back."""

    id: str
    """Empty for a new one."""
    words: dict[str, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    """Identities of the paragraphs whose words now stand in this one."""


@dataclass(frozen=True)
class Returned:
    """A joint text as it came back in a file."""

    reference: str
    digest: str
    """Of the version the file was made from; empty where the file does not say."""
    title: dict[str, str]
    paragraphs: list[Back]
    languages: tuple[str, ...]
    notes: int
    """Footnotes, endnotes and comments, which are left out."""


@dataclass
class _Line:
    """One paragraph of the file."""

    marks: list[tuple[str, str]] = field(default_factory=list)
    """Language and identity, in order; only marks that still have words of their own."""
    text: str = ""
    """What follows the first mark, or all of it where there is none."""
    said: str = ""


def read_docx(data: bytes, name: str) -> Returned:
    """Return the joint text in a Word file.

    Args:
        data: the file.
        name: what to call it in a refusal.

    Raises:
        TypeUnknown, FileBroken, FileSwells, FileEncrypted, ForbiddenXml: for the file.
        NotOurFile: when it has no marks of a joint text.
    """
    if len(data) > LARGEST:
        raise FileSwells(name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            weigh(archive, name)
            body = _part(archive, "word/document.xml", name)
            custom = _part(archive, "docProps/custom.xml", name)
    except zipfile.BadZipFile as fault:
        raise TypeUnknown(name=name) from fault
    except DefusedXmlException as fault:
        raise ForbiddenXml(name=name) from fault
    except (ParseError, EOFError, OSError, NotImplementedError, ValueError) as fault:
        raise FileBroken(name=name, part={"en": "its XML", "ja": "XML"}) from fault
    if body is None:
        raise TypeUnknown(name=name)
    told = _properties(custom)
    lines = [_line(one) for one in body.iter(f"{_W}p")]
    if not any(line.marks for line in lines):
        raise NotOurFile(name=name)
    notes = sum(1 for one in body.iter() if one.tag in _NOTES)
    return _returned(body, told, notes)


def _part(archive: zipfile.ZipFile, name: str, file: str) -> Element | None:
    if name not in archive.NameToInfo:
        return None
    with archive.open(name) as stream:
        content = stream.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise FileSwells(name=file)
    found: Element = fromstring(content, forbid_dtd=True)
    return found


def _properties(custom: Element | None) -> dict[str, str]:
    if custom is None:
        return {}
    return {one.get("name", ""): "".join(one.itertext()) for one in custom}


def _returned(body: Element, told: dict[str, str], notes: int) -> Returned:
    """Put the lines of all languages together, by identity."""
    title: dict[str, str] = {}
    found: list[Back] = []
    by_id: dict[str, Back] = {}
    languages: list[str] = []
    seen: set[tuple[str, str]] = set()
    for group in _groups(body):
        fresh: Back | None = None
        for language, line in group:
            # A paragraph copied together with its mark is a new one: the first keeps the identity.
            copied = bool(line.marks) and line.marks[0] in seen
            said = (line.text if copied else line.said).strip()
            if line.marks and not copied:
                code, key = line.marks[0]
                seen.add((code, key))
                if code not in languages:
                    languages.append(code)
                words = "" if line.text.strip() == unwritten(code) else line.text.strip()
                if key == TITLE:
                    title[code] = words
                    continue
                back = by_id.get(key)
                if back is None:
                    back = by_id[key] = Back(key)
                    found.append(back)
                back.words[code] = words
                back.merged += [
                    other for _, other in line.marks[1:] if other not in (key, *back.merged)
                ]
            elif language and said and not _is_courtesy(line):
                if fresh is None:
                    fresh = Back("")
                    found.append(fresh)
                before = fresh.words.get(language, "")
                fresh.words[language] = "\n".join(filter(None, (before, said)))
    gone = {other for back in found for other in back.merged}
    return Returned(
        reference=told.get(RECORD, ""),
        digest=told.get(VERSION, ""),
        title=title,
        paragraphs=[back for back in found if back.id not in gone],
        languages=tuple(languages),
        notes=notes,
    )


def _is_courtesy(line: _Line) -> bool:
    return line.said.strip().strip("（）()").lower() in {"仮訳", "courtesy translation"}


def _groups(body: Element) -> Iterator[list[tuple[str, _Line]]]:
    """Yield lines that belong together: the cells of a row, or a paragraph by itself.

    Each with its language: that of its mark, else of the column or of the lines before it.
    """
    columns: list[str] = []
    language = ""
    root = body.find(f"{_W}body")
    for element in root if root is not None else ():
        if element.tag == f"{_W}p":
            line = _line(element)
            if line.marks:
                language = line.marks[0][0]
            yield [(language, line)]
        elif element.tag == f"{_W}tbl":
            for row in element.iter(f"{_W}tr"):
                if _row_gone(row):
                    continue
                cells = [
                    [_line(one) for one in cell.iter(f"{_W}p")] for cell in row.iter(f"{_W}tc")
                ]
                known = [
                    next((line.marks[0][0] for line in lines if line.marks), "") for lines in cells
                ]
                if any(known):
                    columns = [
                        now or before
                        for now, before in zip(known, [*columns, *[""] * len(known)], strict=False)
                    ]
                yield [
                    (columns[place] if place < len(columns) else "", line)
                    for place, lines in enumerate(cells)
                    for line in lines
                ]


def _row_gone(row: Element) -> bool:
    properties = row.find(f"{_W}trPr")
    return properties is not None and properties.find(f"{_W}del") is not None


def _line(paragraph: Element) -> _Line:
    """Return the text of one paragraph, and which marks in it still have words."""
    line = _Line()
    open_marks: dict[str, tuple[str, str]] = {}
    with_words: dict[str, bool] = {}
    order: list[str] = []
    after: list[str] = []
    every: list[str] = []
    for kind, value in _walk(paragraph):
        if kind == "start":
            number, name = value.split(" ", 1)
            mark = read_mark(name)
            if mark is not None:
                open_marks[number] = mark
                order.append(number)
                with_words[number] = False
        elif kind == "end":
            with_words.setdefault(value, False)
            if value in open_marks and value in order:
                open_marks[f"closed {value}"] = open_marks.pop(value)
        else:
            every.append(value)
            if order:
                after.append(value)
            for number in open_marks:
                if not number.startswith("closed "):
                    with_words[number] = with_words[number] or bool(value.strip())
    marks = [(number, open_marks.get(number) or open_marks[f"closed {number}"]) for number in order]
    full = [mark for number, mark in marks if with_words[number]]
    line.marks = full or [mark for _, mark in marks[:1]]
    line.text, line.said = "".join(after), "".join(every)
    return line


def _walk(element: Element) -> Iterator[tuple[str, str]]:
    for child in element:
        if child.tag == f"{_W}bookmarkStart":
            yield "start", f"{child.get(f'{_W}id', '')} {child.get(f'{_W}name', '')}"
        elif child.tag == f"{_W}bookmarkEnd":
            yield "end", child.get(f"{_W}id", "")
        elif child.tag in _KEPT:
            yield "text", _KEPT[child.tag]
        elif child.tag == f"{_W}t":
            yield "text", child.text or ""
        elif child.tag not in _GONE and child.tag != f"{_W}p":
            yield from _walk(child)
