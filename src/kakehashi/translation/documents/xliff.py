"""XLIFF 2.1 and 1.2 out to a translator and back in: a unit a passage, by the field's name.

OASIS XLIFF 2.1, sections 4.2 and 4.3 (elements, attributes), 4.7 (inline), 5.2 (glossary module);
OASIS XLIFF 1.2, sections 2.3 to 2.6.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kakehashi.translation.codes import codes_of, pieces
from kakehashi.translation.documents.shapes import Brought, Incoming, Outgoing, Unit
from kakehashi.translation.refusals import NotATranslation
from kakehashi.translation.rules import ACCEPTED, BACK, EMPTY, GIVEN, XLIFF, XLIFF_OLD
from kakehashi.wording.files.refusals import FileSwells, ForbiddenXml

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is read."""
NEW: Final = "urn:oasis:names:tc:xliff:document:2.0"
OLD: Final = "urn:oasis:names:tc:xliff:document:1.2"
GLOSSARY: Final = "urn:oasis:names:tc:xliff:glossary:2.0"
JOB: Final = "kakehashi-job"
MEDIA_TYPE = "application/xliff+xml"

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    # state of a passage -> that of a 2.1 segment, that of a 1.2 target
    EMPTY: ("initial", "new"),
    GIVEN: ("translated", "translated"),
    ACCEPTED: ("reviewed", "signed-off"),
    BACK: ("initial", "needs-translation"),
}


def write_xliff(out: Outgoing) -> bytes:
    """Return a job as XLIFF 2.1, the terms that occur in each unit in its glossary module."""
    root = Element(
        "xliff",
        {
            "xmlns": NEW,
            "xmlns:gls": GLOSSARY,
            "version": "2.1",
            "srcLang": out.source,
            "trgLang": out.target,
        },
    )
    file = SubElement(root, "file", {"id": "job", "original": out.reference})
    notes = SubElement(file, "notes")
    for category, words in _told(out):
        SubElement(notes, "note", {"category": category}).text = words
    for one in out.units:
        unit = SubElement(file, "unit", {"id": one.field, "name": one.label.get(out.source, "")})
        _terms(unit, one, out)
        if one.comment:
            inside = SubElement(unit, "notes")
            SubElement(inside, "note", {"category": "review", "appliesTo": "target"}).text = _legal(
                one.comment
            )
        codes = codes_of(one.source)
        if codes:
            kept = SubElement(unit, "originalData")
            for number, code in enumerate(codes, 1):
                SubElement(kept, "data", {"id": f"d{number}"}).text = code
        segment = SubElement(unit, "segment", {"id": "s", "state": _STATES[one.state][0]})
        _put(segment, "source", one.source, codes)
        if one.target:
            _put(segment, "target", one.target, codes)
    return _bytes(root)


def write_old_xliff(out: Outgoing) -> bytes:
    """Return a job as XLIFF 1.2, for tools that read no newer one."""
    root = Element("xliff", {"xmlns": OLD, "version": "1.2"})
    file = SubElement(
        root,
        "file",
        {
            "original": out.reference,
            "source-language": out.source,
            "target-language": out.target,
            "datatype": "plaintext",
        },
    )
    header = SubElement(file, "header")
    for category, words in _told(out):
        SubElement(header, "note", {"from": category}).text = words
    body = SubElement(file, "body")
    for one in out.units:
        unit = SubElement(
            body,
            "trans-unit",
            {"id": one.field, "resname": one.label.get(out.source, ""), _SPACE: "preserve"},
        )
        codes = codes_of(one.source)
        _put(unit, "source", one.source, codes, old=True)
        if one.target:
            made = _put(unit, "target", one.target, codes, old=True)
            made.set("state", _STATES[one.state][1])
        for concept in one.concepts:
            told = out.concepts[concept]
            said = f"{told.preferred(out.source)} = {told.preferred(out.target)}"
            SubElement(unit, "note", {"from": "glossary"}).text = said
        if one.comment:
            SubElement(unit, "note", {"from": "review"}).text = _legal(one.comment)
    return _bytes(root)


def _told(out: Outgoing) -> list[tuple[str, str]]:
    told = [
        (JOB, f"{out.job} {out.reference}"),
        ("marking", out.marking.get(out.source, "")),
        ("title", out.title),
        ("due", out.due),
        ("note", out.note),
    ]
    return [(category, _legal(words)) for category, words in told if words]


def _terms(unit: Element, one: Unit, out: Outgoing) -> None:
    if not one.concepts:
        return
    listed = SubElement(unit, "gls:glossary")
    for place, concept in enumerate(one.concepts, 1):
        told = out.concepts[concept]
        entry = SubElement(listed, "gls:glossEntry", {"id": f"g{place}"})
        SubElement(entry, "gls:term", {"source": concept}).text = told.preferred(out.source)
        SubElement(entry, "gls:translation", {"id": f"t{place}"}).text = told.preferred(out.target)
        if told.definition.get(out.source):
            SubElement(entry, "gls:definition").text = told.definition[out.source]


