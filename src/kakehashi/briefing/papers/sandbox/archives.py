"""The file of a template as a ZIP: what is in it, and what has no place in one."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kakehashi.briefing.papers.sandbox.faults import Fault

LARGEST = 5 * 1024 * 1024
"""Bytes of a file, packed."""

LARGEST_INSIDE = 40 * 1024 * 1024
"""Bytes of a file, unpacked, by what it says of itself before anything is."""

MOST_MADE = 200 * 1024 * 1024
"""Bytes of a document that was made, unpacked."""

MOST_PARTS = 400

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ENDINGS = ("xml", "rels", "png", "jpg", "jpeg", "gif", "odttf")
_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "TOC", "SEQ", "REF", "PAGEREF", "STYLEREF"}
)
"""Fields that read nothing but the document itself."""

_MACROS = ("vbaproject", "vbadata", "keymapcustomizations", "customizations")
_EMBEDS = ("oleobject", "package", "afchunk", "control", "activexcontrol", "subdocument", "frame")
_EMBEDDING = frozenset(
    {"altChunk", "OLEObject", "object", "control", "subDoc", "mailMerge", "webExtensionRef"}
)
_MACRO_ELEMENTS = frozenset({"entryMacro", "exitMacro", "mcd", "mcds", "wllMacro"})
_LINKING = frozenset({"src", "href", "althref"})
_TAGS = ("{{", "{%", "{#")
_WORD_XML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Archive:
    """A DOCX that was looked through: its parts as bytes, its XML as trees."""

    def __init__(
        self, data: bytes, largest: int = LARGEST, largest_inside: int = LARGEST_INSIDE
    ) -> None:
        self.parts = dict(_parts(data, largest, largest_inside))
        self.trees = {
            name: _tree(name, content)
            for name, content in self.parts.items()
            if name.lower().endswith((".xml", ".rels"))
        }
        self._drop_thumbnail()
        self.types = self._types()
        self.main = next((name for name, kind in self.types.items() if kind == _MAIN), "")

    @classmethod
    def of_made(cls, data: bytes) -> "Archive":
        """Return what was made from a template: longer than any template need be."""
        return cls(data, MOST_MADE, MOST_MADE)

    def _drop_thumbnail(self) -> None:
        """Leave out the picture of the first page that some programs keep, and its relation."""
        root = self.trees.get("_rels/.rels")
        for one in list(root) if root is not None else ():
            if str(one.get("Type", "")).endswith("/thumbnail") and root is not None:
                root.remove(one)
                self.parts["_rels/.rels"] = bytes(tostring(root, "utf-8", xml_declaration=True))

    def _types(self) -> dict[str, str]:
        """Return the content type of each part that the list of types names."""
        root = self.trees.get("[Content_Types].xml")
        if root is None:
            raise Fault("template-not-docx")
        return {
            str(one.get("PartName", "")).lstrip("/"): str(one.get("ContentType", ""))
            for one in root
            if _local(one.tag) == "Override"
        }

    def check(self, *, as_template: bool = True) -> None:
        """Refuse what has no place in a template, or in what is made from one.

        Raises:
            Fault: naming what it is.
        """
        for name in self.parts:
            lowered = name.lower()
            if any(word in lowered.rsplit("/", 1)[-1] for word in _MACROS):
                raise Fault("template-macro", part=name)
            if lowered.rsplit(".", 1)[-1] not in _ENDINGS or "/embeddings/" in f"/{lowered}":
                raise Fault("template-embeds", part=name)
        for name, kind in self.types.items():
            if "macroenabled" in kind.lower() or "vba" in kind.lower():
                raise Fault("template-macro", part=name)
        if self.main not in self.trees:
            raise Fault("template-not-docx")
        for name, root in self.trees.items():
            if name.lower().endswith(".rels"):
                _check_relations(name, root)
            else:
                _check_elements(name, root, as_template=as_template)

    def packed(self, instead: Mapping[str, bytes]) -> bytes:
        """Return the parts as a ZIP that is the same for the same parts."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            names = sorted(self.parts, key=lambda one: (one != "[Content_Types].xml", one))
            for name in names:
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                archive.writestr(info, instead.get(name, self.parts[name]))
        return file.getvalue()


