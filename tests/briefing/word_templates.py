"""Word templates for tests: good ones, and one of each kind that must be refused."""

import io
import zipfile

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def template(*paragraphs, marking="{{ marking }}", table=None, first_page=False):
    """Return a DOCX with ``paragraphs``, and ``marking`` in its header."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = marking
    section.different_first_page_header_footer = first_page
    for text in paragraphs:
        document.add_paragraph(text)
    for row in table or ():
        grid = document.add_table(1, len(row))
        for cell, text in zip(grid.rows[0].cells, row, strict=True):
            cell.text = text
    return saved(document)


def rows(*lines):
    """Return a DOCX with one table of ``lines``."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ marking }}"
    grid = document.add_table(len(lines), len(lines[0]))
    for row, line in zip(grid.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
    return saved(document)


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repacked(data, *, add=None, change=None, drop=()):
    """Return a DOCX with parts added, changed (name to a function of bytes) or left out."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in drop:
                content = source.read(name)
                target.writestr(name, (change or {}).get(name, lambda same: same)(content))
        for name, content in (add or {}).items():
            target.writestr(name, content)
    return file.getvalue()


def related(data, kind, target, *, external=False, of="word/_rels/document.xml.rels"):
    """Return a DOCX with one more relation."""
    mode = ' TargetMode="External"' if external else ""
    row = f'<Relationship Id="rIdX" Type="{kind}" Target="{target}"{mode}/>'.encode()
    return repacked(
        data, change={of: lambda xml: xml.replace(b"</Relationships>", row + b"</Relationships>")}
    )


def in_body(data, xml):
    """Return a DOCX with raw ``xml`` at the beginning of its body."""
    return repacked(
        data,
        change={"word/document.xml": lambda body: body.replace(b"<w:body>", b"<w:body>" + xml, 1)},
    )


def field(*instructions):
    """Return a DOCX with a field whose code is written in so many runs."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ marking }}"
    paragraph = document.add_paragraph()
    for kind, words in (("begin", ""), *(("", one) for one in instructions), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        paragraph.add_run()._r.append(element)
    return saved(document)


def bomb():
    """Return a small file that says it unpacks to more than a hundred megabytes."""
    return repacked(template("x"), add={"word/media/a.png": b"\0" * (120 * 1024 * 1024)})
