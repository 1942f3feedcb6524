"""The editor of joint texts in a real browser: keys, findings while one types, a crash survived."""

import pytest

from tests.keyboard import a_node
from tools.browser import chromium, open_browser, open_page
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]


def test_written_with_keys_checked_while_typing_and_not_lost(tmp_path):
    assert build_look() == 0
    with a_node(tmp_path / "data") as node, open_browser() as browser:
        site = node["public"].rstrip("/")
        with open_page(browser, width=1280, scripts=True) as (page, _asked):
            page.goto(node["officer, the UK"].replace(site, f"{site}/en"))
            page.locator("main form button").click()
            page.goto(f"{site}/en/desk/texts/new/")
            page.locator("select[name=text_kind]").select_option("minutes")
            page.locator("input[name=title_en]").fill("Minutes")
            page.locator("main form[data-keep] button").click()
            page.locator("textarea[name=title-en]").focus()
            page.keyboard.press("Alt+Enter")
            page.wait_for_selector("textarea[name^='en-']")
            address = page.url.split("#")[0]
            field = page.locator("textarea[name^='en-']").first
            field.focus()
            page.keyboard.type("The Parties agreed to meet. They will share lessons.")
            page.wait_for_selector("[data-finding] q:text('Parties')")

            page.keyboard.press("Alt+KeyN")
            assert page.evaluate("document.activeElement.matches('[data-finding]')")
            page.keyboard.press("Alt+KeyR")
            assert field.input_value().startswith("The Participants agreed to meet.")

            # The browser goes away without saving: what was typed is offered again, and put back.
            page.wait_for_function("() => Object.keys(localStorage).length > 0")
            after = page.context.new_page()
            after.goto(address)
            assert after.locator("textarea[name^='en-']").first.input_value() == ""
            after.get_by_role("button", name="Put them back").click()
            put_back = after.locator("textarea[name^='en-']").first
            assert put_back.input_value().startswith("The Participants agreed to meet.")
            put_back.focus()
            after.keyboard.press("Control+KeyS")
            after.wait_for_selector(".govuk-notification-banner, [role=alert], .k-message")
            saved = after.locator("textarea[name^='en-']").first
            assert saved.input_value().startswith("The Participants agreed to meet.")
            assert after.get_by_role("button", name="Put them back").count() == 0

            # Split at the cursor, then the keys move from paragraph to paragraph.
            saved.evaluate("(one) => { one.focus(); one.setSelectionRange(31, 31); }")
            after.keyboard.press("Alt+KeyX")
            halves = after.locator("textarea[name^='en-']")
            halves.nth(1).wait_for()
            assert halves.count() == 2
            halves.first.focus()
            after.keyboard.press("Alt+ArrowDown")
            assert after.evaluate("document.activeElement.name") == halves.nth(1).get_attribute(
                "name"
            )
            after.keyboard.press("Alt+KeyL")
            assert after.evaluate("document.activeElement.dataset.language") == "ja"
