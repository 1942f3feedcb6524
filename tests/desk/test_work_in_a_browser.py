"""My work in a browser: axe in both languages at both widths, by keyboard, without scripts.

The pages are made first and then served as they are, so that no other thread needs the database.
"""

import datetime as dt
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from kakehashi.desk import saving
from kakehashi.people.models import Account
from tests.desk.busy import make_busy
from tests.portal.test_in_a_browser import serving
from tools.browser import ask_axe, chromium, open_browser, open_page, serve
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]

PATHS = (
    "/desk/",
    "/desk/waiting/pen/",
    "/desk/waiting/keys/",
    "/desk/make-it-yours/",
    "/desk/make-it-yours/leads/",
    "/desk/make-it-yours/occasions/",
    "/desk/views/",
    "/desk/search/?q=半導体",
    "/desk/confirm/",
    "/desk/confirm/?unchanged",
    "/desk/new/update/",
    "/desk/meetings/new/",
    "/desk/decisions/?area=SC",
)

OFFICE = "/office/desk/"
TWO_SCREENS = 2 * 844
"""Pixels of a phone that a minister's office reads its first page in."""


@pytest.fixture
def pages(node):
    """Make every page in both languages, on a busy day and with nothing to do."""
    now = timezone.now()
    Account.objects.update(created_at=now - dt.timedelta(days=1))
    made = {}

    def take(account, paths, under=""):
        client = Client()
        client.force_login(Account.objects.get(username=account))
        for language in ("en", "ja"):
            for path in paths:
                answer = client.get(quote(f"/{language}{path}", safe="/?=&"))
                assert answer.status_code == 200, path
                address = quote(f"/{language}{under}{path}", safe="/?=&")
                made[address] = ("200 -", answer.headers, answer.content)

    take("officer-jp", ["/desk/"], "/quiet")
    make_busy(node, now, times=2)
    jp = node["officer-jp"]
    kept = saving.save_view(name="半導体", address="/desk/search/?q=a", by=jp, at=now)
    saving.save_view(name="Overdue", address="/desk/register/?due=overdue", by=jp, at=now)
    saving.remove_view(view=kept.pk, by=jp, at=now)
    take("officer-jp", PATHS)
    take("private-office-gb", ["/desk/"], "/office")
    return made


def test_axe_finds_nothing_keys_work_and_nothing_needs_them(pages):
    assert build_look() == 0
    wrong = []
    with serve(serving(pages)) as site, open_browser() as browser:
        for width in (390, 1280):
            with open_page(browser, width=width) as (page, asked):
                for address in pages:
                    page.goto(site + address)
                    wrong += [f"{address} at {width}: {one}" for one in ask_axe(page)]
                    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    if over > 0:
                        wrong.append(f"{address} is {over} px too wide at {width}")
                    if width == 390 and address.endswith(OFFICE):
                        last = page.locator("main > :last-child").bounding_box()
                        end = last["y"] + last["height"]
                        if end > TWO_SCREENS:
                            wrong.append(f"{address} ends at {end} px, below two screens")
                wrong += [f"{one} is outside" for one in asked if not one.startswith(site)]
        with open_page(browser, width=1280) as (page, _asked):
            _keys(page, site)
        with open_page(browser, width=1280, scripts=False) as (page, _asked):
            page.goto(f"{site}/en/desk/")
            seen = _tabbed(page)
            assert any("See all" in words for words in seen)
            assert any("confirm them in one go" in words for words in seen)
            assert any("Mark all as seen" in words for words in seen)
            page.keyboard.press("j")
            assert page.url == f"{site}/en/desk/"
    assert not wrong, "\n".join(wrong)


def _focused(page):
    return page.evaluate(
        "[...document.querySelectorAll('[data-item]')]"
        ".findIndex((item) => item.contains(document.activeElement))"
    )


def _keys(page, site):
    page.goto(f"{site}/en/desk/")
    places = []
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
        places.append(_focused(page))
    assert places == [0, 1, 2, 1]
    page.keyboard.press("Control+j")  # not ours
    assert _focused(page) == 1
    page.keyboard.press("/")
    field = page.locator("[data-search]").first
    assert field.evaluate("(one) => one === document.activeElement")
    page.keyboard.type("jk/?c")
    assert field.input_value() == "jk/?c"
    assert page.url == f"{site}/en/desk/"
    field.evaluate("(one) => one.blur()")
    page.keyboard.press("?")
    page.wait_for_url(f"{site}/en/desk/waiting/keys/")
    page.keyboard.press("c")
    page.wait_for_url(f"{site}/en/desk/confirm/")


def _tabbed(page):
    """Return the words of everything that Tab reaches, in order, until it comes round."""
    seen = []
    for _press in range(150):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not focused.count():
            break
        seen.append(focused.first.inner_text())
    return seen
