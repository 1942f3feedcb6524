"""The officer's commonest tasks in a browser, in both languages, held to a number of clicks."""

import subprocess
import sys

import pytest

from tests.cli.conftest import environment
from tests.desk.office_tasks import Hand, counted, signed_in, told
from tests.keyboard import a_node
from tools.browser import chromium, open_browser, open_page
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]

OFFICES = 12
TWELVE_UNCHANGED = """
import datetime as dt, sys
import django
django.setup()
from kakehashi.people.models import Account
from kakehashi.records.models import Entry
from tests.desk.busy import edit, newest
london, at = Account.objects.get(username="officer-gb"), dt.datetime.now(dt.UTC)
names = sorted(set(Entry.objects.filter(kind="joint_action").values_list("reference", flat=True)))
first = int(sys.argv[1])
for name in names[first : first + 12]:
    before = newest(name).version.wording["title"]
    edit(name, london, at, en="For a moment")
    edit(name, london, at, **before)
"""


def prepare(folder, first=0):
    """Let twelve texts from the ``first`` on wait for Japan that say what both published."""
    subprocess.run(
        [sys.executable, "-c", TWELVE_UNCHANGED, str(first)],
        env={**environment(folder), "DJANGO_SETTINGS_MODULE": "kakehashi.config.settings"},
        check=True,
    )


def note(hand: Hand, done) -> None:
    """Three fields: with whom, what was said, one tag as it was proposed. One button."""
    hand.open("/desk/notes/new/")
    with counted(hand, "a contact note", done):
        hand.fill("[name=with_whom]", "DSIT, Deputy Director")
        hand.fill("[name=what]", "Semiconductor supply: London sends its list by Friday.")
        hand.click(hand.page.locator("main form[data-note] button").first)
    said = hand.page.locator("main").inner_text()
    assert "Semiconductor supply" in said


def commission(hand: Hand, done, browser) -> None:
    """Twelve offices asked, eleven answers and a nil return by its link, one text of all."""
    hand.open("/desk/commissions/new/")
    title = f"Input for the Council ({hand.language})"
    offices = hand.page.locator("select[name=office]")
    if offices.count() < OFFICES:
        hand.page.locator("button[name=more]").click()
        hand.page.locator(f"#office-{OFFICES}").wait_for()
    mine = offices.first.locator("option").nth(1).get_attribute("value")
    with counted(hand, "a commission to 12 offices, made into one text", done):
        hand.fill("#title_en", title)
        hand.fill("#body_en", "Please send two lines on each.")
        for place in range(1, OFFICES + 1):
            hand.choose(f"#office-{place}", mine)
            hand.fill(f"#division-{place}", f"Division {place}")
            hand.fill(f"#mailbox-{place}", f"division-{place}@example.org")
        hand.click(hand.page.locator("main form[data-keep] button:not([name])").last)
    sent, page = done.pop(), hand.page.url
    links = []
    for place in range(OFFICES):
        hand.page.goto(page)
        hand.page.locator("tr[data-item] details summary").nth(place).click()
        hand.page.locator("tr[data-item]").nth(place).locator(
            "form[action*='/link/'] button"
        ).click()
        links.append(hand.page.locator("#link").input_value())
    with open_page(browser, width=390, scripts=True) as (theirs, _asked):
        for place, link in enumerate(links[1:], 2):
            theirs.goto(link)
            theirs.locator("#name").fill(f"Officer {place}")
            theirs.locator("#text").fill(f"Division {place} held {place} workshops.")
            theirs.locator("button[value=send]").click()
            theirs.wait_for_load_state()
        office = Hand(theirs, hand.site, hand.language)
        theirs.goto(links[0].rstrip("/") + "/nil/")
        with counted(office, "a nil return, from the mail, without an account", done):
            office.click(theirs.locator("main form button"))
        assert theirs.locator(".govuk-notification-banner--success").count() == 1
    hand.open("/desk/office/")
    with counted(hand, sent.task, done):
        hand.click(hand.link("/desk/commissions/"))
        hand.click(hand.link(page.split("/desk/")[1].split("?")[0]))
        hand.click(hand.link("/consolidate/"))
        hand.click(hand.page.locator("main form button").last)
    made, text = done.pop(), hand.page.content()
    assert all(f"Division {place} held {place} workshops." in text for place in range(2, 13))
    both = {
        name: getattr(sent, name) + getattr(made, name) for name in ("clicks", "fields", "pages")
    }
    done.append(
        type(sent)(
            sent.task,
            sent.language,
            seconds=round(sent.seconds + made.seconds, 2),
            pressed=sent.pressed + made.pressed,
            **both,
        )
    )


