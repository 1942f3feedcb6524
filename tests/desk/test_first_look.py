"""What an office looks for first stands first: the brief, who sits opposite, what to report on."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.governance import services as governance
from kakehashi.records import services
from kakehashi.records.services import NewText
from tests.cast import NOW


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def said(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def main(page):
    return page.split("<main")[1].split("</main>")[0]


@pytest.fixture
def london(node):
    return signed_in(node["officer-gb"])


def test_a_ministers_office_reads_its_answers_on_its_first_page(node):
    london, tokyo = (signed_in(node[f"private-office-{side}"]) for side in ("gb", "jp"))
    page = main(said(london.get("/en/desk/")))
    assert "ADACHI Masashi" in page
    assert "JONES" not in page
    assert page.count("post as of 22 January 2025") == 1
    assert "5 decisions of the last meeting:" in page
    assert "of none is it recorded what became of it." in page
    assert "Semiconductor supply chain and joint R&amp;D" in page
    assert "Open RAN" not in page  # of the meeting before
    assert "neither side has reported progress here yet" in page
    assert 'href="/en/desk/brief/?as=pdf"' in page
    assert "council-3-sc</span>" not in page  # references say nothing to who only reads
    assert "マーガレット・ジョーンズ" in main(said(tokyo.get("/ja/desk/")))
    governance.say_what_became(
        decision="council-3-sc",
        ending="held",
        date="2025-06-01",
        words={"en": "", "ja": ""},
        sources=[],
        by=node["officer-gb"],
        at=NOW,
    )
    page = main(said(london.get("/en/desk/")))
    assert "of 4 it is not recorded what became of them." in page
    assert page.count("not recorded</span>") == 4


def test_the_brief_is_one_click_away_and_offers_its_files_and_every_area_first(london):
    page = main(said(london.get("/en/desk/")))
    assert page.index('href="/en/desk/brief/"') < page.index("Joint Actions")
    assert 'href="/en/desk/brief/"' in said(london.get("/en/desk/register/"))
    page = main(said(london.get("/en/desk/brief/area/SC/")))
    assert page.index("?as=pdf&amp;in=en") < page.index("k-brief__section")
    assert len(re.findall(r'href="/en/desk/brief/(?:area/[^/"]+/)?"', page)) == 14
    assert '<strong aria-current="page">Semiconductors</strong>' in page
    page = main(said(london.get("/en/desk/records/SC.a-1/")))
    assert page.index('href="/en/desk/brief/area/SC/"') < page.index("k-with-aside")


def test_an_update_asks_what_it_is_about_before_it_is_written(node, london):
    page = main(said(london.get("/en/desk/new/update/")))
    assert "<textarea" not in page
    assert page.count('<option value="') == 1 + 72
    assert 'id="about-error"' not in page
    nothing = london.get("/en/desk/new/update/?about=")
    assert nothing.status_code == 400
    assert 'id="about-error"' in nothing.content.decode()
    groups = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL))
    assert len(groups) == 15
    assert "12.a-1" in groups["Of no single area"]
    assert set(re.findall(r'value="([^"]+)"', groups["Semiconductors"])) == {"SC.a-1", "SC.c-1"}
    assert "<textarea" in said(london.get("/en/desk/new/update/?about=SC.a-1"))
    counted = []
    for _ in range(2):
        text = NewText(wording={"title": {"en": "Ours"}, "body": {"en": "One."}})
        services.create(kind="initiative", text=text, by=node["officer-gb"], at=NOW)
        london.get("/en/desk/new/update/")
        with CaptureQueriesContext(connection) as queries:
            page = main(said(london.get("/en/desk/new/update/")))
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert '<optgroup label="Initiatives">' in page
    tokyo = signed_in(node["officer-jp"])
    assert "Ours" not in said(tokyo.get("/en/desk/new/update/"))
    assert signed_in(node["private-office-gb"]).get("/en/desk/new/update/").status_code == 403
