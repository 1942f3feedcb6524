"""The pages of lines to take: the list, one line, used, valid again, offered and answered."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kakehashi.lines.models import LineToTake, LineUse
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.services import NewText
from tests.node_copy import put_node


@pytest.fixture
def practice(db):
    put_node("practice")
    return {one.username: one for one in Account.objects.all()}


def client(account):
    made = Client()
    made.force_login(account)
    return made


def test_lines_of_the_practice_partnership(practice):
    """From the list to a use, a new day, and what the other side says; nothing crosses by itself."""
    officer, other = client(practice["officer-xa"]), client(practice["officer-xb"])
    page = officer.get("/en/desk/lines-to-take/").content.decode()
    assert page.count("data-item") == 5
    assert "expired" in page
    assert "Press conference" in page
    assert "港湾通信省 法務担当 / MHC Legal" in page
    shown = other.get("/ja/desk/lines-to-take/").content.decode()
    assert shown.count("data-item") == 2, "only its own: no line of the other side was offered"
    for query, number in (
        ("standing=expired", 1),
        ("area=CABLE", 2),
        ("form=qa", 3),
        ("side=XB", 1),
    ):
        found = officer.get(f"/en/desk/lines-to-take/?{query}").content.decode()
        assert found.count("data-item") == number, query
    assert "No line fits" in officer.get("/en/desk/lines-to-take/?area=ISLE").content.decode()

    # The expired one is the lead's: it is among what needs them, and is made valid by one press.
    lead = client(practice["lead-xa"])
    assert "Lines to take that expire" in lead.get("/en/desk/").content.decode()
    line = LineToTake.objects.get(reference="LT-XA-2")
    record = f"/en/desk/records/{line.reference}/"
    assert "Its words go into no pack" in lead.get(record).content.decode()
    until = timezone.localdate() + dt.timedelta(days=30)
    renew = f"/en/desk/lines-to-take/{line.reference}/renew/"
    assert lead.post(renew, {"until": "soon"}).status_code == 400
    assert other.post(renew, {"until": until.isoformat()}).status_code == 404
    assert lead.post(renew, {"until": until.isoformat()})["Location"] == record
    assert "Its words go into no pack" not in lead.get(record).content.decode()

    use = f"/en/desk/lines-to-take/{line.reference}/used/"
    today = timezone.localdate().isoformat()
    assert lead.post(use, {"where": "", "date": today}).status_code == 400
    assert lead.post(use, {"where": "PQ 9", "date": today}, follow=True).status_code == 200
    assert LineUse.objects.filter(where="PQ 9").count() == 1
    assert "PQ 9" in lead.get(record).content.decode()

    # What one side offered, the other answers; a form sent twice answers once.
    offered = LineToTake.objects.get(reference="LT-XB-1")
    told = officer.get(f"/en/desk/records/{offered.reference}/").content.decode()
    assert "within two hours" in told
    once = told.split('name="once" value="')[1].split('"')[0]
    view = f"/en/desk/lines-to-take/{offered.reference}/view/"
    for _twice in range(2):
        officer.post(view, {"view": "no_objection", "once": once})
    assert (
        other.get(f"/en/desk/records/{offered.reference}/")
        .content.decode()
        .count("<strong>No objection</strong>")
        == 1
    )
    assert officer.get("/en/desk/new/line_to_take/?about=area-PORT").status_code == 200


def test_a_list_takes_as_many_queries_for_one_line_as_for_many(node):
    officer = client(node["officer-gb"])

    def write(number):
        records.create(
            kind="line_to_take",
            text=NewText(
                wording={"title": {"en": f"Line {number}"}, "line": {"en": "Words."}},
                facts={"form": "line", "valid_until": timezone.localdate().isoformat()},
            ),
            by=node["officer-gb"],
            at=timezone.now(),
        )

    write(0)
    counts = []
    for more in (0, 4):
        for number in range(more):
            write(number + 1)
        assert LineToTake.objects.count() == 1 + more
        officer.get("/en/desk/lines-to-take/")
        with CaptureQueriesContext(connection) as taken:
            officer.get("/en/desk/lines-to-take/")
        counts.append(len(taken))
    assert counts[0] == counts[1]
