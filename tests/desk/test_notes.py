"""Contact notes on the desk: three fields, tags without scripts, filters, answers, the record."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kakehashi.notes import services
from kakehashi.notes.models import ContactNote
from kakehashi.notes.services import NewNote
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item

WHAT = "DSIT asked where METI stands on semiconductors.\n→ 回答案を12月4日までに送付"


@pytest.fixture
def officers(node):
    found = {}
    for name in ("officer-jp", "officer-gb"):
        client = Client()
        client.force_login(node[name])
        found[name] = client
    return found


def _once(page):
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def _sent(client, **more):
    page = client.get("/en/desk/notes/new/").content.decode()
    day = timezone.localdate()
    return {
        "once": _once(page),
        "with_whom": "Alice, DSIT",
        "what": WHAT,
        "date_day": day.day,
        "date_month": day.month,
        "date_year": day.year,
        "medium": "call",
        **more,
    }


def test_a_note_takes_three_fields_and_one_press(officers):
    client = officers["officer-jp"]
    page = client.get("/ja/desk/notes/new/").content.decode()
    # What stands ready: the day, and how; nothing else is asked for before the button.
    assert re.search(r'name="date_year" value="\d{4}"', page)
    sent = _sent(client)
    answer = client.post("/en/desk/notes/new/", sent, follow=True)
    page = answer.content.decode()
    assert "Noted. Only your side sees it." in page
    assert "1 follow-up is yours as an action point." in page
    row = ContactNote.objects.get()
    facts = row.entry.version.facts
    assert facts["organisations"] == ["dsit", "meti"]
    areas = Entry.objects.filter(
        item_id__in=[one["to"] for one in facts["links"] if one["relation"] == "of_area"]
    )
    assert {one.reference for one in areas} == {"area-SC"}
    # The same press again makes nothing new.
    client.post("/en/desk/notes/new/", sent)
    assert ContactNote.objects.count() == 1
    listed = client.get("/ja/desk/notes/?area=area-SC&with=dsit&period=30&mine=1").content.decode()
    assert row.reference in listed
    assert row.reference not in client.get("/en/desk/notes/?area=area-AI").content.decode()
    assert row.reference in client.get("/en/desk/search/?q=semiconductors+DSIT").content.decode()
    # On the page of its area, for its own side alone.
    assert row.reference in client.get("/en/desk/records/area-SC/").content.decode()
    other = officers["officer-gb"]
    for path in (
        "/en/desk/records/area-SC/",
        "/en/desk/notes/",
        "/en/desk/search/?q=semiconductors+DSIT",
    ):
        assert row.reference not in other.get(path).content.decode()
    assert other.get(f"/en/desk/records/{row.reference}/").status_code == 404


def test_tags_are_proposed_by_a_button_and_taken_off_by_hand(officers):
    client = officers["officer-jp"]
    sent = _sent(client)
    page = client.post("/en/desk/notes/new/", {**sent, "propose": "1"}).content.decode()
    assert not ContactNote.objects.exists()
    assert "There is a problem" not in page
    assert "Alice, DSIT" in page
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    assert {"area:area-SC", "organisation:meti"} <= set(shown)
    assert len(re.findall(r'name="tag"[^>]* checked', page)) == len(shown)
    kept = ["organisation:meti"]
    again = client.post(
        "/en/desk/notes/new/",
        {**sent, "propose": "1", "tagged": "1", "shown": shown, "tag": kept},
    ).content.decode()
    assert len(re.findall(r'name="tag"[^>]* checked', again)) == 1
    # A part of the page, for the script.
    part = client.post("/en/desk/notes/tags/", sent).content.decode()
    assert "<html" not in part
    assert "organisation:meti" in part
    client.post("/en/desk/notes/new/", {**sent, "tagged": "1", "shown": shown, "tag": kept})
    facts = ContactNote.objects.get().entry.version.facts
    assert facts["organisations"] == ["meti"]
    assert not facts.get("links")


def test_what_is_refused_keeps_what_was_typed(officers):
    client = officers["officer-jp"]
    for more, told in (
        ({"what": " "}, "Say what was said; one sentence is enough."),
        ({"date_year": "2199"}, "is still to come."),
        ({"date_month": "13"}, "Enter a date of the calendar"),
    ):
        answer = client.post("/en/desk/notes/new/", _sent(client, **more))
        page = answer.content.decode()
        assert answer.status_code == 400
        assert told in page
        assert "Alice, DSIT" in page
    assert not ContactNote.objects.exists()


def test_a_note_is_changed_shared_and_corrected_by_the_other_side(node, officers):
    client, other = officers["officer-jp"], officers["officer-gb"]
    client.post("/en/desk/notes/new/", _sent(client))
    row = ContactNote.objects.get()
    edit = f"/en/desk/notes/{row.reference}/edit/"
    assert client.get(f"/en/desk/records/{row.reference}/edit/")["Location"] == edit
    page = client.get(edit).content.decode()
    assert 'value="organisation:meti"' in page
    base = re.search(r'name="base" value="(\d+)"', page)[1]
    sent = _sent(client, base=base, what="They will answer in March.", tagged="1")
    assert client.post(edit, sent).status_code == 302
    late = client.post(edit, {**sent, "what": "In May."})
    assert late.status_code == 400
    assert "In May." in late.content.decode()
    assert client.get(f"/en/desk/records/{row.reference}/").content.decode().count("follow-up") < 9
    step = f"/en/desk/records/{row.reference}/step"
    assert client.post(f"{step}/publish/").status_code == 409
    client.post(f"{step}/share/")
    page = other.get(f"/en/desk/records/{row.reference}/").content.decode()
    assert "They will answer in March." in page
    assert "回答案" not in page
    correct = re.search(r'href="([^"]+corrects=[^"]+)"', page)[1]
    form = other.get(correct).content.decode()
    assert "Your correction is a record of its own" in form
    other.post(correct, _sent(other, once=_once(form), what="We said April."))
    mine = ContactNote.objects.get(entry__side="GB")
    records.share(item=mine.item_id, by=node["officer-gb"], at=timezone.now())
    page = client.get(f"/en/desk/records/{row.reference}/").content.decode()
    assert mine.reference in page
    assert "They will answer in March." in page


def test_the_pages_ask_the_same_of_the_database_however_many_notes(node, officers):
    client, account = officers["officer-jp"], node["officer-jp"]

    def asked(path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def write(number):
        services.write(
            note=NewNote("METI", f"{number}: semiconductors\n→ Reply", timezone.localdate()),
            by=account,
            at=timezone.now(),
            today=timezone.localdate(),
        )

    write(0)
    reference = Item.objects.get(kind="contact_note").reference
    paths = (
        "/en/desk/notes/?area=area-SC&with=meti&mine=1",
        "/en/desk/notes/new/",
        f"/en/desk/records/{reference}/",
        "/en/desk/office/",
    )
    before = [asked(path) for path in paths]
    for number in range(1, 6):
        write(number)
    assert [asked(path) for path in paths] == before


def test_a_follow_up_is_done_from_the_page_of_its_note(officers):
    client = officers["officer-jp"]
    client.post("/en/desk/notes/new/", _sent(client))
    row = ContactNote.objects.get()
    page = client.get(f"/en/desk/records/{row.reference}/").content.decode()
    done = re.search(r'action="([^"]+/done/)"', page)[1]
    assert "follow-ups open: 1" in client.get("/en/desk/office/").content.decode()
    assert client.get(done).status_code == 405
    assert officers["officer-gb"].post(done).status_code == 404
    answer = client.post(done, {"note": row.reference}, follow=True)
    assert "None is open." in answer.content.decode()
