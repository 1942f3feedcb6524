"""Words that no page was drawn for: 200 characters without a blank, and right-to-left letters."""

import pytest
from django.test import Client

from kakehashi.records.models import Entry
from tests.portal.test_in_a_browser import serving
from tools.browser import chromium, open_browser, open_page, serve
from tools.build_look import main as build_look

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]

LONG = "W" * 200
TURNED = "اتفاق \u202e(gnitset)\u202d مع اليابان"


def test_nothing_runs_over_and_no_word_turns_its_neighbours(node):
    assert build_look() == 0
    client = Client()
    client.force_login(node["officer-jp"])
    form = {"title_en": LONG, "title_ja": TURNED, "body_en": LONG * 3, "body_ja": TURNED}
    form |= {"authority": "en,ja", "about": "VD.b.vi-1", "fact_progress": "under_way"}
    assert client.post("/en/desk/new/update/?about=VD.b.vi-1", form).status_code == 302
    reference = Entry.objects.get(kind="update").reference
    client.post(f"/desk/records/{reference}/step/share/")
    client.post(f"/desk/records/{reference}/step/publish/")
    paths = [
        "/desk/",
        f"/desk/records/{reference}/",
        f"/desk/records/{reference}/compare/",
        "/desk/records/VD.b.vi-1/",
        f"/desk/search/?q={LONG[:60]}",
        "/desk/timeline/",
        "/",
        f"/records/{reference}/",
        "/records/VD.b.vi-1/",
        f"/search/?q={LONG[:60]}",
    ]
    made, holding = {}, 0
    for language in ("en", "ja"):
        for path in paths:
            answer = client.get(f"/{language}{path}")
            made[f"/{language}{path}"] = ("200 -", answer.headers, answer.content)
            holding += LONG in answer.content.decode()
    assert holding >= 8  # in the English pages that show it
    wrong = []
    with serve(serving(made)) as site, open_browser() as browser:
        for width in (390, 1280):
            with open_page(browser, width=width) as (page, _asked):
                for address in made:
                    page.goto(site + address)
                    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    if over > 0:
                        wrong.append(f"{address} is {over} px too wide at {width}")
    assert not wrong, "\n".join(wrong)
