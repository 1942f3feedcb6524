"""Papers as PDF and as slides: one item to a page, nothing left out, the marking everywhere."""

import io

import pytest
from pptx import Presentation
from pptx.util import Pt
from pypdf import PdfReader

from kakehashi.briefing.papers import pdf, slides
from kakehashi.briefing.papers.composing import Paper
from kakehashi.briefing.papers.documents import sample
from kakehashi.briefing.papers.fields import shape_of
from kakehashi.briefing.papers.offered import PAPERS
from kakehashi.briefing.slide import HEIGHT
from tests.cast import NOW

LONG = "The Participants keep to what was said, and say it in as many words as it takes. " * 9


def paper(code, language="en", rows=3, **more):
    kind = PAPERS[code]
    said = {
        one: sample(shape_of(kind.fields), rows)
        | {"marking": f"MARKED-{one}", "address": "http://localhost/"}
        | more
        for one in (("ja", "en") if language in ("both", "side") else (language,))
    }
    return Paper(kind, language, "own", "own_side", "council-3", NOW, False, said)


def item(number, **more):
    about = {"wish": "discuss", "lead": "", "minutes": ""}
    return {
        **{name: f"{name} {number}" for name in ("number", "reference", "title")},
        "heading": f"HEADING-{number}",
        "about": about,
        "points": [f"POINT-{number}"],
        "raised": [f"RAISED-{number}"],
        "background": [f"BACKGROUND-{number}"],
        "missing": [],
        **more,
    }


@pytest.mark.parametrize("language", ["en", "ja", "both", "side"])
def test_speaking_notes_have_a_page_an_item_however_much_is_said(language):
    much = [LONG] * (2 if language == "side" else 3)  # half as wide
    speech = [item(1), item(2, points=much), item(3)]
    made = pdf.as_pdf(paper("speaking", language, speech=speech, expired=[]))
    assert made == pdf.as_pdf(paper("speaking", language, speech=speech, expired=[]))
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(made)).pages]
    times = 2 if language == "both" else 1
    for number in (1, 2, 3):
        on = [at for at, text in enumerate(pages) if f"HEADING-{number}" in text]
        assert len(on) == times, (language, number)
        for at in on:
            for name in ("RAISED", "BACKGROUND"):
                assert f"{name}-{number}" in pages[at], "nothing ran over to another page"
            assert sum("HEADING-" in line for line in pages[at].split("\n")) in (1, 2)
    for number, text in enumerate(pages, start=1):
        assert text.count("MARKED-") >= 2, number
        assert f"{number} / {len(pages)}" in text


@pytest.mark.parametrize("code", [one.code for one in PAPERS.values()])
def test_every_paper_is_a_tagged_pdf_with_and_without_rows(code):
    for language in ("ja", "side"):
        for rows in (0, 2):
            made = PdfReader(io.BytesIO(pdf.as_pdf(paper(code, language, rows))))
            assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
            assert [float(one) for one in made.pages[0].mediabox[2:]] == pytest.approx(
                [595, 842], abs=1
            )


def test_slides_hold_every_word_and_none_runs_over_its_edge():
    speech = [item(1), item(2, points=[f"{number} {LONG}" for number in range(7)]), item(3)]
    for language in ("en", "both", "side"):
        given = paper("speaking", language, speech=speech, expired=[])
        content = slides.as_pptx(given)
        assert content == slides.as_pptx(given)
        deck = Presentation(io.BytesIO(content))
        whole = ""
        for page in deck.slides:
            words = [one.text_frame.text for one in page.shapes if one.has_text_frame]
            assert sum("MARKED-" in one for one in words) == 2
            whole += "".join(words)
            for shape in page.shapes:
                assert shape.top + shape.height <= Pt(HEIGHT)
        times = 1 if language == "en" else 2
        bare = "".join(whole.split())
        for number in range(7):
            assert bare.count("".join(f"{number} {LONG}".split())[:60]) == times
        for number in (1, 2, 3):
            for name in ("POINT", "RAISED", "BACKGROUND"):
                if (name, number) != ("POINT", 2):
                    assert whole.count(f"{name}-{number}") == times
        assert len(deck.slides) > 5


def test_a_slide_is_cut_before_it_is_full_and_never_ends_with_a_label():
    texts = [
        one
        for number in range(6)
        for one in (slides.Text("Label", 13, label=True), slides.Text(f"{number} {LONG}", 20))
    ]
    width = slides._width(1)
    room = HEIGHT - slides._TOP - slides._FOOT
    pages = list(slides._cut(slides.Slide("T", texts), width, 1))
    assert len(pages) > 3
    for page in pages:
        assert sum(one.height(width) for one in page) <= room
        assert not page[-1].label
    assert "".join(one.words for page in pages for one in page) == "".join(
        one.words for one in texts
    )
