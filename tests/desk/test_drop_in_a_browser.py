"""A file dropped on the register's import in a browser, and the area it is dropped on."""

import pytest
from django.test import Client

from tests.portal.test_in_a_browser import serving
from tools.browser import ask_axe, chromium, open_browser, open_page, serve
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]

PATH = "/en/desk/register/import/"
ROWS = "/en/desk/actions/paste/"
CARRIED = """([text, name]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, {type: "text/csv"}));
  return carried;
}"""
BORDER = """(area) => {
  const style = getComputedStyle(area);
  return [style.borderTopStyle, parseFloat(style.borderTopWidth), style.borderTopColor];
}"""


def _contrast_with_white(colour):
    parts = [int(one) / 255 for one in colour.removeprefix("rgb(").rstrip(")").split(",")]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_a_dropped_file_is_sent_and_the_area_is_seen(node):
    assert build_look() == 0
    client = Client()
    client.force_login(node["officer-jp"])
    page_of_it = client.get(PATH)
    table = b"".join(client.get("/en/desk/register/export/csv/?area=VD").streaming_content)
    made = {PATH: ("200 -", page_of_it.headers, page_of_it.content)}
    rows = client.post(ROWS, {"rows": "Send it.\tcoordinator-mic\t\nX\tnobody\t"})
    made[ROWS] = ("200 -", rows.headers, rows.content)
    show, sent = serving(made), []

    def application(environ, start):
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            sent.append((body, environ["CONTENT_TYPE"]))
        return show(environ, start)

    with serve(application) as site, open_browser() as browser:
        for width in (390, 1280):
            with open_page(browser, width=width) as (page, _asked):
                page.goto(site + ROWS)
                assert "Row 2: no post" in page.inner_text("main")
                assert not ask_axe(page)
                page.goto(site + PATH)
                assert not ask_axe(page)
                area = page.locator("[data-drop]")
                style, pixels, colour = area.evaluate(BORDER)
                assert (style, pixels) == ("dashed", 2)
                assert _contrast_with_white(colour) >= 3  # WCAG 2.2, 1.4.11
                box = area.bounding_box()
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width
        with open_page(browser, width=1280, scripts=False) as (page, _asked):
            page.goto(site + PATH)
            assert not page.locator("[data-drop-words]").is_visible()
            assert page.locator("[data-drop-field]").is_visible()
        with open_page(browser, width=1280, scripts=True) as (page, _asked):
            page.goto(site + PATH)
            area = page.locator("[data-drop]")
            assert page.locator("[data-drop-words]").is_visible()
            carried = page.evaluate_handle(CARRIED, [table.decode(), "register.csv"])
            area.dispatch_event("dragenter", {"dataTransfer": carried})
            assert "k-drop--over" in area.get_attribute("class")
            area.dispatch_event("dragleave", {"dataTransfer": carried})
            assert "k-drop--over" not in area.get_attribute("class")
            with page.expect_navigation():
                area.dispatch_event("drop", {"dataTransfer": carried})
    ((body, kind),) = sent
    answer = client.generic("POST", PATH, body, content_type=kind)
    assert answer.status_code == 302
    assert b"register.csv" in client.get(answer["Location"]).content
