"""The public site by keyboard alone, with scripts and without: results, source, search, language."""

import pytest

from tests.keyboard import Keys, a_node
from tools.browser import chromium, open_browser, open_page
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]
ROUND = ("/", "/results/", "/framework/", "/areas/CR/", "/data/", "/search/?q=data", "/about/")


def test_everything_is_reached_and_marked(tmp_path):
    assert build_look() == 0
    wrong = []
    with a_node(tmp_path / "data") as node, open_browser() as browser:
        site = node["public"].rstrip("/")
        for scripts, width in ((True, 1280), (False, 390)):
            with open_page(browser, width=width, scripts=scripts) as (page, _asked):
                keys = Keys(page)
                _first_result_and_its_source(keys, site)
                _search(keys, site)
                _language(keys, site)
                _skipping(keys, site)
                wrong += keys.wrong
        for language, width in (("en", 1280), ("ja", 390)):
            with open_page(browser, width=width) as (page, _asked):
                keys = Keys(page)
                for path in ROUND:
                    page.goto(f"{site}/{language}{path}")
                    keys.all_round()
                wrong += keys.wrong
    assert not wrong, "\n".join(sorted(set(wrong)))


def _first_result_and_its_source(keys, site):
    keys.page.goto(f"{site}/en/")
    keys.press(keys.page.locator("main h2 a").first)
    assert keys.page.url == f"{site}/en/records/jc-star-accepts-psti/"
    source = keys.page.locator("main a[href^='https://']").first
    keys.to(source)
    assert source.get_attribute("href").startswith("https://japansecuritysummit.org/")


def _search(keys, site):
    keys.page.goto(f"{site}/en/results/")
    field = keys.page.locator("[data-search]").first
    keys.to(field)
    keys.page.keyboard.type("online safety")
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    keys.press(keys.page.locator("main li a[href='/en/areas/OS/']"))
    assert keys.page.url == f"{site}/en/areas/OS/"


def _language(keys, site):
    for path in ("/areas/OS/", "/framework/?on=2022-12-07", "/search/?q=data"):
        keys.page.goto(f"{site}/en{path}")
        keys.press(keys.page.locator("header a[hreflang=ja]"))
        assert keys.page.url == f"{site}/ja{path}"
        assert keys.page.locator("html").get_attribute("lang") == "ja"


def _skipping(keys, site):
    keys.page.goto(f"{site}/en/results/")
    keys.page.keyboard.press("Tab")
    first = keys.focused()
    assert first["words"] == "Skip to main content"
    keys.page.keyboard.press("Enter")
    keys.page.keyboard.press("Tab")
    keys.focused()
    assert keys.page.evaluate("document.activeElement.closest('main') !== null")
