"""Files for the importer's tests, made while they run: PDF, DOCX, and what is none or a trap."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Form = tuple[str, str]
"""Number format of one level and its text: ``("lowerLetter", "(%2)")``."""


def pdf(text: str, *, japanese: bool = False, lines: int = 20, head: str = "") -> bytes:
    """Return ``text`` as a PDF, so many lines a page, each page with its number below."""
    font = "HeiseiKakuGo-W5" if japanese else "Helvetica"
    if japanese:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    listed = text.split("\n")
    for number, first in enumerate(range(0, len(listed), lines), start=1):
        canvas.setFont(font, 11)
        canvas.drawString(70, 815, head)
        for place, line in enumerate(listed[first : first + lines]):
            canvas.drawString(70, 790 - 14 * place, line)
        canvas.drawCentredString(297, 30, f"- {number} -" if head else str(number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scan(pages: int = 2) -> bytes:
    """Return a PDF of pictures alone."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for _page in range(pages):
        canvas.drawInlineImage(_picture(), 50, 50, 400, 600)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _picture():
    from PIL import Image

    return Image.new("L", (40, 60), 200)


def locked(document: bytes, password: str) -> bytes:
    """Return a PDF encrypted for a reader's password, which may be empty."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document)))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def levels(*forms: Form) -> str:
    """Return the levels of one list definition."""
    return "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for place, (form, text) in enumerate(forms)
    )


def numbering(definitions: Sequence[str], lists: Mapping[int, tuple[int, int | None]]) -> str:
    """Return numbering.xml: definitions, and lists as definition and first number."""
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
    return (
        f"<w:numbering {WORD}>"
        + "".join(
            f'<w:abstractNum w:abstractNumId="{place}">{one}</w:abstractNum>'
            for place, one in enumerate(definitions)
        )
        + "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>'
            f"{restart.format(first) if first else ''}</w:num>"
            for number, (definition, first) in lists.items()
        )
        + "</w:numbering>"
    )


def run(text: str) -> str:
    """Return a run of text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str = "", number: int = 0, level: int = 0, *, inner: str = "") -> str:
    """Return a paragraph, in list ``number`` where one is given."""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p {WORD}><w:pPr>{listed if number else ''}</w:pPr>{inner or run(text)}</w:p>"


def docx(paragraphs: Sequence[str], numbers: str = "") -> bytes:
    """Return a DOCX as python-docx writes it, with these paragraphs and this numbering.xml."""
    document = Document()
    end = document.element.body[-1]
    for one in paragraphs:
        end.addprevious(parse_xml(one))
    if numbers:
        document.part.numbering_part._element = parse_xml(numbers)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def plain_docx(text: str) -> bytes:
    """Return a DOCX with a paragraph for each line."""
    return docx([paragraph(line) for line in text.split("\n") if line])


def repacked(document: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return an archive with these parts in place of its own, or beside them."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return out.getvalue()


def bomb(document: bytes) -> bytes:
    """Return a DOCX whose text unpacks to 200 MB."""
    body = b"<w:p><w:r><w:t>" + b"a" * (200 * 1024 * 1024) + b"</w:t></w:r></w:p>"
    opened = f"<w:document {WORD}><w:body>".encode()
    return repacked(document, {"word/document.xml": opened + body + b"</w:body></w:document>"})


def sparse(path: Path, size: int) -> Path:
    """Make a file of ``size`` bytes that takes no room."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def encrypted_office() -> bytes:
    """Return what an encrypted DOCX begins with: an OLE container that names its content."""
    return (
        OLE
        + bytes(1016)
        + "EncryptionInfo".encode("utf-16-le")
        + bytes(36)
        + ("EncryptedPackage".encode("utf-16-le") + bytes(400))
    )


def old_office() -> bytes:
    """Return what a DOC begins with."""
    return OLE + bytes(1016) + "WordDocument".encode("utf-16-le") + bytes(488)
