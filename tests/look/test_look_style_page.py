"""The style page in a browser: both languages, desktop and phone, with and without scripts."""

import io
import re
from urllib.parse import urlsplit

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from pypdf import PdfReader

from kakehashi.config import settings as product
from tools.browser import chromium, open_browser, open_page, serve
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def site():
    assert build_look() == 0
    templates = [
        {
            **product.TEMPLATES[0],
            "OPTIONS": {
                "context_processors": [
                    name
                    for name in product.TEMPLATES[0]["OPTIONS"]["context_processors"]
                    if not name.startswith("kakehashi.config")
                ]
            },
        }
    ]
    with (
        override_settings(ROOT_URLCONF="tests.look.urls", TEMPLATES=templates),
        serve(get_wsgi_application()) as address,
    ):
        yield address


@pytest.fixture(scope="module")
def browser():
    with open_browser() as opened:
        yield opened


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("path", "width"),
    [
        ("/", 1280),
        ("/", 390),
        ("/", 320),
        ("/?practice", 390),
        ("/fail/refused", 390),
        ("/fail/missing", 390),
        ("/fail/bug", 1280),
    ],
)
def test_axe_finds_nothing_and_nothing_runs_over(site, browser, path, language, width):
    from tools.browser import ask_axe

    with open_page(browser, width=width) as (page, asked):
        page.goto(f"{site}/{language}{path}")
        assert [str(one) for one in ask_axe(page)] == []
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0
        assert page.evaluate("document.documentElement.lang") == language
        # Nobody else is asked for anything.
        assert {urlsplit(address).netloc for address in asked} == {urlsplit(site).netloc}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_stands_inline_and_nothing_is_missing(site, browser, language):
    with open_page(browser) as (page, asked):
        lost = []
        page.on(
            "response", lambda answer: lost.append(answer.url) if answer.status >= 400 else None
        )
        page.on("pageerror", lambda error: lost.append(str(error)))
        page.on("console", lambda said: lost.append(said.text) if said.type == "error" else None)
        page.goto(f"{site}/{language}/")
        html = page.content()
        assert lost == []
        assert len(asked) >= 4
    source = re.sub(r'<script type="module" src="[^"]+"></script>', "", html)
    assert "<script" not in source
    assert "<style" not in source
    assert not re.search(r"<[^>]+\s(style|on\w+)=", source)


def test_the_page_works_without_scripts(site, browser):
    with open_page(browser, scripts=False, width=390) as (page, _asked):
        page.goto(f"{site}/en/")
        assert page.get_by_role("link", name="Register").first.is_visible()
        assert page.get_by_role("button", name="Apply filters").is_visible()
        page.get_by_role("link", name="日本語").first.click()
        assert page.url == f"{site}/ja/"
        assert page.locator("html").get_attribute("lang") == "ja"


def test_the_keyboard_reaches_content_and_search(site, browser):
    with open_page(browser) as (page, _asked):
        page.goto(f"{site}/en/pages/plain")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main-content"
        page.keyboard.press("Control+k")
        assert page.evaluate("document.activeElement.id") == "search-header"


def test_the_skin_follows_the_language(site, browser):
    font = "getComputedStyle(document.querySelector(%r)).fontFamily"
    with open_page(browser) as (page, _asked):
        page.goto(f"{site}/en/")
        assert page.evaluate(font % "h1").startswith('"Source Sans 3"')
        assert "Noto Sans JP" in page.evaluate(font % ".k-pair__text[lang=ja]")
        assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
        page.goto(f"{site}/ja/")
        assert "Noto Sans JP" in page.evaluate(font % "h1")
        leading = page.evaluate(
            "(() => { const s = getComputedStyle(document.querySelector('.k-pair__text[lang=ja]'));"
            " return parseFloat(s.lineHeight) / parseFloat(s.fontSize) })()"
        )
        assert leading == pytest.approx(1.75, abs=0.01)
        assert page.evaluate(
            "getComputedStyle(document.querySelector('.k-pair__text')).lineBreak"
        ) == ("strict")


def test_paper_leaves_out_the_controls_and_keeps_the_marking(site, browser):
    with open_page(browser) as (page, _asked):
        page.goto(f"{site}/en/")
        page.emulate_media(media="print")
        for hidden in (".govuk-service-navigation", ".k-filters", ".govuk-button", ".k-shores"):
            assert not page.locator(hidden).first.is_visible(), hidden
        for shown in (".k-marking", ".k-strip", ".govuk-table", ".k-pair"):
            assert page.locator(shown).first.is_visible(), shown


def test_every_printed_sheet_bears_the_marking(site, browser):
    with open_page(browser) as (page, _asked):
        page.goto(f"{site}/en/")
        sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert len(sheets) > 2
    assert all("OFFICIAL-SENSITIVE" in sheet.extract_text() for sheet in sheets)
