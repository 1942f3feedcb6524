"""Meetings on the desk: the agenda's page, bringing an item, the page a meeting is held with."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kakehashi.governance import services
from kakehashi.governance.models import AgendaPlace, Decision, Sitting
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from tests.cast import Cast
from tests.governance.meeting_rooms import bring, make_body, make_meeting


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def today(cast: Cast) -> str:
    """Return a meeting of today, shared, with three items on its agenda."""
    make_body(cast)
    now = timezone.now()
    meeting = make_meeting(cast.haruka, days=0, at=now)
    for title in ("Cables", "Chips", "Data"):
        bring(cast.haruka, meeting, title, at=now)
    return meeting


def places(meeting: str) -> list[AgendaPlace]:
    item = Item.objects.get(reference=meeting)
    return list(AgendaPlace.objects.filter(meeting=item).select_related("item"))


def counter(meeting: str) -> int:
    return Sitting.objects.get(meeting__reference=meeting).counter


def titles(page: str) -> list[str]:
    """Return the titles in the order of the agenda on a page."""
    found = {title: page.find(f"</span> {title}</a>") for title in ("Cables", "Chips", "Data")}
    return sorted((title for title in found if found[title] >= 0), key=lambda one: found[one])


def test_the_agenda_is_prepared_without_scripts(cast: Cast, today: str) -> None:
    client, address = signed_in(cast.haruka), f"/en/desk/meetings/{today}/"
    page = client.get(address).content.decode()
    assert titles(page) == ["Cables", "Chips", "Data"]
    assert "The items take 30 minutes together." in page
    assert "Tokyo" in page
    assert "London" in page
    first = places(today)[0]
    seen = {"place": first.pk, "counter": counter(today)}
    moved = client.post(address, {"do": "move", "to": 2, **seen}, follow=True)
    assert titles(moved.content.decode()) == ["Chips", "Data", "Cables"]
    # Another official still has the older page open.
    stale = signed_in(cast.alice).post(
        address, {"do": "change", "minutes": "45", "wish": "decide", **seen}
    )
    text = stale.content.decode()
    assert stale.status_code == 409
    assert "agenda-changed" in text
    assert 'value="45"' in text, "what was typed is given back"
    now = {"place": first.pk, "counter": counter(today)}
    signed_in(cast.alice).post(address, {"do": "change", "minutes": "45分", "wish": "", **now})
    assert places(today)[-1].minutes == 45
    off = {"place": first.pk, "counter": counter(today)}
    gone = client.post(address, {"do": "take_off", **off}, follow=True).content.decode()
    assert "Undo" in gone
    assert gone.index("Cables") > gone.index('id="waiting"')
    client.post(address, {"do": "put_back", "place": first.pk})
    assert len(places(today)) == 3
    wrong = {"place": first.pk, "counter": counter(today), "minutes": "many", "wish": ""}
    refused = client.post(address, {"do": "change", **wrong})
    assert refused.status_code == 400
    assert "minutes-wrong" in refused.content.decode()


def test_an_item_is_brought_once_in_both_languages(cast: Cast, today: str) -> None:
    client, address = signed_in(cast.alice), f"/ja/desk/meetings/{today}/bring/"
    page = client.get(address).content.decode()
    once = page.split('name="once" value="')[1].split('"')[0]
    typed = {
        "once": once,
        "title_en": "Standards",
        "title_ja": "標準",
        "wish": "decide",
        "minutes": "１５分",
        "lead_GB": "coordinator-dsit",
        "share": "on",
    }
    refused = client.post(address, {**typed, "about": "nothing-there"})
    assert refused.status_code == 400
    assert 'value="標準"' in refused.content.decode()
    for _time in range(2):
        assert client.post(address, typed).status_code == 302
    assert [one.minutes for one in places(today)] == [10, 10, 10, 15]
    shown = signed_in(cast.haruka).get(f"/ja/desk/meetings/{today}/").content.decode()
    assert "標準" in shown
    assert "dsit 調整担当" in shown


def test_several_records_are_put_on_the_agenda_at_once_or_none(cast: Cast, today: str) -> None:
    client, address = signed_in(cast.haruka), f"/en/desk/meetings/{today}/"
    later = make_meeting(cast.haruka, days=40, title="A later one")
    wanted = [bring(cast.haruka, later, one).reference for one in ("Ports", "Skills")]
    assert client.post(address, {"do": "place", "reference": [*wanted, "x"]}).status_code == 404
    assert len(places(today)) == 3
    page = client.post(address, {"do": "place", "reference": " ".join(wanted)}, follow=True)
    assert "2 items are put on the agenda." in page.content.decode()
    page = client.post(address, {"do": "place", "reference": wanted}, follow=True)
    assert "It stands on this agenda already." in page.content.decode()
    assert len(places(today)) == 5


def test_a_meeting_is_held_and_closed_without_scripts(cast: Cast, today: str) -> None:
    client, address = signed_in(cast.haruka), f"/en/desk/meetings/{today}/run/"
    one, two, three = places(today)
    assert "Item 1 of 3" in client.get(address).content.decode()
    went = client.post(address, {"do": "go", "place": two.pk}, follow=True)
    assert "Item 2 of 3" in went.content.decode()
    key = str(uuid.uuid4())
    decided = {"do": "decide", "place": two.pk, "key": key, "words_en": "Meet in May."}
    for _time in range(2):
        client.post(address, decided)
    row = Decision.objects.get(title_en="Meet in May.")
    assert (row.meeting, row.state, str(row.item_id)) == (today, "shared", key)
    empty = client.post(address, {"do": "decide", "place": two.pk, "key": str(uuid.uuid4())})
    assert empty.status_code == 400
    assert "decision-empty" in empty.content.decode()
    client.post(address, {"do": "end", "place": two.pk, "ending": "decided"})
    nowhere = client.post(address, {"do": "end", "place": one.pk, "ending": "elsewhere"})
    assert nowhere.status_code == 400
    refused = client.post(address, {"do": "close"})
    text = refused.content.decode()
    assert refused.status_code == 409
    assert one.item.reference in text
    assert "Carry all of them over" in text
    rest = client.post(address, {"do": "rest"}, follow=True).content.decode()
    assert "2 items go to the next meeting." in rest
    assert "Take back: 2 items were carried over" in rest
    closed = client.post(address, {"do": "close"}, follow=True)
    assert closed.redirect_chain[-1][0].endswith(f"/desk/meetings/{today}/")
    assert client.get(address).status_code == 302
    page = client.get(f"/en/desk/records/{one.item.reference}/").content.decode()
    assert "not reached" in page, "its own page says how it ended"
    assert "Waits for the body’s next meeting" in page
    body = Item.objects.get(reference="body-council")
    waits = AgendaPlace.objects.filter(body=body, meeting=None)
    assert {place.item_id for place in waits} == {one.item_id, three.item_id}
    meeting = f"/en/desk/meetings/{today}/"
    assert client.post(meeting, {"do": "reopen", "why": ""}).status_code == 400
    again = client.post(meeting, {"do": "reopen", "why": "One more point"}, follow=True)
    assert "One more point" in again.content.decode()
    assert not AgendaPlace.objects.filter(body=body, meeting=None).exists()


def test_entries_of_a_page_with_scripts_are_answered_in_json(cast: Cast, today: str) -> None:
    client, address = signed_in(cast.haruka), f"/en/desk/meetings/{today}/run/"
    place = places(today)[0].pk

    def send(**fields: object) -> tuple[int, dict[str, str]]:
        answer = client.post(address, fields, headers={"Accept": "application/json"})
        return answer.status_code, answer.json()

    key = str(uuid.uuid4())
    status, told = send(do="decide", place=place, key=key, words_ja="５月に開催する。")
    assert (status, set(told)) == (200, {"message"})
    task = {"task_en": "Send the list", "owner": "coordinator-mic", "key": str(uuid.uuid4())}
    for _time in range(2):
        assert send(do="act", place=place, **task)[0] == 200
    assert Entry.objects.filter(kind="action_point").values("item").distinct().count() == 1
    assert send(do="act", place=place, key=str(uuid.uuid4()))[1]["code"] == "entry-unclear"
    assert send(do="decide", place=place, words_en="x", key="no")[1]["code"] == "entry-unclear"
    assert send(do="end", place=place, ending="noted")[0] == 200
    assert send(do="end", place=place, ending="decided") == (
        409,
        {
            "code": "item-ended-otherwise",
            "message": f"{places(today)[0].item.reference} already ended as “noted”. "
            "Open it again first if that is not how it ended.",
        },
    )
    assert send(do="nonsense")[0] == 404
    assert send(do="end", place="9" * 40, ending="noted")[0] == 404


def test_who_may_not_see_or_hold_a_meeting(cast: Cast, today: str) -> None:
    draft = make_meeting(cast.haruka, days=5, share=False, at=timezone.now())
    for path in ("", "bring/", "run/"):
        for account in (cast.mallory, cast.alice):
            answer = signed_in(account).get(f"/en/desk/meetings/{draft}/{path}")
            assert answer.status_code in ({404} if account == cast.alice else {403, 404})
    assert signed_in(cast.mallory).get(f"/en/desk/meetings/{today}/").status_code == 404
    kenji = signed_in(cast.kenji)
    assert kenji.get(f"/en/desk/meetings/{today}/").status_code == 200
    assert kenji.get(f"/en/desk/meetings/{today}/run/").status_code == 403
    move = {"do": "move", "place": places(today)[0].pk, "to": 1, "counter": counter(today)}
    assert kenji.post(f"/en/desk/meetings/{today}/", move).status_code == 403
    assert titles(kenji.get(f"/en/desk/meetings/{today}/").content.decode())[0] == "Cables"


def test_a_note_of_one_side_never_shows_on_the_other_sides_page(cast: Cast, today: str) -> None:
    item = Item.objects.get(reference=today)
    records.create(
        kind="meeting_note",
        text=NewText(
            wording={"title": {"en": "What we thought of it"}},
            links=[LinkTo("of_meeting", item.pk)],
        ),
        by=cast.haruka,
        at=timezone.now(),
    )
    address = f"/en/desk/meetings/{today}/"
    assert "What we thought of it" in signed_in(cast.kenji).get(address).content.decode()
    assert "What we thought of it" not in signed_in(cast.alice).get(address).content.decode()
    begun = signed_in(cast.alice).get(f"/en/desk/new/meeting_note/?about={today}")
    assert 'value="Note of the A meeting"' in begun.content.decode(), "the title is proposed"


def test_pages_of_a_meeting_take_as_many_queries_however_long_the_agenda(
    cast: Cast, today: str
) -> None:
    client, now = signed_in(cast.haruka), timezone.now()

    def queries() -> list[int]:
        counts = []
        for path in ("", "run/"):
            client.get(f"/en/desk/meetings/{today}/{path}")
            with CaptureQueriesContext(connection) as caught:
                assert client.get(f"/en/desk/meetings/{today}/{path}").status_code == 200
            counts.append(len(caught))
        return counts

    def add(number: int) -> None:
        item = bring(cast.haruka, today, f"Item {number}", at=now)
        records.create(
            kind="paper",
            text=NewText(
                wording={"title": {"en": f"Paper {number}"}},
                facts={"deadline": (now - dt.timedelta(days=number)).date().isoformat()},
                links=[LinkTo("about", item.pk)],
            ),
            by=cast.haruka,
            at=now,
        )
        place = AgendaPlace.objects.get(item=item)
        services.decide(
            meeting=today, place=place.pk, words={"en": "So be it"}, by=cast.haruka, at=now
        )

    add(1)
    few = queries()
    for number in range(2, 12):
        add(number)
    assert queries() == few


def test_a_time_that_a_clock_change_makes_twice_or_never_is_asked_for(cast: Cast) -> None:
    make_body(cast)
    client = signed_in(cast.alice)
    typed = {
        "body": "body-council",
        "date_day": "31",
        "date_month": "10",
        "date_year": "2027",
        "starts": "01:30",
        "zone": "Europe/London",
        "standing": "pencilled",
        "title_en": "A meeting by night",
        "anyway": "on",
    }
    asked = client.post("/en/desk/meetings/new/", typed)
    text = asked.content.decode()
    assert asked.status_code == 400
    assert "it comes twice" in text
    assert "01:30 BST" in text
    assert "01:30 GMT" in text
    assert not Entry.objects.filter(kind="meeting").exists()
    ja = client.post("/ja/desk/meetings/new/", typed).content.decode()
    assert "Choose" not in ja
    assert "その時刻が2回あります" in ja
    spring = {**typed, "date_day": "28", "date_month": "3"}
    text = client.post("/en/desk/meetings/new/", spring).content.decode()
    assert "it does not come" in text
    assert "00:30 GMT" in text
    assert "02:30 BST" in text
    second = {**typed, "reading": "2027-10-31T01:30:00+00:00"}
    assert client.post("/en/desk/meetings/new/", second).status_code == 302
    made = Entry.objects.select_related("version").get(kind="meeting")
    assert made.version.facts["starts_at"] == "2027-10-31T01:30:00+00:00"
    page = client.get(f"/en/desk/meetings/{made.reference}/").content.decode()
    assert "No working day" in page
    assert "Outside the office hours of the UK" in page


def test_a_meeting_of_the_past_can_be_read_and_no_longer_prepared(cast: Cast) -> None:
    make_body(cast)
    held = services.set_meeting(
        body="body-council",
        date=dt.date(2025, 1, 22),
        standing="held",
        title={"en": "Held long ago"},
        place={},
        mode="",
        starts_at=None,
        by=cast.haruka,
        at=timezone.now(),
    )
    client, address = signed_in(cast.haruka), f"/en/desk/meetings/{held.reference}/"
    page = client.get(address).content.decode()
    assert "Bring an item" not in page
    assert "Hold the meeting" not in page
    for path in ("bring/", "run/"):
        assert client.get(address + path).status_code == 302
    with pytest.raises(services.MeetingClosed):
        bring(cast.haruka, held.reference, "Too late", at=timezone.now())


def test_whatever_is_sent_is_answered_with_a_code(cast: Cast, today: str) -> None:
    client, place = signed_in(cast.haruka), places(today)[0].pk
    address = f"/en/desk/meetings/{today}/"
    here = {"place": place, "counter": counter(today)}
    for sent, status in (
        ({"do": "move", **here, "to": "-1"}, 404),
        ({"do": "move", **here, "to": "9" * 30}, 404),
        ({"do": "move", "place": "x", "counter": "\x00", "to": "1"}, 404),
        ({"do": "place", "reference": "\x00nothing"}, 404),
        ({"do": "place", "reference": today}, 404),
        ({"do": "attend", "post": "\x00"}, 404),
        ({"do": "not_attending", "attendance": "7"}, 404),
        ({"do": "change", **here, "minutes": "0", "wish": "?"}, 400),
        ({"do": "change", **here, "minutes": "\x00", "wish": ""}, 400),
        ({"do": "reopen", "why": "\x00"}, 400),
        ({"do": "\x00"}, 404),
    ):
        assert client.post(address, sent).status_code == status, sent
    kept = client.post(address, {"do": "place", "reference": "VD.x"}).content.decode()
    assert 'value="VD.x"' in kept, "what was typed is given back on the page itself"
    assert "record-unknown" in kept
    assert client.post(address, {"do": "place", "reference": " "}).status_code == 400
    run = {"do": "end", "place": place, "ending": "elsewhere"}
    refused = client.post(f"{address}run/", {**run, "elsewhere": "x" * 300})
    assert refused.status_code == 400
    assert "Placed(" not in refused.content.decode()
    assert client.post(f"{address}run/", {**run, "elsewhere": "\x00"}).status_code == 400
    words = {"do": "decide", "place": place, "key": str(uuid.uuid4()), "words_en": "a\x00b"}
    assert client.post(f"{address}run/", words).status_code == 400
    assert [one.ending for one in places(today)] == ["", "", ""]
    assert not Decision.objects.exists()
