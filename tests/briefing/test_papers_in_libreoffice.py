"""Papers opened by LibreOffice: every paper in every language becomes a PDF that is read here."""

import datetime as dt
import io
import re
import shutil
import subprocess

import pytest
from pypdf import PdfReader

from kakehashi.briefing.papers import documents
from kakehashi.briefing.papers.composing import compose
from kakehashi.briefing.papers.defaults import default_template
from kakehashi.briefing.papers.enquiring import facts_paper
from kakehashi.briefing.papers.enquiry_kinds import ENQUIRY
from kakehashi.briefing.papers.fields import LANGUAGES, names_for
from kakehashi.briefing.papers.gathering import Period, gather
from kakehashi.briefing.papers.kinds import MEETING
from kakehashi.briefing.papers.offered import PAPERS
from kakehashi.briefing.papers.sandbox import filling
from kakehashi.enquiries.facts import Wanted
from kakehashi.enquiries.facts import gather as facts_of
from kakehashi.people.selectors import viewer_of
from tests.cast import NOW

soffice = shutil.which("soffice")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(soffice is None, reason="LibreOffice is not on this machine"),
]

ADDRESS = "http://testserver/"
MARKING = {"ja": "自国側限り · TLP:AMBER+STRICT", "en": "Own side only · TLP:AMBER+STRICT"}


def as_pdf(folder, papers):
    """Return each DOCX of ``papers`` (name to bytes) as LibreOffice prints it, in one run."""
    for name, content in papers.items():
        (folder / f"{name}.docx").write_bytes(content)
    done = subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder),
            *sorted(folder.glob("*.docx")),
        ],
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return {name: PdfReader(io.BytesIO((folder / f"{name}.pdf").read_bytes())) for name in papers}


def bare(text):
    return re.sub(r"\s", "", text)


def languages_of(language):
    return ("ja", "en") if language in ("both", "side") else (language,)


def test_every_paper_opens_with_its_headings_marked_on_every_page(node, tmp_path):
    reader = viewer_of(node["officer-jp"])
    made, said, papers = {}, {}, {}
    for code, kind in PAPERS.items():
        if kind.text_kind or kind.of == ENQUIRY:
            continue
        material = gather(
            kind,
            reader,
            "own",
            NOW.date(),
            meeting="council-3" if kind.of == MEETING else "",
            period=Period(dt.date(2023, 1, 1), NOW.date()) if kind.of != MEETING else None,
        )
        for language in LANGUAGES:
            papers[code, language] = compose(material, language, at=NOW, address=ADDRESS)
    facts = facts_of(Wanted(dt.date(2023, 1, 1), NOW.date(), area="", about="", words="AI"))
    for language in LANGUAGES:
        papers["facts", language] = facts_paper(
            facts, reader, language, at=NOW, address=ADDRESS, link=lambda *one: "/".join(one)
        )
    for (code, language), paper in papers.items():
        said[f"{code}-{language}"] = (paper.kind, language, paper)
        archive = filling.checked(
            default_template(code, language), names_for(paper.kind.fields, language)
        )
        properties = {"title": paper.title, "language": paper.tag, "at": NOW.isoformat()}
        made[f"{code}-{language}"] = filling.filled(archive, paper.data, properties)
    for name, pdf in as_pdf(tmp_path, made).items():
        kind, language, paper = said[name]
        pages = [bare(page.extract_text()) for page in pdf.pages]
        whole = "".join(pages)
        for number, page in enumerate(pages, start=1):
            for one in languages_of(language):
                # On top and at the bottom.
                assert page.count(bare(paper.in_language[one]["marking"])) >= 2, (name, number)
            assert f"{number}/{len(pages)}" in page, (name, number)
        for one in languages_of(language):
            assert bare(paper.in_language[one]["title"]) in whole, name
            assert bare(kind.sections[0].words[one]) in whole, name
            assert (paper.in_language[one]["marking"] == MARKING[one]) == (kind.of != ENQUIRY)
        assert "{{" not in whole, name
        assert "{%" not in whole, name
        assert "Error" not in whole, name
        first = pdf.pages[0].mediabox
        assert [float(one) for one in first[2:]] == pytest.approx([595.3, 841.9], abs=1)
        fonts = {
            str(font.get_object()["/BaseFont"])
            for page in pdf.pages
            for font in page["/Resources"]["/Font"].values()
        }
        if "ja" in languages_of(language):
            assert any("CJK" in font or "Gothic" in font or "Mincho" in font for font in fonts), (
                fonts
            )
    assert len(said["pack-ja"][2].in_language["ja"]["areas"]) >= 14


def test_headings_of_a_long_table_stand_on_each_of_its_pages(tmp_path):
    kind = PAPERS["decisions"]
    data = documents.sample(names_for(kind.fields, "en"), 150)
    data |= {"marking": "OFFICIAL", "outcome": [], "attendance": []}
    made = documents.fill(
        default_template("decisions", "en"),
        names_for(kind.fields, "en"),
        data,
        title="T",
        language="en-GB",
        at=NOW,
    )
    pages = [one.extract_text() for one in as_pdf(tmp_path, {"long": made})["long"].pages]
    assert len(pages) > 3
    for page in pages[:-1]:
        assert page.count("OFFICIAL") == 2
        assert "What was decided" in page
