"""The desk by keyboard alone, with scripts and without: from a sign-in link to shared progress."""

import pytest

from tests.keyboard import Keys, a_node
from tools.browser import chromium, open_browser, open_page
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]
ROUND = ("/desk/", "/desk/register/", "/desk/records/VD.b.vi-1/", "/desk/new/update/?about=SC.a-1")


def test_from_a_link_to_shared_progress(tmp_path):
    assert build_look() == 0
    wrong = []
    with a_node(tmp_path / "data") as node, open_browser() as browser:
        site = node["public"].rstrip("/")
        for who, language, scripts, width in (
            ("officer, the UK", "en", True, 1280),
            ("officer, Japan", "ja", False, 390),
        ):
            link = node[who].replace(site, f"{site}/{language}")
            with open_page(browser, width=width, scripts=scripts) as (page, _asked):
                keys = Keys(page)
                _report(keys, link, f"{site}/{language}", language)
                for path in ROUND:
                    page.goto(f"{site}/{language}{path}")
                    keys.all_round()
                wrong += keys.wrong
    assert not wrong, "\n".join(sorted(set(wrong)))


def _report(keys, link, site, language):
    page = keys.page
    page.goto(link)
    keys.press(page.locator("main form button"))
    assert page.url == f"{site}/desk/"
    keys.press(page.locator("nav a[href$='/desk/register/']").first)
    facet = page.locator("details.k-facet", has=page.locator("input[name=area][value=SC]"))
    if not facet.evaluate("(one) => one.open"):
        keys.to(facet.locator("summary"))
        page.keyboard.press("Enter")
    keys.to(page.locator("input[name=area][value=SC]"))
    page.keyboard.press("Space")
    keys.press(page.locator("form:has(input[name=area]) button[type=submit]").first)
    assert "area=SC" in page.url
    keys.press(page.locator("main a[href$='/desk/records/SC.a-1/']").first)
    keys.press(page.locator("main a[href*='/desk/new/update/']").first)
    assert page.url.startswith(f"{site}/desk/new/update/")
    keys.to(page.locator(f"textarea[name=body_{language}], input[name=body_{language}]").first)
    page.keyboard.type("Met twice. 2回会合を開催した。")
    keys.to(page.locator("select[name=fact_progress]"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    keys.press(page.locator("main form[data-keep] button").first)
    keys.press(page.locator("form[action$='/step/share/'] button"))
    text = page.locator("main").inner_text()
    assert "Met twice. 2回会合を開催した。" in text
    shared = {"en": "Shared. The other side can read it now.", "ja": "共有しました"}
    assert shared[language] in text
