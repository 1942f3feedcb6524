"""A checked template and what it is to say become a document: counted, bounded, always the same."""

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element

from docxtpl import DocxTemplate
from jinja2 import Template, nodes
from jinja2.exceptions import TemplateError
from lxml import etree

from kakehashi.briefing.papers.sandbox.archives import Archive
from kakehashi.briefing.papers.sandbox.faults import Fault, Spot
from kakehashi.briefing.papers.sandbox.tags import (
    check_source,
    check_tags,
    environment,
    found_in,
)

MOST_TURNS: Final = 200_000
"""Turns of all loops together; a pack of a hundred pages takes some thousands."""

MOST_LETTERS: Final = 60_000_000
"""Of the XML of one part, filled in."""

_FILLED: Final = {
    "document.main+xml": "document",
    "header+xml": "header",
    "footer+xml": "footer",
    "footnotes+xml": "footnotes",
}
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NO_PROPERTIES: Final = {
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Kakehashi</Application></Properties>",
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}


class Turns:
    """Counts the turns of every loop of one document."""

    def __init__(self, most: int = MOST_TURNS) -> None:
        self.left = most

    def take(self) -> None:
        """Count one turn.

        Raises:
            Fault: when they are used up.
        """
        self.left -= 1
        if self.left < 0:
            raise Fault("template-too-long", most=f"{MOST_TURNS:,}")

    def over(self, value: Any) -> Any:
        """Return ``value`` with every list in it counting its turns."""
        if isinstance(value, Mapping):
            return {name: self.over(one) for name, one in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str):
            return _Counted((self.over(one) for one in value), self)
        return value


class _Counted(list[Any]):
    """A list whose every turn is counted."""

    def __init__(self, values: Iterator[Any], turns: Turns) -> None:
        super().__init__(values)
        self._turns = turns

    def __iter__(self) -> Iterator[Any]:
        for one in super().__iter__():
            self._turns.take()
            yield one


class _Bounded(Template):
    """A template whose output is counted while it comes."""

    def render(self, *args: Any, **named: Any) -> str:
        pieces, length = [], 0
        for piece in self.generate(*args, **named):
            length += len(piece)
            if length > MOST_LETTERS:
                raise Fault("template-too-long", most=f"{MOST_TURNS:,}")
            pieces.append(piece)
        return "".join(pieces)


class _Document(DocxTemplate):  # type: ignore[misc]
    """A template whose properties are not read: they are written anew."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Leave them: :func:`_properties` writes every one."""


def checked(data: bytes, names: Mapping[str, Any], part: str = "marking") -> Archive:
    """Return a template that may be filled in.

    Args:
        data: of the file.
        names: of the paper, as :func:`kakehashi.briefing.papers.fields.shape_of` gives them.
        part: the name that must stand on every page.

    Raises:
        Fault: for what it holds, or for a tag.
    """
    archive = Archive(data)
    archive.check()
    parsed: dict[str, nodes.Template] = {}
    for name, root in archive.trees.items():
        kind = _kind(archive, name)
        spots = found_in(root, kind or "other")
        if spots and not kind:
            raise Fault(
                "template-broken",
                **Spot("other", 0, spots[0].tag).facts(),
                why={"en": "nothing is filled in there", "ja": "この箇所は差し込みの対象外です"},
            )
        if kind:
            parsed[name] = check_tags(spots, names)
            source = DocxTemplate.patch_xml(
                None,  # it reads nothing of itself
                etree.tostring(etree.fromstring(archive.parts[name]), encoding="unicode"),
            )
            check_source(source, names, kind)
    _check_every_page(archive, parsed, part)
    return archive


def _kind(archive: Archive, name: str) -> str:
    kind = archive.types.get(name, "")
    return next((word for ending, word in _FILLED.items() if kind.endswith(ending)), "")


def _check_every_page(archive: Archive, parsed: Mapping[str, nodes.Template], name: str) -> None:
    """Refuse a template that leaves the marking off a page.

    Raises:
        Fault: when a header is missing or does not say ``name``.
    """
    settings = archive.trees.get("word/settings.xml")
    even = settings is not None and settings.find(f"{_WORD}evenAndOddHeaders") is not None
    targets = _targets(archive)
    stand: dict[str, str] = {}
    for section in archive.trees[archive.main].iter(f"{_WORD}sectPr"):
        for one in section.findall(f"{_WORD}headerReference"):
            stand[one.get(f"{_WORD}type", "default")] = targets.get(one.get(f"{_REL}id", ""), "")
        needed = ["default"]
        if _on(section.find(f"{_WORD}titlePg")):
            needed.append("first")
        if even:
            needed.append("even")
        for kind in needed:
            tree = parsed.get(stand.get(kind, ""))
            if tree is None or not _says(tree, name):
                raise Fault("template-without-marking")
    if "default" not in stand:
        raise Fault("template-without-marking")


