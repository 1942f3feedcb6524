"""XLIFF 2.1 out to a translator and back in: a unit a paragraph, by its identity.

OASIS XLIFF 2.1, sections 4.2 (elements) and 4.3 (``xml:space``).
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kakehashi.drafting.documents.marks import TITLE
from kakehashi.drafting.services.texts import Draft
from kakehashi.errors import Refused
from kakehashi.wording.files.refusals import FileSwells, ForbiddenXml

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
LARGEST = 20 * 1024 * 1024
_N = f"{{{NAMESPACE}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_UNIT = re.compile(r"(?:p-)?([0-9A-Za-z]{1,32})")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class NotXliff(Refused):
    """A file that is no XLIFF 2 of a joint text."""

    code = "not-xliff"
    message = {
        "en": "{name} is not an XLIFF 2 file of a joint text: {why}.",
        "ja": "{name} は、共同文書の XLIFF 2 ファイルではありません（{why}）。",
    }
    hint = {
        "en": "Nothing was changed. Bring back the file that was taken out here, with the targets "
        "filled in.",
        "ja": "何も変更されていません。ここから取り出したファイルに訳文を記入して戻してください。",
    }


@dataclass(frozen=True)
class Translated:
    """What a translator sent back."""

    digest: str
    language: str
    """Of the targets."""
    words: Mapping[str, str]
    """Identity to words, ``title`` for the title; only what has a target."""


def write_xliff(draft: Draft, *, reference: str, digest: str, source: str, target: str) -> bytes:
    """Return a joint text as XLIFF 2.1.

    Args:
        draft: the text.
        reference: of the record.
        digest: of the version.
        source: language translated from, ``ja`` or ``en``.
        target: language translated into; what it has already stands as its target.
    """
    root = Element(
        "xliff", {"xmlns": NAMESPACE, "version": "2.1", "srcLang": source, "trgLang": target}
    )
    file = SubElement(root, "file", {"id": "text", "original": reference})
    notes = SubElement(file, "notes")
    SubElement(notes, "note", {"id": "version", "category": "kakehashi-version"}).text = digest
    for key, words in ((TITLE, draft.title), *((one.id, one.words) for one in draft.paragraphs)):
        if not words.get(source):
            continue
        name = key if key == TITLE else f"p-{key}"
        unit = SubElement(file, "unit", {"id": name})
        said = words.get(target, "")
        segment = SubElement(
            unit, "segment", {"id": "s", "state": "translated" if said else "initial"}
        )
        _put(segment, "source", words[source])
        if said:
            _put(segment, "target", said)
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _put(segment: Element, tag: str, words: str) -> None:
    """Write words; a character that XML cannot hold becomes ``cp`` (section 4.2.3.1)."""
    made = SubElement(segment, tag, {_SPACE: "preserve"})
    last: Element | None = None
    at = 0
    for found in _FORBIDDEN.finditer(words):
        _tail(made, last, words[at : found.start()])
        last = SubElement(made, "cp", {"hex": f"{ord(found[0]):04X}"})
        at = found.end()
    _tail(made, last, words[at:])


def _tail(made: Element, last: Element | None, words: str) -> None:
    if last is None:
        made.text = (made.text or "") + words
    else:
        last.tail = (last.tail or "") + words


def read_xliff(data: bytes, name: str) -> Translated:
    """Return what a translator sent back.

    Raises:
        NotXliff: when it is none, or not of a joint text.
        ForbiddenXml: when it brings a DTD, an entity or an external reference.
        FileSwells: when it is larger than any text.
    """
    if len(data) > LARGEST:
        raise FileSwells(name=name)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as fault:
        raise ForbiddenXml(name=name) from fault
    except (ParseError, ValueError) as fault:
        raise _wrong(name, "it is not whole XML", "XMLとして読み取れない") from fault
    if root.tag != f"{_N}xliff" or not root.get("version", "").startswith("2."):
        raise _wrong(name, "another format", "形式が異なる")
    language = _language(root, name)
    words: dict[str, str] = {}
    for unit in root.iter(f"{_N}unit"):
        found = _UNIT.fullmatch(unit.get("id", ""))
        targets = list(unit.iter(f"{_N}target"))
        if found is None or not targets:
            continue
        said = "".join(_said(one) for one in targets).strip()
        if said:
            words[found[1]] = said
    digest = next(
        (
            (note.text or "").strip()
            for note in root.iter(f"{_N}note")
            if note.get("category") == "kakehashi-version"
        ),
        "",
    )
    if not words:
        raise _wrong(name, "no target is filled in", "訳文が記入されていない")
    return Translated(digest, language, words)


def _language(root: Element, name: str) -> str:
    """Return the language translated into."""
    source, target = (root.get(which, "").split("-")[0].lower() for which in ("srcLang", "trgLang"))
    if target not in {"ja", "en"}:
        raise _wrong(
            name, "its target language is neither Japanese nor English", "訳文の言語が異なる"
        )
    if source == target:
        raise _wrong(name, "source and target are one language", "原文と訳文の言語が同じ")
    return target


def _said(element: Element) -> str:
    """Return the text of a target with its inline elements taken off."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_N}cp":
            code = child.get("hex", "")
            if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) and int(code, 16) <= sys.maxunicode:
                parts.append(chr(int(code, 16)))
        else:
            parts.append(_said(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _wrong(name: str, en: str, ja: str) -> NotXliff:
    return NotXliff(name=name, why={"en": en, "ja": ja})
