"""Concepts as TBX (ISO 30042:2019, dialect TBX-Basic): written as DCA, read as DCA or DCT.

What TBX-Basic has no category for is kept as ``projectSubset``, with what it is before a colon:
``provision:VD.b.vi``, ``flag:homonym``. So a round trip loses nothing, and another tool shows it as
the label of a subset.
"""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kakehashi.errors import Refused
from kakehashi.glossary.concepts import LANGUAGES, STANDINGS, NewConcept

LARGEST = 5 * 1024 * 1024
"""Bytes of a file."""
MOST_CONCEPTS = 5_000
NAMESPACE = "urn:iso:std:iso:30042:ed-2"
MEDIA_TYPE = "application/x-tbx+xml"

_XML = "{http://www.w3.org/XML/1998/namespace}lang"
_OURS = "c."
"""Before our ids, since an XML id begins with a letter and 5g does not."""
_STATUS = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "avoided": "deprecatedTerm-admn-sts",
}
_STANDING = {
    "preferred": "preferred",
    "admitted": "admitted",
    "deprecated": "avoided",
    "superseded": "avoided",
}
_FLAGS = ("name", "homonym", "pointed_out")


class TbxTooBig(Refused):
    """The file is larger than any glossary."""

    code = "tbx-too-big"
    status = 413
    message = {
        "en": "The file is too big: at most {megabytes} MB and {concepts} concepts are read.",
        "ja": "ファイルが大き過ぎます（上限は {megabytes} MB・{concepts} 語）。",
    }
    hint = {
        "en": "Split it into several files.",
        "ja": "複数のファイルに分けてください。",
    }


class TbxBroken(Refused):
    """The file is no XML that can be read."""

    code = "tbx-broken"
    message = {
        "en": "The file cannot be read as XML: {why}.",
        "ja": "ファイルを XML として読み取れません（{why}）。",
    }
    hint = {
        "en": "Export it again from where it comes from, as TBX version 3.",
        "ja": "元のシステムから TBX 第 3 版として出力し直してください。",
    }


class TbxForbidden(Refused):
    """The file declares entities, a DTD or external references."""

    code = "tbx-forbidden"
    message = {
        "en": "The file declares a DTD, entities or external references, which are never read.",
        "ja": "ファイルに DTD・実体宣言・外部参照が含まれています。これらは読み取りません。",
    }
    hint = {
        "en": "Take the DOCTYPE line and all entities out; TBX version 3 needs none.",
        "ja": "DOCTYPE 行と実体宣言を除いてください。TBX 第 3 版では不要です。",
    }


class NotTbx(Refused):
    """The XML is something else, or TBX older than version 3."""

    code = "tbx-not-tbx"
    message = {
        "en": "This is not TBX version 3 (ISO 30042:2019): it begins with <{found}>.",
        "ja": "TBX 第 3 版（ISO 30042:2019）ではありません（先頭の要素は <{found}>）。",
    }
    hint = {
        "en": "A TBX file of version 3 begins with <tbx>; convert older ones (<martif>).",
        "ja": "第 3 版は <tbx> で始まります。旧版（<martif>）は変換してください。",
    }


def write_tbx(concepts: Iterable[NewConcept], title: str) -> bytes:
    """Return concepts as one TBX-Basic file in DCA style, UTF-8.

    Args:
        concepts: What to write, in this order.
        title: What the file is, for its header.
    """
    root = Element(
        "tbx", {"style": "dca", "type": "TBX-Basic", "xml:lang": "en", "xmlns": NAMESPACE}
    )
    about = SubElement(SubElement(SubElement(root, "tbxHeader"), "fileDesc"), "sourceDesc")
    SubElement(about, "p").text = title
    body = SubElement(SubElement(root, "text"), "body")
    for concept in concepts:
        _write_concept(body, concept)
    indent(root)
    whole: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + whole + b"\n"


def _write_concept(body: Element, concept: NewConcept) -> None:
    entry = SubElement(body, "conceptEntry", {"id": f"{_OURS}{concept.id}"})
    if concept.subject:
        SubElement(entry, "descrip", {"type": "subjectField"}).text = concept.subject
    if concept.source:
        SubElement(entry, "admin", {"type": "source"}).text = concept.source
    subsets = [f"provision:{one}" for one in concept.provisions]
    subsets += [f"flag:{one}" for one in _FLAGS if getattr(concept, one)]
    for subset in subsets:
        SubElement(entry, "admin", {"type": "projectSubset"}).text = subset
    for language in LANGUAGES:
        section = SubElement(entry, "langSec", {"xml:lang": language})
        if concept.definition.get(language):
            said = SubElement(section, "descrip", {"type": "definition"})
            said.text = concept.definition[language]
        if concept.note.get(language):
            SubElement(section, "note").text = concept.note[language]
        for standing in STANDINGS:
            for word in concept.of(language, standing):
                term = SubElement(section, "termSec")
                SubElement(term, "term").text = word
                status = SubElement(term, "termNote", {"type": "administrativeStatus"})
                status.text = _STATUS[standing]