def _bytes(root: Element) -> bytes:
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _legal(words: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", words)


def _put(
    parent: Element, tag: str, words: str, codes: Sequence[str], *, old: bool = False
) -> Element:
    """Write words with their codes; what XML cannot hold becomes ``cp``, or a sign in 1.2."""
    made = SubElement(parent, tag, {_SPACE: "preserve"})
    last: Element | None = None
    for said, number in pieces(words, codes):
        if number and old:
            last = SubElement(made, "ph", {"id": str(number)})
            last.text = said
        elif number:
            given = {"id": str(number), "dataRef": f"d{number}", "disp": said, "canDelete": "no"}
            last = SubElement(made, "ph", given)
        elif old:
            _after(made, last, _legal(said))
        else:
            last = _spelt(made, last, said)
    return made


def _spelt(made: Element, last: Element | None, words: str) -> Element | None:
    at = 0
    for found in _FORBIDDEN.finditer(words):
        _after(made, last, words[at : found.start()])
        last = SubElement(made, "cp", {"hex": f"{ord(found[0]):04X}"})
        at = found.end()
    _after(made, last, words[at:])
    return last


def _after(made: Element, last: Element | None, words: str) -> None:
    if last is None:
        made.text = (made.text or "") + words
    else:
        last.tail = (last.tail or "") + words


def read_xliff(data: bytes, name: str, sources: Mapping[str, str]) -> Brought:
    """Return what a translator sent back in XLIFF 2 or 1.2.

    Args:
        data: the file.
        name: what to call it in a refusal.
        sources: the job's fields to their sources: whose codes are put back by their numbers,
            so that nothing is ever taken from what the file says of a code.

    Raises:
        NotATranslation: when it is no XLIFF of a job.
        ForbiddenXml: when it brings a DTD, an entity or an external reference.
        FileSwells: when it is larger than any text.
    """
    if len(data) > LARGEST:
        raise FileSwells(name=name)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as fault:
        raise ForbiddenXml(name=name) from fault
    except (ParseError, ValueError, LookupError, RecursionError) as fault:
        raise _wrong(name, "it is not whole XML", "XML として読み取れない") from fault
    space, _, tag = root.tag.removeprefix("{").partition("}")
    version = root.get("version", "")
    if tag != "xliff" or space not in (NEW, OLD):
        raise _wrong(name, "another format", "形式が異なる")
    old = space == OLD
    if version != "1.2" and not version.startswith("2."):
        raise _wrong(name, f"XLIFF {version[:8]}", f"XLIFF {version[:8]} 版")
    reader = _Reader(f"{{{space}}}", sources)
    files = list(root.iter(f"{{{space}}}file"))
    language = files[0].get("target-language", "") if old and files else root.get("trgLang", "")
    job, reference = _job(root, f"{{{space}}}", "from" if old else "category")
    try:
        units = reader.old_units(root) if old else reader.units(root)
    except RecursionError as fault:  # elements within elements beyond all measure
        raise FileSwells(name=name) from fault
    return Brought(
        job=job,
        reference=reference or (files[0].get("original", "")[:80] if files else ""),
        target=language.split("-")[0].lower(),
        units=units,
        form=XLIFF_OLD if old else XLIFF,
    )


def _job(root: Element, space: str, attribute: str) -> tuple[str, str]:
    for note in root.iter(f"{space}note"):
        if note.get(attribute) == JOB:
            job, _, reference = (note.text or "").strip().partition(" ")
            return job[:40], reference[:80]
    return "", ""


class _Reader:
    """Reads the units of a file, in either version."""

    def __init__(self, space: str, sources: Mapping[str, str]) -> None:
        self.space, self.sources = space, sources
        self.codes: list[str] = []
        self.unknown = 0

    def units(self, root: Element) -> list[Incoming]:
        """Return the units of XLIFF 2; what was segmented anew is put together again."""
        found = []
        for unit in root.iter(f"{self.space}unit"):
            source, target, filled = [], [], False
            self._begin(unit)
            for part in unit:
                if part.tag not in (f"{self.space}segment", f"{self.space}ignorable"):
                    continue
                said, given = part.find(f"{self.space}source"), part.find(f"{self.space}target")
                words = self._said(said) if said is not None else ""
                source.append(words)
                if given is not None:
                    target.append(self._said(given))
                    filled = filled or part.tag.endswith("segment")
                elif part.tag.endswith("ignorable"):
                    target.append(words)
            found.append(self._end(unit, "".join(source), "".join(target) if filled else ""))
        return found

    def old_units(self, root: Element) -> list[Incoming]:
        """Return the units of XLIFF 1.2; proposals of a memory (alt-trans) are not read."""
        found = []
        for unit in root.iter(f"{self.space}trans-unit"):
            self._begin(unit)
            said, given = unit.find(f"{self.space}source"), unit.find(f"{self.space}target")
            source = self._said(said) if said is not None else ""
            target = self._said(given) if given is not None else ""
            found.append(self._end(unit, source, target))
        return found

    def _begin(self, unit: Element) -> None:
        self.codes = codes_of(self.sources.get(unit.get("id", ""), ""))
        self.unknown = 0

    def _end(self, unit: Element, source: str, target: str) -> Incoming:
        return Incoming(unit.get("id", "")[:80], source, target, self.unknown)

    def _said(self, element: Element) -> str:
        """Return the words of an element, codes put back, other inline elements taken off."""
        parts = [element.text or ""]
        for child in element:
            tag = child.tag.removeprefix(self.space)
            if tag == "cp":
                parts.append(_character(child.get("hex", "")))
            elif tag in ("ph", "x", "bpt", "ept", "it"):
                parts.append(self._code(child))
            else:
                parts.append(self._said(child))
            parts.append(child.tail or "")
        return "".join(parts)

    def _code(self, child: Element) -> str:
        number = child.get("id", "")
        if number.isascii() and number.isdigit() and 0 < int(number[:6]) <= len(self.codes):
            return self.codes[int(number[:6]) - 1]
        self.unknown += 1
        return ""


def _character(code: str) -> str:
    """Return the character of a ``cp``; what is none stays out."""
    if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) and int(code, 16) <= sys.maxunicode:
        return chr(int(code, 16))
    return ""


def _wrong(name: str, en: str, ja: str) -> NotATranslation:
    return NotATranslation(name=name, why={"en": en, "ja": ja})
