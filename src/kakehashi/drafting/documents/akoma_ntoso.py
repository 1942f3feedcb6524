"""Akoma Ntoso 3.0 out: one expression a language, each paragraph with its identity.

OASIS LegalDocML, Akoma Ntoso 1.0 part 2 and its naming convention: ``eId`` follows the number and
may change between versions, ``wId`` is the identity and does not.
"""

import datetime as dt
from xml.etree.ElementTree import Element, SubElement, tostring

from kakehashi.drafting.documents.marks import TITLE
from kakehashi.drafting.paragraphs import HEADING, Paragraph, numbers
from kakehashi.drafting.services.texts import Draft

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
CODES = {"ja": "jpn", "en": "eng"}
"""ISO 639-2 codes, as the naming convention asks for."""
TAGS = {1: "paragraph", 2: "subparagraph", 3: "point"}


def write_akn(
    draft: Draft,
    *,
    reference: str,
    digest: str,
    number: int,
    begun: dt.date,
    on: dt.date,
    language: str,
) -> bytes:
    """Return one language of a joint text as an Akoma Ntoso ``statement``.

    Args:
        draft: the text.
        reference: of the record; the work's name.
        digest: of the version.
        number: of the version.
        begun: the day the text was begun; with the reference the name of the work, the same for
            every version of it.
        on: the day the version was written.
        language: ``ja`` or ``en``.
    """
    code = CODES[language]
    work = f"/akn/un/statement/{begun.isoformat()}/{reference.lower()}"
    root = Element("akomaNtoso", {"xmlns": NAMESPACE})
    statement = SubElement(root, "statement", {"name": draft.text_kind or "statement"})
    expression = f"{work}/{code}@v{number}"
    _identify(statement, work, expression, days=(begun, on), code=code, digest=digest)
    face = SubElement(statement, "preface")
    title = SubElement(SubElement(face, "p"), "docTitle", {"wId": TITLE})
    title.text = draft.title.get(language, "")
    if language not in draft.languages:
        note = SubElement(face, "p", {"class": "courtesy"})
        note.text = "仮訳" if language == "ja" else "Courtesy translation"
    _body(SubElement(statement, "mainBody"), draft, language)
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _identify(
    statement: Element,
    work: str,
    expression: str,
    *,
    days: tuple[dt.date, dt.date],
    code: str,
    digest: str,
) -> None:
    meta = SubElement(statement, "meta")
    told = SubElement(meta, "identification", {"source": "#kakehashi"})
    levels = (
        ("FRBRWork", work, f"{work}/!main"),
        ("FRBRExpression", expression, f"{expression}/!main"),
        ("FRBRManifestation", f"{expression}.xml", f"{expression}/!main.xml"),
    )
    for name, uri, this in levels:
        level = SubElement(told, name)
        SubElement(level, "FRBRthis", {"value": this})
        SubElement(level, "FRBRuri", {"value": uri})
        if name == "FRBRExpression":
            SubElement(level, "FRBRalias", {"value": digest, "name": "version-digest"})
        begun, written = days
        day = begun if name == "FRBRWork" else written
        SubElement(level, "FRBRdate", {"date": day.isoformat(), "name": "written"})
        SubElement(level, "FRBRauthor", {"href": "#participants"})
        if name == "FRBRWork":
            SubElement(level, "FRBRcountry", {"value": "un"})
        if name == "FRBRExpression":
            SubElement(level, "FRBRlanguage", {"language": code})
    references = SubElement(meta, "references", {"source": "#kakehashi"})
    for key, shown in (("participants", "Participants"), ("kakehashi", "Kakehashi")):
        SubElement(
            references,
            "TLCOrganization",
            {"eId": key, "href": f"/akn/ontology/organization/{key}", "showAs": shown},
        )


def _body(body: Element, draft: Draft, language: str) -> None:
    numbered = numbers(draft.paragraphs)
    open_at: list[tuple[int, Element, str]] = []
    for place, one in enumerate(draft.paragraphs, 1):
        if one.form == HEADING:
            open_at = []
            made = SubElement(
                body, "hcontainer", {"name": "heading", "eId": f"head_{place}", "wId": one.id}
            )
            SubElement(made, "heading").text = one.said(language)
            SubElement(SubElement(made, "content"), "p")
            continue
        number = numbered.get(one.id, "")
        level = number.count("(") + 1 if number else 1
        while open_at and open_at[-1][0] >= level:
            open_at.pop()
        parent, above = (open_at[-1][1], f"{open_at[-1][2]}__") if open_at else (body, "")
        short = {1: "para", 2: "subpara", 3: "point"}[level]
        own = number.split("(")[-1].strip(")") or f"n{place}"
        key = f"{above}{short}_{own}"
        made = _paragraph(parent, one, key, number=number, language=language, level=level)
        open_at.append((level, made, key))


def _paragraph(
    parent: Element, one: Paragraph, key: str, *, number: str, language: str, level: int
) -> Element:
    if parent.tag != "mainBody":
        # A container with children keeps its own words in an introduction.
        held = parent.find("content")
        if held is not None:
            held.tag = "intro"
    made = SubElement(parent, TAGS[level], {"eId": key, "wId": one.id})
    if number:
        SubElement(made, "num").text = number
    content = SubElement(made, "content")
    for line in one.said(language).split("\n") or [""]:
        SubElement(content, "p").text = line
    return made
