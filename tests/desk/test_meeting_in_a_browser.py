"""A meeting held in a browser: by single keys, and with the connection down for a while."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.keyboard import a_node
from tools.browser import ask_axe, chromium, open_browser, open_page
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]


def set_meeting_of_today(page: Page, site: str) -> str:
    """Set a meeting of today and share it; returns the address of its page."""
    page.goto(f"{site}/desk/meetings/new/")
    today = dt.datetime.now(dt.UTC).date()
    for part in ("day", "month", "year"):
        page.fill(f"[name=date_{part}]", str(getattr(today, part)))
    page.fill("[name=minutes]", "90")
    page.select_option("[name=standing]", "fixed")
    page.click("main form[data-keep] button")
    if page.locator("[name=anyway]").count():  # a holiday or weekend
        page.check("[name=anyway]")
        page.click("main form[data-keep] button")
    page.click("form[action$='/step/share/'] button")
    return page.url


def bring(page: Page, meeting: str, title: str) -> None:
    """Bring an item to the meeting."""
    page.goto(f"{meeting}bring/")
    page.fill("[name=title_en]", title)
    page.fill("[name=minutes]", "20")
    page.click("main form[data-keep] button")


def test_nothing_typed_is_lost_while_the_connection_is_down(tmp_path):
    assert build_look() == 0
    with a_node(tmp_path / "data") as node, open_browser() as browser:
        site = node["public"].rstrip("/")
        link = node["officer, the UK"].replace(site, f"{site}/en")
        with open_page(browser) as (page, _asked):
            page.goto(link)
            page.click("main form button")
            meeting = set_meeting_of_today(page, f"{site}/en")
            for title in ("Cables", "Chips", "Data"):
                bring(page, meeting, title)
            assert not ask_axe(page)
            page.goto(f"{meeting}run/")
            assert not ask_axe(page)
            heading = page.locator("[data-now] h1")
            expect(heading).to_have_text("Cables")
            page.context.set_offline(True)
            page.keyboard.press("d")
            page.keyboard.type("Meet in May.")
            page.keyboard.press("Control+Enter")
            expect(page.locator("[data-unsent]")).to_contain_text("Meet in May.")
            page.locator("body").evaluate("() => document.activeElement.blur()")
            page.keyboard.press("1")
            page.keyboard.press("n")
            expect(heading).to_have_text("Chips")
            kept = page.evaluate("() => Object.values(localStorage).join()")
            assert "Meet in May." in kept
            page.context.set_offline(False)
            page.evaluate("() => window.dispatchEvent(new Event('online'))")
            expect(page.locator("[data-unsent]")).not_to_contain_text("Not sent")
            page.wait_for_function("() => localStorage.length === 0")
            page.reload()
            expect(heading).to_have_text("Chips")
            recorded = page.locator("section:has(> #recorded)")
            expect(recorded).to_contain_text("Meet in May.")
            assert recorded.locator("li").count() == 1
            expect(page.locator("[data-row]").first).to_contain_text("decided")
            page.locator("[data-close] button").click()
            expect(page.locator(".govuk-error-summary")).to_contain_text("AG-GB-2, AG-GB-3")
            page.keyboard.press("r")
            expect(page.locator("[data-row]").nth(1)).to_contain_text("not reached")
            page.locator("[data-close] button").click()
            assert page.url == meeting
            expect(page.locator("main")).to_contain_text("Closed")
