"""The picture in the README is of the first page as it is; KAKEHASHI_PICTURES=1 takes it anew."""

import os
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image, ImageChops, ImageStat

from tests.portal.test_in_a_browser import serving
from tools.browser import chromium, open_browser, open_page, serve
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]

KEPT = Path(__file__).resolve().parents[2] / "docs" / "images" / "home.png"
SMALL = (64, 55)
APART = 12
"""Of 255 levels of grey, on average: other fonts stay below it, another page does not."""


def test_the_picture_of_the_readme_shows_the_first_page(node, tmp_path):
    assert build_look() == 0
    answer = Client().get("/en/")
    taken = KEPT if os.environ.get("KAKEHASHI_PICTURES") else tmp_path / "home.png"
    with (
        serve(serving({"/en/": ("200 -", answer.headers, answer.content)})) as site,
        open_browser() as browser,
        open_page(browser, width=1280, height=1100) as (page, _asked),
    ):
        page.goto(f"{site}/en/")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=taken)
    kept, now = (Image.open(one).convert("L").resize(SMALL) for one in (KEPT, taken))
    assert ImageStat.Stat(ImageChops.difference(kept, now)).mean[0] < APART