def _parts(data: bytes, largest: int, largest_inside: int) -> Iterator[tuple[str, bytes]]:
    if len(data) > largest:
        raise Fault("template-too-big", size=_megabytes(len(data)), limit=_megabytes(largest))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [one for one in archive.infolist() if not one.is_dir()]
            inside = sum(one.file_size for one in found)
            if len(found) > MOST_PARTS or inside > largest_inside:
                raise Fault(
                    "template-too-big", size=_megabytes(inside), limit=_megabytes(largest_inside)
                )
            names = [one.filename for one in found]
            if len({one.lower() for one in names}) != len(names):
                raise Fault("template-not-docx")
            for one in found:
                strange = one.filename.startswith("/") or ".." in one.filename.split("/")
                if strange or one.flag_bits & 1:
                    raise Fault("template-not-docx")
                if not one.filename.lower().startswith("docprops/thumbnail."):
                    yield one.filename, archive.read(one)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as wrong:
        raise Fault("template-not-docx") from wrong


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}"


def _tree(name: str, content: bytes) -> Element:
    try:
        tree: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as wrong:
        raise Fault("template-entities", part=name) from wrong
    except (ParseError, LookupError, ValueError) as wrong:
        raise Fault("template-not-docx") from wrong
    return tree


def _local(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]


def _check_relations(name: str, root: Element) -> None:
    for one in root:
        kind = str(one.get("Type", "")).rsplit("/", 1)[-1].lower()
        target = str(one.get("Target", ""))
        if kind in _MACROS or kind == "wordvbadata":
            raise Fault("template-macro", part=name)
        if one.get("TargetMode", "").lower() == "external" or kind == "attachedtemplate":
            raise Fault("template-external", target=target[:120])
        if kind in _EMBEDS or "webextension" in kind:
            raise Fault("template-embeds", part=target[:120])
        if "://" in target or target.startswith("\\\\"):
            raise Fault("template-external", target=target[:120])


def _check_elements(name: str, root: Element, *, as_template: bool) -> None:
    fields = _Fields()
    for one in root.iter():
        tag = _local(one.tag)
        if tag in _MACRO_ELEMENTS:
            raise Fault("template-macro", part=name)
        if tag in _EMBEDDING:
            raise Fault("template-embeds", part=f"{name} ({tag})")
        _check_attributes(one, as_template=as_template)
        fields.read(tag, one)
    fields.end()


def _check_attributes(element: Element, *, as_template: bool) -> None:
    for attribute, value in element.attrib.items():
        if _local(attribute) in _LINKING and value and not value.startswith("#"):
            raise Fault("template-external", target=value[:120])
        if as_template and any(mark in value for mark in _TAGS):
            raise Fault("template-broken", **_in_attribute(value))


class _Fields:
    """Field codes of a part, put together from the runs they are written in."""

    def __init__(self) -> None:
        self.open_ones: list[str | None] = []
        """Instructions of the fields that are open; None once one was read to its end."""

    def read(self, tag: str, element: Element) -> None:
        """Take in one element.

        Raises:
            Fault: for a field that reads more than the document.
        """
        if tag == "fldSimple":
            _check_field(element.get(f"{{{_WORD_XML}}}instr", ""))
        elif tag in ("instrText", "delInstrText"):
            if self.open_ones and self.open_ones[-1] is not None:
                self.open_ones[-1] += element.text or ""
            else:
                _check_field(element.text or "")
        elif tag == "fldChar":
            kind = element.get(f"{{{_WORD_XML}}}fldCharType")
            if kind == "begin":
                self.open_ones.append("")
            elif self.open_ones:
                self._checked()
                if kind == "end":
                    self.open_ones.pop()

    def _checked(self) -> None:
        if self.open_ones[-1] is not None:
            _check_field(self.open_ones[-1])
            self.open_ones[-1] = None

    def end(self) -> None:
        """Check what was never ended."""
        while self.open_ones:
            self._checked()
            self.open_ones.pop()


def _in_attribute(value: str) -> dict[str, object]:
    return {
        "where": {"en": "something other than text", "ja": "文字以外の箇所"},
        "tag": value[:120],
        "why": {"en": "tags stand in text alone", "ja": "タグを置けるのは本文の文字だけです"},
    }


def _check_field(instruction: str) -> None:
    words = instruction.split()
    if not words or words[0].upper() not in _FIELDS or "{" in instruction:
        raise Fault("template-field", field=" ".join(words)[:60] or "?")
