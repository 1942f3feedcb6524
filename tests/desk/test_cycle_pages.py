"""The pages of the partnership year and of finding a time, as an officer uses them."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kakehashi.governance import services
from kakehashi.governance.models import CycleStep, Meeting
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.models import Version
from tests.cast import NOW, Cast
from tests.node_copy import put_node


@pytest.fixture
def practice(db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return an officer of the invented first side, signed in, at the practice partnership.

    The clock stands where the partnership was loaded, whatever day the test is run.
    """
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    put_node("practice")
    client = Client()
    client.force_login(Account.objects.get(username="officer-xa"))
    return client


def test_year_from_late_steps_to_done(practice: Client) -> None:
    """An officer sees what is late, says what became of it, and is told what is missing."""
    page = practice.get("/en/desk/cycle/year-2/").content.decode()
    assert "15 working days to the meeting" in page
    assert "steps are late" in page
    assert page.index("Freeze the agenda of the Conference") < page.index("Outcome published")
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="k-picture__drawing"' in page
    ahead = CycleStep.objects.get(code="conference-papers", side="XA")
    address = f"/en/desk/cycle/year-2/steps/{ahead.pk}/"
    refused = practice.post(address, {"what": "skip", "reason_en": " "})
    assert refused.status_code == 400
    assert "It is not said why" in refused.content.decode()
    for days in ("abc", "999", "-3"):
        assert practice.post(address, {"what": "move", "days": days}).status_code == 400
    practice.post(address, {"what": "move", "days": "９", "side": "before"})
    ahead.refresh_from_db()
    assert ahead.offset == -9
    answer = practice.post(address, {"what": "done"})
    assert answer["Location"].endswith(f"/desk/cycle/year-2/#step-{ahead.pk}")
    ahead.refresh_from_db()
    assert ahead.done_by is not None
    theirs = CycleStep.objects.get(code="conference-papers", side="XB")
    theirs_address = f"/en/desk/cycle/year-2/steps/{theirs.pk}/"
    assert practice.post(theirs_address, {"what": "done"}).status_code == 403
    assert practice.post(address, {"what": "dance"}).status_code == 404
    assert practice.get("/en/desk/cycle/nothing/").status_code == 404
    japanese = practice.get("/ja/desk/cycle/year-2/").content.decode()
    assert "会合まであと15営業日" in japanese
    assert "年次サイクルの次の手順" in practice.get("/ja/desk/").content.decode()


def test_programs_read_the_year_as_officials_do(practice: Client) -> None:
    """An official's program reads the steps with their days; the public's reads no year."""
    (found,) = practice.get("/api/v1/cycles").json()["items"]
    assert found["reference"] == "year-2"
    steps = {(one["code"], one["side"]): one for one in found["steps"]}
    assert steps["conference-agenda", None]["standing"] == "late"
    assert steps["conference-text", "XA"]["meeting"] == "conference-2"
    assert steps["steering-outcome", "XA"]["standing"] == "done"
    assert Client().get("/api/v1/cycles").json()["items"] == []


def test_plans_the_next_year_with_one_click(practice: Client) -> None:
    """What is filled in begins after the last year, and is saved as it stands."""
    page = practice.get("/en/desk/cycle/").content.decode()
    filled = dict(re.findall(r'name="([a-z_]+)"[^>]*value="([^"]*)"', page))
    answer = practice.post("/en/desk/cycle/", filled)
    assert answer.status_code == 302, answer.content.decode()
    planned = practice.get(answer["Location"]).content.decode()
    assert "before: Digital Seas Conference" in planned, "no meeting yet: the body tells them apart"
    again = practice.post("/en/desk/cycle/", {**filled, "once": ""})
    assert again.status_code == 400
    assert "already covers" in again.content.decode()


def test_queries_of_a_year_do_not_grow(practice: Client) -> None:
    """Thirty more steps take no query more."""
    address = "/en/desk/cycle/year-2/"
    practice.get(address)
    with CaptureQueriesContext(connection) as few:
        practice.get(address)
    first = CycleStep.objects.filter(meeting__isnull=False)[0]
    for number in range(30):
        CycleStep.objects.create(
            item=first.item, code=f"more-{number}", body=first.body, meeting=first.meeting, offset=1
        )
    with CaptureQueriesContext(connection) as many:
        practice.get(address)
    assert len(many) == len(few)


