"""The page to print, printed by a browser: marked and numbered on every sheet."""

import io

import pytest
from pypdf import PdfReader

from kakehashi.briefing.papers import printing
from kakehashi.briefing.papers.composing import Paper
from kakehashi.briefing.papers.documents import sample
from kakehashi.briefing.papers.fields import shape_of
from kakehashi.briefing.papers.kinds import DECISIONS
from tests.cast import NOW
from tools.browser import open_browser


@pytest.mark.browser
def test_every_sheet_is_marked_on_top_and_at_the_bottom_and_numbered(tmp_path):
    said = sample(shape_of(DECISIONS.fields), 120) | {"marking": "MARKED", "outcome": []}
    paper = Paper(
        kind=DECISIONS,
        language="en",
        for_whom="joint",
        reach="participants",
        about="council-3",
        at=NOW,
        practice=False,
        in_language={"en": said},
    )
    path = tmp_path / "paper.html"
    path.write_text(printing.as_html(paper), encoding="utf-8")
    with open_browser() as browser:
        page = browser.new_page()
        page.goto(path.as_uri())
        printed = page.pdf(prefer_css_page_size=True)
    sheets = PdfReader(io.BytesIO(printed)).pages
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, start=1):
        text = sheet.extract_text()
        assert text.count("MARKED") == 2, number
        assert f"{number} / {len(sheets)}" in text, number
        assert [float(one) for one in sheet.mediabox[2:]] == pytest.approx([595, 842], abs=2)
