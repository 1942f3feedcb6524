"""Action points on the desk: the list, one with its course, steps, several at once, tables out."""

import csv
import datetime as dt
import io
import re
from unittest import mock

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kakehashi.desk import needs
from kakehashi.governance import services
from kakehashi.governance.action_rules import STEPS
from kakehashi.governance.models import ActionEntry, ActionPoint
from kakehashi.people.models import Account, Holding, Person, Post
from kakehashi.records.models import Item
from tests.cast import Cast

DAY = dt.timedelta(days=1)
GB_POST, JP_POST = "coordinator-dsit", "coordinator-mic"
EVIDENCE = "https://www.gov.uk/evidence"


def today() -> dt.date:
    """Return the day it is."""
    return timezone.now().date()


def opened(by: Account, owner: str = GB_POST, **more: object) -> str:
    """Open an action point."""
    asked: dict[str, object] = {
        "title": {"en": "Send the list", "ja": "一覧の送付"},
        "task": {"en": "Send the list of contacts.", "ja": "連絡先の一覧を送付する。"},
        "due_date": today() + 20 * DAY,
        "at": timezone.now(),
        **more,
    }
    return services.open_action_point(owner=owner, by=by, **asked).reference  # type: ignore[arg-type]


def client_of(account: Account) -> Client:
    """Return a signed-in browser."""
    client = Client()
    client.force_login(account)
    return client


