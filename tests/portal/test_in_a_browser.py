"""The public pages in a browser: axe, phone and desktop, both languages.

The pages are made first and then served as they are, so that no other thread needs the database.
"""

import mimetypes
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from kakehashi.people import services as people
from tools.browser import ask_axe, chromium, open_browser, open_page, serve
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]

PHONE = (
    "/",
    "/framework/?on=2022-12-06",
    "/framework/CR.b/",
    "/records/psti-accepts-jc-star/",
    "/records/council-2/",
    "/records/body-council/",
    "/meetings/",
    "/data/",
    "/results/",
    "/decisions/",
    "/areas/CR/",
    "/pictures/",
    "/search/?q=半導体",
    "/search/?q=zzqqzz",
    "/about/",
    "/glossary/?area=SC",
    "/sign-in/",
    "/nowhere/",
)
DESKTOP = (
    "/",
    "/framework/",
    "/framework/CR.b.i/",
    "/pictures/",
    "/records/CR.b.i-1/",
    "/records/council-1/",
    "/areas/DATA.b/",
    "/areas/",
    "/objectives/",
    "/glossary/?area=AI",
    "/sign-in/nothing/",
)


@pytest.fixture
def pages(node):
    """Every page as it is answered: address to status line, type, bytes."""
    secret = people.make_link(account=node["officer-jp"], by=node["operator"], at=timezone.now())
    client, made = Client(), {}
    link = f"/sign-in/{secret}/"
    for language, paths in (("en", (*PHONE, link)), ("ja", (*DESKTOP, link))):
        for path in paths:
            address = f"/{language}{quote(path, safe='/?=&')}"
            answer = client.get(address)
            made[address] = (f"{answer.status_code} -", answer.headers, answer.content)
    return made


def serving(made):
    """Return an application that answers with what was made, and with static files."""

    def answer(environ, start):
        path = environ["PATH_INFO"].encode("latin-1").decode()
        query = environ.get("QUERY_STRING", "")
        if path.startswith("/static/"):
            found = finders.find(unquote(path.removeprefix("/static/")))
            if not found:
                start("404 -", [])
                return [b""]
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            start("200 -", [("Content-Type", kind)])
            return [Path(found).read_bytes()]
        status, headers, body = made[quote(path) + (f"?{query}" if query else "")]
        start(status, list(headers.items()))
        return [body]

    return answer


def test_axe_finds_nothing_and_nothing_runs_over(pages):
    assert build_look() == 0
    wrong = []
    with serve(serving(pages)) as site, open_browser() as browser:
        for language, width in (("en", 390), ("ja", 1280)):
            with open_page(browser, width=width) as (page, asked):
                for address in pages:
                    if not address.startswith(f"/{language}/"):
                        continue
                    page.goto(site + address)
                    wrong += [f"{address}: {one}" for one in ask_axe(page)]
                    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    if over > 0:
                        wrong.append(f"{address} is {over} px too wide at {width}")
                wrong += [f"{one} is outside" for one in asked if not one.startswith(site)]
        with open_page(browser, width=390, scripts=False) as (page, _asked):
            page.goto(f"{site}/ja/framework/")
            assert page.locator("summary").count() == 3
            assert page.locator("nav >> text=用語集").first.is_visible()
            assert page.locator("input[name=on_day]").is_visible()
    assert not wrong, "\n".join(wrong)
