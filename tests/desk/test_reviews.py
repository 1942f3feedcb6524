"""Reviews and matters raised, as officials work on them; what the public reads of it then."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kakehashi.governance.jobs import carry_out_due
from kakehashi.governance.models import ProvisionChange, Referral, Review
from kakehashi.governance.services import reviews as services
from kakehashi.workplan.models import JointAction
from tests.cast import NOW
from tests.governance.review_steps import confirm_all, decided_by, opened, words

LANGUAGES = ("en", "ja")


@pytest.fixture
def clients(node):
    made = {}
    for name in ("officer-jp", "officer-gb", "private-office-gb"):
        made[name] = Client()
        made[name].force_login(node[name])
    return made


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def once(page):
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_a_review_from_its_first_line_to_the_public_page(node, clients):
    jp, gb, reader = clients["officer-jp"], clients["officer-gb"], clients["private-office-gb"]
    assert "12.b" in text(jp.get("/en/desk/reviews/"))
    assert "見直しを要する事項" in text(gb.get("/ja/desk/reviews/"))
    assert reader.post("/en/desk/reviews/", {}).status_code == 403
    assert "Error:" in text(jp.post("/en/desk/reviews/", {"triggers": "nonsense"}), 400)
    page = text(jp.get("/en/desk/reviews/"))
    given = {"once": once(page), "title_en": "Review of 2026", "triggers": ["technology"]}
    first = jp.post("/en/desk/reviews/", given)
    again = jp.post("/en/desk/reviews/", given)
    assert first["Location"] == again["Location"]
    review = Review.objects.get().reference
    path = f"/en/desk/reviews/{review}/"
    assert "No change is proposed yet." in text(gb.get(path))
    change = f"{path}change/"
    assert reader.get(change).status_code == 403
    assert "Error:" in text(gb.post(change, {"change": "retired"}), 400)
    assert "Error:" in text(
        gb.post(change, {"change": "merged", "sources": ["OS.a"], "into": "OS.a"}), 400
    )
    assert gb.post(change, {"change": "retired", "sources": ["IG.d"]}).status_code == 302
    for part in ("DG.b", "DG.c"):
        given = {"change": "split", "sources": ["DG.b"], "number": part}
        given |= {"statement_en": f"{part} says this.", "statement_ja": f"{part}の文言。"}
        given |= {"into": "DG.b"} if part == "DG.b" else {}
        assert gb.post(change, given).status_code == 302
    assert (
        gb.post(change, {"change": "renumbered", "sources": ["IG.e"], "number": "IG.d"}).status_code
        == 302
    )
    page = text(jp.get(path))
    assert "95 provisions become 95." in page
    assert "IG.e" in page
    asked = re.findall(r'name="(move-[^"]+)"', page)
    assert asked
    # Counting joint actions and records costs the same, whatever is proposed.
    before = queries(jp, path)
    services.add_change(
        review=review,
        change="reworded",
        sources=["OS.a"],
        wording=words("OS.a"),
        by=node["officer-jp"],
        at=timezone.now(),
    )
    services.add_change(
        review=review,
        change="added",
        number="OS.e",
        wording=words("OS.e"),
        by=node["officer-jp"],
        at=timezone.now(),
    )
    assert queries(jp, path) == before
    # Take one out again, as the side that proposed it.
    extra = ProvisionChange.objects.get(number="OS.e").reference
    assert jp.post(f"{path}step/take-out/", {"change": extra}).status_code == 302
    assert "OS.e" not in text(jp.get(path))
    # Steps out of turn are said on the page.
    assert "There is a problem" in text(jp.post(f"{path}step/undo/"), 409)
    assert "There is a problem" in text(jp.post(f"{path}step/drop/", {"why": " "}), 400)
    assert jp.post(f"{path}step/nonsense/").status_code == 404
    assert reader.post(f"{path}step/drop/").status_code == 403
    group = decided_by("group-1", node["officer-jp"], node["officer-gb"])
    council = decided_by("council-3", node["officer-gb"], node["officer-jp"])
    assert "Error" in text(jp.post(f"{path}step/propose/", {"decision": council}), 400)
    assert jp.post(f"{path}step/propose/", {"decision": group}).status_code == 302
    today = timezone.localdate()
    day = {
        "takes_effect_day": today.day,
        "takes_effect_month": today.month,
        "takes_effect_year": today.year,
    }
    refused = text(jp.post(f"{path}step/decide/", {"decision": council, **day}), 400)
    assert "It is not said where these go" in refused
    moves = dict.fromkeys(asked, "overtaken")
    moves |= {name: "DG.c" for name in asked if "DG.b" in name}
    assert jp.post(f"{path}step/moves/", {**moves, asked[0]: "ZZ.9"}).status_code == 400
    assert jp.post(f"{path}step/moves/", moves).status_code == 302
    assert jp.post(f"{path}step/decide/", {"decision": council, **day}).status_code == 302
    assert "Still to be confirmed" in text(gb.get(path))
    assert "There is a problem" in text(jp.post(f"{path}step/carry-out/"), 409)
    confirm_all(review, node["officer-jp"], node["officer-gb"])
    assert jp.post(f"{path}step/carry-out/").status_code == 302
    for language in LANGUAGES:
        page = text(jp.get(f"/{language}/desk/reviews/{review}/"))
        assert f"/{language}/desk/framework/editions/?new=" in page

    # What everybody reads of it.
    everybody = Client()
    for language in LANGUAGES:
        page = text(everybody.get(f"/{language}/framework/editions/"))
        assert "IG.e" in page
        assert "DG.c" in page
        assert text(jp.get(f"/{language}/desk/framework/editions/")).count("k-section") == 5
    assert everybody.get("/en/framework/IG.e/")["Location"] == "/en/framework/IG.d/"
    assert jp.get("/en/desk/framework/IG.e/")["Location"] == "/en/desk/framework/IG.d/"
    page = text(everybody.get("/en/framework/IG.d/"))
    assert "It was IG.e until" in page
    gone = f"/en/framework/IG.d_until-{today}/"
    assert gone in page
    assert "no longer does" in text(everybody.get(gone))
    yesterday = today - dt.timedelta(days=1)
    then = text(everybody.get(f"/en/framework/?on={yesterday}"))
    assert f'href="{gone}"' in then
    assert "of 95" not in then
    found = everybody.get("/api/v1/provisions/IG.e").json()
    assert found["reference"] == "IG.d"
    found = everybody.get(f"/api/v1/provisions/IG.e?on={yesterday}").json()
    assert found["reference"] == "IG.e"
    rows = everybody.get("/api/v1/editions").json()["items"]
    assert [row["provisions"] for row in rows] == [95, 95]
    assert rows[0]["review"] is None  # the review is the Participants'
    assert rows[1]["until"] == str(today)


def test_a_matter_is_raised_and_answered_on_the_page(node, clients):
    jp, gb, reader = clients["officer-jp"], clients["officer-gb"], clients["private-office-gb"]
    action = JointAction.objects.filter(area="DATA.a")[0].reference
    new = f"/en/desk/raised/new/?from={action}"
    assert action in text(jp.get(new))
    assert reader.get(new).status_code == 403
    assert "Error:" in text(
        jp.post(new, {"body": "body-cepa-committees", "raised_from": "no"}), 400
    )
    made = jp.post(
        new,
        {"body": "body-cepa-committees", "raised_from": action, "words_ja": "データ流通について"},
    )
    reference = Referral.objects.get().reference
    path = f"/en/desk/raised/{reference}/"
    assert made["Location"] == path
    assert "データ流通について" in text(gb.get(path))
    assert reader.post(path, {"step": "close"}).status_code == 403
    assert "There is a problem" in text(gb.post(path, {"step": "close"}), 409)
    future = {"step": "raised", "date_day": "1", "date_month": "1", "date_year": "2099"}
    assert "still to come" in text(jp.post(path, future), 400)
    assert jp.post(path, {**future, "date_year": "2026"}).status_code == 302
    reply = {
        "step": "reply",
        "reply_date_day": "2",
        "reply_date_month": "1",
        "reply_date_year": "2026",
    }
    assert "Error:" in text(jp.post(path, reply), 400)
    assert jp.post(path, {**reply, "reply_en": "They took note."}).status_code == 302
    for language in LANGUAGES:
        assert "They took note." in text(gb.get(f"/{language}/desk/records/{action}/"))
        assert "They took note." in text(gb.get(f"/{language}/desk/raised/"))
    assert reference in text(jp.get("/en/desk/waiting/raised/"))
    assert jp.post(path, {"step": "close"}).status_code == 302
    assert reference not in text(jp.get("/en/desk/waiting/raised/"))


def test_a_decided_review_that_is_held_up_is_in_my_work(node, clients):
    jp, gb = node["officer-jp"], node["officer-gb"]
    group, council = decided_by("group-1", jp, gb), decided_by("council-3", gb, jp)
    review = opened(jp)
    services.add_change(
        review=review, change="reworded", sources=["OS.a"], wording=words("OS.a"), by=jp, at=NOW
    )
    services.propose_review(review=review, decision=group, by=jp, at=NOW)
    services.decide_review(review=review, decision=council, takes_effect=NOW.date(), by=jp, at=NOW)
    assert carry_out_due(at=NOW) == 0
    page = text(clients["officer-gb"].get("/en/desk/waiting/reviews/"))
    assert review in page
    assert review not in text(Client().get("/en/framework/"))