def unchanged(hand: Hand, done) -> None:
    """Twelve texts that say what they said, confirmed in one go."""
    hand.open("/desk/")
    with counted(hand, "12 unchanged texts confirmed", done):
        hand.click(hand.page.locator("main a[href*='?unchanged']").first)
        assert hand.page.locator("main input[name=text]:checked").count() == OFFICES
        hand.click(hand.page.locator("main form[method=post] button").first)
    hand.open("/desk/confirm/?unchanged")
    assert hand.page.locator("main input[name=text]").count() == 0


def handover(hand: Hand, done) -> None:
    """A post handed over at the end of June: seen before it is planned."""
    hand.open("/desk/office/")
    with counted(hand, "a handover planned", done):
        hand.click(hand.link("/desk/posts/"))
        hand.click(hand.link("/hand-over/"))
        hand.fill("#on", "2027-06-30")
        coming = hand.page.locator("#successor option").nth(1).get_attribute("value")
        hand.choose("#successor", str(coming))
        hand.click(hand.page.locator("main form[method=get] button").last)
        assert hand.page.locator("#preview").count() == 1
        hand.click(hand.page.locator("section[aria-labelledby=preview] form button"))
    said = hand.page.locator("main").inner_text()
    assert {"en": "30 June 2027", "ja": "令和9年6月30日"}[hand.language] in said


def fact_pack(hand: Hand, done) -> None:
    """What was done on semiconductors since the first Council, as a Word document."""
    hand.open("/desk/office/")
    with counted(hand, "a fact pack", done):
        hand.click(hand.link("/desk/enquiries/"))
        hand.click(hand.link("/desk/enquiries/facts/"))
        hand.choose("#area", "SC")
        hand.fill("#since", "2024-01-01")
        hand.click(hand.page.locator("main form[method=get] button"))
        assert hand.page.locator("#done ~ * tr[data-item], section tr[data-item]").count() > 1
        with hand.page.expect_download() as brought:
            hand.clicks += 1
            hand.page.locator("main a[href*='/facts/docx/']").first.click()
    assert brought.value.path().read_bytes()[:2] == b"PK"


def test_the_commonest_tasks_take_no_more_clicks_than_were_asked_for(tmp_path):
    assert build_look() == 0
    done = []
    most = {
        "a contact note": (1, 3),
        "a nil return, from the mail, without an account": (1, 0),
        "a commission to 12 offices, made into one text": (5, 40),
        "12 unchanged texts confirmed": (2, 0),
        "a handover planned": (4, 3),
        "a fact pack": (4, 2),
    }
    with a_node(tmp_path / "data") as node, open_browser() as browser:
        prepare(tmp_path / "data")
        with signed_in(browser, node, "officer, Japan", "en") as hand:
            unchanged(hand, done)
            for language in ("en", "ja"):
                hand.language = language
                note(hand, done)
                commission(hand, done, browser)
                fact_pack(hand, done)
            hand.language = "en"
            handover(hand, done)
            prepare(tmp_path / "data", OFFICES)
            hand.language = "ja"
            unchanged(hand, done)
            handover(hand, done)
    told(done)
    assert {one.task for one in done} == set(most)
    assert len(done) == 2 * len(most)
    for one in done:
        clicks, fields = most[one.task]
        assert one.clicks <= clicks, one
        assert one.fields <= fields, one