def test_finds_a_time_and_pencils_it_with_alternates(node: dict[str, Account]) -> None:
    """In winter no hour is common: the page says what would help; then a meeting is pencilled."""
    client = Client()
    client.force_login(node["officer-jp"])
    year = dt.datetime.now(dt.UTC).year + 1
    winter = {"body": "body-council", "minutes": "60"}
    asked = {**days("first", dt.date(year, 1, 12)), **days("last", dt.date(year, 1, 30))}
    page = client.get("/en/desk/meetings/slots/", {**winter, **asked}).content.decode()
    assert "No time fits everybody" in page
    assert "stays" in page
    # Each change that would help is one click: the same search with that hour changed.
    helps = re.search(r'<a class="govuk-link" href="\?([^"#]+)#slots">[^<]*begins', page)
    assert helps
    changed = client.get(f"/en/desk/meetings/slots/?{html.unescape(helps[1])}").content.decode()
    assert re.search(r'name="start"[^>]*value="', changed)
    summer = {**days("first", dt.date(year, 6, 8)), **days("last", dt.date(year, 6, 26))}
    query = {"body": "body-council", "minutes": "45", **summer}
    found = client.get("/en/desk/meetings/slots/", query).content.decode()
    times = re.findall(r'name="start"[^>]*value="([^"]+)"', found)
    assert times
    assert all(dt.datetime.fromisoformat(one).weekday() not in (5, 6) for one in times)
    address = "/en/desk/meetings/slots/?" + "&".join(f"{k}={v}" for k, v in query.items())
    assert client.post(address, {"start": "soon"}).status_code == 400
    many = client.post(address, {"start": times[0], "alternate": times[1:8]})
    assert many.status_code == 400
    made = client.post(address, {"start": times[0], "alternate": times[1:3], "standing": "on_hold"})
    assert made.status_code == 302, made.content.decode()
    meeting = Meeting.objects.get(reference=made["Location"].rstrip("/").split("/")[-1])
    facts = meeting.entry.version.facts
    assert (meeting.standing, facts["minutes"]) == ("on_hold", 45)
    assert [dt.datetime.fromisoformat(one) for one in facts["alternates"]] == sorted(
        dt.datetime.fromisoformat(one) for one in times[1:3]
    )
    page = client.get(made["Location"]).content.decode()
    assert "/step/share/" in page
    record = client.get(f"/en/desk/records/{meeting.reference}/").content.decode()
    assert "Alternative times" in record
    # Shared from its own page, one comes back to it.
    shared = client.post(
        f"/en/desk/records/{meeting.reference}/step/share/", {"back": "meeting"}, follow=True
    )
    assert shared.redirect_chain[-1][0] == made["Location"]
    assert "/step/share/" not in shared.content.decode()
    # One press moves it to a time that was kept, a second press moves it back; nothing is lost.
    kept, first = min(times[1:3]), times[0]
    assert "Take this time instead" in shared.content.decode()
    press = {"do": "take_alternate", "start": kept}
    assert client.post(made["Location"], press).status_code == 302
    moved = Meeting.objects.get(item=meeting.item, entry__face="own").entry.version.facts
    assert dt.datetime.fromisoformat(moved["starts_at"]) == dt.datetime.fromisoformat(kept)
    assert dt.datetime.fromisoformat(first) in map(dt.datetime.fromisoformat, moved["alternates"])
    gone = client.post(made["Location"], press)
    assert gone.status_code == 409
    assert "is no longer kept" in gone.content.decode()
    assert client.post(made["Location"], {**press, "start": "soon"}).status_code == 404
    assert client.post(made["Location"], {**press, "start": first}).status_code == 302
    back = Meeting.objects.get(item=meeting.item, entry__face="own").entry.version.facts
    assert {**back, "alternates": sorted(back["alternates"])} == {
        **facts,
        "alternates": sorted(facts["alternates"]),
    }
    # What the Council decided without an end on record is offered for its agenda.
    offered = shared.content.decode()
    assert "council-2-vd" in offered
    client.post(made["Location"], {"do": "place", "reference": "council-2-vd"})
    again = client.get(made["Location"]).content.decode()
    assert "council-2-vd" not in again[again.index('id="unrecorded"') :]
    assert "council-2-vd" in again[: again.index('id="waiting"')]


def days(name: str, day: dt.date) -> dict[str, str]:
    """Return a day as a form sends it."""
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def test_only_coordinators_look_for_times(cast: Cast) -> None:
    """Whoever may not set meetings is refused; every bad value is answered in words."""
    client = Client()
    client.force_login(cast.kenji)
    assert client.get("/en/desk/meetings/slots/").status_code == 403
    client.force_login(cast.haruka)
    assert client.get("/en/desk/meetings/slots/").status_code == 200
    for query in (
        "body=x&minutes=abc",
        "body=body-council&minutes=-5",
        "minutes=60&body=nothing&first=2099-01-01&last=2098-01-01",
        "body=x&minutes=60&opens_JP=25:99&closes_JP=03:00&opens_GB=09:00&closes_GB=08:00",
    ):
        assert client.get(f"/en/desk/meetings/slots/?{query}").status_code == 400


def test_a_published_year_tells_the_public_its_days_and_no_step(node: dict[str, Account]) -> None:
    """Steps are working rows: what officials do about them is for officials of the sides alone."""
    japan, uk = node["officer-jp"], node["officer-gb"]
    item = services.plan_cycle(
        first_day=dt.date(2027, 1, 1),
        last_day=dt.date(2027, 12, 31),
        title={"en": "Year of the test", "ja": "試験の年"},
        by=japan,
        at=NOW,
    )
    path = f"/en/records/{item.reference}/"
    assert Client().get(path).status_code == 404
    records.share(item=item.pk, by=japan, at=NOW)
    digest = Version.objects.filter(item=item).order_by("-number")[0].content_digest
    for official in (japan, uk):
        records.confirm(item=item.pk, digest=digest, by=official, at=NOW)
    for official in (japan, uk):
        records.publish(item=item.pk, by=official, at=NOW)
    joint = CycleStep.objects.get(item=item, code="council-agenda")
    services.finish_step(cycle=item.reference, step=joint.pk, on=NOW.date(), by=uk, at=NOW)
    page = Client().get(path).content.decode()
    assert "Year of the test" in page
    for hidden in ("agenda", "step of the year"):
        assert hidden not in page.split("<main")[1].split("</main")[0].lower()
    official = Client()
    official.force_login(japan)
    told = official.get("/en/desk/timeline/").content.decode()
    assert "Did a step of the year" in told
    assert official.get(f"/en/desk/cycle/{item.reference}/").status_code == 200