def posted(client: Client, address: str, **data: object) -> str:
    """Open a form, fill it in and send it; return the page that follows."""
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(once|after)" value="([^"]*)"', page))
    answer = client.post(address, {**hidden, **data}, follow=True)
    return answer.content.decode()


def test_a_priority_one_from_opening_to_verification_on_the_pages(cast: Cast) -> None:
    haruka, alice = client_of(cast.haruka), client_of(cast.alice)
    day = today() + 30 * DAY
    page = posted(
        haruka,
        "/en/desk/actions/new/",
        title_en="Send the list",
        title_ja="一覧の送付",
        owner=GB_POST,
        priority="on",
        due_day=str(day.day),
        due_month=str(day.month),
        due_year=str(day.year),
    )
    assert "Opened, and shared with the other side." in page
    row = ActionPoint.objects.get()
    address = f"/en/desk/actions/{row.reference}/"
    # Its owner's side is asked to accept; the side that asked is not.
    assert 'id="accept"' in alice.get("/en/desk/").content.decode()
    assert 'id="accept"' not in haruka.get("/en/desk/").content.decode()
    assert f"{address}accept_due/" in alice.get(address).content.decode()
    assert f"{address}accept_due/" not in haruka.get(address).content.decode()
    page = posted(alice, f"{address}accept_due/")
    assert "Recorded, and shared" in page
    # Evidence is missing: said beside the field, and nothing is recorded.
    page = posted(
        alice,
        f"{address}report_done/",
        words_en="Sent.",
        date_day="1",
        date_month="1",
        date_year="2026",
    )
    assert "needs evidence" in page
    assert 'id="sources_error"' in page or "id_sources_error" in page
    page = posted(
        alice,
        f"{address}report_done/",
        words_en="Sent.",
        sources=EVIDENCE,
        date_day="1",
        date_month="1",
        date_year="2026",
    )
    assert "to be verified" in page
    assert 'id="verify"' in haruka.get("/en/desk/").content.decode()
    seen = haruka.get(address).content.decode()
    assert "Sent." in seen
    assert EVIDENCE in seen
    assert "<svg" in seen
    page = posted(haruka, f"{address}return/")
    assert "What is missing: the reason" in page
    page = posted(haruka, f"{address}return/", words_ja="署名がない。")
    assert "returned" in page
    assert 'id="returned"' in alice.get("/en/desk/").content.decode()
    posted(alice, f"{address}report_done/", words_en="Signed.", sources=EVIDENCE,
           date_day="1", date_month="1", date_year="2026")  # fmt: skip
    assert posted(haruka, f"{address}verify/").count("Recorded, and shared") == 1
    row.refresh_from_db()
    assert row.standing == "done"
    japanese = alice.get(f"/ja/desk/actions/{row.reference}/").content.decode()
    assert "完了の確認" in japanese
    assert "差戻し" in japanese


def test_buttons_are_exactly_those_of_the_table(cast: Cast) -> None:
    reference = opened(cast.haruka)
    address = f"/en/desk/actions/{reference}/"

    def offered(account: Account) -> set[str]:
        page = client_of(account).get(address).content.decode()
        return {step for step in STEPS if f"{address}{step}/" in page}

    assert offered(cast.alice) == {
        *("accept_due", "propose_due", "report_done", "hand_over", "note"),
    }
    assert offered(cast.kenji) == {"propose_due", "note"}
    assert offered(cast.bob) == offered(cast.yuki) == offered(cast.olga) == set()
    services.report_done(action=reference, words={"en": "x"}, by=cast.alice, at=timezone.now())
    assert offered(cast.kenji) == {"reopen", "note"}
    assert offered(cast.alice) == {"note"}
    ActionPoint.objects.update(reopen_until=today() - DAY)
    assert offered(cast.kenji) == {"note"}
    for account in (cast.bob, cast.yuki, cast.mallory):
        answer = client_of(account).post(f"{address}note/", {"words_en": "x"})
        assert answer.status_code in (403, 404)
    assert ActionEntry.objects.count() == 1


def test_a_step_decided_on_before_another_was_taken_is_refused(cast: Cast) -> None:
    reference = opened(cast.haruka)
    address = f"/en/desk/actions/{reference}/"
    services.propose_due(action=reference, due=today() + 90 * DAY, by=cast.kenji, at=timezone.now())
    answer = client_of(cast.alice).post(f"{address}accept_due/", {"after": "0"})
    assert answer.status_code == 409
    assert "Somebody took a step" in answer.content.decode()
    assert ActionPoint.objects.get().agreed_date is None


def test_several_are_accepted_at_once_each_for_itself(cast: Cast) -> None:
    first, second, third = (opened(cast.haruka) for _ in range(3))
    alice = client_of(cast.alice)
    page = alice.get("/en/desk/actions/?show=to_accept").content.decode()
    marks = re.findall(r'name="point" value="([^"]+)"', page)
    assert marks == [f"{one}:0" for one in (first, second, third)]
    services.note(action=third, words={"en": "wait"}, by=cast.haruka, at=timezone.now())
    answer = alice.post(
        "/en/desk/actions/batch/",
        {"step": "accept_due", "point": [*marks, "AP-NO-1:0", "x"]},
        follow=True,
    )
    told = answer.content.decode()
    assert "2 recorded." in told
    assert f"{third}: Somebody took a step" in told
    assert "AP-NO-1" in told
    accepted = set(
        ActionPoint.objects.filter(due_standing="accepted").values_list("reference", flat=True)
    )
    assert accepted == {first, second}
    assert alice.post("/en/desk/actions/batch/", {"step": "reopen"}).status_code == 404
    assert (
        client_of(cast.yuki).post("/en/desk/actions/batch/", {"step": "verify"}).status_code == 403
    )
    # The side that asked has nothing to mark.
    assert (
        'name="point"'
        not in client_of(cast.haruka).get("/en/desk/actions/?show=to_accept").content.decode()
    )


def test_overdue_takes_an_accepted_date_and_the_vacant_post_is_shown(cast: Cast) -> None:
    Post.objects.create(id="director", organisation_id="dsit", name_en="Director", name_ja="部長")
    person = Person.objects.create(id="ada", name_en="Ada", name_ja="エイダ")
    Holding.objects.create(post_id="director", person=person, until=today())
    asked, accepted = opened(cast.haruka, "director"), opened(cast.haruka, "director")
    services.accept_due(action=accepted, by=cast.alice, at=timezone.now())
    later = timezone.now() + 40 * DAY
    with mock.patch("django.utils.timezone.now", return_value=later):
        alice = client_of(cast.alice)
        overdue = alice.get("/en/desk/actions/?show=overdue").content.decode()
        assert accepted in overdue
        assert asked not in overdue
        assert "Director — vacant" in overdue
        assert "Proposed: Coordinator, DSIT" in overdue
        unrecorded = alice.get("/en/desk/actions/?show=unrecorded").content.decode()
        assert asked in unrecorded
        assert accepted not in unrecorded
        for step in ("was_done", "was_not_done", "was_replaced"):
            assert f"/desk/actions/{asked}/{step}/" in unrecorded
        page = alice.get(f"/en/desk/actions/{accepted}/hand_over/").content.decode()
        assert '<option value="coordinator-dsit" selected' in page
        posted(alice, f"/en/desk/actions/{accepted}/hand_over/", post=GB_POST)
    assert ActionPoint.objects.get(reference=accepted).post == GB_POST


def test_filters_that_cannot_be_are_told_and_mine_are_mine(cast: Cast) -> None:
    mine, theirs = opened(cast.haruka), opened(cast.alice, JP_POST)
    alice = client_of(cast.alice)
    page = alice.get("/en/desk/actions/?whose=mine").content.decode()
    assert mine in page
    assert theirs not in page
    page = alice.get("/en/desk/actions/?whose=theirs").content.decode()
    assert theirs in page
    assert mine not in page
    page = alice.get("/en/desk/actions/?area=NOWHERE&show=x").content.decode()
    assert "NOWHERE" in page
    assert mine in page
    assert theirs in page


def test_a_draft_is_nobody_elses(cast: Cast) -> None:
    reference = opened(cast.haruka, share=False)
    for account in (cast.alice, cast.grace, cast.olga, cast.mallory):
        client = client_of(account)
        assert client.get(f"/en/desk/actions/{reference}/").status_code == 404
        assert client.get(f"/en/desk/actions/{reference}/note/").status_code == 404
        answer = client.get("/en/desk/actions/?show=all")
        assert reference not in answer.content.decode()
        table = client.get("/en/desk/actions/export/csv/?show=all")
        assert reference not in b"".join(table.streaming_content).decode()  # type: ignore[arg-type]
    assert reference in client_of(cast.kenji).get("/en/desk/actions/?show=all").content.decode()


def test_tables_out_say_for_whom_they_are_and_run_nothing(cast: Cast) -> None:
    reference = opened(cast.haruka, title={"en": "=1+1", "ja": "一覧"})
    alice = client_of(cast.alice)
    answer = alice.get("/en/desk/actions/export/csv/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    lines = list(csv.reader(io.StringIO(text)))
    assert "TLP:AMBER" in lines[0][0]
    row = dict(zip(lines[1], lines[2], strict=True))
    assert row["reference"] == reference
    assert row["title_en"] == "'=1+1"
    assert row["owner"] == GB_POST
    assert row["due"] == ""
    assert row["proposed_due"] == (today() + 20 * DAY).isoformat()
    assert "action-points-participants" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(alice.get("/ja/desk/actions/export/xlsx/").streaming_content))  # type: ignore[arg-type]
    )
    sheet = book["Action points"]
    assert sheet.cell(2, 1).value == reference
    assert sheet.cell(2, 2).data_type == "s"
    assert alice.get("/en/desk/actions/export/exe/").status_code == 404


def test_queries_do_not_grow_with_the_number_of_action_points(cast: Cast) -> None:
    def asked(address: str) -> int:
        client = client_of(cast.alice)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    pages = (
        "/en/desk/actions/",
        "/en/desk/actions/?show=to_accept",
        "/en/desk/actions/?show=all&whose=ours",
        "/en/desk/",
    )
    for number in range(20):
        opened(cast.haruka, GB_POST if number % 2 else JP_POST)
    few = [asked(page) for page in pages]
    for number in range(180):
        opened(cast.haruka, GB_POST if number % 2 else JP_POST)
    assert [asked(page) for page in pages] == few
    assert ActionPoint.objects.count() == 200


@pytest.mark.usefixtures("node")
def test_a_decision_that_is_overdue_stands_once_on_my_work() -> None:
    alice = Account.objects.filter(side_id="GB", roles="coordinator").first()
    assert alice is not None
    from kakehashi.governance.models import Decision

    one = (
        Decision.objects.exclude(item__in=Item.objects.filter(kind="follow_up"))
        .order_by("date")
        .first()
    )
    assert one is not None
    Decision.objects.filter(pk=one.pk).update(due_date=today() - 10 * DAY)
    reader = needs.reader_of(alice, needs.LISTED)
    sections = {section.key: section for section in needs.needs(reader)}
    where = [
        key
        for key, section in sections.items()
        for row in section.rows
        if row.face.reference == one.reference
    ]
    assert where == ["decisions"]
    row = next(row for row in sections["decisions"].rows if row.face.reference == one.reference)
    assert [address.rpartition("=")[2] for _words, address in row.actions] == [
        *("held", "not_held", "replaced")
    ]
    page = client_of(alice).get(row.actions[1][1]).content.decode()
    assert re.search(r'value="not_held"[^>]*checked', page)
