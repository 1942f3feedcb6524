"""Progress rounds on the desk: what each side sees, takes over, confirms, locks and publishes."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from kakehashi.framework.loading import operator
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded
from kakehashi.workplan.models import (
    HandlingStatement,
    JointAction,
    PeriodReport,
    PeriodValue,
    Round,
)
from kakehashi.workplan.rounds import reading
from tests.cast import NOW
from tests.node_copy import put_node

FIRST, OPEN = "PR-XA-1", "PR-XA-2"


@pytest.fixture
def practice(db):
    put_node("practice")
    return {account.username: account for account in Account.objects.all()}


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def act(client, does, reference=OPEN, **more):
    return client.post(f"/en/desk/rounds/{reference}/act/", {"act": does, **more}, follow=True)


def values(html, name):
    return re.findall(rf'name="{name}" value="([^"]+)"', html)


def report_of(action, **more):
    return PeriodReport.objects.filter(action=action, period=OPEN, **more).first()


def test_every_role_reads_the_sheet_and_only_those_who_may_find_something_to_press(practice):
    for name, account in practice.items():
        client = signed_in(account)
        for language in ("en", "ja")[: 1 + (name in ("officer-xa", "reader-xb"))]:
            for path in (
                "",
                f"{OPEN}/",
                f"{FIRST}/",
                f"{OPEN}/?show=stalled",
                f"{OPEN}/?show=mine",
            ):
                html = page(client, f"/{language}/desk/rounds/{path}")
                assert f'lang="{language}"' in html
        html = page(client, f"/en/desk/rounds/{OPEN}/")
        roles = set(account.roles.values_list("code", flat=True))
        writes = bool(roles & {"coordinator", "topic_lead", "contributor", "security_officer"})
        assert ("Report a change" in html) == writes, name
        assert ("Confirm those marked" in html) == bool(roles & {"coordinator", "topic_lead"}), name
        may_lock = account.side_id == "XA" and bool(roles & {"coordinator", "topic_lead"})
        assert (f"/desk/rounds/{OPEN}/lock/" in html) == (may_lock or name == "security-xa"), name
        assert ("Report a change" in page(client, f"/en/desk/rounds/{FIRST}/")) is False
    assert signed_in(practice["reader-xa"]).get("/en/desk/rounds/new/").status_code == 403


def test_what_one_side_has_not_shared_the_other_does_not_find(practice):
    ours, theirs = signed_in(practice["officer-xa"]), signed_in(practice["officer-xb"])
    draft = report_of("9.2-1")
    statement = HandlingStatement.objects.get(state="draft")
    assert (draft.item.origin_id, statement.item.origin_id) == ("XB", "XB")
    html = page(ours, f"/en/desk/rounds/{OPEN}/")
    assert draft.reference not in html
    assert statement.reference not in html
    assert "none that you can see yet" in html
    assert ours.get(f"/en/desk/records/{draft.reference}/").status_code == 404
    assert ours.get(f"/en/desk/records/{statement.reference}/").status_code == 404
    html = page(theirs, f"/en/desk/rounds/{OPEN}/")
    assert draft.reference in html
    assert statement.reference in html
    # Only its security officer states for a side, once; a coordinator is refused.
    path = f"/en/desk/rounds/{OPEN}/statement/"
    assert theirs.get(path).status_code == 403
    officer = signed_in(practice["security-xb"])
    assert officer.get(path)["Location"].endswith(f"/records/{statement.reference}/")


def test_a_round_is_worked_through_to_publication(practice):
    ours, theirs = signed_in(practice["officer-xa"]), signed_in(practice["officer-xb"])
    html = page(theirs, f"/en/desk/rounds/{OPEN}/")
    # Confirm in one batch, all marked already.
    waiting = values(html, "text")
    assert len(waiting) == 1
    answer = act(theirs, "confirm", text=waiting)
    assert "Confirmed: 1" in answer.content.decode()
    assert report_of("4.2.b-1").state == "confirmed"
    # Take over all updates, then put all drafts forward.
    html = page(theirs, f"/en/desk/rounds/{OPEN}/")
    updates = html.split('value="take"')[1].split("</form>")[0]
    asked = values(updates, "action")
    assert len(asked) == 5
    assert "5 reports drafted from updates" in act(theirs, "take", action=asked).content.decode()
    assert report_of("5.1-1").progress == "well_advanced"
    assert report_of("5.1-1", state="draft") is not None
    html = page(theirs, f"/en/desk/rounds/{OPEN}/")
    drafts = values(html.split('value="forward"')[1].split("</form>")[0], "report")
    assert len(drafts) == 6
    told = act(theirs, "forward", report=drafts).content.decode()
    # The open day's update says that it did not take place, and not what came of it.
    assert "5 reports shared and confirmed for your side." in told
    assert "needs this to be filled in" in told
    # Their own side has a draft of the same action: it is told that there is one now.
    mine = values(
        page(ours, f"/en/desk/rounds/{OPEN}/").split('value="forward"')[1].split("</form>")[0],
        "report",
    )
    assert (
        "already has a report in this round" in act(ours, "forward", report=mine).content.decode()
    )

    # Locking says what is left, and takes a reason for each.
    path = f"/en/desk/rounds/{OPEN}/lock/"
    assert theirs.get(path).status_code == 409  # the pen is the other side's
    assert "reports-unconfirmed" not in page(ours, path)
    refused = ours.post(path, {})
    assert refused.status_code == 409
    assert "changed reports are not confirmed" in refused.content.decode()
    html = page(ours, f"/en/desk/rounds/{OPEN}/")
    waiting = values(html.split('value="confirm"')[1].split("</form>")[0], "text")
    assert len(waiting) == 6
    left = waiting.pop()
    act(ours, "confirm", text=waiting)
    name = f"why_{left.partition(':')[0]}"
    html = page(ours, path)
    assert name in html
    assert theirs.post(path, {name: "No time"}).status_code == 409  # the pen is the other side's
    answer = ours.post(path, {name: "No time"}, follow=True)
    assert "The period is locked" in answer.content.decode()
    assert Round.objects.filter(reference=OPEN, standing="locked").exists()
    steps = set(PeriodValue.objects.filter(period__reference=OPEN).values_list("step", flat=True))
    assert steps == {"carried", "confirmed", "not_agreed"}
    html = page(ours, f"/ja/desk/rounds/{OPEN}/?show=changed")
    assert "No time" in html
    assert "期限までに確認に至らず" in html

    # Nothing of it changes; both sides confirm the whole and publish it.
    answer = act(theirs, "report", action=str(Item.objects.get(reference="9.1-1").pk))
    assert answer.status_code == 409
    assert "locked" in answer.content.decode()
    for client in (ours, theirs):
        digest = values(
            page(client, f"/en/desk/rounds/{OPEN}/").split('value="confirm"')[1], "text"
        )
        act(client, "confirm", text=digest[0])
    assert set(Round.objects.filter(reference=OPEN).values_list("state", flat=True)) == {
        "confirmed"
    }
    assert "Your side consents" in act(ours, "publish").content.decode()
    assert "Published" in act(theirs, "publish").content.decode()
    states = Entry.objects.filter(item__reference=OPEN).values_list("state", flat=True)
    assert set(states) == {"published"}


def test_opening_a_round_says_what_is_wrong_and_makes_one(practice):
    client = signed_in(practice["officer-xa"])
    sent = {
        "starts_day": "1",
        "starts_month": "12",
        "starts_year": "2026",
        "ends_day": "31",
        "ends_month": "5",
        "ends_year": "2027",
        "title_en": "Fourth",
        "title_ja": "第4回",
    }
    answer = client.post("/en/desk/rounds/new/", sent)
    assert answer.status_code == 400
    assert "is still open" in answer.content.decode()
    answer = client.post("/ja/desk/rounds/new/", {**sent, "title_en": "", "title_ja": ""})
    assert answer.status_code == 400
    made = Item.objects.get(reference=OPEN)
    records.withdraw(item=made.pk, why="test", by=practice["officer-xa"], at=timezone.now())
    answer = client.post("/en/desk/rounds/new/", {**sent, "starts_year": "2028"})
    assert "cannot be the period" in answer.content.decode()
    due = {"freeze_date_day": "1", "freeze_date_month": "1", "freeze_date_year": "2020"}
    answer = client.post("/en/desk/rounds/new/", {**sent, **due})
    assert "cannot be due on 1 January 2020" in answer.content.decode()
    proposed = client.get("/en/desk/rounds/new/").content.decode()
    assert 'value="Progress, ' in proposed, "a period with its titles is proposed"
    answer = client.post("/en/desk/rounds/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    html = page(client, answer["Location"])
    assert "Fourth" in html
    assert PeriodValue.objects.filter(period__reference="PR-XA-3").exists()
    for does in ("nonsense", "", "report"):
        assert act(client, does, action="zz").status_code == 404


def test_the_sheet_asks_no_more_of_the_database_for_more_joint_actions(practice):
    client = signed_in(practice["officer-xb"])

    def asked(path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            page(client, path)
        return len(queries)

    paths = (
        "/en/desk/rounds/",
        f"/en/desk/rounds/{OPEN}/",
        f"/en/desk/rounds/{OPEN}/?show=stalled",
    )
    before = [asked(path) for path in paths]
    records.load(
        [
            Loaded(
                kind="joint_action",
                reference=f"M-{number}",
                origin="XA",
                text=NewText(
                    wording={"title": {"en": "More"}, "wording": {"en": "More"}},
                    facts={
                        "provision": "4.1",
                        "area": "PORT",
                        "nature": "deliverable",
                        "due_date": "2026-01-01",
                    },
                    marking=Marking(reach="public"),
                ),
            )
            for number in range(30)
        ],
        by=operator(),
        at=NOW,
    )
    assert PeriodValue.objects.filter(period__reference=OPEN).count() > 30
    assert [asked(path) for path in paths] == before


def test_my_work_says_what_is_left_in_the_round_and_what_of_mine_stalls(practice):
    html = page(signed_in(practice["officer-xb"]), "/en/desk/")
    section = html.split('id="round"')[1].split("</section>")[0]
    for words in ("5 updates say something new", "1 draft not yet shared", "1 change to confirm"):
        assert words in section
    html = page(signed_in(practice["lead-xa"]), "/en/desk/waiting/round/")
    assert "4.2.a-1" in html
    assert "a lead post is vacant" in html
    assert "6.2-1" not in html, "what has ended stalls no more"
    post = practice["lead-xa"].post_id
    row = Round.objects.filter(reference=OPEN).first()
    viewer = viewer_of(practice["lead-xa"])
    led = reading.led_by(reading.values(viewer).filter(period=row.item), post, viewer)
    assert {value.action.reference for value in led} >= {"4.1-1", "4.2.a-1"}
    assert not reading.led_by(reading.values(viewer), "", viewer).exists()


def test_the_public_reads_published_periods_and_none_that_is_open(practice):
    nobody = Client()
    html = page(nobody, "/en/records/4.1-1/")
    section = html.split('id="periods"')[1].split("</section>")[0]
    assert section.index("Second progress round") < section.index("First progress round")
    assert "Third progress round" not in section
    assert "Five ports use the format on trial." in section
    assert "Well advanced" in section
    section = page(nobody, "/ja/records/4.3-1/").split('id="periods"')[1].split("</section>")[0]
    assert "期限までに変更の確認に至らず" in section
    assert "検討中" in section
    assert "Joint Actions that serve it" in page(nobody, "/en/objectives/")
    assert nobody.get(f"/en/records/{OPEN}/").status_code == 404
    html = page(nobody, "/en/pictures/")
    assert "Progress by area over time" in html
    for statement in HandlingStatement.objects.all():
        assert nobody.get(f"/en/records/{statement.reference}/").status_code == 404


def test_the_sheet_is_taken_away_as_this_reader_sees_it(practice):
    client = signed_in(practice["officer-xa"])
    answer = client.get(f"/en/desk/rounds/{OPEN}/export/csv/")
    assert "TLP-AMBER" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    by = {line[1]: dict(zip(head, line, strict=True)) for line in lines}
    assert len(by) == PeriodValue.objects.filter(period__reference=OPEN).count()
    assert by["4.1-1"]["Progress"] == "completed"
    assert by["4.1-1"]["Progress before"] == "well advanced"
    assert by["9.2-1"]["In this round"] == "unchanged so far", "the other side's draft is unseen"
    answer = client.get(f"/ja/desk/rounds/{OPEN}/export/xlsx/")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert "TLP:AMBER" in rows[0][0]
    assert rows[2][5] == "進捗"
    assert len(rows) == len(by) + 3
    assert client.get(f"/en/desk/rounds/{OPEN}/export/zz/").status_code == 404


def test_a_report_asks_what_its_nature_has_use_for(practice):
    ours = signed_in(practice["officer-xa"])
    asked = {}
    for nature in ("deliverable", "continuing", "inquiry"):
        action = (
            JointAction.objects.filter(nature=nature, state="published")
            .exclude(reference__in=PeriodReport.objects.filter(period=OPEN).values("action"))
            .order_by("reference")
            .first()
        )
        answer = act(ours, "report", action=str(action.item_id))
        html = answer.content.decode()
        asked[nature] = {
            name
            for name in ("fact_activity_date", "fact_activity_kind", "conclusion_ja")
            if f'name="{name}' in html
        }
        corrects = html.split('name="fact_should_have_been"')[1].split("</select>")[0]
        assert ('value="well_advanced"' in corrects) == (nature == "deliverable")
    assert asked == {
        "deliverable": set(),
        "continuing": {"fact_activity_date", "fact_activity_kind"},
        "inquiry": {"conclusion_ja"},
    }