def read_tbx(data: bytes) -> list[NewConcept]:
    """Return the concepts of a TBX file of version 3, in either style.

    Languages other than English and Japanese are passed over. Where no term says how it stands,
    the first is the preferred one. Ids that are not ours are made of the file's own.

    Raises:
        TbxTooBig: beyond :data:`LARGEST` or :data:`MOST_CONCEPTS`.
        TbxForbidden: with a DTD, entities or external references.
        TbxBroken: what is no XML.
        NotTbx: what is no TBX of version 3.
    """
    if len(data) > LARGEST:
        raise _too_big()
    try:
        root = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as fault:
        raise TbxForbidden from fault
    except (ParseError, ValueError, LookupError, RecursionError) as fault:
        raise TbxBroken(why=str(fault)[:120] or type(fault).__name__) from fault
    if _local(root) != "tbx":
        raise NotTbx(found=_local(root)[:40])
    entries = [one for one in root.iter() if _local(one) == "conceptEntry"]
    if len(entries) > MOST_CONCEPTS:
        raise _too_big()
    return [_read_concept(entry, number) for number, entry in enumerate(entries, 1)]


def _too_big() -> TbxTooBig:
    return TbxTooBig(megabytes=LARGEST >> 20, concepts=f"{MOST_CONCEPTS:,}")


def _read_concept(entry: Element, number: int) -> NewConcept:
    said = list(_said(entry))
    subsets = [text for name, text in said if name == "projectSubset"]
    flags = _after(subsets, "flag")
    words: dict[str, dict[str, list[str]]] = {}
    definition: dict[str, str] = {}
    note: dict[str, str] = {}
    sources = [text for name, text in said if name == "source"]
    for section in entry:
        language = section.get(_XML, section.get("lang", "")).lower().partition("-")[0]
        if _local(section) != "langSec" or language not in LANGUAGES:
            continue
        inside = list(_said(section))
        sources += [text for name, text in inside if name == "source"]
        for name, kept in (("definition", definition), ("note", note)):
            found = [text for one, text in inside if one == name]
            if found:
                kept.setdefault(language, found[0])
        _read_terms(section, words.setdefault(language, {}))
    return NewConcept(
        id=_id(entry.get("id", ""), words, number),
        words={
            language: {standing: tuple(by.get(standing, ())) for standing in STANDINGS}
            for language, by in words.items()
        },
        note=note,
        provisions=tuple(_after(subsets, "provision")),
        subject=next((text for name, text in said if name == "subjectField"), ""),
        definition=definition,
        source=sources[0] if sources else "",
        name="name" in flags,
        homonym="homonym" in flags,
        pointed_out="pointed_out" in flags,
    )


def _after(subsets: list[str], name: str) -> list[str]:
    return [one.removeprefix(f"{name}:") for one in subsets if one.startswith(f"{name}:")]


def _read_terms(section: Element, words: dict[str, list[str]]) -> None:
    terms = []
    for one in section:
        if _local(one) != "termSec":
            continue
        said = dict(_said(one))
        if said.get("term"):
            status = said.get("administrativeStatus", "").partition("Term")[0]
            terms.append((said["term"], _STANDING.get(status, "")))
    silent = not any(standing == "preferred" for _word, standing in terms)
    for word, said_standing in terms:
        first = silent and said_standing in {"", "admitted"}
        standing = "preferred" if first else said_standing or "admitted"
        silent = silent and not first
        kept = words.setdefault(standing, [])
        if not any(word in listed for listed in words.values()):
            kept.append(word)


def _said(element: Element) -> Iterator[tuple[str, str]]:
    """Yield name and text of what an element holds, in whichever style, groups opened."""
    for one in element:
        name = _local(one)
        if name in {"langSec", "termSec"}:
            continue
        if name.endswith("Grp"):
            yield from _said(one)
        else:
            yield one.get("type") or name, "".join(one.itertext()).strip()


def _id(given: str, words: dict[str, dict[str, list[str]]], number: int) -> str:
    if given.startswith(_OURS):
        return given.removeprefix(_OURS)
    english = next(iter(words.get("en", {}).get("preferred", ())), "")
    slug = re.sub(r"[^a-z0-9]+", "-", (given or english).lower()).strip("-")
    return slug[:80].strip("-") or f"concept-{number}"


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