def _on(element: Element | None) -> bool:
    return element is not None and element.get(f"{_WORD}val", "1") not in ("0", "false", "off")


def _targets(archive: Archive) -> dict[str, str]:
    """Return the parts that the body is joined to, by the id of the relation."""
    folder, _, file = archive.main.rpartition("/")
    root = archive.trees.get(f"{folder}/_rels/{file}.rels")
    found = {}
    for one in root if root is not None else ():
        target = one.get("Target", "")
        found[one.get("Id", "")] = (
            target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        )
    return found


def _says(tree: nodes.Template, name: str) -> bool:
    """Whether a part prints ``name`` whatever the data are."""
    return any(
        isinstance(one, nodes.Name) and one.name == name
        for node in tree.body
        if isinstance(node, nodes.Output)
        for one in node.nodes
    )


def filled(archive: Archive, data: Mapping[str, Any], properties: Mapping[str, str]) -> bytes:
    """Return the document.

    Args:
        archive: as :func:`checked` gave it.
        data: what it is to say, with the names it was checked against.
        properties: ``title``, ``language`` and ``at`` (ISO 8601, UTC).

    Raises:
        Fault: when it is too long, or what comes of it is no document.
    """
    made = environment()
    made.template_class = _Bounded
    template = _Document(io.BytesIO(archive.packed({})))
    try:
        template.init_docx()
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as wrong:
        raise Fault("template-not-docx") from wrong
    try:
        template.render(Turns().over(data), made, autoescape=True)
        _drop_empty_tables(template)
        _properties(template, properties)
        file = io.BytesIO()
        template.save(file)
    except TemplateError as wrong:
        said = str(wrong)[:120]
        raise Fault(
            "template-broken",
            **Spot("document").facts(),
            why={"en": said, "ja": f"差し込みに失敗しました（{said}）"},
        ) from wrong
    except (etree.XMLSyntaxError, ValueError, AttributeError, KeyError, TypeError) as wrong:
        raise _no_document() from wrong
    result = Archive.of_made(file.getvalue())
    result.check(as_template=False)
    _check_shape(result)
    return result.packed(
        {name: one for name, one in _NO_PROPERTIES.items() if name in result.parts}
    )


def _drop_empty_tables(template: DocxTemplate) -> None:
    """Leave out tables of which no row is left: word processors take them for damage."""
    for table in list(template.docx.element.body.iter(f"{_WORD}tbl")):
        if table.find(f"{_WORD}tr") is None:
            table.getparent().remove(table)


def _no_document() -> Fault:
    return Fault(
        "template-broken",
        **Spot("document").facts(),
        why={
            "en": "what comes of it is no document: a loop or condition begins in one row or "
            "paragraph and ends in the middle of another",
            "ja": "文書になりません。繰り返し又は条件が、行や段落の途中をまたいでいます",
        },
    )


def _check_shape(archive: Archive) -> None:
    """Refuse a body in which rows, cells and paragraphs stand where Word cannot read them."""
    parents = {"tr": {"tbl", "sdtContent", "ins", "del", "customXml"}}
    parents["tc"] = {"tr", "sdtContent", "customXml"}
    parents["r"] = {"p", "hyperlink", "ins", "del", "smartTag", "sdtContent", "fldSimple", "moveTo"}
    for name, root in archive.trees.items():
        if not _kind(archive, name):
            continue
        for parent in root.iter():
            outer = str(parent.tag).rsplit("}", 1)[-1]
            stray = f"{parent.text or ''}{''.join(one.tail or '' for one in parent)}".strip()
            if stray and outer in ("body", "tbl", "tr", "tc", "p", "r", "hdr", "ftr"):
                raise _no_document()
            for one in parent:
                tag = str(one.tag).rsplit("}", 1)[-1]
                if str(one.tag).startswith(_WORD) and outer not in parents.get(tag, {outer}):
                    raise _no_document()
            if outer == "tc" and not any(one.tag == f"{_WORD}p" for one in parent):
                raise _no_document()


def _properties(template: DocxTemplate, said: Mapping[str, str]) -> None:
    """Write every property anew: nothing of whose machine the template was made on is left."""
    kept = template.docx.core_properties
    at = dt.datetime.fromisoformat(said["at"]).astimezone(dt.UTC).replace(tzinfo=None)
    for name in ("category", "comments", "content_status", "identifier", "keywords", "subject"):
        setattr(kept, name, "")
    kept.version, kept.revision = "", 1
    kept.author = kept.last_modified_by = "Kakehashi"
    kept.title = re.sub(r"\s+", " ", said["title"])[:255]
    kept.language = said["language"]
    kept.created = kept.modified = at
    printed = kept._element.find(  # noqa: SLF001 - python-docx has no way to take it away
        "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastPrinted"
    )
    if printed is not None:
        printed.getparent().remove(printed)
